"""The law of a day as known on a day: what is in force, suspended, issued and not yet in force, ended, announced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from monazite.errors import UsageError, nearest
from monazite.law.model import Instrument, Item, LawPack, Provision
from monazite.law.phases import Phase, phase_on, phases, whole
from monazite.law.time import READINGS
from monazite.law.timeline import Entry, timeline

__all__ = ["RECENT", "Difference", "Standing", "Thing", "standing"]

# Days for which something that has ended is still told.
RECENT = 180
AHEAD = 5


@dataclass(frozen=True)
class Thing:
    """An instrument, provision or item in its state of the day (pending, in_force, suspended, ended).

    `since` is the first day in this state, `until` the last one (None: open), `then` the day from which it is in
    force (again) if nothing else happens, `by` what suspends or ends it, `after` what had suspended it until then.
    `place` is an article or a control code.
    """

    type: str
    id: str
    title: str
    title_zh: str
    instrument: str
    place: str
    outcome: str | None
    state: str
    since: dt.date | None
    until: dt.date | None
    then: dt.date | None
    by: tuple[str, ...]
    after: tuple[str, ...]
    confidence: str

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON types."""
        days = {k: str(v) if (v := getattr(self, k)) else None for k in ("since", "until", "then")}
        return {**vars(self), **days, "by": list(self.by), "after": list(self.after)}


@dataclass(frozen=True)
class Difference:
    """What stands otherwise under the two readings on the day: confirm the instrument before relying on either."""

    issued: Thing
    announced: Thing

    @property
    def statements(self) -> tuple[str, ...]:
        """The ids of what was announced and makes the difference."""
        return tuple(i for i in dict.fromkeys((*self.announced.by, *self.issued.by)))


@dataclass(frozen=True)
class Standing:
    """One regime on a day, as known on a day, under a reading.

    `statements` are announcements known by then that still say something about the day or later; `ahead` the next
    days on which the law changes, with what happens then under either reading.
    """

    pack: LawPack
    day: dt.date
    known_on: dt.date
    reading: str
    things: tuple[Thing, ...]
    differences: tuple[Difference, ...]
    statements: tuple[Instrument, ...]
    ahead: tuple[tuple[dt.date, tuple[Entry, ...]], ...]

    def of(self, state: str, type: str | None = None) -> list[Thing]:
        """Return the things in a state, of a type (instrument, provision, item) or of all."""
        return [t for t in self.things if t.state == state and type in (None, t.type)]

    @property
    def ended(self) -> list[Thing]:
        """What ended within the last RECENT days."""
        after = self.day - dt.timedelta(RECENT)
        return [t for t in self.of("ended") if t.since and t.since > after]

    def as_json(self) -> dict[str, Any]:
        """Return the standing as plain JSON types."""
        pack = self.pack
        groups = {s: self.ended if s == "ended" else self.of(s) for s in ("in_force", "suspended", "pending", "ended")}
        return {
            "regime": pack.id,
            "title": pack.title,
            "title_zh": pack.title_zh,
            "version": pack.version,
            "state_of_knowledge": str(pack.state_of_knowledge) if pack.state_of_knowledge else None,
            "skeleton": pack.skeleton,
            "counts": {s: {k: sum(t.type == k for t in those) for k in TYPES} for s, those in groups.items()},
            **{state: [t.as_json() for t in those] for state, those in groups.items()},
            "announced": {
                "statements": [_statement(i) for i in self.statements],
                "differences": [self._difference(d) for d in self.differences],
                "note": "confirm the instrument" if self.differences or self.statements else "",
            },
            "ahead": [{"day": str(day), "entries": [e.as_json() for e in those]} for day, those in self.ahead],
        }

    def _difference(self, found: Difference) -> dict[str, Any]:
        named = (found.issued.instrument, *found.issued.after, *found.statements)
        citations = [_statement(self.pack.instruments[i]) for i in dict.fromkeys(named)]
        both = {"instruments": found.issued.as_json(), "announced": found.announced.as_json()}
        return {"id": found.issued.id, **both, "citations": citations, "note": "confirm the instrument"}


TYPES = ("instrument", "provision", "item")


def _statement(instrument: Instrument) -> dict[str, Any]:
    own = {k: getattr(instrument, k) for k in ("id", "title", "title_zh", "issuer", "binding", "source", "url")}
    return {**own, "day": str(instrument.known_from) if instrument.known_from else None}


def standing(packs: Sequence[LawPack], day: dt.date, known_on: dt.date, reading: str = "instruments") -> list[Standing]:
    """Return the law of a day as known on a day, one Standing a pack.

    Raises UsageError for a reading that does not exist.
    """
    if reading not in READINGS:
        raise UsageError(f"'{reading}' is no reading: {nearest(reading, READINGS)}")
    return [_of(pack, day, known_on, reading) for pack in packs]


def _of(pack: LawPack, day: dt.date, known_on: dt.date, reading: str) -> Standing:
    both = {r: _things(pack, day, known_on, r) for r in READINGS}
    one, other = (both[r] for r in READINGS)
    differences = tuple(Difference(one[i], other[i]) for i in one if one[i].state != other[i].state)
    return Standing(
        pack=pack,
        day=day,
        known_on=known_on,
        reading=reading,
        things=tuple(both[reading].values()),
        differences=differences,
        statements=tuple(i for i in pack.instruments.values() if _speaks(i, day, known_on)),
        ahead=_ahead(pack, day, known_on),
    )


def _things(pack: LawPack, day: dt.date, known_on: dt.date, reading: str) -> dict[str, Thing]:
    """The state of everything that is known and has days."""
    things: list[Provision | Item] = [whole(i) for i in pack.instruments.values()]
    things += [*pack.provisions.values(), *pack.items.values()]
    out = {}
    for thing in things:
        found = phases(pack, thing, known_on, reading)
        if phase := phase_on(found, day):
            out[thing.id] = _thing(pack, thing, phase, found)
    return out


def _thing(pack: LawPack, thing: Provision | Item, phase: Phase, found: tuple[Phase, ...]) -> Thing:
    run = _run(phase, found)
    before, later = found[: found.index(run[0])], found[found.index(run[-1]) + 1 :]
    back = next((p.first for p in later if p.state == "in_force"), None)
    own = thing.id == thing.instrument
    is_item = isinstance(thing, Item)
    return Thing(
        type="instrument" if own else "item" if is_item else "provision",
        id=thing.id,
        title=thing.title,
        title_zh=pack.instruments[thing.id].title_zh if own else thing.title_zh,
        instrument=thing.instrument,
        place=thing.code if isinstance(thing, Item) else thing.article,
        outcome=None if isinstance(thing, Item) else thing.outcome,
        state=phase.state,
        since=run[0].first,
        until=run[-1].last,
        then=None if phase.state in ("in_force", "ended") else back,
        by=phase.by,
        after=before[-1].by if before and phase.state == "in_force" else (),
        confidence=pack.instruments[thing.instrument].confidence if own else thing.confidence,
    )


def _run(phase: Phase, found: tuple[Phase, ...]) -> list[Phase]:
    """The phases around one that have its state: suspensions that follow one another are one."""
    runs = [list(those) for _, those in groupby(found, key=lambda p: p.state)]
    return next(those for those in runs if phase in those)


def _speaks(instrument: Instrument, day: dt.date, known_on: dt.date) -> bool:
    """Whether an announcement was known by then and has not run out by the day."""
    known = not instrument.known_from or instrument.known_from <= known_on
    lasts = any(act.last is None or act.last >= day for act in instrument.acts)
    return not instrument.binding and known and lasts


def _ahead(pack: LawPack, day: dt.date, known_on: dt.date) -> tuple[tuple[dt.date, tuple[Entry, ...]], ...]:
    """The next days on which something changes; what ends changes the law on the day after its last."""
    changes = [
        (entry.first + dt.timedelta("ends" in entry.what), entry)
        for entry in timeline([pack], known_on).entries
        if entry.first and set(entry.what) & CHANGES
    ]
    coming = sorted((pair for pair in changes if pair[0] > day), key=lambda pair: pair[0])
    days = [(on, tuple(e for _, e in those)) for on, those in groupby(coming, key=lambda pair: pair[0])]
    return tuple(days[:AHEAD])


CHANGES = {"takes_effect", "suspended", "resumed", "returns", "ends"}
