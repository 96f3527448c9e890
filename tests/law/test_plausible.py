"""How plausible it is that a condition holds: what is known counts 0 or 1, the rest ranks and never decides."""

from __future__ import annotations

from math import isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.law.plain import Case
from monazite.law.plausible import plausibility, unknown_atoms
from monazite.law.tree import FALSE, TRUE, All, Any, Compare, Flag, Node, Not, OneOf, children
from tests.law.strategies import conditions, lines

OXIDE, DY, CIVIL = OneOf("material", ("oxide",)), OneOf("main_element", ("Dy",)), Flag("cn_technology")
MUCH = Compare("mf_dy", ">=", 10)
BELIEFS: dict[Node, float] = {OXIDE: 0.8, DY: 0.5, CIVIL: 0.1, MUCH: 0.3}


def believed(node: Node) -> float:
    return BELIEFS.get(node, 0.25)


@pytest.mark.parametrize(
    ("node", "facts", "score", "ask"),
    [
        (OXIDE, {}, 0.8, [OXIDE]),
        (OXIDE, {"material": "oxide"}, 1.0, []),
        (OXIDE, {"material": "metal"}, 0.0, []),
        (All((OXIDE, DY)), {}, 0.4, [OXIDE, DY]),
        (All((OXIDE, DY)), {"material": "oxide"}, 0.5, [DY]),
        (All((OXIDE, DY)), {"material": "metal"}, 0.0, []),
        (Any((OXIDE, DY)), {}, 0.8, [OXIDE]),
        (Any((DY, OXIDE)), {"material": "metal"}, 0.5, [DY]),
        (Any((DY, OXIDE)), {"material": "oxide"}, 1.0, []),
        (Not(CIVIL), {}, 0.9, [CIVIL]),
        (Not(CIVIL), {"cn_technology": True}, 0.0, []),
        (Not(All((OXIDE, DY))), {}, 0.6, [OXIDE, DY]),
        (All((Any((All((OXIDE, MUCH)), DY)), Not(CIVIL))), {}, 0.45, [DY, CIVIL]),
        (All((Any((All((OXIDE, MUCH)), DY)), Not(CIVIL))), {"mf_dy_from": 20}, 0.72, [OXIDE, CIVIL]),
        (MUCH, {"mf_dy_below": 10}, 0.0, []),
        (TRUE, {}, 1.0, []),
        (FALSE, {}, 0.0, []),
    ],
)
def test_scores_and_what_to_ask(node: Node, facts: dict[str, object], score: float, ask: list[Node]) -> None:
    case = Case(facts, 0)
    assert isclose(plausibility(node, case, believed), score)
    assert unknown_atoms(node, case, believed) == ask


def below(node: Node) -> list[Node]:
    inner = [n for child in children(node) for n in below(child)]
    return inner if children(node) else [node]


BELIEF = st.sampled_from([0.02, 0.3, 0.6, 0.98])  # never 0 or 1: what is not known is neither


@settings(max_examples=200, deadline=None)
@given(conditions(), lines(), BELIEF)
def test_what_is_known_is_never_ranked(node: Node, facts: dict[str, object], belief: float) -> None:
    case = Case(facts, 20_000)
    score, asked = plausibility(node, case, lambda _: belief), unknown_atoms(node, case, lambda _: belief)
    truth = case.truth(node)
    assert 0 <= score <= 1
    assert (score == float(truth) and not asked) if truth is not None else asked
    assert all(case.truth(atom) is None and atom in below(node) for atom in asked)


@settings(max_examples=100, deadline=None)
@given(conditions(), lines())
def test_belief_is_asked_of_unknown_atoms_alone(node: Node, facts: dict[str, object]) -> None:
    case, asked = Case(facts, 20_000), []

    def belief(atom: Node) -> float:
        asked.append(atom)
        return 0.5

    plausibility(node, case, belief)
    assert all(case.truth(atom) is None and not children(atom) for atom in asked)
