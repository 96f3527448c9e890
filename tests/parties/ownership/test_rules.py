"""What the rules of each regime say of small groups, OFAC's own examples among them; one meaning against another."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.parties.ownership.answer import Answer, owned_by_listed, owned_columns
from monazite.parties.ownership.graph import Edges, Graph
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


COPIES = 40  # so many that every step has too many holdings to be gone through one by one


def copied(holdings: Iterable[Holding], copies: int = COPIES) -> list[Holding]:
    """Return holdings again and again, each time of other parties, in a group that nothing ties to the first."""
    every = list(holdings)
    return [replace(h, owner=f"{h.owner}{k}", asset=f"{h.asset}{k}") for k in range(copies) for h in every]


@settings(max_examples=100, deadline=None)
@given(groups(), st.booleans())
def test_many_groups_at_once_say_what_each_says_alone(holdings: list[Holding], together: bool) -> None:
    one = Rule("r", "r", "r", Fraction(1, 2), "", aggregate="yes" if together else "no")
    alone = owned_by_listed(Graph.of([Node(n, n) for n in NAMES], holdings), [Listed("X"), Listed("Y")], one)
    nodes = [Node(f"{n}{k}", n) for k in range(COPIES) for n in NAMES]
    roots = [Listed(f"{n}{k}") for k in range(COPIES) for n in "XY"]
    found = owned_by_listed(Graph.of(nodes, copied(holdings)), roots, one)
    for name in NAMES:
        here, there = alone.graph.number[name], [found.graph.number[f"{name}{k}"] for k in range(COPIES)]
        assert {found.state(party) for party in there} == {alone.state(here)}
        assert {found.held(party) for party in there} == {alone.held(here)}
        assert {found.flags_of(party) for party in there} == {alone.flags_of(here)}


@st.composite
def worded(draw: st.DrawFn) -> list[Holding]:
    """Groups with indirect and nominee holdings, votes and classes of shares among them."""
    ways, bases = ({}, {}, {"indirect": True}, {"nominee": True}), ({}, {}, {"family": "voting"}, {"share_class": "B"})
    change = st.tuples(st.sampled_from(ways), st.sampled_from(bases))
    return [replace(h, **way, **base) for h in draw(groups()) for way, base in [draw(change)]]


@settings(max_examples=200, deadline=None)
@given(worded(), worded())
def test_a_group_that_nothing_ties_to_another_changes_no_answer(mine: list[Holding], other: list[Holding]) -> None:
    nodes, roots = [Node(n, n) for n in NAMES], [Listed("X"), Listed("Y")]
    alone = owned_by_listed(Graph.of(nodes, mine), roots, rule())
    beside = owned_by_listed(Graph.of(nodes, [*mine, *copied(other, 1)]), [*roots, Listed("X0")], rule())
    for name in NAMES:
        assert beside.state(beside.graph.number[name]) == alone.state(alone.graph.number[name])
        assert beside.flags_of(beside.graph.number[name]) == alone.flags_of(alone.graph.number[name])


def test_a_row_of_others_leaves_open_what_an_indirect_share_leaves_open() -> None:
    text = "X>B 20; B>C 20; X>C 20 indirect"
    found = [states(owned_by_listed(graph(text + more), listed("X"), rule()))["C"] for more in ("", "; Q>R 100")]
    assert found == ["possible", "possible"]


@settings(max_examples=150, deadline=None)
@given(groups(), st.integers(1, 400), st.booleans(), st.booleans())
def test_sums_of_any_size_are_exact(holdings: list[Holding], times: int, fine: bool, more_than: bool) -> None:
    one, roots = Rule("r", "r", "r", Fraction(1, 2), "", more_than=more_than), [Listed("X"), Listed("Y")]
    small = Graph.of([Node(n, n) for n in NAMES], holdings)
    scale = 4 * 10**18 // (small.whole * times) if fine else 1  # so fine that a few sums are beyond 64 bits
    e = small.edges
    edges = replace(e, low=e.low * scale, high=e.high * scale)
    again = {k: np.repeat(getattr(edges, k), times) for k in ("owner", "asset", "low", "high", "base", "bits")}
    large = Graph(small.ids, Edges(**again), small.whole * scale * times, small.bases, small.details)
    found = owned_by_listed(large, roots, one)
    for certain in (True, False):
        run = found.reads[0].certain if certain else found.reads[0].possible
        expected = plainly(holdings, {"X", "Y"}, one, certain=certain)
        assert {found.graph.ids[k] for k in range(len(found.graph)) if run.rank[k] >= 0} == expected


def test_a_million_rows_of_all_of_a_company_do_not_overflow() -> None:
    n, whole = 200_000, 10**14
    column = np.full(n, whole, np.int64)
    edges = Edges(np.zeros(n, np.int32), np.ones(n, np.int32), column, column, np.zeros(n, np.int32), np.zeros(n, "u1"))
    found = owned_by_listed(Graph(["X", "A"], edges, whole), [Listed("X")], rule())
    assert found.state(1) == "certain" and "over_whole" in found.flags_of(1)
    assert [str(share) for share in found.held(1)] == [str(n), "1"]


def test_a_class_of_shares_of_its_own_in_every_row_takes_no_more_room_than_the_rows() -> None:
    many = [Holding("X", f"A{k}", Share(Fraction(1), Fraction(1)), share_class=f"class {k}") for k in range(40_000)]
    found = owned_by_listed(Graph.of((), many), [Listed("X")], rule())
    last = found.graph.number["A39999"]
    assert found.state(last) == "possible" and [str(share) for share in found.held(last)] == ["0", "1"]
    assert prove(found, last).steps[0].parts[0].base == ("capital", "class 39999")


def test_a_long_chain_is_followed_to_its_end_with_the_list_behind_it() -> None:
    n = 50_000
    column = np.full(n, 10**9, np.int64)
    ends = np.arange(n, dtype=np.int32), np.arange(1, n + 1, dtype=np.int32)
    edges = Edges(*ends, column, column, np.zeros(n, np.int32), np.zeros(n, np.uint8))
    found = owned_by_listed(Graph([str(k) for k in range(n + 1)], edges, 10**9), [Listed("0", "ofac-sdn")], rule())
    assert found.state(n) == "certain" and found.behind(n) == ("ofac-sdn",) and "upstream" in found.flags_of(n)


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
