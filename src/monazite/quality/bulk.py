"""Verdicts on millions of results at once: the states of `decision.state` on arrays of whole numbers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from monazite.quality.decision import STATES

__all__ = ["AT_ONCE", "CODES", "FARTHEST", "FIRST", "LAST", "UNKNOWN", "WIDEST", "probabilities", "states"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

CODES = {name: np.int8(n) for n, name in enumerate(STATES)}
AT_ONCE = 1 << 16  # rows whose arrays stay in the cache of a core

# No end of a stretch; places lie between -FARTHEST and FARTHEST, so that no difference below leaves 64 bits, and what
# is open is always farther than the widest guard band, and that wider than any distance of two places.
FIRST, LAST = -(2**62 - 1), 2**62 - 1
FARTHEST, WIDEST, UNKNOWN = 2**60, 2**61 + 1, -1

# By how many of the three comparisons of a number hold; the upper half where its guard band is not known.
NUMBERS = np.array(
    [CODES[name] for name in ("fail", "conditional_fail", "conditional_pass", "pass", *["indeterminate"] * 4)], np.int8
)


def states(
    low: Ints, high: Ints, found_low: Ints, found_high: Ints, guard: Ints, printed: tuple[Ints, Ints] | None = None
) -> npt.NDArray[np.int8]:
    """Return the code of a state for each row, int8, numbered as STATES; arrays of places, all of shape (rows,).

    `low` and `high` are the limits (FIRST and LAST for none), `found_low` and `found_high` where the result lies, and
    `guard` the guard band, up to WIDEST, and UNKNOWN where it is not known. `printed` are the two limits from which the
    band is taken, where they are others.
    """
    out = np.empty(len(low), np.int8)
    for at in range(0, len(low), AT_ONCE):
        part = slice(at, at + AT_ONCE)
        band = None if printed is None else (printed[0][part], printed[1][part])
        out[part] = _states(low[part], high[part], found_low[part], found_high[part], guard[part], band)
    return out


def _states(
    low: Ints, high: Ints, found_low: Ints, found_high: Ints, guard: Ints, printed: tuple[Ints, Ints] | None
) -> npt.NDArray[np.int8]:
    room = np.minimum(found_low - low, high - found_high)  # how far inside the limits
    code: npt.NDArray[np.int8] = NUMBERS.take(_told(room, guard, printed, found_low, found_high))
    spread = np.flatnonzero(found_low != found_high)
    if len(spread):
        outside = (found_high[spread] < low[spread]) | (high[spread] < found_low[spread])
        inside = np.where(room[spread] >= 0, CODES["pass"], CODES["indeterminate"])
        code[spread] = np.where(outside, CODES["fail"], inside)
    code[(low == FIRST) & (high == LAST)] = CODES["not_assessed"]
    return code


def _told(
    room: Ints, guard: Ints, printed: tuple[Ints, Ints] | None, found_low: Ints, found_high: Ints
) -> npt.NDArray[np.int8]:
    """Return how many of the three comparisons of a number hold: where it lies to the limits, and to their bands."""
    if printed is None:
        told = (room >= 0).view(np.int8) + (room >= guard).view(np.int8) + (room >= -guard).view(np.int8)
    else:
        left = np.where(guard > 0, np.minimum(found_low - printed[0], printed[1] - found_high), room)
        told = np.where(room >= 0, 2 + (left >= guard), (left >= -guard) & (guard > 0)).astype(np.int8)
    unknown = guard < 0
    if unknown.any():
        told[unknown] = len(NUMBERS) - 1
    return told


def probabilities(y: Floats, u: Floats, low: Floats, high: Floats) -> Floats:
    """Return probabilities of conformity, shape (rows,), 0 to 1; limits that are absent are infinite, NaN u gives NaN.

    Raises nothing for u = 0: the probability is then 0 or 1.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        found = ndtr((high - y) / u) - ndtr((low - y) / u)
    return np.where(u == 0, ((low <= y) & (y <= high)).astype(float), found)
