"""What certificates call a substance, as its formula; an assay is one of the product."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from monazite.errors import VocabularyError
from monazite.quality.forensics.lines import symbols
from monazite.text_yaml import read_yaml_text

__all__ = ["formulas", "formulas_of"]

ASSAY = re.compile(r"(?:assay|purity|content|main content|含量|主含量|纯度)", re.IGNORECASE)
LONGEST = 200  # of a name
KEPT = 10_000
METAL = re.compile(r"\s+metal(?:\s+(?:ingots?|powder))?|\s+ingots?", re.IGNORECASE)
BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]")


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    text = files(__package__).joinpath("names.yml").read_text("utf-8")
    tree, problems = read_yaml_text(text, "forensics names")
    if problems:
        raise VocabularyError(problems)
    return {name: tuple(map(str, each)) for name, each in tree.items()}


@lru_cache(maxsize=KEPT)
def formulas(name: str) -> tuple[str, ...]:
    """Return the formulas of a substance by its name, the one that the name says first; none where it is not known.

    >>> formulas("Lithium hydroxide"), formulas("Dy2O3"), formulas("high purity")
    (('LiOH', 'LiOH·H2O'), ('Dy2O3',), ())
    """
    if len(name) > LONGEST:
        return ()
    plain = BRACKETS.sub("", name).strip()
    if symbols(plain):
        return (plain,)
    words = plain.split(",")[0].strip().casefold()
    return _names().get(words) or _names().get(_metal(words), ())


def _metal(words: str) -> str:
    """Return the element of "cerium metal" or 金属铈, a name that is none where it is no metal."""
    plain = METAL.sub("", words).removeprefix("金属").strip()
    return plain if plain != words else ""


def formulas_of(analyte: str, product: str) -> tuple[str, ...]:
    """Return the formulas of what a line is an analysis of; an assay, or a purity, is one of the product."""
    plain = BRACKETS.sub("", analyte[:LONGEST]).strip()
    return formulas(product) if ASSAY.fullmatch(plain) else formulas(analyte)
