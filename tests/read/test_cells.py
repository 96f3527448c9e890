"""Cells: the gallery in cells.csv, what a column's own cells decide, and the bulk path against the careful one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.read.chunks import rows_to_chunk
from monazite.read.inputs import open_input
from monazite.vocabulary import vocabulary

GALLERY = list(csv.DictReader(Path(__file__).with_name("cells.csv").read_text("utf-8").splitlines()))


def read_texts(tmp_path: Path, fact: str, texts: list[str]) -> list[dict[str, object]]:
    """Return the lines of a CSV with one column, beside a number that keeps blank cells from being blank lines."""
    path = tmp_path / "cells.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([["declaration", fact], *([f"D{k}", text] for k, text in enumerate(texts))])
    chunks = [piece.load() for piece in open_input([str(path)]).pieces()]
    assert not any(chunk.rejects for chunk in chunks)
    return [row for chunk in chunks for batch in chunk.batches for row in batch.to_pylist()]


def shown(value: object) -> str:
    """Return a value as the gallery writes it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("case", GALLERY, ids=lambda c: f"{c['fact']}:{c['text']}")
def test_gallery(case: dict[str, str], tmp_path: Path) -> None:
    (row,) = read_texts(tmp_path, case["fact"], [case["text"]])
    fact = vocabulary().fact_of_column(case["fact"])
    assert fact is not None
    assert shown(row.get(case["fact"])) == case["value"]
    if case["fact"] == fact.name and fact.censored:
        assert shown(row.get(fact.below)) == case["below"]
        assert shown(row.get(fact.at_least)) == case["from"]
    findings = row["findings"] or []
    if case["finding"]:
        assert len(findings) == 1 and case["finding"] in findings[0] and case["fact"] in findings[0]
        assert findings[0].startswith("unreadable ") == (not case["value"])
    elif "|" not in case["companion"]:
        assert findings == []


@pytest.mark.parametrize("case", [c for c in GALLERY if c["companion"]], ids=lambda c: f"{c['fact']}:{c['text']}")
def test_what_stands_beside_a_number(case: dict[str, str], tmp_path: Path) -> None:
    (row,) = read_texts(tmp_path, case["fact"], [case["text"]])
    if case["fact"] == "date":
        assert row["instant"].replace(tzinfo=None).isoformat() == case["companion"]  # type: ignore[attr-defined]
    elif "|" in case["companion"]:
        assert row["currency"] is None
        assert row["findings"] == [f"currency is not told: the sign at {case['fact']} may be CNY, JPY"]
    else:
        assert row["quantity_unit" if case["fact"] == "quantity" else "currency"] == case["companion"]


def test_gallery_is_large_and_tries_every_type() -> None:
    facts = [vocabulary().fact_of_column(case["fact"]) for case in GALLERY]
    assert len(GALLERY) >= 120
    assert {fact.type for fact in facts if fact} == {f.type for f in vocabulary().values()}


def test_a_column_decides_the_order_of_day_and_month(tmp_path: Path) -> None:
    day_first = read_texts(tmp_path, "date", ["03/04/2026", "25/04/2026"])
    month_first = read_texts(tmp_path, "date", ["03/04/2026", "04/25/2026"])
    neither = read_texts(tmp_path, "date", ["03/04/2026", "04/25/2026", "25/04/2026"])
    assert [str(row["date"]) for row in day_first] == ["2026-04-03", "2026-04-25"]
    assert [str(row["date"]) for row in month_first] == ["2026-03-04", "2026-04-25"]
    assert neither[0]["date"] is None and "may be" in neither[0]["findings"][0]  # type: ignore[index]


def test_a_heading_decides_the_order_of_day_and_month(tmp_path: Path) -> None:
    assert str(read_texts(tmp_path, "Date (DD/MM/YYYY)", ["03/04/2026"])[0]["date"]) == "2026-04-03"
    assert str(read_texts(tmp_path, "Date (MM/DD/YYYY)", ["03/04/2026"])[0]["date"]) == "2026-03-04"


def test_a_column_decides_its_decimal_mark(tmp_path: Path) -> None:
    comma = read_texts(tmp_path, "net_mass", ["1,234", "1.234", "0,5"])
    point = read_texts(tmp_path, "net_mass", ["1,234", "1.234", "0.5"])
    mixed = read_texts(tmp_path, "net_mass", ["1,234", "1.234", "0.5", "0,5"])
    assert [row["net_mass"] for row in comma] == [1_234_000, 1_234_000_000, 500_000]
    assert [row["net_mass"] for row in point] == [1_234_000_000, 1_234_000, 500_000]
    assert [row["net_mass"] for row in mixed] == [None, None, 500_000, 500_000]


def test_other_columns_decide_where_a_column_cannot(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text("net mass;gross mass\n1,234;1,5\n", "utf-8")
    (chunk,) = [piece.load() for piece in open_input([str(path)]).pieces()]
    assert chunk.batches[0].column("net_mass").to_pylist() == [1_234_000]


def test_an_x_beside_ticks_is_no_and_beside_noes_is_yes(tmp_path: Path) -> None:
    assert [r["cn_technology"] for r in read_texts(tmp_path, "cn_technology", ["√", "x"])] == [True, False]
    assert [r["cn_technology"] for r in read_texts(tmp_path, "cn_technology", ["no", "x"])] == [False, True]
    both = read_texts(tmp_path, "cn_technology", ["no", "x", "yes"])
    assert [r["cn_technology"] for r in both] == [False, None, True]
    assert "may be yes or no" in both[1]["findings"][0]  # type: ignore[index]


def test_currencies_that_differ_are_a_finding_and_no_amount() -> None:
    chunk = rows_to_chunk(
        [
            {"value": "USD 5", "currency": "EUR"},
            {"value": "$5", "currency": "CAD"},
            {"value": "USD 5", "cn_content_value": "EUR 1"},
        ],
        [1, 2, 3],
        "x",
        [],
        0,
    )
    rows = chunk.batches[0].to_pylist()
    assert [row["value"] for row in rows] == [None, 50_000, 50_000]
    assert [row["currency"] for row in rows] == ["EUR", "CAD", "USD"]
    assert rows[0]["findings"] == ["unreadable value: it is in USD, but currency is EUR"]
    assert rows[1]["findings"] is None
    assert rows[2]["cn_content_value"] is None and "but currency is USD" in rows[2]["findings"][0]


def test_rows_to_chunk_keeps_findings_and_counts() -> None:
    chunk = rows_to_chunk([{"net_mass": "x", "findings": "one\ntwo"}, {"net_mass": None}], [4, 9], "x.xml", [], 12)
    rows = chunk.batches[0].to_pylist()
    assert [row["row"] for row in rows] == [4, 9] and chunk.lines == 2 and chunk.bytes == 12
    assert rows[0]["findings"][:2] == ["one", "two"] and "is no number" in rows[0]["findings"][2]
    with pytest.raises(KeyError, match="did you mean 'net_mass'"):
        rows_to_chunk([{"net_mas": "1"}], [1], "x", [], 0)


def test_every_quantity_may_be_written_in_its_own_unit() -> None:
    from monazite.read.units import conversion

    for fact in vocabulary().values():
        if fact.type == "quantity" and fact.unit not in ("1", "money"):
            found = conversion(fact, fact.unit)
            assert found is not None and found.factor == 1 and not found.offset, f"units.yml lacks '{fact.unit}'"


def test_monstrous_cells_are_not_looked_at(tmp_path: Path) -> None:
    for fact, text in (
        ("net_mass", "1" * 300_000),
        ("net_mass", "1-" * 9_000),
        ("origin", "x" * 300_000),
        ("date", "1/" * 9_000),
    ):
        (row,) = read_texts(tmp_path, fact, [text])
        assert row[fact] is None and "is too long" in row["findings"][0] and len(row["findings"][0]) < 200  # type: ignore


PARTS = (
    "1 0 12 123 1234 . , .5 ,5 000 % kg t g ppm e3 E-2 - < ≤ > USD pcs m3 万 min max $ + lb 999 １ x 吨 ~".split()
    + [
        " ",
        "\xa0",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["net_mass", "mf_dy", "value", "quantity", "temperature_low", "packages", "cooling_time"]),
    st.lists(st.lists(st.sampled_from(PARTS), min_size=1, max_size=5).map("".join), min_size=1, max_size=60),
    st.sampled_from(["", "0.5", "0,5"]),
)
def test_bulk_reading_agrees_with_reading_cell_by_cell(fact: str, texts: list[str], shows: str) -> None:
    import pyarrow as pa

    from monazite.read.cells import Cell, Column, is_missing
    from monazite.read.conventions import observe
    from monazite.read.convert import convert
    from monazite.read.quantities import read_quantity

    column = Column(fact, 0, vocabulary()[fact])
    (conventions,) = observe([column], [[shows]])
    found = convert(column, pa.array(texts), conventions)
    said = {int(row): text for one in found.found for row, text in zip(one.rows, one.texts, strict=True)}
    for k, text in enumerate(texts):
        cell = Cell() if is_missing(text) else read_quantity(text, column, conventions)
        assert found.arrays[fact][k].as_py() == cell.value
        assert said.get(k, "") == cell.finding
        beside = found.companions[k].as_py() if found.companions is not None else None
        assert (beside or "") == cell.companion
