"""Contradictions on one line: case by case, and in bulk the same as one by one."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.goods.answer import Goods
from monazite.goods.doubts.bulk import Doubts
from monazite.goods.doubts.claims import claim, claims
from monazite.goods.doubts.rules import doubts
from monazite.vocabulary import vocabulary
from tests.goods.doubt_made_up import goods_of, line_of, pack

HERE = Path(__file__).parent
PACK = pack()
COLUMNS = (
    *"tariff_code net_mass gross_mass volume packages value currency component magnet_family material".split(),
    *("main_element", "kind", "form", "claimed_control_code", "mf_dy", "certificate_number"),
)


def cases(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CASES, CLAIMS = cases("doubt_cases.csv"), cases("claim_cases.csv")


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_a_line_has_these_contradictions(case: Mapping[str, str]) -> None:
    found = doubts(line_of(case["line"]), *goods_of(case["goods"]), PACK)
    assert "; ".join(f"{d.code} {d.strength}" for d in found) == case["found"]
    assert not case["says"] or any(word in d.text for d in found for word in case["says"].split("|"))
    assert all(d.text_zh and "{" not in d.text + d.text_zh and d.facts for d in found)


def table(lines: list[dict[str, object]], names: tuple[str, ...] = COLUMNS) -> pa.RecordBatch:
    return pa.record_batch({name: column(name, [line.get(name) for line in lines]) for name in names})


def column(name: str, values: list[Any]) -> pa.Array:
    return pa.array(values, vocabulary()[name].arrow_type())


def test_all_cases_in_one_batch() -> None:
    # A column that one case has and another lacks would speak of certificates everywhere.
    chosen = [c for c in CASES if "certificate" not in c["name"] and "purity=99.99" not in c["goods"]]
    lines = [line_of(c["line"]) for c in chosen]
    pairs = [goods_of(c["goods"]) for c in chosen]
    batch = table(lines, COLUMNS[:-1])
    found = Doubts(PACK).apply(batch, np.arange(len(lines), dtype=np.int32), *map(list, zip(*pairs, strict=True)))
    assert [tuple(f) for f in found.findings().to_pylist()] == [
        tuple(map(str, doubts(line, *pair, PACK))) for line, pair in zip(lines, pairs, strict=True)
    ]
    assert [";".join(f) for f in found.codes().to_pylist()] == [c["found"].rsplit(" ", 1)[0] for c in chosen]
    assert found.strength.tolist() == [int(c["found"].rsplit(" ", 1)[-1] or 0) for c in chosen]


def test_facts_in_doubt_stay_open_and_others_do_not() -> None:
    lines = [line_of("net_mass=83; volume=10"), line_of("net_mass=49; volume=10"), line_of("net_mass=9; gross_mass=8")]
    goods, search = goods_of("head=ferrite-magnet; material=magnet; magnet_family=ferrite")
    found = Doubts(PACK).apply(table(lines), np.zeros(3, np.int32), [goods], [search])
    doubted = found.doubted()
    assert doubted["magnet_family"].tolist() == [True, False, False]
    assert doubted["net_mass"].tolist() == [False, False, True]
    assert "material" not in doubted and "magnet_family" not in found.doubted(4)


def test_plain_words_under_a_telling_line_are_as_doubtful_as_the_code() -> None:
    goods, search = goods_of("material=ceramic; fits=690919:0.8")
    (found,) = doubts(line_of("tariff_code=2846901500"), goods, search, PACK)
    assert {"tariff_code", "material", "main_element"} <= {*found.facts}
    (other,) = doubts(line_of("tariff_code=320710"), goods, search, PACK)
    assert other.facts == ("tariff_code",)


def test_rows_without_words_are_asked_of_their_numbers() -> None:
    lines = [line_of("net_mass=9; gross_mass=8; tariff_code=2846"), line_of("net_mass=8; gross_mass=9")]
    found = Doubts(PACK).apply(table(lines), np.full(2, -1, np.int32), [], [])
    assert found.codes().to_pylist() == [["net_gross"], []]
    assert found.findings("zh").to_pylist()[0] == ["net_gross: 净重9 kg大于毛重8 kg"]


def test_a_batch_without_rows_or_columns() -> None:
    nothing = Doubts(PACK).apply(pa.record_batch({"x": pa.array([], pa.int64())}), np.zeros(0, np.int32), [], [])
    assert nothing.codes().to_pylist() == [] and nothing.doubted() == {}
    bare = Doubts(PACK).apply(
        pa.record_batch({"x": pa.array([1])}), np.zeros(1, np.int32), [Goods("glaze")], [goods_of("")[1]]
    )
    assert bare.strength.tolist() == [0]


def test_findings_of_words_and_of_claims_join() -> None:
    lines = [line_of("net_mass=9; gross_mass=8"), line_of("net_mass=9; gross_mass=10")]
    batch = table(lines).append_column("items", pa.array([["cn:1C905.a.1"]] * 2))
    goods = [Goods("非管制", terms=("claim-free",), claims=("非管制",))]
    codes = np.zeros(2, np.int32)
    first = Doubts(PACK).apply(batch, codes, goods, [goods_of("")[1]])
    joined = first.joined(claims(batch, codes, goods, PACK))
    assert joined.codes().to_pylist() == [["net_gross", "claimed_not_controlled"], ["claimed_not_controlled"]]


# ------------------------------------------------------------ both meanings
MASSES = (
    st.none()
    | st.sampled_from([-5, 0, 1, 999_999, 1_000_000, 5_300_000, 6_095_000, 83_000_000, 3 * 10**16])
    | st.integers(0, 10**10)
)
GOODS = sorted({c["goods"] for c in CASES})
LINES = st.fixed_dictionaries(
    {
        "tariff_code": st.none() | st.sampled_from(["2846", "284690", "850519", "8505.11", "320720", "x", "28", ""]),
        "net_mass": MASSES,
        "gross_mass": MASSES,
        "volume": MASSES,
        "packages": st.none() | st.integers(-1, 2000) | st.just(10**12),
        "value": st.none() | st.integers(-1, 10**4) | st.integers(0, 10**12),
        "currency": st.sampled_from([None, "USD", "CNY", "XAU"]),
        "component": st.sampled_from([None, None, "1"]),
        "magnet_family": st.sampled_from([None, "ferrite", "NdFeB", "other"]),
        "material": st.sampled_from([None, "oxide", "compound", "glaze", "other"]),
        "main_element": st.sampled_from([None, "Dy", "La"]),
        "kind": st.sampled_from([None, "goods", "technology"]),
        "form": st.sampled_from([None, "powder"]),
        "claimed_control_code": st.sampled_from(
            [None, None, "hello", "EAR99", "1C905", "1C902.a.4", "1C905; 1C902", "1E902", "2B902.a", "9Z999", "是否"]
        ),
        "mf_dy": st.sampled_from([None, 0, 1, 10**6]),
        "certificate_number": st.sampled_from([None, "", "C-1"]),
    }
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(LINES, st.integers(-1, len(GOODS) - 1)), max_size=12),
    st.sets(st.sampled_from(COLUMNS)),
    st.booleans(),
)
def test_in_bulk_as_one_by_one(rows: list[tuple[dict[str, object], int]], lacking: set[str], coded: bool) -> None:
    names = tuple(n for n in COLUMNS if n not in lacking) or ("net_mass",)
    lines = [{n: line[n] for n in names} for line, _ in rows]
    pairs = [goods_of(text) for text in GOODS]
    batch = table(lines, names)
    if coded:  # texts may come as dictionary codes
        arrays = [a.dictionary_encode() if pa.types.is_string(a.type) else a for a in batch.columns]
        batch = pa.record_batch(arrays, names=list(names))
    codes = np.array([place for _, place in rows], np.int32)
    found = Doubts(PACK).apply(batch, codes, [g for g, _ in pairs], [s for _, s in pairs])
    alone = [
        doubts(line, *(pairs[at] if at >= 0 else goods_of("text=")), PACK)
        for line, at in zip(lines, codes, strict=True)
    ]
    assert [found.lists[n] for n in found.numbers] == alone
    assert found.strength.tolist() == [max((d.strength for d in some), default=0) for some in alone]


# ------------------------------------------------------------ claims
def claimed(case: Mapping[str, str]) -> tuple[dict[str, object], Goods]:
    items = [item for item in case["items"].split("|") if item]
    goods = Goods("", terms=tuple(filter(None, [case["terms"]])), claims=tuple(filter(None, [case["claims"]])))
    return {"claimed_control_code": case["claimed"] or None, "items": items}, goods


@pytest.mark.parametrize("case", CLAIMS, ids=lambda c: c["name"])
def test_a_claim_denies_what_applies(case: Mapping[str, str]) -> None:
    found = claim(*claimed(case), PACK)
    assert "; ".join(f"{d.code} {d.strength}" for d in found) == case["found"]
    assert not case["says"] or case["says"] in found[0].text


@pytest.mark.parametrize("coded", [False, True])
def test_claims_in_bulk_as_one_by_one(coded: bool) -> None:
    lines, goods = zip(*map(claimed, CLAIMS), strict=True)
    items = pa.array([line["items"] or None for line in lines], pa.list_(pa.string()))
    if coded:  # the law stage gives its entries as dictionary codes
        words = items.flatten().dictionary_encode()
        items = pa.ListArray.from_arrays(items.offsets, words)
    batch = pa.record_batch(
        {
            "claimed_control_code": column("claimed_control_code", [x["claimed_control_code"] for x in lines]),
            "items": items,
        }
    )
    found = claims(batch, np.arange(len(lines), dtype=np.int32), goods, PACK)
    assert [found.lists[n] for n in found.numbers] == [claim(*both, PACK) for both in zip(lines, goods, strict=True)]


def test_claims_without_entries_of_the_law_tell_nothing() -> None:
    batch = pa.record_batch({"claimed_control_code": ["EAR99"]})
    assert claims(batch, np.zeros(1, np.int32), [Goods("")], PACK).codes().to_pylist() == [[]]
