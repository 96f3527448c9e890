"""Places on the number line that compare exactly: a value, and what lies just below or just above it.

A place is a pair of an exact number and a side. Thus an open end of a limit, a result "<0.0005", and a number that a
laboratory marks as rounded up or down are all places, of whatever size; `line` has the same places as whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf

__all__ = ["FIRST", "LAST", "Place", "Span", "place"]

Place = tuple[Fraction | float, int]  # a float only where it is infinite

FIRST, LAST = (-inf, 0), (inf, 0)  # where there is no end


@dataclass(frozen=True, slots=True)
class Span:
    """A closed stretch of the line, from FIRST or to LAST where it has no end; empty where `low` is above `high`."""

    low: Place = FIRST
    high: Place = LAST

    def __contains__(self, other: object) -> bool:
        return isinstance(other, Span) and self.low <= other.low and other.high <= self.high

    def meets(self, other: Span) -> bool:
        """Return whether the two have a place in common."""
        return self.low <= other.high and other.low <= self.high

    def narrowed(self, by: Fraction) -> Span:
        """Return the stretch with its ends moved inwards (below 0: outwards); where there is none, none comes to be."""
        low = self.low if self.low == FIRST else (self.low[0] + by, self.low[1])
        return Span(low, self.high if self.high == LAST else (self.high[0] - by, self.high[1]))


def place(value: Fraction, side: int = 0) -> Place:
    """Return the place of a value, or of what lies just below (-1) or just above it (+1)."""
    return value, side
