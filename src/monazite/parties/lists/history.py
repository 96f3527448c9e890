"""Editions laid one upon the other: what an edition adds, changes and takes out, wherever in time it belongs."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from monazite.parties.lists.table import Stay, print_of
from monazite.parties.model import Party

__all__ = ["Change", "lay", "parties_of"]


@dataclass(frozen=True, slots=True)
class Change:
    """How many parties an edition has that the one before it has not, has otherwise, and no longer has."""

    added: int
    changed: int
    removed: int


def parties_of(stays: Iterable[Stay], day: dt.date) -> dict[str, str]:
    """Return the ids and fingerprints of the records that the edition of a day holds."""
    return {stay.party.id: stay.print for stay in stays if stay.first <= day <= stay.last}


def lay(
    stays: Sequence[Stay], editions: Sequence[dt.date], day: dt.date, parties: Sequence[Party]
) -> tuple[list[Stay], Change]:
    """Return the records with the edition of `day` laid among the `editions` (in order), and what it changes.

    An edition of the same day is replaced. An older one goes where it belongs: what stands in the editions round it
    unchanged goes on in one piece, what it lacks is cut there.
    """
    others = [edition for edition in editions if edition != day]
    place = bisect_left(others, day)
    before = others[place - 1] if place else None
    after = others[place] if place < len(others) else None
    prints = {party.id: (party, print_of(party)) for party in parties}
    kept = [piece for stay in stays for piece in _without(stay, day, before, after)]
    old = parties_of(kept, before) if before else {}
    change = _change(old, {name: told for name, (_, told) in prints.items()})
    return _joined(kept, prints, day, before, after), change


def _change(old: dict[str, str], new: dict[str, str]) -> Change:
    added = sum(name not in old for name in new)
    changed = sum(name in old and old[name] != told for name, told in new.items())
    return Change(added, changed, sum(name not in new for name in old))


def _without(stay: Stay, day: dt.date, before: dt.date | None, after: dt.date | None) -> list[Stay]:
    """Return a stay without the edition of a day: itself, cut in two, shortened, or nothing."""
    if not stay.first <= day <= stay.last:
        return [stay]
    out = []
    if before and stay.first <= before:
        out.append(replace(stay, last=before))
    if after and after <= stay.last:
        out.append(replace(stay, first=after))
    return out


def _joined(
    kept: list[Stay],
    prints: dict[str, tuple[Party, str]],
    day: dt.date,
    before: dt.date | None,
    after: dt.date | None,
) -> list[Stay]:
    """Return the stays with the records of the day: joined to equal ones that end just before or begin just after."""
    left = {(s.party.id, s.print): s for s in kept if before and s.last == before}
    right = {(s.party.id, s.print): s for s in kept if after and s.first == after}
    gone: set[int] = set()
    for name, (party, told) in prints.items():
        one, other = left.get((name, told)), right.get((name, told))
        if one and other and one is not other:
            one.last = other.last
            gone.add(id(other))
        elif one:
            one.last = day
        elif other:
            other.first = day
        else:
            kept.append(Stay(party, told, day, day))
    return [stay for stay in kept if id(stay) not in gone]
