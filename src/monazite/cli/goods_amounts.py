"""Quantities as `monazite goods` shows them: exact where they are, else rounded outwards so that they stay true."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

__all__ = ["decimal_of", "percent", "ratio"]

DIGITS = 4
KEPT = 6  # digits of a number that is shown exactly


def decimal_of(number: Fraction, rounding: str, digits: int = DIGITS) -> str:
    """Return a number with some significant digits; exactly where it has no more than a few.

    >>> decimal_of(Fraction(1, 3), ROUND_FLOOR)
    '0.3333'
    """
    whole = Context(prec=60).divide(Decimal(number.numerator), Decimal(number.denominator))
    exact = Fraction(whole) == number and len(whole.normalize().as_tuple().digits) <= KEPT
    shown = whole if exact else Context(prec=digits, rounding=rounding).plus(whole)
    text = format(shown, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def percent(low: Fraction | None, high: Fraction | None, digits: int = DIGITS) -> tuple[str | None, str | None]:
    """Return the bounds of a mass fraction in per cent, rounded outwards; one that is exact, to the nearest."""
    if low is not None and low == high:
        return (decimal_of(100 * low, ROUND_HALF_EVEN, digits),) * 2
    return (
        None if low is None else decimal_of(100 * low, ROUND_FLOOR, digits),
        None if high is None else decimal_of(100 * high, ROUND_CEILING, digits),
    )


def ratio(over: object, under: object, steps: Fraction) -> Fraction | None:
    """Return one stored quantity by another, None where either is not known; `steps` brings both to their units."""
    if not isinstance(over, int) or not isinstance(under, int) or not under:
        return None
    return Fraction(over, under) * steps
