"""What hides, contradicts or is cut never clears: each of these was once read wrongly."""

from __future__ import annotations

import pyarrow as pa
import pytest

from monazite.goods.reader import Reader
from monazite.goods.stage import distinct
from monazite.packs.goods import goods_pack

READER = Reader(goods_pack())


@pytest.mark.parametrize("text", ["dys\u200bprosium oxide", "dyspro\u00adsium oxide", "dysprоsium oxide"])
def test_letters_that_nobody_sees_hide_nothing(text: str) -> None:
    assert READER.read(text).facts["main_element"].value == "Dy"


def test_combinations_of_many_texts_stay_apart() -> None:
    """Four columns of 60,000 texts each: the product of their sizes is beyond 64 bits."""
    names = ("description", "specification", "composition", "assay")
    columns = [[f"{name} {n}" for n in range(60_000)] for name in names]
    codes, keys = distinct(pa.record_batch(columns, names=list(names)), names)
    assert [keys[codes[n]] for n in (0, 31_415, 59_999)] == [
        tuple(column[n] for column in columns) for n in (0, 31_415, 59_999)
    ]


def test_two_amounts_of_an_element_leave_it_between_them() -> None:
    goods = READER.read("NdFeB magnets Dy 0 %, Tb 0.1 %. Second lot Dy 5 %, Tb 2 %")
    found = goods.facts["mf_dy"]
    assert (found.low, found.high) == (None, 50_000_000) and "mf_dy" in {o.fact for o in goods.open}


def test_a_composition_and_words_that_differ_settle_nothing() -> None:
    found = READER.read("NdFeB magnets with 5 % Dy", composition="Nd 29, Dy 0, Fe bal.").facts["mf_dy"]
    assert found.low is None and found.high == 50_000_000


def test_behind_padding_stands_what_is_read() -> None:
    assert READER.read("soda ash, dense." + " " * 4000 + "dysprosium oxide 99.9 %").contents.keys() >= {"Dy"}


def test_a_text_that_is_cut_rules_nothing_out() -> None:
    facts = READER.read("soda ash, dense. " * 400 + "terbium metal").facts
    assert not {"material", "main_element", "composition_complete"} & set(facts)


@pytest.mark.parametrize("text", ["Item no Dy metal 99.9%", "PO no Tb oxide powder 99.99%"])
def test_a_number_of_an_item_excludes_nothing(text: str) -> None:
    assert READER.read(text).facts["material"].value in ("metal", "oxide")


@pytest.mark.parametrize(
    "text", ["氧化镝 增值税 13%", "Tungsten carbide, duty 6.5%", "indium phosphide wafer, discount 5%"]
)
def test_shares_of_money_are_no_contents(text: str) -> None:
    contents = READER.read(text).contents
    assert all(c.low is None for c in contents.values())


def test_a_purity_is_never_above_the_whole() -> None:
    found = READER.read("gallium metal, purity 99.9999999995 %").facts["purity"]
    assert found.low is not None and found.low < 1_000_000_000 and found.high == 1_000_000_000


@pytest.mark.parametrize(
    "text", ["hex bolt, terbium metal 99.9%", "garden tools with 15% Dy", "steel ball containing terbium"]
)
def test_things_that_hold_what_they_should_not_stay_open(text: str) -> None:
    assert "material" not in READER.read(text).facts


FILLER = "white glazed tile of good quality for floors, "


@pytest.mark.parametrize("length", [1_900, 2_100, 3_800])
@pytest.mark.parametrize("field", ["text", "specification"])
def test_what_stands_late_in_a_long_text_is_read(length: int, field: str) -> None:
    late = (FILLER * 100)[:length] + "dysprosium oxide Dy2O3 99.9% powder"
    goods = READER.read(late) if field == "text" else READER.read("ceramic tiles", late)
    assert "Dy" in goods.contents and not goods.cut


@pytest.mark.parametrize("length", [4_001, 6_000, 60_000])
@pytest.mark.parametrize("field", ["text", "specification", "composition", "assay"])
def test_a_text_that_is_longer_than_is_read_rules_nothing_out(length: int, field: str) -> None:
    texts = {"text": "ceramic floor tiles", field: ("ceramic floor tiles " + FILLER * 2000)[:length]}
    goods = READER.read(**texts)
    assert goods.cut and not {"material", "main_element", "composition_complete", "kind"} & set(goods.facts)


def test_two_long_texts_share_the_room() -> None:
    goods = READER.read((FILLER * 100)[:2_500], (FILLER * 100)[:2_500])
    assert goods.cut
    assert not READER.read((FILLER * 100)[:1_900], (FILLER * 100)[:1_900]).cut
    assert not READER.read((FILLER * 100)[:300], (FILLER * 100)[:3_600]).cut
