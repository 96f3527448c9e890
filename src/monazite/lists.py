"""Lists that repeat: each distinct combination of names once, and for each row which of them it has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

__all__ = ["Codes", "Combos"]

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
