"""Outputs: what is written is read back the same in every format, whole or not at all, and never as a formula."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from monazite.errors import OutputError
from monazite.write import open_output

SUFFIXES = [".parquet", ".csv", ".csv.gz", ".xlsx", ".jsonl", ".jsonl.gz"]

COLUMNS = {
    "source": pa.array(["a.csv", "a.csv", "b.xlsx#Sheet1"]).dictionary_encode(),
    "row": pa.array([2, 3, 1_000_000], pa.int64()),
    "declaration": pa.array(["0101", "NO", None]),
    "description": pa.array(['Oxide, "pure"\n99 %', "", "氧化镝 ü"]),
    "date": pa.array([date(2026, 11, 10), None, date(1899, 1, 1)], pa.date32()),
    "instant": pa.array([datetime(2026, 11, 10, 8, 0, 7, tzinfo=UTC), None, None], pa.timestamp("s", "UTC")),
    "net_mass": pa.array([600_000_000, 1, None], pa.int64()),
    "mf_dy": pa.array([1_000_000, None, 999_000_000], pa.int64()),
    "mf_dy_below": pa.array([None, 100_000, None], pa.int64()),
    "value": pa.array([12_345_678_901_234_567, -5, 0], pa.int64()),
    "cn_technology": pa.array([True, False, None]),
    "ask": pa.array([["origin", "mf_dy"], [], None], pa.list_(pa.string())),
    "score": pa.array([0.5, None, 2.0], pa.float64()),
}
FIELDS = [(name, column.type) for name, column in COLUMNS.items()]
BATCH = pa.RecordBatch.from_arrays(list(COLUMNS.values()), list(COLUMNS))

TEXTS = [
    ["a.csv", "2", "0101", 'Oxide, "pure"\n99 %', "2026-11-10", "2026-11-10T08:00:07Z", "600", "0.1", "",
     "1234567890123.4567", "yes", "origin; mf_dy", "0.5"],
    ["a.csv", "3", "NO", "", "", "", "0.000001", "", "0.01", "-0.0005", "no", "", ""],
    ["b.xlsx#Sheet1", "1000000", "", "氧化镝 ü", "1899-01-01", "", "", "99.9", "", "0", "", "", "2"],
]  # fmt: skip


def write(path: Path, *batches: pa.RecordBatch, **options: object) -> Path:
    with open_output(str(path), **options) as output:
        for batch in batches:
            output.write(batch)
    return path


def content(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


# ------------------------------------------------------------------ round trips


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz"])
def test_csv_holds_exact_decimals_words_and_lists(tmp_path: Path, suffix: str) -> None:
    data = content(write(tmp_path / f"x{suffix}", BATCH, BATCH))
    header, *rows = csv.reader(io.StringIO(data.decode("utf-8"), newline=""))
    assert header == list(COLUMNS)
    assert rows == TEXTS + TEXTS


def test_csv_tells_an_empty_text_from_none(tmp_path: Path) -> None:
    batch = pa.record_batch({"description": pa.array(["", None]), "end": pa.array(["x", "x"])})
    assert content(write(tmp_path / "x.csv", batch)) == b'description,end\n"",x\n,x\n'


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz"])
def test_json_lines_hold_exact_numbers_lists_and_nulls(tmp_path: Path, suffix: str) -> None:
    lines = content(write(tmp_path / f"x{suffix}", BATCH)).decode("utf-8").splitlines()
    rows = [json.loads(line, parse_float=Decimal) for line in lines]
    assert [list(row) for row in rows] == [list(COLUMNS)] * 3
    assert rows[0] == {
        "source": "a.csv", "row": 2, "declaration": "0101", "description": 'Oxide, "pure"\n99 %', "date": "2026-11-10",
        "instant": "2026-11-10T08:00:07Z", "net_mass": 600, "mf_dy": Decimal("0.1"), "mf_dy_below": None,
        "value": Decimal("1234567890123.4567"), "cn_technology": True, "ask": ["origin", "mf_dy"],
        "score": Decimal("0.5"),
    }  # fmt: skip
    assert (rows[1]["ask"], rows[2]["ask"], rows[1]["value"]) == ([], None, Decimal("-0.0005"))


def test_parquet_keeps_types_scaled_integers_and_says_so(tmp_path: Path) -> None:
    path = write(tmp_path / "x.parquet", BATCH, metadata={"known_on": "2026-11-22"})
    table = pq.read_table(path)
    assert table.to_pylist() == BATCH.to_pylist()
    kept = [pa.timestamp("ms", "UTC") if name == "instant" else kind for name, kind in FIELDS]
    assert table.schema.types == kept, "Parquet knows no whole seconds"
    notes = table.schema.metadata
    assert (notes[b"monazite.scaled"], notes[b"known_on"]) == (b"1", b"2026-11-22")
    assert table.schema.field("mf_dy").metadata == {b"monazite.decimals": b"7", b"monazite.unit": b"%"}
    assert pq.ParquetFile(path).metadata.row_group(0).column(0).compression == "ZSTD"


def test_parquet_row_groups_have_one_size_whatever_the_batches(tmp_path: Path) -> None:
    batch = pa.record_batch({"row": pa.array(range(100_000))})
    path = write(tmp_path / "x.parquet", batch, batch, batch)
    meta = pq.ParquetFile(path).metadata
    assert [meta.row_group(i).num_rows for i in range(meta.num_row_groups)] == [131_072, 131_072, 37_856]
    assert pq.read_table(path)["row"].to_pylist() == list(range(100_000)) * 3


def test_a_workbook_holds_text_as_text_numbers_as_numbers_and_days_as_days(tmp_path: Path) -> None:
    sheet = load_workbook(write(tmp_path / "x.xlsx", BATCH)).get_sheet_by_index(0).to_python()
    assert sheet[0] == list(COLUMNS)
    assert sheet[1][:5] == ["a.csv", 2, "0101", 'Oxide, "pure"\n99 %', date(2026, 11, 10)]
    assert sheet[1][6:8] == [600, 0.1]
    assert sheet[1][9] == "1234567890123.4567", "more digits than a spreadsheet keeps are text"
    assert sheet[1][10:12] == ["yes", "origin; mf_dy"]
    assert sheet[3][4] == "1899-01-01"


def test_a_full_sheet_goes_on_on_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monazite.write.workbook.MAX_ROWS", 4)
    book = load_workbook(write(tmp_path / "x.xlsx", pa.record_batch({"row": pa.array(range(7))})))
    assert book.sheet_names == ["Lines", "Lines 2", "Lines 3"]
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert [[row[0] for row in sheet] for sheet in sheets] == [["row", 0, 1, 2], ["row", 3, 4, 5], ["row", 6]]


def test_a_workbook_has_a_frozen_header_and_filters_and_no_formula(tmp_path: Path) -> None:
    path = write(tmp_path / "x.xlsx", pa.record_batch({"description": pa.array(["=1+1", "http://example.org"])}))
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet and '<autoFilter ref="A1:A3"' in sheet
    assert "<f>" not in sheet and "hyperlink" not in sheet


def test_a_text_longer_than_a_cell_is_cut_and_shows_it(tmp_path: Path) -> None:
    path = write(tmp_path / "x.xlsx", pa.record_batch({"description": pa.array(["x" * 40_000])}))
    text = load_workbook(path).get_sheet_by_index(0).to_python()[1][0]
    assert len(text) == 32_767 and text.endswith("x…")


TEXT = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TEXT, st.integers(-(2**63), 2**63 - 1), st.lists(TEXT, max_size=3)), min_size=1, max_size=8))
def test_any_text_and_number_comes_back(tmp_path: Path, rows: list[tuple[str, int, list[str]]]) -> None:
    names, numbers, lists = zip(*rows, strict=True)
    batch = pa.record_batch(
        {"exporter": pa.array(names), "mf_dy": pa.array(numbers), "ask": pa.array(lists, pa.list_(pa.string()))}
    )
    back = content(write(tmp_path / "x.jsonl", batch)).decode("utf-8")
    told = [json.loads(line, parse_float=Decimal, parse_int=Decimal) for line in back.split("\n")[:-1]]
    assert [(t["exporter"], t["mf_dy"].scaleb(7), t["ask"]) for t in told] == [tuple(row) for row in rows]
    cells = csv.reader(io.StringIO(content(write(tmp_path / "x.csv", batch)).decode("utf-8"), newline=""))
    told_csv = list(cells)[1:]
    assert [Decimal(c[1]).scaleb(7) for c in told_csv] == list(numbers)
    assert [c[0].removeprefix("'") for c in told_csv] == [n.removeprefix("'") for n in names]


# ------------------------------------------------------------------ formulas

FORMULAS = [
    *("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1", "＝1", "＋1", "－1", "＠x"),
    *('=HYPERLINK("http://example.org")', "=cmd|' /C calc'!A0"),
]
HARMLESS = ["1-2", "a=b", " =1", "x@y", "'quoted", "", "0.1 %", "−"]


def test_no_text_of_a_csv_runs_as_a_formula(tmp_path: Path) -> None:
    texts = FORMULAS + HARMLESS
    batch = pa.record_batch({"=head": pa.array(texts), "ask": pa.array([[t, "x"] for t in texts])})
    data = content(write(tmp_path / "x.csv", batch)).decode("utf-8")
    header, *rows = csv.reader(io.StringIO(data, newline=""))
    assert header[0] == "'=head"
    assert [row[0] for row in rows] == [f"'{t}" for t in FORMULAS] + HARMLESS
    assert [row[1] for row in rows] == [f"'{t}; x" for t in FORMULAS] + [f"{t}; x" for t in HARMLESS]


def test_no_text_of_a_workbook_is_a_formula_and_all_come_back_as_they_were(tmp_path: Path) -> None:
    texts = [t for t in FORMULAS + HARMLESS if t]
    path = write(tmp_path / "x.xlsx", pa.record_batch({"=head": pa.array(texts)}))
    rows = load_workbook(path).get_sheet_by_index(0).to_python()
    assert [row[0].replace("\r\n", "\n") for row in rows] == ["=head", *texts]
    with zipfile.ZipFile(path) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


# ------------------------------------------------------------------ columns that differ


def test_columns_that_later_batches_lack_are_not_known(tmp_path: Path) -> None:
    first = pa.record_batch({"row": pa.array([1]), "origin": pa.array(["CN"])})
    path = write(tmp_path / "x.csv", first, pa.record_batch({"row": pa.array([2])}))
    assert content(path) == b"row,origin\n1,CN\n2,\n"


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".xlsx", ".jsonl"])
def test_dictionary_columns_may_come_and_go(tmp_path: Path, suffix: str) -> None:
    plain = pa.record_batch({"origin": pa.array(["CN", None])})
    encoded = pa.record_batch({"origin": pa.array(["JP", None]).dictionary_encode()})
    for name, batches in (("one", (plain, encoded)), ("two", (encoded, plain))):
        assert write(tmp_path / f"{name}{suffix}", *batches).stat().st_size > 0


def test_a_schema_given_beforehand_fixes_the_columns(tmp_path: Path) -> None:
    schema = pa.schema([("row", pa.int64()), ("origin", pa.string())])
    assert content(write(tmp_path / "x.csv", schema=schema)) == b"row,origin\n"
    with pytest.raises(OutputError, match="column 'mode' appears after the first rows"):
        write(tmp_path / "x.csv", pa.record_batch({"mode": pa.array(["air"])}), schema=schema)


def test_a_column_of_scaled_integers_that_is_no_fact_says_so_itself(tmp_path: Path) -> None:
    note = {"monazite.decimals": "6", "monazite.unit": "kg", "monazite.title": "Balance"}
    schema = pa.schema([pa.field("balance", pa.int64(), metadata=note)])
    batch = pa.RecordBatch.from_arrays([pa.array([1_500_000])], schema=schema)
    assert content(write(tmp_path / "x.csv", batch)) == b"balance\n1.5\n"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_output_without_rows_is_a_file(tmp_path: Path, suffix: str) -> None:
    assert write(tmp_path / f"x{suffix}").exists()


def test_rows_are_counted(tmp_path: Path) -> None:
    with open_output(str(tmp_path / "x.csv")) as output:
        output.write(BATCH)
        output.write(BATCH.slice(1))
        assert output.rows == 5


# ------------------------------------------------------------------ whole or not at all


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, SystemExit])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_writer_that_is_stopped_leaves_what_was_there(
    tmp_path: Path, suffix: str, error: type[BaseException]
) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_bytes(b"before")
    temporary = set(Path(os.environ.get("TMPDIR", "/tmp")).glob("monazite-*"))
    with pytest.raises(error), open_output(str(path)) as output:
        output.write(BATCH)
        raise error
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == b"before"
    assert set(Path(os.environ.get("TMPDIR", "/tmp")).glob("monazite-*")) <= temporary


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nothing_stands_under_the_name_before_the_end(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"x{suffix}"
    with open_output(str(path)) as output:
        output.write(BATCH)
        assert not path.exists()
    assert path.exists()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_disk_that_refuses_the_end_leaves_nothing(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("monazite.write.whole.os.fsync", refuse)
    with pytest.raises(OutputError, match="cannot write .*: No space left on device"):
        write(tmp_path / f"x{suffix}", BATCH)
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_reader_inside_is_not_taken_for_one_of_the_writer(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), open_output(str(tmp_path / "x.csv")):
        (tmp_path / "absent").read_bytes()


# ------------------------------------------------------------------ places and names


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("x.parquett", "'.parquett' is no format known here (did you mean '.parquet'?)"),
        ("x.cvs", "(did you mean '.csv'?)"),
        ("x.json", "(did you mean '.jsonl'?)"),
        ("x.xls", "(did you mean '.xlsx'?)"),
        ("decisions", "'decisions' is no format known here (one of: .parquet, .csv"),
        (".csv", "is no format known here"),
        ("absent/x.csv", "does not exist"),
        ("folder.csv", "it is a folder"),
        ("pipe.csv", "it is no ordinary file"),
    ],
)
def test_a_place_that_will_not_do_is_told_before_any_row(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(OutputError) as caught, open_output(str(tmp_path / name)):
        pytest.fail("the output was opened")
    assert message in str(caught.value)


def test_a_dash_is_csv_to_standard_output(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    with open_output("-") as output:
        output.write(pa.record_batch({"row": pa.array([1]), "origin": pa.array(["CN"])}))
    assert capsysbinary.readouterr().out == b"row,origin\n1,CN\n"


def test_a_new_file_has_the_rights_that_any_new_file_has(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    path = write(tmp_path / "x.csv", BATCH)
    assert path.stat().st_mode == (tmp_path / "other").stat().st_mode


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for suffix in (".parquet", ".csv.gz", ".jsonl.gz"):
        one, two = (write(tmp_path / f"{name}{suffix}", BATCH) for name in "ab")
        assert one.read_bytes() == two.read_bytes()
