"""Columns of text as codes of their distinct values, those of null included."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["coded", "codes_of", "decoded", "encoded", "numbered", "with_null"]

Ints = npt.NDArray[np.integer]

DENSE = 1 << 22  # combinations of codes that are kept as a plain table


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
    """Return the code of each row, that of null behind the last; shape (rows,)."""
    if not coded.null_count:
        return np.asarray(coded.indices)
    return np.asarray(pc.fill_null(pc.cast(coded.indices, pa.int64()), len(coded.dictionary)))


def coded(batch: pa.RecordBatch, name: str, absent: str | None) -> tuple[Ints, list[str | None]]:
    """Return the codes of a column of texts and what they stand for; a column that is not there is all `absent`."""
    if name not in batch.schema.names:
        return np.zeros(batch.num_rows, np.int64), [absent]
    made = encoded(batch.column(name))
    return codes_of(made), with_null(made.dictionary).to_pylist()


def numbered(key: Ints, size: int) -> tuple[Ints, Ints]:
    """Return for each row the number of its key among those that occur, and those; keys are below `size`."""
    if size > DENSE:
        distinct, numbers = np.unique(key, return_inverse=True)
        return numbers, distinct
    there = np.zeros(size, bool)
    there[key] = True
    distinct = np.flatnonzero(there)
    number = np.zeros(size, np.int64)
    number[distinct] = np.arange(len(distinct))
    return number[key], distinct
