"""What the rules of each regime say of small groups, OFAC's own examples among them; one meaning against another."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.parties.ownership.answer import Answer, owned_by_listed, owned_columns
from monazite.parties.ownership.graph import Graph
from monazite.parties.ownership.model import Holding, Listed, Node, Rule, Share
from monazite.parties.ownership.proof import prove
from tests.parties.ownership.made import graph, listed, rule

CASES = list(csv.DictReader((Path(__file__).parent / "cases.csv").read_text("utf-8").splitlines()))


def states(answer: Answer) -> dict[str, str]:
    return {id: answer.state(k) for k, id in enumerate(answer.graph.ids)}


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_rule_says_of_a_group(case: Mapping[str, str]) -> None:
    answer = owned_by_listed(graph(case["holdings"]), listed(case["listed"]), rule(case["rule"]))
    expected = dict(part.split() for part in case["expected"].split("; "))
    assert {name: states(answer)[name] for name in expected} == expected


def flags(text: str, who: str, *nodes: Node, rule_id: str = "us.ofac.2014", of: str = "A") -> set[str]:
    answer = owned_by_listed(graph(text, *nodes), listed(who), rule(rule_id))
    return set(answer.flags_of(answer.graph.number[of]))


@pytest.mark.parametrize(
    ("holdings", "flag"),
    [
        ("X>A 10", "minority"),
        ("X>B 10; B>A 100", "upstream"),
        ("X>A 60 voting", "control"),
        ("X>A ? tie", "tie"),
        ("X>A 60 nominee", "nominee"),
        ("X>A 10; A>A 5", "treasury"),
        ("X>A 60; Z>A 70", "over_whole"),
        ("A>B 100; B>A 100; X>C 5", "circular"),
        ("X>A 10 capital B", "share_class"),
        ("X>A 10 indirect", "indirect"),
        ("X>A 10", "unaccounted"),
        ("A>X 10", "no_owner_recorded"),
    ],
)
def test_a_red_flag_is_raised_beside_the_answer(holdings: str, flag: str) -> None:
    assert flag in flags(holdings, "X")


@pytest.mark.parametrize(
    ("holdings", "flag"),
    [
        ("X>B 10; Z>A 100", "upstream"),
        ("X>A 60 voting", "minority"),
        ("X>A 40; Z>A 60", "unaccounted"),
        ("X>A 40; Z>A 60", "over_whole"),
        ("X>A 60; A>B 60", "circular"),
    ],
)
def test_a_red_flag_is_not_raised_without_cause(holdings: str, flag: str) -> None:
    assert flag not in flags(holdings, "X")


def test_states_and_owners_without_a_name_are_flagged() -> None:
    assert "state_owned" in flags("S>B 60; B>A 50; X>C 1", "X", Node("S", "A state", "state"))
    assert "state_owned" not in flags("S>A 40; X>C 1", "X", Node("S", "A state", "state"))
    assert "unknown_owner" in flags("U>A ?; X>C 1", "X", Node("U", "?", "unknown"))


def test_the_strictest_list_behind_a_party_comes_first_and_goes_down_the_chain() -> None:
    found = owned_by_listed(
        graph("X>A 30; Y>A 25; A>B 50"), listed("us-csl:MEU=X us-csl:EL=Y"), rule("us.bis.affiliates")
    )
    assert found.behind(found.graph.number["B"]) == ("us-csl:EL", "us-csl:MEU")


def test_many_parties_are_answered_as_columns() -> None:
    answer = owned_by_listed(graph("X>A 50; X>B 10; C>D 5"), listed("X"), rule())
    table = owned_columns(answer, ["a", "B", "nobody", None, "A", "D"]).to_pydict()
    assert table["state"] == ["certain", "no", None, None, "certain", "no"]
    assert table["part_owned"] == [True, True, None, None, True, False]
    assert table["held_low"] == [500_000_000, 100_000_000, None, None, 500_000_000, 0]


# ------------------------------------------------------------------ one meaning against another


def plainly(holdings: Iterable[Holding], roots: set[str], rule: Rule, *, certain: bool) -> set[str]:
    """Return who is owned, the slow way: ask every party again until nothing changes, with fractions."""
    every, owned = list(holdings), set(roots)
    parties = {h.asset for h in every}
    while True:
        more = {p for p in parties - owned if _is_owned(p, every, owned, rule, certain=certain)}
        if not more:
            return owned
        owned |= more


def _is_owned(party: str, holdings: list[Holding], owned: set[str], rule: Rule, *, certain: bool) -> bool:
    mine = [h for h in holdings if h.asset == party and h.owner in owned]
    others = [h for h in holdings if h.asset == party and h.owner not in owned]
    if certain:
        low, above = sum((h.share.low for h in mine), Fraction(0)), any(h.share.above for h in mine)
        return low > rule.threshold or (low == rule.threshold and (not rule.more_than or above))
    high, reached = sum((h.share.high for h in mine), Fraction(0)), not any(h.share.below for h in mine)
    every = [h.share for h in holdings if h.asset == party]
    least = sum(share.low for share in every)
    if least < 1 or (least == 1 and not any(share.above for share in every)):
        room, whole = 1 - sum(h.share.low for h in others), not any(h.share.above for h in others)
        high, reached = min([(high, reached), (room, whole)]) if high != room else (high, reached and whole)
    return high > rule.threshold or (high == rule.threshold and reached and not rule.more_than)


NAMES = ["X", "Y", "A", "B", "C", "D"]


@st.composite
def groups(draw: st.DrawFn) -> list[Holding]:
    pairs = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda p: p[0] != p[1])
    out = []
    for owner, asset in draw(st.lists(pairs, max_size=12)):
        low, high = sorted(draw(st.tuples(st.integers(0, 12), st.integers(0, 12))))
        above, below = (draw(st.booleans()), draw(st.booleans())) if low < high else (False, False)
        out.append(Holding(owner, asset, Share(Fraction(low, 12), Fraction(high, 12), above, below)))
    return out


@settings(max_examples=300, deadline=None)
@given(groups(), st.booleans())
def test_the_fast_cascade_says_what_the_slow_one_says(holdings: list[Holding], more_than: bool) -> None:
    one = Rule("r", "r", "r", Fraction(1, 2), "", more_than=more_than)
    found = owned_by_listed(Graph.of([Node(n, n) for n in NAMES], holdings), [Listed("X"), Listed("Y")], one)
    ids, read = found.graph.ids, found.reads[0]
    certain = {ids[k] for k in range(len(ids)) if read.certain.rank[k] >= 0}
    possible = {ids[k] for k in range(len(ids)) if read.possible.rank[k] >= 0}
    assert certain == plainly(holdings, {"X", "Y"}, one, certain=True)
    assert possible == plainly(holdings, {"X", "Y"}, one, certain=False)
    assert certain <= possible


@settings(max_examples=150, deadline=None)
@given(groups())
def test_alone_is_what_one_of_the_listed_parties_owns_by_itself(holdings: list[Holding]) -> None:
    one = Rule("r", "r", "r", Fraction(1, 2), "", aggregate="no")
    parties = Graph.of([Node(n, n) for n in NAMES], holdings)
    found = owned_by_listed(parties, [Listed("X"), Listed("Y")], one).reads[0].certain.rank
    alone = plainly(holdings, {"X"}, one, certain=True) | plainly(holdings, {"Y"}, one, certain=True)
    assert {parties.ids[k] for k in range(len(parties)) if found[k] >= 0} == alone


@settings(max_examples=150, deadline=None)
@given(groups())
def test_every_proof_reaches_the_threshold_from_listed_parties_upwards(holdings: list[Holding]) -> None:
    answer = owned_by_listed(Graph.of([Node(n, n) for n in NAMES], holdings), [Listed("X"), Listed("Y")], rule())
    for party in range(len(answer.graph)):
        proof = prove(answer, party)
        shown = {step.party for step in proof.steps} | set(answer.lists)
        for step in proof.steps if proof.state != "no" else ():
            assert min(step.sum, step.room) >= step.need and not step.missing
            assert all(part.owner in shown for part in step.parts)
