"""One cell of a quantity: number, unit, sign of comparison, range, currency – into exact integers and bounds."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from monazite.read.cells import Cell, Column, Conventions, kept, unreadable
from monazite.read.currencies import currency_candidates
from monazite.read.decimals import NUMBER, read_decimal
from monazite.read.units import DIFFERENCES, Conversion, conversion, plain, units_of
from monazite.vocabulary import Fact

__all__ = ["COMPANIONS", "affix", "ceiling", "multiple", "read_quantity"]

# The fact that says what the number of another one counts: a cell may name it beside the number.
COMPANIONS = {
    "value": "currency",
    "cn_content_value": "currency",
    "us_content_value": "currency",
    "quantity": "quantity_unit",
}
LARGEST = 2**63 - 1

_SIGNS = (
    (
        "<=",
        r"<=|=<|≤|⩽|≦|≯|not more than|no more than|at most|up to|maximum|max\.?(?=[\s\d])|"
        r"不大于|不高于|不超过|最大|最高",
    ),
    (
        ">=",
        r">=|=>|≥|⩾|≧|≮|not less than|no less than|at least|minimum|min\.?(?=[\s\d])|"
        r"不小于|不低于|不少于|至少|最小|最低",
    ),
    ("<", r"<|less than|below|under|小于|低于|少于"),
    (">", r">|more than|above|over|greater than|大于|高于|超过|多于"),
    ("~", r"~|≈|about|approx\.?|approximately|circa|ca\.?(?=[\s\d])|约|大约|左右"),
)
_LEADING = tuple((sign, re.compile(rf"(?:{words})\s*", re.IGNORECASE)) for sign, words in _SIGNS)
_TRAILING = (
    ("<=", re.compile(r"\s*(?:max\.?|maximum|及以下|以下|以内)$", re.IGNORECASE)),
    (">=", re.compile(r"\s*(?:min\.?|minimum|及以上|以上|\+)$", re.IGNORECASE)),
    ("~", re.compile(r"\s*(?:左右|approx\.?)$", re.IGNORECASE)),
)
_ONE = re.compile(rf"(?P<lead>[^\d.,+-]*?)\s*(?P<number>{NUMBER})\s*(?P<tail>.*)", re.DOTALL)
_RANGE = re.compile(
    rf"(?P<lead>[^\d.,+-]*?)\s*(?P<low>{NUMBER})\s*(?P<unit>[^\d\s~-]*?)\s*(?:-|~|\.\.\.?|to|至|到)\s*"
    rf"(?P<high>{NUMBER})\s*(?P<tail>[^\d]*|.*[^\d]\d)",
    re.IGNORECASE,
)
_MULTIPLES = {"万亿": 10**12, "万": 10**4, "亿": 10**8}
_NINES = re.compile(r"([1-9])\s?N\s?(\d)?", re.IGNORECASE)
_NOT_DETECTED = frozenset("n.d.|n.d|nd|not detected|bdl|<lod|<loq|<dl|<mdl|未检出|未检测到|检不出".split("|"))
_BALANCE = frozenset("bal|bal.|balance|rem|rem.|remainder|余量|余|剩余".split("|"))


class _Unreadable(ValueError):
    """Why a text is no quantity of its fact."""


def multiple(tail: str) -> tuple[int, str]:
    """Return how many a Chinese word for a power of ten means, and what follows it: '万元' → (10000, '元')."""
    word = next((word for word in _MULTIPLES if tail.startswith(word)), "")
    return _MULTIPLES.get(word, 1), tail[len(word) :]


@lru_cache(maxsize=4096)
def affix(column: Column, lead: str, tail: str) -> tuple[Conversion, str]:
    """Return what the words around a number mean: its conversion and its companion; ValueError says why not."""
    own = column.unit or Conversion(column.fact.unit)
    if not lead and not tail:
        return own, column.companion
    companion = COMPANIONS.get(column.fact.name)
    if companion == "currency":
        if column.unit is not None:
            raise _Unreadable(f"names a currency, where its column is in {column.heading[:40]}")
        return own, _currency(lead, tail)
    if lead:
        raise _Unreadable(_no_number(column.fact))
    if companion:
        if _sign(tail, column.fact)[0] or multiple(tail)[0] > 1 or not re.fullmatch(r"\D{1,20}|[A-Za-z]+[23]", tail):
            raise _Unreadable("is no number with a unit")
        return own, tail
    found = conversion(column.fact, tail)
    if found is None:
        meant = f"{_unit(column.fact)} is meant{_others(column.fact)}"
        raise _Unreadable(f"has no unit of {column.fact.name}: '{tail[:20]}' is unknown ({meant})")
    return found, ""


def _currency(lead: str, tail: str) -> str:
    found = {currency_candidates(word) for word in (lead, tail) if word}
    if "" in found:
        raise _Unreadable(f"names an unknown currency '{(lead + ' ' + tail).strip()[:20]}'")
    sets = [set(word.split("|")) for word in found]
    both = set.intersection(*sets)
    if not both:
        raise _Unreadable("names two currencies")
    return "|".join(sorted(both))


def _unit(fact: Fact) -> str:
    return fact.unit if fact.unit not in ("1", "money") else "a plain number"


def _others(fact: Fact) -> str:
    """Return the other units that a fact is read in: ", or g, mg, t"."""
    names = dict.fromkeys(found.unit for found in units_of(fact).values() if found.unit != fact.unit)
    return f", or {', '.join(names)}" if names else ""


def _of(fact: Fact) -> str:
    return "" if fact.unit in ("1", "money") else f" of {fact.unit}"


def _no_number(fact: Fact) -> str:
    return "is no number" if fact.unit in ("1", "money") else f"is no number in {fact.unit}"


def ceiling(fact: Fact) -> int:
    """Return the largest value that a fact may have: 100 % for fractions, else what 64 bits hold."""
    return 100 * 10**fact.decimals if fact.unit == "%" else LARGEST


def read_quantity(text: str, column: Column, conventions: Conventions = Conventions()) -> Cell:  # noqa: B008
    """Return the exact integer, the bounds and the findings of one cell, which is not missing."""
    written = plain(text)
    try:
        return _special(written, text, column) or _read(written, text, column, conventions)
    except ValueError as why:
        said = str(why)
        return unreadable(column, text, said if said.startswith(("is ", "has ", "may ", "names ")) else "is no number")


def _special(written: str, text: str, column: Column) -> Cell | None:
    """Return the cell for the words that stand for a number: not detected, balance, 4N5."""
    word = written.casefold()
    if column.fact.censored and word in _NOT_DETECTED:
        return unreadable(column, text, "says not detected, but not below which limit")
    if column.fact.censored and word in _BALANCE:
        return unreadable(column, text, "is the balance: a number or a bound is needed")
    nines = _NINES.fullmatch(written.rstrip("+")) if column.fact.name == "purity" and not column.part else None
    if nines is None:
        return None
    # A grade of nines promises at least this purity: the exact value is not told.
    share = Fraction(int("9" * int(nines[1]) + (nines[2] or "")), 10 ** (int(nines[1]) + len(nines[2] or "")))
    return Cell(at_least=int(share * ceiling(column.fact)))


def _read(written: str, text: str, column: Column, conventions: Conventions) -> Cell:
    sign, rest = _sign(written, column.fact)
    if sign == "~":
        raise _Unreadable("is not exact")
    one = _ONE.fullmatch(rest.removeprefix("±") if column.fact.name in DIFFERENCES else rest)
    if one is None:
        raise _Unreadable(_no_number(column.fact))
    between = _RANGE.fullmatch(rest) if not sign and re.search(r"\d", one["tail"]) else None
    if between is not None:
        return _range(between, column, conventions)
    times, tail = multiple(one["tail"].strip())
    found, companion = affix(column, one["lead"].strip(), tail)
    exact = _scaled(read_decimal(one["number"], conventions.decimal), column.fact, found) * times
    _check(exact, column.fact)
    if sign:
        return _bound(sign, exact, column, text)
    return _whole(exact, column, found, text)._replace(companion=companion)


def _sign(written: str, fact: Fact) -> tuple[str, str]:
    """Return the sign of comparison and the text without it."""
    for sign, pattern in _LEADING:
        match = pattern.match(written)
        if match:
            return sign, written[match.end() :]
    for sign, pattern in _TRAILING:
        match = pattern.search(written)
        if match and not (sign == ">=" and fact.unit == "min" and "+" not in match[0]):
            return sign, written[: match.start()]
    return "", written


def _scaled(number: Decimal, fact: Fact, found: Conversion) -> Fraction:
    return (Fraction(number) * found.factor + found.offset) * Fraction(10) ** fact.decimals


def _check(exact: Fraction, fact: Fact) -> None:
    if exact < 0 and fact.unit != "degC":
        raise _Unreadable("is negative")
    if abs(exact) > ceiling(fact):
        raise _Unreadable("is above 100 %" if fact.unit == "%" else "is beyond what can be kept")


def _whole(exact: Fraction, column: Column, found: Conversion, text: str) -> Cell:
    """Return the integer; digits that are not kept are an error, unless a unit such as the pound brought them in."""
    if exact.denominator == 1:
        return Cell(int(exact))
    if found.power is not None or found.factor == 1:
        raise _Unreadable(f"has more digits than are kept ({column.fact.decimals} decimals{_of(column.fact)})")
    value = round(exact)
    return Cell(value, kept(column, text, f"is rounded to {column.fact.shown(value)}"))


def _bound(sign: str, exact: Fraction, column: Column, text: str) -> Cell:
    """Return one-sided knowledge: 'smaller than' or 'at least', in whole steps of the fact."""
    if not column.fact.censored or column.part:
        raise _Unreadable("is a bound, where one number is needed")
    floor = exact.numerator // exact.denominator
    if sign == ">=":
        return Cell(at_least=floor)
    if sign == ">":
        if floor + 1 > ceiling(column.fact):
            raise _Unreadable("is above 100 %")
        return Cell(at_least=floor + 1)
    if sign == "<" and exact <= 0 and column.fact.unit != "degC":
        raise _Unreadable("is negative")
    return Cell(below=floor + 1 if sign == "<=" or exact.denominator > 1 else floor)


def _range(between: re.Match[str], column: Column, conventions: Conventions) -> Cell:
    if not column.fact.censored or column.part:
        raise _Unreadable("is a range, where one number is needed")
    tail = between["tail"].strip()
    units = affix(column, "", between["unit"].strip() or tail), affix(column, "", tail or between["unit"].strip())
    if between["lead"].strip():
        raise _Unreadable(_no_number(column.fact))
    low, high = (
        _scaled(read_decimal(number, conventions.decimal), column.fact, unit[0])
        for number, unit in zip((between["low"], between["high"]), units, strict=True)
    )
    _check(low, column.fact)
    _check(high, column.fact)
    if low > high:
        raise _Unreadable("is a range whose end is before its start")
    at_least, last = low.numerator // low.denominator, -(-high.numerator // high.denominator)
    return Cell(at_least) if low == high else Cell(at_least=at_least, below=last + 1)
