"""Drawing columns at random: choices by weight, ranges, nulls, words by code. All of it in whole arrays, seeded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

__all__ = ["Draw", "Floats", "Ints", "coded", "numbers", "yes_no"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


class Draw:
    """A random generator for one chunk: the same seed and chunk draw the same."""

    def __init__(self, seed: int, chunk: int) -> None:
        self.rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, chunk])))

    def unit(self, count: int) -> Floats:
        """Return numbers in [0, 1)."""
        return self.rng.random(count)

    def weighted(self, weights: Sequence[float] | Floats, count: int) -> Ints:
        """Return places drawn by weight."""
        edges = np.cumsum(np.asarray(weights, np.float64))
        places: Ints = np.searchsorted(edges, self.unit(count) * edges[-1], side="right").astype(np.int64)
        return places

    def below(self, bounds: Ints) -> Ints:
        """Return a whole number below each bound, every one as likely."""
        return (self.unit(len(bounds)) * bounds).astype(np.int64)

    def skewed(self, bounds: Ints) -> Ints:
        """Return a whole number below each bound, the small ones likelier, as ranks of companies in trade are."""
        return np.minimum((bounds + 1.0) ** self.unit(len(bounds)) - 1.0, bounds - 1).astype(np.int64)

    def spread(self, median: Floats, sigma: Floats) -> Floats:
        """Return log-normal numbers."""
        return np.asarray(median * np.exp(sigma * self.rng.standard_normal(len(median))))

    def chance(self, count: int, thousandths: float | Floats) -> Mask:
        """Return what happens in so many of a thousand cases."""
        return np.asarray(self.unit(count) * 1000 < thousandths)


def coded(codes: Ints, words: pa.Array, unknown: Mask | None = None) -> pa.DictionaryArray:
    """Return words by code as a dictionary array of the words that occur, each once; a negative code is not known."""
    gone = codes < 0 if unknown is None else (codes < 0) | unknown
    used, inverse = np.unique(np.where(gone, -1, codes), return_inverse=True)
    shift = int(len(used) > 0 and used[0] < 0)
    distinct = words.take(pa.array(used[shift:])).dictionary_encode()
    places = np.concatenate([np.zeros(shift, np.int32), np.asarray(distinct.indices, np.int32)])
    return pa.DictionaryArray.from_arrays(pa.array(places[inverse], mask=gone), distinct.dictionary)


def numbers(values: Any, unknown: Mask) -> pa.Array:
    """Return whole numbers as a column; what is not known is NULL."""
    return pa.array(np.where(unknown, 0, values).astype(np.int64), mask=unknown)


def yes_no(values: Mask, unknown: Mask) -> pa.Array:
    """Return a column of yes and no."""
    return pa.array(values, mask=unknown)
