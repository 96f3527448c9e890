"""The exact set of outcomes of one case with facts missing, and the facts that would change it.

Every fact has finitely many cells: the values and thresholds that the law names, and what lies between them. A
missing fact is given each of its cells in turn, the one that matters most first, until the outcome is settled.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any as Anything

from monazite.law.plain import Case, Facts, bounds, interval
from monazite.law.state import LawState
from monazite.law.time import FAR, PAST
from monazite.law.tree import All, Any, Compare, Flag, Node, Not, OneOf, Ratio, StartsWith, Within, walk
from monazite.outcomes import OUTCOMES
from monazite.vocabulary import Fact, Vocabulary

__all__ = ["Exact", "exact", "open_facts"]

OTHER = "\x00other"
BUDGET = 4000
_EPOCH = dt.date(1970, 1, 1)


@dataclass
class Exact:
    """What a case can come to: `outcomes` by rank, whether that is exact, and the facts that would change it.

    `pivots` maps a missing fact to {cell as people read it: (low rank, high rank)}.
    """

    outcomes: frozenset[int]
    exact: bool
    pivots: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)

    def names(self) -> list[str]:
        """Return the outcomes by name, weakest first."""
        return [OUTCOMES[rank] for rank in sorted(self.outcomes)]


def exact(state: LawState, facts: Facts, day: int | None, vocabulary: Vocabulary, budget: int = BUDGET) -> Exact:
    """Return the exact outcomes of a case, as far as `budget` evaluations carry; else Kleene's interval."""
    search = _Search(state, day, vocabulary, budget)
    found = search.outcomes(dict(facts))
    low, high = interval(state, Case(facts, day))
    settled = search.left >= 0 and not search.guessed
    ranks = frozenset(found) if settled else frozenset(range(low, high + 1))
    pivots = search.pivots(dict(facts)) if len(ranks) > 1 else {}
    return Exact(ranks, settled, pivots)


def open_facts(state: LawState, facts: Facts, day: int | None) -> list[str]:
    """Return the facts that are not known and could still change the outcome by Kleene's logic, most wanted first."""
    case = Case(facts, day)
    low, _ = interval(state, case)
    votes: dict[str, int] = {}
    for root in _telling(state, case, low):
        for fact in _open_below(state, case, root):
            votes[fact] = votes.get(fact, 0) + 1
    return sorted(votes, key=lambda fact: -votes[fact])


def _telling(state: LawState, case: Case, low: int) -> list[str]:
    """Return the roots that can still raise the outcome and are not idle to ask for.

    A root is idle where another, as strong and plain, is open only in parts that the two have in common: if the first
    held, so would the other.
    """
    wanted = {root for root in state.roots if bounds(state, case, root)[1] > low}
    idle: set[str] = set()
    for root in (r for r in state.roots if r in wanted):
        mine = {id(part) for part in state.parts[root]}
        for other in state.stronger[root]:
            if other in idle or case.truth(state.rules[other].when) is not None:
                continue
            if all(id(part) in mine or case.truth(part) for part in state.parts[other]):
                idle.add(root)
                break
    return [root for root in state.roots if root in wanted - idle]


def _open_below(state: LawState, case: Case, name: str) -> Iterator[str]:
    rule = state.rules[name]
    if case.truth(rule.when) is None:
        yield from _open_atoms(case, rule.when)
    if case.truth(rule.when) is not False:
        for place, e in enumerate(rule.unless):
            if set().union(*map(state.outcomes, rule.unless[place:])) == {rule.provision.outcome}:
                return
            yield from _open_below(state, case, e)
            if case.truth(state.rules[e].when):
                return


def _open_atoms(case: Case, node: Node) -> Iterator[str]:
    if case.truth(node) is not None:
        return
    if isinstance(node, All | Any):
        for child in node.children:
            yield from _open_atoms(case, child)
    elif isinstance(node, Not):
        yield from _open_atoms(case, node.child)
    elif isinstance(node, Ratio):
        yield from (f for f in (node.numerator, node.denominator) if case.facts.get(f) is None)
    elif isinstance(node, Within):
        yield "date"
    elif isinstance(node, Compare | OneOf | StartsWith | Flag):
        yield node.fact


class _Search:
    def __init__(self, state: LawState, day: int | None, vocabulary: Vocabulary, budget: int) -> None:
        self.state, self.day, self.vocabulary, self.left = state, day, vocabulary, budget
        self.guessed = False
        self.atoms: dict[str, set[Node]] = {}
        for rule in state.rules.values():
            for node in walk(rule.when):
                for fact in _facts_at(node):
                    self.atoms.setdefault(fact, set()).add(node)

    def outcomes(self, facts: dict[str, Anything]) -> set[int]:
        self.left -= 1
        day = facts.get("date", self.day) if self.day is None else self.day
        low, high = interval(self.state, Case(facts, day))
        if low == high:
            return {low}
        if self.left < 0:
            return set(range(low, high + 1))
        wanted = open_facts(self.state, facts, day)
        if not wanted:
            self.guessed = True
            return set(range(low, high + 1))
        out: set[int] = set()
        for _, values in self.cells(wanted[0], facts):
            out |= self.outcomes({**facts, **values})
            if len(out) > high - low or self.left < 0:
                break
        return out

    def pivots(self, facts: dict[str, Anything]) -> dict[str, dict[str, tuple[int, int]]]:
        """Return the facts whose value alone moves the interval, with what each of their cells gives."""
        out = {}
        for fact in open_facts(self.state, facts, self.day):
            answers: dict[str, tuple[int, int]] = {}
            for shown, values in self.cells(fact, facts):
                day = values.get("date", self.day) if self.day is None else self.day
                answers[shown] = interval(self.state, Case({**facts, **values}, day))
            if len(set(answers.values())) > 1:
                out[fact] = answers
        return out

    # ------------------------------------------------------------ cells
    def cells(self, fact: str, facts: Facts) -> list[tuple[str, dict[str, Anything]]]:
        """Return (as shown, values to substitute) for each cell of a fact."""
        spec = self.vocabulary[fact]
        atoms = self.atoms.get(fact, set())
        if fact == "date":
            return [(str(_EPOCH + dt.timedelta(day)), {"date": day}) for day in self._days()]
        if spec.type == "boolean":
            return [("yes", {fact: True}), ("no", {fact: False})]
        if spec.type == "quantity":
            return self._numbers(fact, atoms, facts)
        words = {v for a in atoms if isinstance(a, OneOf) for v in a.values}
        # A prefix stands for itself only where it is named; what merely begins with it is a cell of its own.
        begins = [
            (f"any other {p}…", {fact: p + OTHER})
            for p in sorted({a.prefix for a in atoms if isinstance(a, StartsWith)})
        ]
        if spec.type == "choice":
            others = [v for v in spec.of if v not in words]
            rest = (
                [(others[0] if len(others) == 1 else f"any other ({others[0]} …)", {fact: others[0]})] if others else []
            )
        else:
            rest = [("any other", {fact: OTHER})]
        return [(word, {fact: word}) for word in sorted(words)] + begins + rest

    def _numbers(self, fact: str, atoms: Iterable[Node], facts: Facts) -> list[tuple[str, dict[str, Anything]]]:
        spec = self.vocabulary[fact]
        edges = {0}
        for atom in atoms:
            if isinstance(atom, Compare):
                edges |= {atom.value - 1, atom.value, atom.value + 1}
            elif isinstance(atom, Ratio):
                edges |= self._ratio_edges(fact, atom, facts)
        below, least = facts.get(spec.below), facts.get(spec.at_least)
        floor = None if spec.unit == "degC" else 0
        values = sorted(
            v
            for v in edges | ({least} if least is not None else set())
            if (floor is None or v >= floor) and (below is None or v < below) and (least is None or v >= least)
        )
        clear = {spec.below: None, spec.at_least: None} if spec.censored else {}
        return [(_cell_shown(spec, v, edges), {fact: v, **clear}) for v in values]

    def _ratio_edges(self, fact: str, atom: Ratio, facts: Facts) -> set[int]:
        """The values around which the ratio tips; where the other side is missing too, its unit is taken large."""
        other = facts.get(atom.denominator if fact == atom.numerator else atom.numerator)
        self.guessed |= other is None
        if fact == atom.numerator:
            edge = (other if other and other > 0 else atom.q * 1000) * atom.p // atom.q
        else:
            edge = (other * atom.q // atom.p) if other and atom.p > 0 else atom.q * 1000
        return {edge - 1, edge, edge + 1, edge + 2}

    def _days(self) -> list[int]:
        edges = {
            x
            for r in self.state.rules.values()
            for node in walk(r.when)
            if isinstance(node, Within)
            for s in node.spans
            for x in s
        }
        edges |= {a.value + d for a in self.atoms.get("date", ()) if isinstance(a, Compare) for d in (0, 1)}
        return sorted(day for e in edges for day in (e - 1, e) if PAST < e < FAR)


def _cell_shown(spec: Fact, value: int, edges: Collection[int]) -> str:
    """Return a cell of a quantity in words: the step above an edge stands for all that is more."""
    if value - 1 in edges and value + 1 not in edges:
        return f"more than {spec.shown(value - 1)}"
    if value + 1 in edges and value - 1 not in edges and value > 0:
        return f"less than {spec.shown(value + 1)}"
    return spec.shown(value)


def _facts_at(node: Node) -> tuple[str, ...]:
    if isinstance(node, Compare | OneOf | StartsWith | Flag):
        return (node.fact,)
    if isinstance(node, Ratio):
        return node.numerator, node.denominator
    return ("date",) if isinstance(node, Within) else ()
