"""A stated composition implies absent elements, the main one, and nothing more."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.goods.completion import ALL, HALF, complete_composition, elements
from monazite.goods.stage import GoodsStage
from monazite.packs.goods_doubts import doubts_pack
from monazite.vocabulary import vocabulary

WORDS = vocabulary()
SYMBOLS = elements(WORDS)
PERCENT = 10**7


def batch(*rows: dict[str, Any], dictionaries: bool = False) -> pa.RecordBatch:
    names = dict.fromkeys(name for row in rows for name in row)
    arrays = {}
    for name in names:
        fact = WORDS.fact_of_column(name)
        kind = fact.arrow_type() if fact else pa.string()
        array = pa.array([row.get(name) for row in rows], kind)
        arrays[name] = array.dictionary_encode() if dictionaries and pa.types.is_string(kind) else array
    return pa.record_batch(arrays)


def completed(*rows: dict[str, Any], dictionaries: bool = False) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = complete_composition(batch(*rows, dictionaries=dictionaries)).to_pylist()
    return out


def test_every_mass_fraction_has_an_element() -> None:
    assert SYMBOLS["mf_dy"] == "Dy"
    assert len(SYMBOLS) == len(set(SYMBOLS.values())) == sum(name.startswith("mf_") for name in WORDS)


def test_absent_elements_are_zero_where_the_composition_is_complete() -> None:
    whole, part, open_ = completed(
        {"composition_complete": True, "mf_dy": 30 * PERCENT},
        {"composition_complete": False, "mf_dy": 30 * PERCENT},
        {"composition_complete": None, "mf_dy": 30 * PERCENT},
    )
    assert {f: whole[f] for f in SYMBOLS} == {f: 30 * PERCENT if f == "mf_dy" else 0 for f in SYMBOLS}
    for line in (part, open_):
        assert {f: line[f] for f in SYMBOLS} == {f: 30 * PERCENT if f == "mf_dy" else None for f in SYMBOLS}


@pytest.mark.parametrize("bound", ["mf_tb_below", "mf_tb_from"])
def test_what_is_known_from_one_side_is_not_absent(bound: str) -> None:
    """ "<0.01 %" of terbium is no zero, however complete the composition is."""
    (line,) = completed({"composition_complete": True, "mf_tb": None, bound: 100_000})
    assert (line["mf_tb"], line[bound]) == (None, 100_000)
    assert line["mf_dy"] == 0


def test_nothing_is_added_where_nothing_is_complete() -> None:
    given_ = batch({"composition_complete": False, "mf_dy": 1})
    assert complete_composition(given_).schema.names == given_.schema.names


@pytest.mark.parametrize(
    ("facts", "main"),
    [
        ({"mf_dy": HALF + 1}, "Dy"),
        ({"mf_dy": HALF}, None),
        ({"mf_dy": None}, None),
        ({"mf_dy": None, "mf_dy_from": HALF + 1}, "Dy"),
        ({"mf_dy": None, "mf_dy_from": HALF}, None),
        ({"mf_dy": None, "mf_dy_below": 100 * PERCENT}, None),
        ({"mf_dy": 40 * PERCENT, "mf_nd": 51 * PERCENT}, "Nd"),
        ({"mf_dy": 30 * PERCENT, "mf_nd": 30 * PERCENT}, None),
    ],
)
def test_what_is_certainly_above_half_is_the_main_element(facts: dict[str, Any], main: str | None) -> None:
    (line,) = completed(facts)
    assert line.get("main_element") == main


@pytest.mark.parametrize("dictionaries", [False, True])
def test_a_stated_main_element_stays(dictionaries: bool) -> None:
    lines = completed(
        {"main_element": "Nd", "mf_dy": 60 * PERCENT},
        {"main_element": None, "mf_dy": 60 * PERCENT},
        {"main_element": None, "mf_dy": 10 * PERCENT},
        dictionaries=dictionaries,
    )
    assert [line["main_element"] for line in lines] == ["Nd", "Dy", None]


@pytest.mark.parametrize("dictionaries", [False, True])
def test_what_has_a_tariff_line_is_goods(dictionaries: bool) -> None:
    lines = completed(
        {"kind": None, "tariff_code": "28053012"},
        {"kind": None, "tariff_code": None},
        {"kind": "technology", "tariff_code": "28053012"},
        dictionaries=dictionaries,
    )
    assert [line["kind"] for line in lines] == ["goods", None, "technology"]


@pytest.mark.parametrize("code", ["4906", "490600", "3705", "85235110", "8523.51"])
def test_paper_and_media_may_carry_technology(code: str) -> None:
    """A drawing is declared under the tariff line of its paper: what it is about is not settled by that."""
    assert completed({"kind": None, "tariff_code": code})[0]["kind"] is None


@pytest.mark.parametrize("dictionaries", [False, True])
def test_the_main_element_is_not_absent_where_its_fraction_is_not_stated(dictionaries: bool) -> None:
    lines = completed(
        {"composition_complete": True, "main_element": "Dy", "mf_nd": 1},
        {"composition_complete": True, "main_element": None, "mf_nd": 1},
        dictionaries=dictionaries,
    )
    assert [line["mf_dy"] for line in lines] == [None, 0]
    assert [line["mf_tb"] for line in lines] == [0, 0]


def test_kind_is_told_where_the_input_has_no_such_column() -> None:
    assert [line["kind"] for line in completed({"tariff_code": "2846"}, {"tariff_code": None})] == ["goods", None]


def test_an_input_without_any_of_it_stays_as_it_is() -> None:
    plain = batch({"declaration": "D1", "destination": "DE"})
    assert complete_composition(plain).equals(plain)


def test_no_lines_are_no_lines() -> None:
    empty = batch({"composition_complete": True, "mf_dy": 1, "tariff_code": "2846"}).slice(0, 0)
    assert complete_composition(empty).num_rows == 0


@pytest.mark.parametrize(
    ("told", "none"),
    [
        ("Dy", "Tb Nd Ag"),
        ("Tb Nd", "Dy Ag"),
        ("Ag", "Dy Tb Nd"),
        (ALL, ""),
        ("", "Dy Ag"),
        (None, "Dy"),
    ],
)
def test_what_words_name_is_never_none_however_complete_the_list_is(told: str | None, none: str) -> None:
    lines = batch({"composition_complete": True, "mf_fe": None, "mf_la": 1})
    named = pa.array([told], pa.string()).dictionary_encode()
    (line,) = complete_composition(lines, named).to_pylist()
    for symbol in ("Dy", "Tb", "Nd", "Ag"):
        assert symbol not in none.split() or line[f"mf_{symbol.lower()}"] == 0
        if told == ALL or symbol in (told or "").split():
            assert line[f"mf_{symbol.lower()}"] is None


@pytest.mark.parametrize(
    ("composition", "held_back"),
    [
        ("Nd 31 %, Dy, Fe 68 %", "mf_dy"),
        ("Nd 31 %, Dy traces, Tb present", "mf_dy mf_tb"),
        ("Dy 0 %, Dy2O3 5 %", "mf_dy"),
        ("Nd 31 %, Dy,20%", "mf_dy mf_tb mf_ho"),
        ("Nd 31 %, unobtainium 5 %", "mf_dy mf_tb"),
        ("SiO2 1 %, " * 1000, "mf_dy mf_tb"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_complete_composition_never_makes_none_of_what_it_names(composition: str, held_back: str) -> None:
    row = {"description": "ceramic glaze", "composition": composition, "composition_complete": True}
    (line,) = GoodsStage(doubts_pack()).apply(batch(row)).to_pylist()
    assert not {fact for fact in held_back.split() if line.get(fact) == 0}


def test_a_complete_composition_that_is_read_whole_leaves_nothing_else() -> None:
    row = {"description": "magnet", "composition": "Nd 31 %, Fe 68 %, B 1 %", "composition_complete": True}
    (line,) = GoodsStage(doubts_pack()).apply(batch(row)).to_pylist()
    assert (line["mf_nd"], line["mf_dy"], line["mf_tb"]) == (31 * PERCENT, 0, 0)


FRACTIONS = st.none() | st.sampled_from([0, 1, HALF - 1, HALF, HALF + 1, 100 * PERCENT]) | st.integers(0, 100 * PERCENT)
LINES = st.fixed_dictionaries(
    {
        "declaration": st.text(max_size=3),
        "composition_complete": st.none() | st.booleans(),
        "mf_dy": FRACTIONS,
        "mf_dy_below": st.none() | st.integers(1, 100 * PERCENT),
        "mf_nd": FRACTIONS,
        "main_element": st.none() | st.sampled_from(["Dy", "Fe"]),
        "tariff_code": st.none() | st.just("2846"),
    }
)


@settings(deadline=None)
@given(st.lists(LINES, min_size=1, max_size=20), st.booleans())
def test_rows_keep_order_and_what_is_stated_stays(rows: list[dict[str, Any]], dictionaries: bool) -> None:
    lines = completed(*rows, dictionaries=dictionaries)
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        assert {k: line[k] for k, v in row.items() if v is not None} == {k: v for k, v in row.items() if v is not None}


@settings(deadline=None)
@given(st.lists(LINES, min_size=2, max_size=20), st.integers(1, 19))
def test_the_answer_for_a_line_does_not_depend_on_its_neighbours(rows: list[dict[str, Any]], cut: int) -> None:
    columns = dict.fromkeys(k for row in rows for k in row)
    whole = complete_composition(batch(*rows)).to_pylist()
    parts = [p for p in (rows[:cut], rows[cut:]) if p]
    alone = [
        line
        for part in parts
        for line in complete_composition(batch(*({**dict.fromkeys(columns), **r} for r in part))).to_pylist()
    ]
    keys = set().union(*whole, *alone)
    assert [{k: line.get(k) for k in keys} for line in whole] == [{k: line.get(k) for k in keys} for line in alone]


@settings(deadline=None)
@given(st.lists(LINES, min_size=1, max_size=10))
def test_completing_twice_changes_nothing_more(rows: list[dict[str, Any]]) -> None:
    once = complete_composition(batch(*rows))
    assert complete_composition(once).to_pylist() == once.to_pylist()
