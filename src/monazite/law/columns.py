"""The columns of one batch as numpy views: values, validity planes, dictionary codes and days per time zone."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.law.bits import Plane, Words, conj, disj, from_bitmap, full_plane, pack, unpack

__all__ = ["Columns"]

# A column known in at most one row of this many is compared at its known rows alone.
SPARSE = 4

Ints = npt.NDArray[np.int64]


class Columns:
    """Reads a record batch; a column that it lacks is known nowhere."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self.rows = batch.num_rows
        self.full: Words = full_plane(self.rows)
        self._arrays = {name: _with_known_words(batch.column(i)) for i, name in enumerate(batch.schema.names)}
        self._known: dict[str, Plane] = {}
        self._values: dict[str, Ints] = {}
        self._few: dict[str, tuple[npt.NDArray[np.intp], Ints]] = {}
        self._days: dict[str, tuple[npt.NDArray[np.int32], Plane]] = {}

    def has(self, name: str) -> bool:
        """Whether the batch carries a column with anything known."""
        array = self._arrays.get(name)
        return array is not None and array.null_count < len(array)

    def known(self, name: str) -> Plane:
        """Return the rows where a column is known."""
        if name not in self._known:
            self._known[name] = self._validity(name)
        return self._known[name]

    def _validity(self, name: str) -> Plane:
        array = self._arrays.get(name)
        if array is None or array.null_count == len(array):
            return None
        bitmap = array.buffers()[0]
        if array.null_count == 0:
            return self.full
        return from_bitmap(np.frombuffer(bitmap, np.uint8), array.offset, self.rows)

    def flags(self, name: str) -> Plane:
        """Return the rows where a boolean column is known and true."""
        if not self.has(name):
            return None
        array = self._arrays[name]
        bits = from_bitmap(np.frombuffer(array.buffers()[1], np.uint8), array.offset, self.rows)
        return conj(bits, self.known(name), self.full)

    def numbers(self, name: str) -> Ints:
        """Return the integers of a column that `has`; slots that are not known hold anything."""
        if name not in self._values:
            array = self._arrays[name]
            data: npt.NDArray[Any] = np.frombuffer(
                array.buffers()[1], np.int32 if pa.types.is_date32(array.type) else np.int64
            )
            self._values[name] = data[array.offset : array.offset + self.rows]
        return self._values[name]

    def test(self, name: str, test: Callable[[Any, Any], Any], value: int) -> Plane:
        """Return the rows where a column that `has` is known and passes a comparison; few known rows cost little."""
        array = self._arrays[name]
        if array.null_count * SPARSE < len(array) * (SPARSE - 1):
            return conj(pack(test(self.numbers(name), value)), self.known(name), self.full)
        rows, values = self._known_values(name)
        out = np.zeros(self.rows, np.uint8)
        out[rows] = test(values, value)
        return pack(out)

    def _known_values(self, name: str) -> tuple[npt.NDArray[np.intp], Ints]:
        """Return where a column is known, and its values there."""
        if name not in self._few:
            known = self.known(name)
            rows = np.flatnonzero(unpack(known, self.rows)) if known is not None else np.zeros(0, np.intp)
            self._few[name] = rows, self.numbers(name).take(rows)
        return self._few[name]

    def codes(self, name: str) -> tuple[npt.NDArray[Any], list[str]]:
        """Return the dictionary codes (0 where not known) and the words of a text column that `has`."""
        array = self._arrays[name]
        if not isinstance(array, pa.DictionaryArray):
            array = self._arrays[name] = array.dictionary_encode()
        codes = array.indices
        kind = codes.type.to_pandas_dtype()
        data: npt.NDArray[Any] = np.frombuffer(codes.buffers()[1], kind)[codes.offset : codes.offset + self.rows]
        if codes.null_count:
            # Null slots may hold any number, also one beyond the dictionary.
            data = np.where(np.asarray(codes.is_valid()), data, 0)
        return data, array.dictionary.to_pylist()

    def days(self, zone: str) -> tuple[npt.NDArray[np.int32], Plane]:
        """Return the day numbers of the lines in a time zone, and the rows where the day is known.

        `date` is a day of the place; where a line carries an instant, its day in `zone` counts instead.
        """
        if zone not in self._days:
            self._days[zone] = self._read_days(zone)
        return self._days[zone]

    def _read_days(self, zone: str) -> tuple[npt.NDArray[np.int32], Plane]:
        known = self.known("date")
        days = self.numbers("date").astype(np.int32) if known is not None else np.zeros(self.rows, np.int32)
        if not self.has("instant"):
            return days, known
        instants = self._arrays["instant"].cast(pa.timestamp("s", "UTC"))
        timed = np.asarray(instants.is_valid())
        seconds = pc.fill_null(instants.cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
        local = np.array([_local_day(int(s), zone) for s in seconds[timed]], np.int32)
        days = days.copy()
        days[timed] = local
        return days, disj(known, pack(timed), self.full)


def _with_known_words(array: pa.Array) -> pa.Array:
    """Return a column whose dictionary, where it has one, holds no null: what refers to a null is not known."""
    if isinstance(array, pa.DictionaryArray) and array.dictionary.null_count:
        return array.dictionary_decode().dictionary_encode()
    return array


@lru_cache(maxsize=100_000)
def _local_day(second: int, zone: str) -> int:
    import datetime as dt

    moment = dt.datetime.fromtimestamp(second, ZoneInfo(zone))
    return (moment.date() - dt.date(1970, 1, 1)).days
