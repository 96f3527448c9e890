"""Verdicts on tables: millions of results on Arrow batches, each held against its limit.

What repeats is worked out once: columns of text are taken by their distinct values, limits by the distinct combinations
of grade, analyte, basis and unit; a row costs a few look-ups and the comparisons of `bulk.states`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from monazite.chemistry.weights import Weights
from monazite.errors import InputError
from monazite.quality import bulk
from monazite.quality.certificate import Certificate, Result
from monazite.quality.decision import STATES, Rule
from monazite.quality.model import Grade, Requirement
from monazite.quality.printed import printed
from monazite.quality.table.codes import Combinations, coded, combinations
from monazite.quality.table.guards import Guards, uncertainty_of
from monazite.quality.table.held import NONE, Ends, Held, Sought
from monazite.quality.table.line import LINES
from monazite.quality.table.probability import probabilities_of
from monazite.quality.table.values import Values, as_printed, values_of
from monazite.quality.verdict import WORST, Verdict, judge

__all__ = ["COLUMNS", "OPTIONAL", "Verdicts"]

Ints = npt.NDArray[np.integer]
Codes = npt.NDArray[np.int8]

COLUMNS = ("analyte", "basis", "unit", "value")
OPTIONAL = ("grade", "operator", "uncertainty", "k")
KEYS = ("grade", "analyte", "basis", "unit")
SINGLE = ("analyte", "basis", "unit", "value", "uncertainty", "k")
NAMES = pa.array(list(STATES))


@dataclass(frozen=True, slots=True)
class _Table:
    """A batch with the combination of each row, what each of those is held against, and the distinct values."""

    batch: pa.RecordBatch
    combos: Combinations
    held: list[Held]
    ends: Ends
    values: Values
    guards: Guards


class Verdicts:
    """Holds results against the limits of grades under a rule; built once, used in any thread."""

    def __init__(self, grades: Iterable[Grade], rule: Rule, weights: Weights) -> None:
        """Take grades by their ids; a table without the column `grade` is held against the only one."""
        self.rule, self.weights = rule, weights
        self._sought = Sought(grades, weights)

    def apply(self, batch: pa.RecordBatch, *, probability: bool = False) -> pa.RecordBatch:
        """Return the batch with a column `state`, one of STATES for each row.

        With `probability` also with the column of that name: that of conformity, from 0 to 1 (JCGM 106:2012, 7.3), null
        where a value, or its standard uncertainty (`uncertainty` divided by `k`), is not known.
        """
        table = self._table(batch)
        out = batch.append_column("state", self._states(table))
        if not probability:
            return out
        told = probabilities_of(batch, table.values.floats(), table.combos, [each.limits for each in table.held])
        return out.append_column("probability", self._with_those_alone(table, told))

    def of(self, batch: pa.RecordBatch) -> pa.DictionaryArray:
        """Return the state of each row of a batch of results, shape (rows,), one of STATES.

        Columns: `analyte`, `basis` and `unit` as in a certificate, `value` as printed (text) or in steps of 10^-12 of
        the unit (int64, then `operator` tells < and >), and where they are `grade` (its id), `uncertainty` (expanded,
        text) and `k`. A row stands for itself: what another row would convert, such as TREO, is indeterminate. Ranges
        of methods are not looked at. Raises InputError for missing columns and grades that are not there.
        """
        return self._states(self._table(batch))

    def check(self, names: Sequence[str]) -> None:
        """Raise InputError where a table with columns of such names cannot be judged."""
        missing = [name for name in COLUMNS if name not in names]
        if missing:
            raise InputError(f"the table of results has no column {', '.join(missing)}; it needs {', '.join(COLUMNS)}")
        if "grade" not in names and len(self._sought.grades) != 1:
            raise InputError("the table of results has no column grade, and there is not one grade alone")

    # ------------------------------------------------------------ columns
    def _table(self, batch: pa.RecordBatch) -> _Table:
        self.check(batch.schema.names)
        alone = next(iter(self._sought.grades), None)
        combos = combinations([coded(batch, name, alone if name == "grade" else None) for name in KEYS])
        held = self._sought.of(combos.texts)
        return _Table(batch, combos, held, Ends.of(held, combos), values_of(batch), Guards(batch, self.rule))

    # ------------------------------------------------------------ states
    def _states(self, table: _Table) -> pa.DictionaryArray:
        codes = np.empty(table.batch.num_rows, np.int8)
        hard = [rows for number in table.ends.lines() for rows in _on_line(table, number, codes)]
        if table.ends.some_fixed:
            told = table.ends.fixed.take(table.combos.rows)
            np.copyto(codes, told, where=told >= 0)
        hard += [np.flatnonzero((table.ends.line == NONE)[table.combos.rows])] if table.ends.some_hard else []
        if hard:
            self._one_by_one(table, np.unique(np.concatenate(hard)), codes)
        return pa.DictionaryArray.from_arrays(pa.array(codes), NAMES)

    # ------------------------------------------------------------ what no line holds
    def _one_by_one(self, table: _Table, rows: Ints, codes: Codes) -> None:
        for row, verdict in self._alone(table, rows):
            codes[row] = bulk.CODES[verdict.state]

    def _with_those_alone(self, table: _Table, told: pa.DoubleArray) -> pa.DoubleArray:
        """Return probabilities with those of rows whose limits are not to be had in their own unit."""
        slots = [slot for slot, each in zip(table.combos.slots, table.held, strict=True) if _unconverted(each)]
        if not slots:
            return told
        out = told.to_numpy(zero_copy_only=False).copy()
        for row, verdict in self._alone(table, np.flatnonzero(np.isin(table.combos.rows, slots))):
            out[row] = np.nan if verdict.probability is None else verdict.probability
        return pa.array(out, mask=np.isnan(out))

    def _alone(self, table: _Table, rows: Ints) -> Iterator[tuple[int, Verdict]]:
        """Yield rows with their verdicts as single results, each distinct one judged once."""
        part = table.batch.take(pa.array(rows))
        columns = [part.column(n).to_pylist() if n in part.schema.names else [None] * len(rows) for n in SINGLE]
        columns[SINGLE.index("value")] = as_printed(part)
        held = dict(zip(table.combos.slots.tolist(), table.held, strict=True))
        judged = lru_cache(maxsize=None)(self._verdict)
        for row, slot, values in zip(rows, table.combos.rows[rows].tolist(), zip(*columns, strict=True), strict=True):
            wanted = held[slot].wanted
            if wanted:
                yield int(row), judged(wanted, values)

    def _verdict(self, wanted: tuple[Requirement, ...], texts: Sequence[str | None]) -> Verdict:
        """Return the worst verdict on a row alone."""
        analyte, basis, named, value = (text or "" for text in texts[:4])
        result = Result(analyte, value, printed(value), named, basis, uncertainty_of(*texts[4:]))
        grade = Grade(wanted[0].edition, "", wanted[0].grade, requirements=wanted)
        told = judge(Certificate("", results=(result,)), grade, self.weights, self.rule).verdicts
        return min(told, key=lambda verdict: WORST.index(verdict.state))


def _unconverted(held: Held) -> bool:
    return bool(held.wanted) and held.limits is None


def _on_line(table: _Table, number: int, codes: Codes) -> Iterator[Ints]:
    """Put the codes of the rows whose limits are on a line, and yield those rows that it does not hold exactly."""
    line, ends = LINES[number], table.ends
    places, bands = table.values.places(line), table.guards.on(line)
    unclear = bool(bands.between.any() and ends.between.any())
    hard = bool(places.hard.any())
    chosen = None if ends.alone(number) else np.flatnonzero(ends.line.take(table.combos.rows) == number)
    for rows in _parts(table.batch.num_rows if chosen is None else chosen):
        slots, values = table.combos.rows[rows].astype(np.intp), table.values.at(rows)
        low, high, guard = ends.low.take(slots), ends.high.take(slots), bands.of(rows, len(slots))
        band = None if ends.printed is None else (ends.printed[0].take(slots), ends.printed[1].take(slots))
        codes[rows] = bulk.states(low, high, places.low[values], places.high[values], guard, band)
        if hard or unclear or ends.most is not None:
            lost = places.hard[values]
            if ends.most is not None:
                lost = lost | (places.low[values] > ends.most.take(slots))
            if unclear:
                lost = lost | (ends.between.take(slots) & bands.unclear(rows))
            yield (np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows)[lost]


def _parts(rows: int | Ints) -> Iterator[slice | Ints]:
    """Yield rows in parts whose arrays stay in the cache of a core."""
    count = rows if isinstance(rows, int) else len(rows)
    for at in range(0, count, bulk.AT_ONCE):
        part = slice(at, min(at + bulk.AT_ONCE, count))
        yield part if isinstance(rows, int) else rows[part]
