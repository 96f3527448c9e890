"""What differs between two versions of a pack as texts: what was added, taken out, and changed, field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any as Anything

from monazite.law.explain import written
from monazite.law.model import (
    Act,
    CalendarDay,
    Duty,
    Instrument,
    Item,
    LawPack,
    Listing,
    Membership,
    Provision,
    Relation,
)
from monazite.law.tree import Node
from monazite.vocabulary import vocabulary

__all__ = ["Change", "pack_changes"]

HEAD = ("title", "title_zh", "jurisdiction", "timezone", "version", "licence", "state_of_knowledge", "reviewed")
NOT_LAW = ("place",)  # where an entry stands in its file says nothing about the law
NAMES = {"first": "in_force_from", "last": "in_force_to"}


@dataclass(frozen=True)
class Change:
    """One thing of a pack that is new, gone or another: `fields` has (old, new) for each field that changed."""

    kind: str
    id: str
    change: str
    fields: Mapping[str, tuple[str, str]]

    def as_json(self) -> dict[str, Anything]:
        """Return plain JSON types."""
        return {
            "kind": self.kind,
            "id": self.id,
            "change": self.change,
            "fields": {name: {"old": old, "new": new} for name, (old, new) in self.fields.items()},
        }


def pack_changes(old: LawPack, new: LawPack) -> list[Change]:
    """Return what differs between two packs, in the order of the files; an empty list for equal law."""
    head = _fields(old, new, HEAD)
    out = [Change("pack", new.id, "changed", head)] if head else []
    kinds = (
        ("instrument", old.instruments, new.instruments),
        ("item", old.items, new.items),
        ("provision", old.provisions, new.provisions),
        ("event", old.events, new.events),
    )
    for kind, before, after in kinds:
        out += _entries(kind, before, after)
    out += _members("country group", old.memberships, new.memberships)
    out += _members("listing", old.listings, new.listings)
    out += _calendar(old, new)
    return out


def _entries(kind: str, before: Mapping[str, Anything], after: Mapping[str, Anything]) -> Iterator[Change]:
    for name, thing in before.items():
        if name not in after:
            yield Change(kind, name, "removed", {})
        elif found := _fields(thing, after[name], [f.name for f in fields(thing) if f.name not in NOT_LAW]):
            yield Change(kind, name, "changed", found)
    yield from (Change(kind, name, "added", {}) for name in after if name not in before)


def _members(
    kind: str, before: tuple[Membership | Listing, ...], after: tuple[Membership | Listing, ...]
) -> Iterator[Change]:
    """Rows without an id of their own are there or not."""
    yield from (Change(kind, _row(row), "removed", {}) for row in before if row not in after)
    yield from (Change(kind, _row(row), "added", {}) for row in after if row not in before)


def _calendar(old: LawPack, new: LawPack) -> Iterator[Change]:
    """Rows of the calendar go by their days and kind; what else differs in them has changed."""
    before, after = ({f"{_span(day)} {day.kind}": day for day in pack.calendar} for pack in (old, new))
    yield from _entries("calendar", before, after)


def _span(day: CalendarDay) -> str:
    return str(day.first) if day.first == day.last else f"{day.first} to {day.last}"


def _row(row: Membership | Listing) -> str:
    if isinstance(row, Membership):
        days = " ".join(f"{word} {day}" for word, day in (("from", row.first), ("to", row.last)) if day)
        return f"{row.group} {row.member} {days}".rstrip()
    return " ".join(filter(None, (row.instrument, row.name or row.name_zh, row.country)))


def _fields(
    old: Anything, new: Anything, names: Iterator[str] | tuple[str, ...] | list[str]
) -> dict[str, tuple[str, str]]:
    pairs = {name: (getattr(old, name), getattr(new, name)) for name in names}
    return {NAMES.get(name, name): (_shown(a), _shown(b)) for name, (a, b) in pairs.items() if a != b}


def _shown(value: Anything) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | dt.date):
        return str(value)
    if isinstance(value, tuple):
        return "; ".join(_shown(part) for part in value)
    if isinstance(value, Duty):
        return f"{value.kind}: {value.text}" + (f" ({value.due})" if value.due else "")
    if isinstance(value, Relation):
        return f"{value.kind} {value.target}"
    if isinstance(value, Act):
        days = " ".join(f"{word} {day}" for word, day in (("from", value.first), ("to", value.last)) if day)
        return f"{value.kind} {value.target} {days}".rstrip()
    assert not isinstance(value, Instrument | Item | Provision), value
    node: Node = value
    return written(node, vocabulary())
