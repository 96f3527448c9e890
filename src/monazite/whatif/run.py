"""The run: lines are read once, both laws are asked of each batch, and the lines that change are written."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from monazite.assess import assumptions, heard
from monazite.engines.local import default_threads, in_order
from monazite.goods.doubts.model import DoubtsPack
from monazite.goods.stage import GoodsStage
from monazite.law.explain import citation
from monazite.parties.stage import PartyStage
from monazite.quality.claims.stage import QualityStage
from monazite.read import Input, Piece, Reject, open_input, refuse_shared_places
from monazite.read.urls import shown_url
from monazite.request import certificates_of
from monazite.vocabulary import vocabulary
from monazite.whatif.count import Flips, Tally
from monazite.whatif.flips import SHOWN, flipped
from monazite.whatif.sides import Side, Sides

if TYPE_CHECKING:
    from monazite.parties.request import Parties
    from monazite.quality.claims.request import Quality
    from monazite.write import Output

__all__ = ["Question", "whatif"]


@dataclass(frozen=True)
class Question:
    """Which lines, and the two laws to compare on them; `out` takes the lines that change, `rejects` the unreadable."""

    inputs: Sequence[str]
    before: Side
    after: Side
    out: str | None = None
    rejects: str | None = None
    html: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    threads: int = 0
    stdin: BinaryIO | None = None
    goods: DoubtsPack | None = None
    parties: Parties | None = None
    quality: Quality | None = None

    @property
    def outputs(self) -> dict[str, str | None]:
        """Option → file of all that is written; the HTML by the caller, after the run."""
        return {"--out": self.out, "--rejects": self.rejects, "--html": self.html}


@dataclass(frozen=True)
class _Part:
    """One piece of the input: for each batch its changed lines, counts of decisions, and number of lines."""

    batches: list[tuple[pa.RecordBatch, npt.NDArray[np.int64], int]]
    rejects: tuple[Reject, ...]
    bytes: int
    lines: int


def whatif(
    question: Question,
    *,
    opened: Callable[[Input], None] = lambda _: None,
    progress: Callable[[int, int], None] = lambda lines, size: None,
) -> Flips:
    """Ask both laws of every line and return what changes; write the lines that change to `out`.

    Licences are not drawn: a line that needs one before and after does not change. Raises InputError, OutputError,
    PackError, UsageError.
    """
    from monazite.write import RejectFile

    read = {"an input,": question.inputs, "a certificate,": certificates_of(question.quality)}
    refuse_shared_places(question.outputs, read)
    start, tally, unread = time.perf_counter(), Tally(), list[str]()
    with ExitStack() as stack:
        output = stack.enter_context(_output(question)) if question.out else None
        rejects = stack.enter_context(RejectFile(question.rejects)) if question.rejects else None
        for part in _parts(question, partial(heard, opened, unread)):
            for table, counts, lines in part.batches:
                tally.add(table, counts, lines)
                if output:
                    output.write(table)
            if rejects and part.rejects:
                rejects.write(part.rejects)
            tally.rejected += len(part.rejects)
            progress(part.lines, part.bytes)
    return replace(_result(question, tally, time.perf_counter() - start), unread=unread)


def _parts(question: Question, opened: Callable[[Input], None]) -> Iterator[_Part]:
    sides = Sides(question.before, question.after, assumptions)
    threads = question.threads or default_threads()
    goods = GoodsStage(question.goods, {*sides.facts, *SHOWN}, processes=threads)
    parties = PartyStage(question.parties, question.before.known_on, {*sides.facts, *SHOWN})
    quality = QualityStage(question.quality, question.before.known_on)
    reads = {*goods.reads, *parties.reads, *quality.reads}
    needed = vocabulary().columns_of({*sides.facts, *SHOWN, *reads} - {"source", "row"})
    source = open_input(
        question.inputs,
        mapping=question.mapping,
        stdin=question.stdin,
        needed=needed | {"source", "row", "instant"},
        outputs=question.outputs,
    )
    opened(source)

    def told(batch: pa.RecordBatch) -> pa.RecordBatch:
        return quality.apply(parties.apply(batch))

    def work(piece: Piece) -> _Part:
        chunk = piece.load()
        found = [(*flipped(goods.apply(batch, told), sides), batch.num_rows) for batch in chunk.batches]
        return _Part(found, chunk.rejects, chunk.bytes, chunk.lines)

    yield from in_order(source.pieces(), work, threads, goods.close)


def _output(question: Question) -> Output:
    from monazite.write import open_output

    about = {f"{name}.{key}": str(value) for name, told in _told(question).items() for key, value in told.items()}
    return open_output(str(question.out), metadata=about, title="Monazite what-if: lines that change")


def _told(question: Question) -> dict[str, dict[str, Any]]:
    return {"before": _side(question.before), "after": _side(question.after)}


def _side(side: Side) -> dict[str, Any]:
    told = {"packs": " ".join(f"{p.id}@{p.version}" for p in side.packs), "known_on": str(side.known_on)}
    told |= {"reading": side.reading, "day": str(side.day) if side.day else "each line's own"}
    return told | ({"assumed": " ".join(f"{k}={v}" for k, v in side.assume.items())} if side.assume else {})


def _result(question: Question, tally: Tally, seconds: float) -> Flips:
    groups, more = tally.largest()
    packs = [*question.before.packs, *question.after.packs]
    named = {name for way in ("added", "removed", "opened") for name in groups.get(way, ())}
    named |= {name for line in tally.first() for way in ("added", "removed", "opened") for name in line[way]}
    titles = {
        p.id: {**citation(pack, p), "title": p.title, "title_zh": p.title_zh, "outcome": p.outcome or ""}
        for pack in packs
        for p in pack.provisions.values()
        if p.id in named
    }
    told = _told(question)
    return Flips(
        before=told["before"],
        after=told["after"],
        inputs=list(map(shown_url, question.inputs)),
        lines_in=tally.lines + tally.rejected,
        lines_out=tally.lines,
        rejected=tally.rejected,
        changed=tally.changed,
        flipped=tally.flipped,
        changes=dict(tally.changes),
        value=dict(tally.value),
        decisions=tally.decisions(),
        groups=groups,
        more=more,
        first=tally.first(),
        titles=titles,
        seconds=seconds,
    )
