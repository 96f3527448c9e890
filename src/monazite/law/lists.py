"""From planes to list columns: the names whose plane has a row's bit, one list a row.

Lists repeat: each distinct combination is built once and then taken by its rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from monazite.law.bits import Plane, unpack
from monazite.lists import Combos

__all__ = ["Combos", "combos"]


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
