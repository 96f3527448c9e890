"""Content of a level from its parts: exact sums where every part states its own, findings where sums do not fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from monazite.read.chain_facts import CONTENT_VALUES, put
from monazite.read.chain_places import Places, column
from monazite.vocabulary import vocabulary

__all__ = ["sum_contents"]

LARGEST = 2**63 - 1
Ints = npt.NDArray[np.int64]


@dataclass
class _Sums:
    """For every row: the sum of its direct parts, how many there are and how many are known, and their currencies."""

    total: npt.NDArray[np.object_]
    parts: Ints
    known: Ints
    low: Ints
    high: Ints
    doubled: npt.NDArray[np.bool_]

    @property
    def mixed(self) -> npt.NDArray[np.bool_]:
        return np.asarray((self.high >= 0) & (self.low != self.high))


def sum_contents(batch: pa.RecordBatch, places: Places) -> pa.RecordBatch:
    """Return the batch where a level that states no content value has the sum of its direct parts.

    Only where every direct part states (or is given) its own, all in one currency; a stated value always stays.
    Findings on levels go to `places.found`.
    """
    if not (places.whole >= 0).any():
        return batch
    for name in CONTENT_VALUES:
        if name in batch.schema.names:
            batch = _summed(batch, name, places)
    return batch


def _summed(batch: pa.RecordBatch, name: str, places: Places) -> pa.RecordBatch:
    array = batch.column(name)
    if array.null_count == len(array):
        return batch
    known = np.asarray(array.is_valid())
    values = np.asarray(array.fill_null(0)).astype(np.int64).astype(object)
    currency = column(batch, "currency").dictionary_encode()
    words = currency.dictionary.to_pylist()
    money = np.asarray(currency.indices.fill_null(-1)).astype(np.int64)
    deepest, changed = int(places.depth.max()), False
    for depth in range(1, deepest + 1):
        # A part that names no currency is in that of the level above.
        rows = np.flatnonzero((places.depth == depth) & (places.whole >= 0) & (money < 0))
        money[rows] = money[places.whole[rows]]
    for depth in range(deepest, 0, -1):
        rows = np.flatnonzero((places.depth == depth) & (places.whole >= 0))
        if len(rows):
            changed |= _lift(name, rows, values, known, money, words, places)
    if not changed:
        return batch
    return put(batch, name, pa.array([int(v) for v in values], pa.int64(), mask=~known))


def _lift(
    name: str,
    rows: Ints,
    values: npt.NDArray[np.object_],
    known: npt.NDArray[np.bool_],
    money: Ints,
    words: list[str],
    places: Places,
) -> bool:
    """Give the levels above some parts their sums; return whether any level got one."""
    levels, at = np.unique(places.whole[rows], return_inverse=True)
    sums = _sums(rows, levels, at, values, known, money, places)
    money[levels] = np.where((money[levels] < 0) & ~sums.mixed, sums.high, money[levels])
    whole = sums.known == sums.parts
    for k in np.flatnonzero(whole & sums.mixed & ~known[levels]).tolist():
        names = sorted({words[c] for c in [*money[rows[at == k]], money[levels[k]]] if c >= 0})
        places.found.append((int(levels[k]), f"content_not_summed: {name} of the parts is in {' and '.join(names)}"))
    for k in np.flatnonzero(known[levels] & ~sums.mixed & ~sums.doubled & (values[levels] < sums.total)).tolist():
        shown = [vocabulary()[name].number(v) for v in (values[levels[k]], sums.total[k])]
        text = f"content_below_parts: {name} is {shown[0]}, its parts state {shown[1]}"
        places.found.append((int(levels[k]), text))
    small = np.array([total <= LARGEST for total in sums.total], bool)
    ready = whole & ~known[levels] & ~sums.mixed & ~sums.doubled & small
    values[levels[ready]] = sums.total[ready]
    known[levels[ready]] = True
    return bool(ready.any())


def _sums(
    rows: Ints,
    levels: Ints,
    at: Ints,
    values: npt.NDArray[np.object_],
    known: npt.NDArray[np.bool_],
    money: Ints,
    places: Places,
) -> _Sums:
    number = len(levels)
    total = np.zeros(number, object)
    np.add.at(total, at[known[rows]], values[rows[known[rows]]])
    low, high = np.full(number, LARGEST), np.full(number, -1)
    for codes, where in ((money[rows], at), (money[levels], np.arange(number))):
        told = codes >= 0
        np.minimum.at(low, where[told], codes[told])
        np.maximum.at(high, where[told], codes[told])
    doubled = np.zeros(number, bool)
    np.logical_or.at(doubled, at, places.repeated[rows])
    parts = np.bincount(at, minlength=number)
    return _Sums(total, parts, np.bincount(at[known[rows]], minlength=number), low, high, doubled)
