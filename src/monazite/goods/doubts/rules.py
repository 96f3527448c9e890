"""Contradictions on one line, as findings with evidence and strength: the plain meaning, one rule after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from monazite.goods.answer import Goods
from monazite.goods.doubts.claimed import READS as CLAIM_READS
from monazite.goods.doubts.claimed import claimed
from monazite.goods.doubts.expected import Case, expected
from monazite.goods.doubts.model import WORDINGS, Doubt, DoubtsPack
from monazite.goods.doubts.numbers import density, ferrite, net_gross, package, value
from monazite.goods.doubts.words import by_words, certificate, stated, tariff
from monazite.goods.headings import Search

__all__ = ["RULES", "Doubt", "Rule", "doubts", "settled"]

Line = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the columns of the line that it reads, and what it finds."""

    name: str
    reads: tuple[str, ...]
    find: Callable[[Line, Case, DoubtsPack], tuple[Doubt, ...]]


RULES = (
    Rule("tariff", ("tariff_code",), tariff),
    Rule("density", ("net_mass", "volume"), density),
    Rule("value", ("net_mass", "value", "currency", "component"), value),
    Rule(
        "ferrite",
        ("tariff_code", "magnet_family", "net_mass", "volume", "value", "currency", "component"),
        ferrite,
    ),
    Rule("net_gross", ("net_mass", "gross_mass"), net_gross),
    Rule("package", ("net_mass", "packages"), package),
    Rule("certificate", ("certificate_number",), certificate),
    Rule("claimed", CLAIM_READS, claimed),
    Rule("stated", (), stated),  # the facts that the pack lists as compared
)
ORDER = {wording: place for place, wording in enumerate(WORDINGS)}
# What the findings on a magnet declared as ferrite tell too, and better.
TOLD = ("density_heavy", "value_high", "value_high_far")


def doubts(line: Mapping[str, object], goods: Goods, search: Search, pack: DoubtsPack) -> tuple[Doubt, ...]:
    """Return the contradictions on a line, the strongest first.

    `line` holds the facts of the line as the Arrow table has them (quantities as exact integers in steps of the
    vocabulary), `goods` and `search` what its words say. What is not known is silent. An empty certificate number
    tells something only where the line has that key at all.
    """
    case = Case(goods, search, expected(goods, pack))
    found = [d for rule in RULES for d in rule.find(line, case, pack)]
    return settled((*found, *by_words(goods, pack)))


def settled(found: Iterable[Doubt]) -> tuple[Doubt, ...]:
    """Return findings each once, the strongest first, without those that a more precise one tells too."""
    distinct = tuple(dict.fromkeys(found))
    if any(d.code == "magnet_ferrite" for d in distinct):
        distinct = tuple(d for d in distinct if d.wording not in TOLD)
    return tuple(sorted(distinct, key=lambda d: (-d.strength, ORDER[d.wording], d.text)))
