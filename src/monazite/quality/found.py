"""What a laboratory found: a number, or a stretch that it lies in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from monazite.quality.positions import FIRST, LAST, Span, place
from monazite.quality.printed import Printed

__all__ = ["Found", "found", "remainder", "root_of_squares", "total"]

NIL, WHOLE = Fraction(0), Fraction(100)
ROOT_DIGITS = 10**18  # a root is exact to one part in this


@dataclass(frozen=True, slots=True)
class Found:
    """Where the true value lies: from `low` to `high`, None for no end; the sides are those of `place`.

    One number has both ends at one place.
    """

    low: Fraction | None
    high: Fraction | None
    low_side: int = 0
    high_side: int = 0

    @property
    def value(self) -> Fraction | None:
        """The number, where it is one."""
        return self.low if self.low == self.high else None

    @property
    def middle(self) -> Fraction | None:
        """The middle of what it may be: of "<L" half of L; None where there is no end."""
        return None if self.low is None or self.high is None else (self.low + self.high) / 2

    @property
    def u(self) -> Fraction | None:
        """The standard uncertainty of what may be anywhere between two ends with the same right: their distance by √12.

        JCGM 100:2008, 4.3.7; of "<L" it is L/√12, of a number 0. None where there is no end.
        """
        if self.low is None or self.high is None:
            return None
        return _root((self.high - self.low) ** 2 / 12)

    def span(self) -> Span:
        """Return the places."""
        low = FIRST if self.low is None else place(self.low, self.low_side)
        return Span(low, LAST if self.high is None else place(self.high, self.high_side))

    def times(self, factor: Fraction) -> Found:
        """Return what this is in another unit or expressed as another substance; the factor is above 0."""
        if factor == 1:
            return self
        low, high = (None if end is None else end * factor for end in (self.low, self.high))
        return Found(low, high, self.low_side, self.high_side)


def found(value: Printed) -> Found:
    """Return what a printed result says. "<L" is anything from 0 to below L: what a method cannot see is not 0."""
    at = value.value
    if value.operator == "=":
        side = value.mark if at >= 0 else -value.mark
        return Found(at, at, side, side)
    if value.operator.startswith("<"):
        return Found(NIL if at > 0 else None, at, 0, 0 if value.operator == "<=" else -1)
    return Found(at, None, 0 if value.operator == ">=" else 1)


def total(parts: Iterable[Found]) -> Found:
    """Return the sum: from that of all lower ends to that of all upper ends."""
    parts = list(parts)
    lows, highs = [part.low for part in parts], [part.high for part in parts]
    low = None if None in lows else sum((end for end in lows if end is not None), NIL)
    high = None if None in highs else sum((end for end in highs if end is not None), NIL)
    # One open end opens the sum. A sum of ends just below and just above may lie on either side: outwards it is.
    return Found(low, high, _side((part.low_side for part in parts), -1), _side((part.high_side for part in parts), 1))


def remainder(parts: Iterable[Found], whole: Fraction = WHOLE) -> Found:
    """Return what parts leave of a whole: the balance (余量) of a composition, 100 % less all others.

    No measurement: what nobody looked for is in it. Its standard uncertainty is that of the sum, `root_of_squares`.

    >>> remainder([Found(Fraction("0.1"), Fraction("0.1"))]).value
    Fraction(999, 10)
    """
    taken = total(parts)
    low, high = (None if end is None else whole - end for end in (taken.high, taken.low))
    return Found(low, high, -taken.high_side, -taken.low_side)


def _side(sides: Iterable[int], mixed: int) -> int:
    told = set(sides) - {0}
    return mixed if len(told) > 1 else next(iter(told), 0)


def root_of_squares(parts: Iterable[Fraction]) -> Fraction:
    """Return √Σx², the combined standard uncertainty of a sum, rounded up at the eighteenth digit.

    JCGM 100:2008, 5.1.2, for parts that do not depend on each other.
    """
    own = [part for part in parts if part]
    return abs(own[0]) if len(own) == 1 else _root(sum((part * part for part in own), NIL))


def _root(of: Fraction) -> Fraction:
    """Return a square root, exact or rounded up at the eighteenth digit."""
    if not of:
        return NIL
    square = of * ROOT_DIGITS**2
    root = isqrt(square.numerator // square.denominator)
    return Fraction(root if root * root == square else root + 1, ROOT_DIGITS)
