"""Findings on certificates: what one is, and the words in which it is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from monazite.errors import VocabularyError
from monazite.quality.certificate import Result
from monazite.text_yaml import read_yaml_text

__all__ = ["CODES", "Finding", "Wording", "tell", "wordings"]

# The findings, each with the places of its text.
CODES: Mapping[str, str] = {
    "sum_over": "basis total over rows",
    "difference": "analyte value rest rows",
    "part_over_total": "part value total whole",
    "total_impurities": "analyte value low high",
    "oxide_factor": "oxide element first second ratio right off",
    "stoichiometry": "compound element first second predicted fits",
    "twice": "analyte first second",
    "below_nil": "analyte value",
    "nil": "analyte value count",
    "digits_uncertainty": "analyte value uncertainty",
    "digits_method": "analyte value method least",
    "outside_method": "analyte value method range",
    "method_excluded": "analyte value method bars",
    "equal_limits": "count of rows",
    "only_bounds": "count",
    "only_words": "count of rows",
    "fails_beside": "analyte value limit claim",
    "outside_beside": "analyte value limit",
    "block_copied": "count other lot lots rows",
    "file_reused": "other lot lots digest",
    "accreditation_over": "until issued",
    "issued_before_sampled": "issued sampled",
    "edition_withdrawn": "edition issued",
    "edition_early": "edition issued",
    "edition_draft": "edition issued",
    "edition_unknown": "edition known",
    "tb_ho": "analyte value rows",
    "balance_measured": "analyte value rest",
    "lot_differs": "other lot count rows others",
    "issuer_refuses": "claim",
    "issued_later": "issued on",
    "expired": "until on",
    "sizes_order": "small first large second",
    "ph_range": "value",
    "product_other": "product main value",
    "uncertainties": "analyte value standard expanded k",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit on a certificate, or between certificates.

    `strength` is 3 where both cannot be true, 2 where both are seldom true, 1 where it is unusual. The text tells it
    with its evidence, numbers as printed; `caveat` tells what it does not prove. `results` are the lines of the
    certificate it rests on, `fields` what else of it ("accredited_until"), `others` the ids of other certificates.
    """

    code: str
    strength: int
    text: str
    text_zh: str = ""
    results: tuple[Result, ...] = ()
    fields: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    caveat: str = ""
    caveat_zh: str = ""

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


@dataclass(frozen=True, slots=True)
class Wording:
    """How a finding is told, in two languages: its strength, its text, and what it does not prove."""

    strength: int
    en: str
    zh: str
    not_en: str
    not_zh: str


@cache
def wordings() -> Mapping[str, Wording]:
    """Return the words of all findings by code; raises VocabularyError where the file is damaged."""
    text = files(__package__).joinpath("wordings.yml").read_text("utf-8")
    tree, problems = read_yaml_text(text, "forensics wordings")
    if problems:
        raise VocabularyError(problems)
    return {code: _wording(each) for code, each in tree.items()}


def _wording(tree: Mapping[str, Any]) -> Wording:
    return Wording(int(tree["strength"]), *(str(tree[key]) for key in ("en", "zh", "not_en", "not_zh")))


def tell(
    code: str,
    results: Sequence[Result],
    values: Mapping[str, str],
    *,
    strength: int = 0,
    fields: Sequence[str] = (),
    others: Sequence[str] = (),
) -> Finding:
    """Return a finding with its places filled; `_zh` after a name gives the value for the Chinese text."""
    words = wordings()[code]
    chinese = {name: values.get(f"{name}_zh", value) for name, value in values.items()}
    text, text_zh = words.en.format(**values), words.zh.format(**chinese)
    rests_on = (tuple(results), tuple(fields), tuple(others))
    return Finding(code, strength or words.strength, text, text_zh, *rests_on, words.not_en, words.not_zh)
