"""What is done to each piece of the input, in order, with the seconds that it takes."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import pyarrow as pa

from monazite.errors import UsageError
from monazite.goods.stage import GoodsStage
from monazite.law.stage import LawStage
from monazite.parties.stage import PartyStage, still_open
from monazite.quality.claims.stage import QualityStage
from monazite.read import Chunk, Piece, Reject
from monazite.read.fill import filler
from monazite.request import Request
from monazite.tally import SHOWN
from monazite.vocabulary import vocabulary

__all__ = ["Answered", "Clock", "Stages", "assumptions"]


@dataclass
class Clock:
    """Seconds spent in each stage, summed over threads."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def __call__(self, stage: str, within: str = "") -> Iterator[None]:
        """Count the seconds of a block; those of one `within` another stage are not that one's."""
        start = time.perf_counter()
        try:
            yield
        finally:
            passed = time.perf_counter() - start
            self.seconds[stage] += passed
            if within:
                self.seconds[within] -= passed


@dataclass(frozen=True)
class Answered:
    """One piece of the input with its answers, and the lines of it that could not be read."""

    batches: tuple[pa.RecordBatch, ...]
    rejects: tuple[Reject, ...]
    bytes: int
    lines: int


class Stages:
    """What is done to each piece of the input: read, goods, parties, quality, assume, law; built once, for any thread.

    `processes` is how many may read words beside this one, which `close` ends; 1 for none.
    """

    def __init__(self, request: Request, processes: int = 1) -> None:
        self._law = LawStage(request.packs, request.known_on, request.reading)
        kept = vocabulary() if "all" in request.keep else request.keep
        facts = {*self._law.facts, *SHOWN, *kept}
        self._goods = GoodsStage(request.goods, facts, processes=processes)
        self._parties = PartyStage(request.parties, request.known_on, facts, processes=processes)
        self._quality = QualityStage(request.quality, request.known_on)
        self._assumed = assumptions(request.assume)
        reads = {*self._goods.reads, *self._parties.reads, *self._quality.reads}
        self.needed = _needed(self._law, reads, request)

    def close(self) -> None:
        """End the processes of the stages; batches that wait for them raise Stopped, as do those that come after."""
        self._goods.close()
        self._parties.close()

    def answer(self, piece: Piece, clock: Clock) -> Answered:
        """Return a piece with its answers."""
        with clock("read"):
            chunk: Chunk = piece.load()
        batches = tuple(self.answered(batch, clock) for batch in chunk.batches)
        return Answered(batches, chunk.rejects, chunk.bytes, chunk.lines)

    def answered(self, batch: pa.RecordBatch, clock: Clock) -> pa.RecordBatch:
        """Return a batch of lines with its answers."""
        with clock("goods"):
            batch = self._goods.apply(batch, partial(self._screened, clock=clock))
        with clock("law"):
            batch = self._law.apply(batch)
        with clock("goods"):
            return self._goods.claims(batch)

    def _screened(self, batch: pa.RecordBatch, clock: Clock) -> pa.RecordBatch:
        """Return a batch with what lists tell of its parties and the register of its claims, then what is assumed."""
        with clock("parties", within="goods"):
            batch = self._parties.apply(batch)
        with clock("quality", within="goods"):
            batch = self._quality.apply(batch)
        return self._assumed(batch)


def assumptions(assume: Mapping[str, str]) -> Callable[[pa.RecordBatch], pa.RecordBatch]:
    """Return the stage that fills facts a line does not state with what the user said to assume.

    A fact that something holds open is not filled: whether a possible match of a party is another party is to be looked
    at, and so is what a certificate that was named would have shown.

    Raises UsageError for an unknown fact or a value that the fact cannot have.
    """
    for fact in assume:
        if fact not in vocabulary():
            raise UsageError(f"--assume {fact}: no such fact; {vocabulary().near(fact)}")
    stage, found = filler(assume, "--assume")
    if found:
        raise UsageError(f"--assume: {'; '.join(found)}")
    return lambda batch: still_open(stage(batch))


def _needed(law: LawStage, reads: Collection[str], request: Request) -> frozenset[str] | None:
    """The columns to read, bounds included; None for all."""
    if "all" in request.keep:
        return None
    words = vocabulary()
    facts = {*law.facts, *SHOWN, *reads, *request.keep}
    if request.licences:
        from monazite.licences import FACTS

        facts |= set(FACTS)
    return words.columns_of(facts) | {"source", "row", "instant", "findings"}
