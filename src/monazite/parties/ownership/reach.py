"""Who is reached along holdings from some parties, in one pass however deep the holdings go."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

__all__ = ["reached_from"]

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.signedinteger]
Longs = npt.NDArray[np.int64]


def reached_from(sources: Longs, owner: Numbers, asset: Numbers, parties: int) -> Bools:
    """Return which of `parties` parties are among `sources` or below one of them; owner[k] holds asset[k]."""
    top = parties  # one more party, above all the sources, so that one search starts at all of them
    ends = np.concatenate((owner, np.full(len(sources), top))), np.concatenate((asset, sources))
    down = csr_array((np.ones(len(ends[0]), np.int8), ends), shape=(parties + 1, parties + 1))
    out = np.zeros(parties + 1, bool)
    out[breadth_first_order(down, top, return_predecessors=False)] = True
    return out[:parties]
