"""Rows by number: distinct combinations of texts, days, and numbers made small again, all in numpy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["coded_keys", "compressed", "days_of"]

Ints = npt.NDArray[np.int64]
_FEW = 1 << 22  # numbers up to here are counted rather than sorted
_MOST = 1 << 62
EPOCH = dt.date(1970, 1, 1).toordinal()


def compressed(codes: Ints) -> tuple[Ints, Ints]:
    """Return the row on which each distinct number stands (its last or first), and for each row which it is.

    >>> first, which = compressed(np.array([7, 3, 7]))
    >>> which.tolist(), len(first)
    ([1, 0, 1], 2)
    """
    if not len(codes):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    low = int(codes.min())
    span = int(codes.max()) - low + 1
    if span > _FEW:
        _, first, which = np.unique(codes, return_index=True, return_inverse=True)
        return first.astype(np.int64), which.astype(np.int64)
    place = np.full(span, -1, np.int64)
    place[codes - low] = np.arange(len(codes))
    there = np.flatnonzero(place >= 0)
    number = np.zeros(span, np.int64)
    number[there] = np.arange(len(there))
    return place[there], number[codes - low]


def coded_keys(batch: pa.RecordBatch, names: Sequence[str]) -> tuple[Ints, list[tuple[str, ...]]]:
    """Return for each row the number of its combination of texts, and the combinations; an absent text is empty."""
    columns = [_coded(batch, name) for name in names]
    codes, size = np.zeros(batch.num_rows, np.int64), 1
    for texts, places in columns:
        if len(texts) > 1:
            if size * len(texts) > _MOST:
                _, codes = compressed(codes)
                size = int(codes.max(initial=0)) + 1
            codes, size = codes * len(texts) + places, size * len(texts)
    first, which = compressed(codes)
    return which, list(zip(*(_at(texts, places[first]) for texts, places in columns), strict=True))


def _at(texts: list[str], places: Ints) -> list[str]:
    return [texts[n] for n in places.tolist()]


def _coded(batch: pa.RecordBatch, name: str) -> tuple[list[str], Ints]:
    """Return the texts of a column, the empty one last, and the place of each row's."""
    at = batch.schema.get_field_index(name)
    if at < 0 or batch.column(at).null_count == batch.num_rows:
        return [""], np.zeros(batch.num_rows, np.int64)
    column = batch.column(at)
    column = column if isinstance(column, pa.DictionaryArray) else column.dictionary_encode()
    texts = [text or "" for text in column.dictionary.to_pylist()]
    return [*texts, ""], np.asarray(pc.fill_null(column.indices.cast(pa.int64()), len(texts)))


def days_of(batch: pa.RecordBatch) -> tuple[list[dt.date | None], Ints]:
    """Return the distinct days of a batch and for each row which is its own: its date, else that of its instant."""
    rows = batch.num_rows
    days = pa.nulls(rows, pa.date32())
    if "date" in batch.schema.names:
        days = batch.column("date").cast(pa.date32())
    if "instant" in batch.schema.names and days.null_count:
        days = pc.coalesce(days, batch.column("instant").cast(pa.date32()))
    numbers = np.asarray(pc.fill_null(days.cast(pa.int32()), np.iinfo(np.int32).min), np.int64)
    first, which = compressed(numbers)
    return [_day(n) for n in numbers[first].tolist()], which


def _day(number: int) -> dt.date | None:
    return None if number == np.iinfo(np.int32).min else dt.date.fromordinal(EPOCH + number)
