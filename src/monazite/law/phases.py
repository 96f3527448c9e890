"""How a provision, an item or a whole instrument stands through time: issued, in force, suspended, ended.

Phases are told in inclusive days, for people: `None` is open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from monazite.law.model import Instrument, Item, LawPack, Provision
from monazite.law.time import FAR, PAST, Spans, acts_on, half_open, inside, spans_of, suspensions_of
from monazite.law.tree import TRUE, day_number

__all__ = ["STATES", "Phase", "Strand", "phase_on", "phases", "strands", "whole"]

STATES = ("pending", "in_force", "suspended", "ended")
EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class Phase:
    """A stretch of days in one state (one of STATES); `by` names the instruments that suspend or end it.

    `pending` is issued and not yet in force. `first` and `last` are inclusive, None is open.
    """

    state: str
    first: dt.date | None
    last: dt.date | None
    by: tuple[str, ...] = ()

    def has(self, day: dt.date) -> bool:
        """Whether a day lies in the phase."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def as_json(self) -> dict[str, Any]:
        """Return the phase as plain JSON types."""
        days = {"first": str(self.first) if self.first else None, "last": str(self.last) if self.last else None}
        return {"state": self.state, **days, "by": list(self.by)}


@dataclass(frozen=True)
class Strand:
    """A whole instrument, or those of its provisions and items (`ids`) that go another way through time together."""

    ids: tuple[str, ...]
    phases: tuple[Phase, ...]

    @property
    def is_whole(self) -> bool:
        """Whether this is the instrument as a whole."""
        return not self.ids


def whole(instrument: Instrument) -> Item:
    """Return an instrument as a thing with days: those on which all of it would be in force."""
    return Item(id=instrument.id, code="", title=instrument.title, instrument=instrument.id, when=TRUE)


def phases(
    pack: LawPack, thing: Provision | Item, known_on: dt.date | None = None, reading: str = "instruments"
) -> tuple[Phase, ...]:
    """Return the states of a thing in order, as known on a day, under a reading; none where it was not known yet.

    A statement, and what has no first day, has no states.
    """
    instrument = pack.instruments[thing.instrument]
    first, known = thing.first or instrument.first, instrument.known_from
    if first is None or not instrument.binding or (known and known_on and known > known_on):
        return ()
    begin = day_number(first)
    start = min(begin, day_number(known)) if known else begin
    stop, enders = _end(pack, thing, known_on, reading)
    stays = [(by.id, span) for by, span in suspensions_of(pack, thing, known_on, reading)]
    spans = spans_of(pack, thing, known_on, reading)
    edges = sorted(_edges(spans, [s for _, s in stays], (start, begin, stop), start, stop))
    found = [_phase(a, b, spans, stays, begin) for a, b in zip(edges, edges[1:], strict=False)]
    if stop < FAR:
        found.append(Phase("ended", _day(max(stop, start)), None, enders))
    return _merged(found)


def _edges(spans: Spans, stays: Iterable[tuple[int, int]], more: tuple[int, ...], start: int, stop: int) -> set[int]:
    days = {day for span in (*spans, *stays) for day in span} | set(more)
    return {day for day in days if start <= day <= stop}


def _phase(start: int, end: int, spans: Spans, stays: list[tuple[str, tuple[int, int]]], begin: int) -> Phase:
    by = tuple(dict.fromkeys(name for name, (a, b) in stays if a <= start < b))
    state = "in_force" if inside(spans, start) else "suspended" if by else "pending"
    return Phase(state, _day(start), _day(end - 1), by if state == "suspended" else ())


def _merged(found: list[Phase]) -> tuple[Phase, ...]:
    out: list[Phase] = []
    for phase in found:
        if out and (out[-1].state, out[-1].by) == (phase.state, phase.by):
            phase = Phase(phase.state, out.pop().first, phase.last, phase.by)
        out.append(phase)
    return tuple(out)


def _end(pack: LawPack, thing: Provision | Item, known_on: dt.date | None, reading: str) -> tuple[int, tuple[str, ...]]:
    """The first day on which a thing is no more, and what ended it (nothing where it ends by its own words)."""
    own = thing.last or pack.instruments[thing.instrument].last
    ends = [
        (day_number(act.last) + 1, by.id)
        for by, act in acts_on(pack, (thing.id, thing.instrument), known_on, reading)
        if act.kind == "ends" and act.last is not None
    ]
    stop = min([half_open(None, own)[1], *(day for day, _ in ends)])
    return stop, tuple(dict.fromkeys(name for day, name in ends if day == stop))


def _day(number: int) -> dt.date | None:
    return None if number <= PAST or number >= FAR - 1 else EPOCH + dt.timedelta(number)


def phase_on(found: Iterable[Phase], day: dt.date) -> Phase | None:
    """Return the phase that a day lies in; None before all of them."""
    return next((phase for phase in found if phase.has(day)), None)


def strands(
    pack: LawPack, instrument: Instrument, known_on: dt.date | None = None, reading: str = "instruments"
) -> tuple[Strand, ...]:
    """Return an instrument as a whole, then its provisions and items that stand otherwise, those alike together."""
    main = phases(pack, whole(instrument), known_on, reading)
    apart: dict[tuple[Phase, ...], list[str]] = {}
    things: list[Provision | Item] = [*pack.provisions.values(), *pack.items.values()]
    for thing in things:
        if thing.instrument == instrument.id and (own := phases(pack, thing, known_on, reading)) != main:
            apart.setdefault(own, []).append(thing.id)
    return (Strand((), main), *(Strand(tuple(ids), own) for own, ids in apart.items()))
