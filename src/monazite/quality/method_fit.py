"""Whether a method of analysis can show a content: its range against a result, and against a limit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from monazite.chemistry.weights import Weights
from monazite.quality.certificate import Result
from monazite.quality.found import Found, found
from monazite.quality.limits import Limits
from monazite.quality.method_bars import barred
from monazite.quality.model import MethodScope
from monazite.quality.registry import split
from monazite.quality.substance import same_content
from monazite.quality.units import factor, unit

__all__ = ["FITS", "MethodFit", "Shown", "can_show", "method_fit", "scopes_of", "shown"]

FITS = {
    "within": "the result lies in the range of the method",
    "below": "the result lies below the range: the method shows no more than that it is less than where that begins",
    "above": "the result lies above the range: the method shows nothing of it",
    "unknown": "the register has no range of this method for this content",
}
ANY = "*"
KEPT = 20_000
DASHES = str.maketrans("–—―‒−", "-----")
BEHIND_LETTERS, BEHIND = r"[\s/_-]*", r"[\s/_]*"  # what may stand between the parts of a number
METHOD = re.compile(r"(?:method|方法)\s*(\d+)")


@dataclass(frozen=True, slots=True)
class MethodFit:
    """How a result lies to a range: one of FITS, and the ends of the range in the unit that was asked in."""

    fit: str
    low: Fraction | None = None
    high: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A result, what its method shows of it (below the range: less than where that begins), and why no more."""

    result: Result
    counts: Result
    reason: str = ""


# ------------------------------------------------------------ which ranges
def scopes_of(methods: Sequence[MethodScope], text: str, analyte: str = "", matrix: str = "") -> list[MethodScope]:
    """Return the ranges of the methods that a text names, for a content and a matrix; empty for any.

    "ISO23597:2023 (titration)" names one as ISO 23597:2023 does; a number without its year stands for every edition of
    it that the register has, and one without its method for each of them.
    """
    named = [each for each in methods if text and _names(text, each.edition)]
    of_matrix = [each for each in named if matrix.casefold() in each.matrix.casefold()]
    return [each for each in of_matrix if analyte in ("", each.analyte) or each.analyte == ANY]


@lru_cache(maxsize=KEPT)
def _names(text: str, edition: str) -> bool:
    """Return whether a text names an edition, in any spelling and among other words."""
    plain, key = _folded(text), _folded(edition)
    which, others = METHOD.search(key), METHOD.findall(plain)
    key = METHOD.sub("", key).strip()
    return bool(_pattern(key).search(plain)) and (which is None or not others or which[1] in others)


@lru_cache(maxsize=KEPT)
def _pattern(edition: str) -> re.Pattern[str]:
    number, year = split(edition)
    parts = re.findall(r"[a-z]+|\d+|[^\sa-z\d/_]", number)
    spelled = "".join(re.escape(part) + (BEHIND_LETTERS if part.isalpha() else BEHIND) for part in parts[:-1])
    dated = rf"\s*[-:]\s*(?:{year}|{year[-2:]})(?!\d)" if year else r"\s*[-:]\s*\d{4}(?!\d)"
    return re.compile(rf"(?<![a-z\d]){spelled}{re.escape(''.join(parts[-1:]))}(?:{dated}|(?!\d)(?!\s*[-:.]\s*\d))")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text.translate(DASHES)).translate(DASHES).casefold()


# ------------------------------------------------------------ results
def shown(results: Sequence[Result], methods: Sequence[MethodScope], weights: Weights) -> list[Shown]:
    """Return what the methods that the results of a certificate name can show of them, in their order.

    Reasons are method_excluded, method_unfit and below_method; where the register does not know the range, none.
    """
    bars = {text: barred(text, results) for text in {scope.excluded for scope in methods if scope.excluded}}
    return [_shown(result, methods, bars, weights) for result in results]


def _shown(result: Result, methods: Sequence[MethodScope], bars: Mapping[str, bool], weights: Weights) -> Shown:
    scopes = scopes_of(methods, result.method) if result.method and result.value else []
    fits = [(scope, fit) for scope in scopes if (fit := _fit(scope, result, weights)).fit != "unknown"]
    if any(bars.get(scope.excluded) for scope, _ in fits):
        return Shown(result, result, "method_excluded")
    if any(fit.fit == "above" for _, fit in fits):
        return Shown(result, result, "method_unfit")
    low = max((fit.low for _, fit in fits if fit.fit == "below" and fit.low is not None), default=None)
    return Shown(result, result) if low is None else Shown(result, _less_than(result, low), "below_method")


def _fit(scope: MethodScope, result: Result, weights: Weights) -> MethodFit:
    assert result.value is not None
    return method_fit(scope, found(result.value), result.unit, result.analyte, weights)


def _less_than(result: Result, low: Fraction) -> Result:
    """Return a result as less than where a range begins."""
    assert result.value is not None
    return replace(result, value=replace(result.value, value=low, operator="<", mark=0))


# ------------------------------------------------------------ ranges
def method_fit(
    scope: MethodScope, value: Fraction | Found, unit_name: str, analyte: str, weights: Weights
) -> MethodFit:
    """Return how a value in a unit, or where it may lie, lies to a range of a method; the ends belong to it.

    An element and its oxide are one content: the range is told in the words of what was asked.
    """
    at = value if isinstance(value, Found) else Found(value, value)
    low, high = _ends(scope, unit_name, analyte, weights)
    if low is None and high is None:
        return MethodFit("unknown")
    if low is not None and at.high is not None and at.high < low:
        return MethodFit("below", low, high)
    return MethodFit("above" if high is not None and at.low is not None and at.low > high else "within", low, high)


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


def _ends(
    scope: MethodScope, unit_name: str, analyte: str, weights: Weights
) -> tuple[Fraction | None, Fraction | None]:
    given, asked = unit(scope.unit), unit(unit_name)
    size = factor(given, asked) if given and asked else None
    by = Fraction(1) if scope.analyte == ANY or not analyte else same_content(scope.analyte, analyte, weights)
    if size is None or by is None:
        return None, None
    low, high = (None if end is None else end * by * size for end in (scope.low, scope.high))
    return low, high
