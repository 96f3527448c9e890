"""Every European row of the law data stands in the pack; the blocking statute conflicts where it must, and only there.

The data lie outside the repository: MONAZITE_SHARED names the folder that holds `data/law` (default ../shared).
"""

from __future__ import annotations

import csv
import datetime as dt
import os
from pathlib import Path

import pytest

from monazite.law.model import Event, Instrument, Item, LawPack, Provision
from monazite.law.stage import LawStage
from monazite.law.time import inside, spans_of
from monazite.law.tree import day_number
from monazite.packs import load_law
from monazite.read.chunks import rows_to_chunk

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("MONAZITE_SHARED") or ROOT.parent / "shared")
DAY = dt.timedelta(days=1)

OUTCOME = {"LICENSE_REQUIRED": "licence_required", "PROHIBITED": "prohibited"}
OTHER_OUTCOME = {"eu.2021-821.art-5": None}  # no fact of a line tells cyber-surveillance items
INFORMATION = ("LIST_VERSION", "TARGET", "LIST", "OBLIGATION")
# The table groups codes; here each is an item of its own.
ITEMS = {
    "eu.3c001": ["3C001", "3C002", "3C003", "3C004", "3C005", "3C006"],
    "eu.1c111": ["1C111", "1C116", "1C117", "1C226"],
}


def rows(name: str) -> list[dict[str, str]]:
    file = SHARED / "data" / "law" / name
    if not file.is_file():
        text = f"the law data are not at {file}: set MONAZITE_SHARED to the folder that holds data/law"
        if "MONAZITE_SHARED" in os.environ:
            pytest.fail(text)
        pytest.skip(text)
    with file.open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["regime"] == "EU"]


@pytest.fixture(scope="module")
def pack() -> LawPack:
    return load_law(ROOT / "packs" / "law" / "eu")


@pytest.fixture(scope="module")
def us() -> LawPack:
    return load_law(ROOT / "packs" / "law" / "us")


@pytest.fixture(scope="module")
def provisions() -> list[dict[str, str]]:
    return rows("provisions.csv")


@pytest.fixture(scope="module")
def items() -> list[dict[str, str]]:
    return rows("items.csv")


def test_the_data_are_those_that_the_pack_was_made_from(
    provisions: list[dict[str, str]], items: list[dict[str, str]]
) -> None:
    assert (len(provisions), len(items)) == (15, 2)


def test_every_provision_stands_with_its_instrument_and_its_confidence(
    pack: LawPack, provisions: list[dict[str, str]]
) -> None:
    assert [r["provision_id"] for r in provisions if r["provision_id"] not in pack.provisions] == []
    for row in provisions:
        entry = pack.provisions[row["provision_id"]]
        told = (entry.instrument, entry.confidence, entry.grade)
        assert told == (row["instrument_id"], row["confidence"], row["grade"]), entry.id
        assert pack.instruments[entry.instrument].issued == dt.date.fromisoformat(row["issued"])


def test_outcomes_and_information_are_those_of_the_table(pack: LawPack, provisions: list[dict[str, str]]) -> None:
    for row in provisions:
        entry = pack.provisions[row["provision_id"]]
        assert entry.outcome == OTHER_OUTCOME.get(entry.id, OUTCOME.get(row["outcome"])), entry.id
        assert (row["outcome"] in INFORMATION) <= (entry.when is None), entry.id


def test_in_force_from_the_first_day_and_not_before(pack: LawPack, provisions: list[dict[str, str]]) -> None:
    for row in provisions:
        spans = spans_of(pack, pack.provisions[row["provision_id"]], None, "instruments")
        if not row["effective_from"]:
            assert spans == (), row["provision_id"]
            continue
        first = dt.date.fromisoformat(row["effective_from"])
        told = [inside(spans, day_number(on)) for on in (first - DAY, first, first + DAY)]
        assert told == [False, True, True], row["provision_id"]


def test_every_code_of_the_items_stands_in_the_pack(pack: LawPack, items: list[dict[str, str]]) -> None:
    codes = {item.code for item in pack.items.values()}
    for row in items:
        assert row["control_code"].split(";") == ITEMS[row["item_id"]]
        missing = [c for c in ITEMS[row["item_id"]] if not any(code.startswith(c) for code in codes)]
        assert missing == []
        entry = pack.items[row["item_id"]]
        assert (entry.instrument, entry.confidence, entry.grade) == (
            row["instrument_id"],
            row["confidence"],
            row["grade"],
        )


def test_the_pack_is_a_skeleton_of_a_certain_size(pack: LawPack) -> None:
    assert pack.skeleton
    assert len(pack.provisions) >= 18
    assert sum(p.when is not None for p in pack.provisions.values()) >= 15
    assert len(pack.items) >= 30
    assert len(pack.events) >= 12


def test_everything_has_a_source_a_grade_and_a_chinese_title(pack: LawPack) -> None:
    entries: list[Instrument | Item | Provision | Event] = [*pack.instruments.values(), *pack.items.values()]
    for entry in [*entries, *pack.provisions.values(), *pack.events.values()]:
        assert entry.source and entry.confidence in ("verified", "memory") and entry.grade, entry.id
        assert any("\u4e00" <= letter <= "\u9fff" for letter in entry.title_zh), entry.id
        assert (entry.confidence == "memory") == (entry.grade == "M"), entry.id
    assert [p.id for p in pack.provisions.values() if not p.because] == []


def test_events_answer_chinese_instruments_that_exist(pack: LawPack) -> None:
    cn = load_law(ROOT / "packs" / "law" / "cn")
    known = {*cn.instruments, *pack.instruments, *pack.events}
    targets = [r.target for e in pack.events.values() for r in e.relations]
    assert [t for t in targets if t not in known] == []
    assert len([t for t in targets if t.startswith("cn.")]) >= 5


def test_the_calendar_covers_the_years_and_has_the_days_that_were_read(pack: LawPack) -> None:
    assert {day.first.year for day in pack.calendar} == {2023, 2024, 2025, 2026, 2027}
    read = {day.first for day in pack.calendar if day.confidence == "verified"}
    assert {d.year for d in read} == {2023}
    assert dt.date(2023, 4, 6) in read and dt.date(2023, 12, 25) in read


def test_members_and_countries_of_eu001(pack: LawPack) -> None:
    def members(group: str, on: dt.date) -> set[str]:
        return {
            m.member
            for m in pack.memberships
            if m.group == group and (m.first or on) <= on and (m.last is None or on <= m.last)
        }

    assert len(members("eu", dt.date(2026, 3, 16))) == 27
    assert len(members("eu", dt.date(2020, 12, 31))) == 28
    assert members("eu001", dt.date(2026, 3, 16)) == {"AU", "CA", "IS", "JP", "NZ", "NO", "CH", "LI", "GB", "US"}
    assert not members("eu001", dt.date(2026, 3, 16)) & members("eu", dt.date(2026, 3, 16))


MAGNETS = {
    "kind": "goods",
    "material": "magnet",
    "magnet_family": "NdFeB",
    "main_element": "Nd",
    "date": "2026-03-16",
    "dispatch": "DE",
    "exporter_country": "DE",
    "end_use": "civil",
    "origin": "DE",
    "value": "100",
    "currency": "EUR",
    "us_content_value": "10.01",
    "us_content_without_minimum": "no",
    "us_direct_product": "no",
    "subject_to_ear": "no",
}


def findings(packs: list[LawPack], **facts: str) -> list[str]:
    """Return what is found on a line of magnets from Germany, with other facts where they are given."""
    chunk = rows_to_chunk([{**MAGNETS, **facts}], [1], "made up", [], 0)
    assert not chunk.rejects
    (line,) = LawStage(packs).apply(chunk.batches[0]).to_pylist()
    return list(line["findings"] or [])


def conflicts(packs: list[LawPack], **facts: str) -> list[str]:
    return [text for text in findings(packs, **facts) if text.startswith("conflict_of_laws")]


def test_us_content_to_cuba_is_a_conflict_of_laws_with_both_citations(pack: LawPack, us: LawPack) -> None:
    found = conflicts([us, pack], destination="CU")
    assert found, "no conflict of laws"
    assert all("eu.2271-96.art-5" in text and "us.ear.746" in text for text in found)


@pytest.mark.parametrize(
    "facts",
    [
        {"destination": "JP"},
        {"destination": "CU", "us_content_value": "10"},
        {"destination": "CU", "dispatch": "CN", "exporter_country": "CN"},
    ],
    ids=["to Japan", "at de minimis", "not from the Union"],
)
def test_where_one_of_the_two_laws_does_not_bite_nothing_conflicts(
    pack: LawPack, us: LawPack, facts: dict[str, str]
) -> None:
    assert conflicts([us, pack], **facts) == []


def test_iran_conflicts_since_the_annex_names_it(pack: LawPack, us: LawPack) -> None:
    listed = {"destination": "IR", "us_eccn": "1C003.a"}  # US law lets EAR99 goods of a Union exporter go to Iran
    assert conflicts([us, pack], **listed, date="2018-08-07")
    assert not conflicts([us, pack], **listed, date="2018-08-06")
    assert not conflicts([us, pack], destination="IR", us_eccn="EAR99", date="2018-08-07")


@pytest.mark.parametrize(
    "facts", [{"destination": "CU"}, {"destination": "IR", "us_eccn": "1C003.a"}], ids=["Cuba", "Iran"]
)
def test_today_content_above_de_minimis_conflicts_and_other_goods_do_not(
    pack: LawPack, us: LawPack, facts: dict[str, str]
) -> None:
    (found,) = conflicts([us, pack], **facts)
    assert "eu.2271-96.art-5" in found and "us.ear.746" in found
    assert conflicts([us, pack], **facts, us_content_value="10") == []


def answered(packs: list[LawPack], **facts: str) -> dict[str, object]:
    """Return the answer for a line of magnets from Germany to parties that nobody lists."""
    clear = dict.fromkeys(
        [f"{p}_eu_{how}" for p in ("consignee", "end_user") for how in ("listed", "owned")]
        + ["informed_by_authority", "national_list_item", "knows_of_risk", "end_user_military"],
        "no",
    )
    given = {**MAGNETS, "leg_kind": "direct", "us_content_value": "0", **clear, **facts}
    chunk = rows_to_chunk([{k: v for k, v in given.items() if v}], [1], "made up", [], 0)
    (line,) = LawStage(packs).apply(chunk.batches[0]).to_pylist()
    return dict(line)


@pytest.mark.parametrize("destination", ["RU", "BY", "IR", "KP"])
def test_goods_that_may_stand_in_an_annex_are_asked_about_and_never_released(pack: LawPack, destination: str) -> None:
    line = answered([pack], destination=destination, tariff_code="28469030")
    assert (line["decision"], line["ask"]) == ("ask", ["eu_sanctions_item"])
    assert any(str(text).startswith("sanctions_annexes_to_check") for text in line["findings"])  # type: ignore[attr-defined]


def test_nothing_american_to_cuba_is_released_without_a_duty(pack: LawPack) -> None:
    assert answered([pack], destination="CU")["decision"] == "release"
    unknown = dict.fromkeys(
        ("us_content_value", "us_content_without_minimum", "us_direct_product", "subject_to_ear"), ""
    )
    assert answered([pack], destination="CU", **unknown)["decision"] == "release"
    assert answered([pack], destination="CU", origin="US")["decision"] == "release_with_duties"


def test_ordinary_lines_are_released_without_a_question(pack: LawPack) -> None:
    for destination in ("FR", "JP", "IN", "US"):
        assert answered([pack], destination=destination)["decision"] == "release", destination


def test_an_exporter_of_the_union_may_not_supply_listed_parties_from_anywhere(pack: LawPack) -> None:
    from_china = {"dispatch": "CN", "destination": "IN", "consignee_eu_listed": "yes"}
    assert answered([pack], **from_china)["outcome_low"] == "prohibited"
    assert answered([pack], **from_china, exporter_country="CN")["outcome_low"] == "not_controlled"


def test_nothing_is_verified_whose_own_source_says_memory_or_our_view(pack: LawPack) -> None:
    entries: list[Item | Provision] = [*pack.items.values(), *pack.provisions.values()]
    for entry in entries:
        if entry.source.startswith(("memory", "from memory", "our view", "wording from memory")):
            assert entry.confidence == "memory", entry.id
    decided_by_memory = ("eu.2021-821.annex-ii-a-eu001", "eu.2271-96.art-5", "eu.practice.terrorist-use")
    assert [pack.provisions[p].grade for p in decided_by_memory] == ["M", "M", "M"]
    assert pack.instruments["eu.practice"].confidence == "memory"


def test_one_regime_alone_does_not_conflict(pack: LawPack, us: LawPack) -> None:
    assert conflicts([pack], destination="CU") == conflicts([us], destination="CU") == []
