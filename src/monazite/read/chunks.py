"""What every reader yields: pieces of an input that load, in any thread, into chunks of lines and rejects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Chunk", "Piece", "Reject", "excerpt", "rows_to_chunk"]

EXCERPT = 200


@dataclass(frozen=True)
class Reject:
    """A line that cannot be read at all: where it starts, why, and how its text begins.

    `row` counts lines from 1, `column` counts from 1 and is 0 where no single column is to blame.
    """

    source: str
    row: int
    column: int
    reason: str
    text: str


@dataclass(frozen=True)
class Chunk:
    """Lines in order, with the lines that were rejected among them; `lines` is the number of both."""

    batches: tuple[pa.RecordBatch, ...]
    rejects: tuple[Reject, ...]
    bytes: int
    lines: int


@dataclass(frozen=True)
class Piece:
    """A part of an input that is read but not yet converted; `load` may run in any thread, once."""

    source: str
    work: Callable[[], Chunk]

    def load(self) -> Chunk:
        """Return the lines and rejects of this piece."""
        return self.work()


def excerpt(text: str | bytes) -> str:
    """Return the beginning of a text for people to recognise it, without control characters."""
    shown = text[:EXCERPT].decode("utf-8", "replace") if isinstance(text, bytes) else text[:EXCERPT]
    shown = "".join(c if c.isprintable() else " " for c in shown).strip()
    return f"{shown}…" if len(text) > EXCERPT else shown


def rows_to_chunk(
    rows: Sequence[Mapping[str, str | None]],
    row_numbers: Sequence[int],
    source: str,
    rejects: Sequence[Reject],
    nbytes: int,
) -> Chunk:
    """Return the chunk for lines given as texts by fact name, converted as cells of a table are.

    Every key is a fact of the vocabulary, or `findings` (texts separated by line breaks that the reader already
    found on the line). Numbers are in the unit of the fact unless the text names another ("0.6 t").
    """
    from monazite.read.lines import text_rows_to_batch

    batches = (text_rows_to_batch(rows, row_numbers, source),) if rows else ()
    return Chunk(batches, tuple(rejects), nbytes, len(rows) + len(rejects))
