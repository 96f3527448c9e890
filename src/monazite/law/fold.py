"""Outcomes of a batch: the default tree of provisions and exceptions folded over planes.

Follows the meaning fixed in research/rules.md, section 3: a provision that applies has the value of its first exception
that applies, else its own outcome; with facts missing every value is an interval, and the decision is the greatest
low and the greatest high of the provisions that work by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from monazite.law.bits import Plane, Truth, conj, disj, pack, trimmed, unpack, without
from monazite.law.kernel import Evaluation
from monazite.law.plan import PlannedRule, PlannedState
from monazite.law.tree import Compare, Flag, OneOf, Ratio, StartsWith, Within, children
from monazite.outcomes import OUTCOMES

__all__ = ["Answer", "answer"]

Ranks = npt.NDArray[np.uint8]
Levels = dict[int, Plane]


@dataclass
class Answer:
    """One regime's answers on one batch.

    `low` and `high` are ranks, one a row; `holds` and `possible` are the provisions that hold, and that cannot be
    told, each with its rows; `asks` the facts that could still change the outcome; `items` the entries that match.
    """

    state: PlannedState
    low: Ranks
    high: Ranks
    holds: list[tuple[str, Plane]]
    possible: list[tuple[str, Plane]]
    asks: dict[str, Plane]
    items: list[tuple[str, Plane]]


def answer(evaluation: Evaluation, state: PlannedState, *, with_asks: bool = True) -> Answer:
    """Return the answers of one regime on the batch of `evaluation`."""
    return _Fold(evaluation, state).answer(with_asks)


class _Fold:
    def __init__(self, evaluation: Evaluation, state: PlannedState) -> None:
        self.evaluation, self.state = evaluation, state
        self.full, self.rows = evaluation.full, evaluation.columns.rows
        self.applied: list[Levels] = []
        self.lows: list[Levels] = []
        self.highs: list[Levels] = []
        self.sure: dict[int, Plane] = {}
        self.maybe: dict[int, Plane] = {}

    def answer(self, with_asks: bool) -> Answer:
        for rule in self.state.rules:
            levels = self.fold(rule)
            self.lows.append(levels[0])
            self.highs.append(levels[1])
        low, high = self.ranks(self.lows), self.ranks(self.highs)
        for root in self.state.roots:
            self.reach(root, *self.where(self.state.rules[root], low, high))
        return Answer(
            state=self.state,
            low=low,
            high=high,
            holds=[(r.id, plane) for k, r in enumerate(self.state.rules) if (plane := self.sure.get(k)) is not None],
            possible=self.possible(),
            asks=self.asks(low, high) if with_asks else {},
            items=[
                (i, p) for i, node in self.state.items if (p := trimmed(self.evaluation.truth(node)[0])) is not None
            ],
        )

    # ------------------------------------------------------------ values
    def fold(self, rule: PlannedRule) -> tuple[Levels, Levels]:
        """Return the rows by low rank and by high rank, of the rows where the rule applies (surely; perhaps)."""
        sure, maybe = self.evaluation.truth(rule.when)
        low: Levels = {rule.rank: self.full}
        high: Levels = {rule.rank: self.full}
        if maybe is not None and rule.rank >= 0:
            for e in reversed(rule.unless):
                if self.evaluation.truth(self.state.rules[e].when)[1] is not None:
                    low, high = self.with_exception(e, low, high)
        self.applied.append(low)
        if rule.rank < 0:
            return {}, {}
        return self.cut(low, sure), self.cut(high, maybe)

    def cut(self, levels: Levels, plane: Plane) -> Levels:
        parts = {rank: trimmed(conj(rows, plane, self.full)) for rank, rows in levels.items()}
        return {rank: part for rank, part in parts.items() if part is not None}

    def with_exception(self, e: int, low: Levels, high: Levels) -> tuple[Levels, Levels]:
        """Lay one exception over what follows it: keep where it cannot apply, its value where it must, else both."""
        sure, maybe = self.evaluation.truth(self.state.rules[e].when)
        unsure = without(maybe, sure, self.full)
        new_low: Levels = {rank: conj(rows, sure, self.full) for rank, rows in self.applied[e].items()}
        new_high: Levels = {rank: conj(rows, sure, self.full) for rank, rows in self.highs[e].items()}
        for new, old, other, pick in ((new_low, low, self.applied[e], min), (new_high, high, self.highs[e], max)):
            for rank, rows in old.items():
                self.add(new, rank, without(rows, maybe, self.full))
                open_rows = conj(rows, unsure, self.full)
                for e_rank, e_rows in other.items():
                    self.add(new, pick(rank, e_rank), conj(open_rows, e_rows, self.full))
        return new_low, new_high

    def add(self, levels: Levels, rank: int, rows: Plane) -> None:
        levels[rank] = disj(levels.get(rank), rows, self.full)

    def ranks(self, per_rule: list[Levels]) -> Ranks:
        """Return the greatest rank of the roots, one a row."""
        planes: Levels = {}
        for root in self.state.roots:
            for rank, rows in per_rule[root].items():
                self.add(planes, rank, rows)
        out = np.zeros(self.rows, np.uint8)
        for rank in range(1, len(OUTCOMES)):
            plane = planes.get(rank)
            if plane is self.full:
                out[:] = rank
            elif plane is not None:
                np.maximum(out, unpack(plane, self.rows) * np.uint8(rank), out=out)
        return out

    # ------------------------------------------------------------ what holds
    def where(self, rule: PlannedRule, low: Ranks, high: Ranks) -> Truth:
        """Return where a rule may hold at all: at the outcomes that it follows."""
        if not rule.follows:
            return self.full, self.full
        follows = np.zeros(len(OUTCOMES) + 1, np.int64)
        follows[[rank + 1 for rank in rule.follows]] = 1
        # Counted below each rank, so that a difference says how many of [low, high] are followed.
        count = np.cumsum(follows)[high + 1] - np.cumsum(follows)[low]
        sure = trimmed(pack(count == high.astype(np.int64) - low + 1))
        maybe = trimmed(pack(count > 0))
        return sure, maybe

    def reach(self, k: int, sure_above: Plane, maybe_above: Plane) -> None:
        """Note where a rule holds: where it is reached (by what it excepts) and applies."""
        rule = self.state.rules[k]
        own_sure, own_maybe = self.evaluation.truth(rule.when)
        sure = trimmed(conj(sure_above, own_sure, self.full))
        maybe = (
            sure
            if own_sure is own_maybe and sure_above is maybe_above
            else trimmed(conj(maybe_above, own_maybe, self.full))
        )
        self.sure[k] = disj(self.sure.get(k), sure, self.full)
        self.maybe[k] = disj(self.maybe.get(k), maybe, self.full)
        for e in rule.unless:
            if maybe is None:
                return
            self.reach(e, sure, maybe)
            e_sure, e_maybe = self.evaluation.truth(self.state.rules[e].when)
            sure, maybe = without(sure, e_maybe, self.full), trimmed(without(maybe, e_sure, self.full))

    def possible(self) -> list[tuple[str, Plane]]:
        out: list[tuple[str, Plane]] = []
        for k, rule in enumerate(self.state.rules):
            rows = trimmed(without(self.maybe.get(k), self.sure.get(k), self.full))
            if rows is not None:
                out.append((rule.id, rows))
        return out

    # ------------------------------------------------------------ what to ask
    def asks(self, low: Ranks, high: Ranks) -> dict[str, Plane]:
        """Return, for each fact, the rows where it is not known and could still change the regime's outcome."""
        if not (low != high).any():
            return {}
        relevant: dict[int, Plane] = {}
        above = [pack(low < rank) for rank in range(len(OUTCOMES))]
        wanted: dict[int, Plane] = {}
        for root in self.state.roots:
            rows = None
            for rank, plane in self.highs[root].items():
                if rank > 0:
                    rows = disj(rows, conj(plane, above[rank], self.full), self.full)
            wanted[root] = trimmed(rows)
        idle: dict[int, Plane] = {}
        for root, rows in wanted.items():
            if rows is not None:
                idle[root] = self.idle(root, rows, idle)
                self.relevance(root, without(rows, idle[root], self.full), relevant)
        return self.down(relevant)

    def idle(self, root: int, rows: Plane, idle: dict[int, Plane]) -> Plane:
        """Return where a root need not be asked for: another, as strong, is open only in what both have."""
        mine = set(self.state.parts[root])
        open_parts = {part for part in mine if self.evaluation.unknown(part) is not None}
        out: Plane = None
        for other in self.state.stronger[root]:
            unknown = self.evaluation.unknown(self.state.rules[other].when)
            # Without a part in common that is open somewhere here, the other cannot stand in.
            if unknown is None or open_parts.isdisjoint(self.state.parts[other]):
                continue
            found = conj(rows, unknown, self.full)
            found = trimmed(without(found, idle.get(other), self.full))
            for part in self.state.parts[other]:
                if found is None:
                    break
                if part not in mine:
                    found = trimmed(conj(found, self.evaluation.truth(part)[0], self.full))
            out = disj(out, found, self.full)
        return out

    def relevance(self, k: int, rows: Plane, relevant: dict[int, Plane]) -> None:
        """Mark what could change a rule: its condition where open, then exceptions with another outcome."""
        rule = self.state.rules[k]
        self.mark(relevant, rule.when, conj(rows, self.evaluation.unknown(rule.when), self.full))
        rows = conj(rows, self.evaluation.truth(rule.when)[1], self.full)
        for place, e in enumerate(rule.unless):
            # Where this exception and all behind it give what the rule gives anyway, they change nothing.
            if trimmed(rows) is None or set().union(*map(self.ranks_of, rule.unless[place:])) == {rule.rank}:
                return
            self.relevance(e, rows, relevant)
            rows = without(rows, self.evaluation.truth(self.state.rules[e].when)[0], self.full)

    def ranks_of(self, k: int) -> set[int]:
        rule = self.state.rules[k]
        return {rule.rank}.union(*map(self.ranks_of, rule.unless))

    def mark(self, relevant: dict[int, Plane], node: int, rows: Plane) -> None:
        if rows is not None:
            relevant[node] = disj(relevant.get(node), rows, self.full)

    def down(self, relevant: dict[int, Plane]) -> dict[str, Plane]:
        """Carry relevance from nodes to the atoms below that are not known: all of them can still matter."""
        out: dict[str, Plane] = {}
        plan, known = self.evaluation.plan, self.evaluation.columns.known
        for number in range(len(plan.ops) - 1, -1, -1):
            rows = relevant.get(number)
            rows = trimmed(conj(rows, self.evaluation.unknown(number), self.full)) if rows is not None else None
            if rows is None:
                continue
            node = plan.ops[number].node
            if children(node):
                for child in plan.ops[number].children:
                    self.mark(relevant, child, rows)
            elif isinstance(node, Ratio):
                for fact in (node.numerator, node.denominator):
                    out[fact] = disj(out.get(fact), without(rows, known(fact), self.full), self.full)
            else:
                fact = "date" if isinstance(node, Within) else _fact(node)
                out[fact] = disj(out.get(fact), rows, self.full)
        return {fact: rows for fact, plane in out.items() if (rows := trimmed(plane)) is not None}


def _fact(node: object) -> str:
    assert isinstance(node, Compare | OneOf | StartsWith | Flag)
    return node.fact
