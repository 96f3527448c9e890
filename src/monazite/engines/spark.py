"""The Spark engine: numbered work goes to the tasks of a Spark Connect server (Spark 4, Sail), an answer each.

The server's Python processes import this package and see the same files as the client; nothing else is asked of them.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from monazite import errors
from monazite.errors import MonaziteError, UsageError
from monazite.read.urls import shown_url, without_secrets

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql.connect.session import SparkSession

__all__ = ["EXTRA", "answers", "connected", "is_remote"]

EXTRA = "pip install 'monazite[spark]'"
SECONDS = 10


def is_remote(engine: str) -> bool:
    """Return whether an engine is the address of a server; raise UsageError for one that is nothing known."""
    if engine == "local":
        return False
    if not engine.startswith("sc://") or len(engine) < 6:
        raise UsageError(f"--engine {_shown(engine)}: is neither 'local' nor a Spark Connect address (sc://host:15002)")
    return True


@contextmanager
def connected(engine: str) -> Iterator[SparkSession]:
    """Yield a session on a Spark Connect server, and end it; raise UsageError where nobody answers there."""
    with _quiet():
        try:
            from pyspark.sql.connect.client import DefaultChannelBuilder
            from pyspark.sql.connect.session import SparkSession
        except ImportError as error:
            raise UsageError(
                f"--engine {_shown(engine)}: needs the package {error.name or 'pyspark'}; {EXTRA}"
            ) from None
        _reached(engine, DefaultChannelBuilder)
        with _told(engine):
            session = SparkSession.builder.remote(engine).create()
        try:
            with _told(engine):
                yield session
        finally:
            session.stop()


def _reached(engine: str, builder: Any) -> None:
    """Raise UsageError where no server answers within seconds; the client itself would try for minutes."""
    import grpc

    shown = _shown(engine)
    try:
        channel = builder(engine).toChannel()
    except Exception as error:
        raise UsageError(f"--engine {shown}: {without_secrets(_first_line(error), engine)}") from None
    try:
        grpc.channel_ready_future(channel).result(timeout=SECONDS)
    except grpc.FutureTimeoutError:
        raise UsageError(f"--engine {shown}: no Spark Connect server answered in {SECONDS} seconds") from None
    finally:
        channel.close()


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what the client warns its own makers of (that it is made for an older pandas) from the user."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=FutureWarning, module=r"pyspark\b")
        warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"(pyspark|google)\b")
        yield


@contextmanager
def _told(engine: str) -> Iterator[None]:
    """Turn what the server says against a job into a UsageError of one line."""
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        shown, text = _shown(engine), without_secrets(str(error), engine)
        if "No module named 'monazite'" in text:
            raise UsageError(f"--engine {shown}: its workers lack this package; install monazite there") from None
        last = [line for line in text.splitlines() if line.strip()] or ["it failed"]
        telling = next((line for line in reversed(last) if "Error" in line or "Exception" in line), last[0])
        raise UsageError(f"--engine {shown}: {telling.strip()}") from None


def _shown(engine: str) -> str:
    """Return an address for people; what follows the host may hold a token, also where the address is mistyped."""
    return shown_url(engine).partition(";")[0].rpartition("@")[2].rstrip("/") or "…"


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def answers(
    session: SparkSession, count: int, work: Callable[[int], dict[str, Any]], tasks: int = 0
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (number, work(number)) for the numbers below `count`, as they come, one number a task or `tasks` in all.

    `work` and what it holds must be picklable; its answers are JSON. A MonaziteError in a task is raised here again.
    """

    def mapped(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        for batch in batches:
            for number in batch.column(0).to_pylist():
                answer = json.dumps(_answer(work, number))
                yield pa.RecordBatch.from_arrays([pa.array([number], pa.int64()), pa.array([answer])], ["n", "answer"])

    frame = session.range(0, count, 1, min(tasks or count, count)).mapInArrow(mapped, "n bigint, answer string")
    for row in frame.toLocalIterator():
        told = json.loads(row["answer"])
        if "error" in told:
            raise _raised(told)
        yield row["n"], told["done"]


def _answer(work: Callable[[int], dict[str, Any]], number: int) -> dict[str, Any]:
    """Return what a piece of work came to; what the user can understand travels as data, not as a traceback."""
    try:
        return {"done": work(number)}
    except MonaziteError as error:
        return {"error": type(error).__name__, "text": str(error)}


def _raised(told: dict[str, str]) -> MonaziteError:
    kind = getattr(errors, told["error"], MonaziteError)
    simple = isinstance(kind, type) and issubclass(kind, MonaziteError) and not issubclass(kind, errors.ProblemsError)
    return kind(told["text"]) if simple else MonaziteError(told["text"])
