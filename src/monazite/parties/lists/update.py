"""Taking an edition of a list: fetched or read from disk, held against what must be true, laid upon the others."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from monazite.errors import InputError, OutputError
from monazite.parties.lists.fetch import Progress, fetch
from monazite.parties.lists.formats import read_files
from monazite.parties.lists.guard import Allowed, shown
from monazite.parties.lists.history import lay, parties_of
from monazite.parties.lists.hold import edition_before, hold, lost_names
from monazite.parties.lists.lock import locked
from monazite.parties.lists.model import Edition, File, ListSource, Origin, Reading
from monazite.parties.lists.package import MANIFEST, Manifest, clear, describe, read_manifest, write_package
from monazite.parties.lists.places import keep_places, open_places
from monazite.parties.lists.store import ListStore
from monazite.parties.lists.table import to_table

__all__ = ["Limits", "Outcome", "take_reading", "update_list"]

SHOWN = 100  # problems that an edition keeps


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How an edition is read and what is allowed.

    `accept` takes one that counts speak against; `anew` fetches and reads even what has not changed.
    """

    form: str = ""
    encoding: str = ""
    edition: dt.date | None = None
    accept: bool = False
    anew: bool = False
    allowed: Allowed = Allowed()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an update: `state` is new, unchanged or replaced; the edition, and what was found in it.

    `damage` says what was wrong with a kept list that was replaced as a whole: its past editions are lost.
    """

    list: str
    state: str
    edition: Edition
    reading: Reading | None = None
    damage: str = ""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a list: `manifest`, where its records are whole; what is wrong, and what it told before."""

    manifest: Manifest | None = None
    damage: str = ""
    before: Manifest | None = None


def update_list(
    store: ListStore,
    source: ListSource,
    places: Sequence[str],
    today: dt.date,
    country: Callable[[str], str],
    limits: Limits = Limits(),
    progress: Progress | None = None,
) -> Outcome:
    """Fetch or read the files of a list, and take them as an edition; raise InputError where they may not be taken.

    `places` are URLs or paths. Where the servers say that nothing is new, or the bytes are those of the newest edition,
    only the day of the check is kept. The list that is kept stays as it is until the new one is whole.
    """
    folder = store.path(source.id)
    with locked(folder), _undone(folder), _incoming(folder) as room:
        kept = _kept(store, source.id, limits)
        manifest = kept.manifest
        found = _files(source, places, room, _known(folder, manifest), limits, progress)
        if found is None or (manifest and not limits.anew and _same(manifest, found[1])):
            assert manifest is not None
            keep_places(folder, places)
            return _unchanged(folder, replace(manifest, list=source), today, found)
        files, origins = found
        reading = read_files(files, source.id, country, limits.form, limits.encoding)
        edition = _dated(reading, files, places, today, limits)
        taken = _take(folder, kept, source, reading, replace(edition, origins=tuple(origins)), limits)
        if store.manifest(source.id).newest.date == taken.edition.date:
            keep_places(folder, places)
        return taken


def take_reading(
    store: ListStore, source: ListSource, reading: Reading, origins: Sequence[Origin], limits: Limits = Limits()
) -> Outcome:
    """Take an edition that was read already (a list that ships with Monazite); its day is the one that it gives."""
    assert reading.dated is not None
    folder = store.path(source.id)
    with locked(folder), _undone(folder):
        edition = Edition(reading.dated, reading.dated, reading.format, tuple(origins), "pack")
        return _take(folder, _kept(store, source.id, limits), source, reading, edition, limits)


@contextmanager
def _undone(folder: Path) -> Iterator[None]:
    """Leave no trace of a list whose first edition was not taken; the lock is held, and takes an empty folder along."""
    try:
        yield
    except BaseException:
        if not (folder / MANIFEST).exists():
            clear(folder)
        raise


def _kept(store: ListStore, name: str, limits: Limits) -> _Kept:
    """Return what is kept of a list; one that is damaged counts as none where it is taken anew, else InputError."""
    manifest = None
    try:
        manifest = read_manifest(store.path(name))
        return _Kept(store.sound(name), "", manifest) if manifest else _Kept()
    except InputError as error:
        if not limits.anew:
            raise InputError(f"{error}: monazite lists add {name}") from None
        return _Kept(None, str(error), manifest)


@contextmanager
def _incoming(folder: Path) -> Iterator[Path]:
    """Yield a room for what comes in; rooms that a killed run left are cleared, since the lock is held."""
    for old in folder.glob(".incoming-*"):
        shutil.rmtree(old, ignore_errors=True)
    try:
        room = tempfile.mkdtemp(prefix=".incoming-", dir=folder)
    except OSError as error:
        raise OutputError(f"cannot write {folder}: {error.strerror}") from error
    try:
        yield Path(room)
    finally:
        shutil.rmtree(room, ignore_errors=True)


# ------------------------------------------------------------ files
def _files(
    source: ListSource,
    places: Sequence[str],
    room: Path,
    known: Mapping[str, Origin],
    limits: Limits,
    progress: Progress | None,
) -> tuple[list[File], list[Origin]] | None:
    """Return the files and where they came from; None where every server says that nothing is new."""
    if not places:
        raise InputError(f"{source.id}: no place to fetch it from is known; name one (--from FILE or URL)")
    asked = known if set(known) == set(places) and not limits.anew else {}
    found = [_one(k, p, source, room, asked.get(p), limits, progress) for k, p in enumerate(places)]
    if all(one is None for one in found):
        return None
    # A list of several files is one edition: what is not new is fetched with what is.
    whole = [
        one or _one(k, p, source, room, None, limits, progress)
        for k, (p, one) in enumerate(zip(places, found, strict=True))
    ]
    pairs = [one for one in whole if one]
    return [file for file, _ in pairs], [origin for _, origin in pairs]


def _known(folder: Path, manifest: Manifest | None) -> dict[str, Origin]:
    """Return what is kept of the files of the newest edition, by their places in full."""
    origins = manifest.newest.origins if manifest else ()
    return dict(zip(open_places(folder, origins), origins, strict=True))


def _one(
    number: int,
    place: str,
    source: ListSource,
    room: Path,
    known: Origin | None,
    limits: Limits,
    progress: Progress | None,
) -> tuple[File, Origin] | None:
    if "://" not in place:
        return _local(place, source)
    path = room / str(number)
    origin = fetch(place, path, largest=source.largest, allowed=limits.allowed, known=known, progress=progress)
    name = shown(place).rstrip("/").rpartition("/")[2] or place
    return (File(path, name), origin) if origin else None


def _local(place: str, source: ListSource) -> tuple[File, Origin]:
    path = Path(place).expanduser()
    if not str(path.resolve()).isprintable():
        raise InputError(f"{ascii(place)[1:-1]}: a name with control signs, or bytes that are no text; rename it")
    if not path.is_file():
        told = "a folder; name its files" if path.is_dir() else "no such file"
        raise InputError(f"{place}: {told}")
    size = path.stat().st_size
    if size > source.largest:
        raise InputError(f"{place}: {size:,} bytes, larger than {source.largest:,}; --largest-mb, if it is meant")
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{place}: cannot be read: {error.strerror}") from None
    return File(path, place), Origin(str(path.resolve()), size, digest)


def _same(manifest: Manifest, origins: Sequence[Origin]) -> bool:
    return [o.sha256 for o in manifest.newest.origins] == [o.sha256 for o in origins]


def _unchanged(
    folder: Path, manifest: Manifest, today: dt.date, found: tuple[list[File], list[Origin]] | None
) -> Outcome:
    fetched = all("://" in o.place for o in manifest.newest.origins)
    checked = max(manifest.checked, today) if fetched else manifest.checked
    origins = tuple(found[1]) if found else manifest.newest.origins
    editions = (*manifest.editions[:-1], replace(manifest.newest, origins=origins))
    told = replace(manifest, checked=checked, editions=editions)
    describe(folder, told)
    return Outcome(manifest.list.id, "unchanged", told.newest)


# ------------------------------------------------------------ editions
def _dated(reading: Reading, files: Sequence[File], places: Sequence[str], today: dt.date, limits: Limits) -> Edition:
    """Return the edition with its day: given, the publisher's, that of the fetch, or the last change of a file."""
    if limits.edition:
        day, by = limits.edition, "given"
    elif reading.dated:
        day, by = reading.dated, "publisher"
    elif all("://" in place for place in places):
        day, by = today, "fetch"
    else:
        newest = max(file.path.stat().st_mtime for file in files)
        day, by = dt.datetime.fromtimestamp(newest, dt.UTC).date(), "file"
    if day > today:
        raise InputError(f"the edition is of {day}, which is after {today}; --edition says the right day")
    return Edition(day, today, reading.format, dated_by=by)


def _take(folder: Path, kept: _Kept, source: ListSource, reading: Reading, edition: Edition, limits: Limits) -> Outcome:
    old = kept.manifest.editions if kept.manifest else ()
    stays = ListStore(folder.parent).stays(source.id)[1] if kept.manifest else []
    hold(source, reading, edition_before(kept.before, edition.date, stays), limits.accept, edition)
    same = any(e.date == edition.date for e in old)
    known = parties_of(stays, edition.date) if same else {}
    laid, change = lay(stays, [e.date for e in old], edition.date, reading.parties)
    problems = tuple(map(str, (*reading.rejects, *reading.findings)))
    told = replace(
        edition,
        records=reading.records,
        parties=len(reading.parties),
        rejects=len(reading.rejects),
        skipped=reading.skipped,
        findings=len(reading.findings),
        added=change.added,
        changed=change.changed,
        removed=change.removed,
        problems=problems[:SHOWN],
        gaps=(*reading.gaps, *lost_names(reading)),
        aliases=reading.aliases,
        identifiers=reading.identifiers,
        parts=reading.parts,
    )
    editions = sorted((*(e for e in old if e.date != edition.date), told), key=lambda e: e.date)
    state = "new" if not same else "unchanged" if known == parties_of(laid, edition.date) else "replaced"
    state = "replaced" if kept.damage else state
    write_package(folder, source, tuple(editions), _checked(kept.manifest, told), to_table(laid))
    return Outcome(source.id, state, told, reading, kept.damage)


def _checked(manifest: Manifest | None, edition: Edition) -> dt.date:
    """Return the day of the last check: a file on disk is no news of the publisher, so that its own day counts."""
    fetched = edition.dated_by != "pack" and all("://" in origin.place for origin in edition.origins)
    day = edition.retrieved if fetched else edition.date
    return max(day, manifest.checked) if manifest else day
