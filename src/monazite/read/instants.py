"""Dates and instants that a file already holds as numbers: within the years that a text may name, in whole seconds."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.errors import InputError
from monazite.read.cells import SHOWN, Column, unreadable
from monazite.read.convert import Converted, Found
from monazite.read.dates import OUTSIDE, YEARS

__all__ = ["calendar_days", "instants", "outside"]

SECONDS = tuple(int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (YEARS.start, YEARS.stop))
DAY = 86_400
PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def outside(array: pa.Array) -> npt.NDArray[np.int64]:
    """Return the rows of dates or timestamps that lie in no year that a text may name."""
    numbers, (first, end) = _numbers(array), _bounds(array.type)
    low, high = pc.min_max(numbers).as_py().values()
    if low is None or (low >= first and high < end):
        return np.zeros(0, np.int64)
    far = pc.or_(pc.less(numbers, first), pc.greater_equal(numbers, end))
    return np.flatnonzero(np.asarray(pc.fill_null(far, False))).astype(np.int64)


def calendar_days(column: Column, array: pa.Array) -> Converted:
    """Return the calendar day as written, and the instant where the file knows the zone; far ones become findings."""
    if not pa.types.is_timestamp(array.type) or array.type.tz is None:
        within, found = _within(array, column)
        # No check of what is lost: the time of day is, on purpose.
        return Converted({column.name: within.cast(pa.date32(), safe=False)}, found)
    near, found = _within(array, column)
    try:
        day = pc.local_timestamp(near).cast(pa.date32(), safe=False)
    except pa.ArrowInvalid as error:
        raise InputError(f"column '{column.heading}': {str(error).splitlines()[0]}") from None
    return Converted({column.name: day, "instant": _seconds(near)}, found)


def instants(array: pa.Array) -> Converted:
    """Return instants in whole seconds of UTC; far ones become findings."""
    near, found = _within(array, None)
    return Converted({"instant": _seconds(near)}, found)


def _seconds(array: pa.Array) -> pa.Array:
    """Return timestamps floored to the second, which casting would refuse to do."""
    whole = pc.floor_temporal(array.cast(pa.timestamp(array.type.unit, "UTC")), unit="second")
    return whole.cast(pa.timestamp("s", "UTC"))


def _within(array: pa.Array, column: Column | None) -> tuple[pa.Array, list[Found]]:
    """Return an array with NULL where it lies too far off, and the findings on that."""
    rows = outside(array)
    if not len(rows):
        return array, []
    far = np.zeros(len(array), bool)
    far[rows] = True
    near = pc.if_else(pa.array(far), pa.scalar(None, array.type), array)
    return near, [Found(rows, [_said(text, column) for text in _shown(array.take(pa.array(rows)))])]


def _shown(array: pa.Array) -> list[str]:
    """Return far dates as texts: as days where the calendar reaches, else as the bare number."""
    texts = array.cast(pa.timestamp(array.type.unit)) if pa.types.is_timestamp(array.type) else array
    numbers = _numbers(array).to_pylist()
    shown = zip(texts.cast(pa.string()).to_pylist(), numbers, strict=True)
    return [str(number) if text.startswith("<") else text[:SHOWN] for text, number in shown]


def _said(text: str, column: Column | None) -> str:
    return unreadable(column, text, OUTSIDE).finding if column else f"unreadable instant: '{text}' {OUTSIDE}"


def _numbers(array: pa.Array) -> pa.Array:
    return array.cast(pa.int32()).cast(pa.int64()) if pa.types.is_date32(array.type) else array.cast(pa.int64())


def _bounds(kind: pa.DataType) -> tuple[int, int]:
    """Return the first number inside and the first one after it, in the steps of a type."""
    if pa.types.is_date32(kind):
        return SECONDS[0] // DAY, SECONDS[1] // DAY
    steps = PER_SECOND["ms" if pa.types.is_date64(kind) else kind.unit]
    return SECONDS[0] * steps, SECONDS[1] * steps
