"""Collecting what an adapter finds: parties, rejected records, findings, each with its place."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from monazite.errors import Problem
from monazite.parties.lists.formats.words import day_of
from monazite.parties.lists.model import Context, Gap, Reading
from monazite.parties.lists.table import print_of
from monazite.parties.model import Identifier, Name, Party, Span

__all__ = ["Gather", "Place", "clean", "listings", "named", "unique"]

LONGEST = 20_000  # signs of a text that is kept


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands: line and column, from 1."""

    path: str
    line: int = 1
    column: int = 1


def clean(text: str | None) -> str:
    """Return a text without blanks at its ends or doubled, and no longer than is kept."""
    return " ".join(text.split())[:LONGEST] if text else ""


def unique(texts: Iterable[str]) -> tuple[str, ...]:
    """Return texts that are not empty, each once, in their order."""
    return tuple(dict.fromkeys(t for t in map(clean, texts) if t))


def named(primary: str, others: Iterable[Name] = ()) -> tuple[Name, ...]:
    """Return the names of a party: the primary one first, each text once."""
    names = [Name(clean(primary)), *(Name(clean(n.text), n.kind) for n in others)]
    seen: dict[str, Name] = {}
    for name in names:
        if name.text:
            seen.setdefault(name.text, name)
    return tuple(seen.values())


def listings(spans: Sequence[Span], records: Sequence[str]) -> tuple[Span, ...]:
    """Return the spans of a party's listings, one a record of the publisher; none where no record has a day.

    Spans of one act are one listing with a pause, and two records are two listings: where several say the same act,
    the id of the record tells it apart. A record without days stays beside those that have them: it may be open.
    """
    if not any(span.first or span.last or span.known for span in spans):
        return ()
    count = Counter(span.act for span in spans)
    return tuple(
        replace(span, act=f"{span.act} ({record})" if span.act else record) if count[span.act] > 1 else span
        for span, record in zip(spans, records, strict=True)
    )


@dataclass
class Gather:
    """What was found so far in the files of one edition."""

    context: Context
    parties: dict[str, Party] = field(default_factory=dict)
    rejects: list[Problem] = field(default_factory=list)
    findings: list[Problem] = field(default_factory=list)
    skipped: int = 0
    lost: int = 0
    unknown: set[str] = field(default_factory=set)

    def add(self, party: Party, at: Place) -> None:
        """Keep a party; one without a name, or whose id is taken by another, is a reject.

        One without an id keeps its names under a fingerprint of what it says. A record that is there twice with the
        same contents is kept once, and the other one skipped.
        """
        if not party.names:
            self.reject(at, "L011", f"'{party.id}' has no name" if party.id else "a record without id and name")
            return
        if not party.id:
            party = replace(party, id=f"no-id-{print_of(party)}")
            self.find(at, "L010", f"'{party.names[0].text}' has no id", f"it is kept as {party.id}")
        if self.parties.get(party.id) == party:
            self.skipped += 1
            self.find(at, "L012", f"the record '{party.id}' is there twice", "it is kept once")
        elif party.id in self.parties:
            self.reject(at, "L012", f"the id '{party.id}' is there twice", "the first record is kept")
        else:
            self.parties[party.id] = party

    def reject(self, at: Place, code: str, text: str, hint: str = "") -> None:
        """Note a record that cannot be used."""
        self.rejects.append(Problem(at.path, at.line, at.column, code, text, hint))

    def find(self, at: Place, code: str, text: str, hint: str = "") -> None:
        """Note something odd in a record that is used all the same."""
        self.findings.append(Problem(at.path, at.line, at.column, code, text, hint))

    def lose(self, at: Place, code: str, text: str, hint: str = "") -> None:
        """Note what cannot be used and may name a party: it is told, and the list is known to lack names."""
        self.lost += 1
        self.find(at, code, text, hint)

    def day(self, text: str, at: Place, what: str) -> dt.date | None:
        """Return a day; one that the calendar does not have is a finding and not known."""
        text = clean(text)
        if not text:
            return None
        day = day_of(text)
        if day is None:
            self.find(at, "L020", f"'{text}' is no day ({what})", "it is taken as not known")
        return day

    def country(self, text: str, at: Place) -> str:
        """Return the code of a country, empty where it is not known; each unknown word is told once."""
        text = clean(text)
        if not text:
            return ""
        code = self.context.country(text)
        if not code and text.casefold() not in self.unknown:
            self.unknown.add(text.casefold())
            self.find(at, "L021", f"'{text}' is no country that is known", "parties keep their addresses as written")
        return code

    def countries(self, texts: Iterable[str], at: Place) -> tuple[str, ...]:
        """Return the codes of countries, each once."""
        return tuple(dict.fromkeys(c for t in texts if (c := self.country(t, at))))

    def identifiers(self, found: Iterable[Identifier]) -> tuple[Identifier, ...]:
        """Return identifiers that have a value, each once."""
        return tuple(dict.fromkeys(i for i in found if i.value))

    def reading(
        self, form: str, dated: dt.date | None = None, gaps: tuple[Gap, ...] = (), parts: tuple[str, ...] = ()
    ) -> Reading:
        """Return all that was found."""
        rejects, findings = tuple(sorted(self.rejects)), tuple(sorted(self.findings))
        gaps = (*gaps, *self._lost())
        return Reading(form, tuple(self.parties.values()), rejects, findings, self.skipped, dated, gaps, parts)

    def _lost(self) -> tuple[Gap, ...]:
        text = f"{self.lost:,} names or rows with names cannot be used; who they name is not known"
        return (Gap(text),) if self.lost else ()
