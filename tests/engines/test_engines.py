"""Whoever runs the stages, and however the lines are cut and ordered: the decisions are the same, to the byte."""

from __future__ import annotations

import datetime as dt
import os
import socket
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monazite.assess import ANSWERS, Request, assess
from monazite.bulk import assess_frame, frame
from monazite.bulk.parts import Part
from monazite.bulk.run import work_numbered
from monazite.cli.root import cli
from monazite.engines.spark import answers, connected
from monazite.errors import InputError, UsageError
from monazite.packs import law_packs
from monazite.packs.goods_doubts import doubts_pack
from monazite.qualifying import open_quality
from monazite.summary import Summary

DAY = dt.date(2026, 11, 22)
PACKS = law_packs(["cn"])
GOODS = doubts_pack()
# Without lists of parties and without licences a run has no columns of them.
QUALITY = open_quality([Path(__file__).parents[2] / "examples" / "certificates"])
UNASKED = ("licence", "party_", "shared_contacts", "lists")
SHOWN = [name for name in ANSWERS if not name.startswith(UNASKED)]


@pytest.fixture(scope="session")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of made-up lines: Parquet of several row groups, CSV with damaged lines, a partition."""
    folder = tmp_path_factory.mktemp("lines")
    for name, number, more in (("b", 2500, []), ("a.csv", 700, ["--damage", "0.02"]), ("c", 40, [])):
        path = str(folder / (name if "." in name else f"{name}.parquet"))
        made = CliRunner().invoke(cli, ["simulate", "--lines", str(number), "--seed", "3", "--out", path, *more])
        assert made.exit_code == 0, made.output
    (folder / "datapackage.json").unlink()
    table = claiming(pq.read_table(folder / "b.parquet"))
    pq.write_table(table, folder / "b.parquet", row_group_size=500)
    (folder / "destination=DE").mkdir()
    pq.write_table(
        pq.read_table(folder / "c.parquet").drop_columns(["destination"]), folder / "destination=DE/c.parquet"
    )
    (folder / "c.parquet").unlink()
    return folder


def claiming(table: pa.Table) -> pa.Table:
    """Return lines of which some claim standards and name certificates."""
    standards = ["GB/T 31978-2015", None, "GB/T 5240", "GB/T 99999-2015", None]
    for name, told in (("claimed_standard", standards), ("certificate_number", ["HL-2026-0142", None, "COA-1"])):
        column = pa.array([told[k % len(told)] for k in range(len(table))], pa.string())
        at = table.schema.get_field_index(name)
        table = table.append_column(name, column) if at < 0 else table.set_column(at, name, column)
    return table


def run(lines: Path, out: Path | None, engine: str = "local", **more: Any) -> Summary:
    place = f"{out}/" if out else None
    more = {"goods": GOODS, "quality": QUALITY, **more}
    return assess(Request([str(lines)], PACKS, DAY, out=place, engine=engine, part_rows=1000, **more))


def written(folder: Path) -> dict[str, bytes]:
    """Return the files of a dataset but for what the run keeps for itself."""
    files = (p for p in folder.rglob("*") if p.is_file() and p.parts[len(folder.parts)] != "_monazite")
    return {str(p.relative_to(folder)): p.read_bytes() for p in files}


def found(summary: Summary, *, plain: bool = False) -> dict[str, Any]:
    """Return a summary without what differs from run to run, its counts in their order; plain without reasons."""
    first = [replace(line, explanation="") for line in summary.first] if plain else summary.first
    told = replace(summary, seconds=0, stages={}, parts={}, first=first).as_json()
    return {key: list(value.items()) if isinstance(value, dict) else value for key, value in told.items()}


def test_every_engine_writes_the_same_bytes_and_finds_the_same(lines: Path, tmp_path: Path, server: str) -> None:
    first = run(lines, tmp_path / "one", threads=1, explained=True)
    place = str(tmp_path / "whole.parquet")
    whole = assess(Request([str(lines)], PACKS, DAY, out=place, explained=True, goods=GOODS, quality=QUALITY))
    names = {"a.csv.parquet", "b-00001.parquet", "b-00002.parquet", "destination=DE/c.parquet"}
    expected = written(tmp_path / "one")
    assert set(expected) == names | {"_rejects/a.csv.rejects.csv"}
    assert found(first) == found(whole) and first.rejected > 0 and first.first[0].explanation
    for name, engine, threads in (("three", "local", 3), ("spark", server, 0), ("task", server, 1)):
        again = run(lines, tmp_path / name, engine, threads=threads)
        assert written(tmp_path / name) == expected, name
        assert found(again, plain=True) == found(first, plain=True), name
        assert again.parts == {"worked": 4, "kept": 0, "removed": 0}
    assert found(run(lines, None, server), plain=True) == found(first, plain=True)
    rows = [
        row for name in sorted(names) for row in pq.read_table(tmp_path / "one" / name, partitioning=None).to_pylist()
    ]
    assert rows == pq.read_table(tmp_path / "whole.parquet").select(list(rows[0])).to_pylist()


def test_paths_are_those_of_the_client(
    lines: Path, tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(lines.parent)
    for engine in ("local", server):
        out = Path(os.path.relpath(tmp_path / engine[:2]))
        run(Path(lines.name), out, engine)
    assert written(tmp_path / "lo") == written(tmp_path / "sc")
    assert pq.read_table(tmp_path / "sc" / "a.csv.parquet")["source"][0].as_py() == f"{lines.name}/a.csv"


def test_what_one_engine_began_another_goes_on_with(lines: Path, tmp_path: Path, server: str) -> None:
    run(lines, tmp_path / "out")
    (tmp_path / "out" / "b-00002.parquet").unlink()
    assert run(lines, tmp_path / "out", server).parts == {"worked": 1, "kept": 3, "removed": 0}


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False), st.integers(30, 300), st.integers(60, 200), st.integers(1, 3))
def test_row_order_and_batches_change_no_answer(
    lines: Path, tmp_path: Path, shuffle: Any, group: int, part: int, threads: int
) -> None:
    table = pq.read_table(lines / "b.parquet").slice(0, 300)
    answers = _answers(table, tmp_path / "plain.parquet", 300)
    order = list(range(300))
    shuffle.shuffle(order)
    moved = _answers(table.take(order), tmp_path / "moved.parquet", group, part_rows=part, threads=threads)
    assert moved == [answers[k] for k in order]


def _answers(table: pa.Table, path: Path, group: int, **more: Any) -> list[dict[str, Any]]:
    pq.write_table(table, path, row_group_size=group)
    out = path.with_suffix("")
    assess(Request([str(path)], PACKS, DAY, out=f"{out}/", goods=GOODS, quality=QUALITY, **more))
    parts = sorted(out.glob("*.parquet"))
    return [row for p in parts for row in pq.read_table(p, partitioning=None).select(SHOWN).to_pylist()]


def test_a_frame_gets_the_same_answers(lines: Path, tmp_path: Path, server: str) -> None:
    table = pq.read_table(lines / "b.parquet").slice(0, 300)
    expected = _answers(table, tmp_path / "x.parquet", 300)
    plain = pa.table({n: table[n].cast(_plain(table[n].type)) for n in table.schema.names if n != "findings"})
    plain = plain.append_column("mine", pa.array([f"#{k}" for k in range(300)]))
    with connected(server) as session:
        answered = assess_frame(session.createDataFrame(plain), PACKS, DAY, goods=GOODS, quality=QUALITY)
        rows = sorted(answered.toArrow().to_pylist(), key=lambda row: int(row["mine"][1:]))
        with pytest.raises(UsageError, match="net_mass: is double, but the fact is int64"):
            assess_frame(session.createDataFrame([(1.5,)], "net_mass double"), PACKS, DAY)
    assert [{n: row[n] for n in SHOWN} for row in rows] == expected and len(rows) == 300
    assert any(row["derived"] for row in rows) and any(row["contradictions"] for row in rows)


def test_the_words_of_a_frame_are_read_where_a_pack_is_given() -> None:
    told = [{**LINE, "description": text} for text in ("Dysprosium metal ingots", None)]
    batch = pa.RecordBatch.from_pylist(told)
    answering = frame._Answering(Request((), PACKS, DAY, goods=GOODS, keep=("main_element",)))
    rows = answering.answered(batch).to_pylist()
    assert [row["main_element"] for row in rows] == ["Dy", None]
    assert "main_element=Dy (Dysprosium … metal)" in rows[0]["derived"] and not rows[1]["derived"]
    assert rows[0]["outcome_low"] != "not_controlled" == rows[1]["outcome_low"]
    for few in (batch.slice(0, 0), batch.slice(1)):
        assert answering.answered(few).schema == answering.answered(batch).schema
    stated = frame._Answering(Request((), PACKS, DAY)).answered(batch)
    assert stated.to_pylist()[0]["outcome_low"] == "not_controlled" and "derived" not in stated.schema.names


LINE = {"kind": "goods", "date": dt.date(2026, 1, 10), "origin": "CN", "dispatch": "CN", "destination": "RU"}


@pytest.mark.parametrize(
    ("cells", "known", "finding"),
    [
        ({}, "CN", None),
        ({"dispatch": "cn"}, "CN", None),
        ({"dispatch": "China"}, "CN", None),
        ({"dispatch": "Narnia"}, None, "unreadable dispatch: 'Narnia'"),
        ({"value": -5}, "CN", "unreadable value: '-5e-4' is negative"),
        ({"row": 5, "source": "mine", "instant": dt.datetime(2026, 1, 10, tzinfo=dt.UTC)}, "CN", None),
    ],
)
def test_the_values_of_a_frame_are_read_as_those_of_a_table(
    cells: dict[str, Any], known: str | None, finding: str | None
) -> None:
    told = {**LINE, "main_element": "Dy", "material": "metal", **cells}
    request = Request((), PACKS, DAY)
    batch = pa.RecordBatch.from_pylist([told])
    frame._fit(batch.schema, request)
    answering = frame._Answering(request)
    answered = answering.answered(batch)
    row = answered.to_pylist()[0]
    assert (
        row["dispatch"] == known
        and {n: row[n] for n in cells if n in ("row", "source", "instant")}.items() <= cells.items()
    )
    assert [text[: len(finding or "")] for text in row["findings"]] == ([finding] if finding else [])
    assert (row["outcome_low"] != "not_controlled") == (known == "CN")
    assert answered.schema == answering.answered(batch.slice(0, 0)).schema


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ({"findings": "old"}, "column findings: an answer has this name; rename the column"),
        ({"Decision": "mine"}, "column Decision: an answer has this name"),
        ({"cn_low": "mine"}, "column cn_low: an answer has this name"),
        ({"leg": 1}, "column leg: lines with legs or components belong together"),
        ({"component": 1}, "column component: lines with legs or components belong together"),
        ({"instant": "2026-01-01"}, "column instant: is string, but an instant is a timestamp with a time zone"),
        ({"Destination": "DE"}, "column Destination: is there twice"),
    ],
)
def test_frames_that_cannot_be_answered(cells: dict[str, Any], text: str) -> None:
    with pytest.raises(UsageError, match=text):
        frame._fit(pa.RecordBatch.from_pylist([{**LINE, **cells}]).schema, Request((), PACKS, DAY))


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def test_what_goes_wrong_on_a_worker_is_told_as_it_is_here(tmp_path: Path, server: str) -> None:
    part = Part("x.parquet", str(tmp_path / "gone.csv"), "gone.csv", True, 0)
    with connected(server) as session, pytest.raises(InputError, match="gone.csv: no such file"):
        list(answers(session, 1, partial(work_numbered, Request((), PACKS, DAY), (part,), "job")))


# ---------------------------------------------------------------- servers that are none
def test_a_server_that_does_not_answer_is_told_within_seconds(
    lines: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("monazite.engines.spark.SECONDS", 0.5)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        start = time.monotonic()
        with pytest.raises(UsageError, match=f"sc://127.0.0.1:{port}: no Spark Connect server answered"):
            run(lines, tmp_path / "out", f"sc://127.0.0.1:{port}/;token=hidden")
        assert time.monotonic() - start < 8


@pytest.mark.parametrize(
    "engine",
    [
        "spark://host:7077",
        "sc://",
        "remote",
        "sc:/host:1/;token=hidden",
        "SC://host/;token=hidden",
        "s://a:hidden@host",
    ],
)
def test_an_engine_that_is_none(lines: Path, engine: str) -> None:
    with pytest.raises(UsageError, match="neither 'local' nor a Spark Connect address") as refused:
        run(lines, None, engine)
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize(
    "engine", ["sc://host:1/path;token=hidden", "sc://host:x/;token=hidden", "sc://a:hidden@host:1/x"]
)
def test_a_mistyped_address_keeps_its_token(lines: Path, engine: str) -> None:
    with pytest.raises(UsageError) as refused:
        run(lines, None, engine)
    assert "hidden" not in str(refused.value)


def test_without_the_extra_its_name_is_told(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "pyspark"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(UsageError, match=r"pip install 'monazite\[spark\]'"):
        run(lines, None, "sc://127.0.0.1:1")
