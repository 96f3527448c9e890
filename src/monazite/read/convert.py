"""A whole column of texts at once: plain cells by Arrow, the rest by its distinct values, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.read.cells import MISSING, SAID_UNKNOWN, Cell, Column, Conventions, is_missing, unreadable
from monazite.read.codes import CODE_READERS
from monazite.read.dates import read_date
from monazite.read.plain_numbers import PlainNumbers, plain_numbers
from monazite.read.quantities import read_quantity
from monazite.read.words import read_boolean, read_choice, read_country

__all__ = ["Converted", "Found", "convert"]

Rows = npt.NDArray[np.int64]
TEXT_AT_MOST = 1000


@dataclass(frozen=True)
class Found:
    """Findings of one column: `texts[k]` is about row `rows[k]`."""

    rows: Rows
    texts: Sequence[str]


@dataclass(frozen=True)
class Converted:
    """The arrays that one input column becomes, by name, its findings, and the companions that its cells name."""

    arrays: dict[str, pa.Array]
    found: list[Found] = field(default_factory=list)
    companions: pa.Array | None = None

    def take(self, indices: pa.Array) -> Converted:
        """Return the same for the rows that refer to these values by index (NULL stays NULL)."""
        arrays = {name: array.take(indices) for name, array in self.arrays.items()}
        companions = None if self.companions is None else self.companions.take(indices)
        return Converted(arrays, [_spread(found, indices) for found in self.found], companions)


def _spread(found: Found, indices: pa.Array) -> Found:
    """Return the findings on distinct values as findings on the rows that hold them."""
    codes = np.asarray(pc.fill_null(indices, -1)).astype(np.int64)
    text_of = dict(zip(found.rows.tolist(), found.texts, strict=True))
    rows = np.flatnonzero(np.isin(codes, found.rows)).astype(np.int64)
    return Found(rows, [text_of[code] for code in codes[rows].tolist()])


def convert(column: Column, texts: pa.Array, conventions: Conventions = Conventions()) -> Converted:  # noqa: B008
    """Return a column of texts (plain or dictionary) as the columns of its fact."""
    if column.fact.type == "quantity":
        return _quantities(column, texts, conventions)
    reader = _reader(column, conventions)
    if reader is None:
        return Converted({column.name: _trimmed(texts)})
    return _by_distinct(column, texts, reader)


def _reader(column: Column, conventions: Conventions) -> Callable[[str], Cell] | None:
    """Return what reads one cell; None for texts and codes that are kept as they are."""
    if column.fact.type == "boolean":
        return lambda text: read_boolean(text, column, conventions)
    if column.fact.type == "date":
        return lambda text: read_date(text, column, conventions)
    if column.fact.type == "choice":
        return lambda text: read_choice(text, column)
    if column.fact.type == "country":
        return lambda text: read_country(text, column)
    code = CODE_READERS.get(column.fact.name)
    return None if code is None else lambda text: code(text, column)


def _trimmed(texts: pa.Array) -> pa.Array:
    """Return texts without blanks around them, NULL where they say that nothing is known."""
    if pa.types.is_dictionary(texts.type):
        return _encoded(texts.indices, _trimmed(texts.dictionary))
    trimmed = pc.utf8_trim_whitespace(texts)
    short = pc.less(pc.binary_length(trimmed), 16)
    missing = pc.is_in(pc.utf8_lower(trimmed), value_set=pa.array(sorted(MISSING)))
    return pc.if_else(pc.and_(short, missing), pa.scalar(None, pa.string()), trimmed)


def _encoded(indices: pa.Array, values: pa.Array) -> pa.Array:
    """Return a dictionary array of indices into values that may repeat or be NULL."""
    encoded = values.dictionary_encode()
    return pa.DictionaryArray.from_arrays(encoded.indices.take(indices), encoded.dictionary)


def _by_distinct(column: Column, texts: pa.Array, reader: Callable[[str], Cell]) -> Converted:
    """Return a column whose distinct values are converted one by one."""
    encoded = texts if pa.types.is_dictionary(texts.type) else texts.dictionary_encode()
    words = encoded.dictionary.to_pylist()
    cells = [_read(word, column, reader) for word in words]
    values = pa.array([cell.value for cell in cells], column.fact.arrow_type())
    if pa.types.is_string(values.type):
        arrays = {column.name: _encoded(encoded.indices, values)}
    else:
        arrays = {column.name: values.take(encoded.indices)}
    if any(cell.instant is not None for cell in cells):
        instants = pa.array([cell.instant for cell in cells], pa.int64()).cast(pa.timestamp("s", "UTC"))
        arrays["instant"] = instants.take(encoded.indices)
    found = _found(cells)
    return Converted(arrays, [_spread(found, encoded.indices)] if len(found.rows) else [])


def _read(word: str | None, column: Column, reader: Callable[[str], Cell]) -> Cell:
    """Return one cell; a text that is far too long for what it should be is not even looked at."""
    if word is None or is_missing(word):
        return Cell()
    return reader(word) if len(word) <= TEXT_AT_MOST else unreadable(column, word, "is too long")


def _found(cells: Sequence[Cell]) -> Found:
    rows = [k for k, cell in enumerate(cells) if cell.finding]
    return Found(np.array(rows, np.int64), [cells[k].finding for k in rows])


def _quantities(column: Column, texts: pa.Array, conventions: Conventions) -> Converted:
    """Return numbers: the plain ones in bulk, whatever is left by its distinct texts."""
    if pa.types.is_dictionary(texts.type):
        return _quantities(column, texts.dictionary, conventions).take(texts.indices)
    plain = plain_numbers(column, texts, conventions)
    if len(plain.rest) == 0:
        return Converted({column.name: _array(plain.values, plain.known)}, companions=_companions(plain.companions))
    encoded = texts.take(pa.array(plain.rest)).dictionary_encode()
    codes = np.asarray(encoded.indices).astype(np.int64)
    read = partial(_number, column=column, conventions=conventions)
    cells = [_stated(word, _read(word, column, read), column) for word in encoded.dictionary.to_pylist()]
    _fill(plain.values, plain.known, plain.rest, codes, [cell.value for cell in cells])
    arrays = {column.name: _array(plain.values, plain.known)} | _bounds(column, len(texts), plain.rest, codes, cells)
    _name_companions(plain, codes, cells)
    said = _found(cells)
    here = _spread(said, encoded.indices)
    found = [Found(plain.rest[here.rows], here.texts)] if len(said.rows) else []
    return Converted(arrays, found, _companions(plain.companions))


def _stated(word: str | None, cell: Cell, column: Column) -> Cell:
    """A mass fraction that is stated but not understood is no element left out: it is 0 or more, not zero."""
    known = (cell.value, cell.below, cell.at_least) != (None, None, None)
    said = word is not None and (cell.finding or word.strip().casefold() in SAID_UNKNOWN)
    whole = column.name == column.fact.name and column.fact.censored
    if known or not said or not whole or column.fact.group != "composition":
        return cell
    return cell._replace(at_least=0)


def _bounds(column: Column, length: int, rest: Rows, codes: Rows, cells: Sequence[Cell]) -> dict[str, pa.Array]:
    """Return the columns of bounds that the cells tell."""
    told = {column.fact.below: [c.below for c in cells], column.fact.at_least: [c.at_least for c in cells]}
    arrays = {}
    for name, bounds in told.items():
        if any(bound is not None for bound in bounds):
            values, known = np.zeros(length, np.int64), np.zeros(length, bool)
            _fill(values, known, rest, codes, bounds)
            arrays[name] = _array(values, known)
    return arrays


def _name_companions(plain: PlainNumbers, codes: Rows, cells: Sequence[Cell]) -> None:
    """Note the currencies and units that cells name beside their numbers."""
    if any(cell.companion for cell in cells):
        if plain.companions is None:
            plain.companions = np.full(len(plain.values), None, object)
        plain.companions[plain.rest] = np.array([cell.companion or None for cell in cells], object)[codes]


def _number(word: str, column: Column, conventions: Conventions) -> Cell:
    return Cell() if word.strip().casefold() in ("na", "none") else read_quantity(word, column, conventions)


def _fill(values: Any, known: Any, rest: Rows, codes: Rows, distinct: Sequence[int | None]) -> None:
    """Write the values of distinct texts to the rows that hold them."""
    numbers = np.array([v if v is not None else 0 for v in distinct] + [0], np.int64)[codes]
    told = np.array([v is not None for v in distinct] + [False], bool)[codes]
    values[rest[told]] = numbers[told]
    known[rest[told]] = True


def _array(values: Any, known: Any) -> pa.Array:
    return pa.array(values, pa.int64(), mask=None if known.all() else ~known)


def _companions(companions: Any) -> pa.Array | None:
    return None if companions is None else pa.array(companions, pa.string())
