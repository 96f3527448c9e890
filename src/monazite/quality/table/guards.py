"""Guard bands of the rows of a table, one for each uncertainty that occurs."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from monazite.quality.bulk import UNKNOWN
from monazite.quality.decision import Rule, Uncertainty
from monazite.quality.printed import printed
from monazite.quality.table.codes import Combinations, coded, combinations
from monazite.quality.table.line import Line

__all__ = ["Bands", "Guards", "uncertainties", "uncertainty_of"]


def uncertainty_of(wide: str | None, k: str | None) -> Uncertainty:
    """Return an expanded uncertainty with its factor; what is no plain number of at least 0 is not told."""
    value, by = (printed(text) if text else None for text in (wide, k))
    if value is None or value.operator != "=" or value.value < 0:
        return Uncertainty()
    return Uncertainty(expanded=value.value, k=by.value if by is not None and by.value > 0 else None)


def uncertainties(batch: pa.RecordBatch) -> tuple[Combinations, list[Uncertainty]]:
    """Return which uncertainty each row has, and those that occur."""
    combos = combinations([coded(batch, "uncertainty", None), coded(batch, "k", None)])
    return combos, [uncertainty_of(wide, k) for wide, k in combos.texts]


@dataclass(frozen=True, slots=True)
class Bands:
    """Guard bands on a line, by slot; `between` tells those that lie between two steps. None: no row has one."""

    combos: Combinations | None
    width: npt.NDArray[np.int64]
    between: npt.NDArray[np.bool_]

    def of(self, rows: npt.NDArray[np.integer] | slice, count: int) -> npt.NDArray[np.int64]:
        """Return the bands of some rows, `count` of them; UNKNOWN where one is not known."""
        if self.combos is None:
            return np.broadcast_to(np.int64(0), count)
        return self.width.take(self.combos.rows[rows])

    def unclear(self, rows: npt.NDArray[np.integer] | slice) -> npt.NDArray[np.bool_]:
        """Return of which rows the band lies between two steps; there are bands."""
        assert self.combos is not None
        return self.between.take(self.combos.rows[rows])


class Guards:
    """The guard bands that a rule asks for in a batch, exact."""

    def __init__(self, batch: pa.RecordBatch, rule: Rule) -> None:
        self.combos: Combinations | None = None
        self.told: list[Fraction | None] = []
        if rule.of_expanded or rule.of_standard:
            self.combos, found = uncertainties(batch)
            self.told = [rule.guard(each) for each in found]

    def on(self, line: Line) -> Bands:
        """Return the bands in the places of a line."""
        width = np.array([UNKNOWN if each is None else line.length(each) for each in self.told], np.int64)
        between = np.array([each is not None and not line.exact(each) for each in self.told], bool)
        if self.combos is None:
            return Bands(None, width, between)
        return Bands(self.combos, self.combos.spread(width), self.combos.spread(between))
