"""Shares as people and registers write them: 50, 33.3 %, 25-50 %, >75, 1/3; read exactly, never as floats."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from monazite.parties.ownership.model import NOTHING_SURE, Share

__all__ = ["ShareError", "between", "read_number", "read_share"]

NUMBER = r"\d+(?:[.,]\d+)?"
PLAIN = re.compile(rf"({NUMBER})")
RATIO = re.compile(r"(\d{1,18})/(\d{1,18})")
RANGE = re.compile(rf"({NUMBER})(?:-|–|—|\.\.|~|to|至|到)({NUMBER})")
BOUND = re.compile(rf"(>=|=>|≥|>|<=|=<|≤|<)({NUMBER})|({NUMBER})(\+)")
# What is written for a share that is not known.
UNKNOWN = frozenset(("", "?", "unknown", "n/a", "na", "none", "null", "不详", "未知", "-"))


class ShareError(ValueError):
    """A text is no share; its words say what was expected."""


def read_share(text: str, *, whole: int = 100) -> Share:
    """Return the share that a text says; `whole` is what all of it is written as (100 for per cent, 1 for fractions).

    A per cent sign settles the unit, a ratio such as 1/3 needs none. Nothing, `?` and `unknown` are a share of which
    nothing is known. Raises ShareError where the text is no share, or one below 0 or above all of it.

    >>> str(read_share("25-50 %"))
    '25–50 %'
    >>> str(read_share(">75"))
    '>75–100 %'
    """
    plain = text.strip().lower().replace("％", "%").replace(" ", "").replace("\u00a0", "")
    if plain in UNKNOWN:
        return NOTHING_SURE
    if match := RATIO.fullmatch(plain):
        return _ratio(match[1], match[2], text)
    unit = 100 if "%" in plain else whole
    plain = plain.replace("%", "")
    if PLAIN.fullmatch(plain):
        return between(read_number(plain), read_number(plain), unit)
    if match := RANGE.fullmatch(plain):
        return between(read_number(match[1]), read_number(match[2]), unit)
    if match := BOUND.fullmatch(plain):
        return _bound(match[1] or match[4], match[2] or match[3], unit)
    raise ShareError(f"'{text[:40]}' is no share; expected a number such as 50, a range 25-50, a bound >75, or 1/3")


def read_number(text: str | int | Decimal) -> Fraction:
    """Return a number exactly; a single comma is a decimal comma. Raises ShareError for anything else."""
    try:
        value = Decimal(text.replace(",", ".")) if isinstance(text, str) else Decimal(text)
        if not value.is_finite() or abs(value.adjusted()) > 30:
            raise InvalidOperation
        return Fraction(value)
    except (InvalidOperation, ValueError):
        raise ShareError(f"'{str(text)[:40]}' is no number") from None


def between(low: Fraction, high: Fraction, whole: int, *, above: bool = False, below: bool = False) -> Share:
    """Return the share from `low` to `high` of `whole`; raise ShareError where there is no such share."""
    if low > high or (low == high and (above or below)):
        raise ShareError(f"the least share, {float(low):g}, is above the greatest, {float(high):g}")
    if low < 0 or high > whole:
        raise ShareError(f"{float(high if high > whole else low):g} is outside 0 to {whole}")
    return Share(low / whole, high / whole, above, below)


def _ratio(part: str, whole: str, text: str) -> Share:
    if int(whole) == 0 or int(part) > int(whole):
        raise ShareError(f"'{text[:40]}' is no part of a whole")
    return Share(Fraction(int(part), int(whole)), Fraction(int(part), int(whole)))


def _bound(sign: str, number: str, unit: int) -> Share:
    value = read_number(number)
    if sign in ("<", "<=", "=<", "≤"):
        return between(Fraction(0), value, unit, below=sign == "<")
    return between(value, Fraction(unit), unit, above=sign == ">")
