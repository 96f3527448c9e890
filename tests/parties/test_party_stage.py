"""Parties of lines: facts filled, held open or left open, the columns, and that nothing changes without lists."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from monazite.assess import ANSWERS, Clock, Request, Selection, Stages, assess
from monazite.bulk.parts import job_key
from monazite.cli.root import cli
from monazite.lists import Combos, joined
from monazite.packs import law_packs
from monazite.parties.decisions import Decision, names_print
from monazite.parties.feeding import ROLES
from monazite.parties.stage import COLUMNS, PLACES, PartyStage
from monazite.screening import open_parties
from monazite.vocabulary import vocabulary
from tests.parties.screened import BEFORE, DAY, PARTIES, keep, lists

FACTS = ("consignee_us_listed", "end_user_us_listed", "consignee_us_footnote", "end_user_us_part_owned")
FACTS += ("end_user_us_owned", "consignee_us_owned")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lists(tmp_path_factory.mktemp("lists"))


def lines(*rows: dict[str, Any]) -> pa.RecordBatch:
    names = dict.fromkeys(name for row in rows for name in row)
    return pa.RecordBatch.from_pylist([{name: row.get(name) for name in ("date", *names)} for row in rows])


def screened(folder: Path, *rows: dict[str, Any], known_on: dt.date = DAY, **more: Any) -> list[dict[str, Any]]:
    rows = tuple({"date": DAY, **row} for row in rows)
    return PartyStage(open_parties(folder, **more), known_on, FACTS).apply(lines(*rows)).to_pylist()


def test_a_sure_hit_tells_the_fact_and_no_hit_denies_it(folder: Path) -> None:
    one, other = screened(
        folder, {"consignee": "Telmarine Alloys Ltd", "end_user": "Nobody At All"}, {"consignee": "Nobody Else"}
    )
    assert (one["consignee_us_listed"], one["end_user_us_listed"]) == (True, False)
    assert (other["consignee_us_listed"], other["end_user_us_listed"]) == (False, None)
    assert one["consignee_us_footnote"] == "none" and one["party_score"] > 0.9
    assert one["party_hits"][0].startswith("consignee: us-csl 2 'Telmarine Alloys Ltd'")
    assert one["derived"] == ["consignee_us_listed=yes (us-csl 2)"] and one["lists"] == ["us-csl 2026-11-20 (0 days)"]
    assert other["party_hits"] == [] and other["party_score"] is None


def test_the_lines_own_day_counts_and_what_was_known_then(folder: Path) -> None:
    name = {"consignee": "Telmarine Alloys Ltd"}
    early, late, undated = screened(folder, {**name, "date": BEFORE}, name, {**name, "date": None})
    assert [row["consignee_us_listed"] for row in (early, late, undated)] == [False, True, None]
    assert "screening_incomplete: the line has no day" in undated["findings"]
    then = dt.date(2025, 1, 3)
    days = [then + dt.timedelta(n) for n in (0, 1, 2, 600)]
    told = screened(folder, *({**name, "date": day} for day in days), known_on=then)
    assert [row["consignee_us_listed"] for row in told] == [False, False, None, None], "a day begins earlier elsewhere"
    ahead = ["screening_incomplete: who is listed after 2025-01-03 is not known"]
    assert [row["findings"] for row in told] == [[], [], ahead, ahead]


def test_each_day_is_told_as_if_it_were_the_only_one(folder: Path) -> None:
    turns = (dt.date(2025, 1, 1), dt.date(2026, 1, 1), dt.date(2026, 3, 1), dt.date(2026, 11, 1))
    days = [turn + dt.timedelta(n) for turn in turns for n in (-1, 0)]
    asked = [
        {"consignee": name, "date": day} for name in ("Oskavar Metals Ltd", "Telmarine Alloys Ltd") for day in days
    ]
    alone = [screened(folder, row)[0] for row in asked]
    together = screened(folder, *asked, *reversed(asked))
    assert [_told(row) for row in together] == [_told(row) for row in (*alone, *reversed(alone))]
    assert len({str(row["party_hits"]) for row in alone}) == 5


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, [])}


def test_what_the_line_states_stays(folder: Path) -> None:
    (row,) = screened(folder, {"consignee": "Telmarine Alloys Ltd", "consignee_us_listed": False})
    assert row["consignee_us_listed"] is False and row["party_hits"]


def test_a_possible_match_holds_the_fact_open_even_against_what_is_assumed(folder: Path) -> None:
    request = Request([], law_packs(["us"]), DAY, parties=open_parties(folder), assume={"consignee_us_listed": "no"})
    names = ["Telmarina Alloys Ltd", "Nobody At All", None]
    batch = lines(*({"date": DAY, "consignee": name, "source": "x", "row": 1} for name in names))
    rows = Stages(request).answered(batch, Clock()).to_pylist()
    assert [row["consignee_us_listed"] for row in rows] == [None, False, False]
    assert any(text.startswith("possible_match consignee: 'Telmarine") for text in rows[0]["findings"])


def test_a_missing_or_stale_list_leaves_the_fact_open(tmp_path: Path) -> None:
    keep(tmp_path, "us-csl", PARTIES, days=3, edition=dt.date(2025, 1, 2))
    (row,) = screened(tmp_path, {"consignee": "Nobody At All"})
    assert row.get("consignee_us_listed") is None and "screening_incomplete: us-csl stale" in row["findings"]
    (hit,) = screened(tmp_path, {"consignee": "Gorvanix Magnet Works"})
    assert hit["consignee_us_listed"] is True
    (none,) = screened(tmp_path / "none", {"consignee": "Nobody At All"})
    assert none.get("consignee_us_listed") is None and "screening_incomplete: us-csl missing" in none["findings"]


def test_decisions_are_applied(folder: Path, tmp_path: Path) -> None:
    from monazite.parties.decisions import append_decision

    told = ("Telmarina Alloys Ltd", "", "us-csl", "2", "same", DAY, "A. B.", "seen", names_print(PARTIES[1]))
    append_decision(tmp_path / "d.csv", Decision(*told))
    (row,) = screened(folder, {"consignee": "Telmarina Alloys Ltd"}, decisions=tmp_path / "d.csv")
    assert row["consignee_us_listed"] is True and "same by A. B." in row["party_hits"][0]


def test_owners_tell_who_is_owned(folder: Path, tmp_path: Path) -> None:
    holdings = ["owner,asset,share", "Telmarine Alloys Ltd,Half Works,50", "Somebody,Half Works,50"]
    holdings += ["Somebody,Free Works,100", "Telmarine Alloys Ltd,Part Works,10", "Somebody,Part Works,90"]
    holdings += ["Somebody,Unclear Works,30"]
    (tmp_path / "o.csv").write_text("\n".join(holdings) + "\n", "utf-8")
    names = ("Half Works", "Free Works", "Part Works", "Unclear Works", "Not There")
    rows = screened(folder, *({"end_user": name} for name in names), owners=tmp_path / "o.csv")
    assert [row["end_user_us_owned"] for row in rows] == [True, False, False, None, None]
    assert [row["end_user_us_part_owned"] for row in rows] == [True, False, True, None, None]


def test_an_address_shared_on_the_line_or_with_a_listed_party_has_a_number(folder: Path) -> None:
    rows = screened(
        folder,
        {"consignee": "A Works", "consignee_address": "77 Example St, Room 5, Baotou"},
        {"consignee": "A", "consignee_address": "9 Some Road", "end_user": "B", "end_user_address": "Some Rd 9"},
        {"consignee": "A", "consignee_address": "9 Some Road", "end_user": "A", "end_user_address": "9 Some Road"},
    )
    assert [row["shared_contacts"] is not None for row in rows] == [True, True, False]


def test_sql_groups_rows_of_one_address_whatever_run_and_batch_they_are_in(folder: Path) -> None:
    places = ["9 Some Road, Otherham", "12 Mill Lane, Elsewhere", "Some Rd. 9, OTHERHAM", "Elsewhere", None]
    rows = [
        {"date": DAY, "consignee": f"Party {n}", "consignee_address": places[n % 5], "end_user": f"User {n}"}
        | {"end_user_address": places[(n + 2) % 5]}
        for n in range(40)
    ]
    one = PartyStage(open_parties(folder), DAY, FACTS).apply(lines(*rows))
    other = PartyStage(open_parties(folder), DAY, FACTS)  # another run: last rows first, in small batches
    parts = [other.apply(lines(*rows[n : n + 7])) for n in range(35, -1, -7)]
    together = pa.Table.from_batches([part.select(one.schema.names) for part in parts[::-1]])
    columns = [PLACES["consignee"], PLACES["end_user"]]
    assert one.select(columns).to_pydict() == together.select(columns).to_pydict()
    told = pa.table({**one.select(columns).to_pydict(), "consignee": [row["consignee"] for row in rows]})  # noqa: F841
    found = duckdb.sql(f"select count(*), count(distinct consignee) from told group by {columns[0]} order by all")
    assert found.fetchall() == [(8, 8), (16, 16), (16, 16)]
    consignees, users = (told.column(name).to_pylist() for name in columns)
    assert consignees[3:5] == [None, None] and consignees[0] == consignees[2] == users[0] != consignees[1]
    assert set(PLACES) == {role for role in ROLES if f"{role}_address" in vocabulary()}


def test_a_number_of_a_place_is_the_same_in_another_process(folder: Path) -> None:
    code = "from monazite.parties.contacts import *; print(cluster_number(address_key('9 Some Road, Otherham')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    row = screened(folder, {"consignee": "A", "consignee_address": "Some Rd 9, Otherham"})[0]
    assert row[PLACES["consignee"]] == int(done.stdout)


def test_many_are_asked_in_processes_with_the_same_answers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from monazite.parties import askers
    from monazite.parties.asked import Asked

    monkeypatch.setattr(askers, "MANY", 2)
    parties = open_parties(folder)
    assert parties is not None
    some, screener = [Asked(p.names[0].text) for p in PARTIES] * 300, parties.screener()
    several = askers.askers(screener, parties, DAY, processes=2)
    try:
        assert [m for part in several.answers(some) for m in part] == screener.matches(some, DAY)
    finally:
        several.close()


# ---------------------------------------------------------------- the run
@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "lines.csv"
    rows = ["2026-11-20,oxide,DE,Telmarine Alloys Ltd,CN", "2026-11-20,oxide,FR,Nobody At All,FR"]
    path.write_text("\n".join(["Date,Material,Destination,Consignee,Consignee country", *rows]) + "\n", "utf-8")
    return path


def assessed(table: Path, out: Path, *words: object) -> Any:
    told = ["assess", str(table), "--out", str(out), "--known-on", str(DAY), "--regime", "us", "-q", *map(str, words)]
    return CliRunner().invoke(cli, told)


def test_without_lists_nothing_changes_but_a_line_of_the_summary(table: Path, tmp_path: Path) -> None:
    one = assessed(table, tmp_path / "a.parquet")
    assert "parties: not screened" in one.output and not set(COLUMNS) & set(
        pq.read_schema(tmp_path / "a.parquet").names
    )


def test_lists_are_asked_and_named_in_summary_and_output(table: Path, tmp_path: Path, folder: Path) -> None:
    one = assessed(table, tmp_path / "a.parquet", "--lists", folder, "--keep", "consignee_us_listed")
    assert "parties: screened against us-csl 2026-11-20" in one.output, one.output
    told = pq.read_table(tmp_path / "a.parquet")
    assert told["consignee_us_listed"].to_pylist() == [True, False] and set(COLUMNS) < set(ANSWERS)
    assert pq.read_schema(tmp_path / "a.parquet").metadata[b"lists"] == b"us-csl@2026-11-20"
    assessed(table, tmp_path / "b.parquet", "--lists", folder, "--as-stated")
    assert not set(COLUMNS) & set(pq.read_schema(tmp_path / "b.parquet").names)


def test_a_folder_is_worked_anew_when_a_list_changes(table: Path, tmp_path: Path) -> None:
    place = lists(tmp_path / "own")
    request = Request([str(table)], law_packs(["us"]), DAY, parties=open_parties(place), out=f"{tmp_path}/out/")
    assert assess(request).parts["worked"] == 1 and assess(request).parts["kept"] == 1
    key, names = job_key(request), Selection(request).names
    keep(place, "us-csl", PARTIES[:2], edition=DAY + dt.timedelta(1))
    again = Request([str(table)], law_packs(["us"]), DAY, parties=open_parties(place), out=f"{tmp_path}/out/")
    assert job_key(again) != key and assess(again).parts["worked"] == 1 and set(COLUMNS) < set(names)


def test_explain_and_whatif_and_parity_screen_too(table: Path, folder: Path) -> None:
    for words in (
        ["explain", str(table), "--line", "2", "--regime", "us"],
        ["whatif", str(table), "--regime", "us", "--from", "2026-11-01", "--to", "2026-11-20", "-q"],
        ["law", "parity", str(table), "--regime", "us", "-q"],
    ):
        done = CliRunner().invoke(cli, [*words, "--lists", str(folder), "--known-on", str(DAY)])
        assert done.exit_code == 0, (words, done.output, done.exception)
        if words[0] == "explain":
            assert "lists say: consignee_us_listed = yes ('us-csl 2')" in done.output, done.output


def test_texts_join_behind_those_that_a_row_had() -> None:
    had = pa.array([["a"], [], None, ["a", "b"], ["b", "a"]], pa.list_(pa.string()))
    batch = pa.record_batch({"findings": had})
    numbers = Combos([], pa.array([0, 1, 1, 1, 0], pa.int32()).to_numpy()).codes
    told = joined(batch, "findings", [(), ("b", "c")], numbers).column("findings").to_pylist()
    assert told == [["a"], ["b", "c"], ["b", "c"], ["a", "b", "c"], ["b", "a"]]


def test_equal_batches_are_answered_in_equal_bytes_whatever_was_asked_before(folder: Path) -> None:
    names = ["Telmarine Alloys", "Oskavar Metal", "Gorvanix Magnet Works", "Brundelko", "Nobody", "同上"]
    rows = [{"consignee": a, "end_user": b, "date": DAY} for a in names for b in (*names, None)]
    asked = lines(*rows, *({**row, "date": BEFORE} for row in rows))
    alone, after = (PartyStage(open_parties(folder), DAY, FACTS) for _ in range(2))
    for start in reversed(range(asked.num_rows)):
        after.apply(asked.slice(start, 1))
    assert bytes(alone.apply(asked).serialize()) == bytes(after.apply(asked).serialize())
