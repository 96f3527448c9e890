"""A list folder as a Data Package: datapackage.json says what is in it, and names the table that counts.

The table is written under a name of its own first; then the description is replaced in one step. Whoever is killed
between leaves the old list whole, and a file that nothing names and the next writer clears away.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from monazite.errors import InputError
from monazite.parties.lists.model import Edition, ListSource
from monazite.parties.lists.places import PLACES, without_queries
from monazite.parties.lists.table import MEANINGS, SCHEMA

__all__ = ["Manifest", "check_table", "clear", "read_manifest", "read_table", "write_package"]

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
MANIFEST = "datapackage.json"
LAYOUT = "2"
_TYPES = {pa.string(): "string", pa.date32(): "date"}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of a kept list beside its parties; `editions` are in the order of their days."""

    list: ListSource
    editions: tuple[Edition, ...]
    checked: dt.date
    table: str
    sha256: str
    layout: str = LAYOUT

    @property
    def newest(self) -> Edition:
        """Return the newest edition."""
        return self.editions[-1]

    @property
    def mark(self) -> str:
        """Return what changes when an edition comes in or the list is checked again."""
        return f"{self.newest.date} {self.sha256} {self.checked}"


def read_manifest(folder: Path) -> Manifest | None:
    """Return what a list folder says of itself, None where there is no list; InputError where it is damaged."""
    path = folder / MANIFEST
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    try:
        own = msgspec.json.decode(data)["monazite"]
        manifest = msgspec.convert(own, Manifest)
    except (msgspec.MsgspecError, KeyError, TypeError) as error:
        raise InputError(f"{path}: no list that this version keeps ({error}); remove it and add it again") from None
    if manifest.layout != LAYOUT or not manifest.editions or Path(manifest.table).name != manifest.table:
        raise InputError(f"{path}: layout '{manifest.layout}', this version keeps '{LAYOUT}'; add the list again")
    return manifest


def read_table(folder: Path, manifest: Manifest) -> pa.Table:
    """Return the table that a description names; InputError where it is not the one that was written."""
    path, data = folder / manifest.table, _checked_bytes(folder, manifest)
    try:
        # In this thread alone: a scan that has threads of its own may end after the process does, and aborts it then
        # (Arrow, issue 34314). Of 200,000 parties it takes as long, 0.2 s, since making the records takes the time.
        with pq.ParquetFile(pa.BufferReader(data), pre_buffer=False) as file:
            table = file.read(use_threads=False)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path}: no table ({error}); add the list again") from None
    if not table.schema.equals(SCHEMA, check_metadata=False):
        raise InputError(f"{path}: other columns than a list has; add the list again")
    return table


def check_table(folder: Path, manifest: Manifest) -> None:
    """Raise InputError where the table that a description names is not there, or not the one that was written."""
    _checked_bytes(folder, manifest)


def _checked_bytes(folder: Path, manifest: Manifest) -> bytes:
    path = folder / manifest.table
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}; add the list again") from None
    if hashlib.sha256(data).hexdigest() != manifest.sha256:
        told = "another checksum than datapackage.json gives it; the file was changed or damaged; add the list again"
        raise InputError(f"{path}: {told}")
    return data


def write_package(
    folder: Path, source: ListSource, editions: tuple[Edition, ...], checked: dt.date, table: pa.Table
) -> Manifest:
    """Write a list folder in one step: the table, then the description that names it; clear the old table last."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    data = sink.getvalue().to_pybytes()
    digest = hashlib.sha256(data).hexdigest()
    manifest = Manifest(source, editions, checked, f"parties-{digest[:16]}.parquet", digest)
    # Written even where a file of that name is there: it may be damaged.
    _replace(folder / manifest.table, data)
    describe(folder, manifest, table.num_rows, len(data))
    clear(folder, manifest.table)
    return manifest


def clear(folder: Path, keep: str = "") -> None:
    """Remove the tables and half-written files of a list folder, all but the table `keep`; its lock must be held.

    Where no table is kept, the addresses that it was fetched from go too.
    """
    places = () if keep else (folder / PLACES,)
    for old in (*folder.glob("parties-*.parquet"), *folder.glob(".*.part"), *places):
        if old.name != keep:
            with suppress(OSError):
                old.unlink()


def describe(folder: Path, manifest: Manifest, rows: int | None = None, size: int | None = None) -> None:
    """Write the description of a list folder, without what addresses may hold of secrets; the table stays as it is."""
    manifest = replace(manifest, editions=without_queries(manifest.editions))
    if rows is None or size is None:
        path = folder / manifest.table
        rows, size = pq.read_metadata(path).num_rows, path.stat().st_size
    package = _package(manifest, rows, size)
    _replace(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(package), indent=2) + b"\n")


def _package(manifest: Manifest, rows: int, size: int) -> dict[str, Any]:
    source = manifest.list
    resource = {
        "name": "parties",
        "type": "table",
        "path": manifest.table,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": size,
        "hash": f"sha256:{manifest.sha256}",
        "rowcount": rows,
        "schema": {"fields": [_field(field) for field in SCHEMA]},
    }
    return {
        "$schema": PROFILE,
        "name": source.id,
        "title": source.title or source.id,
        **({"licenses": [{"title": source.licence}]} if source.licence else {}),
        "sources": [_source(source, origin.place) for origin in manifest.newest.origins],
        "resources": [resource],
        "monazite": manifest,
    }


def _source(source: ListSource, place: str) -> dict[str, str]:
    """Return where an edition came from; paths on a disk are no business of who gets the package."""
    title = source.publisher or source.title or source.id
    return {"title": title, "path": place} if "://" in place else {"title": title}


def _field(field: Any) -> dict[str, str]:
    kind = "list" if field.type == pa.list_(pa.string()) else _TYPES.get(field.type, "array")
    return {"name": field.name, "type": kind, "description": MEANINGS[field.name]}


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; what killed runs left of it is swept."""
    from monazite.write.whole import whole_file, writing

    with whole_file(path) as part, writing(path):
        part.write_bytes(data)
