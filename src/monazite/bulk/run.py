"""A run in bulk: plan the parts, keep those that are done, work the others on an engine, add up what they found."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.assess import Request, with_certificates
from monazite.bulk.folder import Folder
from monazite.bulk.parts import Part, job_key, parts_of
from monazite.bulk.refuse import refuse
from monazite.bulk.resume import Standing, going_on, opened_folder
from monazite.bulk.work import dismiss, part_record, stages_of, work
from monazite.engines.local import default_threads, in_order
from monazite.engines.spark import answers, connected, is_remote
from monazite.errors import OutputError
from monazite.read import Input, open_input
from monazite.read.urls import is_url
from monazite.tally import Tally

if TYPE_CHECKING:
    from monazite.summary import Summary

__all__ = ["assess_in_parts", "work_numbered"]

Opened = Callable[[Input], None]
Progress = Callable[[int, int], None]


def assess_in_parts(request: Request, *, opened: Opened, progress: Progress) -> Summary:
    """Assess lines part by part into a folder, or for the summary alone; return the summary of all parts.

    Parts of an earlier run that would come out the same are kept. Raises InputError, OutputError, UsageError; parts
    that are done by then stay, and the same call goes on from there.
    """
    refuse(request)
    start = time.perf_counter()
    with ExitStack() as stack:
        folder = stack.enter_context(opened_folder(request.out)) if request.out else None
        request, said = going_on(request, folder) if folder else (request, [])
        run = _Run(request, folder, opened, progress, said)
        if folder is None or request.started is None:
            return run.whole(start)
        from monazite.bulk.record import recorded

        with recorded(request, folder, start, run) as told:
            told.summary = run.whole(start)
            return told.summary


class _Run:
    """One run; `parts` are planned when its input is opened."""

    def __init__(
        self, request: Request, folder: Folder | None, opened: Opened, progress: Progress, said: Sequence[str] = ()
    ) -> None:
        self.request, self.folder, self.opened, self.progress = request, folder, opened, progress
        self.said = said
        self.parts: list[Part] = []
        self._telling = threading.Lock()

    def whole(self, start: float) -> Summary:
        """Do it all; return the summary."""
        job = job_key(self.request)
        source = open_input(
            self.request.inputs,
            mapping=self.request.mapping,
            needed=stages_of(self.request, job, self._processes).needed,
            outputs=self.request.outputs,
        )
        self.opened(source)
        self.parts = parts_of(self.request, source)
        folder, whole = self.folder, not source.unread
        standing = Standing.of(folder, self.parts, self.request, whole=whole) if folder else Standing(self.parts)
        self.parts = standing.parts
        for part in standing.kept:
            self.progress(0, part.bytes)
        seconds: Counter[str] = Counter()
        tally = Tally(self.request.packs)
        for record in self._in_order(standing, job):
            tally.merge(record["tally"])
            if record["part"] not in standing.kept_names:
                seconds.update(record["stages"])
        summary = tally.summary(self.request, time.perf_counter() - start, dict(seconds))
        notes = [*self.said, *standing.notes()]
        summary = replace(summary, parts=standing.counts(), notes=notes, unread=list(source.unread))
        return with_certificates(summary, self.request)

    @property
    def _processes(self) -> int:
        """How many processes of this machine may read words; on Spark its workers are as many as they are."""
        return 1 if is_remote(self.request.engine) else self.request.threads or default_threads()

    def _in_order(self, standing: Standing, job: str) -> Iterator[dict[str, Any]]:
        """Work what is to be worked, then yield the records of all parts in the order of the lines."""
        records = self._worked(standing.todo, job)
        if self.folder is None:
            by_name = dict(records)
            yield from (by_name[part.name] for part in self.parts)
            return
        for _ in records:
            pass
        for part in self.parts:
            yield self._kept(part)

    def _kept(self, part: Part) -> dict[str, Any]:
        """Return what the folder knows of a part: it is read back, so that a thousand parts need no memory."""
        assert self.folder is not None
        try:
            record: dict[str, Any] = json.loads(self.folder.read(part_record(part.name)) or "null")
        except ValueError:
            record = {}
        if not record or record.get("key") != part.key:
            text = f"{self.folder.shown}: {part.name} is not there; do all workers see this folder?"
            raise OutputError(text)
        return record

    def _worked(self, todo: Sequence[Part], job: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield (name, record) of each part as it is done."""
        if not todo:
            return
        if is_remote(self.request.engine):
            yield from self._remotely(todo, job)
        else:
            yield from self._here(todo, job)

    def _here(self, todo: Sequence[Part], job: str) -> Iterator[tuple[str, dict[str, Any]]]:
        threads = self.request.threads or default_threads()
        beside = min(threads, len(todo))
        stop = threading.Event()

        def one(part: Part) -> tuple[str, dict[str, Any]]:
            inner = max(1, threads // beside)
            return part.name, work(self.request, part, job, threads=inner, told=self._tell, stopped=stop.is_set)

        def end() -> None:
            stop.set()
            dismiss(job)

        try:
            yield from in_order(todo, one, beside, end)
        finally:
            dismiss(job)

    def _tell(self, lines: int, size: int) -> None:
        with self._telling:
            self.progress(lines, size)

    def _remotely(self, todo: Sequence[Part], job: str) -> Iterator[tuple[str, dict[str, Any]]]:
        # What the workers need of the request; neither streams nor what only the client writes.
        out = self.request.out
        out = out if not out or is_url(out) else f"{Path(out).absolute()}/"
        asked = replace(self.request, inputs=(), out=out, stdin=None, report=None, started=None)
        with connected(self.request.engine) as session:
            one = partial(work_numbered, asked, tuple(todo), job)
            for number, record in answers(session, len(todo), one, self.request.threads):
                self.progress(record["lines"], todo[number].bytes)
                yield todo[number].name, record


def work_numbered(request: Request, todo: Sequence[Part], job: str, number: int) -> dict[str, Any]:
    """Work one part on a worker; where its record stands in the folder, the counts need not travel."""
    record = work(request, todo[number], job)
    lines = record["tally"]["lines"] + record["tally"]["rejected"]
    return {"lines": lines} if request.out else {**record, "lines": lines}
