"""Inputs of all kinds, opened alike: files, folders, archives and standard input become pieces in line order."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from monazite.errors import InputError, UsageError, nearest
from monazite.read.archives import gunzipped, zip_members
from monazite.read.chains import chained, reaching
from monazite.read.chunks import Piece
from monazite.read.columns import Wishes, absent, check_mapping
from monazite.read.origins import Origin, Source, from_path, from_stream
from monazite.read.places import is_answers, output_at

__all__ = ["Input", "open_input"]

FORMATS: Mapping[str, str] = {
    ".csv": "delimited",
    ".tsv": "delimited",
    ".tab": "delimited",
    ".psv": "delimited",
    ".txt": "delimited",
    ".xlsx": "sheets",
    ".xlsm": "sheets",
    ".xls": "sheets",
    ".ods": "sheets",
    ".jsonl": "json",
    ".ndjson": "json",
    ".json": "json",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".xml": "wco",
    ".zip": "zip",
    ".gz": "gzip",
}
_PACKAGE = "datapackage.json"
# Endings of tables that we write, among those that we read.
_OURS = (".csv", ".csv.gz", ".xlsx", ".parquet", ".jsonl", ".jsonl.gz")


@dataclass
class Input:
    """All that is to be read: its size in bytes (None where it cannot be told), notes for the user, its pieces."""

    size: int | None
    notes: list[str]
    _sources: list[Source] = field(default_factory=list)

    def pieces(self) -> Iterator[Piece]:
        """Yield the pieces in line order, once; each may be loaded in any thread."""
        for source in self._sources:
            yield from source.pieces()
            self.notes.extend(note for note in source.notes if note not in self.notes)


@dataclass(frozen=True)
class _Opening:
    """How inputs are opened, and what has been found so far."""

    mapping: Mapping[str, str]
    batch_rows: int
    needed: Collection[str] | None
    notes: list[str]
    outputs: Mapping[str, str | None]


def open_input(
    inputs: Sequence[str],
    *,
    mapping: Mapping[str, str] | None = None,
    batch_rows: int = 131_072,
    stdin: BinaryIO | None = None,
    needed: Collection[str] | None = None,
    outputs: Mapping[str, str | None] = MappingProxyType({}),
) -> Input:
    """Return the inputs, opened: files, folders, archives, "-" for standard input; their headers are read at once.

    `mapping` is input column → fact ("" leaves a column out), `needed` the columns that the caller uses (others may
    be left out where that saves work), `outputs` option → file that the run writes. From a folder or an archive our
    own decisions are not read, and no output of this run; a note names each. Raises InputError for what cannot be
    read at all, UsageError for a mapping of what does not exist, and for an output that is a table to read.
    """
    opening = _Opening(mapping or {}, batch_rows, needed, [], outputs)
    check_mapping(opening.mapping)
    if not inputs:
        raise UsageError("nothing to read: name a file, a folder, or - for standard input")
    sources: list[Source] = []
    sizes: list[int | None] = []
    for name in inputs:
        for origin, must in _origins(name, stdin, opening):
            found = _named(origin, opening) if must else _sources_if_any(origin, opening)
            sources += found
            if found:
                sizes.append(None if _packed(origin) else origin.size)
        if not sources:
            raise InputError("\n".join([f"{name}: holds nothing that can be read", *opening.notes]))
    headings = [heading for source in sources for heading in source.headings]
    wrong = absent(opening.mapping, headings) if headings else None
    if wrong:
        raise wrong
    notes = list(dict.fromkeys([*opening.notes, *(note for source in sources for note in source.notes)]))
    size = None if None in sizes else sum(s for s in sizes if s is not None)
    return Input(size, notes, sources)


def _origins(name: str, stdin: BinaryIO | None, opening: _Opening) -> Iterator[tuple[Origin, bool]]:
    """Yield the origins that an input names, and whether each must be readable."""
    if name == "-":
        if stdin is None:
            raise UsageError("- stands for standard input, but there is none")
        yield from _unzipped(from_stream(stdin, "-"), opening)
        return
    path = Path(name)
    if not path.is_dir():
        yield from _unzipped(from_path(path), opening)
        return
    for file in _files(path):
        if _suffix(file.name) in FORMATS:
            _spared(file, opening)
            yield from ((origin, False) for origin, _ in _unzipped(from_path(file), opening))
        elif output_at(file, opening.outputs):
            opening.notes.append(f"{file}: is not read: this run writes it")
        elif not file.name.startswith("."):
            opening.notes.append(f"{file}: is not read: '{file.suffix}' is no known format")


def _files(folder: Path) -> list[Path]:
    """Return all files in a folder and below, sorted; descriptions of data and hidden files are no data."""
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if not f.startswith(".")]
        found += [Path(parent, n) for n in names if not n.startswith((".", "~$")) and not n.endswith(_PACKAGE)]
    return sorted(found)


def _unzipped(origin: Origin, opening: _Opening) -> Iterator[tuple[Origin, bool]]:
    if _format(origin) != "zip":
        yield origin, True
        return
    members, notes = zip_members(origin, lambda name: _suffix(name) in FORMATS)
    opening.notes.extend(notes)
    yield from ((member, False) for member in members)


def _packed(origin: Origin) -> bool:
    return origin.size is None or _format(origin) == "gzip"


def _suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()


def _format(origin: Origin) -> str:
    """Return the format of an origin: by its first bytes where they are unmistakable, else by its suffix."""
    with origin.open() as stream:
        head = stream.read(4096)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(b"PK\x03\x04"):
        sheet = head[30:].startswith((b"[Content_Types].xml", b"_rels/", b"xl/", b"docProps/", b"mimetype"))
        return "sheets" if sheet or _suffix(origin.name) in (".xlsx", ".xlsm", ".ods") else "zip"
    if head.startswith(b"PK\x05\x06"):
        return "zip"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "sheets"
    return _format_of_text(origin, head)


def _format_of_text(origin: Origin, head: bytes) -> str:
    suffix = _suffix(origin.name.removesuffix(".gz"))
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if re.match(rb"(?i)<(!doctype\s+html|html|table)", text):
        raise InputError(f"{origin.name}: is a web page; save it as CSV or XLSX")
    if re.match(rb"%PDF-", text):
        raise InputError(f"{origin.name}: is a PDF; a table is needed")
    known = FORMATS.get(suffix, "")
    if known in ("json", "wco"):
        return known
    if re.match(rb"<(\?xml|!--|[A-Za-z_])", text):
        return "wco"
    if known in ("", "sheets", "delimited") and re.match(rb"\{\s*[\"}]|\[\s*\{", text):
        return "json"
    if known in ("delimited", "sheets") or not suffix or not text:
        return "delimited"
    if known:
        raise InputError(f"{origin.name}: is no {suffix} file, whatever its name says")
    raise InputError(f"{origin.name}: '{suffix}' is no known format; {nearest(suffix, FORMATS, at_most=20)}")


def _spared(file: Path, opening: _Opening) -> None:
    """Raise UsageError where an output would take the place of something to read that cannot be output of ours."""
    option = output_at(file, opening.outputs)
    if option and not file.name.lower().endswith(_OURS):
        raise UsageError(f"{option} {opening.outputs[option]}: is also an input, {file}; write to another file")


def _named(origin: Origin, opening: _Opening) -> list[Source]:
    """Return the sources of a file that the user named: it is read whatever it is."""
    found = _sources(origin, opening)
    answers = [source.name for source in found if is_answers(source.headings)]
    opening.notes.extend(
        f"{name}: holds decisions of an earlier run; read as lines, since it is named" for name in answers
    )
    return found


def _sources_if_any(origin: Origin, opening: _Opening) -> list[Source]:
    """Return the sources of one file among many; what cannot be used, and what we wrote ourselves, is noted."""
    option = output_at(origin.path, opening.outputs) if origin.path is not None else ""
    try:
        found = _sources(origin, opening)
    except InputError as error:
        opening.notes.append(f"{origin.name}: is not read: this run writes it" if option else f"not read: {error}")
        return []
    ours = [source for source in found if is_answers(source.headings)]
    if option and len(ours) < len(found):
        place = opening.outputs[option]
        raise UsageError(f"{option} {place}: is also an input, {origin.name}; write to another file")
    why = "this run writes it" if option else "it holds decisions of an earlier run (name it to read it)"
    opening.notes.extend(f"{source.name}: is not read: {why}" for source in ours)
    return [source for source in found if source not in ours]


def _sources(origin: Origin, opening: _Opening) -> list[Source]:
    kind = _format(origin)
    if kind == "gzip":
        origin = gunzipped(origin)
        kind = _format(origin)
        if kind in ("gzip", "zip"):
            raise InputError(f"{origin.name}: an archive in an archive; unpack it first")
    if kind == "wco":
        return [Source(origin.name, partial(_wco_pieces, origin, opening.batch_rows))]
    return _tables(kind, origin, opening)


def _tables(kind: str, origin: Origin, opening: _Opening) -> list[Source]:
    from monazite.read.package import find_package

    on_disk = Path(origin.name) if origin.path is not None or Path(origin.name).is_file() else None
    hints = find_package(on_disk) if on_disk is not None else None
    wishes = Wishes(opening.mapping, hints.facts if hints else {}, hints.units if hints else {})
    if kind == "sheets":
        from monazite.read.sheets import open_sheets

        return [chained(source, wishes) for source in open_sheets(origin, wishes, opening.batch_rows)]
    if kind == "json":
        from monazite.read.jsonl import open_json

        return [open_json(origin, wishes, opening.batch_rows)]
    if kind == "parquet":
        from monazite.read.parquet import open_parquet

        opened = partial(open_parquet, origin, wishes, opening.batch_rows)
        return [chained(opened(opening.needed), wishes, lambda: opened(reaching(opening.needed)))]
    from monazite.read.delimited import open_delimited

    return [chained(open_delimited(origin, wishes, opening.batch_rows, hints), wishes)]


def _wco_pieces(origin: Origin, batch_rows: int) -> Iterator[Piece]:
    from monazite.read.wco import wco_pieces

    with origin.open() as stream:
        yield from wco_pieces(stream, origin.name, batch_rows)
