"""Printed numbers as places, a column at a time: plain decimals by Arrow, others one by one as `printed` reads them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.quality.found import found
from monazite.quality.positions import FIRST, LAST, ROOM, STEPS
from monazite.quality.printed import Printed, printed

__all__ = ["Places", "places_of_numbers", "places_of_texts"]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# "0.0005", "<0.002", ">99.9": six digits before the point and twelve after it fit the line exactly.
PLAIN = r"^[<>]?[0-9]{1,6}(\.[0-9]{1,12})?$"
EXACT = pa.decimal128(30, 12)
MOST = 10**6  # what lies beyond is not told from "no end"


@dataclass(frozen=True, slots=True)
class Places:
    """Where values lie, from `low` to `high`; all of shape (values,). What is no number lies anywhere.

    `hard` marks numbers that the line does not hold exactly: they are to be judged one by one.
    """

    low: Ints
    high: Ints
    hard: Bools


def places_of_texts(texts: pa.Array) -> Places:
    """Return the places of printed numbers (string, shape (values,)); null and words lie anywhere."""
    rows = len(texts)
    out = Places(np.full(rows, FIRST, np.int64), np.full(rows, LAST, np.int64), np.zeros(rows, bool))
    plain = pc.fill_null(pc.match_substring_regex(texts, PLAIN), False)
    known = np.flatnonzero(plain)
    if len(known):
        chosen = texts.filter(plain)
        at = ROOM * _twelfths(pc.cast(pc.utf8_ltrim(chosen, "<>"), EXACT))
        below, above = (np.asarray(pc.starts_with(chosen, sign)) for sign in "<>")
        out.low[known], out.high[known] = _ends(at, below, above)
    for row in np.flatnonzero(~np.asarray(plain)):
        _put(out, int(row), texts[int(row)].as_py())
    return out


def _twelfths(exact: pa.Array) -> Ints:
    """Return decimals of scale 12 as whole numbers: the lower eight bytes of each, which hold up to 9.2 million."""
    words = np.frombuffer(exact.buffers()[1], np.int64)
    return words[2 * exact.offset : 2 * (exact.offset + len(exact)) : 2]


def _ends(at: Ints, below: Bools, above: Bools) -> tuple[Ints, Ints]:
    """Return the ends of what '<' (from nought), '>' and plain numbers say, as `found` does."""
    low = np.where(below, np.where(at > 0, 0, FIRST), np.where(above, at + 1, at))
    return low, np.where(above, LAST, np.where(below, at - 1, at))


def _put(out: Places, row: int, text: str | None) -> None:
    value = printed(text) if text else None
    if value is None:
        return
    span = found(value).span()
    out.low[row], out.high[row], out.hard[row] = span.low, span.high, not fits(value)


def fits(value: Printed) -> bool:
    """Return whether the line holds a number exactly."""
    return abs(value.value) < MOST and (value.value * STEPS).denominator == 1


def places_of_numbers(values: pa.Array, operators: pa.Array | None = None) -> Places:
    """Return the places of numbers in steps of 10^-12 of their unit (int64), null for none; operators are = < >."""
    known = np.asarray(values.is_valid())
    number = np.asarray(values.fill_null(0), np.int64)
    hard = np.abs(number) >= MOST * STEPS
    at = ROOM * np.where(hard, 0, number)
    low, high = (at, at) if operators is None else _told(at, operators)
    known &= ~hard & (low <= high)
    return Places(np.where(known, low, FIRST), np.where(known, high, LAST), np.zeros(len(at), bool))


def _told(at: Ints, operators: pa.Array) -> tuple[Ints, Ints]:
    """Return the ends by operators; one that is not known leaves nothing between them."""
    signs = {sign: np.asarray(pc.fill_null(pc.equal(operators, sign), False)) for sign in ("<", "<=", ">", ">=", "=")}
    signs["="] |= np.asarray(operators.is_null())
    low, high = _ends(at, signs["<"] | signs["<="], signs[">"] | signs[">="])
    high = np.where(signs["<="], at, high)
    low = np.where(signs[">="], at, low)
    known = np.logical_or.reduce(list(signs.values()))
    return np.where(known, low, LAST), np.where(known, high, FIRST)
