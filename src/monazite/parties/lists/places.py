"""Where a list is fetched from, in full: queries of addresses may hold tokens, which nobody else is to read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from monazite.parties.lists.guard import shown
from monazite.parties.lists.model import Edition, Origin

__all__ = ["PLACES", "keep_places", "open_places", "told_origins", "without_queries"]

PLACES = ".places.json"


def keep_places(folder: Path, places: Sequence[str]) -> None:
    """Keep the addresses of an edition in a file that its owner alone may read, if there is a query in any."""
    path = folder / PLACES
    if all(shown(place) == place for place in places if "://" in place):
        path.unlink(missing_ok=True)
        return
    from monazite.write.whole import whole_file, writing

    with whole_file(path) as part, writing(path):
        os.chmod(part, 0o600)
        part.write_bytes(msgspec.json.encode(list(places)))


def open_places(folder: Path, origins: Sequence[Origin]) -> tuple[str, ...]:
    """Return where the files of an edition came from, with the queries that are kept of them."""
    told = tuple(origin.place for origin in origins)
    try:
        full = msgspec.json.decode((folder / PLACES).read_bytes(), type=tuple[str, ...])
    except (OSError, msgspec.MsgspecError):
        return told
    return full if [_told(place) for place in full] == [_told(place) for place in told] else told


def told_origins(origins: Sequence[Origin]) -> tuple[Origin, ...]:
    """Return origins as they may be read by anybody: addresses without their queries."""
    return tuple(replace(origin, place=_told(origin.place)) for origin in origins)


def without_queries(editions: Sequence[Edition]) -> tuple[Edition, ...]:
    """Return editions as they may be read by anybody."""
    return tuple(replace(edition, origins=told_origins(edition.origins)) for edition in editions)


def _told(place: str) -> str:
    return shown(place) if "://" in place else place
