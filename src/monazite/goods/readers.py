"""Reading many texts in processes of their own, few in this one; what they say is the same."""

from __future__ import annotations

import json
import multiprocessing
import pickle
import subprocess
import sys
import weakref
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue

import pyarrow as pa

from monazite.goods.doubts.model import DoubtsPack
from monazite.goods.known import Key
from monazite.goods.reading import AT_ONCE, TextReader

__all__ = ["Readers", "Stopped"]

MANY = 4_000  # new texts at a time from which processes are started: a second of reading, as long as that takes
FEW = 2 * AT_ONCE  # new texts from which those that run are asked
# The path is that of this process, so that both import the same; no file of the user is run a second time.
START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from monazite.goods.worker import main; main()"
GONE = (OSError, EOFError, ValueError, pickle.UnpicklingError)  # what is met where a process has ended
PATIENCE = 5  # seconds in which a process that is killed has ended


class Stopped(Exception):
    """The run has ended before the texts were read."""


class Readers:
    """Reads texts into sheets, for one thread at a time; `close` may be called from any."""

    def __init__(self, pack: DoubtsPack, wanted: frozenset[str] | None, processes: int = 1) -> None:
        """`wanted` are the facts that are filled, None for all; with one process, texts are read in this one."""
        self._here, self._first, self._processes = TextReader(pack, wanted), (pack, wanted), processes
        self._workers: list[_Worker] = []
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._closed = False

    def sheets(self, keys: Sequence[Key]) -> list[pa.RecordBatch]:
        """Return what texts say as sheets, in the order of the texts. Raises Stopped after `close`."""
        some = [keys[at : at + AT_ONCE] for at in range(0, len(keys), AT_ONCE)]
        if not self._shared(len(keys)):
            return [self._read(keys) for keys in some]
        with ThreadPoolExecutor(len(self._workers), thread_name_prefix="monazite-reading") as threads:
            return list(threads.map(self._asked, some))

    def close(self) -> None:
        """End the processes; what is still being read is given up."""
        self._closed = True
        for worker in self._workers:
            worker.close()

    def _shared(self, texts: int) -> bool:
        """Return whether so many texts are read in processes, and start these where there are none yet."""
        if self._processes < 2 or texts < (FEW if self._workers else MANY):
            return False
        if not self._workers:
            self._workers = started(self._processes, pickle.dumps(self._first, protocol=5))
            self._processes = len(self._workers)
            for worker in self._workers:
                self._idle.put(worker)
            if self._closed:
                self.close()
        return bool(self._workers)

    def _read(self, keys: Sequence[Key]) -> pa.RecordBatch:
        if self._closed:
            raise Stopped
        return self._here.sheet(keys)

    def _asked(self, keys: Sequence[Key]) -> pa.RecordBatch:
        """Return what a process reads; where it is gone, what this one does."""
        worker = self._idle.get()
        try:
            return worker.sheet(keys)
        except GONE:
            return self._read(keys)
        finally:
            self._idle.put(worker)


def started(processes: int, first: bytes) -> list[_Worker]:
    """Return processes that read texts, none where none can be had: there, texts are read by the caller itself."""
    # A program that is one file has no interpreter to start; a daemonic process is there to be one of many.
    if not sys.executable or getattr(sys, "frozen", False) or multiprocessing.current_process().daemon:
        return []
    try:
        return [_Worker(first) for _ in range(processes)]
    except OSError:
        return []


class _Worker:
    """A process that reads texts. It ends when its pipe does, however this process comes to its end."""

    def __init__(self, first: bytes) -> None:
        command = [sys.executable, "-I", "-c", START, json.dumps([*map(str, sys.path)])]
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere)
        self._first: bytes | None = first
        self.close = weakref.finalize(self, _end, self._process)

    def sheet(self, keys: Sequence[Key]) -> pa.RecordBatch:
        """Return what texts say. Raises one of GONE where the process has ended."""
        asked, answers = self._process.stdin, self._process.stdout
        assert asked is not None and answers is not None
        if self._first is not None:
            # Sent only now, in the thread that waits for the answer: a process takes it when it has started.
            asked.write(self._first)
            self._first = None
        pickle.dump(keys, asked, protocol=5)
        asked.flush()
        return pickle.load(answers)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process, which leaves nothing behind."""
    process.kill()
    process.wait(PATIENCE)
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):  # what was not yet sent has nobody to take it
            pipe.close()  # type: ignore[union-attr]
