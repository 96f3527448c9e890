"""The work on one part, the same on every engine: read it, answer its lines, write them, return what was counted."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from monazite.assess import TITLE, Clock, Request, Selection, Stages, about
from monazite.bulk.folder import Folder, folder_at, write_text
from monazite.bulk.parts import Part
from monazite.engines.local import in_order
from monazite.errors import InputError
from monazite.processes import Stopped
from monazite.read import Reject
from monazite.read.inputs import file_mark, open_part
from monazite.read.urls import from_url, is_url
from monazite.tally import Tally
from monazite.write import Output, RejectFile, open_output

__all__ = ["as_planned", "content_mark", "dismiss", "part_record", "rejects_name", "stages_of", "work"]


_made: dict[str, Stages] = {}
_making = threading.Lock()


def stages_of(request: Request, job: str, processes: int = 1) -> Stages:
    """Return the stages of a job, built once in a process; a process of Spark works parts of several jobs.

    Whoever builds them to read words in `processes` has to `dismiss` them.
    """
    with _making:
        if job not in _made:
            if len(_made) >= 4:
                _made.pop(next(iter(_made)))
            _made[job] = Stages(request, processes)
        return _made[job]


def dismiss(job: str) -> None:
    """End the processes of a job's stages, which are not used again."""
    with _making:
        stages = _made.pop(job, None)
    if stages:
        stages.close()


def part_record(name: str) -> str:
    """Return where the folder keeps what it knows of a part."""
    return f"_monazite/parts/{name}.json"


def rejects_name(name: str) -> str:
    """Return where the lines of a part go that could not be read."""
    return f"_rejects/{name.removesuffix('.parquet')}.rejects.csv"


def content_mark(name: str) -> str:
    """Return what changes when a file does: cheap to ask, and asked before and after it is read."""
    if is_url(name):
        return from_url(name).version
    try:
        told = Path(name).stat()
    except FileNotFoundError:
        raise InputError(f"{name}: no such file; do all workers see it?") from None
    except OSError as error:
        raise InputError(f"{name}: cannot be opened: {error.strerror}") from None
    return f"{told.st_size} bytes, {told.st_mtime_ns} {told.st_ctime_ns} {told.st_ino}"


def as_planned(part: Part) -> None:
    """Raise InputError where the input of a part is no longer what it was when the parts were planned."""
    if part.mark and file_mark(part.input) != part.mark:
        raise _changed(part)


def _changed(part: Part) -> InputError:
    return InputError(f"{part.shown}: was changed while it was read; run the same command again")


def work(
    request: Request,
    part: Part,
    job: str,
    *,
    threads: int = 1,
    told: Callable[[int, int], None] = lambda lines, size: None,
    stopped: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Work one part: write its answers and rejects where the request names a folder; return its record.

    `told` hears the lines and bytes done, from whatever thread this runs in; `stopped` is asked between pieces.
    """
    stages, clock, tally = stages_of(request, job), Clock(), Tally(request.packs)
    folder = folder_at(request.out) if request.out else None
    before = content_mark(part.input)
    as_planned(part)
    with ExitStack() as stack:
        if folder:
            folder.remove(part_record(part.name))
        rejects = _Rejects(folder, rejects_name(part.name), stack) if folder else None
        output = _output(request, part, folder, stack) if folder else None
        selected = Selection(request)
        pieces = open_part(
            part.input,
            part.groups,
            shown=part.shown,
            named=part.named,
            mapping=request.mapping,
            needed=stages.needed,
        )
        for piece in in_order(pieces, partial(stages.answer, clock=clock), threads):
            for batch in piece.batches:
                with clock("summary"):
                    tally.add(batch)
                if output:
                    with clock("write"):
                        output.write(selected(batch))
            if rejects:
                rejects.write(piece.rejects)
            tally.reject(piece.rejects)
            told(piece.lines, piece.bytes)
            if stopped():
                raise Stopped
        if content_mark(part.input) != before:
            raise _changed(part)
        as_planned(part)
    return _recorded(part, folder, tally, clock)


def _output(request: Request, part: Part, folder: Folder, stack: ExitStack) -> Output:
    path = stack.enter_context(folder.room(part.name))
    schema = Selection(request).schema()
    output = open_output(str(path), metadata=about(request), title=TITLE, schema=schema, describe=False)
    return stack.enter_context(output)


class _Rejects:
    """A file of rejects that comes to be with the first of them; that of an earlier run goes."""

    def __init__(self, folder: Folder, name: str, stack: ExitStack) -> None:
        self._folder, self._name, self._stack = folder, name, stack
        self._file: RejectFile | None = None
        folder.remove(name)

    def write(self, rejects: Sequence[Reject]) -> None:
        """Write rejects."""
        if self._file is None and rejects:
            path = self._stack.enter_context(self._folder.room(self._name))
            self._file = self._stack.enter_context(RejectFile(str(path)))
        if self._file:
            self._file.write(rejects)


def _recorded(part: Part, folder: Folder | None, tally: Tally, clock: Clock) -> dict[str, Any]:
    record: dict[str, Any] = {
        "part": part.name,
        "key": part.key,
        "input": {"name": part.shown, "content": part.content, "row_groups": part.groups},
        "tally": tally.state(),
        "stages": dict(clock.seconds),
    }
    if folder is not None:
        record["output"] = _written(folder, part.name)
        record["rejects"] = _written(folder, rejects_name(part.name)) if tally.rejected else None
        write_text(folder, part_record(part.name), json.dumps(record, ensure_ascii=False) + "\n")
    return record


def _written(folder: Folder, name: str) -> dict[str, Any]:
    return {"name": name, "bytes": folder.size(name), "sha256": folder.digest(name)}


def digest_of(path: str) -> str:
    """Return the SHA-256 of a file on disk."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
