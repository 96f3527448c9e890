"""The swap over real lines: read as `assess` reads them, goods completed, every group of values asked."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

from monazite.assess import assumptions, heard
from monazite.engines.local import default_threads, in_order
from monazite.goods.doubts.model import DoubtsPack
from monazite.goods.stage import GoodsStage
from monazite.law.model import LawPack
from monazite.law.state import resolve
from monazite.parity.differences import SHOWN
from monazite.parity.facts import linked
from monazite.parity.swap import Swapper, Swapping
from monazite.parties.stage import PartyStage
from monazite.read import Chunk, Input, Piece, open_input, refuse_shared_places
from monazite.vocabulary import vocabulary

if TYPE_CHECKING:
    import pyarrow as pa

    from monazite.parties.request import Parties

__all__ = ["Swap", "Wish", "swap"]


@dataclass(frozen=True)
class Wish:
    """Which lines to swap which fact on, under which law; `outputs` is option → file that the caller will write."""

    inputs: Sequence[str]
    packs: Sequence[LawPack]
    known_on: dt.date | None = None
    reading: str = "instruments"
    vary: str = "destination"
    along: Sequence[str] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    assume: Mapping[str, str] = field(default_factory=dict)
    threads: int = 0
    stdin: BinaryIO | None = None
    outputs: Mapping[str, str | None] = field(default_factory=dict)
    goods: DoubtsPack | None = None
    parties: Parties | None = None


@dataclass(frozen=True)
class Swap:
    """What was found: `counts` by the groups of `swapper`; lines_in == counts.lines + rejected.

    `fixed` are facts that would in life change along with the one varied, and were left as declared; `unread` says of
    each file of a folder that it could not be read, and why.
    """

    wish: Wish
    swapper: Swapper
    counts: Swapping
    rejected: int
    fixed: tuple[str, ...]
    seconds: float
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Part:
    counts: Swapping
    rejected: int
    bytes: int
    lines: int


def swap(
    wish: Wish,
    *,
    opened: Callable[[Input], None] = lambda _: None,
    progress: Callable[[int, int], None] = lambda lines, size: None,
) -> Swap:
    """Swap a fact on every line and return what changes; nothing is written.

    `opened` is told the input before the first line is read, `progress` the lines and bytes done. Raises InputError,
    UsageError.
    """
    start = time.perf_counter()
    swapper = Swapper([resolve(pack, wish.known_on, wish.reading) for pack in wish.packs], wish.vary, wish.along)
    if wish.outputs:
        refuse_shared_places(wish.outputs, {"an input,": wish.inputs})
    counts, rejected, unread = swapper.empty(), 0, list[str]()
    for part in _parts(wish, swapper, partial(heard, opened, unread)):
        counts += part.counts
        rejected += part.rejected
        progress(part.lines, part.bytes)
    fixed = tuple(linked(swapper.facts, swapper.reads))
    return Swap(wish, swapper, counts, rejected, fixed, time.perf_counter() - start, tuple(unread))


def _parts(wish: Wish, swapper: Swapper, opened: Callable[[Input], None]) -> Iterator[_Part]:
    threads = wish.threads or default_threads()
    goods = GoodsStage(wish.goods, {*swapper.reads, *swapper.facts, *SHOWN}, processes=threads)
    parties = PartyStage(wish.parties, wish.known_on, {*swapper.reads, *swapper.facts, *SHOWN})
    needed = vocabulary().columns_of({*swapper.reads, *swapper.facts, *SHOWN, *goods.reads, *parties.reads})
    options: dict[str, Any] = {"mapping": wish.mapping, "stdin": wish.stdin, "outputs": wish.outputs}
    source = open_input(wish.inputs, needed=needed | {"source", "row", "instant", "findings"}, **options)
    opened(source)
    assumed = assumptions(wish.assume)

    def screened(batch: pa.RecordBatch) -> pa.RecordBatch:
        return assumed(parties.apply(batch))

    def work(piece: Piece) -> _Part:
        chunk: Chunk = piece.load()
        counts = swapper.empty()
        for batch in chunk.batches:
            counts += swapper.apply(goods.apply(batch, screened))
        return _Part(counts, len(chunk.rejects), chunk.bytes, chunk.lines)

    yield from in_order(source.pieces(), work, threads, goods.close)
