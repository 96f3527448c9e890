"""How words belong together: clauses, brackets, what is for, in, with and without something, and what the goods are."""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.goods.grammar import arrange, head_of, primary
from monazite.goods.mentions import Mention, Scanner
from monazite.goods.model import ZONES
from tests.goods.reading_made_up import PACK

SCANNER = Scanner(PACK)


def cases() -> list[dict[str, str]]:
    with (Path(__file__).parent / "grammar_cases.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def arranged(written: str) -> tuple[str, list[Mention], list[list[Mention]]]:
    text = SCANNER.fold(written).text
    mentions = SCANNER.scan(text)
    return text, mentions, arrange(text, mentions)


@pytest.mark.parametrize("case", cases(), ids=lambda c: c["text"])
def test_zones_and_the_head(case: Mapping[str, str]) -> None:
    text, mentions, clauses = arranged(case["text"])
    zones = {text[m.start : m.end]: m.zone for m in mentions if m.role != "relation"}
    wanted = dict(part.strip().split("=") for part in case["zones"].split(";"))
    assert {word: zones.get(word) for word in wanted} == wanted
    head, _ = primary(clauses)
    assert (text[head.start : head.end] if head else "") == case["head"]


@pytest.mark.parametrize(
    ("written", "clauses"),
    [
        ("magnet motor", ["magnet motor"]),
        ("magnet; motor", ["magnet", "motor"]),
        ("magnet, motor", ["magnet", "motor"]),
        ("magnet|motor", ["magnet", "motor"]),
        ("magnet。motor", ["magnet", "motor"]),
        ("magnet\nmotor", ["magnet", "motor"]),
        ("magnet - motor", ["magnet", "motor"]),
        ("magnet--motor", ["magnet", "motor"]),
        ("magnet / motor", ["magnet", "motor"]),
        ("magnet-motor", ["magnet motor"]),
        ("magnet/motor", ["magnet motor"]),
        ("magnet 2.5 motor", ["magnet motor"]),
        ("磁钢，电机；釉料", ["磁钢", "电机", "釉料"]),
        ("磁钢 motor", ["磁钢 motor"]),
        ("magnet (motor) powder", ["magnet powder", "motor"]),
        ("magnet （motor） powder", ["magnet powder", "motor"]),
        ("magnet [motor {glaze}] powder", ["magnet powder", "motor", "glaze"]),
        ("magnet (motor, glaze) powder", ["magnet powder", "motor", "glaze"]),
        ("magnet) motor", ["magnet motor"]),
        ("(magnet motor", ["magnet motor"]),
        ("", []),
    ],
)
def test_clauses(written: str, clauses: list[str]) -> None:
    text, _, found = arranged(written)
    assert [" ".join(text[m.start : m.end] for m in clause) for clause in found] == clauses


def test_heads_of_the_other_clauses_are_kept() -> None:
    _, _, clauses = arranged("NdFeB, magnet; glaze, dysprosium oxide")
    head, others = primary(clauses)
    assert head is not None and head.ref.id == "magnet"  # type: ignore[union-attr]
    assert [getattr(m.ref, "id", "") for m in others] == ["ndfeb", "glaze", "oxide"]


def test_a_clause_without_main_words_has_no_head() -> None:
    _, _, clauses = arranged("for motor; brand new")
    assert [head_of(clause) for clause in clauses] == [None, None]
    assert primary(clauses) == (None, []) == primary([])


PIECES = st.sampled_from(
    [*"dysprosium,Dy,NdFeB,magnet,motor,oxide,for,with,without,free,doped,made of,in,of,2 %,-".split(",")]
    + [*"(,),[,],;,|, ,镝,铽,磁钢,电机,用,用于,的,不含,无,制,、,。,未检出".split(","), ",", "\n"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join) | st.lists(PIECES, max_size=14).map(" ".join))
def test_each_mention_is_in_one_clause_and_one_zone(written: str) -> None:
    text, mentions, clauses = arranged(written)
    assert sorted(id(m) for clause in clauses for m in clause) == sorted(map(id, mentions))
    assert all(clauses) and all([m.start for m in c] == sorted(m.start for m in c) for c in clauses)
    assert {m.zone for m in mentions} <= {"main", "relation", *ZONES}
    assert all(m.zone != "main" for m in mentions if m.role == "relation")
    head, others = primary(clauses)
    assert all(m.zone == "main" for m in (*others, *filter(None, [head])))


def steps(written: str) -> int:
    """Return how many functions are called to arrange a text."""
    text = SCANNER.fold(written).text
    mentions, count = SCANNER.scan(text), 0

    def called(_frame: object, event: str, _given: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        arrange(text, mentions)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "words", ["用", "制", "for ", "含", "无", "电机用", "无镝", "镝未检出 ", "镝无镝 ", "Dy free ", "instead of Dy "]
)
def test_what_is_said_often_is_looked_at_once_each_time(words: str) -> None:
    steps(words)  # what is kept from one text to the next is kept now
    assert steps(words * 400) < 3 * steps(words * 200)
