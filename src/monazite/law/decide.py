"""Decisions of many lines at once: from the ranks of their outcomes and whether a duty holds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from monazite.outcomes import DECISIONS, OUTCOMES, decision_of

__all__ = ["decided", "greatest"]

_RANKS = range(len(OUTCOMES))
_TABLE = np.array(
    [[[DECISIONS.index(decision_of(low, high, duty)) for duty in (False, True)] for high in _RANKS] for low in _RANKS],
    np.int8,
)


def decided(
    low: npt.NDArray[np.uint8], high: npt.NDArray[np.uint8], duties: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int8]:
    """Return the decision of each line as its place in DECISIONS; all arrays have one entry a line."""
    decisions: npt.NDArray[np.int8] = _TABLE[low, high, duties.astype(np.int8)]
    return decisions


def greatest(ranks: Sequence[npt.NDArray[np.uint8]], rows: int) -> npt.NDArray[np.uint8]:
    """Return the greatest rank of each row over several regimes."""
    out = np.zeros(rows, np.uint8)
    for part in ranks:
        np.maximum(out, part, out=out)
    return out
