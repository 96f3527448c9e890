"""Amounts that were converted, as decimals: twelve digits, and where they lie if they are no single number."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from monazite.quality.found import Found

__all__ = ["amount", "decimal"]

DIGITS = 12


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

    >>> decimal(Fraction(1, 3)), decimal(Fraction(99))
    ('0.333333333333', '99')
    """
    rounded = Context(prec=digits, rounding=ROUND_HALF_EVEN).divide(Decimal(value.numerator), value.denominator)
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
