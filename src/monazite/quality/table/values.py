"""The values of a table of results: printed texts by their distinct ones, or whole numbers with their operators."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.quality.table.codes import codes_of, decoded, encoded, with_null
from monazite.quality.table.line import Line
from monazite.quality.table.places import DIGITS, Places, places_of_numbers, places_of_texts
from monazite.quality.table.probability import numbers_of

__all__ = ["Values", "as_printed", "values_of"]

Ints = npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Values:
    """The distinct values, and for each row which of them is its own; None where each row has its own."""

    values: pa.Array
    rows: Ints | None
    operators: pa.Array | None = None

    def places(self, line: Line) -> Places:
        """Return the places of the distinct values on a line."""
        if self.rows is None:
            return places_of_numbers(self.values, self.operators, line)
        return places_of_texts(self.values, line)

    def at(self, rows: Ints | slice) -> Ints | slice:
        """Return where the values of some rows are among the distinct ones."""
        return rows if self.rows is None else self.rows[rows].astype(np.intp, copy=False)

    def floats(self) -> npt.NDArray[np.float64]:
        """Return the values of the rows as floats; NaN where one is not known, or only known to lie beyond."""
        if self.rows is not None:
            return numbers_of(self.values)[self.rows]
        plain = pc.is_null(self.operators) if self.operators is not None else pa.scalar(True)
        plain = pc.or_(plain, pc.equal(self.operators, "=")) if self.operators is not None else plain
        told = pc.if_else(pc.fill_null(plain, True), pc.cast(self.values, pa.float64(), safe=False), None)
        return np.asarray(told.to_numpy(zero_copy_only=False), np.float64) / 10.0**DIGITS


def values_of(batch: pa.RecordBatch) -> Values:
    """Return the values of a batch."""
    column = batch.column("value")
    if pa.types.is_integer(column.type):
        operators = decoded(batch.column("operator")) if "operator" in batch.schema.names else None
        return Values(pc.cast(column, pa.int64()), None, operators)
    by_value = encoded(column)
    return Values(with_null(by_value.dictionary), codes_of(by_value))


def as_printed(part: pa.RecordBatch) -> list[str | None]:
    """Return the values as text; whole numbers are steps of 10^-12."""
    values: list[str | None] = part.column("value").to_pylist()
    if not pa.types.is_integer(part.column("value").type):
        return values
    signs = part.column("operator").to_pylist() if "operator" in part.schema.names else [""] * len(values)
    return [
        None if value is None else f"{'' if sign in (None, '=') else sign}{Decimal(value).scaleb(-DIGITS):f}"
        for value, sign in zip(values, signs, strict=True)
    ]
