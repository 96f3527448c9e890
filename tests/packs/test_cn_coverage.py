"""Every Chinese row of the law data stands in the pack, with its days, its confidence and its source.

The data lie outside the repository: MONAZITE_SHARED names the folder that holds `data/law` (default ../shared).
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from monazite.law.model import Event, Instrument, Item, LawPack, Provision
from monazite.law.time import inside, spans_of
from monazite.law.tree import day_number
from monazite.packs import load_law
from monazite.packs.cases import read_cases, run_cases

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("MONAZITE_SHARED") or ROOT.parent / "shared")
DAY = dt.timedelta(days=1)

# Rows that are acts of an instrument on others; each also stands as information under its own id.
BECAME_ACTS = {
    "cn.mofcom-gacc.2025-70.sole": "cn.mofcom-gacc.2025-70",
    "cn.mofcom.2025-72.sole": "cn.mofcom.2025-72",
    "cn.statement.2026-09-28.item-8": "cn.statement.2026-09-28",
}

# What the words of the table come to on the lattice of outcomes.
OUTCOME = {
    "LICENSE_REQUIRED": "licence_required",
    "LICENSE_REQUIRED+PRESUMPTION_OF_DENIAL": "presumption_of_denial",
    "LICENSE_REQUIRED+CASE_BY_CASE": "licence_required",
    "PRESUMPTION_OF_DENIAL": "presumption_of_denial",
    "CASE_BY_CASE": "case_by_case",
    "PROHIBITED": "prohibited",
    "EXEMPT_AND_REPORT": "exempt",
}
# Rows that read otherwise, and why.
OTHER_OUTCOME = {
    "cn.ecl.art-12-2": None,  # carried out by the announcements that list items
    "cn.mofcom-faq-5.items-1-3": None,  # guidance: a finding
    "cn.mofcom.2025-61.art-4": "licence_required",  # examined case by case, but the licence of art 1 stays
}
# Days that were read better after the table was made: published and in force on 2026-04-07 by three law firms.
OTHER_DAYS = {"cn.sc-supply-chain-2026.18-articles": {"effective_from": "2026-04-07"}}
# Printed codes that correct or spell out the code of the table.
OTHER_CODE = {"cn.3a901": "3A001", "cn.3c901": "3C901.a.2;3C901.a.3;3C901.b.1;3C902.b.2"}


def rows(name: str) -> list[dict[str, str]]:
    file = SHARED / "data" / "law" / name
    if not file.is_file():
        pytest.skip(f"the law data are not at {file}: set MONAZITE_SHARED to the folder that holds data/law")
    with file.open(encoding="utf-8", newline="") as lines:
        found = [row for row in csv.DictReader(lines) if row["regime"] == "CN"]
    return [row | OTHER_DAYS.get(row.get("provision_id", ""), {}) for row in found]


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@pytest.fixture(scope="module")
def pack() -> LawPack:
    return load_law(ROOT / "packs" / "law" / "cn")


@pytest.fixture(scope="module")
def provisions() -> list[dict[str, str]]:
    return rows("provisions.csv")


@pytest.fixture(scope="module")
def items() -> list[dict[str, str]]:
    return rows("items.csv")


def test_the_data_are_those_that_the_pack_was_made_from(
    provisions: list[dict[str, str]], items: list[dict[str, str]]
) -> None:
    assert (len(provisions), len(items)) == (70, 124)


def test_every_provision_and_instrument_stands_in_the_pack(pack: LawPack, provisions: list[dict[str, str]]) -> None:
    assert [r["provision_id"] for r in provisions if r["provision_id"] not in pack.provisions] == []
    assert [r["instrument_id"] for r in provisions if r["instrument_id"] not in pack.instruments] == []
    differ = [
        r["provision_id"] for r in provisions if pack.provisions[r["provision_id"]].instrument != r["instrument_id"]
    ]
    assert differ == []


def test_every_item_stands_in_the_pack_with_its_code_and_tariff_lines(
    pack: LawPack, items: list[dict[str, str]]
) -> None:
    assert [r["item_id"] for r in items if r["item_id"] not in pack.items] == []
    for row in items:
        item = pack.items[row["item_id"]]
        assert item.code == OTHER_CODE.get(item.id, row["control_code"]), item.id
        assert ";".join(item.tariff_codes) == row["hs_codes"], item.id
        assert item.instrument == row["instrument_id"], item.id


def test_confidence_grade_and_source_are_kept(
    pack: LawPack, provisions: list[dict[str, str]], items: list[dict[str, str]]
) -> None:
    pairs: list[tuple[dict[str, str], Provision | Item]] = [(r, pack.provisions[r["provision_id"]]) for r in provisions]
    pairs += [(r, pack.items[r["item_id"]]) for r in items]
    assert {p.confidence for _, p in pairs} == {"verified", "memory"}
    for row, entry in pairs:
        assert (entry.confidence, entry.grade) == (row["confidence"], row["grade"]), entry.id
        assert entry.source, entry.id


def test_everything_has_a_source_a_grade_and_a_chinese_title(pack: LawPack) -> None:
    entries: list[Instrument | Event | Item | Provision] = [*pack.instruments.values(), *pack.events.values()]
    entries += [*pack.items.values(), *pack.provisions.values()]
    for entry in entries:
        assert entry.source and entry.confidence and entry.grade and entry.title, entry.id
        assert any("\u4e00" <= letter <= "\u9fff" for letter in entry.title_zh), entry.id
    assert [p.id for p in pack.provisions.values() if not p.because] == []


def edges(row: dict[str, str]) -> Iterator[tuple[dt.date, bool]]:
    """Yield (day, whether in force) on both sides of both ends of both intervals of a row."""
    first, last = day(row["effective_from"]), day(row["effective_to"])
    out, back = day(row["suspended_from"]), day(row["suspended_to"])
    for end in (first, last, out, back):
        for on in (end - DAY, end, end + DAY) if end else ():
            effective = first is not None and first <= on and (last is None or on <= last)
            suspended = out is not None and out <= on and (back is None or on <= back)
            yield on, effective and not suspended


def test_in_force_on_both_sides_of_every_end(pack: LawPack, provisions: list[dict[str, str]]) -> None:
    wrong = []
    for row in provisions:
        spans = spans_of(pack, pack.provisions[row["provision_id"]], None, "instruments")
        wrong += [
            (row["provision_id"], str(on), want) for on, want in edges(row) if inside(spans, day_number(on)) != want
        ]
    assert wrong == []


def test_a_statement_is_never_in_force(pack: LawPack) -> None:
    statement = pack.provisions["cn.statement.2026-09-28.item-8"]
    assert spans_of(pack, statement, None, "instruments") == spans_of(pack, statement, None, "announced") == ()


def test_items_are_in_force_while_their_provision_is(pack: LawPack, items: list[dict[str, str]]) -> None:
    """Items follow their announcement; where one has several articles, the earliest."""
    for row in items:
        item = spans_of(pack, pack.items[row["item_id"]], None, "instruments")
        ids = row["provision_id"].split(";")
        of_provisions = [spans_of(pack, pack.provisions[i], None, "instruments") for i in ids]
        assert item[0][0] == min(spans[0][0] for spans in of_provisions), row["item_id"]
        assert item[-1] == max(spans[-1] for spans in of_provisions), row["item_id"]


def test_outcomes_are_those_of_the_table(pack: LawPack, provisions: list[dict[str, str]]) -> None:
    for row in provisions:
        name = row["provision_id"]
        want = OTHER_OUTCOME.get(name, OUTCOME.get(row["outcome"]))
        assert pack.provisions[name].outcome == want, name


def test_duties_have_a_condition_and_information_has_none(pack: LawPack, provisions: list[dict[str, str]]) -> None:
    for row in provisions:
        provision = pack.provisions[row["provision_id"]]
        if row["outcome"] in ("OBLIGATION", "DOCUMENTS", "CLOCK", "PROCEDURE"):
            assert provision.when is not None and provision.duties, provision.id
        if row["outcome"] in ("FRAMEWORK", "ENABLING", "PENALTY", "SUSPENDS", "POLITICAL_ONLY", "SCOPE"):
            assert provision.when is None, provision.id


def test_suspensions_hit_what_the_table_names(pack: LawPack, provisions: list[dict[str, str]]) -> None:
    for row in provisions:
        if row["outcome"] != "SUSPENDS":
            continue
        instrument = pack.instruments[BECAME_ACTS[row["provision_id"]]]
        named = set(row["outcome_note"].split(";"))
        hit = {act.target for act in instrument.acts if act.kind == "suspends"}
        assert named <= hit, row["provision_id"]
        ours = {t for t in hit - named if t in pack.provisions and t.endswith("-later-items")}
        assert hit == named | ours
        last = day(row["effective_to"])
        assert {(act.first, act.last) for act in instrument.acts} == {(day(row["effective_from"]), last)}


def test_the_extension_is_announced_only(pack: LawPack) -> None:
    statement = pack.instruments[BECAME_ACTS["cn.statement.2026-09-28.item-8"]]
    assert not statement.binding
    assert {a.last for a in statement.acts} == {dt.date(2027, 1, 10)}
    assert not any("2024-46" in a.target for a in statement.acts)


def test_every_listing_has_a_reach_and_a_rule(pack: LawPack) -> None:
    listed = {entry.instrument for entry in pack.listings}
    rules = "\n".join(str(p.when) for p in pack.provisions.values() if p.id.startswith("cn.mofcom.20"))
    assert [name for name in sorted(listed) if f"'{name}'" not in rules] == []
    assert {e.binds for e in pack.listings if e.list == "control" and ".2026-" in e.instrument} == {
        "exporters_and_transferors"
    }
    assert {e.binds for e in pack.listings if ".2025-" in e.instrument} == {"exporters"}


def test_rows_from_memory_are_marked_so(pack: LawPack) -> None:
    memory = {p.id for p in pack.provisions.values() if p.confidence == "memory"}
    assert memory == {
        "cn.ecl.art-9-regs-art-12",
        "cn.ecl.art-34",
        "cn.mofcom.2025-22.list",
        "cn.order-785.art-13",
    }
    assert {p.grade for p in pack.provisions.values() if p.id in memory} == {"M"}


PASTED = ("instruments.yml", "items.csv", "provisions/announcement_90.yml", "cases/announcement_90.yml")


def test_the_how_to_for_a_new_announcement_runs(tmp_path: Path) -> None:
    """What docs/howto/add-an-instrument.md tells to paste makes a sound pack whose cases hold."""
    text = (ROOT / "docs" / "howto" / "add-an-instrument.md").read_text("utf-8")
    blocks = [match[1] for match in re.finditer(r"```(?:yaml|csv)\n(.*?)```", text, re.S)]
    assert len(blocks) == len(PASTED)
    folder = tmp_path / "cn"
    shutil.copytree(ROOT / "packs" / "law" / "cn", folder)
    for name, block in zip(PASTED, blocks, strict=True):
        assert f"`{name}`" in text
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(block)
    expectations, problems = read_cases(folder)
    pasted = [e for e in expectations if e.place[0] == PASTED[-1]]
    assert problems == [] and len({e.case for e in pasted}) == 4
    failures, touched = run_cases([load_law(folder)], pasted)
    assert [str(f) for f in failures] == []
    assert any("cn.mofcom-gacc.2026-90.art-2" in names for names in touched.values())
