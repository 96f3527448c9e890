"""Every reason that reading gives has a Chinese text: asked of all examples, a test away from being forgotten."""

from __future__ import annotations

import csv

import pytest

from monazite.cli.goods_reasons import reason
from monazite.goods.headings import Headings
from monazite.goods.reader import Reader
from monazite.packs import packs_folder
from monazite.packs.goods import goods_pack
from monazite.report.texts import Texts

ENGLISH, CHINESE = Texts("en", {}), Texts("zh", {})


@pytest.fixture(scope="module")
def reasons() -> set[str]:
    reader, headings = Reader(goods_pack()), Headings(goods_pack())
    found: set[str] = set()
    for file in sorted((packs_folder() / "law" / "cn" / "examples").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as rows:
            goods = [reader.read(row["text"], assay=row["assay"]) for row in csv.DictReader(rows)]
        for one, search in zip(goods, headings.find(goods), strict=True):
            found.update(d.because for d in (*one.facts.values(), *one.likely, *one.open))
            found.update(fit.because for fit in search.fits)
    return found


def test_every_reason_has_a_chinese_text(reasons: set[str]) -> None:
    assert len(reasons) > 40
    assert sorted(r for r in reasons if reason(r, CHINESE) == r) == []


def test_english_reasons_stay(reasons: set[str]) -> None:
    assert [r for r in reasons if reason(r, ENGLISH) != r] == []


def test_words_are_quoted_in_the_other_language_too() -> None:
    assert reason("said by '氧化镝'", CHINESE) == "由“氧化镝”得知"
    assert reason("nobody wrote this reason", CHINESE) == "nobody wrote this reason"
