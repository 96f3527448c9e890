"""Reading many texts in processes of their own, few in this one; what they say is the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa

from monazite.goods.doubts.model import DoubtsPack
from monazite.goods.known import Key
from monazite.goods.reading import TextReader
from monazite.processes import Processes, Sizes

__all__ = ["readers"]

AT_ONCE = 512  # texts that are read into one sheet, so that little is held meanwhile
MANY = 4_000  # new texts at a time from which processes are started: a second of reading, as long as that takes
FEW = 2 * AT_ONCE  # new texts from which those that run are asked


def readers(pack: DoubtsPack, wanted: frozenset[str] | None, processes: int = 1) -> Processes[Key, pa.RecordBatch]:
    """Return what reads texts into sheets; `wanted` are the facts that are filled, None for all."""
    given = (pack, wanted)
    return Processes(reading, given, reading(*given), Sizes(AT_ONCE, MANY, FEW), processes)


def reading(pack: DoubtsPack, wanted: frozenset[str] | None) -> Callable[[Sequence[Key]], pa.RecordBatch]:
    """Return what reads texts into one sheet."""
    return TextReader(pack, wanted).sheet
