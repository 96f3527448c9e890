"""Whether a method of analysis can show a content: its range against a result, and against a limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from monazite.chemistry.weights import Weights
from monazite.quality.limits import Limits
from monazite.quality.model import MethodScope
from monazite.quality.registry import split
from monazite.quality.substance import ratio
from monazite.quality.units import factor, unit

__all__ = ["FITS", "MethodFit", "can_show", "method_fit", "scopes_of"]

FITS = {
    "within": "the result lies in the range of the method",
    "below": "the result lies below the range: the method shows no more than that it is less than where that begins",
    "above": "the result lies above the range: the method shows nothing of it",
    "unknown": "the register has no range of this method for this content",
}
ANY = "*"


@dataclass(frozen=True, slots=True)
class MethodFit:
    """How a result lies to a range: one of FITS, and the ends of the range in the unit that was asked in."""

    fit: str
    low: Fraction | None = None
    high: Fraction | None = None


def scopes_of(methods: Sequence[MethodScope], edition: str, analyte: str = "", matrix: str = "") -> list[MethodScope]:
    """Return the ranges of a method for a content and a matrix ("oxide", "rare earth metal"); empty for any.

    A method without its year stands for every edition of it that the register has.
    """
    plain, standard = _folded(edition), _folded(split(edition)[0])
    found = [each for each in methods if _folded(each.edition) == plain]
    found = found or [each for each in methods if plain == standard == _folded(split(each.edition)[0])]
    of_matrix = [each for each in found if matrix.casefold() in each.matrix.casefold()]
    return [each for each in of_matrix if analyte in ("", each.analyte) or each.analyte == ANY]


def method_fit(scope: MethodScope, value: Fraction, unit_name: str, analyte: str, weights: Weights) -> MethodFit:
    """Return how a value in a unit lies to a range of a method; the ends belong to it.

    An element and its oxide are one content: the range is told in the words of what was asked.
    """
    low, high = _ends(scope, unit_name, analyte, weights)
    if low is None and high is None:
        return MethodFit("unknown")
    if low is not None and value < low:
        return MethodFit("below", low, high)
    return MethodFit("above" if high is not None and value > high else "within", low, high)


def can_show(scope: MethodScope, limits: Limits, unit_name: str, analyte: str, weights: Weights) -> bool | None:
    """Return whether results in the range of a method can show that limits are met; None where no range is known.

    Below an upper limit there must be something that the method sees, or sees to be less than its range; above a lower
    one something within it: a range that begins above "at most 0.0005" shows no more than "less than 0.001".
    """
    low, high = _ends(scope, unit_name, analyte, weights)
    if low is None and high is None:
        return None
    upper, lower = limits.upper, limits.lower
    seen_below = upper is None or low is None or low <= upper.value
    return seen_below and (lower is None or high is None or lower.value <= high)


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()


def _ends(
    scope: MethodScope, unit_name: str, analyte: str, weights: Weights
) -> tuple[Fraction | None, Fraction | None]:
    given, asked = unit(scope.unit), unit(unit_name)
    size = factor(given, asked) if given and asked else None
    by = Fraction(1) if scope.analyte == ANY or not analyte else ratio(scope.analyte, analyte, weights)
    if size is None or by is None:
        return None, None
    low, high = (None if end is None else end * by * size for end in (scope.low, scope.high))
    return low, high
