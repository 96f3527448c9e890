"""Parquet: our own files as they are, files of others by the exact text of their numbers."""

from __future__ import annotations

import datetime
import decimal
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.errors import InputError
from monazite.read.inputs import open_input
from monazite.vocabulary import vocabulary

SCALED = {"monazite.scaled": "1"}


def write(path: Path, metadata: dict[str, str] | None = None, **columns: Any) -> Path:
    arrays = {name: value if isinstance(value, pa.Array) else pa.array(value) for name, value in columns.items()}
    table = pa.table(arrays)
    pq.write_table(table.replace_schema_metadata(metadata), path, row_group_size=3)
    return path


def read(path: Path, **wishes: Any) -> tuple[list[dict[str, Any]], list[str]]:
    found = open_input([str(path)], **wishes)
    chunks = [piece.load() for piece in found.pieces()]
    rows = [row for chunk in chunks for batch in chunk.batches for row in batch.to_pylist()]
    assert sum(chunk.lines for chunk in chunks) == len(rows)
    return rows, found.notes


def test_our_own_files_come_back_as_they_are(tmp_path: Path) -> None:
    moment = datetime.datetime(2026, 11, 10, 15, 30, tzinfo=datetime.UTC)
    path = write(
        tmp_path / "a.parquet",
        SCALED,
        declaration=["A", "B", None, "D"],
        net_mass=[1, None, 3, 2**62],
        mf_dy=[None, 0, 1_000_000_000, None],
        mf_dy_below=[100_000, None, None, 1_000_000_001],
        origin=["CN", None, "NA", "DE"],
        date=[datetime.date(2026, 11, 10), None, None, None],
        cn_technology=[True, None, False, None],
        instant=pa.array([moment, None, None, None], pa.timestamp("s", "UTC")),
        findings=pa.array([["x"], None, None, None], pa.list_(pa.string())),
    )
    rows, notes = read(path)
    table = pq.read_table(path).to_pylist()
    assert notes == [] and [row["row"] for row in rows] == [1, 2, 3, 4]
    assert [{name: row[name] for name in table[0]} for row in rows] == table


def test_texts_of_our_own_files_stay_dictionaries_and_only_what_is_needed_is_read(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.parquet",
        SCALED,
        declaration=["A"],
        origin=["CN"],
        net_mass=[1],
        mf_dy=[2],
        mf_dy_below=pa.array([None], pa.int64()),
    )
    (piece,) = open_input([str(path)], needed={"mf_dy", "origin"}).pieces()
    (batch,) = piece.load().batches
    assert set(batch.schema.names) == {"source", "row", "origin", "mf_dy", "mf_dy_below"}
    assert pa.types.is_dictionary(batch.schema.field("origin").type) and batch.column("mf_dy").to_pylist() == [2]


def test_our_own_files_are_not_believed_blindly(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.parquet", SCALED, mf_dy=[1_000_000_001, -1, 5], origin=["XX", "CN", "cn"], net_mass=[1, 2, 3]
    )
    rows, _ = read(path)
    assert [row["mf_dy"] for row in rows] == [None, None, 5] and [row["origin"] for row in rows] == [None, "CN", "CN"]
    assert [row["net_mass"] for row in rows] == [1, 2, 3]
    assert "is above 100 %" in rows[0]["findings"][0] and "'XX' is no known country" in rows[0]["findings"][1]
    assert "is negative" in rows[1]["findings"][0] and rows[2]["findings"] is None


def test_numbers_of_other_files_are_in_the_unit_of_the_fact(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.parquet",
        line=pa.array([1, 2, 3, 4], pa.int8()),
        net_mass=[0.1, float("nan"), 1e-7, 1234.5],
        mf_dy=pa.array([0.1, None, 1.234, 33.3], pa.float32()),
        value=pa.array([decimal.Decimal("1200.50")] * 4, pa.decimal128(12, 2)),
        quantity=[1, 2, None, 4],
        tariff_code=[28469015, 28469015, None, 1],
        licence_number=[7.0, None, 8.0, 9.0],
        **{"Tb (ppm)": [5, 6, 7, None], "Value (USD)x": [1, 2, 3, 4]},
    )
    rows, notes = read(path)
    assert [row["net_mass"] for row in rows] == [100_000, None, None, 1_234_500_000]
    assert [row["findings"] is None for row in rows] == [True, True, False, False]
    assert "more digits than are kept" in rows[2]["findings"][0] and "has 1 digits" in rows[3]["findings"][0]
    assert [row["mf_dy"] for row in rows] == [1_000_000, None, 12_340_000, 333_000_000]
    assert {row["value"] for row in rows} == {12_005_000} and [row["quantity"] for row in rows][3] == 4_000_000
    assert [row["tariff_code"] for row in rows] == ["28469015", "28469015", None, "1"]
    assert [row["licence_number"] for row in rows] == ["7", None, "8", "9"]
    assert [row["mf_tb"] for row in rows] == [5_000, 6_000, 7_000, None]
    assert len(notes) == 1 and "Value (USD)x" in notes[0]


def test_texts_moments_and_lists_of_other_files(tmp_path: Path) -> None:
    moment = datetime.datetime(2026, 11, 10, 17, 30, tzinfo=datetime.UTC)
    path = write(
        tmp_path / "a.parquet",
        date=pa.array([moment, None], pa.timestamp("us", "Asia/Shanghai")),
        origin=pa.array(["中国", None]).dictionary_encode(),
        transit=[["SG", "MY"], None],
        net_mass=["0,5 t", "1,5 kg"],
        exporter=pa.array(["Invented Ltd", " unknown "], pa.large_string()),
        cn_technology=[1, 0],
        extra=[{"a": 1}, None],
    )
    rows, _ = read(path)
    assert rows[0]["date"] == datetime.date(2026, 11, 11) and rows[0]["instant"] == moment
    assert rows[0]["origin"] == "CN" and rows[0]["transit"] == "SG MY" and rows[0]["cn_technology"] is True
    assert [row["net_mass"] for row in rows] == [500_000_000, 1_500_000]
    assert [row["exporter"] for row in rows] == ["Invented Ltd", None]


def test_large_row_groups_are_cut(tmp_path: Path) -> None:
    table = pa.table({"line": pa.array(range(3_000))}).replace_schema_metadata(SCALED)
    pq.write_table(table, tmp_path / "a.parquet")
    found = open_input([str(tmp_path / "a.parquet")], batch_rows=1_000)
    batches = [batch for piece in found.pieces() for batch in piece.load().batches]
    assert [len(batch) for batch in batches] == [1_000] * 3
    assert [n for batch in batches for n in batch.column("row").to_pylist()] == list(range(1, 3_001))


def test_parquet_on_standard_input(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", SCALED, declaration=["A", "B", "C", "D"])
    found = open_input(["-"], stdin=io.BytesIO(path.read_bytes()))
    assert [d for p in found.pieces() for b in p.load().batches for d in b.column("declaration").to_pylist()] == list(
        "ABCD"
    )


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    whole = write(tmp_path / "a.parquet", declaration=["A"]).read_bytes()
    (tmp_path / "half.parquet").write_bytes(whole[:-9])
    with pytest.raises(InputError, match="half.parquet: cannot be read as Parquet"):
        read(tmp_path / "half.parquet")
    (tmp_path / "text.parquet").write_text("declaration\nA\n")
    with pytest.raises(InputError, match="is no .parquet file"):
        read(tmp_path / "text.parquet")
    with pytest.raises(InputError, match="no column is a fact"):
        read(write(tmp_path / "b.parquet", foo=[1]))


def value_of(name: str) -> st.SearchStrategy[Any]:
    fact = vocabulary()[name]
    if fact.type == "quantity":
        most = 100 * 10**fact.decimals if fact.unit == "%" else 10**9
        return st.none() | st.integers(0, most)
    known = {
        "boolean": st.booleans(),
        "choice": st.sampled_from(fact.of or ("",)),
        "country": st.sampled_from(["CN", "US", "NA"]),
        "date": st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)),
    }
    return st.none() | known.get(fact.type, st.text(max_size=8))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_every_fact_round_trips(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    # Legs and parts carry the line above down to them, which is told elsewhere.
    facts = [name for name in vocabulary() if name not in ("leg", "component")]
    names = data.draw(st.lists(st.sampled_from(facts), unique=True, min_size=1, max_size=8))
    number = data.draw(st.integers(1, 7))
    columns = {
        n: pa.array(data.draw(st.lists(value_of(n), min_size=number, max_size=number)), vocabulary()[n].arrow_type())
        for n in names
    }
    path = write(tmp_path_factory.mktemp("x") / "a.parquet", SCALED, **columns)
    rows, _ = read(path)
    assert [{n: row[n] for n in names} for row in rows] == pq.read_table(path).to_pylist()


@pytest.mark.parametrize("metadata", [None, SCALED])
@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_far_dates_and_instants_are_findings(tmp_path: Path, metadata: dict[str, str] | None, unit: str) -> None:
    steps = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit]
    near, far = 1_794_324_600 * steps + (steps > 1), -9_000_000_000 * steps
    stamps = pa.array([near, far, None, near], pa.timestamp(unit, "Asia/Shanghai"))
    path = write(tmp_path / "a.parquet", metadata, declaration=list("ABCD"), date=stamps)
    rows, _ = read(path)
    moment = datetime.datetime(2026, 11, 10, 15, 30, tzinfo=datetime.UTC)
    assert [row["date"] for row in rows] == [datetime.date(2026, 11, 10), None, None, datetime.date(2026, 11, 10)]
    assert [row["instant"] for row in rows] == [moment, None, None, moment]
    assert [bool(row.get("findings")) for row in rows] == [False, True, False, False]
    assert "unreadable date: '1684-10-" in rows[1]["findings"][0] and "1900–2199" in rows[1]["findings"][0]


@pytest.mark.parametrize("day", [2_932_896, 3_652_059, 2**31 - 1, -(2**31), 84_006, -25_568])
@pytest.mark.parametrize("metadata", [None, SCALED])
def test_far_days_are_findings_as_in_texts(tmp_path: Path, metadata: dict[str, str] | None, day: int) -> None:
    days = pa.array([day, 0, -25_567, 84_005], pa.int32()).cast(pa.date32())
    rows, _ = read(write(tmp_path / "a.parquet", metadata, declaration=list("ABCD"), date=days))
    assert [row["date"] for row in rows[1:]] == [
        datetime.date(1970, 1, 1),
        datetime.date(1900, 1, 1),
        datetime.date(2199, 12, 31),
    ]
    assert rows[0]["date"] is None and "is a year outside 1900–2199" in rows[0]["findings"][0]
    assert not any(row.get("findings") for row in rows[1:])


def test_instants_of_our_own_are_floored_and_bounded(tmp_path: Path) -> None:
    instants = pa.array([-1500, 1500, 10**17], pa.timestamp("ms", "UTC"))
    days = pa.array([datetime.date(2026, 1, 1)] * 3)
    for count, kept in ((2, 2), (3, 2)):
        path = write(tmp_path / "a.parquet", SCALED, date=days[:count], instant=instants[:count])
        rows, _ = read(path)
        assert [row["instant"].timestamp() for row in rows[:kept]] == [-2, 1]
    assert rows[2]["instant"] is None and "unreadable instant" in rows[2]["findings"][0]


def test_durations_are_no_dates_and_unknown_zones_are_told(tmp_path: Path) -> None:
    rows, _ = read(write(tmp_path / "a.parquet", declaration=["A"], date=pa.array([5], pa.duration("s"))))
    assert rows[0]["date"] is None and "is no date" in rows[0]["findings"][0]
    path = write(tmp_path / "b.parquet", declaration=["A"], date=pa.array([5], pa.timestamp("s", "Mars/Phobos")))
    with pytest.raises(InputError, match="Mars/Phobos"):
        read(path)
