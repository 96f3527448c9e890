"""What a pack says, for people: the whole of it, or one instrument, provision, item, code or group."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any as Anything

from monazite.errors import UsageError, nearest
from monazite.law.duties import shown_duty
from monazite.law.explain import citation, days_text, written
from monazite.law.model import Act, Instrument, Item, LawPack, Provision, Sourced
from monazite.law.state import matches
from monazite.law.time import FAR, READINGS, inside, spans_of, suspensions_of
from monazite.law.tree import TRUE, All, Any, Items, Node, Not, day_number, facts_of, walk
from monazite.packs.show_text import as_text
from monazite.vocabulary import vocabulary

__all__ = ["condition", "shown"]

Data = dict[str, Anything]


def shown(pack: LawPack, name: str | None = None, today: dt.date | None = None) -> tuple[Data, str]:
    """Return what a pack, or one thing in it, says: as plain JSON types and as text.

    `name` is the id of an instrument, provision or item, a control code (with what is below it), or a group of items
    or countries; `today` (default: the clock) is the day for which "now" stands. Raises UsageError for a name that
    the pack does not have.
    """
    data = _View(pack, today or dt.datetime.now(dt.UTC).date()).of(name)
    return data, as_text(data)


class _View:
    def __init__(self, pack: LawPack, today: dt.date) -> None:
        self.pack, self.today = pack, today

    def of(self, name: str | None) -> Data:
        pack = self.pack
        if name is None:
            return self.overview()
        if name in pack.instruments:
            return self.instrument(pack.instruments[name])
        if name in pack.provisions:
            return self.provision(pack.provisions[name])
        items = [i for i in pack.items.values() if name == i.id or matches(i, "code", name) or name in i.groups]
        countries = [m for m in pack.memberships if m.group == name]
        if not items and not countries:
            raise UsageError(f"{pack.id} has no instrument, provision, item, code or group '{name}': {self.near(name)}")
        return {
            "show": "items",
            "name": name,
            "items": [self.item(i) for i in items],
            "countries": [{"member": m.member, "from": _day(m.first), "to": _day(m.last)} for m in countries],
        }

    def near(self, name: str) -> str:
        pack = self.pack
        codes = (c.strip() for i in pack.items.values() for c in i.code.split(";"))
        groups = {g for i in pack.items.values() for g in i.groups} | {m.group for m in pack.memberships}
        return nearest(name, (*pack.instruments, *pack.provisions, *pack.items, *codes, *sorted(groups)), at_most=5)

    # ------------------------------------------------------------ the whole
    def overview(self) -> Data:
        pack = self.pack
        things: list[Sourced] = [*pack.instruments.values(), *pack.items.values(), *pack.provisions.values()]
        memory = sum(t.confidence == "memory" for t in things)
        return {
            "show": "pack",
            "id": pack.id,
            "title": pack.title,
            "title_zh": pack.title_zh,
            "jurisdiction": pack.jurisdiction,
            "timezone": pack.timezone,
            "version": pack.version,
            "licence": pack.licence,
            "disclaimer": pack.disclaimer,
            "state_of_knowledge": _day(pack.state_of_knowledge),
            "reviewed": _day(pack.reviewed),
            "next_review": _day(pack.next_review),
            "review_overdue": bool(pack.next_review and pack.next_review < self.today),
            "today": str(self.today),
            "counts": self.counts(),
            "from_memory": memory,
            "entries": len(things),
            "instruments": [self.summary(i) for i in pack.instruments.values()],
        }

    def counts(self) -> dict[str, int]:
        pack = self.pack
        provisions = pack.provisions.values()
        return {
            "instruments": len(pack.instruments),
            "statements": sum(not i.binding for i in pack.instruments.values()),
            "items": len(pack.items),
            "provisions": len(pack.provisions),
            "exceptions": len(pack.exceptions),
            "information": sum(p.when is None for p in provisions),
            "memberships": len(pack.memberships),
            "listings": len(pack.listings),
        }

    def summary(self, instrument: Instrument) -> Data:
        return {
            "id": instrument.id,
            "title": instrument.title,
            "now": {r: self.now(_whole(instrument), r) for r in READINGS},
            "in_force": self.days(_whole(instrument)),
            "items": sum(i.instrument == instrument.id for i in self.pack.items.values()),
            "provisions": sum(p.instrument == instrument.id for p in self.pack.provisions.values()),
        }

    # ------------------------------------------------------------ instruments
    def instrument(self, instrument: Instrument) -> Data:
        pack, own = self.pack, {i for i, p in self.pack.provisions.items() if p.instrument == instrument.id}
        return {
            "show": "instrument",
            **self.summary(instrument),
            "title_zh": instrument.title_zh,
            "issuer": instrument.issuer,
            "issued": _day(instrument.issued),
            "published": _day(instrument.published),
            "binding": instrument.binding,
            "today": str(self.today),
            "acts": [_act(act) for act in instrument.acts],
            "acted_on": [
                {"by": other.id, "title": other.title, "binding": other.binding, **_act(act)}
                for other in pack.instruments.values()
                for act in other.acts
                if act.target == instrument.id or act.target in own
            ],
            "items": [
                {"item": i.id, "code": i.code, "title": i.title}
                for i in pack.items.values()
                if i.instrument == instrument.id
            ],
            "provisions": [self.line(pack.provisions[i]) for i in pack.provisions if i in own],
            "listings": [
                {"name": x.name, "name_zh": x.name_zh, "country": x.country, "list": x.list, "binds": x.binds}
                for x in pack.listings
                if x.instrument == instrument.id
            ],
            **_source(instrument),
        }

    def line(self, provision: Provision) -> Data:
        return {
            "provision": provision.id,
            "article": provision.article,
            "title": provision.title,
            "outcome": provision.outcome,
            "information": provision.when is None,
        }

    # ------------------------------------------------------------ items
    def item(self, item: Item) -> Data:
        users = [p.id for p in self.pack.provisions.values() if any(_names(n, item) for n in _walk(p.when))]
        return {
            "item": item.id,
            "code": item.code,
            "title": item.title,
            "title_zh": item.title_zh,
            "instrument": item.instrument,
            "instrument_title": self.pack.instruments[item.instrument].title,
            "now": {r: self.now(item, r) for r in READINGS},
            "in_force": self.days(item),
            "when": condition(item.when),
            "tariff_codes": list(item.tariff_codes),
            "groups": list(item.groups),
            "used_by": users,
            **_source(item),
        }

    # ------------------------------------------------------------ provisions
    def provision(self, provision: Provision) -> Data:
        pack = self.pack
        return {
            "show": "provision",
            **citation(pack, provision),
            "now": {r: self.now(provision, r) for r in READINGS},
            "in_force": self.days(provision),
            "today": str(self.today),
            "when": None if provision.when is None else condition(provision.when),
            "outcome": provision.outcome,
            "where_outcome": list(provision.where_outcome),
            "finding": provision.finding or None,
            "unless": [self.line(pack.provisions[e]) for e in provision.unless],
            "exception_to": [self.line(p) for p in pack.provisions.values() if provision.id in p.unless],
            "duties": [shown_duty(d, None) for d in provision.duties],
            "asks": self.asks(provision),
            "because": provision.because,
            "file": ":".join(map(str, provision.place)),
            **{k: v for k, v in _source(provision).items() if k in ("source", "note")},
        }

    def asks(self, provision: Provision) -> list[str]:
        """The facts that a provision reads, by itself or through its items."""
        facts: set[str] = set()
        for node in _walk(provision.when):
            facts |= facts_of(node)
            for item in self.pack.items.values() if isinstance(node, Items) else ():
                facts |= facts_of(item.when) if _names(node, item) else set()
        return [fact for fact in vocabulary() if fact in facts]

    # ------------------------------------------------------------ days
    def days(self, thing: Provision | Item) -> dict[str, str]:
        return {r: days_text(spans_of(self.pack, thing, None, r)) for r in READINGS}

    def now(self, thing: Provision | Item, reading: str) -> str:
        """Say in some words how a thing stands today."""
        instrument = self.pack.instruments[thing.instrument]
        day, spans = day_number(self.today), spans_of(self.pack, thing, None, reading)
        if not instrument.binding:
            return "a statement"
        if inside(spans, day):
            return "in force"
        for _, (start, end) in suspensions_of(self.pack, thing, None, reading):
            if start <= day < end:
                return "suspended" if end >= FAR else f"suspended until {_number(end - 1)}"
        first = thing.first or instrument.first
        if first is None:
            return "no day known"
        return f"from {first}" if self.today < first else "ended"


def _whole(instrument: Instrument) -> Item:
    """An instrument as a thing with days: those on which all of it would be in force."""
    return Item(id=instrument.id, code="", title="", instrument=instrument.id, when=TRUE)


def _names(node: Node, item: Item) -> bool:
    return isinstance(node, Items) and matches(item, node.by, node.name)


def _walk(node: Node | None) -> Iterable[Node]:
    return () if node is None else walk(node)


def _act(act: Act) -> Data:
    return {"act": act.kind, "target": act.target, "from": _day(act.first), "to": _day(act.last)}


def _source(thing: Sourced) -> Data:
    return {k: getattr(thing, k) for k in ("source", "url", "confidence", "grade", "note")}


def _day(day: dt.date | None) -> str | None:
    return str(day) if day else None


def _number(day: int) -> dt.date:
    return dt.date(1970, 1, 1) + dt.timedelta(day)


def condition(node: Node) -> Anything:
    """Return a condition as nested groups {"all": […]} / {"any": […]} / {"not": …} of SQL lines."""
    if isinstance(node, All | Any):
        return {"all" if isinstance(node, All) else "any": [condition(child) for child in node.children]}
    if isinstance(node, Not) and isinstance(node.child, All | Any):
        return {"not": condition(node.child)}
    return written(node, vocabulary())
