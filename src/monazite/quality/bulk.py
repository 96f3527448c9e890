"""Verdicts on millions of results at once: the states of `decision.state` on arrays of places."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from monazite.quality.decision import STATES
from monazite.quality.positions import FIRST, LAST

__all__ = ["CODES", "probabilities", "states"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

CODES = {name: np.int8(n) for n, name in enumerate(STATES)}
AT_ONCE = 1 << 16  # rows whose arrays stay in the cache of a core


def states(low: Ints, high: Ints, found_low: Ints, found_high: Ints, guard: Ints) -> npt.NDArray[np.int8]:
    """Return the code of a state for each row, int8, numbered as STATES; arrays of places, all of shape (rows,).

    `low` and `high` are the limits (FIRST and LAST for none), `found_low` and `found_high` where the result lies, and
    `guard` the guard band, below 0 where it is not known.
    """
    out = np.empty(len(low), np.int8)
    for at in range(0, len(low), AT_ONCE):
        part = slice(at, at + AT_ONCE)
        out[part] = _states(low[part], high[part], found_low[part], found_high[part], guard[part])
    return out


def _states(low: Ints, high: Ints, found_low: Ints, found_high: Ints, guard: Ints) -> npt.NDArray[np.int8]:
    inside = (low <= found_low) & (found_high <= high)
    band_low = np.where(low == FIRST, 0, guard)
    band_high = np.where(high == LAST, 0, guard)
    well = (low + band_low <= found_low) & (found_high <= high - band_high)
    near = (low - band_low <= found_low) & (found_high <= high + band_high) & (guard > 0)
    # Codes are laid over each other, the rarer over the more common.
    code = np.where(inside, np.where(well, CODES["pass"], CODES["conditional_pass"]), CODES["fail"])
    code = np.where(near & ~inside, CODES["conditional_fail"], code)
    code = np.where(guard < 0, CODES["indeterminate"], code)
    spread = found_low != found_high
    if spread.any():
        outside = (found_high < low) | (high < found_low)
        told = np.where(inside, CODES["pass"], np.where(outside, CODES["fail"], CODES["indeterminate"]))
        code = np.where(spread, told, code)
    code[(low == FIRST) & (high == LAST)] = CODES["not_assessed"]
    return code.astype(np.int8, copy=False)


def probabilities(y: Floats, u: Floats, low: Floats, high: Floats) -> Floats:
    """Return probabilities of conformity, shape (rows,), 0 to 1; limits that are absent are infinite, NaN u gives NaN.

    Raises nothing for u = 0: the probability is then 0 or 1.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        found = ndtr((high - y) / u) - ndtr((low - y) / u)
    return np.where(u == 0, ((low <= y) & (y <= high)).astype(float), found)
