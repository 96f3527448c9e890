"""The tree that a condition becomes: a dozen kinds of nodes, each three-valued on a line's facts.

Values are what the line table stores: scaled integers for quantities, day numbers (days since 1970-01-01) for
dates, text for everything else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = [
    "FALSE",
    "TRUE",
    "All",
    "Any",
    "Compare",
    "Const",
    "Countries",
    "Flag",
    "Items",
    "Node",
    "Not",
    "OneOf",
    "Ratio",
    "StartsWith",
    "Within",
    "both",
    "children",
    "day_number",
    "either",
    "facts_of",
    "walk",
]


@dataclass(frozen=True)
class Const:
    """Always true or always false."""

    value: bool


TRUE, FALSE = Const(True), Const(False)


@dataclass(frozen=True)
class Compare:
    """A quantity or date against a constant: `op` is one of >= > <= < = <>."""

    fact: str
    op: str
    value: int


@dataclass(frozen=True)
class Ratio:
    """numerator / denominator against p / q, compared exactly; not known unless the denominator is above zero."""

    numerator: str
    denominator: str
    op: str
    p: int
    q: int


@dataclass(frozen=True)
class OneOf:
    """A text that is one of some values."""

    fact: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class StartsWith:
    """A code that begins with a prefix."""

    fact: str
    prefix: str


@dataclass(frozen=True)
class Flag:
    """A yes/no fact."""

    fact: str


@dataclass(frozen=True)
class Within:
    """The day of the line lies in one of some half-open spans [from, to) of day numbers."""

    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Items:
    """The goods are an item of the pack; `by` is code, instrument or group. Resolved when the law is resolved."""

    by: str
    name: str


@dataclass(frozen=True)
class Countries:
    """A country is in a dated group of the pack. Resolved when the law is resolved."""

    fact: str
    group: str


@dataclass(frozen=True)
class Not:
    """The contrary."""

    child: Node


@dataclass(frozen=True)
class All:
    """Every child holds."""

    children: tuple[Node, ...]


@dataclass(frozen=True)
class Any:
    """At least one child holds."""

    children: tuple[Node, ...]


def day_number(day: dt.date) -> int:
    """Return the days since 1970-01-01."""
    return (day - dt.date(1970, 1, 1)).days


Node = Const | Compare | Ratio | OneOf | StartsWith | Flag | Within | Items | Countries | Not | All | Any


def both(*nodes: Node) -> Node:
    """Return the conjunction, flattened and without constants."""
    return _join(All, nodes, FALSE, TRUE)


def either(*nodes: Node) -> Node:
    """Return the disjunction, flattened and without constants."""
    return _join(Any, nodes, TRUE, FALSE)


def _join(kind: type[All] | type[Any], nodes: tuple[Node, ...], decides: Const, empty: Const) -> Node:
    flat: dict[Node, None] = {}
    for node in nodes:
        for part in node.children if isinstance(node, kind) else (node,):
            flat[part] = None
    flat.pop(empty, None)
    if decides in flat:
        return decides
    if not flat:
        return empty
    return next(iter(flat)) if len(flat) == 1 else kind(tuple(flat))


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below."""
    if isinstance(node, All | Any):
        return node.children
    return (node.child,) if isinstance(node, Not) else ()


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def facts_of(node: Node) -> frozenset[str]:
    """Return the names of the facts that a node reads; a dated node reads `date`."""
    out: set[str] = set()
    for part in walk(node):
        if isinstance(part, Compare | OneOf | StartsWith | Flag | Countries):
            out.add(part.fact)
        elif isinstance(part, Ratio):
            out |= {part.numerator, part.denominator}
        elif isinstance(part, Within):
            out.add("date")
    return frozenset(out)
