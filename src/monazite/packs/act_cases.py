"""Which acts of a pack no case notices: what suspends, ends or resumes could go, and every case would still hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from monazite.law.model import Act, Instrument, Item, LawPack, Provision
from monazite.law.time import Spans, inside, spans_of
from monazite.law.tree import day_number
from monazite.packs.cases import Expectation, noticed

__all__ = ["UnnoticedAct", "unnoticed_acts"]

Knowledge = tuple[dt.date | None, str]  # what was known on which day, and the reading


@dataclass(frozen=True)
class UnnoticedAct:
    """An act that could be taken away: the instrument that it stands in, what it does, and to what."""

    instrument: str
    act: Act

    def __str__(self) -> str:
        return f"{self.instrument} {self.act.kind} {self.act.target}"


def unnoticed_acts(pack: LawPack, expectations: Sequence[Expectation]) -> list[UnnoticedAct]:
    """Return the acts that could be taken out of `pack` without any case noticing.

    Only cases of days on which something is in force with the act and not without it, or the reverse, are run again.
    """
    out = []
    for instrument, act in _acts(pack):
        other = _without(pack, instrument, act)
        moved = _moved(pack, other, act)
        members = [e for e in expectations if moved(e)]
        if not noticed([other], members):
            out.append(UnnoticedAct(instrument.id, act))
    return out


def _acts(pack: LawPack) -> Iterator[tuple[Instrument, Act]]:
    return ((instrument, act) for instrument in pack.instruments.values() for act in instrument.acts)


def _without(pack: LawPack, instrument: Instrument, act: Act) -> LawPack:
    kept = replace(instrument, acts=tuple(other for other in instrument.acts if other is not act))
    return replace(pack, instruments=pack.instruments | {instrument.id: kept})


def _moved(pack: LawPack, other: LawPack, act: Act) -> Callable[[Expectation], bool]:
    """Return what tells whether, on the day of a case, anything is in force in one of two packs only."""
    things = _reached(pack, act)
    spans: dict[Knowledge, list[tuple[Spans, Spans]]] = {}

    def moved(e: Expectation) -> bool:
        key = (e.known_on, e.reading)
        if key not in spans:
            pairs = [(spans_of(pack, t, *key), spans_of(other, t, *key)) for t in things]
            spans[key] = [(a, b) for a, b in pairs if a != b]
        day = day_number(e.on)
        return any(inside(a, day) != inside(b, day) for a, b in spans[key])

    return moved


def _reached(pack: LawPack, act: Act) -> list[Provision | Item]:
    """Return what an act works on; an act on an instrument with acts of its own may reach anything."""
    things: list[Provision | Item] = [
        *(p for p in pack.provisions.values() if p.when is not None),
        *pack.items.values(),
    ]
    target = pack.instruments.get(act.target)
    if target is not None and target.acts:
        return things
    return [thing for thing in things if act.target in (thing.id, thing.instrument)]
