"""JSON lines, and a JSON document that holds one list of objects; numbers keep every digit that was written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import chain
from threading import Lock
from typing import Any

import msgspec

from monazite.errors import InputError
from monazite.read.blocks import LINE_AT_MOST, Block, blocks
from monazite.read.cells import Column, Conventions
from monazite.read.chains import LINKS, linked
from monazite.read.chunks import Chunk, Piece, Reject, excerpt
from monazite.read.columns import Wishes, facts_named, map_columns
from monazite.read.conventions import observe
from monazite.read.encodings import Guess, Transcoded, told
from monazite.read.nested import NESTED, Row, rows_of
from monazite.read.origins import Origin, Source

__all__ = ["open_json"]

DOCUMENT_AT_MOST = 256 << 20
BLOCK = 4 << 20
# Keys that are no facts: so many are looked at for what may have been meant, and so many notes are kept.
GUESSED_AT_MOST = 200
NOTES_AT_MOST = 1000
NO_KEY = "object keys must be strings", 'a key in double quotes is expected after { or a comma, as in {"origin": "CN"}'
# How the keys that make a chain are written where they turn up only after the sample.
LATE = (b'"leg":', b'"legs":', b'"component":', b'"contains":')
Rows = Sequence[tuple[int, Row]]


@dataclass
class _Table:
    """What is needed to convert objects: the columns by key, with those found in the sample."""

    source: str
    wishes: Wishes
    columns: tuple[Column, ...]
    conventions: tuple[Conventions, ...]
    keys: dict[str, int]
    notes: list[str]
    doubt: str
    lock: Lock = field(default_factory=Lock)

    @property
    def is_chain(self) -> bool:
        return any(column.name in LINKS for column in self.columns)


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
    guessed = told(sample, whole)
    encoding = guessed.encoding
    if _is_document(sample, encoding):
        rows, rejects = _document(origin, encoding, wishes)
        table = _table(origin.name, wishes, [found for _, found in rows], guessed)
        pieces = partial(_document_pieces, rows, rejects, table, batch_rows, origin.size or 0)
        return Source(origin.name, pieces, tuple(table.keys), table.notes)
    text = sample.decode(encoding, "replace")
    lines = text.split("\n") if whole else text.split("\n")[:-1]
    read = (_rows_or_none(line.encode(), wishes) for line in lines)
    found = [row for rows in read if rows is not None for row in rows]
    if not found:
        raise InputError(f"{origin.name}: none of its first lines is a JSON object")
    table = _table(origin.name, wishes, found, guessed)
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


def _table(name: str, wishes: Wishes, rows: Sequence[Row], guessed: Guess) -> _Table:
    keys = list(dict.fromkeys(key for found in rows for key in found))
    more = {*[key for key in keys if not facts_named([key], wishes)][GUESSED_AT_MOST:]}
    columns, notes = map_columns([key for key in keys if key not in more], wishes, name)
    notes += [f"{name}: {len(more)} more keys are not used, as they are no facts"] if more else []
    texts = [{found.get(column.heading) for found in rows} for column in columns]
    notes[:0] = [f"{name}: {guessed.doubt}"] if guessed.doubt else []
    places = {key: k for k, key in enumerate(keys)}
    return _Table(name, wishes, columns, observe(columns, texts), places, notes, guessed.doubt)


def _document(origin: Origin, encoding: str, wishes: Wishes) -> tuple[list[tuple[int, Row]], list[Reject]]:
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
        raise InputError(f"{origin.name}: no JSON: {str(error).replace(*NO_KEY)}") from None
    if isinstance(tree, dict):
        named = {key: value for key, value in tree.items() if key not in NESTED and isinstance(value, list)}
        lists = [value for value in named.values() if value and isinstance(value[0], dict)]
        tree = lists[0] if len(lists) == 1 else [tree]
    if not isinstance(tree, list):
        raise InputError(f"{origin.name}: a list of objects is needed")
    return _rows(origin.name, tree, wishes)


def _rows(name: str, items: Sequence[Any], wishes: Wishes) -> tuple[list[tuple[int, Row]], list[Reject]]:
    good, rejects = [], []
    for row, item in enumerate(items, 1):
        try:
            good += [(row, found) for found in rows_of(item, wishes)]
        except ValueError as error:
            rejects.append(Reject(name, row, 0, str(error), excerpt(json.dumps(item, ensure_ascii=False))))
    return good, rejects


def _document_pieces(
    rows: Rows, rejects: Sequence[Reject], table: _Table, batch_rows: int, nbytes: int
) -> Iterator[Piece]:
    pieces = _parts_of_document(rows, rejects, table, batch_rows, nbytes)
    yield from linked(pieces) if table.is_chain else pieces


def _parts_of_document(
    rows: Rows, rejects: Sequence[Reject], table: _Table, batch_rows: int, nbytes: int
) -> Iterator[Piece]:
    at, left = 0, list(rejects)
    while at < len(rows) or not at:
        part = rows[at : at + batch_rows]
        at += batch_rows
        last = part[-1][0] if at < len(rows) else None
        wrong = [reject for reject in left if last is None or reject.row <= last]
        left = left[len(wrong) :]
        yield Piece(table.source, partial(_chunk, part, wrong, table, nbytes if at == batch_rows else 0))


def _pieces(origin: Origin, encoding: str, table: _Table, size: int) -> Iterator[Piece]:
    """Yield the blocks as pieces; from the first block on that may have legs or parts, they are linked."""
    with origin.open() as stream:
        text = Transcoded(stream, encoding) if encoding.startswith(("utf-16", "utf-32")) else stream
        found = blocks(text, size=size, skip=0, delimiter=",", quote="", width=0)  # type: ignore[arg-type]
        held: list[Block] = []
        for block in found:
            if table.is_chain or any(key in block.data for key in LATE):
                # A first leg or the goods may be the last line of the block before.
                rest = chain(held, [block], found)
                yield from linked(_piece(block, encoding, table) for block in rest)
                return
            yield from (_piece(block, encoding, table) for block in held)
            held = [block]
        yield from (_piece(block, encoding, table) for block in held)


def _piece(block: Block, encoding: str, table: _Table) -> Piece:
    return Piece(table.source, partial(_load, block, encoding, table))


def _load(block: Block, encoding: str, table: _Table) -> Chunk:
    good: list[tuple[int, Row]] = []
    rejects: list[Reject] = []
    legacy = None if encoding.startswith("utf") else encoding
    for row, line in enumerate(block.data.split(b"\n")[:-1], block.first):
        if not line.strip():
            continue
        try:
            if len(line) > LINE_AT_MOST:
                raise ValueError(f"the line is longer than {LINE_AT_MOST} bytes")
            item = _decoded(line if legacy is None else line.decode(legacy).encode())
            good += [(row, found) for found in rows_of(item, table.wishes)]
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
    reason = "no JSON: " + re.sub(r"^JSON is malformed: | ?\(byte \d+\)", "", said).replace(*NO_KEY)
    try:
        line.decode()
    except UnicodeDecodeError:
        reason = "the line has bytes that are not UTF-8"
    # For what follows a value, the library counts to the end of the first character instead of its start.
    column = int(place[1]) + ("trailing" not in said) if place else 0
    return Reject(source, row, column, reason, excerpt(line))


def _rows_or_none(line: bytes, wishes: Wishes) -> list[Row] | None:
    try:
        return rows_of(_decoded(line), wishes)
    except (ValueError, msgspec.DecodeError, RecursionError):
        return None


def _chunk(lines: Rows, rejects: list[Reject], table: _Table, nbytes: int) -> Chunk:
    import numpy as np
    import pyarrow as pa

    from monazite.read.convert import Found
    from monazite.read.lines import texts_to_batch

    columns, conventions = _columns(lines, table)
    number = len(lines) + len(rejects)
    if not lines:
        return Chunk((), tuple(rejects), nbytes, number)
    arrays = [pa.array([found.get(c.heading) for _, found in lines], pa.string()) for c in columns]
    rows = np.array([row for row, _ in lines], np.int64)
    strange = [k for k, (_, found) in enumerate(lines) if table.doubt and not _ascii(found)]
    doubts = (Found(np.array(strange, np.int64), [table.doubt] * len(strange)),) if strange else ()
    batch = texts_to_batch(columns, arrays, conventions, table.source, rows, doubts)
    return Chunk((batch,), tuple(rejects), nbytes, number)


def _ascii(found: Row) -> bool:
    return all(text is None or text.isascii() for text in found.values())


def _columns(lines: Rows, table: _Table) -> tuple[tuple[Column, ...], tuple[Conventions, ...]]:
    """Return the columns of these lines: those of the sample, and keys that only turn up here."""
    new = list(dict.fromkeys(key for _, found in lines for key in found if key not in table.keys))
    if not new:
        return table.columns, table.conventions
    taken = {column.name for column in table.columns}
    more, notes = [], []
    for key in new:
        found = _column(key, table)
        if found is None:
            notes.append(f"{table.source}: key '{key[:40]}' is not used, as it is no fact")
        elif found.name in LINKS and key not in LINKS:
            notes.append(f"{table.source}: key '{key[:40]}' is not used so far down; call it '{found.name}'")
        elif found.name in taken:
            notes.append(f"{table.source}: key '{key[:40]}' is not used: another key is {found.name}")
        else:
            taken.add(found.name)
            more.append(found)
    with table.lock:
        room = max(NOTES_AT_MOST - len(table.notes), 0)
        table.notes.extend([note for note in notes[:NOTES_AT_MOST] if note not in table.notes][:room])
    return (*table.columns, *more), (*table.conventions, *[Conventions(decimal=".")] * len(more))


def _column(key: str, table: _Table) -> Column | None:
    """Return the column that a key is, None where it is no fact."""
    if not facts_named([key], table.wishes):
        return None
    try:
        return map_columns([key], table.wishes, table.source)[0][0]
    except InputError:
        return None
