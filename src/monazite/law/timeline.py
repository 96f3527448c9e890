"""The law through time: instruments and events on one dated line, and what follows from them day by day.

An entry is something that happened, or that will happen by itself, as known on a day: an instrument is issued, takes
effect, is suspended, comes back, ends; talks are held. Where the two readings of the law differ, an entry says under
which of them it holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from monazite.law.happenings import Happening, happenings, places
from monazite.law.model import Act, Event, Instrument, Item, LawPack, Provision, Relation, Sourced
from monazite.law.phases import Phase, phases, strands, whole
from monazite.law.time import READINGS

__all__ = ["WHAT", "Entry", "Timeline", "Track", "instrument_kind", "timeline"]

# What an entry can say: the order in which entries of one day and one regime stand.
WHAT = ("event", "issued", "published", "ends", "suspended", "resumed", "returns", "takes_effect")


@dataclass(frozen=True, kw_only=True)
class Entry(Sourced):
    """One thing on the timeline.

    `what` says what happens (of WHAT; issued and takes_effect may fall on one day), `kind` what it is (measure,
    suspension, talks, …). `first` None: no day is known. `last` is the last day of a suspension or of an event.
    `parts` are ids of the provisions and items concerned (`places` as people cite them) where it is not all of the
    instrument, `cause` the instruments that suspend, resume or end it, `reading` is both, instruments or announced.
    """

    first: dt.date | None
    what: tuple[str, ...]
    kind: str
    regime: str
    jurisdiction: str
    id: str
    title: str
    title_zh: str = ""
    by: str = ""
    last: dt.date | None = None
    binding: bool = True
    parts: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    cause: tuple[str, ...] = ()
    reading: str = "both"
    relations: tuple[Relation, ...] = ()
    acts: tuple[Act, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the entry as plain JSON types; days are ISO texts or null."""
        acts = [{"act": a.kind, "target": a.target, "from": _iso(a.first), "to": _iso(a.last)} for a in self.acts]
        return {
            "day": _iso(self.first),
            "last": _iso(self.last),
            "what": list(self.what),
            **{k: getattr(self, k) for k in ("kind", "regime", "jurisdiction", "id", "title", "title_zh", "by")},
            "binding": self.binding,
            "reading": self.reading,
            **{k: list(getattr(self, k)) for k in ("parts", "places", "cause")},
            "relations": [{"relation": r.kind, "target": r.target} for r in self.relations],
            "acts": acts,
            **_source(self),
        }


@dataclass(frozen=True)
class Track:
    """An instrument, or parts of it that stand otherwise, with its states through time under either reading."""

    regime: str
    instrument: Instrument
    group: str
    parts: tuple[str, ...]
    places: tuple[str, ...]
    phases: tuple[Phase, ...]
    announced: tuple[Phase, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the track as plain JSON types."""
        known = self.instrument
        return {
            "regime": self.regime,
            "id": known.id,
            "title": known.title,
            "title_zh": known.title_zh,
            "group": self.group,
            "day": _iso(known.known_from),
            "parts": list(self.parts),
            "places": list(self.places),
            "phases": [p.as_json() for p in self.phases],
            "announced": [p.as_json() for p in self.announced],
        }


@dataclass(frozen=True)
class Timeline:
    """Entries in the order of their days, and the tracks of the instruments in the order of the packs."""

    packs: Sequence[LawPack]
    known_on: dt.date
    entries: tuple[Entry, ...]
    tracks: tuple[Track, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the timeline as plain JSON types; `names` gives the titles of all ids in it."""
        return {
            "known_on": str(self.known_on),
            "packs": [_pack(pack) for pack in self.packs],
            "entries": [entry.as_json() for entry in self.entries],
            "tracks": [track.as_json() for track in self.tracks],
            "names": self._names(),
        }

    def _names(self) -> dict[str, dict[str, str]]:
        """Titles of what is named, and the instrument that a provision or item stands in."""
        named = {
            x for e in self.entries for x in (*e.cause, *(r.target for r in e.relations), *(a.target for a in e.acts))
        }
        named |= {x for t in self.tracks for p in (*t.phases, *t.announced) for x in p.by}
        out = {}
        for pack in self.packs:
            parts: dict[str, Provision | Item] = pack.provisions | pack.items
            named |= {parts[i].instrument for i in named if i in parts}
            for i, thing in (pack.instruments | pack.events | parts).items():
                if i in named:
                    home = getattr(thing, "instrument", i)
                    place = "" if home == i else places(pack, (i,))[0]
                    out[i] = {"title": thing.title, "title_zh": thing.title_zh, "home": home, "place": place}
        return out


def _pack(pack: LawPack) -> dict[str, Any]:
    return {
        "regime": pack.id,
        "title": pack.title,
        "title_zh": pack.title_zh,
        "jurisdiction": pack.jurisdiction,
        "timezone": pack.timezone,
        "version": pack.version,
        "state_of_knowledge": _iso(pack.state_of_knowledge),
        "skeleton": pack.skeleton,
    }


def _iso(day: dt.date | None) -> str | None:
    return str(day) if day else None


def timeline(packs: Sequence[LawPack], known_on: dt.date, reading: str | None = None) -> Timeline:
    """Return all that is known of the packs' law and events on a day.

    `reading` (instruments or announced) leaves out what holds only under the other; None keeps both, marked.
    """
    entries = [entry for pack in packs for entry in _entries(pack, known_on)]
    kept = [e for e in entries if reading is None or e.reading in ("both", reading)]
    tracks = [track for pack in packs for i in _known(pack, known_on) for track in _tracks(pack, i, known_on)]
    return Timeline(tuple(packs), known_on, tuple(sorted(kept, key=_order)), tuple(tracks))


def _order(entry: Entry) -> tuple[dt.date, str, int, str]:
    return entry.first or dt.date.min, entry.regime, WHAT.index(entry.what[0]), entry.id


def _known(pack: LawPack, known_on: dt.date) -> list[Instrument]:
    return [i for i in pack.instruments.values() if not i.known_from or i.known_from <= known_on]


def instrument_kind(instrument: Instrument) -> str:
    """Return what an instrument is on the timeline: a statement binds nobody, whatever it announces."""
    if not instrument.binding:
        return "statement"
    acts = {act.kind for act in instrument.acts}
    if "suspends" in acts:
        return "suspension"
    if "resumes" in acts:
        return "resumption"
    return "counter_measure" if any(r.kind == "responds_to" for r in instrument.relations) else "measure"


# ------------------------------------------------------------ entries
def _entries(pack: LawPack, known_on: dt.date) -> Iterator[Entry]:
    for event in pack.events.values():
        # An event has no day of publication: what lies ahead counts once the whole pack could be known.
        if event.first <= known_on or (pack.state_of_knowledge and pack.state_of_knowledge <= known_on):
            yield _event(pack, event)
    for instrument in _known(pack, known_on):
        found: dict[Entry, set[str]] = {}
        for reading in READINGS:
            for entry in _of_instrument(pack, instrument, known_on, reading):
                found.setdefault(entry, set()).add(reading)
        for entry, held in found.items():
            yield replace(entry, reading="both" if len(held) == len(READINGS) else next(iter(held)))


def _event(pack: LawPack, event: Event) -> Entry:
    own = {k: getattr(event, k) for k in ("id", "title", "title_zh", "by", "kind", "first", "last", "relations")}
    return Entry(what=("event",), regime=pack.id, jurisdiction=pack.jurisdiction, **own, **_source(event))


def _source(thing: Sourced) -> dict[str, Any]:
    return {k: getattr(thing, k) for k in ("source", "url", "confidence", "grade", "note")}


def _of_instrument(pack: LawPack, instrument: Instrument, known_on: dt.date, reading: str) -> Iterator[Entry]:
    base = _base(pack, instrument)
    main, *apart = strands(pack, instrument, known_on, reading)
    told = {entry.first: entry for entry in _told(base, instrument)}
    happened = happenings(pack, instrument, main, known_on, reading)
    for one in happened:
        if one.what == "takes_effect" and one.day in told:
            told[one.day] = replace(told[one.day], what=(*told[one.day].what, one.what))
        else:
            yield _derived(base, one)
    yield from told.values()
    for strand in apart:
        part = replace(base, parts=strand.ids, places=places(pack, strand.ids))
        own = happenings(pack, instrument, strand, known_on, reading)
        yield from (_derived(part, one) for one in own if one not in happened)


def _derived(base: Entry, one: Happening) -> Entry:
    kind = {"suspended": "suspension", "resumed": "resumption", "returns": "resumption"}.get(one.what, base.kind)
    return replace(base, first=one.day, last=one.last, what=(one.what,), kind=kind, cause=one.by)


def _base(pack: LawPack, instrument: Instrument) -> Entry:
    return Entry(
        first=None,
        what=("issued",),
        kind=instrument_kind(instrument),
        regime=pack.id,
        jurisdiction=pack.jurisdiction,
        id=instrument.id,
        title=instrument.title,
        title_zh=instrument.title_zh,
        by=instrument.issuer,
        binding=instrument.binding,
        **_source(instrument),
    )


def _told(base: Entry, instrument: Instrument) -> Iterator[Entry]:
    """Issue and, where it falls on another day, publication; the first with what the instrument does."""
    issued, published = instrument.issued, instrument.published
    whole = replace(base, first=issued or published, relations=instrument.relations, acts=instrument.acts)
    yield whole if issued or not published else replace(whole, what=("published",))
    if issued and published and published != issued:
        yield replace(base, first=published, what=("published",))


# ------------------------------------------------------------ tracks
def _tracks(pack: LawPack, instrument: Instrument, known_on: dt.date) -> Iterator[Track]:
    """The instrument as a whole and its parts that stand otherwise under either reading."""
    things = {i: t for i, t in (pack.provisions | pack.items).items() if t.instrument == instrument.id}
    alike: dict[tuple[tuple[Phase, ...], ...], list[str]] = {}
    for name, thing in {"": whole(instrument), **things}.items():
        both = tuple(phases(pack, thing, known_on, reading) for reading in READINGS)
        alike.setdefault(both, []).append(name)
    group = _group(pack, instrument)
    for (one, other), ids in alike.items():
        parts = () if "" in ids else tuple(ids)
        yield Track(pack.id, instrument, group, parts, places(pack, parts), one, other)


def _group(pack: LawPack, instrument: Instrument) -> str:
    """What an instrument is for, told from what it holds: statements, stays, goods, parties, rules."""
    if not instrument.binding:
        return "statements"
    if instrument.acts:
        return "stays"
    if any(item.instrument == instrument.id for item in pack.items.values()):
        return "goods"
    return "parties" if any(x.instrument == instrument.id for x in pack.listings) else "rules"
