"""From planes to list columns: the names whose plane has a row's bit, one list a row.

Lists repeat: each distinct combination is built once and then taken by its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from monazite.law.bits import Plane, unpack

__all__ = ["Combos", "combos"]

Codes = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Combos:
    """Distinct combinations of names, and for each row which of them it has."""

    lists: list[tuple[str, ...]]
    codes: Codes

    def column(self) -> pa.ListArray:
        """Return the list column, one list of names a row; names are dictionary codes, so that copies stay small."""
        names = list(dict.fromkeys(name for names in self.lists for name in names))
        number = {name: k for k, name in enumerate(names)}
        flat = pa.array([number[name] for names in self.lists for name in names], pa.int32())
        offsets = np.cumsum([0, *map(len, self.lists)], dtype=np.int32)
        words = pa.DictionaryArray.from_arrays(flat, pa.array(names, pa.string()))
        return pa.ListArray.from_arrays(pa.array(offsets), words).take(pa.array(self.codes))


def combos(planes: Sequence[tuple[str, Plane]], rows: int) -> Combos:
    """Return the combinations of the names whose planes have a row's bit, in the order of `planes`."""
    named = [(name, plane) for name, plane in planes if plane is not None]
    if not named:
        return Combos([()], np.zeros(rows, np.int32))
    bits = np.stack([unpack(plane, rows) for _, plane in named])
    keys = np.ascontiguousarray(np.packbits(bits, axis=0, bitorder="little").T)
    width = keys.shape[1]
    binary = pa.FixedSizeBinaryArray.from_buffers(pa.binary(width), rows, [None, pa.py_buffer(keys)])
    encoded = binary.dictionary_encode()
    lists = [_names(key, named) for key in encoded.dictionary.to_pylist()]
    return Combos(lists, np.asarray(encoded.indices, np.int32))


def _names(key: bytes, named: Sequence[tuple[str, Plane]]) -> tuple[str, ...]:
    mask = int.from_bytes(key, "little")
    return tuple(name for k, (name, _) in enumerate(named) if mask >> k & 1)
