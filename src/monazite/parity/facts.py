"""Facts by which law may tell countries and parties apart, and the values of a fact that the law cannot tell apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monazite.errors import UsageError, nearest
from monazite.law.plan import TextAtoms
from monazite.law.tree import Flag, Node, OneOf, StartsWith, walk
from monazite.vocabulary import COUNTRIES, Fact, Vocabulary, vocabulary

__all__ = ["LINKED", "ROLES", "Group", "Grouping", "linked", "role_of", "put_to", "values_of", "variable"]

# What a fact says about the deal; the order of tables.
ROLES = ("destination", "origin", "route", "party", "content")
_ROLE = {
    "destination": ("destination", "consignee_country", "end_user_country"),
    "origin": ("origin", "mined_in", "refined_in", "melted_in"),
    "route": ("dispatch", "transit", "exporter_country"),
}
_NAMED_PARTY = re.compile(r"(exporter|consignee|end_user|intermediary|carrier)(_id|_[a-z]{2}_\w+)?")
_CONTENT = re.compile(r"subject_to_ear|[a-z]{2}_(content|technology|direct)\w*")
# Facts that in life would often change along with one: named to the user, never changed unasked.
LINKED: Mapping[str, tuple[str, ...]] = {
    "destination": ("end_user_country", "consignee_country", "transit"),
    "end_user_country": ("destination", "consignee_country"),
    "consignee_country": ("destination", "end_user_country"),
    "dispatch": ("exporter_country", "transit"),
    "exporter_country": ("dispatch",),
    "origin": ("mined_in", "refined_in", "melted_in"),
}
_SHOWN, _SOME = 6, 3
Test = OneOf | StartsWith | Flag


def role_of(fact: str) -> str:
    """Return what a fact tells apart: one of ROLES, or nothing for a fact that says no country and no party.

    >>> role_of("end_user_country"), role_of("consignee_us_listed"), role_of("purity")
    ('destination', 'party', '')
    """
    for role, names in _ROLE.items():
        if fact in names:
            return role
    if _NAMED_PARTY.fullmatch(fact):
        return "party"
    return "content" if _CONTENT.fullmatch(fact) else ""


def linked(facts: Sequence[str], known: Iterable[str]) -> list[str]:
    """Return the facts of `known` that would in life change with those varied, and are not varied themselves."""
    wanted = dict.fromkeys(other for fact in facts for other in LINKED.get(fact, ()))
    return [other for other in wanted if other in set(known) and other not in facts]


def variable(name: str, words: Vocabulary | None = None) -> Fact:
    """Return a fact that can be swapped: a country, a yes or no, a choice, a code. Raises UsageError for any other."""
    words = words or vocabulary()
    can = [n for n, f in words.items() if f.type in ("country", "boolean", "choice") or role_of(n) == "party"]
    if name not in words:
        raise UsageError(f"--vary {name}: no such fact; {words.near(name)}")
    if name not in can and words[name].type != "code":
        hint = nearest(name, [n for n in can if role_of(n)], at_most=20)
        raise UsageError(f"--vary {name}: a {words[name].type} has no values to swap; {hint}")
    return words[name]


@dataclass(frozen=True)
class Group:
    """Values of a fact that pass the same tests of the law: whichever a line has, the law answers alike.

    `value` is one of them, to stand for all; `open` says that there are more values than are listed.
    """

    name: str
    members: tuple[str, ...]
    value: str
    rest: bool = False

    @property
    def count(self) -> int:
        """How many values are listed."""
        return len(self.members)


def put_to(nodes: Iterable[Node], fact: str) -> list[Test]:
    """Return the distinct tests that some conditions put to a fact."""
    found: dict[Test, None] = {}
    for node in nodes:
        for part in walk(node):
            if isinstance(part, OneOf | StartsWith | Flag) and part.fact == fact:
                found[part] = None
    return list(found)


def values_of(fact: Fact, tests: Sequence[Test]) -> tuple[list[str], str]:
    """Return the values of a fact that matter, and one that stands for any other ("" where there is none)."""
    if fact.type == "boolean":
        return ["no", "yes"], ""
    if fact.type == "country" or fact.name == "transit":
        return sorted(COUNTRIES), ""
    if fact.type == "choice":
        return list(fact.of), ""
    named = [v for t in tests if isinstance(t, OneOf) for v in t.values]
    # A code passes the tests of the longest prefix that it begins with, and of its own word: no others are possible.
    beyond = [f"{t.prefix}*" for t in tests if isinstance(t, StartsWith)]
    return list(dict.fromkeys([*named, *beyond])), "*"


class Grouping:
    """The values of a fact in groups that no test of the law tells apart; `facts` take the same value together.

    The last group is the one to hold the others against: that with no or none, else any other value, else the largest.
    """

    def __init__(self, facts: Sequence[Fact], tests: Mapping[str, Sequence[Test]]) -> None:
        self._tests = [t for fact in facts for t in tests.get(fact.name, ())]
        self._atoms = TextAtoms([t for t in self._tests if not isinstance(t, Flag)])
        self._flags = any(isinstance(t, Flag) for t in self._tests)
        values, other = values_of(facts[0], self._tests)
        found: dict[tuple[bytes, str], list[str]] = {}
        for value in [*values, *([other] if other else [])]:
            found.setdefault(self._key(value), []).append(value)
        plain = {"no", "none"} if {"no", "none"} & set(values) else {other} if other else set()
        ordered = sorted(found.items(), key=lambda pair: (bool(plain & set(pair[1])), len(pair[1]), pair[1]))
        last = len(ordered) - 1
        self.groups = [_group(part, k == last, other) for k, (_, part) in enumerate(ordered)]
        self._places = {key: k for k, (key, _) in enumerate(ordered)}

    def _key(self, value: str) -> tuple[bytes, str]:
        return self._atoms.mask(value), value if self._flags else ""

    def place(self, value: str) -> int:
        """Return the place of the group that answers for a value."""
        return self._places.get(self._key(value), len(self.groups) - 1)


def _group(values: list[str], last: bool, other: str) -> Group:
    members = tuple(v for v in values if v != other)
    if other in values and other:
        return Group("any other", members, other, rest=True)
    rest = last and len(members) > _SHOWN
    return Group(named(members, rest), members, members[0], rest)


def named(members: Sequence[str], rest: bool = False) -> str:
    """Return the name of a group: its members where they are few, "all others (231)" for the rest.

    >>> named(["BY", "RU"]), named([f"A{k}" for k in range(9)])
    ('BY, RU', 'A0, A1, A2 … (9)')
    """
    if rest:
        return f"all others ({len(members)})"
    few = ", ".join(members[:_SHOWN] if len(members) <= _SHOWN else members[:_SOME])
    return few if len(members) <= _SHOWN else f"{few} … ({len(members)})"
