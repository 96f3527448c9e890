"""One cell of a date: the forms that people and customs systems write, never guessed where two days are possible."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

from monazite.read.cells import Cell, Column, Conventions, unreadable
from monazite.read.units import plain

__all__ = ["OUTSIDE", "YEARS", "order_shown", "read_date"]

_TIME = (
    r"(?:[T ,]*(?P<hour>\d{1,2})[:时点](?P<minute>\d{2})分?(?::?(?P<second>\d{2})(?:[.,]\d+)?秒?)?"
    r"(?:\s?(?P<half>[AaPp])\.?[Mm]\.?)?\s?(?P<zone>Z|z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?)?"
)
_ZONE = r"(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?"
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_WORD = r"(?P<word>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<year>\d{{4}})([-/.])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}}){_TIME}",
        rf"(?P<year>\d{{4}})\s?年\s?(?P<month>\d{{1,2}})\s?月\s?(?P<day>\d{{1,2}})\s?[日号]?{_TIME}",
        rf"(?P<year>\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}})"
        rf"(?:T?(?P<hour>\d{{2}})(?P<minute>\d{{2}})(?P<second>\d{{2}})?{_ZONE})?",
        rf"(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?(?P<year>\d{{4}}){_TIME}",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-/. ]{_WORD}[-/., ]+(?P<year>\d{{4}}){_TIME}",
        rf"{_WORD}[-/. ](?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-/., ]+(?P<year>\d{{4}}){_TIME}",
        rf"(?P<year>\d{{4}})[-/. ]{_WORD}[-/. ](?P<day>\d{{1,2}}){_TIME}",
    )
)
_TWO_ORDERS = re.compile(rf"(?P<one>\d{{1,2}})([-/])(?P<two>\d{{1,2}})\2(?P<year>\d{{4}}){_TIME}", re.IGNORECASE)
_SHORT = re.compile(r"\d{1,2}[-/. ](?:\d{1,2}|[a-z]{3,9})[-/. ,]+\d{2}", re.IGNORECASE)
_MONTH_ONLY = re.compile(r"\d{4}[-/.年]\d{1,2}月?|[a-z]{3,9}[ -]\d{4}", re.IGNORECASE)
YEARS = range(1900, 2200)
OUTSIDE = f"is a year outside {YEARS.start}–{YEARS.stop - 1}"


def read_date(text: str, column: Column, conventions: Conventions = Conventions()) -> Cell:  # noqa: B008
    """Return the calendar day that a cell names, and the instant where it also tells the time and its offset."""
    written = plain(text)
    for form in _FORMS:
        match = form.fullmatch(written)
        if match:
            parts = match.groupdict()
            month = int(parts["month"]) if parts.get("month") else _MONTHS[parts["word"].lower()]
            return _day(int(parts["year"]), month, int(parts["day"]), match, text, column)
    match = _TWO_ORDERS.fullmatch(written)
    if match:
        return _two_orders(match, text, column, column.dates or conventions.dates)
    return unreadable(column, text, _why(written))


def _why(written: str) -> str:
    if _SHORT.fullmatch(written):
        return "has a year of two digits"
    if _MONTH_ONLY.fullmatch(written):
        return "names no day"
    return "is no date (2026-11-10 is meant)"


def order_shown(text: str) -> str:
    """Return "dmy" or "mdy" where a date such as 25/04/2026 shows the order of day and month, else ""."""
    match = _TWO_ORDERS.fullmatch(plain(text))
    if match is None or (int(match["one"]) > 12) == (int(match["two"]) > 12):
        return ""
    return "dmy" if int(match["one"]) > 12 else "mdy"


def _two_orders(match: re.Match[str], text: str, column: Column, order: str) -> Cell:
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    order = ("dmy" if one == two else order_shown(text)) or order
    if order not in ("dmy", "mdy"):
        both = f"{year}-{two:02}-{one:02} or {year}-{one:02}-{two:02}"
        return unreadable(column, text, f"may be {both}")
    return _day(year, *((two, one) if order == "dmy" else (one, two)), match, text, column)


def _day(year: int, month: int, day: int, match: re.Match[str], text: str, column: Column) -> Cell:
    try:
        found = date(year, month, day)
        instant = _instant(found, match.groupdict())
    except ValueError:
        return unreadable(column, text, "is an impossible date")
    if year not in YEARS:
        return unreadable(column, text, OUTSIDE)
    return Cell(found, instant=instant)


def _instant(day: date, parts: dict[str, str | None]) -> int | None:
    """Return seconds since 1970 UTC where the cell has a time with an offset; ValueError for an impossible one."""
    if not parts.get("hour"):
        return None
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    if parts.get("half"):
        if not 1 <= hour <= 12:
            raise ValueError
        hour = hour % 12 + (12 if str(parts["half"]).lower() == "p" else 0)
    zone = parts.get("zone")
    offset = _offset(zone) if zone else timedelta(0)
    moment = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=timezone(offset))
    return int(moment.timestamp()) if zone else None


@lru_cache(maxsize=256)
def _offset(zone: str) -> timedelta:
    if zone.upper() in ("Z", "UTC", "GMT"):
        return timedelta(0)
    digits = re.sub(r"\D", "", zone)
    digits = digits.zfill(2) + "00" if len(digits) <= 2 else digits.zfill(4)
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset > timedelta(hours=14) or int(digits[2:]) > 59:
        raise ValueError
    return -offset if zone.startswith("-") else offset
