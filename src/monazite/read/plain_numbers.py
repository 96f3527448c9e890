"""Plain numbers in bulk: a column's digits, marks and units are recognised by Arrow and made exact integers there.

Whatever this file does not recognise is left, by row, to `read_quantity`, which must agree with it on the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.read.cells import Column, Conventions
from monazite.read.quantities import affix, ceiling
from monazite.read.units import Conversion, plain

__all__ = ["PlainNumbers", "plain_numbers"]

# 18 digits always fit 64 bits, and a Decimal of 38 digits whose value does is its lower word.
DIGITS = 18
UNITS_AT_MOST = 24
_GROUPED_POINT = r"^[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?$"
_COMMA = r"^([0-9]+|[1-9][0-9]{0,2}(\.[0-9]{3})+)(,[0-9]+)?$"
# Words before and after a number; a digit may end them ("m3"), but not right after the number ("1e3").
_AFFIXED = (
    r"^(?P<lead>[^0-9.,+<>=~-]*)(?P<number>[0-9][0-9.,]*)"
    r"(?P<tail>|[^0-9.,<>=~-][^0-9~-]*|[^0-9.,<>=~-][^0-9~-]+[23])$"
)


@dataclass
class PlainNumbers:
    """Exact integers by row, whether they are known, and the rows that are left to be read one by one."""

    values: npt.NDArray[np.int64]
    known: npt.NDArray[np.bool_]
    rest: npt.NDArray[np.int64]
    companions: Any = None


def plain_numbers(column: Column, texts: pa.Array, conventions: Conventions) -> PlainNumbers:
    """Return what can be read in bulk; NULL cells and empty ones are neither known nor left."""
    out = PlainNumbers(np.zeros(len(texts), np.int64), np.zeros(len(texts), bool), np.empty(0, np.int64))
    present = pc.fill_null(pc.not_equal(texts, ""), False)
    whole = bool(pc.all(present, min_count=0).as_py())
    rows = np.arange(len(texts)) if whole else np.flatnonzero(np.asarray(present))
    texts = texts if whole else texts.filter(present)
    own, companion = affix(column, "", "")
    rows, texts = _read(out, rows, texts, own, companion, column, conventions)
    if len(rows):
        texts = pc.utf8_trim_whitespace(texts)
        rows, texts = _with_words(out, rows, texts, column, conventions)
    out.rest = rows
    return out


def _read(
    out: PlainNumbers,
    rows: Any,
    texts: pa.Array,
    unit: Conversion,
    companion: str,
    column: Column,
    conventions: Conventions,
) -> tuple[Any, pa.Array]:
    """Read the numbers in one unit; return the rows and texts that are left."""
    if unit.power is None:
        return rows, texts
    scale = column.fact.decimals + unit.power
    if scale >= DIGITS:
        return rows, texts
    for pattern, drop in _forms(max(scale, 0), conventions.decimal):
        if not len(rows):
            break
        fits = np.asarray(pc.match_substring_regex(texts, pattern))
        if not fits.any():
            continue
        some = texts if fits.all() else texts.filter(pa.array(fits))
        for old, new in drop:
            some = pc.replace_substring(some, old, new)
        good = _exact(out, rows[fits], some, scale, column, companion)
        left = ~fits
        left[np.flatnonzero(fits)[~good]] = True
        rows, texts = rows[left], texts.filter(pa.array(left))
    return rows, texts


def _forms(scale: int, decimal: str) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Yield the patterns of numbers under a convention, and which marks to replace before they are digits."""
    whole = f"[0-9]{{1,{DIGITS - scale}}}"
    if decimal in ("", "."):
        yield f"^{whole}(\\.[0-9]{{1,{scale}}})?$" if scale else f"^{whole}$", ()
    else:
        yield f"^{whole}$", ()
    if decimal == ".":
        yield _GROUPED_POINT, ((",", ""),)
    if decimal == ",":
        yield _COMMA, ((".", ""), (",", "."))


def _exact(out: PlainNumbers, rows: Any, digits: pa.Array, scale: int, column: Column, companion: str) -> Any:
    """Store the numbers that have no more digits than are kept; return which did."""
    places = max(scale, 0)
    fraction = f"(\\.[0-9]{{1,{places}}})?" if places else ""
    good = np.asarray(pc.match_substring_regex(digits, f"^[0-9]{{1,{DIGITS - places}}}{fraction}$")).copy()
    values = _integers(digits if good.all() else digits.filter(pa.array(good)), places)
    step = 10 ** max(-scale, 0)
    exact = (values % step == 0) & (values // step <= ceiling(column.fact))
    values = values // step
    good[np.flatnonzero(good)[~exact]] = False
    out.values[rows[good]] = values[exact]
    out.known[rows[good]] = True
    if companion:
        out.companions = np.full(len(out.values), None, object) if out.companions is None else out.companions
        out.companions[rows[good]] = companion
    return good


def _integers(digits: pa.Array, places: int) -> npt.NDArray[np.int64]:
    """Return decimal texts as integers of the last place."""
    decimals = pc.cast(digits, pa.decimal128(38, places))
    words = np.frombuffer(decimals.buffers()[1], np.int64)
    return words[2 * decimals.offset : 2 * (decimals.offset + len(decimals)) : 2].copy()


def _with_words(
    out: PlainNumbers, rows: Any, texts: pa.Array, column: Column, conventions: Conventions
) -> tuple[Any, pa.Array]:
    """Read numbers with a unit or currency beside them, one kind of words at a time."""
    parts = pc.extract_regex(texts, _AFFIXED)
    places = np.flatnonzero(np.asarray(pc.is_valid(parts)))
    found = parts.take(pa.array(places))
    words = pc.binary_join_element_wise(found.field("lead"), found.field("tail"), "\0").dictionary_encode()
    if len(words.dictionary) > UNITS_AT_MOST:
        return rows, texts
    left = np.ones(len(rows), bool)
    codes, numbers = np.asarray(words.indices), found.field("number")
    for code, word in enumerate(words.dictionary.to_pylist()):
        here = np.flatnonzero(codes == code)
        unread = _beside(out, rows[places[here]], numbers.take(pa.array(here)), word, column, conventions)
        left[places[here]] = np.isin(rows[places[here]], unread)
    return rows[left], texts.filter(pa.array(left))


def _beside(
    out: PlainNumbers, rows: Any, numbers: pa.Array, words: str, column: Column, conventions: Conventions
) -> Any:
    """Read numbers that stand beside the same words; return the rows that could not be read."""
    lead, tail = (plain(word) for word in words.split("\0"))
    try:
        unit, companion = affix(column, lead, tail)
    except ValueError:
        return rows
    return _read(out, rows, numbers, unit, companion, column, conventions)[0]
