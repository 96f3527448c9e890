"""The plain meaning of the law: one case at a time, in Python, the definition that the other meanings are held to.

Truth is True, False or None (not known). Facts are a mapping from column names to stored values; a column that is
absent or None is not known.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import Any as Anything

from monazite.law.state import LawState
from monazite.law.tree import All, Any, Compare, Const, Flag, Node, Not, OneOf, Ratio, StartsWith, Within
from monazite.outcomes import RANK

__all__ = ["Case", "Facts", "bounds", "interval"]

Facts = Mapping[str, Anything]
_OPS = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "=": operator.eq,
    "<>": operator.ne,
}


class Case:
    """The facts of one line, and the truths of nodes on them; `day` is the line's day number in the regime's zone."""

    def __init__(self, facts: Facts, day: int | None) -> None:
        self.facts, self.day = facts, day
        self._truths: dict[int, tuple[Node, bool | None]] = {}

    def truth(self, node: Node) -> bool | None:
        """Return whether a condition holds."""
        found = self._truths.get(id(node))
        if found is None:
            # The node is kept beside its truth: an id is only good while its object lives.
            found = self._truths[id(node)] = (node, self._compute(node))
        return found[1]

    def _compute(self, node: Node) -> bool | None:
        if isinstance(node, All | Any):
            return self._joined(node, stop=isinstance(node, Any))
        if isinstance(node, Not):
            inner = self.truth(node.child)
            return None if inner is None else not inner
        if isinstance(node, Const):
            return node.value
        if isinstance(node, Within):
            return None if self.day is None else any(a <= self.day < b for a, b in node.spans)
        if isinstance(node, Compare):
            return self._compare(node)
        if isinstance(node, Ratio):
            return self._ratio(node)
        assert isinstance(node, OneOf | StartsWith | Flag), node
        value = self.facts.get(node.fact)
        if value is None or isinstance(node, Flag):
            return value
        return value in node.values if isinstance(node, OneOf) else str(value).startswith(node.prefix)

    def _joined(self, node: All | Any, stop: bool) -> bool | None:
        out: bool | None = not stop
        for child in node.children:
            truth = self.truth(child)
            if truth is stop:
                return stop
            if truth is None:
                out = None
        return out

    def _compare(self, node: Compare) -> bool | None:
        value = self.day if node.fact == "date" else self.facts.get(node.fact)
        if value is not None:
            return bool(_OPS[node.op](value, node.value))
        below, least = self.facts.get(f"{node.fact}_below"), self.facts.get(f"{node.fact}_from")
        return by_bounds(node.op, node.value, below, least)

    def _ratio(self, node: Ratio) -> bool | None:
        over, under = self.facts.get(node.numerator), self.facts.get(node.denominator)
        if over is None or under is None or under <= 0:
            return None
        return bool(_OPS[node.op](over * node.q, under * node.p))


def by_bounds(op: str, value: int, below: int | None, least: int | None) -> bool | None:
    """Return what one-sided knowledge (smaller than `below`, `least` or more) says of a comparison.

    "<0.01 %" never settles "contains at all": nothing is known of what lies under the limit.
    """
    under = below is not None and below <= value
    over = least is not None and least > value
    reached = least is not None and least >= value
    if op == ">=":
        return True if reached else False if under else None
    if op == ">":
        return True if over else False if under else None
    if op == "<":
        return True if under else False if reached else None
    if op == "<=":
        return True if under else False if over else None
    return None if not (under or over) else op == "<>"


def bounds(state: LawState, case: Case, name: str) -> tuple[int, int]:
    """Return the lowest and highest rank of a provision with its exceptions; -1 where it does not apply."""
    rule = state.rules[name]
    applies = case.truth(rule.when)
    if applies is False or rule.provision.outcome is None:
        return -1, -1
    low, high = once_applied(state, case, name)
    return (low if applies else -1), high


def once_applied(state: LawState, case: Case, name: str) -> tuple[int, int]:
    """Return the lowest and highest rank of a provision with its exceptions, if it applies."""
    rule = state.rules[name]
    low = high = RANK[rule.provision.outcome or "not_controlled"]
    for e in reversed(rule.unless):
        applies = case.truth(state.rules[e].when)
        if applies is False:
            continue
        e_low, e_high = once_applied(state, case, e)
        low, high = (e_low, e_high) if applies else (min(low, e_low), max(high, e_high))
    return low, high


def interval(state: LawState, case: Case) -> tuple[int, int]:
    """Return the lowest and highest rank that the regime can give the case.

    Sound, and as narrow as Kleene's logic allows; cells.py gives the exact set.
    """
    pairs = [bounds(state, case, root) for root in state.roots]
    return max([0, *(low for low, _ in pairs)]), max([0, *(high for _, high in pairs)])
