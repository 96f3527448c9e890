"""The law of a day as known on a day: the boundary days of the real packs, and each state of a made-up one."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from monazite.errors import UsageError
from monazite.law.model import Act, Instrument, LawPack, Provision
from monazite.law.standing import Standing, standing
from monazite.law.time import READINGS, inside, spans_of
from monazite.law.tree import TRUE, day_number
from monazite.packs import law_packs

KNOWN = dt.date(2026, 10, 1)


def rows() -> Iterator[dict[str, str]]:
    lines = (Path(__file__).parent / "boundary_days.csv").read_text("utf-8").splitlines()
    yield from csv.DictReader(line for line in lines if not line.startswith("#"))


@cache
def packs() -> list[LawPack]:
    return law_packs(["cn", "us"])


@cache
def in_force(day: dt.date, reading: str) -> frozenset[str]:
    return frozenset(t.id for one in standing(packs(), day, KNOWN, reading) for t in one.of("in_force"))


@pytest.mark.parametrize("row", list(rows()), ids=lambda r: f"{r['thing']}-{r['from']}")
def test_the_boundary_days(row: dict[str, str]) -> None:
    """First, middle and last day of each stretch, under both readings."""
    first, last = dt.date.fromisoformat(row["from"]), dt.date.fromisoformat(row["to"])
    for day in {first, first + (last - first) / 2, last}:
        found = {reading: "on" if row["thing"] in in_force(day, reading) else "-" for reading in READINGS}
        assert found == {reading: row[reading] for reading in READINGS}, day


def test_the_table_leaves_no_gap() -> None:
    """From 2025-10-08 on each thing is told without a break: the day after a stretch begins the next."""
    stretches: dict[str, list[tuple[str, str]]] = {}
    for row in rows():
        stretches.setdefault(row["thing"], []).append((row["from"], row["to"]))
    assert len(stretches) == 14
    for name, found in stretches.items():
        days = [tuple(map(dt.date.fromisoformat, pair)) for pair in sorted(found)]
        after = [d for d in days if d[0] > dt.date(2025, 10, 8)] or days
        assert all(b[0] - a[1] == dt.timedelta(1) for a, b in zip(after, after[1:], strict=False)), name


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("day", ["2025-10-20", "2025-11-07", "2026-11-11", "2027-01-11"])
def test_what_is_in_force_is_what_lines_are_judged_by(day: str, reading: str) -> None:
    on = dt.date.fromisoformat(day)
    for pack in packs():
        things = [*pack.provisions.values(), *pack.items.values()]
        judged = {t.id for t in things if inside(spans_of(pack, t, KNOWN, reading), day_number(on))}
        (one,) = standing([pack], on, KNOWN, reading)
        assert {t.id for t in one.of("in_force") if t.type != "instrument"} == judged


# ------------------------------------------------------------ a made-up law
def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def act(kind: str, target: str, first: str = "", last: str = "") -> Act:
    return Act(kind=kind, target=target, first=day(first) if first else None, last=day(last) if last else None)


def instrument(name: str, issued: str, first: str, *acts: Act, **more: object) -> Instrument:
    fields = {"id": name, "title": name.title(), "issued": day(issued), "first": day(first), "acts": acts, **more}
    return Instrument(**fields)  # type: ignore[arg-type]


RULE = Provision(id="t.act.1", title="Rule", instrument="t.act", article="1", when=TRUE, outcome="licence_required")
LAW = LawPack(
    id="t",
    title="T",
    instruments={
        i.id: i
        for i in (
            instrument("t.act", "2025-10-01", "2025-11-01"),
            instrument("t.stay", "2025-12-01", "2025-12-01", act("suspends", "t.act", "2025-12-01", "2025-12-31")),
            instrument(
                "t.word",
                "2025-12-20",
                "2025-12-20",
                act("suspends", "t.act", "2026-01-01", "2026-01-31"),
                binding=False,
            ),
            instrument("t.end", "2026-02-01", "2026-02-01", act("ends", "t.act", last="2026-02-28")),
        )
    },
    provisions={RULE.id: RULE},
)


def of(on: str, known: str, reading: str = "instruments") -> Standing:
    (one,) = standing([LAW], day(on), day(known), reading)
    return one


def state(on: str, known: str, reading: str = "instruments") -> str | None:
    return next((t.state for t in of(on, known, reading).things if t.id == "t.act.1"), None)


@pytest.mark.parametrize(
    ("on", "known", "expected"),
    [
        ("2025-10-01", "2025-09-30", None),
        ("2025-09-30", "2026-12-31", None),
        ("2025-10-01", "2025-10-01", "pending"),
        ("2025-10-31", "2025-10-01", "pending"),
        ("2025-11-01", "2025-10-01", "in_force"),
        ("2025-12-01", "2025-11-30", "in_force"),
        ("2025-11-30", "2025-12-01", "in_force"),
        ("2025-12-01", "2025-12-01", "suspended"),
        ("2025-12-31", "2025-12-01", "suspended"),
        ("2026-01-01", "2025-12-01", "in_force"),
        ("2026-03-01", "2026-01-31", "in_force"),
        ("2026-02-28", "2026-02-01", "in_force"),
        ("2026-03-01", "2026-02-01", "ended"),
    ],
)
def test_each_state_of_each_day(on: str, known: str, expected: str | None) -> None:
    assert state(on, known) == expected


def test_a_suspension_says_by_whom_until_when_and_when_it_is_back() -> None:
    (rule,) = [t for t in of("2025-12-15", "2025-12-15").of("suspended", "provision")]
    assert (rule.by, rule.since, rule.until, rule.then) == (
        ("t.stay",),
        day("2025-12-01"),
        day("2025-12-31"),
        day("2026-01-01"),
    )


def test_what_is_back_says_what_had_suspended_it() -> None:
    (rule,) = [t for t in of("2026-01-15", "2026-01-15").of("in_force", "provision")]
    assert (rule.since, rule.after) == (day("2026-01-01"), ("t.stay",))


def test_suspensions_that_follow_one_another_are_one() -> None:
    (rule,) = [t for t in of("2026-01-15", "2026-01-15", "announced").of("suspended", "provision")]
    assert (rule.since, rule.until, rule.then, rule.by) == (
        day("2025-12-01"),
        day("2026-01-31"),
        day("2026-02-01"),
        ("t.word",),
    )


def test_where_the_readings_differ_both_are_told_with_both_citations() -> None:
    one = of("2026-01-15", "2026-01-15")
    assert {d.issued.id for d in one.differences} == {"t.act", "t.act.1"}
    found = one.as_json()["announced"]
    (rule,) = [d for d in found["differences"] if d["id"] == "t.act.1"]
    assert (rule["instruments"]["state"], rule["announced"]["state"]) == ("in_force", "suspended")
    assert [c["id"] for c in rule["citations"]] == ["t.act", "t.stay", "t.word"]
    assert rule["note"] == found["note"] == "confirm the instrument"


@pytest.mark.parametrize(
    ("on", "known", "spoken"),
    [
        ("2026-01-15", "2025-12-19", 0),
        ("2025-12-01", "2025-12-20", 1),
        ("2026-01-31", "2026-01-15", 1),
        ("2026-02-01", "2026-02-01", 0),
    ],
)
def test_a_statement_is_told_while_it_speaks(on: str, known: str, spoken: int) -> None:
    one = of(on, known)
    assert len(one.statements) == spoken
    assert "t.word" not in {t.id for t in one.things}


def test_what_has_ended_is_told_for_some_months() -> None:
    assert {t.id for t in of("2026-03-01", "2026-03-01").ended} == {"t.act", "t.act.1"}
    assert of("2026-12-01", "2026-12-01").ended == []


def test_what_changes_next_goes_day_by_day_as_known() -> None:
    ahead = of("2025-12-15", "2025-12-15").ahead
    assert [(str(on), e.id, e.what[0]) for on, those in ahead for e in those] == [("2026-01-01", "t.act", "returns")]
    ahead = of("2025-12-15", "2026-02-01").ahead
    changes = [(str(on), e.id, e.what[-1], e.reading) for on, those in ahead for e in those]
    assert changes == [
        ("2026-01-01", "t.act", "suspended", "announced"),
        ("2026-01-01", "t.act", "returns", "instruments"),
        ("2026-02-01", "t.end", "takes_effect", "both"),
        ("2026-02-01", "t.act", "returns", "announced"),
        ("2026-03-01", "t.act", "ends", "both"),
    ]


def test_a_reading_that_does_not_exist() -> None:
    with pytest.raises(UsageError, match="did you mean 'announced'"):
        standing([LAW], day("2026-01-01"), day("2026-01-01"), "anounced")
