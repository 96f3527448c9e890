"""Asking the lists for many parties in processes of their own, for few in this one; what they find is the same."""

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
from dataclasses import replace
from datetime import date
from queue import SimpleQueue

from monazite.parties.asked import Asked
from monazite.parties.request import Parties
from monazite.parties.screening import Match, Screener

__all__ = ["Askers", "Stopped"]

MANY = 10_000  # new parties at a time from which processes are started: some seconds of work, as long as that takes
FEW = 1_000  # new parties from which those that run are asked
AT_ONCE = 500
# The path is that of this process, so that both import the same; no file of the user is run a second time.
START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from monazite.parties.askers import main; main()"
GONE = (OSError, EOFError, ValueError, pickle.UnpicklingError)  # what is met where a process has ended
PATIENCE = 5  # seconds in which a process that is killed has ended
Matches = list[tuple[Match, ...]]


class Stopped(Exception):
    """The run has ended before the parties were asked for."""


class Askers:
    """Finds the matches of parties, for one thread at a time; `close` may be called from any."""

    def __init__(self, screener: Screener, parties: Parties, known_on: date, processes: int = 1) -> None:
        self._screener, self._known_on, self._processes = screener, known_on, processes
        self._first = replace(parties, owners=None, decisions=()), known_on
        self._workers: list[_Worker] = []
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._closed = False

    def matches(self, asked: Sequence[Asked]) -> Matches:
        """Return the matches of each party, in their order. Raises Stopped after `close`."""
        some = [asked[at : at + AT_ONCE] for at in range(0, len(asked), AT_ONCE)]
        if not self._shared(len(asked)):
            return [found for part in some for found in self._here(part)]
        with ThreadPoolExecutor(len(self._workers), thread_name_prefix="monazite-asking") as threads:
            return [found for part in threads.map(self._there, some) for found in part]

    def close(self) -> None:
        """End the processes; what is still being asked is given up."""
        self._closed = True
        for worker in self._workers:
            worker.close()

    def _shared(self, number: int) -> bool:
        """Return whether so many are asked in processes, and start these where there are none yet."""
        if self._processes < 2 or number < (FEW if self._workers else MANY):
            return False
        if not self._workers:
            self._workers = _started(self._processes, pickle.dumps(self._first, protocol=5))
            self._processes = len(self._workers)
            for worker in self._workers:
                self._idle.put(worker)
            if self._closed:
                self.close()
        return bool(self._workers)

    def _here(self, asked: Sequence[Asked]) -> Matches:
        if self._closed:
            raise Stopped
        return self._screener.matches(asked, self._known_on)

    def _there(self, asked: Sequence[Asked]) -> Matches:
        """Return what a process finds; where it is gone, what this one does."""
        worker = self._idle.get()
        try:
            return worker.matches(asked)
        except GONE:
            return self._here(asked)
        finally:
            self._idle.put(worker)


def _started(processes: int, first: bytes) -> list[_Worker]:
    """Return processes that ask, none where none can be had."""
    # A program that is one file has no interpreter to start; a daemonic process is there to be one of many.
    if not sys.executable or getattr(sys, "frozen", False) or multiprocessing.current_process().daemon:
        return []
    try:
        return [_Worker(first) for _ in range(processes)]
    except OSError:
        return []


class _Worker:
    """A process that asks. It ends when its pipe does, however this process comes to its end."""

    def __init__(self, first: bytes) -> None:
        command = [sys.executable, "-I", "-c", START, json.dumps([*map(str, sys.path)])]
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere)
        self._first: bytes | None = first
        self.close = weakref.finalize(self, _end, self._process)

    def matches(self, asked: Sequence[Asked]) -> Matches:
        """Return the matches of parties. Raises one of GONE where the process has ended."""
        questions, answers = self._process.stdin, self._process.stdout
        assert questions is not None and answers is not None
        if self._first is not None:
            questions.write(self._first)
            self._first = None
        pickle.dump(list(asked), questions, protocol=5)
        questions.flush()
        found: Matches = pickle.load(answers)
        return found


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait(PATIENCE)
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):  # what was not yet sent has nobody to take it
            pipe.close()  # type: ignore[union-attr]


def main() -> None:
    """Ask for the parties that come in, until no more do; the pipes are those of the process that started this one."""
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    parties, known_on = pickle.load(questions)
    screener = parties.screener()
    with suppress(EOFError):
        while True:
            found = screener.matches(pickle.load(questions), known_on)
            pickle.dump(found, answers, protocol=5)
            answers.flush()
