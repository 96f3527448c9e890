"""CSV and its kin: blocks of whole records, read by Arrow; every line comes out as a line or as a reject."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from monazite.read.blocks import LINE_AT_MOST, NEVER_CLOSED, Block, blocks, complete
from monazite.read.cells import Column, Conventions
from monazite.read.chunks import Chunk, Piece, Reject, excerpt
from monazite.read.columns import Wishes, map_columns
from monazite.read.conventions import observe
from monazite.read.convert import Found
from monazite.read.encodings import Transcoded, bad_lines, utf8_lines
from monazite.read.layout import Layout, find_layout
from monazite.read.lines import texts_to_batch
from monazite.read.origins import Origin, Source

if TYPE_CHECKING:
    from monazite.read.package import TableHints

__all__ = ["open_delimited"]

BLOCK_AT_LEAST, BLOCK_AT_MOST = 1 << 18, 16 << 20
# Columns whose texts hardly ever repeat: a dictionary would only cost.
DISTINCT = frozenset({"declaration", "containers", "certificate_number"})


@dataclass(frozen=True)
class _Table:
    """All that is needed to read any block of one text."""

    source: str
    layout: Layout
    columns: tuple[Column, ...]
    conventions: tuple[Conventions, ...]
    missing: tuple[str, ...]
    batch_rows: int


def open_delimited(origin: Origin, wishes: Wishes, batch_rows: int, hints: TableHints | None = None) -> Source:
    """Return a delimited text as a source; raise InputError where it is empty or has no column that is a fact."""
    sample, whole = origin.sample()
    given: Mapping[str, Any] = {}
    if hints is not None:
        given = {
            "encoding": hints.encoding,
            "delimiter": hints.delimiter,
            "quote": hints.quote,
            "comment": hints.comment,
        }
        given = given | {"columns": () if hints.header else hints.columns}
    layout = find_layout(sample, whole, origin.name, wishes, **given)
    columns, notes = map_columns(layout.headings, wishes, origin.name)
    width = len(layout.headings)
    texts = [{row[column.index] for row in layout.rows if len(row) == width} for column in columns]
    missing = tuple(word for word in hints.missing_values if word) if hints is not None else ()
    table = _Table(
        origin.name, layout, columns, observe(columns, texts, doubtful=layout.delimiter == ";"), missing, batch_rows
    )
    size = _block_size(sample, batch_rows)
    if layout.note():
        notes.insert(0, f"{origin.name}: {layout.note()}")
    return Source(origin.name, partial(_pieces, origin, table, size), layout.headings, notes)


def _block_size(sample: bytes, batch_rows: int) -> int:
    """Return the bytes of about as many lines as a batch may have."""
    line = len(sample) / max(sample.count(b"\n"), 1)
    return int(min(max(line * batch_rows, BLOCK_AT_LEAST), BLOCK_AT_MOST))


def _pieces(origin: Origin, table: _Table, size: int) -> Iterator[Piece]:
    layout = table.layout
    with origin.open() as stream:
        wide = layout.encoding.startswith(("utf-16", "utf-32", "utf_16", "utf_32"))
        text: BinaryIO = Transcoded(stream, layout.encoding) if wide else stream  # type: ignore[assignment]
        for block in blocks(
            text,
            size=size,
            skip=layout.lines,
            delimiter=layout.delimiter,
            quote=layout.quote,
            width=len(layout.headings),
            old_mac=layout.old_mac,
        ):
            yield Piece(table.source, partial(_load, block, table))


def _load(block: Block, table: _Table) -> Chunk:
    """Return the lines and rejects of one block."""
    firsts, skipped, broken = _sorted_out(block, table)
    starts = np.concatenate([[0], block.ends[:-1]])
    rejects = [_reject(block, table, starts, line, reason) for line, reason in sorted(broken.items())]
    keep = ~block.joined
    keep[list(broken) + skipped] = False
    records = np.flatnonzero(keep)
    limits = np.append(starts[firsts], len(block.data))
    spans = [(a, b) for a, b in _runs(keep[firsts])]
    data = block.data if len(records) == len(firsts) else b"".join(block.data[limits[a] : limits[b]] for a, b in spans)
    encoding = table.layout.encoding if not table.layout.encoding.startswith("utf") else "utf-8"
    if encoding != "utf-8":
        data = data.decode(encoding).encode()
    rows = records + block.first
    read = _in_bulk(data, rows, table)
    if read is None:
        texts = [block.data[limits[k] : limits[k + 1]].decode(encoding) for a, b in spans for k in range(a, b)]
        read = _by_hand(texts, rows, table)
    arrays, rows, more = read
    rejects = sorted([*rejects, *more], key=lambda reject: reject.row)
    doubted = _doubted(block, table)
    batches = tuple(
        texts_to_batch(
            table.columns,
            [array.slice(at, table.batch_rows) for array in arrays],
            table.conventions,
            table.source,
            rows[at : at + table.batch_rows],
            _doubts(doubted, rows[at : at + table.batch_rows], table),
        )
        for at in range(0, len(rows), table.batch_rows)
    )
    return Chunk(batches, tuple(rejects), block.nbytes, len(rows) + len(rejects))


def _doubted(block: Block, table: _Table) -> Any:
    """Return the numbers of the lines that are not ASCII, where their encoding is in doubt."""
    if not table.layout.doubt or block.data.isascii():
        return None
    starts = np.concatenate([[0], block.ends[:-1]]).tolist()
    parts = zip(starts, block.ends.tolist(), block.joined.tolist(), strict=True)
    first, found = block.first, list[int]()
    for line, (start, end, joined) in enumerate(parts, block.first):
        first = first if joined else line
        if not block.data[start:end].isascii():
            found.append(first)
    return np.array(found, np.int64)


def _doubts(doubted: Any, rows: Any, table: _Table) -> tuple[Found, ...]:
    if doubted is None:
        return ()
    places = np.flatnonzero(np.isin(rows, doubted))
    return (Found(places, [table.layout.doubt] * len(places)),)


def _reject(block: Block, table: _Table, starts: Any, line: int, reason: str) -> Reject:
    text = block.data[starts[line] : block.ends[line]].rstrip(b"\n")[:1000]
    encoding = table.layout.encoding if not table.layout.encoding.startswith("utf") else "utf-8"
    return Reject(table.source, block.first + int(line), 0, reason, excerpt(text.decode(encoding, "replace")))


def _sorted_out(block: Block, table: _Table) -> tuple[Any, list[int], dict[int, str]]:
    """Return the first line of every record, the lines to skip, and the lines to reject with their reasons."""
    data, ends = block.data, block.ends
    starts = np.concatenate([[0], ends[:-1]])
    firsts = np.flatnonzero(~block.joined)
    broken = dict(block.broken)

    def reject(place: int, reason: str) -> None:
        line = int(np.searchsorted(ends, place, side="right"))
        broken.setdefault(int(firsts[np.searchsorted(firsts, line, side="right") - 1]), reason)

    for line in np.flatnonzero(ends - starts > LINE_AT_MOST).tolist():
        broken[line] = f"the line is longer than {LINE_AT_MOST} bytes"
    at = data.find(b"\0")
    while at >= 0:
        reject(at, "the line holds a NUL byte")
        at = data.find(b"\0", data.find(b"\n", at))
    encoding = table.layout.encoding if not table.layout.encoding.startswith("utf") else "utf-8"
    if not data.isascii():
        for place in utf8_lines(data, encoding):
            reject(place, f"the line is UTF-8 in a text that is {encoding.upper()}")
        for place in bad_lines(data, encoding):
            reject(place, f"the line has bytes that are not {encoding.upper()}")
    skipped = _blank(block, starts, firsts, table)
    for line in skipped:
        broken.pop(line, None)
    for line in _repeated(block, starts, table):
        broken.setdefault(line, "the line repeats the header")
    return firsts, skipped, broken


def _blank(block: Block, starts: Any, firsts: Any, table: _Table) -> list[int]:
    """Return the lines without any text, and comments where the table has them."""
    blanks = b" \t\"'" + table.layout.delimiter.encode()
    alone = ~np.append(block.joined[1:], False)
    short = firsts[((block.ends - starts <= 3 * len(table.layout.headings) + 2) & alone)[firsts]]
    found = [k for k in short.tolist() if not block.data[starts[k] : block.ends[k]].strip(blanks + b"\r\n")]
    mark = table.layout.comment.encode()
    if mark and mark in block.data:
        found += [k for k in firsts.tolist() if block.data.startswith(mark, starts[k])]
    return found


def _repeated(block: Block, starts: Any, table: _Table) -> Iterator[int]:
    """Yield the lines that are the header again."""
    header = table.layout.header
    if not table.layout.encoding.startswith("utf"):
        header = header.decode().encode(table.layout.encoding, "replace")
    if header:
        for line in np.flatnonzero(block.ends - starts == len(header) + 1).tolist():
            if block.data.startswith(header, starts[line]):
                yield line


def _runs(wanted: Any) -> Iterator[tuple[int, int]]:
    """Yield (from, to) of every run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], wanted, [0]])))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


_Read = tuple[list[pa.Array], Any, list[Reject]]


def _in_bulk(data: bytes, rows: Any, table: _Table) -> _Read | None:
    """Return the mapped columns as texts, the line number of each row, and the records of a wrong width.

    None where a misplaced quote swallowed a line, so that rows and records do not match.
    """
    if not len(rows):
        return [], rows, []
    width, rejects = len(table.layout.headings), []
    wrong: list[int] = []

    def count(row: pacsv.InvalidRow) -> str:
        wrong.append(row.number - 1)
        if row.number <= len(rows):
            rejects.append(_width(table, int(rows[row.number - 1]), row.actual_columns, row.text))
        return "skip"

    names = [str(k) for k in range(width)]
    kinds = {str(c.index): pa.string() if _plain(c) else pa.dictionary(pa.int32(), pa.string()) for c in table.columns}
    try:
        read = pacsv.read_csv(
            pa.BufferReader(data),
            read_options=pacsv.ReadOptions(column_names=names, use_threads=False, block_size=len(data) + 1),
            parse_options=pacsv.ParseOptions(
                delimiter=table.layout.delimiter,
                quote_char=table.layout.quote,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=count,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=kinds,
                include_columns=list(kinds),
                null_values=list(table.missing),
                strings_can_be_null=bool(table.missing),
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    if len(read) + len(wrong) != len(rows):
        return None
    keep = np.ones(len(rows), bool)
    keep[wrong] = False
    return [column.combine_chunks() for column in read.columns], rows[keep], rejects


def _plain(column: Column) -> bool:
    return column.fact.type == "quantity" or column.fact.name in DISTINCT


def _width(table: _Table, row: int, actual: int, text: str | bytes) -> Reject:
    expected = len(table.layout.headings)
    reason = f"{actual} field{'s' if actual != 1 else ''}, where the header has {expected}"
    return Reject(table.source, row, 0, reason, excerpt(text))


def _by_hand(records: list[str], rows: Any, table: _Table) -> _Read:
    """Read a block record by record, where quotes are so misplaced that a bulk reader would join records."""
    layout = table.layout
    rejects, good, cells = [], [], []
    for row, record in zip(rows.tolist(), records, strict=True):
        if layout.quote in record and not complete(record.encode(), layout.delimiter, layout.quote):
            rejects.append(Reject(table.source, row, 0, NEVER_CLOSED, excerpt(record)))
            continue
        text = io.StringIO(record.removesuffix("\n"), newline="\n")
        fields = next(csv.reader(text, delimiter=layout.delimiter, quotechar=layout.quote), [""])
        if len(fields) != len(layout.headings):
            rejects.append(_width(table, row, len(fields), record))
            continue
        good.append(row)
        cells.append(fields)
    missing: dict[str, str | None] = dict.fromkeys(table.missing)
    arrays = [pa.array([missing.get(f[c.index], f[c.index]) for f in cells], pa.string()) for c in table.columns]
    return arrays, np.array(good, np.int64), rejects
