"""Quantities in descriptions: what numbers with units say of the goods, what they do not, and never more."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import monazite.goods.derive as deriving
from monazite.goods.answer import Derived, Goods
from monazite.goods.fold import fold
from monazite.goods.measures import SIEVES, UNITS, scan_measures
from monazite.goods.mentions import Scanner
from monazite.goods.rules.measures import measures
from monazite.packs.goods import goods_pack
from monazite.vocabulary import vocabulary

WORDS = vocabulary()
MEASURED = {name for name, fact in WORDS.items() if fact.group == "parameters" and fact.type == "quantity"}
PACK = goods_pack()
SCANNER = Scanner(PACK)
RULES = deriving.RULES if measures in deriving.RULES else (*deriving.RULES, measures)


def cases() -> list[dict[str, str]]:
    with (Path(__file__).parent / "measure_cases.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CASES = cases()


def read(text: str) -> Goods:
    folded = SCANNER.fold(text)
    with patch.object(deriving, "RULES", RULES):
        return deriving.derive(folded, SCANNER.scan(folded.text), PACK)


def said(goods: Goods) -> dict[str, tuple[int | None, int | None]]:
    return {name: (d.low, d.high) for name, d in goods.facts.items() if name in MEASURED}


def expected(text: str) -> dict[str, tuple[int | None, int | None]]:
    """Read "density=1.85; length=..50" as the exact steps of the vocabulary; without dots a value is exact."""
    found = {}
    for part in filter(None, text.split("; ")):
        fact, bounds = part.split("=")
        low, dots, high = bounds.partition("..")
        high = high if dots else low
        found[fact] = (WORDS[fact].scaled(low) if low else None, WORDS[fact].scaled(high) if high else None)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_a_description_states_quantities(case: Mapping[str, str]) -> None:
    goods = read(case["text"])
    assert said(goods) == expected(case["facts"])
    assert {d.fact for d in goods.likely} & MEASURED == {*case["likely"].split()}
    assert {o.fact for o in goods.open} & MEASURED == {*case["open"].split()}


def test_the_gallery_is_large_and_says_nothing_often() -> None:
    silent = [c for c in CASES if not c["facts"]]
    assert len(CASES) - len(silent) >= 120 and len(silent) >= 30
    assert sum(not c["text"].isascii() for c in CASES) >= 60
    assert {fact for c in CASES for fact in expected(c["facts"])} == MEASURED


def check(text: str, quantities: list[Derived]) -> None:
    for d in quantities:
        assert d.origin == "stated" and d.because and d.words
        assert all(part in text for part in d.words.split(" … "))
        assert d.low is not None or d.high is not None
        assert d.low is None or d.high is None or d.low <= d.high


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_quantities_rest_on_words_as_written(case: Mapping[str, str]) -> None:
    goods = read(case["text"])
    check(case["text"], [d for d in (*goods.facts.values(), *goods.likely) if d.fact in MEASURED])


# ------------------------------------------------------------ numbers and units
@pytest.mark.parametrize(
    ("written", "family", "low", "high"),
    [
        ("5 mm", "length", Fraction(5), Fraction(5)),
        ("5㎜", "length", Fraction(5), Fraction(5)),
        ("1 inch", "length", Fraction(254, 10), Fraction(254, 10)),
        ("2″", "length", Fraction(508, 10), Fraction(508, 10)),
        ("5 µm", "length", Fraction(5, 1000), Fraction(5, 1000)),
        ("50 nm", "length", Fraction(5, 100000), Fraction(5, 100000)),
        ("1,800 mm", "length", Fraction(1800), Fraction(1800)),
        ("0,125 mm", "length", Fraction(1, 8), Fraction(1, 8)),
        ("5~8 cm", "length", Fraction(50), Fraction(80)),
        ("5 mm - 1 cm", "length", Fraction(5), Fraction(10)),
        ("≥ 5 mm", "length", Fraction(5), None),
        ("5 mm max", "length", None, Fraction(5)),
        ("5±0.5 mm", "length", Fraction(9, 2), Fraction(11, 2)),
        ("1850 kg/m³", "density", Fraction(185, 100), Fraction(185, 100)),
        ("6 GPa", "stress", Fraction(6000), Fraction(6000)),
        ("500 L", "volume", Fraction(1, 2), Fraction(1, 2)),
        ("15 kGs", "field", Fraction(3, 2), Fraction(3, 2)),
        ("2×10³ /cm²", "per_area", Fraction(2000), Fraction(2000)),
        ("2.45 GHz", "frequency", Fraction(2450), Fraction(2450)),
        ("-325 mesh", "mesh", None, Fraction(45, 1000)),
        ("+80 mesh", "mesh", Fraction(18, 100), None),
        ("-300目", "mesh", None, Fraction(53, 1000)),
        ("+300目", "mesh", Fraction(45, 1000), None),
        ("40/50 mesh", "mesh", Fraction(3, 10), Fraction(425, 1000)),
    ],
)
def test_numbers_are_exact(written: str, family: str, low: Fraction | None, high: Fraction | None) -> None:
    (found,) = scan_measures(fold(written).text)
    assert (found.family, found.parts[0].low, found.parts[0].high) == (family, low, high)


@pytest.mark.parametrize(
    "written",
    ["", "mm", "5", "5 mmm", "A5mm", "KT-5 mm", "5 mm2", "5 kW/h", "1/2 inch", "5 m3/h", "3 mesh", "800 mesh",
     "<325 mesh", "100/100 mesh", "5 kg", "99.9 %", "5 A 400 V", "20 mm x 5 kg", "5 × 10"],
)  # fmt: skip
def test_what_is_no_measure(written: str) -> None:
    assert scan_measures(fold(written).text) == []


def test_every_unit_is_read_as_its_family() -> None:
    hint = " Ah 透 冷 "
    for written, (family, factor) in UNITS.items():
        text = fold(f"{hint}7 {written}").text
        found = scan_measures(text)
        assert [(m.family, m.parts[0].low) for m in found] == [(family, 7 * factor)], written


def test_sieves_become_finer() -> None:
    assert list(SIEVES) == sorted(SIEVES) and list(SIEVES.values()) == sorted(SIEVES.values(), reverse=True)


# ------------------------------------------------------------ any text
PIECES = st.sampled_from(
    [*"5|0.5|1,800|20x10x3|Φ|D50|D|±|-|~|×|≥|<|10³|/| |:|,|(|)|mm|um|μm|nm|inch|″|mesh|目|g/cm³|MPa|GPa".split("|")]
    + [*"Wh/kg|mAh/g|mAh|V|g|m³|m3/d|L|kW|MHz|T|%|min|℃|A/cm2|/cm²|粒度|密度|压实密度|直径|长|厚|density".split("|")]
    + [*"particle size|diameter|working temperature|for|with|用于|钨棒|金刚石微粉|真空烧结炉".split("|")]
    + [*"lithium cell|İ|ß|ﬁ|㎜".split("|")]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=16).map("".join) | st.lists(PIECES, max_size=16).map(" ".join) | st.text(max_size=60))
def test_reading_never_fails_and_never_quotes_what_is_not_there(text: str) -> None:
    goods = read(text)
    check(text, [d for d in (*goods.facts.values(), *goods.likely) if d.fact in MEASURED])


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 99999), st.sampled_from(["um", "mm", "cm", "m"]))
def test_a_length_is_the_same_in_every_unit(number: int, unit: str) -> None:
    (found,) = scan_measures(f"{number} {unit}")
    assert found.parts[0].low == number * {"um": Fraction(1, 1000), "mm": 1, "cm": 10, "m": 1000}[unit]
