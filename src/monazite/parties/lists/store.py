"""The lists that are kept in a folder: which there are, and their parties as known on a day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from monazite.errors import InputError, UsageError, nearest
from monazite.parties.lists.lock import locked
from monazite.parties.lists.package import MANIFEST, Manifest, check_table, clear, read_manifest, read_table
from monazite.parties.lists.places import open_places
from monazite.parties.lists.spans import Seen, dated, effective_spans, known_spans
from monazite.parties.lists.table import Stay, from_table, undisturbed
from monazite.parties.model import Name, Party, Span

__all__ = ["ListStore", "load_parties"]

T = TypeVar("T")
_Alike = dict[tuple[dt.date, dt.date, tuple[Span, ...]], tuple[Span, ...]]
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def load_parties(folder: Path, lists: Sequence[str], known_on: dt.date) -> list[Party]:
    """Return the parties of some lists in a folder, with the spans that could be known on a day.

    Parties that were taken off keep the days on which they were listed; `listed_on` says whether a day is among them.
    Raises UsageError for a list that is not kept. Who screens asks `readiness` too: a list may be old.
    """
    store = ListStore(folder)
    return [party for name in dict.fromkeys(lists) for party in store.load(name, known_on)]


@dataclass(frozen=True, slots=True)
class ListStore:
    """The lists under a folder, each in a folder of its own that is a Data Package."""

    folder: Path

    def path(self, name: str) -> Path:
        """Return the folder of a list; raise UsageError for what is no name of one."""
        if not NAME.fullmatch(name):
            raise UsageError(f"'{name}' is no name of a list: small letters, digits, '-', '_' and '.', no blanks")
        return self.folder / name

    def names(self) -> list[str]:
        """Return the names of the lists that are kept, in order."""
        if not self.folder.is_dir():
            return []
        return sorted(p.name for p in self.folder.iterdir() if (p / "datapackage.json").is_file())

    def manifest(self, name: str) -> Manifest:
        """Return what is known of a list that is kept; raise UsageError where it is not."""
        manifest = read_manifest(self.path(name))
        if manifest is None:
            known = nearest(name, self.names())
            raise UsageError(
                f"no list '{name}' in {self.folder}{f': {known}' if known else ''}; see: monazite lists add"
            )
        return manifest

    def places(self, name: str) -> tuple[str, ...]:
        """Return where the newest edition of a list came from, each address in full."""
        return open_places(self.path(name), self.manifest(name).newest.origins)

    def stays(self, name: str) -> tuple[Manifest, list[Stay]]:
        """Return every record that the editions of a list ever held."""
        return self._whole(name, lambda manifest: from_table(read_table(self.path(name), manifest), name))

    def sound(self, name: str) -> Manifest:
        """Return what is known of a list whose table is the one that was written; raise InputError where it is not."""
        return self._whole(name, lambda manifest: check_table(self.path(name), manifest))[0]

    def _whole(self, name: str, take: Callable[[Manifest], T]) -> tuple[Manifest, T]:
        """Return a description and what is taken of its table; what a writer replaces meanwhile is taken anew."""
        for _ in range(5):
            manifest = self.manifest(name)
            try:
                return manifest, take(manifest)
            except InputError:
                if self.manifest(name).table == manifest.table:
                    raise
        raise InputError(f"{self.path(name)}: the list is being replaced again and again; try again")

    def load(self, name: str, known_on: dt.date) -> list[Party]:
        """Return the parties of one list with the spans that could be known on a day; unknown ones are left out.

        Names that earlier editions have, and that of the day has not, are former ones.
        """
        return self.loaded(name, known_on)[1]

    def loaded(self, name: str, known_on: dt.date) -> tuple[Manifest, list[Party]]:
        """Return what a list says of itself and its parties as known on a day, both of one moment."""
        manifest, stays = self.stays(name)
        editions = [edition.date for edition in manifest.editions]
        with undisturbed():
            groups = (list(group) for _, group in groupby(stays, key=lambda stay: stay.party.id))
            alike: _Alike = {}
            return manifest, [party for own in groups if (party := _one(own, editions, known_on, alike))]

    def remove(self, name: str) -> None:
        """Remove a list with all its editions, one that is damaged too; OutputError where another run writes it."""
        path = self.path(name)
        if not (path / MANIFEST).is_file():
            self.manifest(name)
        with locked(path):
            # The description goes first: from then on there is no list, whatever stays behind.
            (path / MANIFEST).unlink(missing_ok=True)
            clear(path)


def _one(stays: list[Stay], editions: list[dt.date], day: dt.date, alike: _Alike) -> Party | None:
    """Return a party as known on a day; `alike` keeps the days of parties that editions date, since many share them."""
    last = stays[-1]
    if len(stays) > 1:
        spans = effective_spans([Seen(s.first, s.last, s.party.spans) for s in stays], editions, day)
    # The usual cases: one record, dated by its publisher and still on the list; or dated by editions alone.
    elif dated(last.party.spans) and editions[-1] <= day and last.last == editions[-1]:
        spans = known_spans(last.party.spans, day)
        if spans == last.party.spans:
            return last.party
    else:
        key = last.first, last.last, last.party.spans
        if key not in alike:
            alike[key] = effective_spans([Seen(*key)], editions, day)
        spans = alike[key]
    if not spans:
        return None
    past = [stay.party for stay in stays if stay.first <= day] or [stays[0].party]
    return _with(past[-1], _names(past), spans)


def _names(past: list[Party]) -> tuple[Name, ...]:
    """Return the names of the last of some records of a party, and those that only earlier ones have as former names.

    Who is listed is no other one because the list spells it otherwise; a name that it gave up as weak stays weak.
    """
    own = past[-1].names
    if all(party.names == own for party in past):
        return own
    found = {name.text: name for name in own}
    for party in reversed(past):
        for name in party.names:
            found.setdefault(name.text, name if name.kind == "weak" else Name(name.text, "former"))
    return tuple(found.values())


def _with(party: Party, names: tuple[Name, ...], spans: tuple[Span, ...]) -> Party:
    """Return a party with other names and spans (dataclasses.replace takes five times as long)."""
    return Party(
        party.id,
        party.list,
        party.kind,
        names,
        party.countries,
        party.identifiers,
        party.addresses,
        party.phones,
        party.programmes,
        spans,
        party.remarks,
        party.source,
        party.confidence,
    )
