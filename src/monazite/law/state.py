"""The law as it stands for one day of knowledge and one reading: items and provisions resolved to dated conditions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from monazite.errors import UsageError, nearest
from monazite.law.model import Item, LawPack, Provision
from monazite.law.time import ALWAYS, READINGS, Spans, half_open, inside, spans_of
from monazite.law.tree import (
    FALSE,
    TRUE,
    All,
    Any,
    Countries,
    Items,
    Node,
    Not,
    OneOf,
    Within,
    both,
    children,
    either,
    walk,
)
from monazite.outcomes import RANK

__all__ = ["LawState", "Rule", "differing_days", "matches", "resolve"]


# How many rules are looked at for each that may be idle to ask for: those nearest to lying inside it.
NEAREST = 4


@dataclass(frozen=True)
class Rule:
    """A provision that can be asked: its dated condition and the exceptions that can ever apply."""

    provision: Provision
    when: Node
    spans: Spans
    unless: tuple[str, ...]

    @property
    def id(self) -> str:
        """The provision's id."""
        return self.provision.id


@dataclass(frozen=True)
class LawState:
    """One regime as known on a day under a reading.

    `rules` holds every provision that can be asked, exceptions included; `roots` those that work by themselves;
    `items` the dated condition of each item.
    """

    pack: LawPack
    known_on: dt.date | None
    reading: str
    rules: dict[str, Rule]
    roots: tuple[str, ...]
    items: dict[str, Node]

    @property
    def regime(self) -> str:
        """The regime's id, such as cn."""
        return self.pack.id

    @cached_property
    def parts(self) -> dict[str, tuple[Node, ...]]:
        """For each rule the parts that must all hold; equal parts of different rules are one object."""
        known: dict[Node, Node] = {}
        parts = {n: children(r.when) if isinstance(r.when, All) else (r.when,) for n, r in self.rules.items()}
        return {name: tuple(known.setdefault(part, part) for part in those) for name, those in parts.items()}

    @cached_property
    def stronger(self) -> dict[str, tuple[str, ...]]:
        """For each root those that may make it idle to ask for: plain, as strong, with a part in common."""
        ids = {name: {id(part) for part in parts if not isinstance(part, Within)} for name, parts in self.parts.items()}
        most = {name: max(map(RANK.__getitem__, self.outcomes(name)), default=-1) for name in self.roots}
        plain = [name for name in self.roots if not self.rules[name].unless and most[name] > 0]
        out = {}
        for name in (n for n in self.roots if most[n] > 0):
            near = [q for q in plain if q != name and most[q] >= most[name] and ids[q] & ids[name]]
            out[name] = tuple(sorted(near, key=lambda q: len(ids[q] - ids[name]))[:NEAREST])
        return out

    def outcomes(self, name: str) -> set[str]:
        """Return every outcome that a rule or its exceptions can give."""
        rule = self.rules[name]
        own = {rule.provision.outcome} if rule.provision.outcome else set()
        return own.union(*map(self.outcomes, rule.unless))


def resolve(
    pack: LawPack, known_on: dt.date | None = None, reading: str = "instruments", *, dated: bool = True
) -> LawState:
    """Return the law of a pack as known on a day (None: all that the pack knows), under a reading.

    Without `dated` every provision and item counts on every day: what would hold, were it in force.
    Raises UsageError for a reading that does not exist.
    """
    if reading not in READINGS:
        raise UsageError(f"'{reading}' is no reading: {nearest(reading, READINGS)}")

    def days(thing: Item | Provision) -> Spans:
        return spans_of(pack, thing, known_on, reading) if dated else ALWAYS

    _check(pack)
    items = {i: _dated(days(item), item.when) for i, item in pack.items.items()}
    resolver = _Resolver(pack, items)
    items = {i: resolver.node(node) for i, node in items.items()}
    resolver.items = items
    rules: dict[str, Rule] = {}
    for provision in pack.provisions.values():
        if provision.when is None:
            continue
        spans = days(provision)
        rules[provision.id] = Rule(provision, _dated(spans, resolver.node(provision.when)), spans, provision.unless)
    live = {i for i, rule in rules.items() if rule.when != FALSE}
    rules = {
        i: Rule(r.provision, r.when, r.spans, tuple(e for e in r.unless if e in live))
        for i, r in rules.items()
        if i in live
    }
    roots = tuple(i for i in rules if i not in pack.exceptions)
    return LawState(pack, known_on, reading, rules, roots, items)


def _check(pack: LawPack) -> None:
    """Refuse what pack check refuses, for packs that are built by hand."""
    for name in pack.exceptions:
        if name not in pack.provisions or pack.provisions[name].outcome is None:
            raise UsageError(f"'{name}' is an exception and needs an outcome")
    for item in pack.items.values():
        if any(isinstance(node, Items) for node in walk(item.when)):
            raise UsageError(f"item '{item.id}' is defined by items")


def _dated(spans: Spans, node: Node) -> Node:
    if not spans:
        return FALSE
    return node if spans == ALWAYS else both(Within(spans), node)


def matches(item: Item, by: str, name: str) -> bool:
    """Whether an item is meant by item('code'), listed_by('instrument') or in_items('group')."""
    if by == "instrument":
        return item.instrument == name
    if by == "group":
        return name == "*" or name in item.groups
    codes = [code.strip() for code in item.code.split(";")]
    return any(code == name or code.startswith(f"{name}.") for code in codes)


class _Resolver:
    """Replaces what names other things (items, country groups) by what they mean."""

    def __init__(self, pack: LawPack, items: dict[str, Node]) -> None:
        self.pack, self.items = pack, items

    def node(self, node: Node) -> Node:
        if isinstance(node, All):
            return both(*map(self.node, node.children))
        if isinstance(node, Any):
            return either(*map(self.node, node.children))
        if isinstance(node, Not):
            child = self.node(node.child)
            return TRUE if child == FALSE else FALSE if child == TRUE else Not(child)
        if isinstance(node, Items):
            return self.any_item(node)
        return self.countries(node) if isinstance(node, Countries) else node

    def any_item(self, node: Items) -> Node:
        """Any of the items meant, those with equal days under one date test."""
        by_days: dict[Node, list[Node]] = {}
        for item in self.pack.items.values():
            if matches(item, node.by, node.name) and self.items[item.id] != FALSE:
                days, rest = _split(self.items[item.id])
                by_days.setdefault(days, []).append(rest)
        return either(*(both(days, either(*rest)) for days, rest in by_days.items()))

    def countries(self, node: Countries) -> Node:
        by_days: dict[tuple[int, int], list[str]] = {}
        for m in self.pack.memberships:
            if m.group == node.group:
                by_days.setdefault(half_open(m.first, m.last), []).append(m.member)
        return either(*(_dated((days,), OneOf(node.fact, tuple(names))) for days, names in by_days.items()))


def _split(node: Node) -> tuple[Node, Node]:
    if isinstance(node, All) and isinstance(node.children[0], Within):
        return node.children[0], both(*node.children[1:])
    return TRUE, node


def differing_days(one: LawState, other: LawState) -> Spans:
    """Return the days on which two states of one pack can differ: the symmetric difference of their spans."""
    cuts: set[tuple[int, int]] = set()
    for name in set(one.rules) | set(other.rules) | set(one.items):
        a = one.rules[name].spans if name in one.rules else _span_of(one.items.get(name))
        b = other.rules[name].spans if name in other.rules else _span_of(other.items.get(name))
        cuts |= _difference(a, b)
    return tuple(sorted(cuts))


def _span_of(node: Node | None) -> Spans:
    if node is None or node == FALSE:
        return ()
    days, _ = _split(node)
    return days.spans if isinstance(days, Within) else node.spans if isinstance(node, Within) else ALWAYS


def _difference(a: Spans, b: Spans) -> set[tuple[int, int]]:
    edges = sorted({x for span in (*a, *b) for x in span})
    return {(x, y) for x, y in zip(edges, edges[1:], strict=False) if inside(a, x) != inside(b, x)}
