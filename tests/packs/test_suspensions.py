"""Every suspension in every pack has cases on the day before, the first day, the last day and the day after.

A case concerns a suspended rule if somewhere it says that the rule holds. Where one day more or less of suspension
would change the law of the day, a case of that day must also notice it: it is run on the pack with that day moved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pytest

from monazite.law.model import Act, LawPack
from monazite.law.time import inside, spans_of
from monazite.law.tree import day_number
from monazite.packs import load_law
from monazite.packs.cases import Expectation, read_cases, run_cases

LAW = Path(__file__).resolve().parents[2] / "packs" / "law"
FOLDERS = sorted(p for p in LAW.iterdir() if (p / "pack.yml").is_file())
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Edge:
    """One day around a suspension: the day, and the act as it would be with that day on the other side."""

    name: str
    day: dt.date
    moved: Act | None


def edges(act: Act) -> Iterator[Edge]:
    """Yield the four days of an act; an open end has no last day and no day after."""
    first, last = act.first, act.last
    if first is not None:
        yield Edge("the day before", first - DAY, replace(act, first=first - DAY))
        yield Edge("the first day", first, None if last == first else replace(act, first=first + DAY))
    if last is not None:
        yield Edge("the last day", last, None if last == first else replace(act, last=last - DAY))
        yield Edge("the day after", last + DAY, replace(act, last=last + DAY))


@lru_cache
def pack_of(folder: Path) -> LawPack:
    return load_law(folder)


@lru_cache
def cases_of(folder: Path) -> tuple[Expectation, ...]:
    return tuple(read_cases(folder)[0])


def suspensions(pack: LawPack) -> Iterator[tuple[str, Act]]:
    """Yield (id of the instrument that suspends, act) of every suspension that has a first day."""
    for instrument in pack.instruments.values():
        yield from ((instrument.id, act) for act in instrument.acts if act.kind == "suspends" and act.first)


def rules(pack: LawPack, act: Act) -> set[str]:
    """Return the provisions under an act that are evaluated; information about it is not."""
    return {p.id for p in pack.provisions.values() if act.target in (p.id, p.instrument) and p.when is not None}


def concerning(folder: Path, names: set[str]) -> set[str]:
    """Return the cases that say somewhere that one of the rules holds, by its id or by the finding that it gives."""
    pack = pack_of(folder)
    findings = {pack.provisions[n].finding for n in names} - {""}
    return {
        e.case
        for e in cases_of(folder)
        if names & {*e.lists.get("bases", ()), *e.lists.get("possible", ())}
        or findings & {*e.lists.get("findings", ())}
    }


def reading_of(pack: LawPack, by: str) -> str:
    """A statement counts only under the reading `announced`."""
    return "instruments" if pack.instruments[by].binding else "announced"


def on_the_day(folder: Path, by: str, day: dt.date) -> list[Expectation]:
    wanted = reading_of(pack_of(folder), by)
    return [e for e in cases_of(folder) if e.on == day and e.known_on is None and e.reading == wanted]


def with_act(pack: LawPack, by: str, acts: dict[Act, Act | None]) -> LawPack:
    """Return the pack with some acts of an instrument moved, or (None) left out."""
    instrument = pack.instruments[by]
    changed = tuple(n for a in instrument.acts if (n := acts.get(a, a)) is not None)
    return replace(pack, instruments=pack.instruments | {by: replace(instrument, acts=changed)})


def alive(pack: LawPack, names: set[str], day: dt.date, reading: str) -> set[str]:
    """Return which of the rules are in force on a day."""
    return {n for n in names if inside(spans_of(pack, pack.provisions[n], None, reading), day_number(day))}


def held(pack: LawPack, probes: list[Expectation], names: set[str]) -> list[set[str]]:
    """Return which of the rules hold or may hold on the facts of each probe, were there no other rules."""
    alone = {n: replace(pack.provisions[n], unless=(), where_outcome=()) for n in sorted(names)}
    touched = run_cases([replace(pack, provisions=alone)], probes)[1]
    return [touched[k] & names for k in range(len(probes))]


ALL = [(folder, by, act) for folder in FOLDERS for by, act in suspensions(pack_of(folder))]
IDS = [f"{folder.name}: {by} suspends {act.target}" for folder, by, act in ALL]


def test_there_are_suspensions() -> None:
    assert {"cn.mofcom-gacc.2025-70", "cn.mofcom.2025-72", "us.bis.90fr50857"} <= {by for _, by, _ in ALL}


@pytest.mark.parametrize(("folder", "by", "act"), ALL, ids=IDS)
def test_cases_stand_on_the_four_days(folder: Path, by: str, act: Act) -> None:
    names = rules(pack_of(folder), act)
    if not names:
        pytest.skip("no rule is evaluated under this act")
    cases = concerning(folder, names)
    missing = [
        f"{edge.name}, {edge.day}"
        for edge in edges(act)
        if not any(e.case in cases for e in on_the_day(folder, by, edge.day))
    ]
    assert missing == [], f"{folder.name}/cases: {by} suspends {act.target}, but no case stands on {'; '.join(missing)}"


EDGES = [(folder, by, act, edge) for folder, by, act in ALL for edge in edges(act)]
EDGE_IDS = [f"{f.name}: {by} suspends {act.target}, {edge.name} {edge.day}" for f, by, act, edge in EDGES]


@pytest.mark.parametrize(("folder", "by", "act", "edge"), EDGES, ids=EDGE_IDS)
def test_a_case_notices_a_day_more_or_less(folder: Path, by: str, act: Act, edge: Edge) -> None:
    """Where the moved day changes what holds on the facts of the cases, some case of that day must fail."""
    pack, other = pack_of(folder), with_act(pack_of(folder), by, {act: edge.moved})
    names, reading = rules(pack, act), reading_of(pack, by)
    if alive(pack, names, edge.day, reading) == alive(other, names, edge.day, reading):
        return  # not in force either way: not begun, ended, or another suspension goes on
    cases = concerning(folder, names)
    facts = {e.case: e for e in cases_of(folder) if e.case in cases}.values()
    probes = [replace(e, on=edge.day, known_on=None, reading=reading) for e in facts]
    if held(pack, probes, names) == held(other, probes, names):
        return  # the items that the rules name are not listed on the day
    expectations = [e for e in on_the_day(folder, by, edge.day) if e.case in cases]
    text = f"{folder.name}/cases: no case notices whether {act.target} is suspended on {edge.day} ({edge.name}, {by})"
    assert run_cases([other], expectations)[0], text
