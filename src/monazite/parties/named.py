"""The parties of a run, each asked of the lists once: distinct (name, country, id, address), under a number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from monazite.parties.asked import Asked, identifiers_of, unread_ids
from monazite.parties.askers import Askers
from monazite.parties.contacts import Contacts, address_key, cluster_number
from monazite.parties.decisions import party_key
from monazite.parties.model import Party
from monazite.parties.owned import Ownership
from monazite.parties.screening import Matches

__all__ = ["Entry", "Key", "Named", "Shelf"]

Key = tuple[str, str, str, str]
Ints = npt.NDArray[np.int64]
KEPT = 1_000_000  # distinct parties that are kept


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one distinct party, whatever the day; `odd` is what cannot be compared of its id."""

    asked: Asked
    id: str
    matches: Matches = field(default_factory=Matches)
    odd: tuple[str, ...] = ()
    neighbours: tuple[Party, ...] = ()
    nodes: tuple[int, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether nothing is known of the party: no match, no listed neighbour, no place in the ownership.

        One that was not read is like no other: nothing clears it.
        """
        told = self.matches.doubts or self.matches.parts or self.odd
        return not (self.matches or self.neighbours or self.nodes or told)


NOBODY = Entry(Asked(""), "")


@dataclass
class Shelf:
    """Entries by number, 0 being nobody; grows, and is left behind when full.

    `countries` are the countries by number, `codes` columns of all entries: the number of the entry where something is
    known of it, else 0; of its country; of its name; of its address.
    """

    entries: list[Entry] = field(default_factory=lambda: [NOBODY])
    numbers: dict[Key, int] = field(default_factory=dict)
    countries: dict[str, int] = field(default_factory=lambda: {"": 0})
    names: dict[str, int] = field(default_factory=lambda: {"": 0})
    codes: Ints = field(default_factory=lambda: np.zeros((4, 1), np.int64))
    # What was told of parties already, and the days on which that changes.
    told: dict[tuple[int, str, int], Any] = field(default_factory=dict)
    turns: dict[tuple[int, str], list[dt.date] | None] = field(default_factory=dict)

    def add(self, keys: Sequence[Key], entries: Sequence[Entry]) -> None:
        """Add entries; their numbers are told when they are there, for other threads look them up meanwhile."""
        start = len(self.entries)
        rows = [self._row(start + n, entry) for n, entry in enumerate(entries)]
        self.codes = np.concatenate([self.codes, np.array(rows, np.int64).reshape(-1, 4).T], axis=1)
        self.entries.extend(entries)
        self.numbers.update(zip(keys, range(start, start + len(keys)), strict=True))

    def _row(self, number: int, entry: Entry) -> tuple[int, int, int, int]:
        asked = entry.asked
        country = self.countries.setdefault(asked.country, len(self.countries))
        name = self.names.setdefault(party_key(asked.name), len(self.names))
        place = address_key(asked.address)
        return 0 if entry.plain else number, country, name, cluster_number(place) if place else 0


class Named:
    """Numbers the parties of lines and asks for those that are new; one thread asks at a time, the others wait."""

    def __init__(self, askers: Askers, contacts: Contacts, ownership: Ownership | None) -> None:
        self._askers, self._contacts, self._ownership = askers, contacts, ownership
        self._shelf, self._asking = Shelf(), Lock()

    def numbers(self, keys: Sequence[Key]) -> tuple[Shelf, Ints]:
        """Return the shelf and the numbers that some parties have on it, shape (keys,); nobody is 0."""
        shelf = self._shelf
        found = [shelf.numbers.get(key, -1) if _somebody(key) else 0 for key in keys]
        if -1 in found:
            with self._asking:
                shelf = self._filled([key for key, n in zip(keys, found, strict=True) if n < 0], keys)
            found = [shelf.numbers[key] if _somebody(key) else 0 for key in keys]
        return shelf, np.array(found, np.int64)

    def _filled(self, new: Sequence[Key], keys: Sequence[Key]) -> Shelf:
        if len(self._shelf.numbers) > KEPT:
            self._shelf, new = Shelf(), [key for key in keys if _somebody(key)]
        shelf = self._shelf
        todo = [key for key in dict.fromkeys(new) if key not in shelf.numbers]
        if todo:
            shelf.add(todo, self._entries(todo))
        return shelf

    def _entries(self, keys: Sequence[Key]) -> list[Entry]:
        asked = [Asked(name, "", country, identifiers_of(id, country), address) for name, country, id, address in keys]
        matches = [found for part in self._askers.answers(asked) for found in part]
        out = []
        for one, key, found in zip(asked, keys, matches, strict=True):
            near = tuple(dict.fromkeys(party for _, party in self._contacts.shared(one.address)))
            nodes = self._ownership.find(one.name, key[2]) if self._ownership else ()
            out.append(Entry(one, key[2], found, tuple(unread_ids(key[2], one.identifiers)), near, nodes))
        return out


def _somebody(key: Key) -> bool:
    """Whether there is anything to ask by: a name or an id."""
    return bool(key[0] or key[2])
