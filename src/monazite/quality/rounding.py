"""Rounding to an interval, half to even, in one step.

GB/T 8170-2008, Rules of rounding off for numerical values and expression and judgement of limiting values; the same as
rule A of ISO 80000-1:2009, annex B.
"""

from __future__ import annotations

from fractions import Fraction

from monazite.quality.printed import Printed

__all__ = ["rounded", "rounded_again"]


def rounded(value: Fraction, interval: Fraction) -> Fraction:
    """Return the multiple of an interval that is nearest to a value, the even one of two.

    An interval is any positive number: 1/10 rounds to one decimal, 1/2 and 20 are the half and the fifth of a unit.
    Never in two steps: 15.4546 is 15, though 15.45 is near 15.5 and that near 16.

    >>> rounded(Fraction("1.050"), Fraction("0.1")), rounded(Fraction(-930), Fraction(20))
    (Fraction(1, 1), Fraction(-920, 1))
    """
    if interval <= 0:
        raise ValueError(f"the interval is {interval}, it must be above 0")
    return round(value / interval) * interval  # of a Fraction, exact and half to even


def rounded_again(reported: Printed, interval: Fraction) -> Fraction:
    """Return what a laboratory's number with one digit more, and a mark, rounds to (GB/T 8170-2008, 3.3.2).

    "15.5(-)" lies below 15.5 in magnitude and is 15; "16.5(+)" lies above and is 17; "17.5" is 18, the even one.
    """
    near = rounded(reported.value, interval)
    if not reported.mark or abs(near - reported.value) * 2 != interval:
        return near
    below = (abs(reported.value) // interval) * interval
    found = below + interval if reported.mark > 0 else below
    return -found if reported.value < 0 else found
