"""Two grades limit by limit: which is stricter where; and the best grade that a certificate meets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from monazite.chemistry.weights import Weights
from monazite.quality.model import Grade, Requirement
from monazite.quality.positions import Span
from monazite.quality.substance import same_content
from monazite.quality.units import factor, unit
from monazite.quality.verdict import GradeVerdict

__all__ = ["RELATIONS", "Compared", "best", "compared", "overall"]

RELATIONS = {
    "stricter": "the first allows less",
    "equal": "both allow the same",
    "looser": "the first allows more",
    "crossed": "each allows something that the other does not",
    "incomparable": "the limits are on another basis or of another quantity",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One content in two grades: the requirement of each, None for no limit, and one of RELATIONS."""

    analyte: str
    first: Requirement | None
    second: Requirement | None
    relation: str


def compared(first: Grade, second: Grade, weights: Weights) -> list[Compared]:
    """Return the limits of two grades beside each other, in the order of the first, then what only the second has."""
    left = [each for each in second.requirements if each.kind == "limit"]
    out = []
    for one in first.requirements:
        if one.kind == "limit":
            other = _same(one, left, weights)
            if other is not None:
                left.remove(other)
            out.append(Compared(one.analyte, one, other, _relation(one, other, weights)))
    return out + [Compared(other.analyte, None, other, "looser") for other in left]


def overall(rows: Sequence[Compared]) -> str:
    """Return one of RELATIONS for two grades as wholes."""
    told = {row.relation for row in rows} - {"equal"}
    if not told:
        return "equal" if rows else "incomparable"  # grades that are known by name only tell nothing
    return told.pop() if len(told) == 1 else "incomparable" if "incomparable" in told else "crossed"


def best(verdicts: Sequence[GradeVerdict], weights: Weights) -> GradeVerdict | None:
    """Return the strictest of the grades that are met, the first of equals; None where none is.

    Met is a grade whose verdict is a pass, or a conditional one where no grade passes.
    """
    for state in ("pass", "conditional_pass"):
        met = [verdict for verdict in verdicts if verdict.state == state]
        if met:
            return max(met, key=lambda one: sum(_beats(one.grade, other.grade, weights) for other in met))
    return None


def _beats(one: Grade, other: Grade, weights: Weights) -> bool:
    return one is not other and overall(compared(one, other, weights)) == "stricter"


def _same(one: Requirement, others: Sequence[Requirement], weights: Weights) -> Requirement | None:
    """Return the requirement on the same content: on the same basis and at the same ends, where there is one."""
    same = [other for other in others if _ratio(other, one, weights) is not None]
    return min(same, key=lambda other: (other.basis != one.basis, _ends(other) != _ends(one)), default=None)


def _ends(one: Requirement) -> tuple[bool, bool]:
    return one.limits.lower is None, one.limits.upper is None


def _relation(one: Requirement, other: Requirement | None, weights: Weights) -> str:
    if other is None:
        return "stricter"
    if one.basis != other.basis:
        return "incomparable"
    told = _in_words_of(other, one, weights)
    if told is None:
        return "incomparable"
    first, second = one.limits.meeting(), told
    if first == second:
        return "equal"
    return "stricter" if first in second else "looser" if second in first else "crossed"


def _in_words_of(other: Requirement, one: Requirement, weights: Weights) -> Span | None:
    """Return what a requirement allows in the unit, and as the substance, of another."""
    given, asked = unit(other.unit), unit(one.unit)
    by = _ratio(other, one, weights)
    size = factor(given, asked) if given and asked else None
    if by is None or size is None:
        return None
    return other.limits.times(by * size).meeting()


def _ratio(other: Requirement, one: Requirement, weights: Weights) -> Fraction | None:
    return same_content(other.analyte, one.analyte, weights)
