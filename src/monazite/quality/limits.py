"""Limits as a standard prints them, and the values that meet them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from monazite.quality.positions import FIRST, LAST, Place, Span, place

__all__ = ["COMPARES", "Bound", "Limits"]

# GB/T 8170-2008, 4.3: how a value is held against a limit. Where a standard says nothing, full value.
COMPARES = {
    "full": "the value as found is compared (全数值比较法)",
    "rounded": "the value is first rounded to the last digit of the limit (修约值比较法)",
}


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of what is allowed: its value, the unit of its last printed digit, and whether it is itself left out."""

    value: Fraction
    step: Fraction
    strict: bool = False

    def times(self, factor: Fraction) -> Bound:
        """Return the same end in another unit, or expressed as another substance; the factor is above 0."""
        return Bound(self.value * factor, self.step * factor, self.strict)


@dataclass(frozen=True, slots=True)
class Limits:
    """What is allowed: from `lower` to `upper`, None for no limit; `compare` is one of COMPARES."""

    lower: Bound | None = None
    upper: Bound | None = None
    compare: str = "full"

    def times(self, factor: Fraction) -> Limits:
        """Return the same limits in another unit, or expressed as another substance; the factor is above 0."""
        lower, upper = (None if end is None else end.times(factor) for end in (self.lower, self.upper))
        return Limits(lower, upper, self.compare)

    def meets(self, value: Fraction) -> bool:
        """Return whether a number meets the limits, as `compare` says; no limit is met by all."""
        return Span(place(value), place(value)) in self.meeting()

    def meeting(self) -> Span:
        """Return the values that meet the limits, before any rounding, as a stretch of the line.

        A value that is rounded first meets "at most 0.5" up to 0.55, itself included, as half to even goes down from
        there; it meets "at most 0.6" up to 0.65 and not with 0.65.
        """
        if self.compare == "full":
            return self.printed()
        return Span(FIRST if self.lower is None else _from(self.lower), LAST if self.upper is None else _to(self.upper))

    def printed(self) -> Span:
        """Return the values between the limits as they are printed, whatever way they are compared."""
        low = FIRST if self.lower is None else place(self.lower.value, 1 if self.lower.strict else 0)
        high = LAST if self.upper is None else place(self.upper.value, -1 if self.upper.strict else 0)
        return Span(low, high)


def _to(bound: Bound) -> Place:
    """Return the last place from which rounding leads to the bound or below."""
    steps = bound.value / bound.step
    most = ceil(steps) - 1 if bound.strict else floor(steps)
    return place((most + Fraction(1, 2)) * bound.step, 0 if most % 2 == 0 else -1)


def _from(bound: Bound) -> Place:
    """Return the first place from which rounding leads to the bound or above."""
    steps = bound.value / bound.step
    least = floor(steps) + 1 if bound.strict else ceil(steps)
    return place((least - Fraction(1, 2)) * bound.step, 0 if least % 2 == 0 else 1)
