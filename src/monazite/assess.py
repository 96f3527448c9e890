"""The main job: declaration lines in, decisions out, the stages in order, streamed.

read → goods → law → licences → decisions, rejects, summary
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

import pyarrow as pa

from monazite.engines.local import default_threads, in_order
from monazite.errors import UsageError
from monazite.goods.doubts.model import DoubtsPack
from monazite.goods.stage import COLUMNS as DERIVED
from monazite.goods.stage import GoodsStage
from monazite.law.model import LawPack
from monazite.law.stage import LawStage
from monazite.read import Chunk, Input, Piece, Reject, open_input, refuse_shared_places
from monazite.read.fill import filler
from monazite.read.urls import is_url
from monazite.summary import Summary
from monazite.tally import LISTS, SHOWN, Tally
from monazite.vocabulary import vocabulary

if TYPE_CHECKING:
    from monazite.licences import Ledger
    from monazite.write import Output

__all__ = [
    "ANSWERS",
    "IDENTITY",
    "Clock",
    "Request",
    "Selection",
    "Stages",
    "about",
    "answered",
    "assess",
    "assumptions",
    "check_keep",
    "heard",
    "ledger_of",
]

TITLE = "Monazite decisions"
IDENTITY = ("source", "row", "declaration", "line", "leg", "component", "date")
ANSWERS = (
    *"decision outcome_low outcome_high bases possible ask duties findings items reading_differs".split(),
    *"licence licence_reason licence_left".split(),
    *DERIVED,
)


@dataclass(frozen=True)
class Request:
    """What to assess and how.

    `assume` gives facts that stand for what a line does not state, as texts; they are named in the summary. `keep`
    lists facts that follow the answers in the output ("all" for every fact there is). With `explained` the
    summary carries the reasons of the lines to look at first, for a report; `report` is where the caller will write it.

    `out` names a file, or a folder ("decisions/", a URL that ends in /), which gets a Parquet file for each part of the
    input; a Parquet file is cut into parts of `part_rows` rows or more. `engine` is "local" or the address of a Spark
    Connect server ("sc://host:15002"). With `started`, the time of the call, a record of the run is written too.
    Where the day of knowledge is not `known_on_given` by the user but today's, a run that goes on in a folder takes
    the day that the folder's answers are of.

    With `goods` the words of the lines are read, and fill what the lines do not state.
    """

    inputs: Sequence[str]
    packs: Sequence[LawPack]
    known_on: dt.date
    reading: str = "instruments"
    out: str | None = None
    rejects: str | None = None
    licences: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    assume: Mapping[str, str] = field(default_factory=dict)
    keep: Sequence[str] = ()
    threads: int = 0
    explained: bool = False
    stdin: BinaryIO | None = None
    report: str | None = None
    engine: str = "local"
    part_rows: int = 1_000_000
    started: dt.datetime | None = None
    known_on_given: bool = True
    goods: DoubtsPack | None = None

    @property
    def outputs(self) -> dict[str, str | None]:
        """Option → file of all that is written; the report by the caller, after the run."""
        return {"--out": self.out, "--rejects": self.rejects, "--report": self.report}


@dataclass
class Clock:
    """Seconds spent in each stage, summed over threads."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += time.perf_counter() - start


@dataclass(frozen=True)
class Answered:
    """One piece of the input with its answers, and the lines of it that could not be read."""

    batches: tuple[pa.RecordBatch, ...]
    rejects: tuple[Reject, ...]
    bytes: int
    lines: int


def assess(
    request: Request,
    *,
    opened: Callable[[Input], None] = lambda _: None,
    progress: Callable[[int, int], None] = lambda lines, size: None,
) -> Summary:
    """Assess lines and write decisions and rejects; return the summary.

    `opened` is told the input before the first line is read (size, notes), `progress` the lines and bytes done so far.
    Outputs appear whole when all is done, or not at all. Raises InputError, OutputError, PackError, UsageError.
    """
    from monazite.write import RejectFile

    if in_parts(request):
        from monazite.bulk import assess_in_parts

        return assess_in_parts(request, opened=opened, progress=progress)
    refuse_shared_places(request.outputs, {"an input,": request.inputs, "the register": [request.licences or "-"]})
    start, clock = time.perf_counter(), Clock()
    tally = Tally(request.packs)
    ledger, selected, unread = ledger_of(request), Selection(request), list[str]()
    with ExitStack() as stack:
        output = stack.enter_context(_output(request, request.out)) if request.out else None
        rejects = stack.enter_context(RejectFile(request.rejects)) if request.rejects else None
        for part in answered(request, clock, partial(heard, opened, unread)):
            for batch in part.batches:
                if ledger:
                    with clock("licences"):
                        batch = ledger.apply(batch)
                with clock("summary"):
                    tally.add(batch)
                if output:
                    with clock("write"):
                        output.write(selected(batch))
            if rejects and part.rejects:
                rejects.write(part.rejects)
            tally.reject(part.rejects)
            progress(part.lines, part.bytes)
    summary = replace(tally.summary(request, time.perf_counter() - start, dict(clock.seconds)), unread=unread)
    summary = with_licences(summary, ledger) if ledger else summary
    if request.started and request.out and request.out != "-":
        from monazite.bulk.record import record_beside

        record_beside(request, summary)
    return summary


def heard(opened: Callable[[Input], None], unread: list[str], source: Input) -> None:
    """Pass on that the input is open, and keep what of it cannot be read."""
    unread.extend(source.unread)
    opened(source)


def with_licences(summary: Summary, ledger: Ledger) -> Summary:
    """Return the summary with what the run drew on licences."""
    balances = [balance.as_json() for balance in ledger.summary()]
    notes = list(map(str, ledger.register.notes))
    return replace(summary, licence_lines=dict(ledger.counts), licences=balances, notes=notes)


def answered(
    request: Request, clock: Clock | None = None, opened: Callable[[Input], None] = lambda _: None
) -> Iterator[Answered]:
    """Yield the pieces of the input with goods and law answered, in order; licences come after, line by line."""
    clock, threads = clock or Clock(), request.threads or default_threads()
    stages = Stages(request, threads)
    source = open_input(
        request.inputs,
        mapping=request.mapping,
        stdin=request.stdin,
        needed=stages.needed,
        outputs=request.outputs,
    )
    opened(source)
    yield from in_order(source.pieces(), partial(stages.answer, clock=clock), threads, stages.close)


class Stages:
    """What is done to each piece of the input: read, goods, assume, law; built once, applied in any thread.

    `processes` is how many may read words beside this one, which `close` ends; 1 for none.
    """

    def __init__(self, request: Request, processes: int = 1) -> None:
        self._law = LawStage(request.packs, request.known_on, request.reading)
        kept = vocabulary() if "all" in request.keep else request.keep
        self._goods = GoodsStage(request.goods, {*self._law.facts, *SHOWN, *kept}, processes=processes)
        self.close = self._goods.close
        self._assumed = assumptions(request.assume)
        self.needed = _needed(self._law, self._goods, request)

    def answer(self, piece: Piece, clock: Clock) -> Answered:
        """Return a piece with its answers."""
        with clock("read"):
            chunk: Chunk = piece.load()
        batches = tuple(self.answered(batch, clock) for batch in chunk.batches)
        return Answered(batches, chunk.rejects, chunk.bytes, chunk.lines)

    def answered(self, batch: pa.RecordBatch, clock: Clock) -> pa.RecordBatch:
        """Return a batch of lines with its answers."""
        with clock("goods"):
            batch = self._goods.apply(batch, self._assumed)
        with clock("law"):
            batch = self._law.apply(batch)
        with clock("goods"):
            return self._goods.claims(batch)


def in_parts(request: Request) -> bool:
    """Return whether a run is cut into parts: those that write a folder, those that run on Spark."""
    out = request.out or ""
    return request.engine != "local" or out.endswith(("/", os.sep)) or is_url(out) or os.path.isdir(out)


def assumptions(assume: Mapping[str, str]) -> Callable[[pa.RecordBatch], pa.RecordBatch]:
    """Return the stage that fills facts a line does not state with what the user said to assume.

    Raises UsageError for an unknown fact or a value that the fact cannot have.
    """
    for fact in assume:
        if fact not in vocabulary():
            raise UsageError(f"--assume {fact}: no such fact; {vocabulary().near(fact)}")
    stage, found = filler(assume, "--assume")
    if found:
        raise UsageError(f"--assume: {'; '.join(found)}")
    return stage


def _needed(law: LawStage, goods: GoodsStage, request: Request) -> frozenset[str] | None:
    """The columns to read, bounds included; None for all."""
    if "all" in request.keep:
        return None
    words = vocabulary()
    facts = {*law.facts, *SHOWN, *goods.reads, *request.keep}
    if request.licences:
        from monazite.licences import FACTS

        facts |= set(FACTS)
    return words.columns_of(facts) | {"source", "row", "instant", "findings"}


def ledger_of(request: Request) -> Ledger | None:
    if not request.licences:
        return None
    from monazite.licences import Ledger, read_register
    from monazite.licensable import licensable

    return Ledger(read_register(request.licences), licensable(request.packs))


def _output(request: Request, out: str) -> Output:
    from monazite.write import open_output

    return open_output(out, metadata=about(request), title=TITLE)


def about(request: Request) -> dict[str, str]:
    """Return what a file of decisions says of the law that was asked; nothing of the clock."""
    told = {
        "known_on": str(request.known_on),
        "reading": request.reading,
        "packs": " ".join(f"{p.id}@{p.version}" for p in request.packs),
    }
    if request.goods:
        told["goods"] = f"goods@{request.goods.goods.version}"
    if request.assume:
        told["assumed"] = " ".join(f"{k}={v}" for k, v in request.assume.items())
    return told


class Selection:
    """The columns of the output, the same for every batch whatever its input carries: identity, answers, facts kept."""

    def __init__(self, request: Request) -> None:
        words = vocabulary()
        answers = [name for name in ANSWERS if request.licences or not name.startswith("licence")]
        answers = [name for name in answers if request.goods or name not in DERIVED]
        regimes = [f"{pack.id}_{end}" for pack in request.packs for end in ("low", "high")]
        facts = words if "all" in request.keep else request.keep
        kept = [column for fact in facts if fact in words for column in words.columns(fact)]
        self.names = list(dict.fromkeys([*IDENTITY, *answers, *regimes, *kept]))

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch with these columns, NULL where it has none."""
        have = set(batch.schema.names)
        arrays = [batch.column(n) if n in have else self._nothing(n, batch.num_rows) for n in self.names]
        return pa.RecordBatch.from_arrays(arrays, names=self.names)

    def schema(self) -> pa.Schema:
        """Return one schema for every input: texts by their numbers in a dictionary, as the law gives them."""
        return pa.schema([(name, _kind(name)) for name in self.names])

    @staticmethod
    def _nothing(name: str, rows: int) -> pa.Array:
        fact = vocabulary().fact_of_column(name)
        return pa.nulls(rows, fact.arrow_type() if fact else pa.string())


def _kind(name: str) -> pa.DataType:
    """Return the type of a column of the output."""
    fact = vocabulary().fact_of_column(name)
    words = pa.dictionary(pa.int32(), pa.string())
    if fact is not None:
        kind = fact.arrow_type()
        return words if pa.types.is_string(kind) else kind
    if name == "contradiction_strength":
        return pa.int8()
    if name in LISTS or name in DERIVED:
        return pa.list_(words)
    if name in ("decision", "outcome_low", "outcome_high") or name.endswith(("_low", "_high")):
        return pa.dictionary(pa.int8(), pa.string())
    return {"row": pa.int64(), "reading_differs": pa.bool_(), "source": words}.get(name, pa.string())


def check_keep(keep: Sequence[str]) -> None:
    """Raise UsageError for a fact to keep that does not exist."""
    for fact in keep:
        if fact != "all" and fact not in vocabulary():
            raise UsageError(f"--keep {fact}: no such fact; {vocabulary().near(fact)}")
