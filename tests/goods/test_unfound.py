"""What was looked for and not found, limits of detection, and shares of the rare earths: none, nothing, the most."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from monazite.goods.answer import Content, Goods
from monazite.goods.reader import Reader
from monazite.packs.goods import goods_pack

READER = Reader(goods_pack())


def cases() -> list[dict[str, str]]:
    with (Path(__file__).parent / "unfound_cases.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def content(goods: Goods, symbol: str) -> Content | None:
    return goods.contents.get(symbol) or goods.assay.get(symbol)


@pytest.mark.parametrize("case", cases(), ids=lambda c: f"{c['text']}|{c['assay']}")
def test_what_is_not_found_is_none_and_a_limit_of_detection_is_no_content(case: Mapping[str, str]) -> None:
    goods = READER.read(case["text"], assay=case["assay"])
    for symbol in case["none"].split():
        found = content(goods, symbol)
        assert found is not None and found.high == 0
    for part in case["told"].split():
        symbol, _, share = part.partition("=")
        found = content(goods, symbol)
        assert found is not None and found.high != 0
        _share(found, share)
    for symbol in case["unnamed"].split():
        assert content(goods, symbol) is None
        assert f"mf_{symbol.lower()}" not in goods.facts


def _share(found: Content, share: str) -> None:
    if share.startswith(".."):
        assert found.low is None
        assert float(found.high or 0) == pytest.approx(float(share[2:]), rel=1e-3)
    elif share:
        assert (float(found.low or 0), float(found.high or 0)) == (float(share), float(share))


@pytest.mark.parametrize("assay", ["Dy n.d.", "Dy < LOD", "镝未检出", "Dy: 0"])
def test_no_reading_takes_back_what_words_name(assay: str) -> None:
    fact = READER.read("NdFeB magnets with dysprosium", assay=assay).facts["mf_dy"]
    assert fact.low and fact.high != 0


@pytest.mark.parametrize(
    ("composition", "fact", "because"),
    [
        ("Nd 30, Fe 66, B 1, Co 20", "mf_nd", "the amounts stated add up to more than the whole"),
        ("Dy 120 %", "mf_dy", "the amount stated is more than the whole"),
        ("Fe 150%", "composition_complete", "the amount stated is more than the whole"),
        ("Dy: -0.5%", "mf_dy", "the amount stated is less than nothing"),
        ("镝 -0.5%, 铁 60%", "mf_dy", "the amount stated is less than nothing"),
        ("Nd -30, Fe 66", "mf_nd", "the amount stated is less than nothing"),
    ],
)
def test_a_composition_that_cannot_be_stays_open(composition: str, fact: str, because: str) -> None:
    told = {o.fact: o.because for o in READER.read("NdFeB magnets", composition=composition).open}
    assert told[fact] == because
    assert READER.read("NdFeB magnets", assay=composition).open


@pytest.mark.parametrize(
    "composition", ["Nd 30, Fe 66, B 1, Co 3.4", "Nd 30-32 %, Dy - 0.5 %", "Nd-30, Fe 66", "Fe 100.4 %"]
)
def test_rounded_totals_and_dashes_leave_nothing_open(composition: str) -> None:
    assert not READER.read("NdFeB magnets", composition=composition).open


def test_no_purity_is_more_than_the_whole() -> None:
    goods = READER.read("NdFeB magnets Nd 30% Fe 120%, Dy 130 %")
    assert "purity" not in goods.facts
    assert "mf_dy" in {o.fact for o in goods.open}
