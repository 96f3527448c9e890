"""Inputs of all kinds, opened alike: files, folders, archives and standard input become pieces in line order."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from monazite.read.partitions import with_folder_facts
from monazite.read.places import MANIFEST, OWN_FOLDERS, is_answers, is_ours, output_at
from monazite.read.urls import files_below, from_url, is_url, shown_url

__all__ = ["Input", "InputFile", "file_mark", "open_input", "open_part"]

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
# Descriptions of data, no data: Data Packages and the records of runs.
_ABOUT = ("datapackage.json", ".run.json")
BATCH_ROWS = 131_072
# Endings of tables that we write, among those that we read.
_OURS = (".csv", ".csv.gz", ".xlsx", ".parquet", ".jsonl", ".jsonl.gz")


@dataclass(frozen=True)
class InputFile:
    """One file that was named, or found below what was named: `name` opens it, `relative` is where it was found.

    `sources` are the tables in it that are read, `mark` what the file looked like before any of it was.
    """

    name: str
    relative: str
    named: bool
    origin: Origin
    sources: tuple[Source, ...] = ()
    mark: str = ""


@dataclass
class Input:
    """All that is to be read: its size in bytes (None where it cannot be told), notes for the user, its pieces.

    `unread` says of each table of a folder or an archive that it cannot be read, and why.
    """

    size: int | None
    notes: list[str]
    files: list[InputFile] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def pieces(self) -> Iterator[Piece]:
        """Yield the pieces in line order, once; each may be loaded in any thread."""
        for source in (source for file in self.files for source in file.sources):
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
    unread: list[str] = field(default_factory=list)


def open_input(
    inputs: Sequence[str],
    *,
    mapping: Mapping[str, str] | None = None,
    batch_rows: int = BATCH_ROWS,
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
    files: list[InputFile] = []
    sizes: list[int | None] = []
    for name in inputs:
        for file in _found(name, stdin, opening):
            mark = file.origin.version or (file_mark(file.name) if file.origin.file is not None else "")
            sources = _of_file(file, opening, sizes)
            if sources:
                files.append(replace(file, sources=tuple(sources), mark=mark))
        if not files:
            raise InputError("\n".join([f"{shown_url(name)}: holds nothing that can be read", *opening.notes]))
    headings = [heading for file in files for source in file.sources for heading in source.headings]
    wrong = absent(opening.mapping, headings) if headings else None
    if wrong:
        raise wrong
    told = (note for file in files for source in file.sources for note in source.notes)
    notes = list(dict.fromkeys([*opening.notes, *told]))
    size = None if None in sizes else sum(s for s in sizes if s is not None)
    return Input(size, notes, files, opening.unread)


def file_mark(name: str) -> str:
    """Return what changes when a file is replaced, the same on every machine that sees it; raise InputError."""
    if is_url(name):
        return from_url(name).version
    try:
        told = os.stat(name)
    except OSError as error:
        raise InputError(f"{name}: cannot be opened: {error.strerror}") from None
    return f"{told.st_size} bytes, written {told.st_mtime_ns}"


def open_part(
    name: str,
    groups: tuple[int, int] | None = None,
    *,
    shown: str = "",
    named: bool = True,
    mapping: Mapping[str, str] | None = None,
    needed: Collection[str] | None = None,
    batch_rows: int = BATCH_ROWS,
) -> Iterator[Piece]:
    """Yield the pieces of one file, as `open_input` would among others; of row groups first to end - 1 where given.

    The mapping may be of columns that this file lacks; the lines' source is `shown`, where the file is opened under
    another name. Raises InputError where the file cannot be read.
    """
    opening = _Opening(mapping or {}, batch_rows, needed, [], {})
    origin = from_url(name) if is_url(name) else from_path(Path(name), shown or name)
    file = InputFile(name, name, named, origin)
    whole = _format(file.origin) != "zip"
    for source in _sources(file.origin, opening) if whole else _of_file(file, opening, []):
        if not named and is_answers(source.headings):
            continue
        if groups is None:
            yield from source.pieces()
        elif source.cut is not None:
            yield from source.cut(*groups)


def _of_file(file: InputFile, opening: _Opening, sizes: list[int | None]) -> list[Source]:
    """Return the sources of a file or of the members of an archive; their sizes are added to `sizes`."""
    out: list[Source] = []
    for origin, must in _unzipped(file.origin, opening):
        found = _named(origin, opening) if must and file.named else _sources_if_any(origin, opening)
        out += found
        if found:
            sizes.append(None if _packed(origin) else origin.size)
    return out


def _found(name: str, stdin: BinaryIO | None, opening: _Opening) -> Iterator[InputFile]:
    """Yield the files that an input names, one or those below a folder."""
    if name == "-":
        if stdin is None:
            raise UsageError("- stands for standard input, but there is none")
        yield InputFile("-", "-", True, from_stream(stdin, "-"))
    elif is_url(name):
        yield from _remote(name, opening)
    elif not Path(name).is_dir():
        yield InputFile(name, Path(name).name, True, from_path(Path(name)))
    else:
        yield from _below(Path(name), opening)


def _below(folder: Path, opening: _Opening) -> Iterator[InputFile]:
    for file in _files(folder):
        if _suffix(file.name) in FORMATS:
            _spared(file, opening)
            yield InputFile(str(file), file.relative_to(folder).as_posix(), False, from_path(file))
        elif output_at(file, opening.outputs):
            opening.notes.append(f"{file}: is not read: this run writes it")
        elif not file.name.startswith((".", "_")):
            opening.notes.append(f"{file}: is not read: '{file.suffix}' is no known format")


def _remote(url: str, opening: _Opening) -> Iterator[InputFile]:
    """Yield the file of a URL, or those below it."""
    below = files_below(url)
    if below is None:
        origin = from_url(url)
        yield InputFile(url, origin.name.rpartition("/")[2], True, origin)
        return
    marks = [name[: -len(MANIFEST)] for name, _ in below if f"/{name}".endswith(f"/{MANIFEST}")]
    for relative, origin in below:
        parts = relative.split("/")
        ours = any(relative.startswith(mark) for mark in marks)
        if ours or any(part.startswith(".") for part in parts) or parts[-1].endswith(_ABOUT):
            continue
        if _suffix(relative) in FORMATS:
            yield InputFile(origin.url, relative, False, origin)
        elif not parts[-1].startswith("_"):
            opening.notes.append(f"{origin.name}: is not read: '{_suffix(relative)}' is no known format")


def _files(folder: Path) -> list[Path]:
    """Return all files in a folder and below, sorted; descriptions of data and hidden files are no data."""
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if not (f.startswith(".") or (f in OWN_FOLDERS and is_ours(Path(parent))))]
        found += [Path(parent, n) for n in names if not n.startswith((".", "~$")) and not n.endswith(_ABOUT)]
    return sorted(found)


def _unzipped(origin: Origin, opening: _Opening) -> Iterator[tuple[Origin, bool]]:
    if not _is_zip(origin):
        yield origin, True
        return
    members, notes = zip_members(origin, lambda name: _suffix(name) in FORMATS)
    opening.notes.extend(notes)
    yield from ((member, False) for member in members)


def _is_zip(origin: Origin) -> bool:
    """Return whether an origin is an archive; what cannot be told apart is said when it is opened."""
    try:
        return _format(origin) == "zip"
    except InputError:
        return False


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
        opening.unread.extend([] if option else [str(error)])
        return []
    ours = [source for source in found if is_answers(source.headings)]
    if option and len(ours) < len(found):
        place = opening.outputs[option]
        raise UsageError(f"{option} {place}: is also an input, {origin.name}; write to another file")
    why = "this run writes it" if option else "it holds decisions of an earlier run (name it to read it)"
    opening.notes.extend(f"{source.name}: is not read: {why}" for source in ours)
    return [source for source in found if source not in ours]


def _sources(origin: Origin, opening: _Opening) -> list[Source]:
    return [with_folder_facts(source, origin.name) for source in _tables_of(origin, opening)]


def _tables_of(origin: Origin, opening: _Opening) -> list[Source]:
    kind = _format(origin)
    if kind == "gzip":
        origin = replace(gunzipped(origin), file=origin.file)
        kind = _format(origin)
        if kind in ("gzip", "zip"):
            raise InputError(f"{origin.name}: an archive in an archive; unpack it first")
    if kind == "wco":
        return [Source(origin.name, partial(_wco_pieces, origin, opening.batch_rows))]
    return _tables(kind, origin, opening)


def _tables(kind: str, origin: Origin, opening: _Opening) -> list[Source]:
    from monazite.read.package import find_package

    hints = find_package(origin.file) if origin.file is not None else None
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
