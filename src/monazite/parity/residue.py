"""What is left of a condition once the day, and the value of one fact, are given."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from monazite.law.time import inside
from monazite.law.tree import FALSE, TRUE, All, Any, Flag, Node, Not, OneOf, StartsWith, Within, both, either, facts_of

__all__ = ["Parts", "Residue", "narrower", "on_day", "parts_of", "with_value"]

Parts = tuple[Node, ...]
# The parts that must all hold; None stands for a condition that cannot hold.
Residue = frozenset[Node] | None
Settle = Callable[[Node], Node]


def parts_of(node: Node) -> Parts:
    """Return the parts of a condition that must all hold."""
    return node.children if isinstance(node, All) else (node,)


def on_day(parts: Iterable[Node], facts: frozenset[str], day: int) -> Parts:
    """Return the parts that read some of `facts`, as they stand on a day; the others play no role here."""
    kept = [part for part in parts if facts & facts_of(part)]
    return tuple(_settled(part, lambda leaf: _dated(leaf, day)) for part in kept)


def _dated(leaf: Node, day: int) -> Node:
    if isinstance(leaf, Within):
        return TRUE if inside(leaf.spans, day) else FALSE
    return leaf


def with_value(parts: Iterable[Node], fact: str, value: str) -> Residue:
    """Return what is left to be asked where a fact has a value (yes and no for a yes/no fact)."""
    whole = both(*(_settled(part, lambda leaf: _given(leaf, fact, value)) for part in parts))
    if whole == FALSE:
        return None
    return frozenset(part for part in parts_of(whole) if part != TRUE)


def _given(leaf: Node, fact: str, value: str) -> Node:
    if isinstance(leaf, OneOf | StartsWith | Flag) and leaf.fact == fact:
        return TRUE if passes(leaf, value) else FALSE
    return leaf


def passes(test: OneOf | StartsWith | Flag, value: str) -> bool:
    """Whether a value passes a test."""
    if isinstance(test, Flag):
        return value == "yes"
    return value in test.values if isinstance(test, OneOf) else value.startswith(test.prefix)


def narrower(one: Residue, other: Residue) -> bool:
    """Whether `one` asks all that `other` asks, and more."""
    return one is not None and other is not None and other < one


def _settled(node: Node, settle: Settle) -> Node:
    """Return a condition with its leaves settled, constants folded away."""
    if isinstance(node, All | Any):
        parts = [_settled(child, settle) for child in node.children]
        if all(a is b for a, b in zip(parts, node.children, strict=True)):
            return node
        return both(*parts) if isinstance(node, All) else either(*parts)
    if isinstance(node, Not):
        child = _settled(node.child, settle)
        return FALSE if child == TRUE else TRUE if child == FALSE else node if child is node.child else Not(child)
    return settle(node)
