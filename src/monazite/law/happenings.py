"""What becomes of an instrument or a part of it: suspended, resumed, back by itself, ended, each with its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from monazite.law.model import Instrument, Item, LawPack, Provision
from monazite.law.phases import Strand, whole
from monazite.law.time import FAR, acts_on, suspensions_of
from monazite.law.tree import day_number

__all__ = ["Happening", "happenings", "places"]


@dataclass(frozen=True)
class Happening:
    """What happens on a day: takes_effect, suspended (to `last`, None: open), resumed, returns, ends.

    `returns` is by itself, when a suspension has run out; `ends` stands on the last day in force. `by` names the
    instruments that suspend, resume or end.
    """

    day: dt.date
    what: str
    last: dt.date | None = None
    by: tuple[str, ...] = ()


def happenings(
    pack: LawPack, instrument: Instrument, strand: Strand, known_on: dt.date | None, reading: str
) -> list[Happening]:
    """Return what becomes of a strand of an instrument, as known on a day under a reading."""
    if not strand.phases:
        return []
    thing = _thing(pack, instrument, strand)
    return [*_stays(pack, thing, strand, known_on, reading), *_turns(pack, thing, strand, known_on, reading)]


def _thing(pack: LawPack, instrument: Instrument, strand: Strand) -> Provision | Item:
    if strand.is_whole:
        return whole(instrument)
    return pack.provisions.get(strand.ids[0]) or pack.items[strand.ids[0]]


def _turns(
    pack: LawPack, thing: Provision | Item, strand: Strand, known_on: dt.date | None, reading: str
) -> Iterator[Happening]:
    before = ""
    for phase in strand.phases:
        if phase.first and phase.state == "in_force":
            by = _resumed_by(pack, thing, phase.first, known_on, reading) if before == "suspended" else ()
            what = "resumed" if by else "returns" if before == "suspended" else "takes_effect"
            yield Happening(phase.first, what, None, by)
        elif phase.first and phase.state == "ended":
            yield Happening(phase.first - dt.timedelta(1), "ends", None, phase.by)
        before = phase.state


def _resumed_by(
    pack: LawPack, thing: Provision | Item, day: dt.date, known_on: dt.date | None, reading: str
) -> tuple[str, ...]:
    acts = acts_on(pack, (thing.id, thing.instrument), known_on, reading)
    return tuple(by.id for by, act in acts if act.kind == "resumes" and act.first == day)


def _stays(
    pack: LawPack, thing: Provision | Item, strand: Strand, known_on: dt.date | None, reading: str
) -> Iterator[Happening]:
    """The suspensions, each as it was ordered, as far as there was something to suspend."""
    start = strand.phases[0].first
    ended = next((phase.first for phase in strand.phases if phase.state == "ended"), None)
    stop = day_number(ended) if ended else FAR
    for by, (a, b) in suspensions_of(pack, thing, known_on, reading):
        a, b = max(a, day_number(start) if start else a), min(b, stop)
        if a < b:
            yield Happening(_day(a), "suspended", None if b >= FAR else _day(b - 1), (by.id,))


def _day(number: int) -> dt.date:
    return dt.date(1970, 1, 1) + dt.timedelta(number)


def places(pack: LawPack, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Return where things stand, as people cite them: articles of provisions, codes of items, each once."""
    found = (pack.provisions[i].article if i in pack.provisions else pack.items[i].code for i in ids)
    return tuple(dict.fromkeys(found))
