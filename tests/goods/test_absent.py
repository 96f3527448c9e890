"""What a line denies: none of it where that is of the goods; open where it names it too; nothing of other things."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.goods.answer import Content
from monazite.goods.reader import Reader
from monazite.packs.goods import goods_pack

READER = Reader(goods_pack())


def cases() -> list[dict[str, str]]:
    with (Path(__file__).parent / "absent_cases.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def is_none(content: Content | None) -> bool:
    return content is not None and content.high == 0


@pytest.mark.parametrize("case", cases(), ids=lambda c: c["text"])
def test_what_is_denied_is_none_and_what_is_named_is_not(case: Mapping[str, str]) -> None:
    goods = READER.read(case["text"])
    denied = {symbol for symbol, content in goods.contents.items() if is_none(content)}
    assert {*case["none"].split()} <= denied
    for part in case["told"].split():
        symbol, _, share = part.partition("=")
        content = goods.contents[symbol]
        assert content.high != 0
        assert not share or (float(content.low or 0), float(content.high or 0)) == (float(share), float(share))
    for symbol in case["untold"].split():
        assert symbol not in goods.contents
        assert f"mf_{symbol.lower()}" not in goods.facts
        assert "main_element" not in goods.facts or goods.facts["main_element"].value != symbol


NAMES = {"Dy": ("dysprosium", "镝"), "Tb": ("terbium", "铽"), "Sm": ("samarium", "钐"), "Lu": ("lutetium", "镥")}


def worded() -> Iterator[tuple[str, str]]:
    """Yield goods of an element as they are named, with the element."""
    for symbol, (english, chinese) in NAMES.items():
        yield symbol, f"{english} metal"
        yield symbol, f"{english} oxide"
        yield symbol, f"氧化{chinese}"
        yield symbol, f"金属{chinese}"


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([*worded()]),
    st.sampled_from([": ", ", ", " ", "; "]),
    st.sampled_from(
        "no rust|no smell|nil moisture|zero defects|none returnable|无锈|无杂物|未检出裂纹|未检出异常".split("|")
    ),
)
def test_goods_of_an_element_are_never_without_it(named: tuple[str, str], joint: str, denial: str) -> None:
    symbol, words = named
    assert not is_none(READER.read(f"{words}{joint}{denial}").contents.get(symbol))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["Dy", "Tb", "Ho", "Gd"]), min_size=1, max_size=4, unique=True), st.integers(0, 3))
def test_lists_say_the_same_however_they_are_joined(symbols: list[str], way: int) -> None:
    listed = (", ", "/", "、", " and ")[way].join(symbols)
    for text in (f"ferrite magnets free of {listed}", f"铁氧体磁体 不含{listed}", f"铁氧体磁体;{listed}均未检出"):
        contents = READER.read(text).contents
        assert all(is_none(contents.get(symbol)) for symbol in symbols), text


@pytest.mark.parametrize("symbol", ["Dy", "Tb"])
def test_what_is_both_named_and_denied_is_asked_for(symbol: str) -> None:
    goods = READER.read(f"zero {NAMES[symbol][0]} metal")
    assert goods.facts["material"].value == "metal"
    assert "main_element" not in goods.facts
