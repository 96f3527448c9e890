"""The texts that were read so far, each once and under a number, for batches in any thread."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import accumulate, count
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.goods.answer import Goods
from monazite.goods.headings import Search
from monazite.goods.packed import unpacked
from monazite.goods.sheet import CASE

__all__ = ["Key", "Known", "Texts"]

LONG = 4_000  # signs of a text from which its digest is kept in its place
KEPT = 250_000  # distinct texts that are kept
MOST_BYTES = 1_000_000_000  # and what is kept of them
GROWTH = 2  # a sheet is laid together with the next where that is not smaller by more than this

Key = tuple[str, ...]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Texts:
    """What is known of texts, one row for each number; never changed, so that a batch reads one state of it."""

    sheets: tuple[pa.RecordBatch, ...] = ()

    def plus(self, sheets: Sequence[pa.RecordBatch]) -> Texts:
        """Return these texts with more behind them; sheets of like size become one, so that there are ever few."""
        kept = [*self.sheets, *_one(sheets)]
        while len(kept) > 1 and kept[-2].num_rows <= GROWTH * kept[-1].num_rows:
            together = _one(kept[-2:])
            if len(together) > 1:
                break
            kept[-2:] = together
        return Texts(tuple(kept))

    @cached_property
    def _table(self) -> pa.Table:
        return _table(self.sheets)

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(sheet.num_rows for sheet in self.sheets))

    @property
    def nbytes(self) -> int:
        """The bytes that they take."""
        return int(self._table.nbytes)

    def __contains__(self, name: str) -> bool:
        """Return whether any of the texts says something of a column."""
        return name in self._table.schema.names

    def take(self, name: str, numbers: Ints) -> pa.Array:
        """Return a column for the texts of some numbers, in their order; all NULL where no text has it."""
        if name not in self:
            return pa.nulls(len(numbers))
        found = self._table.column(name).take(pa.array(numbers))
        return found.chunk(0) if found.num_chunks == 1 else found.combine_chunks()

    def coded(self, name: str, numbers: Ints) -> tuple[list[Any], Ints]:
        """Return the distinct values of a column for some numbers, None last, and the place of each number's."""
        found = self.take(name, numbers).dictionary_encode()
        values = found.dictionary.to_pylist()
        return [*values, None], np.asarray(pc.fill_null(found.indices, len(values)), np.int64)

    def lists(self, name: str, numbers: Ints) -> pa.ListArray:
        """Return a column of lists of texts for some numbers; the texts are dictionary codes, as in all answers."""
        found = self.take(name, numbers)
        texts = found.flatten().dictionary_encode()
        words = pa.DictionaryArray.from_arrays(texts.indices, texts.dictionary.cast(pa.string()))
        return pa.ListArray.from_arrays(found.offsets, words)

    def told(self, name: str, numbers: Ints) -> npt.NDArray[np.bool_]:
        """Return where the texts of some numbers have a yes in a column."""
        found = pc.fill_null(self.take(name, numbers).cast(pa.bool_()), False)
        return np.asarray(found.to_numpy(zero_copy_only=False), bool)

    def case(self, number: int) -> tuple[Goods, Search]:
        """Return all that is kept of what one text says, and the headings it fits."""
        at = bisect_right(self._ends, number)
        sheet = self.sheets[at]
        row = number - self._ends[at] + sheet.num_rows
        return unpacked(sheet.column(CASE)[row].as_py())


def _table(sheets: Sequence[pa.RecordBatch]) -> pa.Table:
    # Sheets have columns of the facts that their own texts say.
    return pa.concat_tables([pa.Table.from_batches([sheet]) for sheet in sheets], promote_options="default")


def _one(sheets: Sequence[pa.RecordBatch]) -> list[pa.RecordBatch]:
    """Return sheets laid together."""
    found: list[pa.RecordBatch] = _table(sheets).combine_chunks().to_batches() if len(sheets) > 1 else list(sheets)
    return found


@dataclass
class _Shelf:
    """Numbers of texts and what is known of these; grows, and is left behind when full."""

    texts: Texts
    numbers: dict[Key, int] = field(default_factory=dict)
    signs: int = 0

    def add(self, keys: Sequence[Key], sheets: Sequence[pa.RecordBatch]) -> None:
        # A number is told only when the text behind it is there: other threads look it up meanwhile.
        self.texts = self.texts.plus(sheets)
        self.signs += sum(len(text) for key in keys for text in key)
        self.numbers.update(zip(keys, count(len(self.numbers))))

    @property
    def full(self) -> bool:
        # A sign of a key takes up to four bytes.
        return len(self.numbers) > KEPT or self.texts.nbytes + 4 * self.signs > MOST_BYTES


class Known:
    """Numbers texts and reads those that are new; one thread reads at a time, and the others wait for what it reads."""

    def __init__(self, read: Callable[[Sequence[Key]], Sequence[pa.RecordBatch]], first: Key) -> None:
        """`read` returns what texts say as sheets, in the order of the texts; `first` is the one numbered 0."""
        self._read, self._first = read, first
        self._reading: dict[int, Lock] = {}  # by process: a forked one waits for no thread of its parent
        self._start = Texts(tuple(read([first])))
        self._shelf = self._empty()

    def numbers(self, keys: Sequence[Key]) -> tuple[Texts, Ints]:
        """Return what is known of texts, and the numbers that they have there, shape (keys,), int64."""
        shelf, short = self._shelf, [_short(key) for key in keys]
        found = [shelf.numbers.get(key, -1) for key in short]
        if -1 in found:
            with self._reading.setdefault(os.getpid(), Lock()):
                shelf = self._filled(dict(zip(short, keys, strict=True)))
            found = [shelf.numbers[key] for key in short]
        return shelf.texts, np.array(found, np.int64)

    def _filled(self, keys: Mapping[Key, Key]) -> _Shelf:
        """Return the shelf with all of these texts on it; a full one is used up, and an empty one stands ready."""
        shelf = self._shelf
        new = [key for key in keys if key not in shelf.numbers]
        if new:
            shelf.add(new, self._read([keys[key] for key in new]))
            if shelf.full:
                self._shelf = self._empty()
        return shelf

    def _empty(self) -> _Shelf:
        return _Shelf(self._start, {self._first: 0})


def _short(key: Key) -> Key:
    """Return texts with digests for those that would take much room; no text of a file begins with their sign."""
    if max(map(len, key)) <= LONG:
        return key
    return tuple(
        text if len(text) <= LONG else "\0" + sha256(text.encode("utf-8", "surrogatepass")).hexdigest() for text in key
    )
