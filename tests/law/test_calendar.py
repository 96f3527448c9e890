"""Working days: counted as one would on paper, by the calendar as published, with what is not known said."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.law.calendar import WEEKDAYS, WorkingDays, working_days
from monazite.law.model import CalendarDay, LawPack

DAY = dt.timedelta(1)
NEAR = st.dates(dt.date(2024, 6, 1), dt.date(2027, 6, 30))
FAR = st.dates()
NUMBERS = st.integers(0, 90)


@st.composite
def rows(draw: st.DrawFn) -> CalendarDay:
    first = draw(NEAR)
    return CalendarDay(
        first=first,
        last=first + draw(st.integers(0, 9)) * DAY,
        kind=draw(st.sampled_from(("holiday", "working"))),
        published=draw(st.none() | st.sampled_from((dt.date(2024, 1, 1), dt.date(2025, 1, 1)))),
    )


CALENDARS = st.lists(rows(), max_size=12)


def row(first: str, last: str = "", kind: str = "holiday", published: str = "") -> CalendarDay:
    return CalendarDay(
        first=dt.date.fromisoformat(first),
        last=dt.date.fromisoformat(last or first),
        kind=kind,
        published=dt.date.fromisoformat(published) if published else None,
    )


def on_paper(calendar: list[CalendarDay], day: dt.date) -> bool:
    """Whether a day is worked, looked up row by row."""
    named = [r for r in calendar if r.first <= day <= r.last]
    if not named:
        return day.weekday() < 5
    return max(((r.published or dt.date.min), r.kind == "working") for r in named)[1]


@given(CALENDARS, NEAR)
def test_a_day_is_worked_as_the_last_word_on_it_says(calendar: list[CalendarDay], day: dt.date) -> None:
    assert WorkingDays(calendar).works(day) == on_paper(calendar, day)


@given(CALENDARS, NEAR, NUMBERS, st.sampled_from((1, -1)))
def test_days_are_counted_as_one_by_one(calendar: list[CalendarDay], day: dt.date, number: int, step: int) -> None:
    working, walked, left = WorkingDays(calendar), day, number
    while left:
        walked += step * DAY
        left -= on_paper(calendar, walked)
    assert (working.after if step > 0 else working.before)(day, number) == walked


@given(CALENDARS, NEAR, st.integers(1, 90))
def test_before_undoes_after_but_for_days_of_rest(calendar: list[CalendarDay], day: dt.date, number: int) -> None:
    working = WorkingDays(calendar)
    there = working.after(day, number)
    assert there is not None
    back, worked = working.before(there, number), day
    while not working.works(worked):
        worked -= DAY
    assert back == worked


@given(CALENDARS, NEAR)
def test_what_falls_on_a_day_of_rest_moves_to_the_next_that_is_worked(
    calendar: list[CalendarDay], day: dt.date
) -> None:
    working = WorkingDays(calendar)
    end = working.on_or_after(day)
    assert end is not None and working.works(end) and end >= day
    assert not any(working.works(day + k * DAY) for k in range((end - day).days))


@given(CALENDARS, st.data(), NEAR, NUMBERS)
def test_the_order_of_the_rows_does_not_matter(
    calendar: list[CalendarDay], data: st.DataObject, day: dt.date, number: int
) -> None:
    one, other = WorkingDays(calendar), WorkingDays(data.draw(st.permutations(calendar)))
    assert one.after(day, number) == other.after(day, number)
    assert one.doubt(day, day + 500 * DAY) == other.doubt(day, day + 500 * DAY)


@given(CALENDARS, NEAR, NUMBERS)
def test_what_is_published_later_does_not_count(calendar: list[CalendarDay], day: dt.date, number: int) -> None:
    known_on = dt.date(2024, 6, 1)
    then = [r for r in calendar if r.published is None or r.published <= known_on]
    assert WorkingDays(calendar, known_on).after(day, number) == WorkingDays(then).after(day, number)


@given(CALENDARS, FAR, st.integers(0, 4000))
def test_far_days_come_out_or_do_not_exist(calendar: list[CalendarDay], day: dt.date, number: int) -> None:
    working = WorkingDays(calendar)
    after, before, end = working.after(day, number), working.before(day, number), working.on_or_after(day)
    assert after is None or after >= day
    assert before is None or before <= day
    assert end is None or end >= day
    for found in (after, before) if number else ():
        assert found is None or working.works(found)


def test_only_the_last_days_that_can_be_written_have_none_after() -> None:
    assert WEEKDAYS.after(dt.date(9999, 12, 30), 1) == dt.date(9999, 12, 31)
    assert WEEKDAYS.after(dt.date.max, 1) is None
    assert WEEKDAYS.before(dt.date.min, 1) is None
    assert WEEKDAYS.before(dt.date.max, 1) == dt.date(9999, 12, 30)
    assert WorkingDays([row("9999-12-31")]).on_or_after(dt.date.max) is None


def test_a_whole_year_of_holidays_is_passed_over() -> None:
    year = WorkingDays([row("2025-01-01", "2025-12-31")])
    assert year.after(dt.date(2024, 12, 31), 1) == dt.date(2026, 1, 1)
    assert year.before(dt.date(2026, 1, 1), 1) == dt.date(2024, 12, 31)


@pytest.mark.parametrize(
    ("known_on", "first", "last", "doubt"),
    [
        (None, "2025-03-01", "2026-11-01", ""),
        (None, "2026-12-31", "2027-01-01", "holidays of 2027 not yet published"),
        (None, "2027-02-01", "2029-01-01", "holidays of 2027 to 2029 not yet published"),
        (None, "2023-12-29", "2025-01-03", "holidays of 2023 to 2024 not known"),
        (None, "2022-12-29", "2022-12-30", ""),
        (None, "2021-01-01", "2025-01-01", "holidays of 2021 not known, holidays of 2023 to 2024 not known"),
        (None, "2024-01-01", "2027-01-01", "holidays of 2024 not known, holidays of 2027 not yet published"),
        ("2025-11-03", "2026-01-01", "2026-01-05", "holidays of 2026 not yet published"),
        ("2025-11-04", "2026-01-01", "2026-01-05", ""),
        ("2028-05-01", "2028-01-01", "2029-01-05", "holidays of 2028 not known, holidays of 2029 not yet published"),
    ],
)
def test_what_is_not_known_is_named(known_on: str | None, first: str, last: str, doubt: str) -> None:
    calendar = [
        row("2022-01-01"),
        row("2025-10-01", "2025-10-08", published="2024-11-12"),
        row("2026-10-10", kind="working", published="2025-11-04"),
    ]
    working = WorkingDays(calendar, dt.date.fromisoformat(known_on) if known_on else None)
    assert working.doubt(dt.date.fromisoformat(first), dt.date.fromisoformat(last)) == doubt


def test_a_row_over_the_turn_of_the_year_makes_neither_year_known() -> None:
    working = WorkingDays([row("2026-12-24", "2027-01-03")])
    assert not working.works(dt.date(2026, 12, 31))
    assert "2026" in working.doubt(dt.date(2026, 12, 1), dt.date(2026, 12, 31))
    assert "2027" in working.doubt(dt.date(2027, 1, 1), dt.date(2027, 1, 8))


def test_a_later_notice_overrules_an_earlier() -> None:
    # A festival prolonged at short notice takes back a day that was to be worked.
    calendar = [row("2020-02-01", kind="working"), row("2020-01-24", "2020-02-02", published="2020-01-27")]
    assert not WorkingDays(calendar).works(dt.date(2020, 2, 1))
    assert WorkingDays(calendar, dt.date(2020, 1, 26)).works(dt.date(2020, 2, 1))


def test_a_pack_gives_its_own_days_and_says_where_it_has_none() -> None:
    bare = LawPack(id="xx", title="Invented")
    dated = LawPack(id="yy", title="Invented", calendar=(row("2025-10-01", published="2025-01-01"),))
    day = dt.date(2025, 10, 1)
    assert working_days(bare).doubt(day, day) == "holidays not counted"
    assert not working_days(dated).works(day)
    assert working_days(dated, dt.date(2024, 12, 31)).works(day)
