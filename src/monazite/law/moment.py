"""The law of one day: every date test answered, so that what is left can be asked of lines of any date."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable
from dataclasses import replace

from monazite.law.state import LawState
from monazite.law.time import inside
from monazite.law.tree import FALSE, TRUE, All, Any, Compare, Const, Node, Not, Within, both, day_number, either

__all__ = ["on_day"]

_OPS: dict[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "<>": operator.ne,
}


def on_day(state: LawState, day: dt.date) -> LawState:
    """Return a law state as it stands on `day` (a day in the pack's own time zone), for lines whatever their date.

    Rules that are not in force on the day are gone; parts of two such states that are equal are one node of a plan, so
    that asking both costs little more than asking one.
    """
    number = day_number(day)
    rules = {i: replace(rule, when=_fixed(rule.when, number)) for i, rule in state.rules.items()}
    rules = {i: rule for i, rule in rules.items() if rule.when != FALSE}
    rules = {i: replace(rule, unless=tuple(e for e in rule.unless if e in rules)) for i, rule in rules.items()}
    items = {i: _fixed(node, number) for i, node in state.items.items()}
    return replace(state, rules=rules, roots=tuple(i for i in state.roots if i in rules), items=items)


def _fixed(node: Node, day: int) -> Node:
    if isinstance(node, All):
        return both(*(_fixed(child, day) for child in node.children))
    if isinstance(node, Any):
        return either(*(_fixed(child, day) for child in node.children))
    if isinstance(node, Within):
        return TRUE if inside(node.spans, day) else FALSE
    if isinstance(node, Compare) and node.fact == "date":
        return TRUE if _OPS[node.op](day, node.value) else FALSE
    if isinstance(node, Not):
        child = _fixed(node.child, day)
        return Const(not child.value) if isinstance(child, Const) else Not(child)
    return node
