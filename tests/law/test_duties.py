"""Clocks of duties: which texts are clocks, and on which day they run out."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.law.duties import due_day, read_due, shown_duty
from monazite.law.model import Duty


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("10 working days after date", "working", 10),
        ("3 days after date", "days", 3),
        ("day 10 of next month", "monthly", 10),
        ("45 working days", "length", 45),
        ("3 years", "length", 3),
        ("6 months", "length", 6),
        ("15 days", "length", 15),
    ],
)
def test_what_is_a_clock(text: str, kind: str, number: int) -> None:
    due = read_due(text)
    assert due is not None
    assert (due.kind, due.number) == (kind, number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "ten days after date",
        "10 days after receipt",
        "10  days",
        "-3 days after date",
        "9999 days",
        "1.5 days",
    ],
)
def test_what_is_none(text: str) -> None:
    assert read_due(text) is None
    assert due_day(text, day("2025-01-01")) is None


@pytest.mark.parametrize(
    ("text", "start", "last"),
    [
        ("10 working days after date", "2025-10-20", "2025-11-03"),  # Monday to Monday
        ("1 working days after date", "2025-10-24", "2025-10-27"),  # Friday
        ("1 working days after date", "2025-10-25", "2025-10-27"),  # Saturday
        ("1 working days after date", "2025-10-26", "2025-10-27"),  # Sunday
        ("5 working days after date", "2024-12-27", "2025-01-03"),  # over the year
        ("0 working days after date", "2025-10-25", "2025-10-25"),
        ("3 days after date", "2025-02-26", "2025-03-01"),
        ("3 days after date", "2024-02-26", "2024-02-29"),  # leap year
        ("day 10 of next month", "2025-01-31", "2025-02-10"),
        ("day 10 of next month", "2025-12-01", "2026-01-10"),
        ("day 31 of next month", "2025-01-01", "2025-02-28"),  # never a day that some month lacks
    ],
)
def test_when_a_clock_runs_out(text: str, start: str, last: str) -> None:
    assert due_day(text, day(start)) == day(last)


@pytest.mark.parametrize("text", ["45 working days", "3 years", "6 months"])
def test_a_duration_has_no_day(text: str) -> None:
    assert due_day(text, day("2025-01-01")) is None


@given(st.integers(1, 60), st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)))
def test_working_days_are_counted_one_by_one(number: int, start: dt.date) -> None:
    last = due_day(f"{number} working days after date", start)
    assert last is not None
    assert last.weekday() < 5
    between = [start + dt.timedelta(n) for n in range(1, (last - start).days + 1)]
    assert sum(d.weekday() < 5 for d in between) == number


def test_a_duty_is_shown_with_its_day_and_its_doubt() -> None:
    duty = Duty(kind="report", text="Report the export", due="10 working days after date")
    assert shown_duty(duty, day("2025-10-20")) == "report: Report the export (by 2025-11-03, holidays not counted)"
    assert shown_duty(duty, None) == "report: Report the export (10 working days after date)"


def test_a_duty_without_a_clock_or_with_a_duration() -> None:
    assert shown_duty(Duty(kind="document", text="Keep it"), day("2025-10-20")) == "document: Keep it"
    assert (
        shown_duty(Duty(kind="record", text="Keep it", due="3 years"), day("2025-10-20")) == "record: Keep it (3 years)"
    )


def test_calendar_days_have_no_doubt() -> None:
    duty = Duty(kind="report", text="Report", due="3 days after date")
    assert shown_duty(duty, day("2025-10-20")) == "report: Report (by 2025-10-23)"
