"""Lists that repeat: each distinct combination of names once, and for each row which of them it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["HELD", "Codes", "Combos", "after", "distinct_lists", "joined", "put"]

Codes = npt.NDArray[np.int32]
HELD = "held open: "  # begins the column that marks the rows on which a fact is held open


@dataclass(frozen=True)
class Combos:
    """Distinct combinations of names, and for each row which of them it has."""

    lists: list[tuple[str, ...]]
    codes: Codes

    def column(self) -> pa.ListArray:
        """Return the list column, one list of names a row; names are dictionary codes, so that copies stay small."""
        names = list(dict.fromkeys(name for names in self.lists for name in names))
        number = {name: k for k, name in enumerate(names)}
        flat = pa.array([number[name] for names in self.lists for name in names], pa.int32())
        offsets = np.cumsum([0, *map(len, self.lists)], dtype=np.int32)
        words = pa.DictionaryArray.from_arrays(flat, pa.array(names, pa.string()))
        return pa.ListArray.from_arrays(pa.array(offsets), words).take(pa.array(self.codes))


def joined(batch: pa.RecordBatch, name: str, lists: Sequence[tuple[str, ...]], numbers: Codes) -> pa.RecordBatch:
    """Return the batch with texts behind those that a list column has already; `numbers` say which list a row gets."""
    at = batch.schema.get_field_index(name)
    if at >= 0:
        lists, numbers = after(batch.column(at), lists, numbers)
    return put(batch, name, Combos(list(lists), numbers).column())


def after(had: pa.ListArray, lists: Sequence[tuple[str, ...]], numbers: Codes) -> tuple[list[tuple[str, ...]], Codes]:
    """Return lists, and which is each row's, with the texts that rows `had` already before those that they get."""
    lists, numbers = list(lists), numbers.copy()
    rows = np.flatnonzero(np.asarray(pc.fill_null(pc.list_value_length(had), 0)) > 0)
    if not len(rows):
        return lists, numbers
    before, which = distinct_lists(had.take(pa.array(rows)))
    _, first, both = np.unique(
        which.astype(np.int64) * (len(lists) + 1) + numbers[rows], return_index=True, return_inverse=True
    )
    told = zip(which[first].tolist(), numbers[rows[first]].tolist(), strict=True)
    joint = [tuple(dict.fromkeys((*before[n], *lists[k]))) for n, k in told]
    numbers[rows] = (both + len(lists)).astype(np.int32)
    return lists + joint, numbers


def distinct_lists(column: pa.ListArray) -> tuple[list[tuple[str, ...]], Codes]:
    """Return the distinct lists of a column that has no empty one, and which of them is each row's.

    Lists are told apart by 64 bits of their texts' numbers and places: that two of a million differ and are taken for
    one has a chance of about one in forty million.
    """
    offsets = np.asarray(column.offsets, np.int64)
    flat = column.values.slice(offsets[0], offsets[-1] - offsets[0])
    flat = flat if isinstance(flat, pa.DictionaryArray) else flat.dictionary_encode()
    starts = offsets[:-1] - offsets[0]
    place = np.arange(len(flat)) - np.repeat(starts, np.diff(offsets))
    with np.errstate(over="ignore"):
        number = np.asarray(flat.indices, np.uint64) + np.uint64(1)
        sums = np.add.reduceat(_mixed(_mixed(number) + place.astype(np.uint64)), starts)
    _, first, which = np.unique(sums, return_index=True, return_inverse=True)
    return [tuple(texts) for texts in column.take(pa.array(first)).to_pylist()], which.astype(np.int32)


def _mixed(x: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Mix the bits of numbers (the finaliser of splitmix64, Steele, Lea and Flood 2014)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def put(batch: pa.RecordBatch, name: str, column: pa.Array) -> pa.RecordBatch:
    """Return the batch with a column, in its place where there is one of that name."""
    at = batch.schema.get_field_index(name)
    return batch.append_column(name, column) if at < 0 else batch.set_column(at, name, column)
