"""Several goods on one line: the innocent ones never clear the others, whatever joins them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import product

import pytest

from monazite.goods.reader import Reader
from monazite.identify import Texts
from monazite.identifying import identifier_of
from monazite.packs import law_packs
from monazite.packs.goods import goods_pack

Cleared = Callable[[str], bool]
PACK = goods_pack()
READER = Reader(PACK)
LISTED = "terbium metal|氧化铽|gallium ingots|NdFeB N42SH|spherical graphite|P507 extractant|antimony trioxide".split(
    "|"
)
INNOCENT = (
    "ferrite magnet|polishing powder|steel bolts 100 kg|ceramic tiles|LED lamp|电动机 100 kg|office chairs".split("|")
)
JOINTS = (" + ", " and ", "; ", " & ", "/", ", ", "、", "和", "\n")


@pytest.fixture(scope="module")
def cleared() -> Cleared:
    asked = identifier_of(law_packs(["cn"]))
    return lambda text: asked.identify(Texts(text), dt.date(2026, 11, 22)).verdict == "not_listed"


@pytest.mark.parametrize("listed", LISTED)
def test_an_innocent_neighbour_clears_nothing(listed: str, cleared: Cleared) -> None:
    pairs = [pair for innocent in INNOCENT for pair in ((listed, innocent), (innocent, listed))]
    texts = [joint.join(pair) for pair, joint in product(pairs, JOINTS)]
    assert not cleared(listed) and [text for text in texts if cleared(text)] == []


# Of one class, so that only what they are made of tells them apart.
ALIKE = {
    "terbium metal": "aluminium metal",
    "dysprosium oxide": "iron oxide",
    "gallium ingots": "aluminium ingots",
    "金属铽": "金属铜",
    "铽粉": "铁粉",
    "terbium chloride": "sodium chloride",
    "SmCo magnets": "ferrite magnets",
}


@pytest.mark.parametrize(("listed", "innocent"), ALIKE.items())
def test_an_innocent_neighbour_of_the_same_class_clears_nothing(listed: str, innocent: str, cleared: Cleared) -> None:
    texts = [joint.join(pair) for pair in ((listed, innocent), (innocent, listed)) for joint in JOINTS]
    assert not cleared(listed) and [text for text in texts if cleared(text)] == []


@pytest.mark.parametrize("joint", JOINTS)
def test_two_innocents_stay_cleared(joint: str, cleared: Cleared) -> None:
    assert cleared(f"office chairs{joint}steel bolts")


SAME = {
    "nuts and bolts": "part",
    "neodymium and praseodymium alloy": "alloy",
    "magnets for speakers and motors": "magnet",
    "氧化镝/Dysprosium oxide": "oxide",
    "sintered NdFeB magnets, N42SH, nickel coated": "magnet",
    "Dysprosium metal ingot 99.5 %, Fe < 0.3 %": "metal",
    "Dysprosium metal ingot 99.5 % TREM, Fe < 0.3 %, C 0.02 %": "metal",
}


@pytest.mark.parametrize(("text", "material"), SAME.items())
def test_one_goods_said_in_several_words_is_one(text: str, material: str) -> None:
    assert READER.read(text).facts["material"].value == material


def test_what_the_parts_say_is_open_and_likely() -> None:
    goods = READER.read("terbium metal + ferrite magnet")
    assert goods.facts["kind"].value == "goods" and goods.facts["mf_tb"].low == 1
    assert {o.fact: o.values for o in goods.open}["material"] == ("metal", "magnet")
    assert {d.value for d in goods.likely if d.fact == "main_element"} >= {"Tb", "Fe"}
