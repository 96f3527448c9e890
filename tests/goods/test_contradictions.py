"""What a line states beside its name and cannot both be true leaves the name open, and says what fits instead."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from monazite.goods.reader import Reader
from monazite.packs.goods import goods_pack

READER = Reader(goods_pack())
TELLING = {"kind", "material", "main_element", "magnet_family", "equipment", "made_for_rare_earths"}


def cases() -> list[dict[str, str]]:
    with (Path(__file__).parent / "contradiction_cases.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", cases(), ids=lambda c: c["text"])
def test_what_the_line_states_leaves_the_name_open(case: Mapping[str, str]) -> None:
    goods = READER.read(case["text"], assay=case["assay"])
    left = {o.fact for o in goods.open}
    said = {(d.fact, d.value if isinstance(d.value, str) else "yes" if d.value else "no") for d in goods.likely}
    assert {*case["open"].split()} <= left
    assert {tuple(part.strip().split("=")) for part in case["likely"].split(";") if part} <= said
    assert not {*case["absent"].split()} & {*goods.facts}
    if case["topic"] == "nothing odd":
        assert not left & TELLING


def test_what_is_open_says_the_words_and_why() -> None:
    goods = READER.read("Ferrite magnet rings, measured density 8.3")
    family = next(o for o in goods.open if o.fact == "magnet_family")
    assert "density 8.3" in family.words
    assert family.values == ("ferrite",)
    assert family.because == "goods of this name have another density"


def shares(text: str, assay: str = "") -> dict[str, tuple[float | None, float | None]]:
    found = READER.read(text, assay=assay).contents
    return {
        s: (None if c.low is None else float(c.low), None if c.high is None else float(c.high))
        for s, c in found.items()
    }


def test_numbers_that_add_up_to_a_hundred_hold_by_mass_and_by_atoms() -> None:
    low, high = shares("weights W92.5 Ni5.25 Fe2.25 swaged")["W"]
    assert low == pytest.approx(0.925) and high == pytest.approx(0.9751, abs=1e-3)
    assert shares("discs Tb20Co80 at%")["Tb"] == pytest.approx((0.4026, 0.4027), abs=1e-3)
    assert shares("bars W92.5 Ni5.25 Fe1.0").get("W", (None, None)) == (None, None)  # something is left out


def test_a_sum_is_the_most_that_there_can_be_of_each() -> None:
    found = shares("black mass, La+Ce+Pr+Nd 21%")
    assert all(found[s][1] == pytest.approx(0.21) and found[s][0] < 1e-6 for s in ("La", "Ce", "Pr", "Nd"))


def test_the_share_of_all_rare_earths_is_not_that_of_the_one_behind_it() -> None:
    assert shares("SEG carbonate TREO 41% (Sm2O3 34 Eu2O3 6)").get("Sm", (None, None)) == (None, None)


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("black mass 未检出Y、Sm", {"Sm"}),
        ("cerium salt, dysprosium oxide not detected", {"Dy"}),
        ("zero dysprosium magnets", {"Dy"}),
        ("magnets, Tb: none", {"Tb"}),
        ("magnets, no heavy rare earths added", {"Dy", "Tb"}),
    ],
)
def test_what_is_not_inside_is_none_of_it(text: str, absent: set[str]) -> None:
    found = shares(text)
    assert all(found[symbol] == (0, 0) for symbol in absent)


def test_what_stands_before_free_goods_is_no_denial() -> None:
    assert shares("free dysprosium metal sample")["Dy"] != (0, 0)
    assert shares("cerium salt, dysprosium oxide not detected")["Ce"] != (0, 0)


def test_goods_do_not_hold_what_they_stand_in_for() -> None:
    assert "Dy" not in shares("钬铁合金(Ho 83%),替代镝铁作添加剂,块状")
    assert "Tb" not in shares("holmium metal instead of terbium metal")


def test_an_upper_limit_names_nothing() -> None:
    assert "main_element" not in READER.read("磁钢 Dy<0.01%").facts


def test_symbols_in_capitals_are_read_where_they_stand_together() -> None:
    assert {"Sm", "Eu", "Gd"} <= {*shares("mixed salts of SM-EU-GD")}
    assert not shares("part ND-100 PR-20")
