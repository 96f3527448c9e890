"""Amounts that were converted, as decimals: exact where they are short, and where they lie if no single number."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from monazite.quality.found import Found

__all__ = ["amount", "decimal"]

DIGITS, EXACT = 12, 30


def amount(found: Found, digits: int = DIGITS) -> str:
    """Return where a result lies: "0.0005", "<0.001", ">99.9" or "0.1..0.2"."""
    if found.value is not None:
        return decimal(found.value, digits)
    if found.high is None:
        return f">{'' if found.low_side > 0 else '='}{decimal(found.low or Fraction(0), digits)}"
    if not found.low:
        return f"<{'' if found.high_side < 0 else '='}{decimal(found.high, digits)}"
    return f"{decimal(found.low, digits)}..{decimal(found.high, digits)}"


def decimal(value: Fraction, digits: int = DIGITS) -> str:
    """Return a number as a decimal, rounded half to even at the twelfth digit that counts, or another.

    Of twelve digits one that ends within thirty is given exactly: 0.1000000000000001 is more than 0.1.

    >>> decimal(Fraction(1, 3)), decimal(Fraction(99))
    ('0.333333333333', '99')
    """
    number = _divided(value, EXACT) if digits == DIGITS else None
    if number is None or Fraction(number) != value:
        number = _divided(value, digits)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _divided(value: Fraction, digits: int) -> Decimal:
    return Context(prec=digits, rounding=ROUND_HALF_EVEN).divide(Decimal(value.numerator), value.denominator)
