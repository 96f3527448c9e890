"""The static audit: which provisions and items turn on a country or on a named party, how, and on what basis.

For each fact that says a country or a party, a condition is asked with every value in its place. Values that leave the
same to be asked stand together: they are out of reach, in reach, or in reach on further conditions. What that does
to the outcome follows from the provision: one that works by itself raises it, an exception raises or lowers what it
excepts.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from monazite.law.explain import days_text, written
from monazite.law.model import Item, LawPack
from monazite.law.state import LawState, Rule, resolve
from monazite.law.time import ALWAYS, Spans, half_open, inside
from monazite.law.tree import Node, Within, day_number, facts_of
from monazite.outcomes import RANK
from monazite.parity.basis import basis, item_basis
from monazite.parity.facts import ROLES, Group, Grouping, named, put_to, role_of
from monazite.parity.records import Audit, Dependence, Reach, Regime
from monazite.parity.residue import Parts, Residue, narrower, on_day, parts_of, with_value
from monazite.vocabulary import vocabulary

__all__ = ["audit"]


def audit(
    packs: Sequence[LawPack], on: dt.date, known_on: dt.date | None = None, reading: str = "instruments"
) -> Audit:
    """Return what of some packs turns on a country or a named party, as the law stands on a day.

    What is not in force on the day is audited too, as it stands on the nearest day on which it is, and says so.
    Raises UsageError for a reading that does not exist.
    """
    auditors = [_Auditor(resolve(pack, known_on, reading), on) for pack in packs]
    found = [tuple(auditor.dependences()) for auditor in auditors]
    regimes = tuple(a.regime(f) for a, f in zip(auditors, found, strict=True))
    return Audit(on, known_on, reading, regimes, tuple(d for part in found for d in part))


class _Auditor:
    def __init__(self, state: LawState, on: dt.date) -> None:
        self.state, self.pack, self.day = state, state.pack, day_number(on)
        self.words = vocabulary()
        self.facts = frozenset(name for name in self.words if role_of(name))
        self.home = home(self.pack, self.day)
        self.parts: dict[tuple[str, int], Parts] = {}

    def dependences(self) -> Iterator[Dependence]:
        for rule in self.state.rules.values():
            own = dict(self.of(rule.id, rule.when, rule.spans))
            for fact, reach in own.items():
                yield self.provision(rule, fact, reach)
            yield from self.through(rule, set(own))
        for name, node in self.state.items.items():
            item, spans = self.pack.items[name], _spans(node)
            for fact, reach in self.of(name, node, spans):
                yield self.item(item, spans, fact, reach)

    # ------------------------------------------------------------ reach
    def of(self, name: str, node: Node, spans: Spans) -> Iterator[tuple[str, tuple[Reach, ...]]]:
        """Yield the facts on which a condition turns, each with its values by how they are reached."""
        if not spans:
            return
        parts = self.standing(name, node, _nearest(spans, self.day))
        for fact in (f for f in self.words if f in self.facts and any(f in facts_of(p) for p in parts)):
            reach = self.reach([p for p in parts if fact in facts_of(p)], fact)
            if len(reach) > 1:
                yield fact, reach

    def standing(self, name: str, node: Node, day: int) -> Parts:
        key = (name, day)
        if key not in self.parts:
            self.parts[key] = on_day(parts_of(node), self.facts, day)
        return self.parts[key]

    def reach(self, parts: Parts | list[Node], fact: str) -> tuple[Reach, ...]:
        found: dict[Residue, list[Group]] = {}
        for group in Grouping([self.words[fact]], {fact: put_to(parts, fact)}).groups:
            found.setdefault(with_value(parts, fact, group.value), []).append(group)
        ways = _ways({left: sum(g.count for g in some) for left, some in found.items()})
        out = [_reach(some, ways[left]) for left, some in found.items()]
        largest = max(out, key=lambda r: len(r.members), default=None)
        wide = self.words[fact].type == "country"
        return tuple(
            Reach(named(r.members, rest=True), r.members, r.how)
            if wide and r is largest and len(r.members) > 1 and len(out) > 1
            else r
            for r in out
        )

    def through(self, rule: Rule, own: set[str]) -> Iterator[Dependence]:
        """Yield the facts on which exceptions turn, where the provision's own condition does not."""
        found: dict[str, dict[str, tuple[Reach, ...]]] = {}
        for name in self.below(rule):
            exception = self.state.rules[name]
            for fact, reach in self.of(name, exception.when, exception.spans):
                if fact not in own:
                    found.setdefault(fact, {})[name] = reach
        for fact, by in found.items():
            tells = [self.tells(fact, reach) for reach in by.values()]
            one = self.provision(rule, fact, ())
            yield replace(one, tells="named" if "named" in tells else tells[0], through=tuple(by))

    def below(self, rule: Rule) -> list[str]:
        """Return the exceptions of a rule, and theirs, in force with it."""
        day = _nearest(rule.spans, self.day)
        found: dict[str, None] = {}
        for name in rule.unless:
            if inside(self.state.rules[name].spans, day):
                found |= {name: None} | dict.fromkeys(self.below(self.state.rules[name]))
        return list(found)

    # ------------------------------------------------------------ records
    def provision(self, rule: Rule, fact: str, reach: tuple[Reach, ...]) -> Dependence:
        p = rule.provision
        excepted = [q for q in self.pack.provisions.values() if p.id in q.unless]
        against = tuple(dict.fromkeys(q.outcome or "" for q in excepted)) or ("not_controlled",)
        return Dependence(
            regime=self.pack.id,
            kind="exception" if excepted else "provision",
            fact=fact,
            role=role_of(fact),
            tells=self.tells(fact, reach),
            effect=_effect(p.outcome, against),
            outcome=p.outcome or "",
            against=against,
            reach=reach,
            tests=self.tests(rule.id, rule.when, rule.spans, fact),
            basis=basis(self.pack, p),
            in_force=days_text(rule.spans),
            now=inside(rule.spans, self.day),
            finding=p.finding,
            listed=self.listed(fact, reach),
        )

    def item(self, item: Item, spans: Spans, fact: str, reach: tuple[Reach, ...]) -> Dependence:
        return Dependence(
            regime=self.pack.id,
            kind="item",
            fact=fact,
            role=role_of(fact),
            tells=self.tells(fact, reach),
            effect="lists",
            outcome="",
            against=(),
            reach=reach,
            tests=self.tests(item.id, self.state.items[item.id], spans, fact),
            basis=item_basis(self.pack, item),
            in_force=days_text(spans),
            now=inside(spans, self.day),
        )

    def tests(self, name: str, node: Node, spans: Spans, fact: str) -> tuple[str, ...]:
        parts = self.standing(name, node, _nearest(spans, self.day))
        return tuple(written(t, self.words) for t in put_to(parts, fact))

    def tells(self, fact: str, reach: tuple[Reach, ...]) -> str:
        if self.words[fact].type != "country" and fact != "transit":
            return "content" if role_of(fact) == "content" else "party"
        foreign = [r for r in reach if set(r.members) - self.home]
        return "home" if len(foreign) < 2 else "named"

    def listed(self, fact: str, reach: tuple[Reach, ...]) -> dict[str, int]:
        """Count by country the parties that the announcements reached name, as far as the pack holds them."""
        if not fact.endswith("_listing"):
            return {}
        reached = {m for r in reach if r.how != "out" and len(r.members) < 3 for m in r.members}
        return dict(Counter(x.country for x in self.pack.listings if x.instrument in reached and (x.name or x.name_zh)))

    # ------------------------------------------------------------ summary
    def regime(self, found: Sequence[Dependence]) -> Regime:
        pack, now = self.pack, {n for n, r in self.state.rules.items() if inside(r.spans, self.day)}
        turning = {role: {d.basis.provision for d in found if d.now and d.role == role} & now for role in ROLES}
        named_ = {
            role: {d.basis.provision for d in found if d.now and d.role == role and d.tells == "named"} & now
            for role in ("destination", "origin", "route")
        }
        asked = sum(p.when is not None for p in pack.provisions.values())
        return Regime(
            regime=pack.id,
            title=pack.title,
            title_zh=pack.title_zh,
            version=pack.version,
            looked_up=str(pack.state_of_knowledge or ""),
            in_force=len(now),
            not_in_force=asked - len(now),
            information=len(pack.provisions) - asked,
            by_role={role: len(names) for role, names in turning.items()},
            named={role: len(names) for role, names in named_.items()},
            plain=len(now - set().union(*turning.values())),
        )


def home(pack: LawPack, day: int) -> frozenset[str]:
    """Return the countries that are the regime's own: its jurisdiction, or the members of the union that it is."""
    own = {
        m.member
        for m in pack.memberships
        if m.group in (pack.id, pack.jurisdiction.lower()) and inside((half_open(m.first, m.last),), day)
    }
    return frozenset({pack.jurisdiction, *own})


def _reach(some: list[Group], how: str) -> Reach:
    members = tuple(sorted(m for g in some for m in g.members))
    names = [g.name for g in some if g.name == "any other"]
    name = ", ".join([*([named(members)] if members else []), *names])
    return Reach(name, members, how)


def _ways(found: Mapping[Residue, int]) -> dict[Residue, str]:
    """Say how values are reached, by what is left to be asked of them and how many they are.

    Out of reach; in reach; on further conditions; or, where what is left is neither more nor less, on other ones.
    """
    out: dict[Residue, str] = {None: "out"}
    for left in (x for x in found if x is not None):
        out[left] = "further" if any(narrower(left, other) for other in found) else "in"
    reached = [left for left in found if out[left] == "in"]
    usual = max(reached, key=lambda left: found[left], default=None)
    return out | {left: "other" for left in reached if left != usual}


def _effect(outcome: str | None, against: Sequence[str]) -> str:
    if outcome is None:
        return "adds"
    ways = {_way(RANK[outcome], RANK[other]) for other in against if other} - {"same"}
    return "both" if len(ways) > 1 else ways.pop() if ways else "same"


def _way(rank: int, other: int) -> str:
    return "raises" if rank > other else "lowers" if rank < other else "same"


def _spans(node: Node) -> Spans:
    first = parts_of(node)[0]
    return first.spans if isinstance(first, Within) else () if node.__class__.__name__ == "Const" else ALWAYS


def _nearest(spans: Spans, day: int) -> int:
    """Return the day itself where it lies in the spans, else the next first day, else the last day."""
    if inside(spans, day):
        return day
    coming = [a for a, _ in spans if a > day]
    return min(coming) if coming else max(b for _, b in spans) - 1
