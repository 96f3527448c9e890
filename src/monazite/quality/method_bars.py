"""What bars a method of analysis: contents beside which it does not hold, as the register tells them.

A bar is told as "Th > 0.1": in percent of the sample, or as "relative purity < 99.5": the largest share of all rare
earths that the certificate tells, or "other metals > 0.5": the sum of metals that are no rare earths. Parts are
separated by semicolons. A certificate that does not tell the content is not barred: what is not known is not no.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from monazite.chemistry.formula import parse_formula
from monazite.chemistry.model import FormulaError
from monazite.errors import InputError
from monazite.quality.certificate import Result
from monazite.quality.designation import ELEMENTS as RARE_EARTHS
from monazite.quality.found import found
from monazite.quality.units import unit

__all__ = ["Bar", "barred", "bars"]

BAR = re.compile(r"(?P<of>[^<>]+?)\s*(?P<sign>[<>])\s*(?P<at>\d+(?:\.\d+)?)")
PURITY, OTHERS = "relative purity", "other metals"
HALF = 50  # percent
NO_METALS = frozenset("H B C N O F Si P S Cl As Se Br Te I He Ne Ar Kr Xe".split())


@dataclass(frozen=True, slots=True)
class Bar:
    """A content beside which a method does not hold: of what, above (`>`) or below which percent."""

    of: str
    above: bool
    at: Fraction


@lru_cache(maxsize=1000)
def bars(text: str) -> tuple[Bar, ...] | None:
    """Return the bars that a text tells; None where a part of it is none."""
    told = [BAR.fullmatch(part.strip()) for part in text.split(";") if part.strip()]
    if not all(told):
        return None
    return tuple(Bar(one["of"].strip(), one["sign"] == ">", Fraction(one["at"])) for one in told if one)


def barred(text: str, results: Sequence[Result]) -> bool:
    """Return whether the results of a certificate show that a method does not hold for its sample."""
    return any(_met(bar, results) for bar in bars(text) or ())


def _met(bar: Bar, results: Sequence[Result]) -> bool:
    told = _told(bar.of, results)
    return told is not None and (told > bar.at if bar.above else told < bar.at)


def _told(of: str, results: Sequence[Result]) -> Fraction | None:
    """Return how much there is, in percent; of several numbers the largest, None for none."""
    if of == PURITY:
        shares = _shares(each for each in results if each.basis in ("treo", "trem"))
        return max(shares) if sum(shares) > HALF else None  # a list of impurities tells no purity
    if of == OTHERS:
        return sum(_shares(each for each in results if _is_other_metal(each)), Fraction(0))
    return max(_shares(each for each in results if each.analyte == of), default=None)


def _shares(results: Iterable[Result]) -> list[Fraction]:
    out = []
    for each in results:
        size = unit(each.unit)
        low = found(each.value).low if each.value else None
        if size is not None and size.kind == "mass_fraction" and low is not None:
            out.append(low * size.size * 100)
    return out


def _is_other_metal(result: Result) -> bool:
    try:
        symbols = set(parse_formula(result.analyte).symbols)
    except (FormulaError, InputError):
        return False
    return len(symbols) == 1 and not symbols & (NO_METALS | {*RARE_EARTHS})
