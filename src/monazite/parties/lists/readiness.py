"""May a list be relied on for a day? Where it is missing or stale, nobody is cleared by it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from monazite.errors import InputError, UsageError
from monazite.parties.lists.model import Edition, Gap, Readiness
from monazite.parties.lists.package import Manifest, read_manifest
from monazite.parties.lists.store import ListStore

__all__ = ["readiness", "readiness_of"]


def readiness(folder: Path, name: str, on: dt.date, known_on: dt.date | None = None) -> Readiness:
    """Return whether the list `name` in a folder may be relied on for the day `on`, as known on `known_on`.

    `missing`: it is not kept, it is damaged, or its first edition is younger than that day, so that who was taken off
    before is not known. `stale`: it was last checked more days before the day of knowledge than it may be. The day of
    knowledge is `on` where none is given.
    """
    known_on = known_on or on
    store = ListStore(folder)
    try:
        if read_manifest(store.path(name)) is None:
            return Readiness(name, "missing", f"the list is not kept; monazite lists add {name}")
        manifest = store.sound(name)
    except (InputError, UsageError) as error:
        return Readiness(name, "missing", str(error))
    return readiness_of(name, manifest, on, known_on)


def readiness_of(name: str, manifest: Manifest, on: dt.date, known_on: dt.date) -> Readiness:
    """Return whether a list may be relied on by what it said of itself when its parties were read."""
    past = [edition for edition in manifest.editions if edition.date <= known_on]
    if not past and not _dated(manifest):
        first = manifest.editions[0].date
        return Readiness(name, "missing", f"the first edition kept is of {first}, after {known_on}", first)
    edition = past[-1] if past else manifest.editions[0]
    checked = _checked(manifest, edition, known_on) if past else known_on
    age = (known_on - checked).days
    gaps = tuple(gap for gap in edition.gaps if _touches(gap, on))
    checksum = edition.origins[0].sha256 if edition.origins else manifest.sha256
    stale = age > manifest.list.stale_days
    reason = (
        f"last checked {checked}, {age} days before {known_on}; at most {manifest.list.stale_days}" if stale else ""
    )
    reason = reason or "; ".join(gap.text for gap in gaps)
    return Readiness(name, "stale" if stale else "ok", reason, edition.date, checked, age, checksum, gaps)


def _checked(manifest: Manifest, edition: Edition, known_on: dt.date) -> dt.date:
    """Return the last day, up to that of knowledge, on which an edition was known to be the publisher's newest."""
    if edition is manifest.newest:
        return min(max(manifest.checked, edition.date), known_on)
    return edition.retrieved if edition.date <= edition.retrieved <= known_on else edition.date


def _dated(manifest: Manifest) -> bool:
    """Return whether the list tells itself what was known when, also of those it took off."""
    return manifest.newest.dated_by == "pack"


def _touches(gap: Gap, day: dt.date) -> bool:
    return (gap.first is None or gap.first <= day) and (gap.last is None or day <= gap.last)
