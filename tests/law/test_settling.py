"""The order in which facts are asked for: those that settle most of what is open on a line first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from monazite.law.model import Provision
from monazite.law.settling import WHOLE, shares
from monazite.law.stage import LawStage
from monazite.law.tree import All, Any, Compare, Const, Flag, Node, Not, OneOf, Ratio, Within
from monazite.packs import load_law
from monazite.read.chunks import rows_to_chunk
from monazite.vocabulary import vocabulary

MINI = load_law(Path(__file__).parent / "mini")
OXIDE, DY, LONG = OneOf("material", ("oxide",)), OneOf("main_element", ("Dy",)), Compare("length", ">=", 5)


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (Flag("knows_of_risk"), {"knows_of_risk": 2}),
        (Not(Flag("knows_of_risk")), {"knows_of_risk": 2}),
        (All((OXIDE, DY)), {"material": 1.5, "main_element": 1.5}),
        (Any((OXIDE, DY)), {"material": 1.5, "main_element": 1.5}),
        (Not(Any((OXIDE, DY))), {"material": 1.5, "main_element": 1.5}),
        (Any((All((OXIDE, DY)), All((OXIDE, LONG)))), {"material": 1.5, "main_element": 1, "length": 1}),
        (Any((Any((OXIDE, DY)), LONG)), {"material": 4 / 3, "main_element": 4 / 3, "length": 4 / 3}),
        (Ratio("value", "net_mass", ">", 1, 2), {"value": 1, "net_mass": 1}),
        (Within(((1, 2),)), {"date": 2}),
        (Const(True), {}),
    ],
)
def test_a_fact_settles_its_share_of_a_condition_by_a_yes_and_by_a_no(node: Node, expected: dict[str, float]) -> None:
    told = shares(node)
    assert told.keys() == expected.keys()
    assert {fact: share / WHOLE for fact, share in told.items()} == pytest.approx(expected, abs=1e-5)


def provision(name: str, when: Node, outcome: str = "prohibited", unless: tuple[str, ...] = ()) -> Provision:
    return Provision(
        id=name, title="Title", instrument="xx.list", article="art 1", when=when, outcome=outcome, unless=unless
    )


def own(rules: Mapping[str, Node]) -> LawStage:
    return LawStage([replace(MINI, provisions={name: provision(name, when) for name, when in rules.items()})])


def lines(*rows: dict[str, str], stage: LawStage) -> list[list[str]]:
    facts = dict.fromkeys(fact for row in rows for fact in row)
    texts = [{fact: row.get(fact) for fact in facts} for row in rows]
    batch = rows_to_chunk(texts, list(range(2, len(rows) + 2)), "t.csv", [], 0).batches[0]
    told: list[list[str]] = stage.apply(batch).column("ask").to_pylist()
    return told


def test_what_most_of_the_open_provisions_turn_on_comes_first() -> None:
    """The vocabulary names the end use last; two provisions turn on it, one on the material too."""
    civil = OneOf("end_use", ("civil",))
    stage = own({"xx.a": All((OXIDE, DY, civil)), "xx.b": All((civil, Flag("public_domain")))})
    assert lines({"date": "2025-06-01"}, stage=stage) == [["end_use", "public_domain", "material", "main_element"]]
    assert lines({"date": "2025-06-01", "public_domain": "no"}, stage=stage) == [
        ["material", "main_element", "end_use"]
    ]


def test_an_exception_counts_less_than_what_it_lifts() -> None:
    provisions = {"xx.a": provision("xx.a", DY, unless=("xx.b",)), "xx.b": provision("xx.b", OXIDE, outcome="exempt")}
    stage = LawStage([replace(MINI, provisions=provisions)])
    assert lines({"date": "2025-06-01"}, stage=stage) == [["main_element", "material"]]


def test_the_order_is_that_of_the_line_and_not_of_the_batch() -> None:
    stage = LawStage([MINI])
    rows = [{"date": "2025-02-01", "dispatch": "CN"}, {"date": "2025-02-01", "material": "oxide", "main_element": "Dy"}]
    together = lines(*rows, *rows, stage=stage)
    assert together == [*(lines(row, stage=stage)[0] for row in rows)] * 2


def test_every_fact_is_still_named_where_many_patterns_are_weighed() -> None:
    """A flag of its own for each of many provisions: each line lacks others of them, and is told of all of these."""
    flags = [name for name, fact in vocabulary().items() if fact.type == "boolean"][:14]
    stage = own({f"xx.own.{n}": Flag(flag) for n, flag in enumerate(flags)})
    said = [{flag: n >> k & 1 for k, flag in enumerate(flags)} for n in range(1 << len(flags))]
    columns = {flag: pa.array([False if row[flag] else None for row in said], pa.bool_()) for flag in flags}
    batch = pa.record_batch({"date": pa.array(["2025-06-01"] * len(said)).cast(pa.date32()), **columns})
    told = stage.apply(batch).column("ask").to_pylist()
    assert told == [[flag for flag in flags if not row[flag]] for row in said]
