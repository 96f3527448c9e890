"""How a listed party stands on a day, and whether a list can be relied on for that day."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from monazite.errors import InputError, UsageError
from monazite.parties.lists import ListStore, Readiness, listed_on, readiness
from monazite.parties.lists.package import Manifest
from monazite.parties.lists.readiness import readiness_of
from monazite.parties.lists.spans import on_day
from monazite.parties.model import Party, Span

__all__ = ["STATES", "Standing", "span_on", "span_turns", "state_on"]

STATES = ("listed", "perhaps", "suspended", "removed", "not_yet")


def state_on(party: Party, day: dt.date) -> str:
    """Return whether a party is listed on a day, suspended between two spans of one act, removed, or not yet listed.

    `perhaps` it is where the day lies between an edition without it and one with it, and no publisher dates it.
    """
    if listed_on(party, day, perhaps=True):
        return "listed" if listed_on(party, day) else "perhaps"
    past = {span.act for span in party.spans if span.last and span.last < day}
    ahead = {span.act for span in party.spans if span.first and span.first > day}
    if (past & ahead) - {""}:
        return "suspended"
    return "removed" if past else "not_yet"


def span_on(party: Party, day: dt.date) -> Span | None:
    """Return the span that holds a day, the one that began last, one in doubt only alone; None where none does."""
    holding = [span for span in party.spans if on_day(span, day)]
    return max(holding, key=lambda s: (not s.doubt, s.first or dt.date.min)) if holding else None


def span_turns(parties: Iterable[Party]) -> set[dt.date]:
    """Return the days on which it changes how some parties stand."""
    spans = [span for party in parties for span in party.spans]
    ends = {span.last + dt.timedelta(1) for span in spans if span.last and span.last < dt.date.max}
    return ends | {span.first for span in spans if span.first}


class Standing:
    """Whether one list in a folder can be relied on, for any day, as known on one day.

    `manifest` is what it said of itself when its parties were read: what is written into the folder later changes
    nothing. None is read from the folder, once.
    """

    def __init__(self, folder: Path, name: str, known_on: dt.date, manifest: Manifest | None = None) -> None:
        self.list, self._known_on = name, known_on
        self._manifest = manifest or _sound(folder, name)
        # Of what cannot be read only why is known, and that is the same for every day.
        self._short = None if self._manifest else readiness(folder, name, known_on)
        self._found: dict[int, Readiness] = {}

    def on(self, day: dt.date) -> Readiness:
        """Return how the list stands for a day; `missing` too where its first edition is younger than that day.

        Who was taken off before the first edition is not known, save where the list dates everything itself.
        """
        at = bisect_right(self.turns, day)
        if at not in self._found:
            self._found[at] = self._read(day)
        return self._found[at]

    def _read(self, day: dt.date) -> Readiness:
        if self._manifest is None:
            return self._unread()
        found = readiness_of(self.list, self._manifest, day, self._known_on)
        first = self.first
        if not found.ok or first is None or first <= day:
            return found
        return replace(found, state="missing", reason=f"the first edition kept is of {first}, after that day")

    @property
    def first(self) -> dt.date | None:
        """The day of the first edition, None where the list itself says who was taken off when."""
        if self._manifest is None or self._manifest.newest.dated_by == "pack":
            return None
        return self._manifest.editions[0].date

    @property
    def has_gaps(self) -> bool:
        """Whether any edition lacks names on any day."""
        return self._manifest is not None and any(edition.gaps for edition in self._manifest.editions)

    def _unread(self) -> Readiness:
        reason = self._short.reason if self._short and not self._short.ok else "it could not be read"
        return Readiness(self.list, "missing", reason)

    @cached_property
    def turns(self) -> list[dt.date]:
        """The days on which the answer may change."""
        if self._manifest is None:
            return []
        gaps = [gap for edition in self._manifest.editions for gap in edition.gaps]
        ends = [gap.last + dt.timedelta(1) for gap in gaps if gap.last]
        starts = [day for day in (self.first, *(gap.first for gap in gaps)) if day]
        return sorted({*starts, *ends})


def _sound(folder: Path, name: str) -> Manifest | None:
    try:
        return ListStore(folder).sound(name)
    except (InputError, UsageError):
        return None
