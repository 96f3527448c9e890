"""Clocks of duties: "10 working days after date", "3 days after date", "day 10 of next month".

Working days count Monday to Friday; public holidays and make-up days are not yet known here, and every such due day
says so. (Calendars per jurisdiction are dated data of their own.)
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from monazite.law.model import Duty

__all__ = ["DUE_FORMS", "Due", "due_day", "read_due", "shown_duty"]

DUE_FORMS = "'10 working days after date', '3 days after date', 'day 10 of next month', '45 working days'"
_FORMS = (
    (re.compile(r"(\d+) working days after date"), "working"),
    (re.compile(r"(\d+) days after date"), "days"),
    (re.compile(r"day (\d+) of next month"), "monthly"),
    (re.compile(r"(\d+) working days"), "length"),
    (re.compile(r"(\d+) (?:days|months|years)"), "length"),
)


@dataclass(frozen=True)
class Due:
    """A clock: `kind` is working, days, monthly, or length (a duration that no day of ours starts)."""

    kind: str
    number: int


def read_due(text: str) -> Due | None:
    """Return the clock that a text names, or None."""
    for form, kind in _FORMS:
        match = form.fullmatch(text)
        if match and int(match[1]) <= 4000:
            return Due(kind, int(match[1]))
    return None


def due_day(text: str, day: dt.date) -> dt.date | None:
    """Return the last day to do something, counted from `day`; None where no such day exists.

    That is so for a duration that no day starts, and beyond the last day of the calendar.

    >>> due_day("10 working days after date", dt.date(2025, 10, 20))
    datetime.date(2025, 11, 3)
    """
    due = read_due(text)
    try:
        return _counted(due, day) if due is not None else None
    except (OverflowError, ValueError):
        return None


def _counted(due: Due, day: dt.date) -> dt.date | None:
    if due.kind == "length":
        return None
    if due.kind == "days":
        return day + dt.timedelta(due.number)
    if due.kind == "monthly":
        year, month = divmod(day.year * 12 + day.month, 12)
        return dt.date(year, month + 1, min(due.number, 28))
    left = due.number
    while left:
        day += dt.timedelta(1)
        left -= day.weekday() < 5
    return day


def shown_duty(duty: Duty, day: dt.date | None) -> str:
    """Return a duty as one line: kind, text, clock and the day it falls due, where there is one."""
    last = due_day(duty.due, day) if duty.due and day else None
    if last is None:
        clock = f" ({duty.due})" if duty.due else ""
    else:
        doubt = ", holidays not counted" if "working" in duty.due else ""
        clock = f" (by {last}{doubt})"
    return f"{duty.kind}: {duty.text}{clock}"
