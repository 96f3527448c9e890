"""The local engine: pieces are worked on in threads and come back in order, a bounded number at a time."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

__all__ = ["default_threads", "in_order"]

P = TypeVar("P")
R = TypeVar("R")


def default_threads() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(
    pieces: Iterable[P], work: Callable[[P], R], threads: int, stopping: Callable[[], None] = lambda: None
) -> Iterator[R]:
    """Yield work(piece) in the order of the pieces; at most `threads` + 1 results wait, so memory stays bounded.

    `stopping` is called when it ends, before what is still being worked on is waited for.
    """
    if threads <= 1:
        yield from map(work, pieces)
        return
    waiting: deque[Future[R]] = deque()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="monazite")
    try:
        for piece in pieces:
            waiting.append(pool.submit(work, piece))
            if len(waiting) > threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        stopping()
        pool.shutdown(wait=True, cancel_futures=True)
