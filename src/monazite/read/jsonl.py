"""JSON lines, and a JSON document that holds one list of objects; numbers keep every digit that was written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from threading import Lock
from typing import Any

import msgspec

from monazite.errors import InputError
from monazite.read.blocks import LINE_AT_MOST, Block, blocks
from monazite.read.cells import Column, Conventions
from monazite.read.chunks import Chunk, Piece, Reject, excerpt
from monazite.read.columns import Wishes, map_columns
from monazite.read.conventions import observe
from monazite.read.encodings import Transcoded, candidates
from monazite.read.origins import Origin, Source

__all__ = ["open_json"]

DOCUMENT_AT_MOST = 256 << 20
BLOCK = 4 << 20
DEPTH_AT_MOST = 8
Objects = Sequence[tuple[int, dict[str, str | None]]]


@dataclass
class _Table:
    """What is needed to convert objects: the columns by key, with those found in the sample."""

    source: str
    wishes: Wishes
    columns: tuple[Column, ...]
    conventions: tuple[Conventions, ...]
    keys: dict[str, int]
    notes: list[str]
    lock: Lock = field(default_factory=Lock)


@lru_cache(maxsize=1)
def _decoder() -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(float_hook=_number)


def _number(text: str) -> str:
    """Return a number as its text; '1.234' gets a zero, so that no convention of its column turns it into 1234."""
    return f"{text}0" if re.fullmatch(r"-?\d{1,3}\.\d{3}", text) else text


def _decoded(line: bytes) -> Any:
    """Return one JSON value; NaN, which is no JSON but is written all the same, is nothing known."""
    try:
        return _decoder().decode(line)
    except (msgspec.DecodeError, ValueError):
        if b"NaN" not in line and b"Infinity" not in line:
            raise
        return json.loads(line, parse_float=_number, parse_int=str, parse_constant=lambda _: None)


def open_json(origin: Origin, wishes: Wishes, batch_rows: int) -> Source:
    """Return JSON lines or a JSON document as a source; raise InputError where no key is a fact."""
    sample, whole = origin.sample()
    if not sample.strip():
        raise InputError(f"{origin.name}: is empty")
    encoding = candidates(sample, whole)[0]
    if _is_document(sample, encoding):
        objects, rejects = _document(origin, encoding)
        table = _table(origin.name, wishes, [found for _, found in objects])
        pieces = partial(_document_pieces, objects, rejects, table, batch_rows, origin.size or 0)
        return Source(origin.name, pieces, tuple(table.keys), table.notes)
    text = sample.decode(encoding, "replace")
    lines = text.split("\n") if whole else text.split("\n")[:-1]
    found = [flat for line in lines if (flat := _flat_or_none(line.encode())) is not None]
    if not found:
        raise InputError(f"{origin.name}: none of its first lines is a JSON object")
    table = _table(origin.name, wishes, found)
    size = max(min(BLOCK, len(sample) * batch_rows // max(sample.count(b"\n"), 1)), 1 << 16)
    return Source(origin.name, partial(_pieces, origin, encoding, table, size), tuple(table.keys), table.notes)


def _is_document(sample: bytes, encoding: str) -> bool:
    """Return whether the text is one JSON value rather than a value a line."""
    text = sample.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    if text.startswith("["):
        return True
    first = text.partition("\n")[0]
    try:
        json.loads(first)
    except ValueError:
        return (
            text.startswith("{")
            and first.rstrip() in ("{",)
            or (first.rstrip().endswith((",", ":", "[")) and '"' in first)
        )
    return False


def _table(name: str, wishes: Wishes, objects: Sequence[dict[str, str | None]]) -> _Table:
    keys = list(dict.fromkeys(key for found in objects for key in found))
    columns, notes = map_columns(keys, wishes, name)
    texts = [{found.get(column.heading) for found in objects} for column in columns]
    return _Table(name, wishes, columns, observe(columns, texts), {key: k for k, key in enumerate(keys)}, notes)


def _document(origin: Origin, encoding: str) -> tuple[list[tuple[int, dict[str, str | None]]], list[Reject]]:
    with origin.open() as stream:
        parts, total = [], 0
        while part := stream.read(1 << 20):
            parts.append(part)
            total += len(part)
            if total > DOCUMENT_AT_MOST:
                raise InputError(f"{origin.name}: a JSON document above {DOCUMENT_AT_MOST >> 20} MiB; use JSON lines")
    try:
        tree = _decoded(b"".join(parts).decode(encoding).lstrip("\ufeff").encode())
    except UnicodeDecodeError as error:
        raise InputError(f"{origin.name}: byte {error.start} is not {encoding.upper()}") from None
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise InputError(f"{origin.name}: no JSON: {error}") from None
    if isinstance(tree, dict):
        lists = [value for value in tree.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        tree = lists[0] if len(lists) == 1 else [tree]
    if not isinstance(tree, list):
        raise InputError(f"{origin.name}: a list of objects is needed")
    return _objects(origin.name, tree)


def _objects(name: str, items: Sequence[Any]) -> tuple[list[tuple[int, dict[str, str | None]]], list[Reject]]:
    good, rejects = [], []
    for row, item in enumerate(items, 1):
        try:
            good.append((row, _flat(item)))
        except ValueError as error:
            rejects.append(Reject(name, row, 0, str(error), excerpt(json.dumps(item, ensure_ascii=False))))
    return good, rejects


def _document_pieces(
    objects: Objects, rejects: Sequence[Reject], table: _Table, batch_rows: int, nbytes: int
) -> Iterator[Piece]:
    at = 0
    while at < len(objects) or not at:
        part = objects[at : at + batch_rows]
        wrong = list(rejects) if at == 0 else []
        yield Piece(table.source, partial(_chunk, part, wrong, table, nbytes if at == 0 else 0))
        at += batch_rows


def _pieces(origin: Origin, encoding: str, table: _Table, size: int) -> Iterator[Piece]:
    with origin.open() as stream:
        text = Transcoded(stream, encoding) if encoding.startswith(("utf-16", "utf-32")) else stream
        for block in blocks(text, size=size, skip=0, delimiter=",", quote="", width=0):  # type: ignore[arg-type]
            yield Piece(table.source, partial(_load, block, encoding, table))


def _load(block: Block, encoding: str, table: _Table) -> Chunk:
    good, rejects = [], []
    legacy = None if encoding.startswith("utf") else encoding
    for row, line in enumerate(block.data.split(b"\n")[:-1], block.first):
        if not line.strip():
            continue
        try:
            if len(line) > LINE_AT_MOST:
                raise ValueError(f"the line is longer than {LINE_AT_MOST} bytes")
            good.append((row, _flat(_decoded(line if legacy is None else line.decode(legacy).encode()))))
        except UnicodeDecodeError:
            rejects.append(
                Reject(table.source, row, 0, f"the line has bytes that are not {encoding.upper()}", excerpt(line))
            )
        except msgspec.DecodeError as error:
            rejects.append(_broken(table.source, row, line, str(error)))
        except (ValueError, RecursionError) as error:
            rejects.append(Reject(table.source, row, 0, str(error) or "nested too deeply", excerpt(line)))
    return _chunk(good, rejects, table, block.nbytes)


def _broken(source: str, row: int, line: bytes, said: str) -> Reject:
    place = re.search(r"\(byte (\d+)\)", said)
    reason = "no JSON: " + re.sub(r"^JSON is malformed: | ?\(byte \d+\)", "", said)
    try:
        line.decode()
    except UnicodeDecodeError:
        reason = "the line has bytes that are not UTF-8"
    # For what follows a value, the library counts to the end of the first character instead of its start.
    column = int(place[1]) + ("trailing" not in said) if place else 0
    return Reject(source, row, column, reason, excerpt(line))


def _flat_or_none(line: bytes) -> dict[str, str | None] | None:
    try:
        return _flat(_decoded(line))
    except (ValueError, msgspec.DecodeError, RecursionError):
        return None


def _flat(item: Any) -> dict[str, str | None]:
    """Return an object with nested names joined by points and values as texts; ValueError for anything else."""
    if not isinstance(item, dict):
        raise ValueError("the line is no JSON object")
    out: dict[str, str | None] = {}
    _flatten(item, "", out, 0)
    return out


def _flatten(item: dict[str, Any], prefix: str, out: dict[str, str | None], depth: int) -> None:
    if depth > DEPTH_AT_MOST:
        raise ValueError(f"objects are nested more than {DEPTH_AT_MOST} deep")
    for key, value in item.items():
        if type(value) is str:
            out[prefix + key] = value
        elif isinstance(value, dict):
            _flatten(value, f"{prefix}{key}.", out, depth + 1)
        else:
            out[prefix + key] = _text(value)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        if any(isinstance(part, (list, dict)) for part in value):
            return json.dumps(value, ensure_ascii=False)
        return " ".join(_text(part) or "" for part in value) or None
    return str(value)


def _chunk(objects: Objects, rejects: list[Reject], table: _Table, nbytes: int) -> Chunk:
    import numpy as np
    import pyarrow as pa

    from monazite.read.lines import texts_to_batch

    columns, conventions = _columns(objects, table)
    number = len(objects) + len(rejects)
    if not objects:
        return Chunk((), tuple(rejects), nbytes, number)
    arrays = [pa.array([found.get(c.heading) for _, found in objects], pa.string()) for c in columns]
    rows = np.array([row for row, _ in objects], np.int64)
    batch = texts_to_batch(columns, arrays, conventions, table.source, rows)
    return Chunk((batch,), tuple(rejects), nbytes, number)


def _columns(objects: Objects, table: _Table) -> tuple[tuple[Column, ...], tuple[Conventions, ...]]:
    """Return the columns of these objects: those of the sample, and keys that only turn up here."""
    new = list(dict.fromkeys(key for _, found in objects for key in found if key not in table.keys))
    if not new:
        return table.columns, table.conventions
    taken = {column.name for column in table.columns}
    more, notes = [], []
    for key in new:
        try:
            found = map_columns([key], table.wishes, table.source)[0][0]
        except InputError:
            notes.append(f"{table.source}: key '{key[:40]}' is not used, as it is no fact")
            continue
        if found.name in taken:
            notes.append(f"{table.source}: key '{key[:40]}' is not used: another key is {found.name}")
        else:
            taken.add(found.name)
            more.append(found)
    with table.lock:
        table.notes.extend(note for note in notes if note not in table.notes)
    return (*table.columns, *more), (*table.conventions, *[Conventions(decimal=".")] * len(more))
