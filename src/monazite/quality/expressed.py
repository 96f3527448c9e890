"""One content in the words of another: element and oxide, as received and dried, a share of the oxides and of all.

Every way is exact, and says what it took; where a certificate lacks what a way needs, there is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice

from monazite.chemistry.weights import Weights
from monazite.quality.certificate import Result
from monazite.quality.decision import Uncertainty
from monazite.quality.found import Found, found, root_of_squares, total
from monazite.quality.model import Requirement
from monazite.quality.substance import ratio, same_content
from monazite.quality.units import UNITS, factor, unit

__all__ = ["Expressed", "expressed", "told_as"]

WHOLE = Fraction(1)
MOST_WAYS, TOO_MANY = 1000, "too_many"  # of one content; a certificate with more is not judged on it
# What must be known of a sample to say a content on another basis, and how a share of the sample as it came is then
# taken: as a share of what is left without it, or as a share of it.
WITHOUT = {"dry": ("moisture", "H2O"), "ignited": ("LOI",)}
WITHIN = {"treo": ("TREO", "REO"), "trem": ("TREM", "RE")}
TOTALS = frozenset(name for names in (*WITHOUT.values(), *WITHIN.values()) for name in names)


@dataclass(frozen=True, slots=True)
class Expressed:
    """A content as a requirement names it: where it lies and its standard uncertainty, in the unit of the requirement.

    `ways` say what was taken to get there, in order; `results` are the lines of the certificate it rests on.
    `converted` tells that it is said as another substance or on another basis than it was found.
    """

    found: Found
    uncertainty: Uncertainty
    ways: tuple[str, ...]
    results: tuple[Result, ...]
    converted: bool = False


@dataclass(frozen=True, slots=True)
class _Factor:
    value: Fraction
    ways: tuple[str, ...] = ()
    relative: Fraction = Fraction(0)  # its relative standard uncertainty
    results: tuple[Result, ...] = ()


def told_as(wanted: Requirement, analyte: str, weights: Weights) -> Fraction | None:
    """Return what a content is multiplied by to be one of the requirement's analyte; None where it is another content.

    The same are those of `same_content`, and what the standard of the requirement says it is calculated from (`also`).
    """
    by = same_content(analyte, wanted.analyte, weights)
    return ratio(analyte, wanted.analyte, weights) if by is None and analyte in wanted.also else by


def expressed(wanted: Requirement, results: Sequence[Result], weights: Weights) -> tuple[list[Expressed], str]:
    """Return all that results say of a requirement, the shortest way first, and for nothing the reason of REASONS.

    Several where a certificate gives a content more than once, as oxide beside the element, on several bases, or a sum
    beside its parts: each counts. Of sums whose parts are told more than once there are the outermost.
    """
    ways, reason = _content(wanted, None, results, weights)
    if len(wanted.parts) > 1:
        told = [_content(wanted, part, results, weights) for part in wanted.parts]
        reasons = [why for some, why in told if not some]
        ways += [] if reasons else _sums([some for some, _ in told])
        reason = TOO_MANY if TOO_MANY in (reason, *reasons) else next(iter(reasons), reason)
    if reason == TOO_MANY:
        return [], reason
    return sorted(ways, key=lambda way: len(way.ways)), "" if ways else reason


# ------------------------------------------------------------ sums
def _sums(parts: Sequence[Sequence[Expressed]]) -> list[Expressed]:
    """Return the sums that lie outermost, with the widest and the narrowest uncertainty of their parts.

    Between those all others lie, so that the worst is among them: millions of combinations need no look.
    """
    if all(len(ways) == 1 for ways in parts):
        return [_sum([ways[0] for ways in parts])]
    ends = [_sum([of(ways) for ways in parts]) for of in (_first, _lowest, _highest, _low_top, _high_foot)]
    spreads = [_sum([of(ways) for ways in parts]).uncertainty for of in (_widest, _narrowest)]
    return [replace(end, uncertainty=spread) for end in ends for spread in spreads]


def _first(ways: Sequence[Expressed]) -> Expressed:
    return ways[0]


def _lowest(ways: Sequence[Expressed]) -> Expressed:
    return min(ways, key=lambda way: way.found.span().low)


def _highest(ways: Sequence[Expressed]) -> Expressed:
    return max(ways, key=lambda way: way.found.span().high)


def _low_top(ways: Sequence[Expressed]) -> Expressed:
    return min(ways, key=lambda way: way.found.span().high)


def _high_foot(ways: Sequence[Expressed]) -> Expressed:
    return max(ways, key=lambda way: way.found.span().low)


def _widest(ways: Sequence[Expressed]) -> Expressed:
    """Return the way with the widest uncertainty; one that is not known is the widest."""
    return max(ways, key=lambda way: (way.uncertainty.u is None, way.uncertainty.u or 0))


def _narrowest(ways: Sequence[Expressed]) -> Expressed:
    return min(ways, key=lambda way: (way.uncertainty.u is None, way.uncertainty.u or 0))


def _sum(parts: Sequence[Expressed]) -> Expressed:
    us = [part.uncertainty.u for part in parts]
    known = [u for u in us if u is not None]
    uncertainty = Uncertainty(root_of_squares(known)) if len(known) == len(us) else Uncertainty()
    ways = tuple(dict.fromkeys(("sum", *(way for part in parts for way in part.ways))))
    results = tuple(result for part in parts for result in part.results)
    converted = any(part.converted for part in parts)
    return Expressed(total(part.found for part in parts), uncertainty, ways, results, converted)


# ------------------------------------------------------------ one content
def _content(
    wanted: Requirement, part: str | None, results: Sequence[Result], weights: Weights
) -> tuple[list[Expressed], str]:
    """Return what results say of a part of a requirement, of all of it where `part` is None."""
    ways: list[Expressed] = []
    reasons = ["missing"]
    shares = _Shares(results)
    for result in results:
        by = told_as(wanted, result.analyte, weights) if part is None else same_content(result.analyte, part, weights)
        if by is None:
            continue
        reason = _unfit(result, wanted)
        if reason:
            reasons.append(reason)
            continue
        named = part or wanted.analyte
        renamed = _Factor(by, () if by == 1 else (f"{result.analyte} as {named}",))
        based = list(islice(_rebased(result, wanted.basis, shares), MOST_WAYS + 1))
        reasons += [] if based else ["basis_differs" if result.basis else "basis_unknown"]
        ways += [_taken(result, wanted, (renamed, way)) for way in based]
        if len(ways) > MOST_WAYS:
            return [], TOO_MANY
    return sorted(ways, key=lambda way: len(way.ways)), "" if ways else reasons[-1]


def _unfit(result: Result, wanted: Requirement) -> str:
    """Return why a result says nothing in the unit of a requirement, empty where it does."""
    if result.value is None:
        return "words_only"
    given, asked = unit(result.unit), unit(wanted.unit)
    if given is None or asked is None:
        return "unit_unknown"
    return "" if factor(given, asked) is not None else "unit_differs"


def _taken(result: Result, wanted: Requirement, factors: Sequence[_Factor]) -> Expressed:
    value, given, asked = result.value, unit(result.unit), unit(wanted.unit)
    assert value is not None and given is not None and asked is not None
    by = factor(given, asked) or WHOLE
    ways = () if by == 1 else (f"{given.name} as {asked.name}",)
    for each in factors:
        by, ways = by * each.value, (*ways, *each.ways)
    at = found(value).times(by)
    relative = root_of_squares([each.relative for each in factors])
    bases = tuple(dict.fromkeys(r for each in factors for r in each.results))
    converted = any(each.value != 1 or each.results for each in factors)
    return Expressed(at, _scaled(result.uncertainty, by, at, relative), ways, (result, *bases), converted)


def _scaled(given: Uncertainty, by: Fraction, at: Found, relative: Fraction) -> Uncertainty:
    """Return an uncertainty in another unit, with that of what it was multiplied by (JCGM 100:2008, 5.1.6)."""
    if not relative or at.value is None:
        standard, expanded = (None if part is None else part * by for part in (given.standard, given.expanded))
        return Uncertainty(standard, expanded, given.k)
    return Uncertainty() if given.u is None else Uncertainty(root_of_squares([given.u * by, at.value * relative]))


# ------------------------------------------------------------ bases
class _Shares:
    """What shares of a sample are multiplied by to be ones of it as it came, by their basis; each found once."""

    def __init__(self, results: Sequence[Result]) -> None:
        self.results = results
        self._found: dict[str, list[_Factor]] = {}

    def of(self, basis: str, but: Result) -> Iterator[_Factor]:
        """Yield the factors of a basis, without those that a result itself tells: it cannot convert itself."""
        if basis not in self._found:
            self._found[basis] = list(_share(basis, self.results))
        return (each for each in self._found[basis] if not any(one is but for one in each.results))


def _rebased(result: Result, basis: str, shares: _Shares) -> Iterator[_Factor]:
    """Yield the ways from the basis of a result to another, over the sample as it came."""
    kind, given = unit(result.unit), _basis(result)
    if given == basis or (kind is not None and kind.kind != "mass_fraction"):
        yield _Factor(WHOLE)
    elif given:
        for first in shares.of(given, result):
            for second in shares.of(basis, result):
                ways = (*first.ways, *second.ways)
                relative = root_of_squares([first.relative, second.relative])
                yield _Factor(first.value / second.value, ways, relative, (*first.results, *second.results))


def _basis(result: Result) -> str:
    """Return what a content is a share of; a total is one of the sample as it came, whether that is said or not."""
    return result.basis or ("as_received" if result.analyte in TOTALS else "")


def _share(basis: str, results: Sequence[Result]) -> Iterator[_Factor]:
    """Yield what a share on a basis is multiplied by to be one of the sample as it came."""
    if basis == "as_received":
        yield _Factor(WHOLE)
    for name in (*WITHOUT.get(basis, ()), *WITHIN.get(basis, ())):
        for result in results:
            share = _fraction(result) if result.analyte == name else None
            if share is None:
                continue
            left = WHOLE - share if basis in WITHOUT else share
            u = _fraction_u(result)
            if 0 < left <= 1:
                yield _Factor(left, (f"{name} {result.text} {result.unit}",), (u or Fraction(0)) / left, (result,))


def _fraction(result: Result) -> Fraction | None:
    """Return a content as a share of the sample as it came, where it is one number."""
    given = unit(result.unit)
    if (
        given is None
        or given.kind != "mass_fraction"
        or result.value is None
        or result.basis not in ("", "as_received")
    ):
        return None
    value = found(result.value).value
    return None if value is None else value * given.size / UNITS["1"].size


def _fraction_u(result: Result) -> Fraction | None:
    given, u = unit(result.unit), result.uncertainty.u
    return None if given is None or u is None else u * given.size
