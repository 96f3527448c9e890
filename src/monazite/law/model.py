"""What a law pack says, as frozen records: instruments, items, provisions, country groups, listings.

All days are inclusive calendar days in the pack's time zone, as the instruments print them; `time.py` turns them
into half-open spans.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from monazite.law.tree import Node

__all__ = [
    "Act",
    "CalendarDay",
    "Duty",
    "Event",
    "Instrument",
    "Item",
    "LawPack",
    "Listing",
    "Membership",
    "Provision",
    "Relation",
    "Sourced",
]


@dataclass(frozen=True, kw_only=True)
class Sourced:
    """Where something was read and how far to trust it: `confidence` verified or memory, `grade` T, S, A or M."""

    source: str = ""
    url: str = ""
    confidence: str = ""
    grade: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Act:
    """What an instrument does to another instrument or provision: suspends, ends or resumes it.

    `first` and `last` are inclusive: the first and last suspended day; for `ends` `last` is the target's last day in
    force; for `resumes` `first` is the first day in force again: the suspension running then ends, or else the next.
    """

    kind: str
    target: str
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True)
class Relation:
    """What an instrument or event is to another, of this regime or another: responds_to, amends, replaces, under.

    `under` names the act that gives the power to issue it. What suspends, ends or resumes stands in acts.
    """

    kind: str
    target: str


@dataclass(frozen=True, kw_only=True)
class Event(Sourced):
    """Something on the timeline that is no instrument of the pack: talks, a statement, a consultation, a listing.

    `first` and `last` are inclusive; `last` is None for a single day. `by` says who acted.
    """

    id: str
    title: str
    kind: str
    first: dt.date
    last: dt.date | None = None
    title_zh: str = ""
    by: str = ""
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CalendarDay(Sourced):
    """Days on which offices rest (`holiday`) or work though it is a weekend (`working`), first to last, inclusive.

    `published` is when it could be known; None means always.
    """

    first: dt.date
    last: dt.date
    kind: str
    name: str = ""
    published: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Instrument(Sourced):
    """An act, announcement, statement or rule with its days.

    `published` is when it could be known; `binding` is no for statements, whose acts count only under the reading
    `announced`.
    """

    id: str
    title: str
    title_zh: str = ""
    issuer: str = ""
    issued: dt.date | None = None
    published: dt.date | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    binding: bool = True
    acts: tuple[Act, ...] = ()
    relations: tuple[Relation, ...] = ()

    @property
    def known_from(self) -> dt.date | None:
        """The day from which it could be known: publication, else (an assumption) the day of issue."""
        return self.published or self.issued


@dataclass(frozen=True, kw_only=True)
class Item(Sourced):
    """A control-list entry: a named predicate over the facts of goods; tariff codes are reference only."""

    id: str
    code: str
    title: str
    instrument: str
    when: Node
    title_zh: str = ""
    tariff_codes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Something to do while a provision holds; `due` is read by duties.py, empty where there is no clock."""

    kind: str
    text: str
    text_zh: str = ""
    due: str = ""


@dataclass(frozen=True, kw_only=True)
class Provision(Sourced):
    """One rule of an instrument: a condition, an outcome, ordered exceptions, a finding, duties.

    Without `when` it is information: shown, never evaluated. With `where_outcome` it holds only where the regime comes
    to one of these outcomes: the file of a licence is due where a licence is needed. `opposes` names provisions,
    instruments or whole regimes whose following it forbids: where both hold, the laws conflict on the line.
    """

    id: str
    title: str
    instrument: str
    article: str
    title_zh: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    when: Node | None = None
    outcome: str | None = None
    unless: tuple[str, ...] = ()
    finding: str = ""
    duties: tuple[Duty, ...] = ()
    where_outcome: tuple[str, ...] = ()
    opposes: tuple[str, ...] = ()
    because: str = ""
    place: tuple[str, int] = ("", 1)


@dataclass(frozen=True)
class Membership:
    """A country in a group, with the inclusive days of its membership."""

    group: str
    member: str
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Listing(Sourced):
    """A party that an announcement lists, and whom the listing binds; an empty name gives the reach alone."""

    instrument: str
    list: str
    name: str = ""
    name_zh: str = ""
    country: str = ""
    binds: str = "exporters"


@dataclass(frozen=True, kw_only=True, eq=False)
class LawPack:
    """One regime, whole; a pack equals itself alone, so that what is resolved of it can be kept."""

    id: str
    title: str
    title_zh: str = ""
    jurisdiction: str = ""
    timezone: str = "UTC"
    version: str = ""
    licence: str = ""
    state_of_knowledge: dt.date | None = None
    reviewed: dt.date | None = None
    next_review: dt.date | None = None
    disclaimer: str = ""
    skeleton: bool = False
    path: Path = Path()
    instruments: dict[str, Instrument] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    provisions: dict[str, Provision] = field(default_factory=dict)
    memberships: tuple[Membership, ...] = ()
    listings: tuple[Listing, ...] = ()
    events: dict[str, Event] = field(default_factory=dict)
    calendar: tuple[CalendarDay, ...] = ()

    @property
    def exceptions(self) -> frozenset[str]:
        """Ids of the provisions that work only through another's `unless`."""
        return frozenset(e for p in self.provisions.values() for e in p.unless)

    def without(self, provision: str) -> LawPack:
        """Return the pack as if one provision had never been written."""
        from dataclasses import replace

        kept = {
            i: replace(p, unless=tuple(e for e in p.unless if e != provision))
            for i, p in self.provisions.items()
            if i != provision
        }
        return replace(self, provisions=kept)
