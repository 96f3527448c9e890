"""Where bytes come from: a file, standard input, a member of an archive – all opened alike, from their start."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from monazite.errors import InputError
from monazite.read.chunks import Piece

__all__ = ["SAMPLE", "Origin", "Replay", "Source", "from_path", "from_stream", "spooled"]

SAMPLE = 1 << 20
HEAD = 4 << 20
SPOOL_AT_MOST = 4 << 30


@dataclass(frozen=True)
class Origin:
    """Bytes with a name: `open` gives them from their start; `path` where they lie on disk as they are.

    `file` is the file on disk that they come from, packed or not. Those of an object store have a `url`, `random` to
    read any part of them, and a `version` that changes with them.
    """

    name: str
    open: Callable[[], BinaryIO]
    size: int | None = None
    path: Path | None = None
    random: Callable[[], BinaryIO] | None = None
    version: str = ""
    url: str = ""
    file: Path | None = None

    def sample(self) -> tuple[bytes, bool]:
        """Return the first bytes, and whether they are all."""
        with self.open() as stream:
            parts, total = [], 0
            while total <= SAMPLE and (part := stream.read(SAMPLE + 1 - total)):
                parts.append(part)
                total += len(part)
        data = b"".join(parts)
        return data[:SAMPLE], total <= SAMPLE


@dataclass
class Source:
    """One table that can be read: its pieces, its headings, and what the user should know about it.

    A table that can be read from its middle has the rows of its `groups`, and `cut` for the pieces of groups first to
    end - 1.
    """

    name: str
    pieces: Callable[[], Iterator[Piece]]
    headings: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)
    groups: tuple[int, ...] = ()
    cut: Callable[[int, int], Iterator[Piece]] | None = None


def from_path(path: Path, name: str | None = None) -> Origin:
    """Return a file as an origin; raise InputError where it cannot be opened."""
    try:
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be opened: {error.strerror}") from None
    return Origin(name or str(path), lambda: path.open("rb"), size, path, file=path)


class Replay(io.RawIOBase):
    """A stream that cannot be rewound, whose head was kept: every view starts anew, one may read past the head."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest, self._at = head, rest, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, first from the head."""
        if self._at < len(self._head):
            part = self._head[self._at :] if size < 0 else self._head[self._at : self._at + size]
            self._at += len(part)
            return part if size >= 0 else part + self._rest.read()
        return self._rest.read(size)

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        part = self.read(len(view))
        view[: len(part)] = part
        return len(part)


def from_stream(stream: BinaryIO, name: str) -> Origin:
    """Return a stream as an origin; only its head can be read twice."""
    parts, total = [], 0
    while total < HEAD and (part := stream.read(HEAD - total)):
        parts.append(part)
        total += len(part)
    head = b"".join(parts)
    return Origin(name, lambda: Replay(head, stream))  # type: ignore[arg-type,return-value]


def spooled(origin: Origin, at_most: int = SPOOL_AT_MOST) -> BinaryIO:
    """Return the bytes as a file that can be sought: the file itself, or a temporary copy of bounded size."""
    import tempfile

    import pyarrow as pa

    if origin.path is not None:
        return origin.path.open("rb")
    with tempfile.TemporaryDirectory(prefix="monazite-", ignore_cleanup_errors=True) as folder:
        place = Path(folder, "copy")
        with origin.open() as stream, place.open("wb") as copy:
            while part := stream.read(1 << 20):
                copy.write(part)
                if copy.tell() > at_most:
                    raise InputError(f"{origin.name}: larger than {at_most >> 20} MiB; unpack it first")
        # The mapping outlives the name of the file, so that nothing is left behind.
        return cast(BinaryIO, pa.memory_map(str(place)))
