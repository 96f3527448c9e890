"""Working days of the offices of a regime: weekdays, less holidays, plus the weekend days that are worked.

Calendars are data (calendar.csv of a pack) with the day of their publication: a calendar that was published later than
the day of knowledge does not count. What is not known of a year's holidays is said, never guessed.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from monazite.law.model import CalendarDay, LawPack

__all__ = ["WEEKDAYS", "WorkingDays", "working_days"]

# Every day that can be written; day 1 of the common era is a Monday.
DAYS = range(dt.date.max.toordinal() + 1)
NOT_COUNTED = "holidays not counted"


class WorkingDays:
    """Which days are worked, by a calendar as published on `known_on` (None: all of it); built once, then asked.

    Of two rows that name one day the later published counts; of two published together the one that works it. A year
    is known where a row lies wholly in it: a row over the turn of a year tells too little of either.

    The n-th working day is found by bisection over a closed count: no day is walked, however far it lies.
    """

    def __init__(self, calendar: Iterable[CalendarDay] = (), known_on: dt.date | None = None) -> None:
        calendar = tuple(calendar)
        rows = [row for row in calendar if known_on is None or row.published is None or row.published <= known_on]
        works = _named(rows)
        self._changed = sorted(day for day, worked in works.items() if worked != _weekday(day))
        self._sums = (0, *accumulate(1 if works[day] else -1 for day in self._changed))
        self._known = frozenset(row.first.year for row in rows if row.first.year == row.last.year)
        self._has_calendar, self._known_on = bool(calendar), known_on

    def works(self, day: dt.date) -> bool:
        """Whether a day is worked, as far as the calendar tells."""
        number = day.toordinal()
        return self._count(number) > self._count(number - 1)

    def after(self, day: dt.date, number: int) -> dt.date | None:
        """Return the `number`-th working day after a day, the day itself for 0; None beyond the year 9999."""
        return self._nth(self._count(day.toordinal()) + number) if number else day

    def before(self, day: dt.date, number: int) -> dt.date | None:
        """Return the `number`-th working day before a day, the day itself for 0; None before the year 1."""
        return self._nth(self._count(day.toordinal() - 1) + 1 - number) if number else day

    def on_or_after(self, day: dt.date) -> dt.date | None:
        """Return a day if it is worked, else the next that is; None beyond the year 9999."""
        return self._nth(self._count(day.toordinal() - 1) + 1)

    def doubt(self, first: dt.date, last: dt.date) -> str:
        """Return what is not known of the holidays from `first` to `last`, both included; '' where all is known."""
        if not self._has_calendar:
            return NOT_COUNTED
        missing = [year for year in range(first.year, last.year + 1) if year not in self._known]
        later = [year for year in missing if self._is_to_come(year)]
        past = missing[: len(missing) - len(later)]
        parts = [f"holidays of {years} not known" for years in _runs(past)]
        parts += [f"holidays of {years} not yet published" for years in _runs(later)]
        return ", ".join(parts)

    def _is_to_come(self, year: int) -> bool:
        """Whether the holidays of a year that is not known may still be published, rather than lack in the pack."""
        past = self._known_on is not None and year <= self._known_on.year
        return not past and year > max(self._known, default=0)

    def _count(self, number: int) -> int:
        """Return how many working days there are up to a day, itself included."""
        weeks, rest = divmod(number, 7)
        return 5 * weeks + min(rest, 5) + self._sums[bisect_right(self._changed, number)]

    def _nth(self, number: int) -> dt.date | None:
        day = bisect_left(DAYS, number, key=self._count) if number > 0 else len(DAYS)
        return dt.date.fromordinal(day) if day < len(DAYS) else None


@lru_cache(maxsize=64)
def working_days(pack: LawPack, known_on: dt.date | None = None) -> WorkingDays:
    """Return the working days of a pack as known on a day (None: all that the pack knows)."""
    return WorkingDays(pack.calendar, known_on) if pack.calendar else WEEKDAYS


def _named(rows: Sequence[CalendarDay]) -> dict[int, bool]:
    """Return the days that the rows name, each with whether it is worked; the order of the rows does not matter."""
    works: dict[int, bool] = {}
    for row in sorted(rows, key=lambda row: (row.published or dt.date.min, row.kind == "working")):
        days = range(row.first.toordinal(), row.last.toordinal() + 1)
        works.update(dict.fromkeys(days, row.kind == "working"))
    return works


def _weekday(number: int) -> bool:
    return (number - 1) % 7 < 5


def _runs(years: Sequence[int]) -> Iterator[str]:
    """Yield years as people write them, those in a row together: '2027', '2029 to 2031'."""
    first = last = 0
    for year in (*years, 0):
        if last and year != last + 1:
            yield str(first) if first == last else f"{first} to {last}"
            last = 0
        first, last = first if last else year, year


# Stands for a regime that has no calendar.
WEEKDAYS = WorkingDays()
