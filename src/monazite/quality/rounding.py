"""Rounding to an interval, half to even, in one step.

GB/T 8170-2008, Rules of rounding off for numerical values and expression and judgement of limiting values; the same as
rule A of ISO 80000-1:2009, annex B.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from monazite.quality.printed import Printed

__all__ = ["interval_of", "reported", "rounded", "rounded_again", "written"]

TENTH = Fraction(1, 10)
MOST_DIGITS = 60
MARKS = {1: "(+)", -1: "(-)", 0: ""}


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


def reported(value: Fraction, interval: Fraction) -> str:
    """Return how a laboratory reports a value that is to be rounded to an interval later: one digit more, with a mark.

    The mark stands where the digit more is a 5: "(+)" if the magnitude was rounded down to it, "(-)" if up.

    >>> reported(Fraction("15.4546"), Fraction(1)), reported(Fraction("16.5203"), Fraction(1))
    ('15.5(-)', '16.5(+)')
    """
    near = rounded(value, interval * TENTH)
    between = abs(rounded(near, interval) - near) * 2 == interval
    mark = (abs(value) > abs(near)) - (abs(value) < abs(near)) if between else 0
    return f"{written(near, interval * TENTH)}{MARKS[mark]}"


def interval_of(value: Fraction, digits: int) -> Fraction:
    """Return the interval that leaves a value so many significant digits; 1 for 0.

    >>> interval_of(Fraction("0.012345"), 3), interval_of(Fraction("99.96"), 3)
    (Fraction(1, 10000), Fraction(1, 1))
    """
    if digits < 1:
        raise ValueError(f"{digits} significant digits leave nothing")
    power = 0
    while abs(value) >= Fraction(10) ** (power + 1):
        power += 1
    while 0 < abs(value) < Fraction(10) ** power:
        power -= 1
    interval = Fraction(10) ** (power + 1 - digits)
    carried = abs(rounded(value, interval)) >= Fraction(10) ** (power + 1)  # 99.96 is 100 and not 100.0
    return Fraction(1) if not value else interval * 10 if carried else interval


def written(value: Fraction, interval: Fraction) -> str:
    """Return a multiple of an interval with the digits of that interval: "60.0" for 0.5, "840" for 20.

    >>> written(Fraction(60), Fraction("0.5")), written(Fraction(-920), Fraction(20))
    ('60.0', '-920')
    """
    digits = 0
    while (interval * 10**digits).denominator != 1:
        digits += 1
        if digits > MOST_DIGITS:
            raise ValueError(f"the interval {interval} has no end of digits")
    return f"{Decimal(int(value * 10**digits)).scaleb(-digits):f}"
