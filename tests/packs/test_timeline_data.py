"""What the packs hold for the timeline: instruments of the law data, events with sources, relations, calendars.

The data lie outside the repository: MONAZITE_SHARED names the folder that holds `data/law` (default ../shared).
"""

from __future__ import annotations

import csv
import datetime as dt
import os
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pytest

from monazite.law.model import CalendarDay, LawPack
from monazite.law.stage import LawStage
from monazite.law.timeline import timeline
from monazite.packs import load_law
from monazite.read.chunks import rows_to_chunk

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("MONAZITE_SHARED") or ROOT.parent / "shared")
FOLDERS = sorted(p for p in (ROOT / "packs" / "law").iterdir() if (p / "pack.yml").is_file())
DAY = dt.timedelta(days=1)


@lru_cache
def pack_of(folder: Path) -> LawPack:
    return load_law(folder)


def packs() -> dict[str, LawPack]:
    return {folder.name: pack_of(folder) for folder in FOLDERS}


@lru_cache
def law_data() -> tuple[dict[str, str], ...]:
    file = SHARED / "data" / "law" / "provisions.csv"
    if not file.is_file():
        pytest.skip(f"the law data are not at {file}: set MONAZITE_SHARED to the folder that holds data/law")
    with file.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


# ------------------------------------------------------------ instruments
def test_every_regime_of_the_data_has_a_pack() -> None:
    assert {row["regime"].lower() for row in law_data()} <= set(packs())


@pytest.mark.parametrize("regime", ["cn", "us", "eu"])
def test_every_instrument_of_the_data_stands_in_its_pack(regime: str) -> None:
    pack = packs()[regime]
    wanted = {row["instrument_id"]: row["instrument"] for row in law_data() if row["regime"].lower() == regime}
    missing = [f"{i} ({title})" for i, title in wanted.items() if i not in pack.instruments and i not in pack.events]
    assert missing == [], f"packs/law/{regime} has neither instrument nor event for: {'; '.join(missing)}"


@pytest.mark.parametrize("regime", ["cn", "us", "eu"])
def test_every_instrument_of_the_data_appears_on_the_timeline(regime: str) -> None:
    line = timeline([packs()[regime]], dt.date(2027, 2, 1))
    shown = {entry.id for entry in line.entries} | {track.instrument.id for track in line.tracks}
    wanted = {row["instrument_id"] for row in law_data() if row["regime"].lower() == regime}
    assert sorted(wanted - shown) == [], f"not on the timeline of packs/law/{regime}"


# ------------------------------------------------------------ relations
def relations(pack: LawPack) -> Iterator[tuple[str, str, str]]:
    """Yield (owner, relation, target) of instruments, events and, as `opposes`, provisions."""
    related = {i.id: i.relations for i in pack.instruments.values()} | {e.id: e.relations for e in pack.events.values()}
    yield from ((owner, r.kind, r.target) for owner, found in related.items() for r in found)
    for provision in pack.provisions.values():
        yield from ((provision.id, "opposes", target) for target in provision.opposes)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_relations_meet_something_in_the_pack_that_they_name(folder: Path) -> None:
    known = {x for pack in packs().values() for x in (*pack.instruments, *pack.events, *pack.provisions)} | set(packs())
    lost = [f"{owner} {kind} {target}" for owner, kind, target in relations(pack_of(folder)) if target not in known]
    assert lost == [], f"packs/law/{folder.name}: nothing has these ids: {'; '.join(lost)}"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_no_answer_comes_before_what_it_answers(folder: Path) -> None:
    first = {i.id: i.known_from or i.first for p in packs().values() for i in p.instruments.values()}
    first |= {e.id: e.first for p in packs().values() for e in p.events.values()}
    last = {e.id: e.last or e.first for p in packs().values() for e in p.events.values()}
    wrong = [
        f"{owner} ({last.get(owner) or first[owner]}) {kind} {target} ({first[target]})"
        for owner, kind, target in relations(pack_of(folder))
        if kind in ("responds_to", "amends", "replaces") and target in first
        # A day apart may be the same hour: the sun rises over one issuer before the other.
        and (mine := last.get(owner) or first[owner]) and (other := first[target]) and mine < other - DAY
    ]  # fmt: skip
    assert wrong == []


# ------------------------------------------------------------ events
CHRONOLOGY = {
    "cn.event.2025-05-09.smuggling-campaign": ("measure", "2025-05-09", None),
    "cn.event.2025-05-12.geneva": ("talks", "2025-05-10", "2025-05-12"),
    "cn.event.2025-06-05.non-discrimination": ("statement", "2025-06-05", None),
    "cn.event.2025-06-09.london": ("talks", "2025-06-09", "2025-06-10"),
    "cn.event.2025-07-28.stockholm": ("talks", "2025-07-28", "2025-07-29"),
    "cn.event.2025-09-14.madrid": ("talks", "2025-09-14", "2025-09-15"),
    "cn.event.2025-10-25.kuala-lumpur": ("talks", "2025-10-25", "2025-10-26"),
    "cn.event.2025-10-30.busan": ("talks", "2025-10-30", None),
    "cn.event.2025-12-02.general-licences": ("measure", "2025-12-02", None),
    "cn.event.2026-01-27.standards-101": ("consultation", "2026-01-27", "2026-02-25"),
    "cn.event.2026-09-24.leaders": ("talks", "2026-09-24", None),
}


@pytest.mark.parametrize("name", CHRONOLOGY)
def test_the_chronology_stands_in_the_chinese_pack(name: str) -> None:
    kind, first, last = CHRONOLOGY[name]
    event = packs()["cn"].events[name]
    assert (event.kind, str(event.first), str(event.last) if event.last else None) == (kind, first, last)


def test_the_suspended_technology_exports_of_may_2025_are_told_and_answered() -> None:
    everything = {e.id: e for pack in packs().values() for e in pack.events.values()}
    answered = {r.target for r in everything["cn.event.2025-06-05.non-discrimination"].relations}
    suspended = [e for e in everything.values() if e.id in answered]
    assert suspended, "the American suspensions of May 2025 have no event"
    assert {(e.kind, e.first.year, e.first.month) for e in suspended} == {("measure", 2025, 5)}
    answers = {r.target for e in suspended for r in e.relations if r.kind == "responds_to"}
    assert answers == {"cn.mofcom-gacc.2025-18"}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_every_event_has_a_source_and_two_languages(folder: Path) -> None:
    for event in pack_of(folder).events.values():
        assert event.source and event.confidence and event.grade and event.by, event.id
        assert any("\u4e00" <= letter <= "\u9fff" for letter in event.title_zh), event.id


# ------------------------------------------------------------ calendars
# Working days of a year, make-up days included; two independent published calendars agree on every day.
WORKING_DAYS = {2023: 249, 2024: 251, 2025: 248, 2026: 248}


def days(rows: tuple[CalendarDay, ...]) -> Iterator[tuple[dt.date, str]]:
    for row in rows:
        yield from ((row.first + n * DAY, row.kind) for n in range((row.last - row.first).days + 1))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_a_calendar_names_no_day_twice_and_was_published_before_it_began(folder: Path) -> None:
    rows = pack_of(folder).calendar
    assert [day for day, n in Counter(day for day, _ in days(rows)).items() if n > 1] == []
    assert [(r.first, r.name) for r in rows if r.published and r.published >= r.first] == []
    assert [(r.first, r.name) for r in rows if not r.source or not r.confidence] == []
    assert [day for day, kind in days(rows) if kind == "working" and day.weekday() < 5] == []


@pytest.mark.parametrize("year", WORKING_DAYS)
def test_the_chinese_year_has_its_working_days(year: int) -> None:
    named = dict(days(packs()["cn"].calendar))
    year_days = (dt.date(year, 1, 1) + n * DAY for n in range((dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days))
    worked = [d for d in year_days if named.get(d, "working" if d.weekday() < 5 else "holiday") == "working"]
    assert len(worked) == WORKING_DAYS[year]


def test_no_chinese_year_is_guessed() -> None:
    assert {row.first.year for row in packs()["cn"].calendar} == set(WORKING_DAYS)


# ------------------------------------------------------------ conflict of laws
CHINESE_NEXUS = {
    "kind": "goods", "material": "tool", "origin": "US", "dispatch": "CN", "destination": "CN", "end_use": "civil",
    "exporter_country": "CN", "consignee_country": "CN", "end_user_country": "CN", "subject_to_ear": "yes",
    "consignee_us_listed": "no", "end_user_us_listed": "no", "consignee_us_owned": "no", "end_user_us_owned": "no",
}  # fmt: skip


def findings(date: str, **facts: str) -> list[str]:
    rows = [{"date": date, **CHINESE_NEXUS, **facts}]
    batch: pa.RecordBatch = rows_to_chunk(rows, [1], "one", [], 0).batches[0]
    line = LawStage([packs()["cn"], packs()["us"]]).apply(batch).to_pylist()[0]
    return [f for f in line["findings"] if f.startswith("conflict_of_laws")]


def test_a_listed_chinese_party_puts_the_laws_in_conflict() -> None:
    assert findings("2026-03-16", consignee_us_listed="yes")
    assert findings("2021-06-09", consignee_us_listed="yes") == []  # the day before the Anti-Foreign Sanctions Law
    assert findings("2026-03-16") == []


def test_a_chinese_affiliate_does_so_only_while_the_american_rule_runs() -> None:
    assert findings("2025-10-20", end_user_us_owned="yes")
    assert findings("2026-03-16", end_user_us_owned="yes") == []


def test_no_chinese_nexus_no_conflict() -> None:
    abroad = {"dispatch": "DE", "exporter_country": "DE"}
    assert findings("2026-03-16", consignee_us_listed="yes", **abroad) == []
