"""Work in processes: the same answers as here, whatever becomes of the processes, also in a fork."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from monazite import processes
from monazite.processes import Processes, Sizes, Stopped

SIZES = Sizes(at_once=3, many=4, few=2)
QUESTIONS = ["b", "a", "d", "c", "f", "e", "g"]
ANSWERS = [["a", "b", "d"], ["c", "e", "f"], ["g"]]


@pytest.fixture
def two() -> Iterator[Processes[str, list[str]]]:
    """Two processes that sort."""
    sorting = Processes(partial, (sorted,), sorted, SIZES, 2)
    yield sorting
    sorting.close()


def ids(some: Processes[str, list[str]]) -> set[int]:
    return {worker._process.pid for worker in some._workers}


def test_processes_answer_in_order(two: Processes[str, list[str]]) -> None:
    assert [two.answers(QUESTIONS) for _ in range(3)] == [ANSWERS] * 3 and len(ids(two)) == 2


def test_few_questions_start_nothing(two: Processes[str, list[str]]) -> None:
    assert two.answers(QUESTIONS[:3]) == ANSWERS[:1] and not ids(two)


def test_what_is_closed_answers_no_more(two: Processes[str, list[str]]) -> None:
    two.answers(QUESTIONS)
    two.close()
    for some in (QUESTIONS, QUESTIONS[:1]):
        with pytest.raises(Stopped):
            two.answers(some)


def test_threads_that_wait_for_a_process_meet_its_end(two: Processes[str, list[str]]) -> None:
    """More lots than processes: some threads wait for one when all are ended."""
    two.answers(QUESTIONS)
    held = [two._idle.get() for _ in range(2)]
    with ThreadPoolExecutor(2) as threads:
        waiting = [threads.submit(two._there, QUESTIONS) for _ in range(2)]
        two.close()
        for worker in held:
            worker.close()
            two._idle.put(worker)
        assert all(isinstance(one.exception(timeout=60), Stopped) for one in waiting)
    with pytest.raises(Stopped):
        two._there(QUESTIONS)


def test_what_waits_when_idle_processes_are_ended_stops(two: Processes[str, list[str]]) -> None:
    """The window of a close between the look and the wait: the ended process is still to be had."""
    two.answers(QUESTIONS)
    two.close()
    two._closed = False  # as a thread saw it just before
    worker = two._idle.get(timeout=60)
    assert worker._process.poll() is not None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system forks no process")
def test_a_fork_answers_by_itself_and_leaves_the_processes_alone(two: Processes[str, list[str]]) -> None:
    two.answers(QUESTIONS)
    before = ids(two)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of forks beside threads, from Python 3.12
        child = os.fork()
    if not child:
        right = two.answers(QUESTIONS) == ANSWERS
        two.close()
        os._exit(0 if right else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert two.answers(QUESTIONS) == ANSWERS and ids(two) == before
    assert all(worker._process.poll() is None for worker in two._workers)


# What is no answer: under another number, cut off, and what somebody prints.
OTHER = "from monazite import processes as p; send = p._send; p._send = lambda pipe, n, told: send(pipe, n + 1, told)\n"
SHORT = "import os; from monazite import processes as p\n"
SHORT += "p._send = lambda pipe, n, told: (pipe.write(p.HEAD.pack(n, 9**9) + told), os._exit(0))\n"


@pytest.mark.parametrize("before", [OTHER, SHORT, "print('x' * 99)\nraise SystemExit\n"])
def test_what_is_no_answer_is_worked_here(
    before: str, two: Processes[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, run = processes.START.split("; from ")
    monkeypatch.setattr(processes, "START", f"{path}\n{before}from {run}")
    assert [two.answers(QUESTIONS) for _ in range(2)] == [ANSWERS] * 2


def test_an_error_is_told_here() -> None:
    adding = Processes(partial, (sum,), sum, SIZES, 2)
    with pytest.raises(TypeError, match="unsupported operand"):
        adding.answers(QUESTIONS)  # type: ignore[arg-type]
    adding.close()
