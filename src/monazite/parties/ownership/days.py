"""Days of holdings as registers write them: 2024-03-01, 1.3.2024, 2024-03, 2024; what they leave open."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from monazite.parties.ownership.model import Window

__all__ = ["DayError", "read_day", "window"]

DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[T ]\d{2}:\d{2}.*)?")
Stretch = tuple[dt.date, dt.date]


class DayError(ValueError):
    """A text is no day, month or year."""


def read_day(text: str) -> Stretch | None:
    """Return the first and the last day that a text may mean; None for an empty one. Raises DayError.

    >>> [str(day) for day in read_day("2024-02")]
    ['2024-02-01', '2024-02-29']
    """
    if not text.strip():
        return None
    match = DAY.fullmatch(DOTTED.sub(_turned, text.strip()))
    try:
        if not match:
            raise ValueError
        year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
        if day:
            return dt.date(year, month, day), dt.date(year, month, day)
        return dt.date(year, month or 1, 1), _last(year, month or 12)
    except ValueError:
        raise DayError(f"'{text[:40]}' is no day; expected 2024-03-01, 2024-03 or 2024") from None


def _turned(match: re.Match[str]) -> str:
    return f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}"


def _last(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def window(first: Stretch | None, last: Stretch | None, *, ceased: bool = False) -> Window:
    """Return the window from one stretch to another; with `ceased` the last is the first day without the holding."""
    one = dt.timedelta(1 if ceased else 0)
    return Window(
        first_early=first[0] if first else None,
        first_late=first[1] if first else None,
        last_early=last[0] - one if last else None,
        last_late=last[1] - one if last else None,
    )
