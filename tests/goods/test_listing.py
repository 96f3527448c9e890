"""Compositions and readings lose no element: every name is inside, in any order, however its amount is written."""

from __future__ import annotations

import csv
import time
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.goods.answer import Content, Goods
from monazite.goods.listing import Listing, listing, merged
from monazite.goods.reader import Reader
from monazite.packs.goods import goods_pack

READER = Reader(goods_pack())
SOME = Fraction(1, 10**7)  # less is "some", in an amount that nobody states


def cases() -> list[dict[str, str]]:
    with (Path(__file__).parent / "listing_cases.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(text: str, origin: str = "stated") -> Listing:
    return listing(text, READER.substances, READER.pack.weights, origin)


def bounds(content: Content | None) -> tuple[Fraction | None, Fraction | None] | None:
    return None if content is None else (content.low, content.high)


def fits(content: Content | None, told: str) -> bool:
    """Whether a content is what a case tells: nothing, inside, maybe, "2", "1..2" (between them) or "some..2"."""
    wanted = {"nothing": None, "inside": (None, None), "maybe": (Fraction(0), Fraction(1))}
    if content is None or told in wanted:
        return told in wanted and bounds(content) == wanted[told]
    low, _, high = told.partition("..")
    most = Fraction(high or low) / 100
    if low == "some":
        return content.low is not None and 0 < content.low < SOME and content.high is not None and content.high <= most
    least = Fraction(low) / 100
    if not high:
        return bounds(content) == (least, most)
    return (content.low or Fraction(0)) >= least and content.high is not None and content.high <= most


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['text']}-{case['origin']}")
def test_what_is_listed_is_inside(case: dict[str, str]) -> None:
    found = read(case["text"], case["origin"])
    for part in case["contents"].split(";"):
        symbol, told = part.split("=")
        assert fits(found.contents.get(symbol), told), (symbol, found.contents.get(symbol))
    assert [one.fact for one in found.open] == case["open"].split()


def test_shares_of_atoms_of_a_whole_list_are_shares_of_mass_exactly() -> None:
    weights, found = READER.pack.weights, read("Dy 20 at%, Zr 80 at%").contents
    whole = weights["Dy"] * 20 + weights["Zr"] * 80
    assert bounds(found["Dy"]) == (weights["Dy"] * 20 / whole,) * 2
    assert sum(c.low or 0 for c in found.values()) == 1


SYMBOLS = ("Dy", "Tb", "Ho", "Gd", "Sm")
WAYS: tuple[str, ...] = (
    "{} 2 %",
    "2% {}",
    "{} 20 at%",
    "{}/TREO 25 %",
    "{},20%",
    "{} 1.234,5 ppm",
    "{}",
    "{} traces",
    "{}+La 4 %",
)
WAYS += (
    "{} ≤ 2 %, ≥ 1 %",
    "{}2O3 12 mol%",
    "{}2O3/TREO ≥99 %",
    "{} 500 kg",
    "{} bal.",
    "{} <50 ppm",
    "{} 3.5",
    "{}: yes",
)


@settings(max_examples=400, deadline=None)
@given(
    st.permutations(SYMBOLS),
    st.lists(st.sampled_from(WAYS), min_size=1, max_size=5),
    st.sampled_from([", ", "; ", " / ", "\n", "、", " | ", ",", " and "]),
    st.sampled_from(["stated", "assay"]),
)
def test_an_element_that_is_named_is_never_none(symbols: list[str], ways: list[str], apart: str, origin: str) -> None:
    text = apart.join(way.format(symbol) for way, symbol in zip(ways, symbols, strict=False))
    found = read(text, origin).contents
    for symbol, _ in zip(symbols, ways, strict=False):
        assert symbol in found and found[symbol].high != 0, (symbol, text, found)


PARTS = (
    "Dy 0 %",
    "Dy2O3 5 %",
    "Dy 0.5 ppm",
    "2% Dy",
    "Dy",
    "Dy/TREO 30 %",
    "TREO 40 %",
    "Dy+Tb 4 %",
    "Tb 1 %",
    "Dy n.d.",
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PARTS), min_size=2, max_size=4, unique=True))
def test_the_order_of_parts_changes_nothing(parts: list[str]) -> None:
    told = set()
    for some in permutations(parts):
        found = read("; ".join(some))
        contents = frozenset((symbol, bounds(content)) for symbol, content in found.contents.items())
        told.add((contents, frozenset(one.fact for one in found.open)))
    assert len(told) == 1


def test_amounts_that_agree_narrow_each_other_and_others_widen() -> None:
    def one(low: str, high: str | None) -> Content:
        return Content("Dy", Fraction(low), None if high is None else Fraction(high), "stated", "words")

    (agreed,) = merged([one("0", "0.5"), one("0.2", None)])[0].values()
    assert (agreed.low, agreed.high) == (Fraction("0.2"), Fraction("0.5"))
    contents, left = merged([one("0", "0.1"), one("0.2", "1")])
    assert (contents["Dy"].low, contents["Dy"].high) == (Fraction(0), Fraction(1))
    assert [o.fact for o in left] == ["mf_dy"]


# ------------------------------------------------------------ descriptions
HEADS = (
    "NdFeB magnets",
    "LaCe metal",
    "Glaze",
    "钕铁硼磁体",
    "Sintered NdFeB",
    "SmCo",
    "mischmetal",
    "cerium oxide powder",
)
PAIRS = [("Dy", "Tb"), ("Tb", "Dy"), ("Ho", "Dy")]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
@pytest.mark.parametrize("amounts", [("2", "1"), ("0", "3"), ("3", "0"), ("0", "0")], ids="-".join)
def test_amounts_before_and_behind_their_elements_read_the_same(
    head: str, pair: tuple[str, str], amounts: tuple[str, str]
) -> None:
    (one, other), (x, y) = pair, amounts
    texts = (f"{head} {x}% {one} {y}% {other}", f"{head} {one} {x}% {other} {y}%", f"{head} {x}% {one}, {y}% {other}")
    said = [READER.read(text).contents for text in texts]
    for symbol, amount in zip(pair, amounts, strict=True):
        share = Fraction(amount) / 100
        assert [bounds(contents[symbol]) for contents in said] == [(share, share)] * 3


@pytest.mark.parametrize("text", ["Nd 2% Dy 1% Tb", "Tb 0% Dy 0% Ho", "Dy 3% Tb 0% Nd"])
def test_an_amount_that_may_be_of_either_is_told_of_neither(text: str) -> None:
    for content in READER.read(text).contents.values():
        assert content.high != 0 and (content.low is None or content.low == 0)


def test_each_has_as_much_and_all_together_at_most() -> None:
    each, both = READER.read("magnet, Dy, Tb 2% each").contents, READER.read("magnet Dy+Tb 4%").contents
    assert {s: bounds(each[s]) for s in ("Dy", "Tb")} == dict.fromkeys(("Dy", "Tb"), (Fraction(1, 50),) * 2)
    for symbol in ("Dy", "Tb"):
        assert both[symbol].inside and both[symbol].high == Fraction(1, 25)


# ------------------------------------------------------------ long texts
def composed(text: str) -> Goods:
    return READER.read("ceramic glaze", composition=text)


def test_the_end_of_a_long_composition_is_told_as_cut() -> None:
    assert composed("SiO2 1 %, " * 1000 + "Dy 20 %").cut and not composed("SiO2 1 %").cut


@pytest.mark.parametrize("piece", ["镝", "Dy ", "Dy 1% ", "4N ", "Dy+", "Dy n.d. ", "Dy<LOD, ", "no Dy ", "DY2O3 "])
def test_a_megabyte_takes_no_longer_than_what_is_read_of_it(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    started = time.process_time()
    READER.read("x", composition=text, assay=text)
    assert time.process_time() - started < 2
