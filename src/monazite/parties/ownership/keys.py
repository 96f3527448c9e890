"""What shares are added up by, the keys: one for each company and each of what is held of it, and no more than occur.

Every class of shares is a base of its own, so that companies times bases may be far more than there are holdings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["ROOM", "Keys"]

Longs = npt.NDArray[np.int64]
# What sums and their products may come to in 64 bits, with a bit to spare.
ROOM = 2**62


@dataclass(frozen=True)
class Keys:
    """The keys of some holdings: `of_edge` the key of each, `asset` the company of each key, in order of companies."""

    of_edge: Longs
    asset: Longs

    @staticmethod
    def of(asset: Longs, base: npt.NDArray[np.int32], parties: int, bases: int) -> Keys:
        """Return the keys of holdings; with a single base they are the numbers of the companies."""
        if bases == 1:
            return Keys(asset, np.arange(parties))
        pairs, of_edge = np.unique(asset * bases + base, return_inverse=True)
        return Keys(of_edge.reshape(-1).astype(np.int64), pairs // bases)

    def __len__(self) -> int:
        return len(self.asset)

    def into(self, party: int) -> Longs:
        """Return the keys of a company."""
        first, last = np.searchsorted(self.asset, [party, party + 1])
        return np.arange(first, last)
