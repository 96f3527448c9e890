"""The American pack holds every American row of the law data, says where each entry was read, and answers its edges.

The data lie outside the repository: MONAZITE_SHARED names the folder that holds `data/law` (default ../shared).
"""

from __future__ import annotations

import csv
import datetime as dt
import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.assess import Request, assess
from monazite.law.model import Event, Instrument, Item, LawPack, Provision
from monazite.law.stage import LawStage
from monazite.law.time import inside, spans_of
from monazite.law.tree import day_number
from monazite.packs import load_law
from monazite.read.chunks import rows_to_chunk

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("MONAZITE_SHARED") or ROOT.parent / "shared")
DAY = dt.timedelta(days=1)
# Rows whose confidence or grade was raised because more was read since the table was made.
READ_SINCE = {"us.s232-2026.whole", "us.ear.734-4.c", "us.ear.734-4.d", "us.ear.732-supp-3.red-flag-29"}
# Rows of which our condition says more than the row does: that part was not read, so the entry is marked as memory.
SAYS_MORE = {"us.ear.734-9.b-k", "us.ear.744-21.meu"}


@pytest.fixture(scope="module")
def pack() -> LawPack:
    return load_law(ROOT / "packs" / "law" / "us")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    file = SHARED / "data" / "law" / "provisions.csv"
    if not file.is_file():
        pytest.skip(f"the law data are not at {file}: set MONAZITE_SHARED to the folder that holds data/law")
    with file.open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["regime"] == "US"]


def test_every_row_of_the_data_stands_in_the_pack(pack: LawPack, rows: list[dict[str, str]]) -> None:
    assert len(rows) == 16
    assert [r["provision_id"] for r in rows if r["provision_id"] not in pack.provisions] == []
    assert [r["instrument_id"] for r in rows if r["instrument_id"] not in pack.instruments] == []
    of = {r["provision_id"]: r["instrument_id"] for r in rows}
    assert {name: pack.provisions[name].instrument for name in of} == of


def test_nothing_is_surer_than_the_data_unless_it_was_read_since(pack: LawPack, rows: list[dict[str, str]]) -> None:
    for row in rows:
        entry = pack.provisions[row["provision_id"]]
        known = (entry.confidence, entry.grade)
        if entry.id in SAYS_MORE:
            assert known == ("memory", "M"), entry.id
        else:
            assert (known == (row["confidence"], row["grade"])) != (entry.id in READ_SINCE), entry.id


def test_what_is_recalled_or_our_own_is_not_called_verified(pack: LawPack) -> None:
    entries: list[Instrument | Item | Provision] = [*pack.instruments.values(), *pack.items.values()]
    for entry in [*entries, *pack.provisions.values()]:
        if "recalled" in entry.source or "our view" in entry.source:
            assert entry.confidence == "memory", entry.id


def test_days_in_force_are_those_of_the_data(pack: LawPack, rows: list[dict[str, str]]) -> None:
    """On both sides of every end of force and of suspension."""
    for row in rows:
        if row["outcome"] == "POLITICAL_ONLY" or not row["effective_from"]:
            continue
        spans = spans_of(pack, pack.provisions[row["provision_id"]], None, "instruments")
        ends = {k: dt.date.fromisoformat(row[k]) for k in row if k.endswith(("_from", "_to")) and row[k]}
        for end in ends.values():
            for on in (end - DAY, end, end + DAY):
                live = ends["effective_from"] <= on <= ends.get("effective_to", on)
                out = "suspended_from" in ends and ends["suspended_from"] <= on <= ends["suspended_to"]
                assert inside(spans, day_number(on)) == (live and not out), (row["provision_id"], on)


def test_it_is_a_pack_and_no_longer_a_handful_of_rules(pack: LawPack) -> None:
    evaluated = [p for p in pack.provisions.values() if p.when is not None]
    assert len(pack.provisions) >= 20
    assert len(evaluated) >= 15
    assert 15 <= len(pack.items) <= 30
    assert pack.skeleton


def test_everything_has_a_source_a_grade_and_a_chinese_title(pack: LawPack) -> None:
    entries: list[Instrument | Item | Provision | Event] = [*pack.instruments.values(), *pack.items.values()]
    entries += [*pack.provisions.values(), *pack.events.values()]
    for entry in entries:
        assert entry.source and entry.grade and entry.title, entry.id
        assert entry.confidence in ("verified", "memory"), entry.id
        assert (entry.confidence == "memory") == (entry.grade == "M"), entry.id
        assert any("\u4e00" <= letter <= "\u9fff" for letter in entry.title_zh), entry.id
    assert [p.id for p in pack.provisions.values() if not p.because] == []


def test_every_item_has_a_reason_for_control_that_some_rule_reads(pack: LawPack) -> None:
    reasons = {"np1", "ns1", "ns2", "mt1"}
    assert [item.id for item in pack.items.values() if not reasons & set(item.groups)] == []


def test_the_years_of_the_calendar_have_eleven_holidays_each(pack: LawPack) -> None:
    for year in range(2023, 2028):
        names = {d.name for d in pack.calendar if d.first.year == year and "(observed)" not in d.name}
        assert len(names) == 11, year
    off = {d.first for d in pack.calendar}
    assert {dt.date(2027, 7, 5), dt.date(2027, 12, 24), dt.date(2027, 12, 31)} <= off


def test_events_answer_what_came_before_them(pack: LawPack) -> None:
    """A response does not come before the measure that it responds to."""
    days = {e.id: e.first for e in pack.events.values()} | {i.id: i.issued for i in pack.instruments.values()}
    for event in pack.events.values():
        for relation in event.relations:
            before = days.get(relation.target)
            assert before is None or before <= event.first, (event.id, relation.target)
    chinese = load_law(ROOT / "packs" / "law" / "cn").instruments
    named = {r.target for e in pack.events.values() for r in e.relations if r.target.startswith("cn.")}
    assert named and named <= set(chinese)


FOREIGN = {
    "date": "2026-03-16",
    "kind": "goods",
    "origin": "DE",
    "dispatch": "DE",
    "material": "metal",
    "main_element": "Bi",
    "purity": "99.995",
    "mf_ag": "0.0005",
    "us_eccn": "1C229",
    "subject_to_ear": "no",
    "us_content_without_minimum": "no",
    "us_direct_product": "no",
}
MONEY = st.integers(1, 10**15)  # in ten-thousandths
STAGE = LawStage([load_law(ROOT / "packs" / "law" / "us")], None, "instruments")


def money(units: int) -> str:
    return str(Decimal(units).scaleb(-4))


@given(value=MONEY, off=st.integers(-2, 2), cuba=st.booleans())
def test_de_minimis_is_strict_and_exact(value: int, off: int, cuba: bool) -> None:
    """More than a quarter, or a tenth to E:1 and E:2, counted in whole ten-thousandths of money."""
    share = 10 if cuba else 4
    content = max(value // share + off, 0)
    facts = {
        **FOREIGN,
        "destination": "CU" if cuba else "IN",
        "value": money(value),
        "us_content_value": money(content),
    }
    line = rows_to_chunk([facts], [1], "lines", [], 0).batches[0]
    row = STAGE.apply(line).to_pylist()[0]
    over = share * content > value
    assert ("subject_to_ear_by_content" in row["findings"]) == over
    assert (f"us.ear.{'746-2.cuba' if cuba else '742-3.np1'}" in row["bases"]) == over


# What the README tells to assume where no line has a link to the United States.
NO_LINK = {
    "us_content_value": "0",
    "us_direct_product": "no",
    "us_content_without_minimum": "no",
    "subject_to_ear": "no",
}


def assume_no_link(lines: Path, pack: LawPack) -> tuple[dict[str, int], dict[str, int]]:
    """Decisions and asked facts of lines without a link to the United States."""
    summary = assess(Request([str(lines)], [pack], dt.date(2026, 11, 22), assume=NO_LINK))
    return dict(summary.decisions), dict(summary.asks)


def test_the_readme_tells_the_assumptions_that_the_tests_make(pack: LawPack) -> None:
    told = " ".join(f"--assume {fact}={value}" for fact, value in NO_LINK.items())
    assert told in (ROOT / "packs" / "law" / "us" / "README.md").read_text(encoding="utf-8")
    because = pack.provisions["us.ear.734-3.a-1-5"].because
    assert ", ".join(f"{fact}={value}" for fact, value in NO_LINK.items()) in because


def test_a_line_without_link_to_the_united_states_is_released_unasked(pack: LawPack, tmp_path: Path) -> None:
    lines = tmp_path / "lines.csv"
    lines.write_text(
        "date,kind,origin,dispatch,destination,material,main_element,magnet_family,end_use,value\n"
        "2026-11-20,goods,CN,CN,DE,oxide,La,none,civil,1000\n"
        "2026-11-20,goods,CN,CN,DE,oxide,La,none,civil,\n"
        "2027-03-01,goods,CN,CN,US,magnet,Co,SmCo,civil,\n",
        encoding="utf-8",
    )
    assert assume_no_link(lines, pack) == ({"release": 3}, {})


def test_the_example_lines_are_asked_only_where_it_matters(pack: LawPack) -> None:
    """Open are four lines of unknown origin and four that may be for US defence."""
    decisions, asked = assume_no_link(ROOT / "examples" / "declarations.csv", pack)
    assert decisions == {"release": 225, "ask": 8}
    assert (asked["origin"], asked["us_defence_delivery"]) == (4, 4)
    assert "value" not in asked


PLACES = st.sampled_from(["US", "DE", "CN", "IR", None])


@given(dispatch=PLACES, exporter=PLACES, linked=st.booleans())
def test_us_persons_may_not_supply_iran_whatever_the_goods(
    dispatch: str | None, exporter: str | None, linked: bool
) -> None:
    """The Treasury's embargo asks where the goods leave and who exports, not whether they are subject to the EAR."""
    facts = {**FOREIGN, "us_eccn": "EAR99", "purity": "99", "destination": "IR", "us_content_value": "0"}
    facts |= {
        "dispatch": dispatch or "",
        "exporter_country": exporter or "",
        "subject_to_ear": "yes" if linked else "no",
    }
    line = rows_to_chunk([facts], [1], "lines", [], 0).batches[0]
    row = STAGE.apply(line).to_pylist()[0]
    assert ("us.ofac.560-204" in row["bases"]) == ("US" in (dispatch, exporter))
    unknown = None in (dispatch, exporter) and "US" not in (dispatch, exporter)
    assert ("us.ofac.560-204" in row["possible"]) == unknown
