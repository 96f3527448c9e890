"""Clocks of duties: which texts are clocks, on which day they run out, and how both faces show it."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.law.calendar import WorkingDays
from monazite.law.duties import Due, due_day, read_due, runs, shown_duty
from monazite.law.explain import explain_case
from monazite.law.model import CalendarDay, Duty, LawPack
from monazite.law.stage import LawStage
from monazite.packs import load_law
from monazite.read.chunks import rows_to_chunk

HERE = Path(__file__).parent
CLOCKS = HERE / "clocks"
MINI = load_law(HERE / "mini")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def table(name: str) -> list[dict[str, str]]:
    with open(CLOCKS / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache
def calendar(name: str) -> tuple[CalendarDay, ...]:
    return tuple(
        CalendarDay(
            first=day(row["from"]),
            last=day(row["to"]),
            kind=row["kind"],
            name=row["name"],
            published=day(row["published"]) if row["published"] else None,
        )
        for row in table(name)
    )


# ---------------------------------------------------------------- texts
@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("10 working days after date", Due(10, "working day", "after")),
        ("1 working day before date", Due(1, "working day", "before")),
        ("3 days after date", Due(3, "day", "after")),
        ("30 days before date", Due(30, "day", "before")),
        ("1 year after date", Due(1, "year", "after")),
        ("6 months after date", Due(6, "month", "after")),
        ("30 days after date or next working day", Due(30, "day", "after", moves=True)),
        ("day 10 of next month", Due(10, "next month", "after")),
        ("day 10 of next month or next working day", Due(10, "next month", "after", moves=True)),
        ("45 working days", Due(45, "working day")),
        ("3 years", Due(3, "year")),
        ("6 months", Due(6, "month")),
        ("15 days", Due(15, "day")),
    ],
)
def test_what_is_a_clock(text: str, due: Due) -> None:
    assert read_due(text) == due
    assert runs(text) == bool(due.way)


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
        "10 working days after date ",
        "10 working days after",
        "10 working months after date",
        "2 weeks after date",
        "day 0 of next month",
        "day 32 of next month",
        "day 10 of the month",
        "30 days before date or next working day",
        "10 working days after date or next working day",
        "45 working days or next working day",
        "30 days after date or working day",
    ],
)
def test_what_is_none(text: str) -> None:
    assert read_due(text) is None
    assert not runs(text)
    assert due_day(text, day("2025-01-01")) is None


# ---------------------------------------------------------------- days
@pytest.mark.parametrize("row", table("due_days"), ids=lambda row: f"{row['calendar']}-{row['start']}-{row['why']}")
def test_the_day_and_its_doubt(row: dict[str, str]) -> None:
    working = WorkingDays(calendar(row["calendar"]), day(row["known_on"]) if row["known_on"] else None)
    duty = Duty(kind="report", text="Report", due=row["due"])
    assert shown_duty(duty, day(row["start"]), working) == f"report: Report ({row['shown']})"


@given(
    st.integers(0, 4000),
    st.sampled_from(("day", "month", "year", "working day")),
    st.sampled_from((" after date", " before date", " after date or next working day", "")),
    st.dates(),
)
def test_every_day_that_can_be_written_is_answered(number: int, unit: str, way: str, start: dt.date) -> None:
    text = f"{number} {unit}s{way}"
    last = due_day(text, start, WorkingDays(calendar("cn")))
    if last is not None:
        assert last <= start if "before" in way else last >= start
    assert shown_duty(Duty(kind="report", text="Report", due=text), start).startswith("report: Report (")


@given(st.integers(0, 480), st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)))
def test_months_end_on_the_same_day_or_the_last_of_the_month(number: int, start: dt.date) -> None:
    last = due_day(f"{number} months after date", start)
    assert last is not None
    assert (last.year * 12 + last.month) - (start.year * 12 + start.month) == number
    assert last.day == start.day or (last.day < start.day and (last + dt.timedelta(1)).day == 1)


# ---------------------------------------------------------------- words
@pytest.mark.parametrize(
    ("kind", "due", "shown"),
    [
        ("report", "10 working days after date", "by 2025-11-03, holidays not counted"),
        ("procedure", "30 days before date", "file by 2025-09-20"),
        ("record", "5 years after date", "until 2030-10-20"),
        ("record", "18 months after date", "until 2027-04-20"),
        ("record", "day 10 of next month", "by 2025-11-10"),
        ("record", "3 days after date", "by 2025-10-23"),
        ("report", "1 month after date", "by 2025-11-20"),
        ("clock", "45 working days", "45 working days"),
    ],
)
def test_the_word_says_what_the_day_is_for(kind: str, due: str, shown: str) -> None:
    assert shown_duty(Duty(kind=kind, text="Do it", due=due), day("2025-10-20")) == f"{kind}: Do it ({shown})"


def test_without_a_day_the_clock_is_shown_and_without_a_clock_nothing() -> None:
    duty = Duty(kind="report", text="Report the export", due="10 working days after date")
    assert shown_duty(duty, None) == "report: Report the export (10 working days after date)"
    assert shown_duty(Duty(kind="document", text="Keep it"), day("2025-10-20")) == "document: Keep it"


# ---------------------------------------------------------------- both faces
DUES = (
    "10 working days after date",
    "45 working days before date",
    "5 years after date",
    "day 10 of next month or next working day",
    "4000 years after date",
    "45 working days",
    "",
)


def pack_of(name: str) -> LawPack:
    """The invented law with every form of clock on its report, and a calendar."""
    duties = tuple(Duty(kind="record", text=f"Do {k}", due=due) for k, due in enumerate(DUES))
    provisions = {i: replace(p, duties=duties) if p.duties else p for i, p in MINI.provisions.items()}
    return replace(MINI, provisions=provisions, calendar=calendar(name))


@pytest.mark.parametrize("name", ["cn", "none"])
@pytest.mark.parametrize("known_on", [None, dt.date(2025, 11, 3)])
def test_many_lines_and_one_case_show_the_same_text(name: str, known_on: dt.date | None) -> None:
    pack = pack_of(name)
    facts = {"dispatch": "CN", "destination": "DE", "material": "oxide", "main_element": "Dy"}
    facts["end_use"] = "disaster_relief"
    days = ["2025-09-26", "2025-12-31", "2026-02-12", "2026-12-25", ""]
    chunk = rows_to_chunk([facts | {"date": on} for on in days], list(range(2, 2 + len(days))), "t.csv", [], 0)
    rows = LawStage([pack], known_on).apply(chunk.batches[0]).to_pylist()
    told = {on: row["duties"] for on, row in zip(days, rows, strict=True) if on}
    assert len({tuple(duties) for duties in told.values()}) == len(told)
    for on, duties in told.items():
        said = _said(explain_case(pack, facts, day(on), known_on, "instruments")["provisions"])
        assert duties == list(dict.fromkeys(said))


def _said(provisions: list[dict[str, Any]]) -> list[str]:
    """Every duty of what holds, exceptions included."""
    out: list[str] = []
    for p in provisions:
        out += p["duties"] if p["truth"] == "yes" else []
        out += _said(p["unless"])
    return out


def test_two_regimes_of_one_zone_keep_their_own_calendars() -> None:
    one = pack_of("cn")
    provisions = {
        i.replace("xx.", "yy."): replace(
            p, id=i.replace("xx.", "yy."), unless=tuple(e.replace("xx.", "yy.") for e in p.unless)
        )
        for i, p in one.provisions.items()
    }
    other = replace(one, id="yy", provisions=provisions, calendar=())
    facts = {"dispatch": "CN", "destination": "DE", "material": "oxide", "main_element": "Dy", "date": "2025-09-26"}
    batch = rows_to_chunk([facts | {"end_use": "disaster_relief"}], [2], "t.csv", [], 0).batches[0]
    (line,) = LawStage([one, other]).apply(batch).to_pylist()
    assert "record: Do 0 (by 2025-10-16)" in line["duties"]
    assert "record: Do 0 (by 2025-10-10, holidays not counted)" in line["duties"]
