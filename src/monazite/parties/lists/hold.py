"""Holding an edition against what must be true: what is cut off must not replace what is whole."""

from __future__ import annotations

import datetime as dt

from monazite.errors import InputError
from monazite.parties.lists.model import Edition, Gap, ListSource, Reading
from monazite.parties.lists.package import Manifest

__all__ = ["edition_before", "hold", "lost_names"]

REJECTS = 5  # per cent of records that may be rejects


def hold(source: ListSource, reading: Reading, before: Edition | None, accept: bool) -> None:
    """Raise InputError where counts speak against an edition of a list; `accept` takes it all the same."""
    count, records = len(reading.parties), reading.records
    if not count:
        raise InputError(f"{source.id}: not taken, what is kept stays: no parties in it ({records} records)")
    if accept:
        return
    if count < source.minimum:
        raise InputError(_against(source, f"{count:,} parties, at least {source.minimum:,} are expected", reading))
    if count > source.maximum:
        raise InputError(_against(source, f"{count:,} parties, at most {source.maximum:,} are expected", reading))
    if len(reading.rejects) * 100 > records * REJECTS:
        told = f"{len(reading.rejects):,} of {records:,} records cannot be used (more than {REJECTS} %)"
        raise InputError(_against(source, told, reading))
    if before and count * 100 < before.parties * (100 - source.drop):
        told = f"{count:,} parties, where {before.date} has {before.parties:,} (more than {source.drop} % less)"
        raise InputError(_against(source, told, reading))


def _against(source: ListSource, told: str, reading: Reading) -> str:
    first = f"; first: {str(reading.rejects[0]).partition(chr(10))[0]}" if reading.rejects else ""
    return f"{source.id}: not taken, what is kept stays: {told}{first}; --accept, if it is right all the same"


def edition_before(manifest: Manifest | None, day: dt.date) -> Edition | None:
    """Return the edition of a day that is kept, else the one before it: what a new one is held against."""
    past = [edition for edition in manifest.editions if edition.date <= day] if manifest else []
    return past[-1] if past else None


def lost_names(reading: Reading) -> tuple[Gap, ...]:
    """Return the gap that rejected records leave: whom they name is not known, so that the list clears nobody."""
    count = len(reading.rejects)
    return (Gap(f"{count:,} of {reading.records:,} records cannot be used; who they name is not known"),) * bool(count)
