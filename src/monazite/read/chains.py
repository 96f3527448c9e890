"""Chains: rows of one item – its legs and its parts – are brought together and share what holds for all of them.

Rows of a group are neighbours. Pieces are loaded one after another, and the group at the end of one goes on into the
next, so no answer depends on where a block ends; the sharing itself is done in the threads that work on the pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from monazite.read.chunks import Chunk, Piece, Reject
from monazite.read.columns import Wishes
from monazite.read.origins import Source
from monazite.vocabulary import fold_heading, vocabulary

if TYPE_CHECKING:
    import pyarrow as pa

    from monazite.read.chain_places import Bools

__all__ = ["LINKS", "chained", "is_chained", "linked", "reaching"]

# The facts that make rows a chain.
LINKS = ("leg", "component")


def chained(source: Source, wishes: Wishes = Wishes(), wider: Callable[[], Source] | None = None) -> Source:  # noqa: B008
    """Return a source whose legs and parts share their facts; the source itself where its table has neither.

    `wider` opens the same table with all columns that chains need, where the source may have left some out.
    """
    if not is_chained(source.headings, wishes):
        return source
    whole = wider() if wider is not None else source
    return replace(whole, pieces=lambda: linked(whole.pieces()))


def is_chained(headings: Sequence[str], wishes: Wishes) -> bool:
    """Return whether any of some headings is a leg or a part, by itself or by a wish."""
    wished = (wishes.mapping.get(h, wishes.facts.get(h, h)) for h in headings)
    return any(vocabulary().headings.get(fold_heading(word)) in LINKS for word in wished)


def reaching(needed: Collection[str] | None) -> Collection[str] | None:
    """Return the columns that a caller needs and those that chains need, where a table has them."""
    return None if needed is None else {*needed, *LINKS, "declaration", "line", "currency", "findings"}


@dataclass(frozen=True)
class _Held:
    """Rows that are read, whose last group may go on; `first`, `begin` and `gaps` have one truth a row."""

    source: str
    batches: tuple[pa.RecordBatch, ...]
    first: Bools
    begin: Bools
    gaps: Bools
    rejects: tuple[Reject, ...]
    bytes: int
    lines: int

    def cut(self) -> tuple[_Held, _Held]:
        """Return the whole groups, and the last group, which may go on; rejects and bytes stay with the first."""
        import numpy as np

        at = int(np.flatnonzero(self.begin)[-1])
        before, after = _split(self.batches, at)
        rest = len(self.begin) - at
        done = replace(self, batches=before, lines=self.lines - rest, **self._flags(slice(None, at)))
        tail = replace(self, batches=after, rejects=(), bytes=0, lines=rest, **self._flags(slice(at, None)))
        return done, tail

    def _flags(self, rows: slice) -> dict[str, Any]:
        return {"first": self.first[rows], "begin": self.begin[rows], "gaps": self.gaps[rows]}

    def piece(self) -> Piece:
        """Return the piece that brings these groups together when it is loaded."""
        return Piece(self.source, partial(_work, self))


def linked(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield pieces of whole groups in the same order, with the same lines, rejects and bytes in all."""
    held: _Held | None = None
    gap = False
    for piece in pieces:
        chunk = piece.load()
        if not any(len(batch) for batch in chunk.batches):
            gap = gap or bool(chunk.rejects)
            if held is None:
                yield Piece(piece.source, partial(_same, chunk))
            else:
                held = _and(held, chunk)
            continue
        done, held = _next(held, piece.source, chunk, gap)
        gap = _rejected_last(chunk)
        if done is not None:
            yield done.piece()
    if held is not None:
        yield held.piece()


def _same(chunk: Chunk) -> Chunk:
    return chunk


def _and(held: _Held, more: Chunk | _Held) -> _Held:
    """Return what is held with the rejects, bytes and lines of what has no rows of its own."""
    rejects = tuple(sorted((*held.rejects, *more.rejects), key=lambda reject: reject.row))
    return replace(held, rejects=rejects, bytes=held.bytes + more.bytes, lines=held.lines + more.lines)


def _next(held: _Held | None, source: str, chunk: Chunk, gap: bool) -> tuple[_Held | None, _Held]:
    """Return what is complete now that the next chunk is known, and what is held on to."""
    import numpy as np

    from monazite.read.chain_places import begins, starts

    own = tuple(batch for batch in chunk.batches if len(batch))
    done, tail = held.cut() if held is not None else (None, None)
    batches = (*(tail.batches if tail else ()), *own)
    first = np.concatenate([starts(batch) for batch in batches])
    gaps = np.concatenate([tail.gaps if tail else first[:0], _gaps(chunk, gap)])
    begin = begins(_keys(batches), first, gaps)
    at = len(tail.begin) if tail else 0
    if done is None or tail is None or begin[at]:
        return held, _Held(source, own, first[at:], begin[at:], gaps[at:], chunk.rejects, chunk.bytes, chunk.lines)
    longer = _Held(source, batches, first, begin, gaps, chunk.rejects, chunk.bytes, chunk.lines + tail.lines)
    # Where the group fills all that was held, nothing is complete yet.
    return (done, longer) if len(done.begin) else (None, _and(longer, done))


def _keys(batches: Sequence[pa.RecordBatch]) -> pa.RecordBatch:
    """Return the columns that tell groups apart, of several batches as one."""
    import pyarrow as pa

    from monazite.read.chain_places import column

    kinds = {"declaration": pa.string(), "line": pa.int64()}
    arrays = [pa.concat_arrays([column(b, n, k).cast(k) for b in batches]) for n, k in kinds.items()]
    return pa.RecordBatch.from_arrays(arrays, list(kinds))


def _gaps(chunk: Chunk, before: bool) -> Bools:
    """Return the rows before which a line was rejected."""
    import numpy as np

    rows = np.concatenate([np.asarray(batch.column("row")) for batch in chunk.batches])
    wrong = np.searchsorted(np.sort([reject.row for reject in chunk.rejects]), rows)
    return np.diff(wrong, prepend=-1 if before else 0) > 0


def _rejected_last(chunk: Chunk) -> bool:
    last = max(batch.column("row")[-1].as_py() for batch in chunk.batches if len(batch))
    return any(reject.row > last for reject in chunk.rejects)


def _split(batches: Sequence[pa.RecordBatch], at: int) -> tuple[tuple[pa.RecordBatch, ...], tuple[pa.RecordBatch, ...]]:
    before, after = [], []
    for batch in batches:
        cut = min(max(at, 0), len(batch))
        before += [batch.slice(0, cut)] if cut else []
        after += [batch.slice(cut)] if cut < len(batch) else []
        at -= len(batch)
    return tuple(before), tuple(after)


def _work(held: _Held) -> Chunk:
    """Return the rows of whole groups as a chunk, with what they share."""
    batches = held.batches
    if not held.first.all():
        size = max(len(batch) for batch in batches)
        whole = _link(_one(batches), held.begin)
        batches = tuple(whole.slice(at, size) for at in range(0, len(whole), size))
    return Chunk(batches, held.rejects, held.bytes, held.lines)


def _one(batches: Sequence[pa.RecordBatch]) -> pa.RecordBatch:
    """Return batches as one, with every column that any of them has."""
    if len(batches) == 1:
        return batches[0]
    import pyarrow as pa

    names = dict.fromkeys(name for batch in batches for name in batch.schema.names)
    order = [c for f in vocabulary() for c in vocabulary().columns(f)]
    ranked = sorted(names, key=lambda n: order.index(n) if n in order else -1 if n in ("source", "row") else len(order))
    return pa.RecordBatch.from_arrays([_stacked(batches, name) for name in ranked], ranked)


def _stacked(batches: Sequence[pa.RecordBatch], name: str) -> pa.Array:
    import pyarrow as pa

    have = [batch.column(name) if name in batch.schema.names else None for batch in batches]
    kinds = {array.type for array in have if array is not None}
    kind = kinds.pop() if len(kinds) == 1 else pa.string()
    return pa.concat_arrays([_as(array, kind, len(b)) for array, b in zip(have, batches, strict=True)])


def _as(array: Any, kind: pa.DataType, number: int) -> pa.Array:
    import pyarrow as pa

    if array is None:
        return pa.nulls(number, kind)
    if array.type == kind:
        return array
    return (array.dictionary_decode() if isinstance(array, pa.DictionaryArray) else array).cast(kind)


def _link(batch: pa.RecordBatch, begin: Bools) -> pa.RecordBatch:
    """Return whole groups with the facts that their rows share, content summed, and findings on what does not fit."""
    from monazite.read.chain_contents import sum_contents
    from monazite.read.chain_facts import IDENTITY, fill, item_facts, movement_facts
    from monazite.read.chain_places import find_places

    places = find_places(batch, begin)
    batch = fill(batch, places.first, [*IDENTITY, *item_facts()])
    batch = fill(batch, places.goods, [*IDENTITY, *movement_facts()])
    batch = sum_contents(batch, places)
    return _with_findings(batch, places.found)


def _with_findings(batch: pa.RecordBatch, found: Sequence[tuple[int, str]]) -> pa.RecordBatch:
    if not found:
        return batch
    import pyarrow as pa

    from monazite.read.chain_facts import put

    kind = pa.list_(pa.string())
    have = batch.column("findings") if "findings" in batch.schema.names else pa.nulls(len(batch), kind)
    lists = have.to_pylist()
    for row, text in sorted(found):
        lists[row] = [*(lists[row] or []), text]
    return put(batch, "findings", pa.array(lists, kind))
