"""The probability of conformity of the rows of a table; it is shown and decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.quality import bulk
from monazite.quality.found import found
from monazite.quality.limits import Bound, Limits
from monazite.quality.printed import printed
from monazite.quality.table.codes import Combinations
from monazite.quality.table.guards import uncertainties

__all__ = ["numbers_of", "probabilities_of"]

PLAIN = r"^[0-9]+(\.[0-9]+)?$"
BEYOND = "^[<>≤≥]"
Floats = npt.NDArray[np.float64]


def probabilities_of(
    batch: pa.RecordBatch, y: Floats, combos: Combinations, limits: Sequence[Limits | None]
) -> pa.DoubleArray:
    """Return the probability of conformity of each row, null where the value or its uncertainty is not known.

    `y` are the values of the rows, NaN for none; `limits` those of each combination, None where nothing is held.
    """
    us, told = uncertainties(batch)
    u = us.spread(np.array([float(each.u) if each.u else np.nan for each in told]))
    low = combos.spread(np.array([_end(each, "lower", -np.inf) for each in limits]))
    high = combos.spread(np.array([_end(each, "upper", np.inf) for each in limits]))
    out = bulk.probabilities(y, u[us.rows], low[combos.rows], high[combos.rows])
    return pa.array(out, mask=np.isnan(out))


def _end(limits: Limits | None, name: str, absent: float) -> float:
    end: Bound | None = None if limits is None else getattr(limits, name)
    return np.nan if limits is None else absent if end is None else float(end.value)


def numbers_of(texts: pa.Array) -> Floats:
    """Return printed numbers as floats, shape (values,); NaN for null, words, and what is only known to lie beyond."""
    out = np.full(len(texts), np.nan)
    plain = np.asarray(pc.fill_null(pc.match_substring_regex(texts, PLAIN), False))
    known = np.flatnonzero(plain)
    out[known] = np.asarray(pc.cast(texts.take(pa.array(known)), pa.float64()))
    open_ended = np.asarray(pc.fill_null(pc.match_substring_regex(texts, BEYOND), True))
    for row in np.flatnonzero(~plain & ~open_ended).tolist():
        out[row] = _number(texts[row].as_py())
    return out


def _number(text: str) -> float:
    value = printed(text)
    at = None if value is None else found(value).value
    return np.nan if at is None else float(at)
