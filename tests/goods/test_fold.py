"""Texts made alike: what is read, and that every quote is what was written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.goods.fold import LONGEST, fold

TRADITIONAL = str.maketrans({"鏑": "镝", "體": "体", "釹": "钕"})
# Signs of which one becomes several, several stay one, or the place would shift.
ODD = "Ａ１％（）₂²³½Ⅻ㎏㎎℃ﬁ…·•–—−　\u00a0\u200b\u00ad\x00\x07\ufeff鏑體釹镝氧🧲👩‍🔬é\u0301ÅΩ"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Dy2O3", "Dy2O3"),
        ("Ｄｙ２Ｏ３", "Dy2O3"),
        ("Dy₂O₃", "Dy2O3"),
        ("Dy²O³", "Dy2O3"),
        ("99．9％", "99.9%"),
        ("（无镝）", "(无镝)"),
        ("99.9\u00a0%", "99.9 %"),
        ("Nd–Fe—B", "Nd-Fe-B"),
        ("LaCl3•7H2O", "LaCl3·7H2O"),
        ("釹鐵硼磁體", "钕鐵硼磁体"),
        ("10×20✕30", "10×20×30"),
        ("5〜8", "5~8"),
        ("25㎏", "25kg"),
        ("氧化镝", "氧化镝"),
        ("", ""),
    ],
)
def test_signs_are_made_alike(written: str, text: str) -> None:
    assert fold(written, TRADITIONAL).text == text


@pytest.mark.parametrize(
    ("written", "part", "words"),
    [
        ("Dy₂O₃ 粉", "Dy2O3", "Dy₂O₃"),
        ("🧲🧲 Ｄｙ metal", "Dy", "Ｄｙ"),
        ("約25㎏氧化鏑", "氧化镝", "氧化鏑"),
        ("25㎏", "kg", "㎏"),
        ("25㎏", "k", "㎏"),
        ("a\x00b Dy", "Dy", "Dy"),
        ("\ufeffDy\u200b oxide", "oxide", "oxide"),
        ("½ Dy", "1⁄2", "½"),
        ("金屬（鏑）", "(镝)", "（鏑）"),
    ],
)
def test_a_quote_is_what_was_written(written: str, part: str, words: str) -> None:
    folded = fold(written, TRADITIONAL)
    start = folded.text.index(part)
    assert folded.quote(start, start + len(part)) == words


def test_without_a_table_traditional_characters_stay() -> None:
    assert fold("氧化鏑").text == "氧化鏑"


def test_a_quote_has_no_blanks_around_and_an_empty_place_no_words() -> None:
    folded = fold("  Dy  metal ")
    assert folded.quote(0, 5) == "Dy" and folded.quote(3, 3) == folded.quote(5, 2) == ""


@pytest.mark.parametrize("sign", ["a", "镝", "₂", "㎏"])
def test_what_lies_beyond_four_thousand_signs_is_not_read(sign: str) -> None:
    assert LONGEST == 4000
    folded = fold(sign * 4001 + "Dy", TRADITIONAL)
    assert folded.written == sign * 4000 and "Dy" not in folded.text
    assert fold(sign * 3998 + "Dy").text.endswith("Dy")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.text(ODD + "aDy1 ", max_size=60))
def test_every_sign_has_its_place(written: str) -> None:
    folded = fold(written, TRADITIONAL)
    assert folded.written == written and len(folded.origin) == len(folded.text)
    assert list(folded.origin) == sorted(folded.origin)
    for at, place in enumerate(folded.origin):
        assert 0 <= place < len(written)
        assert folded.quote(at, at + 1) == written[place].strip()
    assert folded.quote(0, len(folded.text)) in written


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(written: str) -> None:
    once = fold(written, TRADITIONAL).text
    if unicodedata.is_normalized("NFKC", once):
        assert fold(once, TRADITIONAL).text == once
