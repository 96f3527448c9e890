"""What is only named, written on labels or said not to be the goods: not certain, and never certain not to be."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from monazite.goods.reader import Reader
from monazite.packs.goods import goods_pack

READER = Reader(goods_pack())


def cases() -> list[dict[str, str]]:
    with (Path(__file__).parent / "unsure_cases.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", cases(), ids=lambda c: c["text"])
def test_what_is_only_named_stays_open(case: Mapping[str, str]) -> None:
    goods = READER.read(case["text"])
    main = goods.facts.get("main_element")
    if case["certain"]:
        assert main is not None and main.value == case["symbol"]
        return
    assert main is None  # neither it nor another for certain
    assert case["symbol"] not in goods.contents
    assert f"mf_{case['symbol'].lower()}" not in goods.facts


@pytest.mark.parametrize("text", [c["text"] for c in cases() if not c["certain"] and " for " not in c["text"]])
def test_what_is_only_named_stays_likely(text: str) -> None:
    goods = READER.read(text)
    symbol = next(c["symbol"] for c in cases() if c["text"] == text)
    assert ("main_element", symbol) in {(d.fact, d.value) for d in goods.likely}
    assert "main_element" in {o.fact for o in goods.open}
