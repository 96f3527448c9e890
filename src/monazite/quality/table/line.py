"""Places on the number line as whole numbers of 64 bits: a million compare at once, and as exactly as one.

A step of a line is a power of ten of the unit; between two steps there is room for "just below", "just above" and
"somewhere between". What lies between two steps is ordered rightly against every step, and not against its like: where
two such may meet, or a number lies beyond the line, rows are judged one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from monazite.quality.bulk import FARTHEST, FIRST, LAST, WIDEST
from monazite.quality.positions import FIRST as NO_LOW
from monazite.quality.positions import LAST as NO_HIGH
from monazite.quality.positions import Place, Span

__all__ = ["LINES", "ROOM", "Line", "line_for"]

ROOM = 4  # places to a step: the step itself, just above it, between it and the next, just below the next


@dataclass(frozen=True, slots=True)
class Line:
    """A line with steps of 10^-digits of the unit; `most` is the first step that it does not hold."""

    digits: int

    @property
    def steps(self) -> int:
        """How many steps one of the unit has."""
        return int(10**self.digits)

    @property
    def most(self) -> int:
        """The first step beyond, either way: 288 thousand of the unit where a step is 10^-12."""
        return FARTHEST // ROOM

    def at(self, place: Place) -> int:
        """Return a place that the line holds as a whole number."""
        if place in (NO_LOW, NO_HIGH):
            return FIRST if place == NO_LOW else LAST
        steps = Fraction(place[0]) * self.steps
        return ROOM * (steps.numerator // steps.denominator) + (place[1] if steps.denominator == 1 else ROOM // 2)

    def length(self, value: Fraction) -> int:
        """Return a length of at least 0 in places; one that lies between two steps leads from a step to between two."""
        steps = value * self.steps
        between = ROOM // 2 if steps.denominator != 1 else 0
        return min(ROOM * (steps.numerator // steps.denominator) + between, WIDEST)

    def exact(self, value: Fraction | float) -> bool:
        """Return whether a value is a step, or infinite."""
        return isinstance(value, float) or (value * self.steps).denominator == 1

    def holds(self, value: Fraction | float) -> bool:
        """Return whether a value lies on the line, at a step or between two; what is infinite does."""
        return isinstance(value, float) or abs(value) * self.steps < self.most


# Percent and ppm as they are printed; ppb above 0.03 %, and what is counted in millions.
LINES = (Line(12), Line(6), Line(0))


def line_for(*spans: Span) -> Line | None:
    """Return the finest line that holds both ends of stretches, None for none."""
    ends = [end for span in spans for end in (span.low[0], span.high[0])]
    return next((line for line in LINES if all(map(line.holds, ends))), None)
