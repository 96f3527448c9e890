"""The two time axes: what is in force on a day, as known on a day, under a reading.

Spans are half-open [from, to) in day numbers; the inclusive days of instruments become half-open here and nowhere
else. A suspension before effect leaves nothing to act until it runs out: then the provision is in force by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from monazite.law.model import Act, Instrument, Item, LawPack, Provision
from monazite.law.tree import day_number

__all__ = ["ALWAYS", "FAR", "PAST", "READINGS", "Spans", "inside", "minus", "spans_of", "suspensions_of"]

Spans = tuple[tuple[int, int], ...]
READINGS = ("instruments", "announced")

# Beyond every date that a table can carry as date32 written by people (years 0001 to 9999).
PAST, FAR = -719_163, 2_932_897
ALWAYS: Spans = ((PAST, FAR),)


def half_open(first: dt.date | None, last: dt.date | None) -> tuple[int, int]:
    """Return [from, to) for inclusive days; None is open."""
    return (PAST if first is None else day_number(first), FAR if last is None else day_number(last) + 1)


def minus(spans: Spans, cut: tuple[int, int]) -> Spans:
    """Return the spans without what lies in `cut`."""
    start, end = cut
    parts = [part for a, b in spans for part in ((a, min(b, start)), (max(a, end), b))]
    return tuple((a, b) for a, b in parts if a < b)


def inside(spans: Spans, day: int) -> bool:
    """Whether a day number lies in the spans."""
    return any(a <= day < b for a, b in spans)


def _known(instrument: Instrument, known_on: dt.date | None, reading: str) -> bool:
    """Whether an instrument counts: it could be known by then, and it binds or the reading takes announcements."""
    if known_on is not None and instrument.known_from is not None and instrument.known_from > known_on:
        return False
    return instrument.binding or reading == "announced"


def acts_on(
    pack: LawPack, targets: Iterable[str], known_on: dt.date | None, reading: str
) -> Iterator[tuple[Instrument, Act]]:
    """Yield (instrument, act) for each act on any of `targets` that counts, in order of publication."""
    wanted = set(targets)
    found = [
        (instrument, act)
        for instrument in pack.instruments.values()
        if _known(instrument, known_on, reading)
        for act in instrument.acts
        if act.target in wanted
    ]
    yield from sorted(found, key=lambda pair: pair[0].known_from or dt.date.min)


Suspension = tuple[Instrument, tuple[int, int]]


def suspensions_of(pack: LawPack, thing: Provision | Item, known_on: dt.date | None, reading: str) -> list[Suspension]:
    """Return the suspensions of a provision or item, each with the instrument that suspends it.

    One lasts as long as the instrument behind it stands: what ends or suspends that one ends or interrupts it.
    """
    return _suspensions(pack, (thing.id, thing.instrument), known_on, reading, ())


def _suspensions(
    pack: LawPack, targets: Iterable[str], known_on: dt.date | None, reading: str, above: tuple[str, ...]
) -> list[Suspension]:
    out: list[Suspension] = []
    for instrument, act in acts_on(pack, targets, known_on, reading):
        if act.kind == "suspends":
            spans: Spans = (half_open(act.first, act.last),)
            if instrument.id not in above:  # instruments that suspend each other in a ring stand
                spans = _while_standing(pack, instrument, spans, known_on, reading, (*above, instrument.id))
            out += [(instrument, span) for span in spans]
        elif act.kind == "resumes" and act.first is not None:
            out = _resumed(out, day_number(act.first))
    return out


def _while_standing(
    pack: LawPack, instrument: Instrument, spans: Spans, known_on: dt.date | None, reading: str, above: tuple[str, ...]
) -> Spans:
    """Return the parts of `spans` in which an instrument has neither been ended nor suspended."""
    for _, act in acts_on(pack, (instrument.id,), known_on, reading):
        if act.kind == "ends" and act.last is not None:
            spans = minus(spans, (day_number(act.last) + 1, FAR))
    for _, cut in _suspensions(pack, (instrument.id,), known_on, reading, above):
        spans = minus(spans, cut)
    return spans


def _resumed(stays: list[Suspension], day: int) -> list[Suspension]:
    """Return the suspensions after a resumption: those running on the day end; where none runs, the next is called off.

    A suspension that begins later than that is another one and stays.
    """
    coming = [a for _, (a, b) in stays if a >= day]
    running = any(a < day < b for _, (a, b) in stays)
    off = None if running or not coming else min(coming)
    cut = [(by, (a, min(b, day) if a < day else b)) for by, (a, b) in stays if a != off]
    return [(by, span) for by, span in cut if span[0] < span[1]]


def spans_of(pack: LawPack, thing: Provision | Item, known_on: dt.date | None, reading: str) -> Spans:
    """Return when a provision or item is in force, as known on a day (None: all that the pack knows)."""
    instrument = pack.instruments[thing.instrument]
    if not _known(instrument, known_on, reading) or not instrument.binding:
        return ()
    first = thing.first or instrument.first
    last = thing.last or instrument.last
    if first is None:
        return ()
    spans: Spans = (half_open(first, last),)
    for _, act in acts_on(pack, (thing.id, thing.instrument), known_on, reading):
        if act.kind == "ends" and act.last is not None:
            spans = minus(spans, (day_number(act.last) + 1, FAR))
    for _, cut in suspensions_of(pack, thing, known_on, reading):
        spans = minus(spans, cut)
    return spans
