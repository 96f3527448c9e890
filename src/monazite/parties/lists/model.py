"""What is known of a list itself: who publishes it, how it is kept, which editions came in, as frozen records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from monazite.errors import Problem
from monazite.parties.model import Party

__all__ = ["Context", "Edition", "Feed", "File", "Gap", "ListSource", "Origin", "Reading", "Readiness"]

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Feed:
    """A fact of the vocabulary that a list feeds: `value` for parties of `programme` (empty: for all of them).

    `lacks` says what the fact means beside the list, and no list has: then the fact is never denied.
    """

    fact: str
    programme: str = ""
    value: str = "true"
    source: str = ""
    confidence: str = ""
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Names that a list is known to lack: since `first`, of `countries` (empty: of any)."""

    text: str
    first: dt.date | None = None
    last: dt.date | None = None
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListSource:
    """A list of parties: its publisher, its place, and what must hold before an edition is taken.

    `minimum` and `maximum` bound the parties of an edition, `largest` the bytes of each file, `drop` the per cent of
    parties that an edition may lose against the one before it. After `stale_days` without a check it counts as stale.
    `programmes` are the lists that it is made of, where it is made of several.
    """

    id: str
    title: str = ""
    publisher: str = ""
    regime: str = ""
    urls: tuple[str, ...] = ()
    format: str = ""
    programmes: tuple[str, ...] = ()
    licence: str = ""
    minimum: int = 1
    maximum: int = 5_000_000
    largest: int = 512 * MEGABYTE
    stale_days: int = 30
    drop: int = 10
    feeds: tuple[Feed, ...] = ()
    source: str = ""
    confidence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """One file that an edition came from: its place, size and checksum, and what a server said of its version."""

    place: str
    bytes: int
    sha256: str
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a list: its day, where it came from, what was in it, and what changed against the one before.

    `date` is the publisher's day where the files say it, else the day they were fetched or, for a file, last changed.
    `records` = `parties` + `rejects` + `skipped`, always. `aliases` are names beside the first of each party; `parts`
    are the kinds of files that it was read from, where it is made of several. None is not known (older editions).
    """

    date: dt.date
    retrieved: dt.date
    format: str
    origins: tuple[Origin, ...] = ()
    dated_by: str = ""
    records: int = 0
    parties: int = 0
    rejects: int = 0
    skipped: int = 0
    findings: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    problems: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    aliases: int | None = None
    identifiers: int | None = None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A file to read, and the name by which its findings call it."""

    path: Path
    shown: str


@dataclass(frozen=True, slots=True)
class Context:
    """What an adapter needs beside the files: the list's name, country codes by name, an encoding that was given."""

    list: str
    country: Callable[[str], str]
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an adapter found: parties, records that cannot be used (one problem each), and remarks on the rest.

    `skipped` counts records that are no listed party (addresses, relations). Nothing is lost:
    `records` = parties + rejects + skipped. `dated` is the day that the publisher gives the edition, `parts` the kinds
    of files that were there, where a list is made of several.
    """

    format: str
    parties: tuple[Party, ...]
    rejects: tuple[Problem, ...] = ()
    findings: tuple[Problem, ...] = ()
    skipped: int = 0
    dated: dt.date | None = None
    gaps: tuple[Gap, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def aliases(self) -> int:
        """Return how many names the parties have beside the first of each."""
        return sum(len(party.names) for party in self.parties) - len(self.parties)

    @property
    def identifiers(self) -> int:
        """Return how many identifiers the parties have."""
        return sum(len(party.identifiers) for party in self.parties)

    @property
    def records(self) -> int:
        """Return how many records the files hold."""
        return len(self.parties) + len(self.rejects) + self.skipped


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a list may be relied on for a day: ok, stale or missing, and why.

    Where it is not ok, a screening against it is incomplete and clears nobody. `gaps` are names that the list lacks
    all the same: `covers` says whether they leave a country untouched.
    """

    list: str
    state: str
    reason: str = ""
    edition: dt.date | None = None
    checked: dt.date | None = None
    age: int | None = None
    checksum: str = ""
    gaps: tuple[Gap, ...] = ()

    @property
    def ok(self) -> bool:
        """Return whether the list is there and fresh."""
        return self.state == "ok"

    def covers(self, country: str = "") -> bool:
        """Return whether a party of `country` (ISO alpha-2, empty where not known) can be cleared by this list."""
        return self.ok and all(bool(gap.countries and country) and country not in gap.countries for gap in self.gaps)
