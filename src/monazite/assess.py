"""The main job: declaration lines in, decisions out, the stages in order, streamed.

read → goods → parties → quality → law → licences → decisions, rejects, summary
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from monazite.engines.local import default_threads, in_order
from monazite.read import Input, open_input, refuse_shared_places
from monazite.request import Request, about, certificates_of, check_keep, in_parts
from monazite.selection import ANSWERS, IDENTITY, Selection
from monazite.stages import Answered, Clock, Stages, assumptions
from monazite.summary import Summary
from monazite.tally import Tally

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
    "with_certificates",
]

TITLE = "Monazite decisions"


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
    read = {"the register": [request.licences or "-"], "a certificate,": certificates_of(request.quality)}
    refuse_shared_places(request.outputs, {"an input,": request.inputs, **read})
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
    summary = with_certificates(summary, request)
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
    return replace(summary, licence_lines=dict(ledger.counts), licences=balances, notes=[*summary.notes, *notes])


def with_certificates(summary: Summary, request: Request) -> Summary:
    """Return the summary with how many certificates were read, and what of them could not be."""
    told = request.quality
    if told is None or told.certificates is None:
        return summary
    return replace(summary, certificates=told.counts(), notes=[*summary.notes, *told.told()])


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


def ledger_of(request: Request) -> Ledger | None:
    if not request.licences:
        return None
    from monazite.licences import Ledger, read_register
    from monazite.licensable import licensable

    return Ledger(read_register(request.licences), licensable(request.packs))


def _output(request: Request, out: str) -> Output:
    from monazite.write import open_output

    return open_output(out, metadata=about(request), title=TITLE)
