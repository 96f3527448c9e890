"""One content in the words of another: element and oxide, as received and dried, a share of the oxides and of all.

Every way is exact, and says what it took; where a certificate lacks what a way needs, there is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from monazite.chemistry.weights import Weights
from monazite.quality.certificate import Result
from monazite.quality.decision import Uncertainty
from monazite.quality.found import Found, found, root_of_squares, total
from monazite.quality.model import Requirement
from monazite.quality.substance import ratio
from monazite.quality.units import UNITS, factor, unit

__all__ = ["Expressed", "expressed"]

WHOLE = Fraction(1)
# What must be known of a sample to say a content on another basis, and how a share of the sample as it came is then
# taken: as a share of what is left without it, or as a share of it.
WITHOUT = {"dry": ("moisture", "H2O"), "ignited": ("LOI",)}
WITHIN = {"treo": ("TREO", "REO"), "trem": ("TREM", "RE")}
TOTALS = frozenset(name for names in (*WITHOUT.values(), *WITHIN.values()) for name in names)


@dataclass(frozen=True, slots=True)
class Expressed:
    """A content as a requirement names it: where it lies and its standard uncertainty, in the unit of the requirement.

    `ways` say what was taken to get there, in order; `results` are the lines of the certificate it rests on.
    """

    found: Found
    uncertainty: Uncertainty
    ways: tuple[str, ...]
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class _Factor:
    value: Fraction
    ways: tuple[str, ...] = ()
    relative: Fraction = Fraction(0)  # its relative standard uncertainty
    results: tuple[Result, ...] = ()


def expressed(wanted: Requirement, results: Sequence[Result], weights: Weights) -> tuple[list[Expressed], str]:
    """Return what results say of a requirement, by the shortest way, and for none the reason: a key of REASONS.

    Several where a certificate gives the same content more than once.
    """
    parts = wanted.parts
    if len(parts) == 1:
        return _content(wanted, parts[0], results, weights)
    whole = _content(wanted, wanted.analyte, results, weights)
    if whole[0]:
        return whole
    told = [_content(wanted, part, results, weights) for part in parts]
    if not all(some for some, _ in told):
        return [], next(reason for some, reason in told if not some)
    return [_sum([some[0] for some, _ in told])], ""


def _sum(parts: Sequence[Expressed]) -> Expressed:
    us = [part.uncertainty.u for part in parts]
    known = [u for u in us if u is not None]
    uncertainty = Uncertainty(root_of_squares(known)) if len(known) == len(us) else Uncertainty()
    ways = tuple(dict.fromkeys(("sum", *(way for part in parts for way in part.ways))))
    results = tuple(result for part in parts for result in part.results)
    return Expressed(total(part.found for part in parts), uncertainty, ways, results)


def _content(
    wanted: Requirement, analyte: str, results: Sequence[Result], weights: Weights
) -> tuple[list[Expressed], str]:
    found_ways: list[Expressed] = []
    reasons = ["missing"]
    for result in results:
        by = ratio(result.analyte, analyte, weights)
        if by is None:
            continue
        reason = _unfit(result, wanted)
        if reason:
            reasons.append(reason)
            continue
        renamed = _Factor(by, () if by == 1 else (f"{result.analyte} as {analyte}",))
        based = list(_rebased(result, wanted.basis, results, weights))
        reasons += [] if based else ["basis_differs" if result.basis else "basis_unknown"]
        found_ways += [_taken(result, wanted, (renamed, way)) for way in based]
    fewest = min((len(some.ways) for some in found_ways), default=0)
    return [some for some in found_ways if len(some.ways) == fewest], "" if found_ways else reasons[-1]


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
    return Expressed(at, _scaled(result.uncertainty, by, at, relative), ways, (result, *bases))


def _scaled(given: Uncertainty, by: Fraction, at: Found, relative: Fraction) -> Uncertainty:
    """Return an uncertainty in another unit, with that of what it was multiplied by (JCGM 100:2008, 5.1.6)."""
    if not relative or at.value is None:
        standard, expanded = (None if part is None else part * by for part in (given.standard, given.expanded))
        return Uncertainty(standard, expanded, given.k)
    return Uncertainty() if given.u is None else Uncertainty(root_of_squares([given.u * by, at.value * relative]))


# ------------------------------------------------------------ bases
def _rebased(result: Result, basis: str, results: Sequence[Result], weights: Weights) -> Iterator[_Factor]:
    """Yield the ways from the basis of a result to another, over the sample as it came."""
    kind, given = unit(result.unit), _basis(result)
    if given == basis or (kind is not None and kind.kind != "mass_fraction"):
        yield _Factor(WHOLE)
    elif given:
        for first in _share(given, results, weights):
            for second in _share(basis, results, weights):
                ways = (*first.ways, *second.ways)
                relative = root_of_squares([first.relative, second.relative])
                yield _Factor(first.value / second.value, ways, relative, (*first.results, *second.results))


def _basis(result: Result) -> str:
    """Return what a content is a share of; a total is one of the sample as it came, whether that is said or not."""
    return result.basis or ("as_received" if result.analyte in TOTALS else "")


def _share(basis: str, results: Sequence[Result], weights: Weights) -> Iterator[_Factor]:
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
