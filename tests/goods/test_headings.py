"""Tariff headings that goods fit: ranked, with the reason, and none where there is no ground for one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.goods.headings import SHOWN, Headings, Search
from monazite.goods.reader import Reader
from monazite.packs.goods import goods_pack
from tests.goods.reading_made_up import PACK

SMALL, SMALL_READER = Headings(PACK), Reader(PACK)
SHIPPED, SHIPPED_READER = Headings(goods_pack()), Reader(goods_pack())


def small(text: str) -> Search:
    return SMALL.find([SMALL_READER.read(text)])[0]


def shipped(text: str) -> Search:
    return SHIPPED.find([SHIPPED_READER.read(text)])[0]


def test_only_the_lowest_lines_are_searched() -> None:
    assert [h.code for h in SMALL.lines] == ["284610", "284690", "850511", "850519", "850131", "7010"]


@pytest.mark.parametrize(
    ("text", "code", "because"),
    [
        ("dysprosium oxide", "284690", "the facts meet it"),
        ("氧化镝", "284690", "the facts meet it"),
        ("NdFeB magnet", "850511", "'magnet' belongs there"),
        ("motor with NdFeB magnet", "850131", "'motor' belongs there"),
        ("glass bottles", "7010", "words"),
    ],
)
def test_the_best_heading_and_why(text: str, code: str, because: str) -> None:
    best = small(text).fits[0]
    assert (best.code, best.because) == (code, because)


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("", "the description has no word to search by"),
        ("12 x 34", "the description has no word to search by"),
        ("zzz qqq", "no heading of the chapters covered is near enough"),
        ("bicycle saddles of leather", "no heading of the chapters covered is near enough"),
    ],
)
def test_no_heading_has_a_reason(text: str, because: str) -> None:
    assert small(text) == Search((), because)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Dysprosium oxide 99.9%", "2846"),
        ("氧化铽", "2846"),
        ("Sintered NdFeB magnets", "850511"),
        ("Ferrite magnets", "850519"),
        ("Gallium ingots", "8112"),
        ("Tungsten carbide powder", "2849"),
        ("Germanium dioxide", "2825"),
        ("Terbium metal ingots", "2805"),
        ("Stainless steel bolts", "7318"),
        ("copper scrap", "7404"),
        ("copper wire", "7408"),
        ("ball bearings", "8482"),
        ("stainless steel valve", "8481"),
        ("keyboard", "847160"),
        ("PVDF", "3904"),
    ],
)
def test_headings_of_the_shipped_pack(text: str, code: str) -> None:
    assert shipped(text).fits[0].code.startswith(code)


@pytest.mark.parametrize("text", ["garlic", "大蒜", "coffee", "red wine", "cotton T-shirts", "frozen shrimp"])
def test_goods_of_chapters_not_covered_are_not_the_machines_for_them(text: str) -> None:
    assert shipped(text) == Search((), "no heading of the chapters covered is near enough")


@pytest.mark.parametrize(
    ("text", "code"),
    [("garlic peeling machine", "8479"), ("叶面肥 硝酸镧", "2846"), ("honey extractor, centrifugal", "8421")],
)
def test_what_else_is_named_beside_them_is_found(text: str, code: str) -> None:
    assert any(fit.code.startswith(code) for fit in shipped(text).fits)


def test_nothing_to_find_is_an_empty_list() -> None:
    assert SMALL.find([]) == []


def test_many_at_once_are_found_as_each_alone() -> None:
    texts = ["magnet", "", "dysprosium oxide", "zzz", "motor", "magnet"]
    goods = [SMALL_READER.read(text) for text in texts]
    assert SMALL.find(goods) == [SMALL.find([g])[0] for g in goods] == Headings(PACK).find(goods)


WORDS = st.lists(st.sampled_from("oxide dysprosium magnet NdFeB motor for with glass bottle zzz 磁钢 釉料".split()))


@settings(max_examples=100, deadline=None)
@given(WORDS.map(" ".join))
def test_fits_are_ranked_few_and_never_without_a_reason(text: str) -> None:
    search = small(text)
    scores = [fit.score for fit in search.fits]
    assert scores == sorted(scores, reverse=True) and len(scores) <= SHOWN and all(0 < s < 1 for s in scores)
    assert len({fit.code for fit in search.fits}) == len(scores) and all(fit.because for fit in search.fits)
    assert bool(search.fits) != bool(search.because)
