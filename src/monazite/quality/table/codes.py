"""Columns of text as codes of their distinct values, those of null included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Coded", "Combinations", "coded", "codes_of", "combinations", "decoded", "encoded", "with_null"]

Ints = npt.NDArray[np.integer]
Coded = tuple[Ints, list[str | None]]
Kind = TypeVar("Kind", bound=np.generic)

SMALL = 1 << 16  # combinations of codes that are kept as a table as they are: it stays in the cache of a core
DENSE = 1 << 22  # those that are numbered by such a table


def encoded(column: pa.Array) -> pa.DictionaryArray:
    """Return a column by its distinct values."""
    return column if pa.types.is_dictionary(column.type) else column.dictionary_encode()


def decoded(column: pa.Array | None) -> pa.Array | None:
    """Return a column as plain texts; None stays so."""
    return column.dictionary_decode() if column is not None and pa.types.is_dictionary(column.type) else column


def with_null(dictionary: pa.Array) -> pa.Array:
    """Return the distinct values with null behind them: the place to which the code of null leads."""
    return pa.concat_arrays([pc.cast(dictionary, pa.string()), pa.nulls(1, pa.string())])


def codes_of(coded: pa.DictionaryArray) -> Ints:
    """Return the code of each row, that of null behind the last, int32 or int64; shape (rows,)."""
    codes, most = coded.indices, len(coded.dictionary)
    if codes.type not in (pa.int32(), pa.int64()):
        codes = pc.cast(codes, pa.int64())
    return np.asarray(pc.fill_null(codes, pa.scalar(most, codes.type)) if codes.null_count else codes)


def coded(batch: pa.RecordBatch, name: str, absent: str | None) -> Coded:
    """Return the codes of a column of texts and what they stand for; a column that is not there is all `absent`."""
    if name not in batch.schema.names:
        return np.zeros(batch.num_rows, np.int32), [absent]
    made = encoded(batch.column(name))
    return codes_of(made), with_null(made.dictionary).to_pylist()


@dataclass(frozen=True, slots=True)
class Combinations:
    """The combinations of texts of some columns: `rows` leads from a row to a slot, shape (rows,).

    `texts` are the combinations that occur, `slots` their slots, both of shape (occurring,), of `count` slots.
    """

    rows: Ints
    texts: list[tuple[str | None, ...]]
    slots: Ints
    count: int

    def spread(self, values: npt.NDArray[Kind]) -> npt.NDArray[Kind]:
        """Return values of combinations (occurring,) by slot (count,); what is in the slots between has no meaning."""
        out = np.zeros(self.count, values.dtype)
        out[self.slots] = values
        return out


def combinations(columns: Sequence[Coded]) -> Combinations:
    """Return the combinations of texts that columns of codes have."""
    told = [texts for _, texts in columns]
    rows, distinct, slots, count = _slots(*_key(columns))
    places = zip(*np.unravel_index(distinct, [len(texts) for texts in told]), strict=True)
    texts = [tuple(texts[n] for texts, n in zip(told, at, strict=True)) for at in places]
    return Combinations(rows, texts, slots, count)


def _key(columns: Sequence[Coded]) -> tuple[Ints, int]:
    """Return one number for the codes of a row, and how many there could be."""
    size = int(np.prod([len(texts) for _, texts in columns], dtype=object))
    kind = np.int32 if size < 2**31 else np.int64
    key: Ints = np.zeros(0, kind)
    for n, (codes, texts) in enumerate(columns):
        key = codes.astype(kind, copy=False) if n == 0 else _with(key, codes, len(texts))
    return key, size


def _with(key: Ints, codes: Ints, count: int) -> Ints:
    if count == 1:
        return key
    more = key * key.dtype.type(count)
    more += codes.astype(key.dtype, copy=False)
    return more


def _slots(key: Ints, size: int) -> tuple[Ints, Ints, Ints, int]:
    """Return the slot of each row, the keys that occur, their slots, and how many slots there are."""
    if size > DENSE:
        distinct, rows = np.unique(key, return_inverse=True)
        return rows, distinct, np.arange(len(distinct)), len(distinct)
    there = np.zeros(size, bool)
    there[key] = True
    distinct = np.flatnonzero(there)
    if size <= SMALL:
        return key, distinct, distinct, size
    number = np.zeros(size, np.int32)
    number[distinct] = np.arange(len(distinct), dtype=np.int32)
    return number[key], distinct, np.arange(len(distinct)), len(distinct)
