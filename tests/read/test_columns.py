"""Which column is which fact: the gallery in headings.csv, mappings, doubles, near misses."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from monazite.errors import InputError, UsageError
from monazite.read.columns import Wishes, map_columns
from monazite.read.inputs import open_input

GALLERY = list(csv.DictReader(Path(__file__).with_name("headings.csv").read_text("utf-8").splitlines()))


@pytest.mark.parametrize("case", GALLERY, ids=lambda c: c["heading"])
def test_gallery(case: dict[str, str]) -> None:
    columns, notes = map_columns([case["heading"], "licence_number"], Wishes(), "x")
    assert [c.name for c in columns] == [*([case["column"]] if case["column"] else []), "licence_number"]
    column = columns[0]
    if case["column"]:
        assert (column.unit.unit if column.unit else "") == case["unit"]
        assert column.companion + column.dates == case["beside"]
        assert notes == []
    else:
        assert len(notes) == 1 and case["heading"] in notes[0] and case["hint"] in notes[0]


def read(text: str, **wishes: Any) -> list[dict[str, Any]]:
    found = open_input(["-"], stdin=io.BytesIO(text.encode()), **wishes)
    return [row for piece in found.pieces() for batch in piece.load().batches for row in batch.to_pylist()]


def test_units_in_headings_hold_for_their_cells_and_cells_win() -> None:
    rows = read("Net mass (g),Value (USD)\n5,7\n5 kg,7\n,\n1,EUR 7\n")
    assert [row["net_mass"] for row in rows] == [5_000, 5_000_000, 1_000]
    assert [row["currency"] for row in rows] == ["USD", "USD", "EUR"]


def test_amounts_in_ten_thousands() -> None:
    rows = read("金额（万元）,净重\n12.5,1\n3 美元,1\n")
    assert [row["value"] for row in rows] == [1_250_000_000, None] and rows[0]["currency"] == "CNY"
    assert "names a currency, where its column is in 金额（万元）" in rows[1]["findings"][0]


def test_a_mapping_wins_over_headings_and_may_name_a_unit() -> None:
    text = "poids,Net mass,pays\n5,7,FR\n"
    assert read(text, mapping={"poids": "net_mass (t)", "pays": "origin"})[0]["net_mass"] == 5_000_000_000
    assert read("Poids (t),x\n5,7\n", mapping={"Poids (t)": "net_mass"})[0]["net_mass"] == 5_000_000_000
    found = open_input(["-"], stdin=io.BytesIO(text.encode()), mapping={"poids": "net_mass"})
    assert any("'Net mass' is not used: another column is mapped to net_mass" in note for note in found.notes)


def test_an_empty_mapping_leaves_a_column_out() -> None:
    (row,) = read("品名,货物名称\n磁体,N35\n", mapping={"货物名称": ""})
    assert row["description"] == "磁体"


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"poids": "net_mas"}, "'net_mas' is no fact; did you mean 'net_mass'?"),
        ({"poid": "net_mass"}, "no input has a column 'poid'; did you mean 'poids'?"),
    ],
)
def test_a_mapping_of_what_does_not_exist(mapping: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as error:
        read("poids,origin\n5,FR\n", mapping=mapping)
    assert said in str(error.value)


def test_two_columns_for_one_fact_are_both_named() -> None:
    with pytest.raises(InputError, match="'Net mass' and 'Net weight' are both net_mass.*--map 'Net weight='"):
        read("Net mass,Net weight\n1,2\n")


def test_no_column_is_a_fact() -> None:
    with pytest.raises(InputError, match="no column is a fact; 'Net mas': did you mean 'Net mass'?"):
        read("foo,Net mas\n1,2\n")
    with pytest.raises(InputError, match="its columns are 'foo', 'bar'; name them with --map"):
        read("foo,bar\n1,2\n")


def test_other_columns_are_noted_once() -> None:
    found = open_input(["-"], stdin=io.BytesIO(b"net mass,foo,bar,source,row\n1,2,3,4,5\n"))
    assert found.notes == ["-: not used, as they are no facts: 'foo', 'bar'"]


def test_bounds_of_cells_and_of_their_own_columns_meet() -> None:
    rows = read("mf_dy,mf_dy_below,mf_dy_from\n<0.5,,0.1\n,0.2,\n0.3,,\n")
    assert [(r["mf_dy"], r["mf_dy_below"], r["mf_dy_from"]) for r in rows] == [
        (None, 5_000_000, 1_000_000),
        (None, 2_000_000, None),
        (3_000_000, None, None),
    ]
