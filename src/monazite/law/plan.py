"""The plan of a batch evaluation: every distinct node of several law states once, children before parents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from monazite.law.state import LawState
from monazite.law.tree import Compare, Node, OneOf, StartsWith, Within, children, facts_of
from monazite.outcomes import RANK

__all__ = ["Op", "Plan", "PlannedRule", "PlannedState", "TextAtoms"]

# Cheap tests first: they cut whole batches.
_COST = {"Const": 0, "Within": 1, "Flag": 2, "OneOf": 3, "StartsWith": 3, "Compare": 4, "Ratio": 6}


@dataclass(frozen=True)
class Op:
    """One node of the plan: what it is, the ids of its children, the time zone whose day it reads."""

    node: Node
    children: tuple[int, ...]
    zone: str


@dataclass
class TextAtoms:
    """The tests on one text column; test k is bit k % 8 of byte k // 8 of a value's mask."""

    tests: list[OneOf | StartsWith] = field(default_factory=list)

    def mask(self, word: str) -> bytes:
        """Return the tests that a value passes, as bits."""
        out = bytearray((len(self.tests) + 7) // 8)
        for k, test in enumerate(self.tests):
            if word in test.values if isinstance(test, OneOf) else word.startswith(test.prefix):
                out[k // 8] |= 1 << k % 8
        return bytes(out)


@dataclass(frozen=True)
class PlannedRule:
    """One provision in the plan: its node, the rank of its outcome (-1: none) and its exceptions, all as indices.

    `follows` are the ranks of the regime's outcome at which it holds; empty where it holds at any.
    """

    id: str
    when: int
    rank: int
    follows: tuple[int, ...]
    unless: tuple[int, ...]


@dataclass(frozen=True)
class PlannedState:
    """One law state in the plan: rules with exceptions before what they except, roots, and items.

    `parts` are the nodes that must all hold for a rule, `stronger` the rules that may make it idle to ask for.
    """

    state: LawState
    rules: tuple[PlannedRule, ...]
    roots: tuple[int, ...]
    items: tuple[tuple[str, int], ...]
    parts: tuple[tuple[int, ...], ...]
    stronger: dict[int, tuple[int, ...]]


class Plan:
    """All nodes of some law states, each once; shared atoms are evaluated once a batch."""

    def __init__(self, states: Sequence[LawState], *, with_items: bool = True) -> None:
        self.ops: list[Op] = []
        self.texts: dict[str, TextAtoms] = {}
        self.text_places: dict[int, tuple[str, int]] = {}
        self._ids: dict[tuple[Node, str], int] = {}
        self.states = tuple(self._state(state, with_items) for state in states)
        self.facts = frozenset(f for op in self.ops if not op.children for f in facts_of(op.node))

    @property
    def zones(self) -> frozenset[str]:
        """The time zones whose day the plan reads."""
        return frozenset(op.zone for op in self.ops if op.zone)

    def _state(self, state: LawState, with_items: bool) -> PlannedState:
        order = _exceptions_first(state)
        index = {name: k for k, name in enumerate(order)}
        zone = state.pack.timezone
        rules = []
        for name in order:
            rule = state.rules[name]
            outcome = rule.provision.outcome
            rules.append(
                PlannedRule(
                    id=name,
                    when=self._add(rule.when, zone),
                    rank=-1 if outcome is None else RANK[outcome],
                    follows=tuple(RANK[o] for o in rule.provision.where_outcome),
                    unless=tuple(index[e] for e in rule.unless),
                )
            )
        items = tuple((i, self._add(node, zone)) for i, node in state.items.items()) if with_items else ()
        parts = tuple(tuple(self._add(part, zone) for part in state.parts[name]) for name in order)
        stronger = {index[r]: tuple(index[q] for q in others) for r, others in state.stronger.items()}
        return PlannedState(state, tuple(rules), tuple(index[r] for r in state.roots), items, parts, stronger)

    def _add(self, node: Node, zone: str) -> int:
        dated = isinstance(node, Within) or (isinstance(node, Compare) and node.fact == "date")
        key = (node, zone if dated or children(node) else "")
        if key in self._ids:
            return self._ids[key]
        below = tuple(self._add(child, zone) for child in sorted(children(node), key=_cost))
        number = self._ids[key] = len(self.ops)
        self.ops.append(Op(node, below, zone if dated else ""))
        if isinstance(node, OneOf | StartsWith):
            tests = self.texts.setdefault(node.fact, TextAtoms()).tests
            self.text_places[number] = (node.fact, len(tests))
            tests.append(node)
        return number


def _cost(node: Node) -> int:
    own = _COST.get(type(node).__name__)
    return own if own is not None else 10 + sum(map(_cost, children(node)))


def _exceptions_first(state: LawState) -> list[str]:
    order: dict[str, None] = {}

    def visit(name: str) -> None:
        if name not in order:
            for exception in state.rules[name].unless:
                visit(exception)
            order[name] = None

    for name in state.rules:
        visit(name)
    return list(order)
