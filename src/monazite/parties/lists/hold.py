"""Holding an edition against what must be true: what is cut off must not replace what is whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from monazite.errors import InputError
from monazite.parties.lists.model import Edition, Gap, ListSource, Reading
from monazite.parties.lists.package import Manifest
from monazite.parties.lists.table import Stay

__all__ = ["edition_before", "hold", "lost_names"]

REJECTS = 5  # per cent of records that may be rejects


def hold(
    source: ListSource, reading: Reading, before: Edition | None, accept: bool, edition: Edition | None = None
) -> None:
    """Raise InputError where counts speak against an edition of a list; `accept` takes it all the same.

    `edition` says from how many files it was read; half of a list is one whose aliases or identifiers are gone.
    """
    count, records = len(reading.parties), reading.records
    if not count:
        raise InputError(f"{source.id}: not taken, what is kept stays: no parties in it ({records} records)")
    told = next(
        iter((*_counted(source, reading), *_shrunk(source, reading, before), *_absent(reading, before, edition))), ""
    )
    if told and not accept:
        raise InputError(_against(source, told, reading))


def _counted(source: ListSource, reading: Reading) -> Iterator[str]:
    """Yield what speaks against an edition by itself."""
    count, records = len(reading.parties), reading.records
    if count < source.minimum:
        yield f"{count:,} parties, at least {source.minimum:,} are expected"
    if count > source.maximum:
        yield f"{count:,} parties, at most {source.maximum:,} are expected"
    if len(reading.rejects) * 100 > records * REJECTS:
        yield f"{len(reading.rejects):,} of {records:,} records cannot be used (more than {REJECTS} %)"


def _shrunk(source: ListSource, reading: Reading, before: Edition | None) -> Iterator[str]:
    """Yield what an edition lost against the one before it."""
    if before is None:
        return
    counts = (
        (len(reading.parties), before.parties, "parties"),
        (reading.aliases, before.aliases, "aliases"),
        (reading.identifiers, before.identifiers, "identifiers"),
    )
    for now, then, what in counts:
        if then is not None and now * 100 < then * (100 - source.drop):
            yield f"{now:,} {what}, where {before.date} has {then:,} (more than {source.drop} % less)"


def _absent(reading: Reading, before: Edition | None, edition: Edition | None) -> Iterator[str]:
    """Yield which files of a list of several are not there any more."""
    if before is None or edition is None or before.format != edition.format:
        return
    if gone := [part for part in before.parts if part not in reading.parts]:
        yield f"no file of {' and '.join(gone)}, where {before.date} has one"
    elif not before.parts and len(edition.origins) < len(before.origins):
        yield f"{len(edition.origins)} files, where {before.date} has {len(before.origins)}"


def _against(source: ListSource, told: str, reading: Reading) -> str:
    first = f"; first: {str(reading.rejects[0]).partition(chr(10))[0]}" if reading.rejects else ""
    return f"{source.id}: not taken, what is kept stays: {told}{first}; --accept, if it is right all the same"


def edition_before(manifest: Manifest | None, day: dt.date, stays: Iterable[Stay] = ()) -> Edition | None:
    """Return the edition of a day that is kept, else the one before it: what a new one is held against.

    One that an older Monazite kept did not count aliases; they are counted in its records, the `stays`.
    """
    past = [edition for edition in manifest.editions if edition.date <= day] if manifest else []
    if not past or past[-1].aliases is not None:
        return past[-1] if past else None
    own = [stay.party for stay in stays if stay.first <= past[-1].date <= stay.last]
    if not own:
        return past[-1]
    aliases, identifiers = sum(len(p.names) - 1 for p in own), sum(len(p.identifiers) for p in own)
    return replace(past[-1], aliases=aliases, identifiers=identifiers)


def lost_names(reading: Reading) -> tuple[Gap, ...]:
    """Return the gap that rejected records leave: whom they name is not known, so that the list clears nobody."""
    count = len(reading.rejects)
    return (Gap(f"{count:,} of {reading.records:,} records cannot be used; who they name is not known"),) * bool(count)
