"""The goods stage on batches: fills only what is silent, moves nothing, and says what the words say one by one."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monazite.goods.completion import complete_composition
from monazite.goods.doubts.rules import doubts
from monazite.goods.headings import Headings
from monazite.goods.reader import Reader
from monazite.goods.stage import COLUMNS, READ, GoodsStage
from monazite.identify import columns_of
from monazite.packs.goods_doubts import doubts_pack
from monazite.read.chunks import rows_to_chunk
from monazite.vocabulary import vocabulary

PACK = doubts_pack()
STAGE, READER, HEADINGS = GoodsStage(PACK), Reader(PACK.goods), Headings(PACK.goods)
FEW = GoodsStage(PACK, facts=("mf_dy", "mf_tb", "purity", "magnet_family"))
WORDS = vocabulary()
FRACTIONS = [name for name in WORDS if name.startswith("mf_")]

with (Path(__file__).parent / "reading_cases.csv").open(encoding="utf-8", newline="") as file:
    TEXTS = [case["text"] for case in csv.DictReader(file)]

Line = Mapping[str, object]
Rows = Sequence[Mapping[str, str | None]]


def batch_of(lines: Sequence[Line]) -> pa.RecordBatch:
    """Return lines of stored values as a batch, with a column for each element."""
    names = list(dict.fromkeys([*(name for line in lines for name in line), *FRACTIONS]))
    return pa.record_batch({n: pa.array([line.get(n) for line in lines], kind_of(n)) for n in names})


def kind_of(column: str) -> pa.DataType:
    fact = WORDS.fact_of_column(column)
    assert fact is not None
    return fact.arrow_type()


def staged(*rows: Mapping[str, str | None]) -> list[dict[str, Any]]:
    """Return rows of texts as an importer reads them, after the stage."""
    facts = dict.fromkeys(f for row in rows for f in row)
    chunk = rows_to_chunk([{f: row.get(f) for f in facts} for row in rows], [*range(2, len(rows) + 2)], "t.csv", [], 0)
    out: list[dict[str, Any]] = STAGE.apply(chunk.batches[0]).to_pylist()
    return out


# ------------------------------------------------------------ two meanings
@lru_cache(maxsize=4096)
def read_alone(text: str) -> dict[str, object]:
    """The plain meaning: read the words, leave out what they themselves contradict, complete the composition."""
    goods = READER.read(text)
    told = doubts({"description": text}, goods, HEADINGS.find([goods])[0], PACK)
    gone = {fact for d in told if d.strength >= 2 for fact in d.facts}
    gone |= goods.told_with_class if "material" in gone else frozenset()
    found = {c: v for c, v in columns_of(goods).items() if fact_of(c) not in gone}
    line = complete_composition(batch_of([{"description": text, **found}])).to_pylist()[0]
    return {name: value for name, value in line.items() if value is not None}


def fact_of(column: str) -> str:
    fact = WORDS.fact_of_column(column)
    return fact.name if fact else column


def facts_in(line: Mapping[str, Any]) -> dict[str, object]:
    """Return the facts that a line of the stage's answer holds."""
    return {n: v for n, v in line.items() if v is not None and WORDS.fact_of_column(n)}


def test_a_batch_says_what_each_description_says_alone() -> None:
    answer = STAGE.apply(batch_of([{"description": text} for text in TEXTS])).to_pylist()
    assert {line["description"]: facts_in(line) for line in answer} == {text: read_alone(text) for text in TEXTS}


GARBAGE = st.text(max_size=60) | st.lists(
    st.sampled_from([*TEXTS[:120], "镝", "用", "(", ")", "<", "%", "9", ",", "。", "无", "Dy", " ", "\n", "\x00"]),
    max_size=6,
).map("".join)


@settings(max_examples=40, deadline=None)
@given(st.lists(GARBAGE, min_size=1, max_size=5))
@example(["钕磁=1%磷化铟"])  # its class is contested, and what was read with it
def test_any_texts_say_in_a_batch_what_they_say_alone(texts: list[str]) -> None:
    """40 × 5 texts: none raises, and none leans on its neighbours."""
    answer = STAGE.apply(batch_of([{"description": text} for text in texts])).to_pylist()
    assert [facts_in(line) | {"description": t} for line, t in zip(answer, texts, strict=True)] == [
        read_alone(text) | {"description": text} for text in texts
    ]


# ------------------------------------------------------------ what is stated stays
def stated_values() -> dict[str, st.SearchStrategy[object]]:
    amount = st.sampled_from([0, 1, 10**7, 865_000_000, 10**9])
    return {
        "kind": st.sampled_from(["goods", "service"]),
        "material": st.sampled_from(["oxide", "magnet", "glaze", "part"]),
        "main_element": st.sampled_from(["Dy", "La", "other"]),
        "magnet_family": st.sampled_from(["ferrite", "NdFeB", "none"]),
        "form": st.sampled_from(["powder", "ingot"]),
        "made_for_rare_earths": st.booleans(),
        "purity": amount,
        "purity_from": amount,
        "mf_dy": amount,
        "mf_dy_from": amount,
        "mf_dy_below": amount,
        "mf_tb": amount,
        "tariff_code": st.sampled_from(["2846", "850511", "320720"]),
        "net_mass": amount,
        "claimed_control_code": st.sampled_from(["EAR99", "3A001"]),
        "row": st.integers(0, 9),
    }


STATED = stated_values()
DESCRIPTION = st.none() | st.just("") | st.sampled_from(TEXTS)
LINE = st.fixed_dictionaries(
    {"description": DESCRIPTION}, optional={n: st.none() | v for n, v in STATED.items() if n != "row"}
)


def coded(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the batch with its texts as dictionary codes."""
    arrays = [a.dictionary_encode() if pa.types.is_string(a.type) else a for a in batch.columns]
    return pa.record_batch(arrays, names=batch.schema.names)


def plain(array: pa.Array) -> list[Any]:
    found: list[Any] = array.to_pylist()
    return found


@settings(max_examples=30, deadline=None)
@given(st.lists(LINE, min_size=1, max_size=6), st.booleans())
def test_what_a_line_states_is_never_changed(lines: list[dict[str, object]], dictionary: bool) -> None:
    batch = batch_of(lines).append_column("row", pa.array(range(len(lines)), pa.int64()))
    out = STAGE.apply(coded(batch) if dictionary else batch)
    assert plain(out.column("row")) == list(range(len(lines)))
    for name in batch.schema.names:
        pairs = zip(plain(batch.column(name)), plain(out.column(name)), strict=True)
        assert all(before in (None, after) for before, after in pairs), name


@settings(max_examples=30, deadline=None)
@given(st.lists(LINE, min_size=1, max_size=6))
def test_nothing_is_derived_of_a_fact_that_is_stated_or_bounded(lines: list[dict[str, object]]) -> None:
    out = FEW.apply(batch_of(lines)).to_pylist()
    for line, after in zip(lines, out, strict=True):
        for name in ("mf_dy", "mf_tb", "purity"):
            columns = (name, f"{name}_from", f"{name}_below")
            before = {c: line.get(c) for c in columns}
            if any(value is not None for value in before.values()):
                assert {c: after.get(c) for c in columns} == before


@settings(max_examples=40, deadline=None)
@given(st.lists(LINE, min_size=1, max_size=6))
def test_texts_as_dictionary_codes_are_read_alike(lines: list[dict[str, object]]) -> None:
    batch = batch_of(lines)
    assert STAGE.apply(coded(batch)).to_pylist() == STAGE.apply(batch).to_pylist()


@settings(max_examples=30, deadline=None)
@given(st.lists(LINE, min_size=2, max_size=8), st.integers(1, 7))
def test_several_batches_say_what_one_says(lines: list[dict[str, object]], cut: int) -> None:
    batch = batch_of(lines)
    parts = [batch.slice(0, cut), batch.slice(cut)]
    names = STAGE.apply(batch).schema.names
    together = STAGE.apply(batch).to_pylist()
    apart = [line for part in parts if part.num_rows for line in STAGE.apply(part).to_pylist()]
    assert [{n: line.get(n) for n in names} for line in apart] == together


def test_threads_say_what_one_says() -> None:
    batches = [batch_of([{"description": t} for t in TEXTS[n::8] + TEXTS[:5]]) for n in range(8)]
    fresh = GoodsStage(PACK)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(fresh.apply, batches))
    assert [a.to_pylist() for a in answers] == [STAGE.apply(b).to_pylist() for b in batches]


# ------------------------------------------------------------ single lines
def test_the_columns_that_the_stage_adds() -> None:
    (line,) = staged({"description": "氧化镝 99.9%"})
    assert set(COLUMNS) <= set(line)
    assert line["material"] == "oxide" and line.get("mf_dy") is None
    assert (line["mf_dy_from"], line["mf_dy_below"]) == (870_449_360, 871_320_682)
    assert "main_element=Dy (氧化 … 镝)" in line["derived"] or "main_element=Dy (氧化镝)" in line["derived"]
    assert line["tariff_fits"][0].startswith("2846") and line["contradictions"] == []
    assert line["contradiction_strength"] == 0


@pytest.mark.parametrize("text", [None, "", " "])
def test_a_line_without_words(text: str | None) -> None:
    silent, other = staged({"description": text, "net_mass": "5"}, {"description": "Terbium metal", "net_mass": "5"})
    assert (silent["derived"], silent["tariff_fits"]) == ([], [])
    assert "material" not in facts_in(silent) and other["material"] == "metal"


def test_batches_without_texts_or_rows() -> None:
    out = STAGE.apply(pa.record_batch({"net_mass": pa.array([1, None], pa.int64())}))
    assert out.to_pylist()[1]["derived"] == [] and out.num_rows == 2 and set(COLUMNS) <= set(out.schema.names)
    empty = STAGE.apply(pa.record_batch({"description": pa.array([], pa.string())}))
    assert empty.num_rows == 0 and set(COLUMNS) <= set(empty.schema.names)


def test_without_a_pack_words_say_nothing() -> None:
    batch = batch_of([{"description": "Terbium metal"}])
    assert GoodsStage().apply(batch).equals(batch)
    assert GoodsStage().claims(batch) is batch and not set(READ) & GoodsStage().reads and set(READ) <= STAGE.reads


def test_specification_composition_and_assay_are_read_too() -> None:
    (line,) = staged(
        {"description": "Magnets", "specification": "NdFeB N42SH", "composition": "Nd 29.5, Dy 1.9, Fe bal."}
    )
    assert (line["material"], line["magnet_family"], line["mf_dy"]) == ("magnet", "NdFeB", 19_000_000)


def test_words_come_before_what_is_assumed_and_the_composition_last() -> None:
    def assumed(batch: pa.RecordBatch) -> pa.RecordBatch:
        assert plain(batch.column("main_element")) == ["Tb", None]
        filled = pa.array(["Tb", "La"])
        return batch.set_column(batch.schema.get_field_index("main_element"), "main_element", filled)

    out = STAGE.apply(batch_of([{"description": "Terbium metal"}, {"description": ""}]), assumed).to_pylist()
    assert [line["main_element"] for line in out] == ["Tb", "La"]


def test_only_the_facts_asked_for_are_filled() -> None:
    out = FEW.apply(batch_of([{"description": "NdFeB magnets, N42SH"}]))
    assert out.to_pylist()[0]["magnet_family"] == "NdFeB" and "equipment" not in out.schema.names


# ------------------------------------------------------------ contradictions and claims
def test_contested_facts_stay_open() -> None:
    """A ferrite magnet of 8.3 g/cm3 is no ferrite; under a stated family nothing is derived either way."""
    dense = {"description": "Ferrite magnets", "net_mass": "83 kg", "volume": "10 L"}
    contested, light = staged(dense, dense | {"net_mass": "49 kg"})
    assert (contested["magnet_family"], contested["main_element"]) == (None, None)
    assert contested["contradictions"] == ["magnet_ferrite"] and contested["contradiction_strength"] == 3
    assert contested["material"] == "magnet"
    assert (light["magnet_family"], light["contradictions"]) == ("ferrite", [])
    (stated,) = staged(dense | {"magnet_family": "ferrite"})
    assert stated["magnet_family"] == "ferrite" and stated["contradictions"] == ["magnet_ferrite"]


def test_what_is_contested_on_a_line_is_marked_and_on_others_is_not() -> None:
    """The mark stands exactly before what was not filled for being contested, on the rows where it was."""
    words = {"description": "Dysprosium oxide powder"}
    plain, stated, again = staged(words, words | {"main_element": "Tb"}, words)
    assert plain["derived"] == again["derived"] and "contested: " not in "".join(plain["derived"])
    assert [text.removeprefix("contested: ") for text in stated["derived"]] == plain["derived"]
    marked = [text for text in stated["derived"] if text.startswith("contested: ")]
    assert [text.partition("=")[0] for text in marked] == ["contested: main_element"]
    assert (stated["main_element"], plain["main_element"]) == ("Tb", "Dy")


def test_with_a_contested_material_all_that_its_words_say_is_marked() -> None:
    light = {"description": "Ferrite magnets", "net_mass": "83 kg", "volume": "10 L"}
    found = {name: text for text in staged(light)[0]["derived"] for name in [text.partition("=")[0]]}
    assert "contested: magnet_family" in found and "magnet_family" not in found


def test_findings_of_the_reader_come_before_contradictions() -> None:
    (line,) = staged({"description": "Ferrite magnets", "net_mass": "83 kg", "volume": "10 L", "gross_mass": "heavy"})
    assert "gross_mass" in line["findings"][0] and line["findings"][1].startswith("magnet_ferrite: ")
    assert len(line["findings"]) == 2


def test_claims_are_held_against_the_entries_of_the_law() -> None:
    lines = [{"description": "Dysprosium oxide, not controlled"}, {"description": "Dysprosium oxide"}]
    batch = STAGE.apply(batch_of(lines))
    items = pa.array([["cn:1C905.a"], ["cn:1C905.a"]], pa.list_(pa.string()))
    before = batch.to_pylist()
    after = STAGE.claims(batch.append_column("items", items)).to_pylist()
    assert after[0]["contradictions"] == ["claimed_not_controlled"] and after[0]["contradiction_strength"] == 3
    assert after[0]["findings"][-1].startswith("claimed_not_controlled: 'not controlled' is claimed")
    assert after[1]["contradictions"] == before[1]["contradictions"] == []
    assert all(a[n] == b[n] for a, b in zip(after, before, strict=True) for n in ("material", "derived"))


def test_claims_keep_what_was_found_before() -> None:
    line = {
        "description": "Ferrite magnets",
        "net_mass": 83 * 10**6,
        "volume": 10 * 10**6,
        "claimed_control_code": "NLR",
    }
    batch = STAGE.apply(batch_of([line]))
    items = pa.array([["us:1C1"]], pa.list_(pa.string()))
    (after,) = STAGE.claims(batch.append_column("items", items)).to_pylist()
    assert after["contradictions"] == ["magnet_ferrite", "claimed_not_controlled"]
    assert after["contradiction_strength"] == 3 and len(after["findings"]) == 2
