"""Words read in processes: the same answers as in one, no process for a few, none left behind."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Lock
from types import SimpleNamespace

import pyarrow as pa
import pytest

from monazite import processes
from monazite.goods import known
from monazite.goods import readers as sizes
from monazite.goods.headings import Headings
from monazite.goods.packed import packed as as_bytes
from monazite.goods.packed import unpacked
from monazite.goods.reader import Reader
from monazite.goods.readers import readers
from monazite.goods.stage import GoodsStage
from monazite.packs.goods_doubts import doubts_pack
from monazite.processes import Stopped
from tests.goods.test_stage import TEXTS

PACK = doubts_pack()
PLAIN = GoodsStage(PACK)


def batch_of(texts: list[str]) -> pa.RecordBatch:
    return pa.record_batch({"description": texts, "tariff_code": ["2846"] * len(texts)})


BATCHES = [batch_of([*TEXTS[n::4], *TEXTS[:5]]) for n in range(4)]


@pytest.fixture(scope="module")
def answers() -> list[list[dict[str, object]]]:
    """What is answered where all is read in this process."""
    return [PLAIN.apply(batch).to_pylist() for batch in BATCHES]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few texts are many, so that they are read in processes; a dozen to a sheet."""
    for name, size in (("MANY", 2), ("FEW", 1), ("AT_ONCE", 12)):
        monkeypatch.setattr(sizes, name, size)


@pytest.fixture
def stage() -> Iterator[GoodsStage]:
    """A stage that reads in two processes."""
    stage = GoodsStage(PACK, processes=2)
    yield stage
    stage.close()


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return where the ids of processes that are started come to stand."""
    found: list[int] = []
    start = subprocess.Popen

    def popen(*args: object, **more: object) -> subprocess.Popen[bytes]:
        process: subprocess.Popen[bytes] = start(*args, **more)  # type: ignore[call-overload]
        found.append(process.pid)
        return process

    monkeypatch.setattr("monazite.processes.subprocess.Popen", popen)
    return found


def test_processes_say_what_one_says(
    few: None, stage: GoodsStage, answers: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = counted(monkeypatch)
    assert [stage.apply(batch).to_pylist() for batch in BATCHES] == answers
    assert len(ids) == 2


def test_a_few_texts_start_no_process(
    stage: GoodsStage, answers: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = counted(monkeypatch)
    assert stage.apply(BATCHES[0]).to_pylist() == answers[0] and ids == []


@pytest.mark.parametrize("limit", ["KEPT", "MOST_BYTES"])
@pytest.mark.parametrize("processes", [1, 2])
def test_threads_over_a_store_that_is_emptied_say_the_same(
    few: None, answers: object, limit: str, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, limit, 40)
    stage = GoodsStage(PACK, processes=processes)
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(stage.apply, BATCHES * 2))
    stage.close()
    assert [batch.to_pylist() for batch in found[:4]] == answers == [batch.to_pylist() for batch in found[4:]]


def test_sheets_of_any_size_become_one_store(answers: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines one by one: a sheet for each, laid together as they grow."""
    stage = GoodsStage(PACK)
    for n in range(40):
        stage.apply(BATCHES[0].slice(n, 1))
    assert [stage.apply(batch).to_pylist() for batch in BATCHES] == answers


def test_long_texts_are_told_apart_and_not_kept() -> None:
    """Two texts that differ behind what is read of them, and ten thousand signs each: their digests are kept."""
    texts = ["Terbium metal " + "x" * 10_000 + end for end in ("a", "b")]
    stage = GoodsStage(PACK)
    words = stage.words
    assert words is not None
    answers = [stage.apply(batch_of([text])).to_pylist() for text in texts]
    assert answers[0] != answers[1] and answers[0] == stage.apply(batch_of(texts[:1])).to_pylist()
    shelf = words._known._shelf
    assert shelf.signs < 1_000 and len(shelf.numbers) == 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system forks no process")
def test_a_fork_reads_while_a_thread_of_its_parent_did() -> None:
    stage = GoodsStage(PACK)
    known_texts = stage.words._known  # type: ignore[union-attr]
    with known_texts._reading.setdefault(os.getpid(), Lock()), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of forks beside threads, from Python 3.12
        child = os.fork()
        if not child:
            stage.apply(batch_of(["Terbium metal"]))
            os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


# ------------------------------------------------------------ where processes cannot be had
@pytest.mark.parametrize("start", ["raise SystemExit", "print('x')", "import sys; sys.stdin.buffer.read(9)", "no code"])
def test_processes_that_fail_change_no_answer(
    few: None, start: str, stage: GoodsStage, answers: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "START", start)
    assert [stage.apply(batch).to_pylist() for batch in BATCHES] == answers


@pytest.mark.parametrize(("name", "value"), [("executable", "/no/such/python"), ("executable", ""), ("frozen", True)])
def test_without_an_interpreter_texts_are_read_here(
    few: None, name: str, value: object, stage: GoodsStage, answers: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, name, value, raising=False)
    assert stage.apply(BATCHES[0]).to_pylist() == answers[0]


def test_a_daemonic_process_starts_no_other(
    few: None, stage: GoodsStage, answers: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = counted(monkeypatch)
    monkeypatch.setattr("monazite.processes.multiprocessing.current_process", lambda: SimpleNamespace(daemon=True))
    assert stage.apply(BATCHES[0]).to_pylist() == answers[0] and ids == []


# ------------------------------------------------------------ the end
def test_what_is_closed_reads_no_more(few: None) -> None:
    for number in (1, 2):
        reading = readers(PACK, None, number)
        assert len(reading.answers([("Terbium metal", "", "", "")] * 30)) == 3
        reading.close()
        reading.close()
        with pytest.raises(Stopped):
            reading.answers([("Terbium oxide", "", "", "")] * 30)


KILLED = """
import sys
from monazite import processes
from monazite.goods import readers
from monazite.packs.goods_doubts import doubts_pack
readers.MANY = 1
reading = readers.readers(doubts_pack(), None, 2)
start, ids = processes.subprocess.Popen, []
processes.subprocess.Popen = lambda *a, **k: ids.append(start(*a, **k)) or ids[-1]
reading.answers([(f"Terbium metal {n}", "", "", "") for n in range(1500)])
print(*(process.pid for process in ids), flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs pidfd_open to wait for a process of others")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, None])
def test_a_run_that_ends_in_any_way_leaves_no_process(end: signal.Signals | None) -> None:
    run = subprocess.Popen([sys.executable, "-c", KILLED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert run.stdout and run.stdin
    with run:
        left = [os.pidfd_open(int(word)) for word in run.stdout.readline().split()]
        run.send_signal(end) if end else run.stdin.close()
    assert len(left) == 2
    for process in left:
        assert select.select([process], [], [], 30)[0], "a process goes on without its parent"
        os.close(process)


# ------------------------------------------------------------ as bytes
def test_goods_come_back_from_bytes_as_they_were() -> None:
    reader, headings = Reader(PACK.goods), Headings(PACK.goods)
    for text in TEXTS:
        goods = reader.read(text, assay="Dy 1.5 %")
        (search,) = headings.find([goods])
        assert unpacked(as_bytes(goods, search)) == (replace(goods, query=(), likely=(), slips=(), parts=()), search)
