"""Verdicts on tables: millions of results on Arrow batches, each held against its limit.

What repeats is worked out once: columns of text are taken by their distinct values, limits by the distinct combinations
of grade, analyte, basis and unit; a row costs a few look-ups and the comparisons of `bulk.states`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.chemistry.weights import Weights
from monazite.errors import InputError, nearest
from monazite.quality import bulk
from monazite.quality.certificate import Certificate, Result
from monazite.quality.decision import STATES, Rule, Uncertainty
from monazite.quality.expressed import expressed
from monazite.quality.model import Grade, Requirement
from monazite.quality.positions import FIRST, LAST, Span, distance
from monazite.quality.printed import printed
from monazite.quality.substance import ratio
from monazite.quality.table_codes import coded, codes_of, decoded, encoded, numbered, with_null
from monazite.quality.table_places import Places, places_of_numbers, places_of_texts
from monazite.quality.verdict import judge

__all__ = ["COLUMNS", "OPTIONAL", "Verdicts"]

Ints = npt.NDArray[np.int64]
PlaceOf = npt.NDArray[np.integer]  # which of the distinct ones is that of a row
Codes = npt.NDArray[np.int8]

COLUMNS = ("analyte", "basis", "unit", "value")
OPTIONAL = ("grade", "operator", "uncertainty", "k")
KEYS = ("grade", "analyte", "basis", "unit")
ONE = Fraction(1)
NAMES = pa.array(list(STATES))


@dataclass(frozen=True, slots=True)
class _Held:
    """What rows of one combination are held against: the limits as places in the unit of the results.

    `fixed` is the code of a state that does not hang on the number, -1 for none; `hard` says to judge one by one.
    """

    span: Span = Span()
    fixed: int = -1
    hard: bool = False
    wanted: Requirement | None = None


class Verdicts:
    """Holds results against the limits of grades under a rule; built once, used in any thread."""

    def __init__(self, grades: Iterable[Grade], rule: Rule, weights: Weights) -> None:
        """Take grades by their ids; a table without the column `grade` is held against the only one."""
        self.grades = {grade.id: grade for grade in grades}
        self.rule, self.weights = rule, weights
        self._held: dict[tuple[str | None, ...], _Held] = {}
        self._guards: dict[tuple[str | None, str | None], int] = {}

    def apply(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch with a column `state`, one of STATES for each row."""
        return batch.append_column("state", self.of(batch))

    def of(self, batch: pa.RecordBatch) -> pa.DictionaryArray:
        """Return the state of each row of a batch of results, shape (rows,), one of STATES.

        Columns: `analyte`, `basis` and `unit` as in a certificate, `value` as printed (text) or in steps of 10^-12 of
        the unit (int64, then `operator` tells < and >), and where they are `grade` (its id), `uncertainty` (expanded,
        text) and `k`. A row stands for itself: what another row would convert, such as TREO, is indeterminate. Ranges
        of methods are not looked at. Raises InputError for missing columns and grades that are not there.
        """
        self._checked(batch)
        combos, keys = self._combos(batch)
        held = [self._held_against(key) for key in keys]
        places, texts = self._places(batch)
        guard = self._guard(batch)
        codes = _judged(held, combos, places, texts, guard)
        rows = _hard(held, combos, places, texts)
        if len(rows):
            self._one_by_one(batch, rows, [held[n] for n in combos[rows]], codes)
        return pa.DictionaryArray.from_arrays(pa.array(codes), NAMES)

    # ------------------------------------------------------------ columns
    def _checked(self, batch: pa.RecordBatch) -> None:
        missing = [name for name in COLUMNS if name not in batch.schema.names]
        if missing:
            raise InputError(f"the table of results has no column {', '.join(missing)}; it needs {', '.join(COLUMNS)}")
        if "grade" not in batch.schema.names and len(self.grades) != 1:
            raise InputError("the table of results has no column grade, and there is not one grade alone")

    def _combos(self, batch: pa.RecordBatch) -> tuple[PlaceOf, list[tuple[str | None, ...]]]:
        """Return for each row the number of its combination of KEYS, and the combinations."""
        key, sizes, values = np.zeros(batch.num_rows, np.int64), [], []
        for name in KEYS:
            codes, told = coded(batch, name, next(iter(self.grades)) if name == "grade" else None)
            key = key * len(told) + codes if len(told) > 1 else key
            sizes.append(len(told))
            values.append(told)
        numbers, distinct = numbered(key, int(np.prod(sizes, dtype=object)))
        places = np.unravel_index(distinct, sizes)
        return numbers, [tuple(told[n] for told, n in zip(values, at, strict=True)) for at in zip(*places, strict=True)]

    def _places(self, batch: pa.RecordBatch) -> tuple[Places, PlaceOf]:
        """Return the places of the distinct values, and for each row which of them is its own."""
        column = batch.column("value")
        if pa.types.is_integer(column.type):
            operator = batch.column("operator") if "operator" in batch.schema.names else None
            places = places_of_numbers(pc.cast(column, pa.int64()), decoded(operator))
            return places, np.arange(batch.num_rows)
        texts = encoded(column)
        return places_of_texts(with_null(texts.dictionary)), codes_of(texts)

    def _guard(self, batch: pa.RecordBatch) -> Ints:
        """Return the guard band of each row in places, below 0 where it is not known."""
        if not (self.rule.of_expanded or self.rule.of_standard):
            return np.broadcast_to(np.int64(0), batch.num_rows)
        wide, widths = coded(batch, "uncertainty", None)
        by, ks = coded(batch, "k" if self.rule.of_standard else "", None)
        numbers, distinct = numbered(wide * len(ks) + by, len(widths) * len(ks))
        told = [self._guard_of(widths[n // len(ks)], ks[n % len(ks)]) for n in distinct.tolist()]
        return np.array(told, np.int64)[numbers]

    def _guard_of(self, wide: str | None, k: str | None) -> int:
        known = self._guards.get((wide, k))
        if known is None:
            guard = self.rule.guard(_uncertainty(wide, k))
            known = self._guards[wide, k] = -1 if guard is None else distance(guard)
        return known

    # ------------------------------------------------------------ limits
    def _held_against(self, key: tuple[str | None, ...]) -> _Held:
        held = self._held.get(key)
        if held is None:
            held = self._held[key] = self._sought(*key)
        return held

    def _sought(self, grade: str | None, analyte: str | None, basis: str | None, named: str | None) -> _Held:
        """Return what a combination is held against: of several limits the one by the same name, on the same basis."""
        if grade is None or analyte is None:
            return _Held(fixed=int(bulk.CODES["indeterminate"]))
        if grade not in self.grades:
            raise InputError(f"there is no grade '{grade}'; {nearest(grade, self.grades)}")
        fits = [r for r in self.grades[grade].requirements if ratio(analyte, r.analyte, self.weights) is not None]
        if not fits:
            return _Held(fixed=int(bulk.CODES["not_assessed"]))
        wanted = min(fits, key=lambda each: (each.analyte != analyte, each.basis != (basis or "")))
        if wanted.kind != "limit":
            return _Held(fixed=int(bulk.CODES["not_assessed"]))
        return self._converted(wanted, Result(analyte, "1", printed("1"), named or "", basis or ""))

    def _converted(self, wanted: Requirement, unit_result: Result) -> _Held:
        """Return limits in the words of a result, by what a result of 1 is in the words of the limits."""
        ways, _ = expressed(wanted, (unit_result,), self.weights)
        if not ways:
            return _Held(fixed=int(bulk.CODES["indeterminate"]))
        by = ways[0].found.value
        if len(ways) > 1 or len(ways[0].results) > 1 or not by:
            return _Held(hard=True, wanted=wanted)
        limits = wanted.limits.times(ONE / by)
        span = limits.meeting()
        # Where both ends are open nothing is asked for, and where a bound is beyond the line it looks open.
        open_low, open_high = span.low == FIRST, span.high == LAST
        beyond = (open_low and limits.lower is not None) or (open_high and limits.upper is not None)
        return _Held(span, hard=beyond or (open_low and open_high), wanted=wanted)

    # ------------------------------------------------------------ what the line does not hold
    def _one_by_one(self, batch: pa.RecordBatch, rows: Ints, held: Sequence[_Held], codes: Codes) -> None:
        """Judge rows as single results, each distinct one once."""
        part = batch.take(pa.array(rows))
        columns = [part.column(n).to_pylist() if n in part.schema.names else [None] * len(rows) for n in SINGLE]
        columns[SINGLE.index("value")] = _as_printed(part)
        known: dict[tuple[object, ...], int] = {}
        for row, each, values in zip(rows, held, zip(*columns, strict=True), strict=True):
            if each.fixed < 0 and each.wanted is not None:
                key = (id(each.wanted), *values)
                if key not in known:
                    known[key] = self._alone(each.wanted, values)
                codes[row] = known[key]

    def _alone(self, wanted: Requirement, texts: Sequence[str | None]) -> int:
        analyte, basis, named, value = (text or "" for text in texts[:4])
        result = Result(analyte, value, printed(value), named, basis, _uncertainty(*texts[4:]))
        grade = Grade(wanted.edition, "", wanted.grade, requirements=(wanted,))
        return int(bulk.CODES[judge(Certificate("", results=(result,)), grade, self.weights, self.rule).state])


SINGLE = ("analyte", "basis", "unit", "value", "uncertainty", "k")


def _judged(held: Sequence[_Held], combos: PlaceOf, places: Places, texts: PlaceOf, guard: Ints) -> Codes:
    """Return the codes of all rows; where the state does not hang on the number, that of the combination."""
    nothing = int(bulk.CODES["not_assessed"])
    spans = [Span(FIRST, LAST) if each.fixed == nothing else each.span for each in held]
    low, high = (np.array([getattr(span, end) for span in spans], np.int64) for end in ("low", "high"))
    codes = bulk.states(low[combos], high[combos], places.low[texts], places.high[texts], guard)
    fixed = np.array([each.fixed for each in held], np.int8)
    if (fixed > 0).any():
        told = fixed[combos]
        codes = np.where(told >= 0, told, codes)
    return codes


def _hard(held: Sequence[_Held], combos: PlaceOf, places: Places, texts: PlaceOf) -> Ints:
    """Return the rows that the line does not hold exactly."""
    of_limits = np.array([each.hard for each in held], bool)
    if not of_limits.any() and not places.hard.any():
        return np.empty(0, np.int64)
    return np.flatnonzero(of_limits[combos] | places.hard[texts])


def _as_printed(part: pa.RecordBatch) -> list[str | None]:
    """Return the values as text: whole numbers are steps of 10^-12."""
    values: list[str | None] = part.column("value").to_pylist()
    if not pa.types.is_integer(part.column("value").type):
        return values
    signs = part.column("operator").to_pylist() if "operator" in part.schema.names else [""] * len(values)
    return [
        None if value is None else f"{'' if sign in (None, '=') else sign}{Decimal(value).scaleb(-12):f}"
        for value, sign in zip(values, signs, strict=True)
    ]


def _uncertainty(wide: str | None, k: str | None) -> Uncertainty:
    """Return an expanded uncertainty with its factor; what is no plain number above 0 is not told."""
    value, by = (printed(text) if text else None for text in (wide, k))
    if value is None or value.operator != "=" or value.value < 0:
        return Uncertainty()
    return Uncertainty(expanded=value.value, k=by.value if by is not None and by.value > 0 else None)
