"""What must hold before a party is cleared: the one way to "nothing", to a denied fact and to exit status 0."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from monazite.parties.cells import UNREAD
from monazite.parties.lists import Readiness
from monazite.parties.lists.package import Manifest
from monazite.parties.standing import Standing

__all__ = ["Coverage", "Standings", "file_clears", "together"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Lists as they stand on a day, and all else that may hide a listed party; `clears` where nothing does.

    `doubts` are of the name or the file: not read, hits cut, rows rejected, a weak match. `lacks` are (list, what) that
    are known to be absent of a fact. `day` is whether a day was asked for, `countries` those of the party, of which
    each must be covered (none is not known); `known_on` is the day of knowledge, where the day that is asked for is
    after it.
    """

    lists: tuple[Readiness, ...]
    countries: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    lacks: tuple[tuple[str, str], ...] = ()
    day: bool = True
    known_on: dt.date | None = None

    @property
    def clears(self) -> bool:
        """Whether a party that was not found is on none of the lists, as far as they tell."""
        short = self.doubts or self.lacks or self.known_on or any(self._short())
        return self.day and bool(self.lists) and not short

    @property
    def why(self) -> tuple[str, ...]:
        """Why nobody is cleared, in full; empty where somebody is."""
        lists = (
            f"{one.list}: {one.reason}" if one.ok else f"{one.list}: {one.state}, {one.reason}" for one in self._short()
        )
        return (*self._none(), *self._ahead(), *lists, *self._lacking(), *self.doubts)

    @property
    def brief(self) -> tuple[str, ...]:
        """Why nobody is cleared, in few words that many lines share."""
        if not self.day:
            return ("the line has no day",)
        lists = (f"{one.list} {'lacks names' if one.ok else one.state}" for one in self._short())
        return (*self._ahead(), *(text.partition(";")[0] for text in self.doubts), *lists, *self._lacking())

    def _none(self) -> tuple[str, ...]:
        return () if self.lists else ("no list is kept",)

    def _ahead(self) -> tuple[str, ...]:
        return (f"who is listed after {self.known_on} is not known",) if self.known_on else ()

    def _short(self) -> Iterator[Readiness]:
        countries = self.countries or ("",)
        return (one for one in self.lists if not all(map(one.covers, countries)))

    def _lacking(self) -> Iterator[str]:
        return (f"{name} lacks {what}" for name, what in self.lacks)


def together(some: Sequence[Coverage]) -> Coverage:
    """Return the coverage of one party under several names: it is read where one is; all else counts of each."""
    own, doubts = some[0], [one.doubts for one in some]
    read = any(not any(_of_reading(text) for text in texts) for texts in doubts)
    told = dict.fromkeys(text for texts in doubts for text in texts if not (read and _of_reading(text)))
    return replace(own, doubts=tuple(told))


def _of_reading(doubt: str) -> bool:
    return doubt.startswith(UNREAD)


def file_clears(lists: Sequence[Readiness], incomplete: int, rejected: int) -> bool:
    """Return whether a file without hits was screened whole: against lists, every party cleared, no row rejected."""
    return bool(lists) and not incomplete and not rejected


class Standings:
    """How the lists of a folder stand, for any day, as known on one day; `damaged` ones, and others, are missing.

    `manifests` are what the lists said of themselves when their parties were read.
    """

    def __init__(
        self,
        folder: Path,
        names: Sequence[str],
        known_on: dt.date,
        damaged: Mapping[str, str],
        manifests: Mapping[str, Manifest],
    ) -> None:
        self.names, self.damaged = tuple(names), dict(damaged)
        self._of = {name: Standing(folder, name, known_on, manifests.get(name)) for name in names}

    def on(self, name: str, day: dt.date) -> Readiness:
        """Return how one list stands for a day."""
        if name not in self._of:
            return Readiness(name, "missing", "not screened against")
        found = self._of[name].on(day)
        return (
            Readiness(name, "missing", f"damaged: {self.damaged[name]}") if name in self.damaged and found.ok else found
        )

    def lists(self, day: dt.date) -> tuple[Readiness, ...]:
        """Return how each list stands for a day."""
        return tuple(self.on(name, day) for name in self.names)

    @property
    def gaps(self) -> bool:
        """Whether what a list lacks depends on a party's country, on any day."""
        return any(one.has_gaps for one in self._of.values())

    @property
    def turns(self) -> frozenset[dt.date]:
        """The days on which the answer may change."""
        return frozenset(turn for one in self._of.values() for turn in one.turns)
