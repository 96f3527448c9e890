"""The parties of a run, each asked of the lists once: distinct (name, country, id, address), under a number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
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
KEPT = 1_000_000  # distinct parties that are kept; those of whom nothing is known take about 250 bytes each


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
NEAR = 200_000  # of these the keys are kept too, since fingerprints take time
NOBODYS = b""  # the mark of nobody


@dataclass
class Shelf:
    """Entries by number, 0 being nobody; grows, and is left behind when full.

    Parties of whom nothing is known share one entry for each country: of them no more is told than that. `numbers` are
    by fingerprints of the keys (`mark`), `near` those of the first keys by the keys themselves. `countries` are the
    countries by number, `codes` columns of all entries: the number of the entry where something is known of it, else 0;
    of its country; of its name; of its address.
    """

    entries: list[Entry] = field(default_factory=lambda: [NOBODY])
    numbers: dict[bytes, int] = field(default_factory=dict)
    near: dict[Key, int] = field(default_factory=dict)
    countries: dict[str, int] = field(default_factory=lambda: {"": 0})
    plain: dict[str, Entry] = field(default_factory=dict)
    codes: Ints = field(default_factory=lambda: np.zeros((4, 1), np.int64))
    # What was told of parties already, and the days on which that changes.
    told: dict[tuple[int, str, int], Any] = field(default_factory=dict)
    turns: dict[tuple[int, str], list[dt.date] | None] = field(default_factory=dict)

    def add(self, marks: Sequence[bytes], entries: Sequence[Entry]) -> None:
        """Add entries; their numbers are told when they are there, for other threads look them up meanwhile."""
        start = len(self.entries)
        rows = [self._row(start + n, entry) for n, entry in enumerate(entries)]
        self.codes = np.concatenate([self.codes, np.array(rows, np.int64).reshape(-1, 4).T], axis=1)
        self.entries.extend(map(self._shared, entries))
        self.numbers.update(zip(marks, range(start, start + len(marks)), strict=True))

    def _shared(self, entry: Entry) -> Entry:
        country = entry.asked.country
        return self.plain.setdefault(country, Entry(Asked("", country=country), "")) if entry.plain else entry

    def _row(self, number: int, entry: Entry) -> tuple[int, int, int, int]:
        asked = entry.asked
        country = self.countries.setdefault(asked.country, len(self.countries))
        name, place = party_key(asked.name), address_key(asked.address)
        who, where = (cluster_number(text) if text else 0 for text in (name, place))
        return 0 if entry.plain else number, country, who, where


class Named:
    """Numbers the parties of lines and asks for those that are new; one thread asks at a time, the others wait."""

    def __init__(self, askers: Askers, contacts: Contacts, ownership: Ownership | None) -> None:
        self._askers, self._contacts, self._ownership = askers, contacts, ownership
        self._shelf, self._asking = Shelf(), Lock()

    def numbers(self, keys: Sequence[Key]) -> tuple[Shelf, Ints]:
        """Return the shelf and the numbers that some parties have on it, shape (keys,); nobody is 0."""
        shelf = self._shelf
        found = [shelf.near.get(key, -1) for key in keys]
        if -1 in found:
            shelf, found = self._sought(shelf, keys, found)
        return shelf, np.array(found, np.int64)

    def _sought(self, shelf: Shelf, keys: Sequence[Key], found: list[int]) -> tuple[Shelf, list[int]]:
        """Return a shelf with all parties, and their numbers, where some (-1) are not at hand on the shelf."""
        marks = {n: _mark(keys[n]) for n, number in enumerate(found) if number < 0}
        if any(one and one not in shelf.numbers for one in marks.values()):
            with self._asking:
                own = self._filled({one: keys[n] for n, one in marks.items()})
                if own is not shelf:  # begun meanwhile: numbers of the one before are not its own
                    every = [_mark(key) for key in keys]
                    own = self._filled(dict(zip(every, keys, strict=True)))
                    return own, [own.numbers[one] if one else 0 for one in every]
        for n, one in marks.items():
            found[n] = shelf.numbers[one] if one else 0
            if len(shelf.near) < NEAR:
                shelf.near[keys[n]] = found[n]
        return shelf, found

    def _filled(self, keys: Mapping[bytes, Key]) -> Shelf:
        """Return a shelf that has some parties: the one of now, which another thread may have begun meanwhile."""
        if len(self._shelf.numbers) > KEPT:
            self._shelf = Shelf()
        shelf = self._shelf
        todo = {one: key for one, key in keys.items() if one and one not in shelf.numbers}
        if todo:
            shelf.add(list(todo), self._entries(list(todo.values())))
        return shelf

    def _entries(self, keys: Sequence[Key]) -> list[Entry]:
        asked = [Asked(name, "", country, identifiers_of(id, country), address) for name, country, id, address in keys]
        matches = [found for part in self._askers.answers(asked) for found in part]
        out = []
        for one, key, found in zip(asked, keys, matches, strict=True):
            near = tuple(dict.fromkeys(party for _, party in self._contacts.shared(one.addresses)))
            nodes = self._ownership.find(one.name, key[2]) if self._ownership else ()
            out.append(Entry(one, key[2], found, tuple(unread_ids(key[2], one.identifiers)), near, nodes))
        return out


def mark(key: Key) -> bytes:
    """Return the fingerprint of a key, 16 bytes: two parties of one are not met with."""
    text = "\0".join(key)
    plain = text if text.count("\0") == len(key) - 1 else repr(key)
    return blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _mark(key: Key) -> bytes:
    return mark(key) if _somebody(key) else NOBODYS


def _somebody(key: Key) -> bool:
    """Whether there is anything to ask by: a name or an id."""
    return bool(key[0] or key[2])
