"""A process that reads texts for the one that started it, and ends with it.

It takes pickles on standard input, first the pack and the facts wanted, then lists of texts, and gives a sheet for
each list on standard output. Both ends are our own; the end of the input is the end of the process.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from typing import BinaryIO

from monazite.goods.reading import TextReader

__all__ = ["main"]


def main() -> None:
    """Serve the process that started this one until it closes the pipe or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the keys that stop a run reach its whole group; the parent decides
    try:
        _serve(sys.stdin.buffer, _answers())
    except (EOFError, OSError):
        return


def _answers() -> BinaryIO:
    """Return standard output for answers alone: what anybody prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _serve(asked: BinaryIO, answers: BinaryIO) -> None:
    reader = TextReader(*pickle.load(asked))
    # The pack is kept for good, and what is read holds no circles.
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
    while True:
        sheet = reader.sheet(pickle.load(asked))
        pickle.dump(sheet, answers, protocol=5)
        answers.flush()
