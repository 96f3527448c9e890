"""Places on the number line as whole numbers, so that limits compare exactly, one at a time and a million at once.

A step of the line is 10^-12 of the unit; between two steps there is room for "just below", "just above" and "somewhere
between". Thus an open end of a limit, a result "<0.0005", and a number that a laboratory marks as rounded up or down
are all places, and every comparison is one of int64.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

__all__ = ["FIRST", "LAST", "Span", "distance", "place"]

STEPS = 10**12  # to one of the unit
ROOM = 4  # places to a step: the step itself, just above it, between it and the next, just below the next
FIRST, LAST = -(2**62), 2**62  # what lies beyond, or has no end; 1.1 million of the unit


@dataclass(frozen=True, slots=True)
class Span:
    """A closed stretch of the line, from FIRST or to LAST where it has no end; empty where `low` is above `high`."""

    low: int = FIRST
    high: int = LAST

    def __contains__(self, other: object) -> bool:
        return isinstance(other, Span) and self.low <= other.low and other.high <= self.high

    def meets(self, other: Span) -> bool:
        """Return whether the two have a place in common."""
        return self.low <= other.high and other.low <= self.high


def place(value: Fraction, side: int = 0) -> int:
    """Return the place of a value, or of what lies just below (-1) or just above it (+1)."""
    steps = value * STEPS
    whole = steps.numerator // steps.denominator
    at = ROOM * whole + (side if steps.denominator == 1 else ROOM // 2)
    return min(max(at, FIRST), LAST)


def distance(value: Fraction) -> int:
    """Return how many places a length of at least 0 takes, rounded up: a guard band is never too narrow."""
    return min(ROOM * ceil(value * STEPS), LAST // 2)
