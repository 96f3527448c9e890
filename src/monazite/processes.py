"""Much work in processes of our own, little in this one; the answers are the same.

The pools of the standard library run the main file of the user once more, or copy a process with its threads and
locks. These start an interpreter of their own, which knows nothing but its task, and end with the one that started
them, however that comes to its end.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from queue import Empty, SimpleQueue
from struct import Struct
from typing import IO, Any, Generic, TypeVar

__all__ = ["Processes", "Sizes", "Stopped", "main"]

Q = TypeVar("Q")
A = TypeVar("A")

# The path is that of this process, so that both import the same; no file of the user is run a second time.
START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from monazite.processes import main; main()"
INTERPRETERS = ("python", "pypy")  # how the names of programs begin that take START
GONE = (OSError, EOFError, ValueError)  # what is met where a process has ended
PATIENCE = 5  # seconds in which a process that is killed has ended
HEAD = Struct("<QQ")  # before each message: its number, and how many bytes it has


class Stopped(Exception):
    """The run has ended before the work was done."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many questions are asked at once; from how many on processes are started, or asked where they run."""

    at_once: int
    many: int
    few: int


class Processes(Generic[Q, A]):
    """Answers questions, for one thread at a time; `close` may be called from any.

    A process that is forked from this one leaves the processes to its parent, and answers by itself.
    """

    def __init__(
        self,
        make: Callable[..., Callable[[Sequence[Q]], A]],
        given: Sequence[object],
        here: Callable[[Sequence[Q]], A],
        sizes: Sizes,
        processes: int = 1,
    ) -> None:
        """`make(*given)` is called once in each process and returns what answers there, as `here` does in this one."""
        self._first, self._here, self._sizes, self._most = (make, tuple(given)), here, sizes, processes
        self._workers: list[_Worker] = []
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._owner, self._closed = os.getpid(), False

    def answers(self, questions: Sequence[Q]) -> list[A]:
        """Return an answer for each lot of `at_once` questions, in their order. Raises Stopped after `close`."""
        size = self._sizes.at_once
        some = [questions[at : at + size] for at in range(0, len(questions), size)]
        if not self._shared(len(questions)):
            return [self._by_itself(part) for part in some]
        with ThreadPoolExecutor(len(self._workers), thread_name_prefix="monazite-asking") as threads:
            return list(threads.map(self._there, some))

    def close(self) -> None:
        """End the processes; what is still being worked on is given up."""
        self._closed = True
        for worker in self._workers:
            worker.kill()
        # The pipes of those at work are closed by the threads that read them. Ended ones stay to be had: a thread that
        # waits for one is to meet its end, not to wait for ever.
        for worker in _taken_from(self._idle):
            worker.close()
            self._idle.put(worker)

    def _shared(self, number: int) -> bool:
        """Return whether so many are asked in processes, and start these where there are none yet."""
        if self._most < 2 or self._owner != os.getpid():
            return False
        if number < (self._sizes.few if self._workers else self._sizes.many):
            return False
        if not self._workers:
            self._workers = _started(self._most, pickle.dumps(self._first, protocol=5))
            self._most = len(self._workers)
            for worker in self._workers:
                self._idle.put(worker)
            if self._closed:
                self.close()
        return bool(self._workers)

    def _by_itself(self, questions: Sequence[Q]) -> A:
        if self._closed:
            raise Stopped
        return self._here(questions)

    def _there(self, questions: Sequence[Q]) -> A:
        """Return what a process answers; where it is gone, what this one does."""
        if self._closed:
            raise Stopped
        worker = self._idle.get()
        try:
            found: A = worker.answer(questions)
        except GONE:
            worker.close()
            return self._by_itself(questions)
        finally:
            self._idle.put(worker)
        return found


def _taken_from(idle: SimpleQueue[_Worker]) -> list[_Worker]:
    found = []
    with suppress(Empty):
        while True:
            found.append(idle.get_nowait())
    return found


def _started(processes: int, first: bytes) -> list[_Worker]:
    """Return processes, none where none can be had: there, the caller does the work itself."""
    # A program that is one file, or holds an interpreter, would start itself once more; a daemonic process is there to
    # be one of many.
    name = Path(sys.executable or "").name.lower()
    one_file = getattr(sys, "frozen", False) or not name.startswith(INTERPRETERS)
    if one_file or multiprocessing.current_process().daemon:
        return []
    try:
        return [_Worker(first) for _ in range(processes)]
    except OSError:
        return []


class _Worker:
    """A process that answers. It ends when its pipe does."""

    def __init__(self, first: bytes) -> None:
        command = [sys.executable, "-I", "-c", START, json.dumps([*map(str, sys.path)])]
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        # Without buffers nothing unsent is there for a fork to send once more.
        self._process = subprocess.Popen(command, bufsize=0, stdin=pipe, stdout=pipe, stderr=nowhere)
        self._first: bytes | None = first
        self._numbers = count(1)
        self.close = weakref.finalize(self, _end, self._process)
        _running.add(self)

    def answer(self, questions: Sequence[object]) -> Any:
        """Return what the process answers. Raises one of GONE where it has ended, or answers something else."""
        asked, answers = self._process.stdin, self._process.stdout
        assert asked is not None and answers is not None
        if self._first is not None:
            # Sent only now, in the thread that waits for the answer: a process takes it when it has started.
            _send(asked, 0, self._first)
            self._first = None
        number = next(self._numbers)
        _send(asked, number, pickle.dumps(questions, protocol=5))
        told, answer = _received(answers)
        if told != number:
            raise ValueError(f"answer {told} where {number} was asked")
        return pickle.loads(answer)

    def kill(self) -> None:
        """Make the process end, and do not wait; a thread that reads from it meets the end of the pipe."""
        with suppress(OSError):
            self._process.kill()

    def leave(self) -> None:
        """Let go, in a fork, of a process that is the parent's: it ends with that, whoever was forked meanwhile."""
        self.close.detach()
        self._process.returncode = 0  # no child of this process
        _shut(self._process)


_running: weakref.WeakSet[_Worker] = weakref.WeakSet()


def _leave() -> None:
    for worker in list(_running):
        worker.leave()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process, which leaves nothing behind. Raises nothing: what went wrong before is to be heard."""
    with suppress(OSError, subprocess.TimeoutExpired):
        process.kill()
        process.wait(PATIENCE)
    _shut(process)


def _shut(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            pipe.close()  # type: ignore[union-attr]


def _send(pipe: IO[bytes], number: int, told: bytes) -> None:
    left = memoryview(HEAD.pack(number, len(told)) + told)
    while left:
        left = left[pipe.write(left) :]


def _received(pipe: IO[bytes]) -> tuple[int, bytes]:
    """Return the number of a message, and the message. Raises EOFError where the pipe ends before it does."""
    number, size = HEAD.unpack(_exactly(pipe, HEAD.size))
    return number, _exactly(pipe, size)


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    told = bytearray()
    while len(told) < size:
        more = pipe.read(min(size - len(told), 1 << 20))  # a length that is none takes no memory
        if not more:
            raise EOFError
        told += more
    return bytes(told)


# ------------------------------------------------------------ in the process
def main() -> None:
    """Serve the process that started this one until it closes the pipe or is gone.

    Both ends of the pipes are our own, and so are the pickles in them.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the keys that stop a run reach its whole group; the parent decides
    with suppress(EOFError, OSError):
        _serve(_taken(0, "rb", os.open(os.devnull, os.O_RDONLY)), _taken(1, "wb", 2))


def _taken(number: int, mode: str, instead: int) -> IO[bytes]:
    """Return a standard stream for messages alone: what anybody else reads or prints goes elsewhere."""
    pipe = os.fdopen(os.dup(number), mode, buffering=0)
    os.dup2(instead, number)
    return pipe


def _serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    make, given = pickle.loads(_received(asked)[1])
    answer = make(*given)
    # What was made is kept for good, and what is answered holds no circles.
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
    while True:
        number, questions = _received(asked)
        _send(answers, number, pickle.dumps(answer(pickle.loads(questions)), protocol=5))
