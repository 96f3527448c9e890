"""Choosing from the timeline: days, regimes, kinds, and all that has to do with one thing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace

from monazite.errors import UsageError, nearest
from monazite.law.model import Event, Instrument, Item, LawPack, Provision
from monazite.law.timeline import Entry, Timeline, Track

__all__ = ["chosen", "related"]


def chosen(
    line: Timeline,
    first: dt.date | None = None,
    last: dt.date | None = None,
    kinds: Collection[str] = (),
    about: str | None = None,
) -> Timeline:
    """Return the part of a timeline from a day to a day (inclusive), of some kinds, about one thing.

    Raises UsageError for days in the wrong order and where nothing is about the thing.
    """
    if first and last and first > last:
        raise UsageError(f"--from {first} lies after --to {last}; give the earlier day first")
    ids = related(line.packs, about) if about else None
    entries = tuple(e for e in line.entries if _wanted(e, first, last, kinds) and (ids is None or e.id in ids))
    shown = {e.id for e in line.entries if not kinds or e.kind in kinds}
    tracks = tuple(
        t
        for t in line.tracks
        if t.instrument.id in shown and (ids is None or t.instrument.id in ids) and _reaches(t, first, last)
    )
    return replace(line, entries=entries, tracks=tracks)


def _wanted(entry: Entry, first: dt.date | None, last: dt.date | None, kinds: Collection[str]) -> bool:
    if kinds and entry.kind not in kinds:
        return False
    if entry.first is None:
        return first is None and last is None
    return _overlap(entry.first, entry.last or entry.first, first, last)


def _overlap(a: dt.date | None, b: dt.date | None, first: dt.date | None, last: dt.date | None) -> bool:
    return not (first and b and b < first) and not (last and a and a > last)


def _reaches(track: Track, first: dt.date | None, last: dt.date | None) -> bool:
    """Whether a track has something to show between the days; a statement stands on its day."""
    alive = [p for p in (*track.phases, *track.announced) if p.state != "ended"]
    if not alive:
        day = track.instrument.known_from
        return _overlap(day, day, first, last)
    return any(_overlap(p.first, p.last, first, last) for p in alive)


# ------------------------------------------------------------ about
def related(packs: Iterable[LawPack], about: str) -> set[str]:
    """Return the ids of what is meant and of all that is one step from it: what it acts on or relates to, and back.

    `about` is an id (a provision or item stands for its instrument), or words that stand in a title, any case: of an
    instrument or event, or of one of the provisions or items of an instrument.
    Raises UsageError where there is none.
    """
    packs = list(packs)
    things = {i: t for pack in packs for i, t in (pack.instruments | pack.events).items()}
    homes = {i: t.instrument for pack in packs for i, t in (pack.provisions | pack.items).items()}
    parts: list[Provision | Item] = []
    for pack in packs:
        parts += [*pack.provisions.values(), *pack.items.values()]
    meant = _meant(things, homes, parts, about)
    if not meant:
        raise UsageError(f"--about {about}: no instrument or event has this id or these words; {_near(things, about)}")
    links = {name: {homes.get(x, x) for x in _targets(thing)} for name, thing in things.items()}
    back = {name for name, targets in links.items() if targets & meant}
    return meant | back | {x for name in meant for x in links.get(name, ())}


def _meant(
    things: dict[str, Instrument | Event], homes: dict[str, str], parts: Iterable[Provision | Item], about: str
) -> set[str]:
    word = about.strip()
    if word in things or word in homes:
        return {homes.get(word, word)}
    words = word.casefold().split()
    named = [(i, f"{i} {t.title} {t.title_zh}") for i, t in things.items()]
    named += [(p.instrument, f"{p.title} {p.title_zh}") for p in parts]
    return {i for i, text in named if words and all(w in text.casefold() for w in words)}


def _targets(thing: Instrument | Event) -> set[str]:
    acts = thing.acts if isinstance(thing, Instrument) else ()
    return {r.target for r in thing.relations} | {a.target for a in acts}


def _near(things: dict[str, Instrument | Event], about: str) -> str:
    return nearest(about, things, at_most=5)
