"""Numbers as people write them: marks for thousands and decimals, powers of ten; exact, and never guessed."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["NUMBER", "Ambiguous", "mark_shown", "read_decimal"]

# One number in a longer text: digits with marks, then perhaps a power of ten.
NUMBER = r"[-+]?(?:\d[\d.,]*(?:[ '’]\d{3}(?!\d)[\d.,]*)*|[.,]\d+)(?:[eE][-+]?\d{1,3}|\s?[×xX*·]\s?10\^?[-+]?\d{1,3})?"
_PARTS = re.compile(r"([-+]?)([\d.,'’ ]+?)(?:(?:[eE]|\s?[×xX*·]\s?10\^?)([-+]?\d{1,3}))?")
_GROUPED = re.compile(r"\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d*)?")
_LARGEST = 40


class Ambiguous(ValueError):
    """A number that can be read in two ways."""


def read_decimal(text: str, decimal: str = "") -> Decimal:
    """Return the number that `text` writes, by the column's decimal mark where it needs one.

    Raise Ambiguous where the text can be read in two ways, ValueError where it is no number.

    >>> read_decimal("1.234,50")
    Decimal('1234.50')
    """
    parts = _PARTS.fullmatch(text)
    if parts is None:
        raise ValueError("is no number")
    sign, body, power = parts[1], parts[2].strip(), int(parts[3] or 0)
    if re.search(r"[ '’]", body):
        if not _GROUPED.fullmatch(body):
            raise ValueError("is no number")
        whole, mark, rest = re.fullmatch(r"([^.,]*)([.,]?)(\d*)", body).groups()  # type: ignore[union-attr]
        body = re.sub(r"[ '’]", "", whole) + ("." if mark else "") + rest
    else:
        body = _without_marks(body, decimal)
    number = Decimal(sign + body).scaleb(power)
    if number and (abs(number.adjusted()) > _LARGEST or len(body) > _LARGEST):  # before any exact arithmetic
        raise ValueError("is beyond what can be kept")
    return number


def _without_marks(body: str, decimal: str) -> str:
    """Return digits with a decimal point only."""
    mark = mark_shown(body)
    if mark == "none":
        return body
    if mark == "?":
        mark = _settled(body, decimal)
    group = "," if mark == "." else "."
    whole, _, rest = body.partition(mark) if body.count(mark) == 1 else (body, "", "")
    if group in rest or not (group not in whole or re.fullmatch(rf"\d{{1,3}}(?:\{group}\d{{3}})+", whole)):
        raise ValueError("is no number")
    if not (whole or rest):
        raise ValueError("is no number")
    return f"{whole.replace(group, '')}.{rest}" if rest else whole.replace(group, "")


def _settled(body: str, decimal: str) -> str:
    """Return the decimal mark for a number such as '1,234' or '1.234', by the convention of its column."""
    if decimal in (".", ","):
        return decimal
    if "," in body or decimal == "mixed":
        plain, grouped = body.replace(",", "."), re.sub(r"[.,]", "", body)
        raise Ambiguous(f"may be {plain} or {grouped}")
    return "."


def mark_shown(body: str) -> str:
    """Return the decimal mark that a number shows: '.' or ',', '?' where it may be either, 'none' without marks."""
    points, commas = body.count("."), body.count(",")
    if not points and not commas:
        return "none"
    if points and commas:
        return "." if body.rfind(".") > body.rfind(",") else ","
    mark, other = (".", ",") if points else (",", ".")
    if points + commas > 1:
        return other
    whole, _, rest = body.partition(mark)
    return "?" if len(rest) == 3 and 1 <= len(whole) <= 3 and whole.lstrip("0") == whole else mark
