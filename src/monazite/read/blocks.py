"""Long texts cut into blocks of whole records, in order; the only part of reading that must be sequential.

A block ends where a record ends. A quote that opens and never closes costs its own line, never the rest of the file:
what it would swallow is taken as text of the field only if that makes one well-formed record of the right width.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

__all__ = ["LINE_AT_MOST", "NEVER_CLOSED", "Block", "blocks", "complete", "fields_in"]

LINE_AT_MOST = 1 << 20
FIELD_AT_MOST = 1 << 16
NEVER_CLOSED = "a quote is opened and never closed"
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Block:
    """Whole physical lines, each ended by a line feed.

    `first` is the line number of the first; `ends` are the places after each line feed; `joined` marks lines that go
    on with the record of the line before; `broken` gives the reason for lines (by index) that cannot be read.
    """

    data: bytes
    first: int
    nbytes: int
    ends: Places
    joined: npt.NDArray[np.bool_]
    broken: dict[int, str] = field(default_factory=dict)


@lru_cache(maxsize=16)
def _patterns(delimiter: str, quote: str) -> tuple[re.Pattern[bytes], re.Pattern[bytes], re.Pattern[bytes]]:
    d, q = re.escape(delimiter).encode(), re.escape(quote).encode()
    quoted = rb"%(q)s(?:[^%(q)s]|%(q)s%(q)s)*+%(q)s" % {b"q": q}
    bare = rb"[^%(q)s%(d)s\n][^%(d)s\n]*+" % {b"q": q, b"d": d}
    strict = rb"(?:%(f)s)(?:%(d)s(?:%(f)s))*+\n?" % {b"f": rb"%s|%s|" % (quoted, bare), b"d": d}
    tolerant = rb"(?:%(f)s)(?:%(d)s(?:%(f)s))*+\n?" % {
        b"f": rb"%s[^%s\n]*+|%s|" % (quoted, d, bare),
        b"d": d,
    }
    return re.compile(strict), re.compile(tolerant), re.compile(quoted)


def complete(record: bytes, delimiter: str, quote: str, *, strict: bool = False) -> bool:
    """Return whether every quoted field of a record is closed (strictly: and followed by a delimiter)."""
    return _patterns(delimiter, quote)[0 if strict else 1].fullmatch(record) is not None


def fields_in(record: bytes, delimiter: str, quote: str) -> int:
    """Return the number of fields of a well-formed record."""
    return _patterns(delimiter, quote)[2].sub(b"", record).count(delimiter.encode()) + 1


@dataclass(frozen=True)
class _Reader:
    """What cutting needs to know of the layout."""

    delimiter: str
    quote: str
    width: int


def blocks(
    stream: BinaryIO, *, size: int, skip: int, delimiter: str, quote: str, width: int, old_mac: bool = False
) -> Iterator[Block]:
    """Yield the blocks of a text of about `size` bytes each, without its first `skip` lines."""
    reader = _Reader(delimiter, quote, width)
    line, carry, last = 1, b"", False
    while not last:
        part = _read(stream, size)
        last = not part
        if line == 1 and not carry:
            part = part.removeprefix(b"\xef\xbb\xbf")
        data = carry + (part.replace(b"\r", b"\n") if old_mac else part)
        cut = data.rfind(b"\n") + 1
        if last and data and cut < len(data):
            data, cut = data + b"\n", len(data) + 1
        if cut == 0:
            if len(data) <= LINE_AT_MOST:
                carry = data
                continue
            data, last = _overlong(stream, data, size)
            cut = data.find(b"\n") + 1
        data, carry = data[:cut], data[cut:]
        while skip and data:
            data, skip, line = data[data.find(b"\n") + 1 :], skip - 1, line + 1
        if data:
            block, rest = _block(data, line, reader, final=last)
            line, carry = line + len(block.ends), rest + carry
            if len(block.ends):
                yield block


def _read(stream: BinaryIO, size: int) -> bytes:
    """Return about `size` bytes; fewer only at the end."""
    parts, total = [], 0
    while total < size and (part := stream.read(size - total)):
        parts.append(part)
        total += len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _overlong(stream: BinaryIO, data: bytes, size: int) -> tuple[bytes, bool]:
    """Return the beginning of a line that is too long, ended, with what comes after it; its middle is let go."""
    head = data[: LINE_AT_MOST + 1]
    while part := _read(stream, size):
        at = part.find(b"\n")
        if at >= 0:
            return head + part[at:], False
    return head + b"\n", True


def _block(data: bytes, first: int, reader: _Reader, *, final: bool) -> tuple[Block, bytes]:
    """Return the block and the lines of a record that goes on in the next one."""
    nbytes = len(data)
    if b"\r" in data:  # a lone one inside a line is a blank: it must not look like the end of a line
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b" ")
    buffer = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(buffer == 10).astype(np.int64) + 1
    joined = np.zeros(len(ends), bool)
    broken: dict[int, str] = {}
    kept = len(ends)
    if reader.quote and reader.quote.encode() in data:
        kept = _join(data, buffer, ends, joined, broken, reader, final)
    if kept < len(ends):
        start = int(ends[kept - 1]) if kept else 0
        rest, data = data[start:], data[:start]
        return Block(data, first, nbytes - len(rest), ends[:kept], joined[:kept], broken), rest
    return Block(data, first, nbytes, ends, joined, broken), b""


def _join(
    data: bytes,
    buffer: npt.NDArray[np.uint8],
    ends: Places,
    joined: npt.NDArray[np.bool_],
    broken: dict[int, str],
    reader: _Reader,
    final: bool,
) -> int:
    """Mark the lines that belong to the record before; return how many lines are whole records.

    Only lines with an odd number of quotes can open or close a field that spans lines.
    """
    quotes = np.flatnonzero(buffer == ord(reader.quote))
    counts = np.bincount(np.searchsorted(ends, quotes, side="right"), minlength=len(ends))
    odd = np.flatnonzero(counts & 1).tolist()
    starts = np.concatenate([[0], ends[:-1]]).tolist()
    stops = ends.tolist()
    done = -1
    for k, line in enumerate(odd):
        if line <= done or complete(data[starts[line] : stops[line]], reader.delimiter, reader.quote):
            continue
        closing = _closing(data, starts[line], [stops[other] for other in odd[k + 1 : k + 65]], reader)
        if closing is not None:
            done = odd[k + 1 + closing]
            joined[line + 1 : done + 1] = True
        elif not final and k + 65 > len(odd) and len(data) - starts[line] <= FIELD_AT_MOST:
            return int(line)
        else:
            broken[line] = NEVER_CLOSED
    return len(ends)


def _closing(data: bytes, start: int, stops: list[int], reader: _Reader) -> int | None:
    """Return which of the lines that may close a field makes a well-formed record of the right width."""
    for k, stop in enumerate(stops):
        if stop - start > FIELD_AT_MOST:
            return None
        record = data[start:stop]
        if complete(record, reader.delimiter, reader.quote, strict=True):
            return k if fields_in(record, reader.delimiter, reader.quote) == reader.width else None
    return None
