"""Clocks of duties: "10 working days after date", "45 working days before date", "5 years after date".

The day of the line is never counted itself. Months and years end on the day of the same number, or on the last day
of a shorter month. Working days follow the calendar of the regime; what is not known of it stands beside the day.

A last day that falls on a rest day stays where it is, which is the careful side, unless the pack says that it moves:
"30 days after date or next working day".

A statutory length such as "45 working days" stays a length. Nobody files on the day of the line, so a day counted from
there would answer no question of anybody's and make one text a day of one text; a pack that wants the day to file by
writes "45 working days before date".
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache

from monazite.law.calendar import WEEKDAYS, WorkingDays
from monazite.law.model import Duty

__all__ = ["DUE_FORMS", "Due", "due_day", "read_due", "runs", "shown_duty"]

DUE_FORMS = (
    "'10 working days after date', '3 days after date', '5 years after date', '45 working days before date', "
    "'day 10 of next month', '30 days after date or next working day', '45 working days'"
)
MOST = 4000
_MOVES = r"(?P<moves> or next working day)?"
_COUNTED = re.compile(
    rf"(?P<number>\d+) (?P<unit>working day|day|month|year)s?(?: (?P<way>after|before) date{_MOVES})?"
)
_MONTHLY = re.compile(rf"day (?P<number>\d+) of (?P<unit>next month){_MOVES}")


@dataclass(frozen=True)
class Due:
    """A clock: so many units after or before the date; `way` is '' for a length that no day of ours starts.

    `unit` is working day, day, month, year or next month (whose day `number` is). With `moves` a last day that is a
    rest day moves to the next working day.
    """

    number: int
    unit: str
    way: str = ""
    moves: bool = False


@lru_cache(maxsize=1024)
def read_due(text: str) -> Due | None:
    """Return the clock that a text names, or None."""
    if match := _MONTHLY.fullmatch(text):
        number = int(match["number"])
        return Due(number, match["unit"], "after", bool(match["moves"])) if 1 <= number <= 31 else None
    match = _COUNTED.fullmatch(text)
    if match is None or int(match["number"]) > MOST:
        return None
    # A period counted backwards does not move, and working days end on a working day by themselves.
    if match["moves"] and (match["way"] == "before" or match["unit"] == "working day"):
        return None
    return Due(int(match["number"]), match["unit"], match["way"] or "", bool(match["moves"]))


def runs(text: str) -> bool:
    """Whether a text is a clock that the date of a line starts, rather than a length or nothing."""
    due = read_due(text)
    return due is not None and bool(due.way)


def due_day(text: str, day: dt.date, working: WorkingDays = WEEKDAYS) -> dt.date | None:
    """Return the day by which (or until which) to do something, counted from `day`; None where there is no such day.

    That is so for a length that no day starts, and beyond the first and last day that can be written.

    >>> due_day("10 working days after date", dt.date(2025, 10, 20))
    datetime.date(2025, 11, 3)
    >>> due_day("1 month after date", dt.date(2025, 1, 31))
    datetime.date(2025, 2, 28)
    """
    return _answer(text, day, working)[0]


@lru_cache(maxsize=1 << 16)
def _answer(text: str, day: dt.date, working: WorkingDays) -> tuple[dt.date | None, str]:
    """Return the day of a clock and what is in doubt about it; kept, for lines share their days."""
    due = read_due(text)
    if due is None or not due.way:
        return None, ""
    try:
        last = _working(due, day, working) if due.unit == "working day" else _plain(due, day)
        end = working.on_or_after(last) if due.moves and last else last
    except (OverflowError, ValueError):
        return None, ""
    return end, _doubt(due, day, last, end, working)


def _working(due: Due, day: dt.date, working: WorkingDays) -> dt.date | None:
    return working.after(day, due.number) if due.way == "after" else working.before(day, due.number)


def _plain(due: Due, day: dt.date) -> dt.date:
    """Return the day after days, months or years; raises OverflowError or ValueError where none can be written."""
    if due.unit == "next month":
        # The 28th at most: a day that every month has.
        return _months(day, 1).replace(day=min(due.number, 28))
    number = due.number if due.way == "after" else -due.number
    if due.unit == "day":
        return day + dt.timedelta(number)
    return _months(day, number * 12 if due.unit == "year" else number)


def _months(day: dt.date, number: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _doubt(due: Due, day: dt.date, last: dt.date | None, end: dt.date | None, working: WorkingDays) -> str:
    """Return what is not known of the days whose being worked decided."""
    if last is None or end is None:
        return ""
    if due.moves:
        return working.doubt(last, end)
    if due.unit != "working day" or not due.number:
        return ""
    one = dt.timedelta(1)
    return working.doubt(day + one, end) if due.way == "after" else working.doubt(end, day - one)


def shown_duty(duty: Duty, day: dt.date | None, working: WorkingDays = WEEKDAYS) -> str:
    """Return a duty as one line: kind, text, and the day it is due, with its doubt, or else the clock as written.

    Records are kept until a day; what is counted backwards is to be filed by it, to be decided by the line's date.
    """
    last, doubt = _answer(duty.due, day, working) if duty.due and day else (None, "")
    if last is None:
        clock = f" ({duty.due})" if duty.due else ""
    else:
        clock = f" ({_word(duty)} {last}{', ' if doubt else ''}{doubt})"
    return f"{duty.kind}: {duty.text}{clock}"


def _word(duty: Duty) -> str:
    due = read_due(duty.due)
    if due and due.way == "before":
        return "file by"
    return "until" if due and duty.kind == "record" and due.unit in ("month", "year") else "by"
