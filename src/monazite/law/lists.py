"""From planes to list columns: the names whose plane has a row's bit, one list a row.

Lists repeat: each distinct combination is built once and then taken by its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from monazite.law.bits import Plane, Words, unpack
from monazite.lists import Codes, Combos

__all__ = ["Combos", "Patterns", "combos", "listed", "patterns"]


def combos(planes: Sequence[tuple[str, Plane]], rows: int) -> Combos:
    """Return the combinations of the names whose planes have a row's bit, in the order of `planes`."""
    named = [(name, plane) for name, plane in planes if plane is not None]
    keys, codes = _keys([plane for _, plane in named], rows)
    return Combos([_names(key, named) for key in keys.to_pylist()], codes)


@dataclass(frozen=True)
class Patterns:
    """Distinct patterns of bits: for each which names it has, shape (patterns, names), and which is each row's."""

    names: list[str]
    bits: npt.NDArray[np.uint8]
    codes: Codes

    def column(self) -> pa.ListArray:
        """Return the list column, one list of names a row; names are dictionary codes, so that copies stay small."""
        return listed(self.names, np.nonzero(self.bits)[1], self.bits.sum(axis=1, dtype=np.int64), self.codes)


def patterns(planes: Sequence[tuple[str, Plane]], rows: int) -> Patterns:
    """Return the patterns of the planes that have bits; as `combos`, for what is to be counted with."""
    named = [(name, plane) for name, plane in planes if plane is not None]
    keys, codes = _keys([plane for _, plane in named], rows)
    packed = np.frombuffer(b"".join(keys.to_pylist()), np.uint8).reshape(len(keys), -1)
    bits = np.unpackbits(packed, axis=1, count=len(named), bitorder="little")
    return Patterns([name for name, _ in named], bits, codes)


def listed(names: Sequence[str], places: npt.NDArray[Any], lengths: npt.NDArray[np.int64], codes: Codes) -> pa.Array:
    """Return one list of names a row: of the lists of some lengths that lie behind each other, the row's own."""
    words = pa.DictionaryArray.from_arrays(pa.array(places, pa.int32()), pa.array(names, pa.string()))
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
    return pa.ListArray.from_arrays(offsets, words).take(pa.array(codes))


def _keys(planes: Sequence[Words], rows: int) -> tuple[pa.Array, Codes]:
    """Return the distinct combinations of bits, packed into bytes, and which of them is each row's."""
    if not planes:
        return pa.array([b"\0"], pa.binary(1)), np.zeros(rows, np.int32)
    bits = np.stack([unpack(plane, rows) for plane in planes])
    keys = np.ascontiguousarray(np.packbits(bits, axis=0, bitorder="little").T)
    width = keys.shape[1]
    binary = pa.FixedSizeBinaryArray.from_buffers(pa.binary(width), rows, [None, pa.py_buffer(keys)])
    encoded = binary.dictionary_encode()
    return encoded.dictionary, np.asarray(encoded.indices, np.int32)


def _names(key: bytes, named: Sequence[tuple[str, Plane]]) -> tuple[str, ...]:
    mask = int.from_bytes(key, "little")
    return tuple(name for k, (name, _) in enumerate(named) if mask >> k & 1)
