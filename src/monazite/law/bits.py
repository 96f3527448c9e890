"""Bit planes: one bit a row, 64 rows a word, None for a plane without any bit set.

A truth is a pair (sure, maybe) of planes: the rows where something is true, and the rows where it is true or not
known; sure lies inside maybe. On pairs Kleene's connectives are plain AND and OR, and NOT swaps and inverts.
A `full` plane is recognised by identity, so that constants cost nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Plane", "Truth", "conj", "differ", "disj", "full_plane", "pack", "trimmed", "unpack", "without"]

Words = npt.NDArray[np.uint64]
Plane = Words | None
Truth = tuple[Plane, Plane]


def pack(bits: npt.NDArray[Any]) -> Words:
    """Return an array of booleans (or of numbers, not zero is true) as a plane, padded with zeros."""
    return _words(np.packbits(bits, bitorder="little"))


def _words(data: npt.NDArray[np.uint8]) -> Words:
    spare = -len(data) % 8
    if spare:
        data = np.concatenate([data, np.zeros(spare, np.uint8)])
    return data.view(np.uint64)


def from_bitmap(data: npt.NDArray[np.uint8], offset: int, rows: int) -> Words:
    """Return an Arrow bitmap (little end first) as a plane of `rows` bits, zeros behind."""
    if offset % 8:
        return pack(np.unpackbits(data, count=offset + rows, bitorder="little")[offset:])
    part = np.zeros((rows + 63) // 64 * 8, np.uint8)
    used = (rows + 7) // 8
    part[:used] = data[offset // 8 : offset // 8 + used]
    if rows % 8:
        part[used - 1] &= (1 << rows % 8) - 1
    return part.view(np.uint64)


def unpack(plane: Words, rows: int) -> npt.NDArray[np.uint8]:
    """Return a plane as zeros and ones, one byte a row."""
    return np.unpackbits(plane.view(np.uint8), count=rows, bitorder="little")


def full_plane(rows: int) -> Words:
    """Return the plane with every row set."""
    return pack(np.ones(rows, np.uint8))


def conj(a: Plane, b: Plane, full: Words) -> Plane:
    """Return the rows in both planes."""
    if a is None or b is None:
        return None
    if a is full or a is b:
        return b
    return a if b is full else a & b


def disj(a: Plane, b: Plane, full: Words) -> Plane:
    """Return the rows in either plane."""
    if a is None or a is b:
        return b
    if b is None:
        return a
    return full if a is full or b is full else a | b


def without(a: Plane, b: Plane, full: Words) -> Plane:
    """Return the rows in `a` and not in `b`."""
    if a is None or b is None:
        return a
    if b is full or a is b:
        return None
    return full ^ b if a is full else a & ~b


def differ(a: Plane, b: Plane) -> Plane:
    """Return the rows in one of the planes and not in the other."""
    if a is None or b is None:
        return b if a is None else a
    return None if a is b else trimmed(a ^ b)


def trimmed(plane: Plane) -> Plane:
    """Return None for a plane without any bit."""
    return plane if plane is not None and plane.any() else None
