"""Printed numbers as places, a column at a time: plain decimals by Arrow, others one by one as `printed` reads them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.quality.bulk import FARTHEST, FIRST, LAST
from monazite.quality.found import found
from monazite.quality.printed import Printed, printed
from monazite.quality.table.line import LINES, ROOM, Line

__all__ = ["Places", "places_of_numbers", "places_of_texts"]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

DIGITS = 12  # of a number in steps


@dataclass(frozen=True, slots=True)
class Places:
    """Where values lie, from `low` to `high`; all of shape (values,). What is no number lies anywhere.

    `hard` marks numbers that the line does not hold exactly: they are to be judged one by one.
    """

    low: Ints
    high: Ints
    hard: Bools


def places_of_texts(texts: pa.Array, line: Line = LINES[0]) -> Places:
    """Return the places of printed numbers (string, shape (values,)); null and words lie anywhere."""
    rows = len(texts)
    out = Places(np.full(rows, FIRST, np.int64), np.full(rows, LAST, np.int64), np.zeros(rows, bool))
    plain = pc.fill_null(pc.match_substring_regex(texts, _plain(line)), False)
    known = np.flatnonzero(plain)
    if len(known):
        chosen = texts.filter(plain)
        at = ROOM * _steps(pc.cast(pc.utf8_ltrim(chosen, "<>"), pa.decimal128(30, line.digits)))
        below, above = (np.asarray(pc.starts_with(chosen, sign)) for sign in "<>")
        out.low[known], out.high[known] = _ends(at, below, above)
        out.hard[known] = at >= FARTHEST
    for row in np.flatnonzero(~np.asarray(plain)):
        _put(out, int(row), texts[int(row)].as_py(), line)
    return out


def _plain(line: Line) -> str:
    """Return what a number looks like that is whole steps and far within 64 bits: "0.0005", "<0.002", ">99.9"."""
    behind = rf"(\.[0-9]{{1,{line.digits}}})?" if line.digits else ""
    return rf"^[<>]?[0-9]{{1,{18 - line.digits}}}{behind}$"


def _steps(exact: pa.Array) -> Ints:
    """Return decimals as whole numbers of their last digit: the lower eight bytes of each."""
    words = np.frombuffer(exact.buffers()[1], np.int64)
    return words[2 * exact.offset : 2 * (exact.offset + len(exact)) : 2]


def _ends(at: Ints, below: Bools, above: Bools) -> tuple[Ints, Ints]:
    """Return the ends of what '<' (from nought), '>' and plain numbers say, as `found` does."""
    low = np.where(below, np.where(at > 0, 0, FIRST), np.where(above, at + 1, at))
    return low, np.where(above, LAST, np.where(below, at - 1, at))


def _put(out: Places, row: int, text: str | None, line: Line) -> None:
    value = printed(text) if text else None
    if value is None:
        return
    span = found(value).span()
    out.hard[row] = not _fits(value, line)
    if not out.hard[row]:
        out.low[row], out.high[row] = line.at(span.low), line.at(span.high)


def _fits(value: Printed, line: Line) -> bool:
    """Return whether the line holds a number exactly."""
    return line.holds(value.value) and line.exact(value.value)


def places_of_numbers(values: pa.Array, operators: pa.Array | None = None, line: Line = LINES[0]) -> Places:
    """Return the places of numbers in steps of 10^-12 of their unit (int64), null for none; operators are = < >."""
    known = np.asarray(values.is_valid())
    number = np.asarray(values.fill_null(0), np.int64)
    steps, rest = np.divmod(number, 10 ** (DIGITS - line.digits)) if line.digits < DIGITS else (number, 0)
    hard = (steps <= -line.most) | (steps >= line.most) | (rest != 0)
    at = ROOM * np.where(hard, 0, steps)
    low, high = (at, at) if operators is None else _told(at, operators)
    hard &= known & (low <= high)
    known &= ~hard & (low <= high)
    return Places(np.where(known, low, FIRST), np.where(known, high, LAST), hard)


def _told(at: Ints, operators: pa.Array) -> tuple[Ints, Ints]:
    """Return the ends by operators; one that is not known leaves nothing between them."""
    signs = {sign: np.asarray(pc.fill_null(pc.equal(operators, sign), False)) for sign in ("<", "<=", ">", ">=", "=")}
    signs["="] |= np.asarray(operators.is_null())
    low, high = _ends(at, signs["<"] | signs["<="], signs[">"] | signs[">="])
    high = np.where(signs["<="], at, high)
    low = np.where(signs[">="], at, low)
    known = np.logical_or.reduce(list(signs.values()))
    return np.where(known, low, LAST), np.where(known, high, FIRST)
