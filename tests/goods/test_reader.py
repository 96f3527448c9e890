"""Reading descriptions: what words say, how much is inside, what stays open, and never more than they say."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.goods.answer import ORIGINS, Derived, Goods
from monazite.goods.reader import Reader
from monazite.packs.goods import goods_pack
from monazite.vocabulary import vocabulary
from tests.goods.reading_made_up import PACK

SHIPPED, SMALL = Reader(goods_pack()), Reader(PACK)
WORDS = vocabulary()


def cases() -> list[dict[str, str]]:
    with (Path(__file__).parent / "reading_cases.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CASES = cases()


def told(text: str) -> dict[str, str]:
    """Return "a=1; b=2" as a mapping."""
    return dict(part.strip().split("=", 1) for part in text.split(";") if part.strip())


def shown(derived: Derived) -> str | bool | tuple[int | None, int | None] | None:
    return derived.value if WORDS[derived.fact].type != "quantity" else (derived.low, derived.high)


def expected(fact: str, text: str) -> str | bool | tuple[int | None, int | None]:
    """Return the value that a case writes: "2", "99.9..", "1..2" per cent, "inside", "yes", or the word itself."""
    if WORDS[fact].type != "quantity":
        return text == "yes" if WORDS[fact].type == "boolean" else text
    if text == "inside":
        return 1, None
    low, dots, high = text.partition("..")
    least = WORDS[fact].scaled(low)
    return least, WORDS[fact].scaled(high) if high else None if dots else least


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_a_description_says(case: Mapping[str, str]) -> None:
    goods = SHIPPED.read(case["text"])
    facts = told(case["facts"])
    assert {f: shown(goods.facts[f]) if f in goods.facts else None for f in facts} == {
        f: expected(f, text) for f, text in facts.items()
    }
    assert not {*case["absent"].split()} & {*goods.facts}
    assert {*case["open"].split()} <= {o.fact for o in goods.open}


def test_there_are_many_cases_of_both_languages() -> None:
    assert len(CASES) >= 150 and sum(not c["text"].isascii() for c in CASES) >= 50


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_every_fact_is_certain_and_rests_on_words_of_the_text(case: Mapping[str, str]) -> None:
    goods = SHIPPED.read(case["text"])
    for name, d in goods.facts.items():
        assert d.certain and d.fact == name in WORDS and d.origin in ORIGINS and d.because
        assert all(part.split(", ")[-1] in case["text"] for part in d.words.split(" … "))
        assert WORDS[name].type != "choice" or d.value in WORDS[name].of
        assert d.low is None or d.high is None or d.low <= d.high
    assert not any(d.certain for d in goods.likely)
    assert {o.fact for o in goods.open}.isdisjoint(goods.facts)


# ------------------------------------------------------------ exact numbers, with round weights
def inside(goods: Goods, symbol: str) -> tuple[Fraction | None, Fraction | None, str]:
    content = goods.contents[symbol]
    return content.low, content.high, content.origin


@pytest.mark.parametrize(
    ("text", "symbol", "low", "high", "origin"),
    [
        ("Dy2O3 powder", "Dy", None, None, "name"),
        ("Dy2O3 99 %", "Dy", Fraction(891, 1000), Fraction(9, 10), "formula"),
        ("氧化镝 99%", "Dy", Fraction(891, 1000), Fraction(9, 10), "formula"),
        ("Dysprosium metal 99.5 %", "Dy", Fraction(995, 1000), Fraction(1), "stated"),
        ("magnet with 2 % dysprosium", "Dy", Fraction(2, 100), Fraction(2, 100), "stated"),
        ("magnet with Dy2O3 10 %", "Dy", Fraction(9, 100), Fraction(9, 100), "stated"),
        ("magnet with Dy2O3 10 %", "O", Fraction(1, 100), Fraction(1, 100), "stated"),
        ("magnet with dysprosium 2-4 %", "Dy", Fraction(2, 100), Fraction(4, 100), "stated"),
        ("magnet with dysprosium ≤ 4 %", "Dy", None, Fraction(4, 100), "stated"),
        ("magnet with dysprosium 500 ppm", "Dy", Fraction(1, 2000), Fraction(1, 2000), "stated"),
        ("magnet without dysprosium", "Dy", Fraction(0), Fraction(0), "stated"),
        ("NdFeB magnet", "Nd", None, None, "name"),
    ],
)
def test_contents_are_exact(text: str, symbol: str, low: Fraction | None, high: Fraction | None, origin: str) -> None:
    assert inside(SMALL.read(text), symbol) == (low, high, origin)


def test_a_share_of_the_rare_earths_is_the_most_that_there_is() -> None:
    low, high, _ = inside(SMALL.read("magnet, Dy2O3/TREO 20 %"), "Dy")
    assert high == Fraction(20, 100) * Fraction(9, 10)  # by the round weights of the small pack
    assert low is not None and 0 < low < Fraction(1, 10**6)


def test_amounts_of_moles_are_no_mass_fraction() -> None:
    for text in ("magnet with 2 mol% dysprosium", "magnet with 2 at% dysprosium"):
        assert SMALL.read(text).contents.get("Dy") is None or inside(SMALL.read(text), "Dy")[:2] == (None, None)


def test_a_grade_tells_what_is_typical_and_no_more() -> None:
    goods = SMALL.read("NdFeB magnet N42SH")
    assert goods.grade == "N42SH" and "mf_dy" not in goods.facts and "Dy" not in goods.contents
    typical = goods.typical["Dy"]
    assert (typical.low, typical.high, typical.origin) == (Fraction(1, 50), Fraction(1, 20), "grade")
    assert goods.facts["magnet_family"].value == "NdFeB"


def test_what_a_name_often_holds_is_typical_alone() -> None:
    goods = SMALL.read("NdFeB magnet")
    assert "Dy" in goods.typical and {"mf_nd"} == {f for f in goods.facts if f.startswith("mf_")}


def test_what_words_state_wins_over_what_a_name_holds() -> None:
    goods = SMALL.read("NdFeB magnet with 30 % neodymium")
    assert inside(goods, "Nd") == (Fraction(3, 10), Fraction(3, 10), "stated")
    assert shown(goods.facts["mf_nd"]) == (WORDS["mf_nd"].scaled("30"),) * 2


# ------------------------------------------------------------ the other texts of a line
def test_composition_and_assay_are_read_apart_from_the_description() -> None:
    goods = SMALL.read("magnet", composition="Nd 29.5, Dy 1.9, Fe bal.", assay="XRF: Dy 9.6-11.2 %")
    assert inside(goods, "Dy") == (Fraction(19, 1000), Fraction(19, 1000), "stated")
    assert shown(goods.facts["mf_nd"]) == (WORDS["mf_nd"].scaled("29.5"),) * 2
    found = goods.assay["Dy"]
    assert (found.low, found.high, found.origin) == (Fraction(96, 1000), Fraction(112, 1000), "assay")


def test_a_laboratory_fills_what_no_words_state() -> None:
    found = SMALL.read("glaze", assay="Dy 10 %").facts["mf_dy"]
    assert (found.low, found.high, found.origin) == (80_000_000, 120_000_000, "assay")
    stated = SMALL.read("glaze with 2 % Dy", assay="Dy 10 %").facts["mf_dy"]
    assert (stated.low, stated.origin) == (20_000_000, "stated")


def test_a_specification_is_read_with_the_description() -> None:
    goods = SMALL.read("Dysprosium metal", "powder, 99.5 %")
    assert goods.facts["form"].value == "powder" and goods.text == "Dysprosium metal\npowder, 99.5 %"


def test_claims_and_terms_are_kept_with_their_words() -> None:
    goods = SMALL.read("Terbium metal, NOT CONTROLLED, 非管制")
    assert goods.claims == ("NOT CONTROLLED", "非管制") and "free" in goods.terms
    assert goods.facts["main_element"].value == "Tb"


@pytest.mark.parametrize("number", ["1308-87-8", "7440-27-9", "12064-62-9"])
def test_only_a_cas_number_with_a_right_check_digit_is_a_fact(number: str) -> None:
    assert SMALL.read(f"CAS {number}").facts["cas_number"].value == number
    for digit in "0123456789":
        if digit != number[-1]:
            assert "cas_number" not in SMALL.read(f"CAS {number[:-1]}{digit}").facts


def test_slips_are_told_with_what_they_were_read_as() -> None:
    assert SHIPPED.read("Dysprosum oxide").slips == (("Dysprosum", "dysprosium"),)
    assert SHIPPED.read("Dysprosium oxide").slips == ()


def test_words_that_nothing_covers_are_told_once() -> None:
    assert SMALL.unread("Acme magnet Acme, zzz of 氟 2 %") == ("Acme", "zzz", "氟")
    assert SMALL.unread("") == SMALL.unread("magnet") == ()


def test_nothing_says_nothing() -> None:
    for text in ("", " ", "\n", "qqq", "12345", "。。。"):
        goods = SHIPPED.read(text)
        assert not goods.facts and not goods.known and not goods.open


# ------------------------------------------------------------ elements are never taken for each other
NAMES = {name: s for s, e in goods_pack().elements.items() for name in e.en if len(name) > 4 and " " not in name}
KINDS = {s: f"mf_{s.lower()}" for s in goods_pack().elements if f"mf_{s.lower()}" in WORDS}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_name_means_its_own_element(name: str) -> None:
    goods = SHIPPED.read(f"{name} metal")
    assert set(goods.contents) == {NAMES[name]} or NAMES[name] in goods.contents and len(goods.contents) == 1


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["terbium", "erbium", "ytterbium", "thulium", "thallium", "gallium", "gadolinium", "yttrium"]),
    st.integers(0, 8),
    st.sampled_from(["drop", "swap"]),
)
def test_one_slip_turns_no_element_into_another_that_is_farther(name: str, at: int, kind: str) -> None:
    from rapidfuzz.distance import OSA

    at %= len(name) - 1
    slipped = name[:at] + name[at + 1 :] if kind == "drop" else name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    read = set(SHIPPED.read(f"{slipped} metal").contents)
    least = min(OSA.distance(slipped, other) for other in NAMES)
    assert read - {"O"} <= {NAMES[other] for other in NAMES if OSA.distance(slipped, other) == least}


# ------------------------------------------------------------ any text
@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120) | st.text("dyDY氧化镝铽不含用于()[]%.,;0123456789 -\n₂²Ⅻ🧲", max_size=60))
def test_any_text_is_read_without_raising_and_always_the_same(text: str) -> None:
    goods = SHIPPED.read(text)
    assert goods == SHIPPED.read(text)
    assert all(d.certain for d in goods.facts.values())
    assert isinstance(SHIPPED.unread(text), tuple)
