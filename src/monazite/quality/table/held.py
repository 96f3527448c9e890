"""What rows of a table are held against: the limits of a grade in the words of the results, found once for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from monazite.chemistry.weights import Weights
from monazite.errors import InputError, nearest
from monazite.quality import bulk
from monazite.quality.certificate import Result
from monazite.quality.expressed import expressed
from monazite.quality.limits import Limits
from monazite.quality.model import Grade, Requirement
from monazite.quality.positions import Span
from monazite.quality.printed import printed
from monazite.quality.substance import ratio
from monazite.quality.table.codes import Combinations
from monazite.quality.table.line import LINES, Line, line_for

__all__ = ["NONE", "Ends", "Held", "Sought"]

NOT_ASKED, NONE = -1, -2
NOTHING = int(bulk.CODES["not_assessed"])
UNTOLD = int(bulk.CODES["indeterminate"])


@dataclass(frozen=True, slots=True)
class Held:
    """What rows of one combination are held against: the limits in the unit of the results, and their line.

    `fixed` is the code of a state that does not hang on the number, -1 for none. Without a line rows are judged one by
    one, and without `limits` they have none in their own unit. `between` tells that an end lies between two steps.
    """

    span: Span = Span()
    line: Line | None = LINES[0]
    fixed: int = -1
    between: bool = False
    wanted: Requirement | None = None
    limits: Limits | None = None


ABSENT = Held(fixed=NOTHING)


class Sought:
    """Finds what rows are held against, by grade, analyte, basis and unit; keeps what it found."""

    def __init__(self, grades: Iterable[Grade], weights: Weights) -> None:
        self.grades = {grade.id: grade for grade in grades}
        self.weights = weights
        self._held: dict[tuple[str | None, ...], Held] = {}

    def of(self, keys: Iterable[tuple[str | None, ...]]) -> list[Held]:
        """Return what each combination is held against; raise InputError for a grade that is not there."""
        return [self._held.get(key) or self._kept(key) for key in keys]

    def _kept(self, key: tuple[str | None, ...]) -> Held:
        held = self._held[key] = self._sought(*key)
        return held

    def _sought(self, grade: str | None, analyte: str | None, basis: str | None, named: str | None) -> Held:
        """Return what a combination is held against: of several limits the one by the same name, on the same basis."""
        if grade is None or analyte is None:
            return Held(fixed=UNTOLD)
        if grade not in self.grades:
            raise InputError(f"there is no grade '{grade}'; {nearest(grade, self.grades)}")
        fits = [r for r in self.grades[grade].requirements if ratio(analyte, r.analyte, self.weights) is not None]
        wanted = min(fits, key=lambda each: (each.analyte != analyte, each.basis != (basis or "")), default=None)
        if wanted is None or wanted.kind != "limit":
            return ABSENT
        return self._converted(wanted, Result(analyte, "1", printed("1"), named or "", basis or ""))

    def _converted(self, wanted: Requirement, unit_result: Result) -> Held:
        """Return limits in the words of a result, by what a result of 1 is in the words of the limits."""
        ways, _ = expressed(wanted, (unit_result,), self.weights)
        if not ways:
            return Held(fixed=UNTOLD)
        by = ways[0].found.value
        if len(ways) > 1 or len(ways[0].results) > 1 or not by:
            return Held(line=None, wanted=wanted)
        limits = wanted.limits.times(Fraction(1) / by)
        span = limits.meeting()
        line = line_for(span) if span != Span() else None  # no ends: words and numbers differ still
        between = line is not None and not (line.exact(span.low[0]) and line.exact(span.high[0]))
        return Held(span, line, -1, between, wanted, limits)


@dataclass(frozen=True, slots=True)
class Ends:
    """The limits of combinations as arrays, each on its own line: `low` and `high` as places, by slot (slots,).

    `line` is that of LINES, NOT_ASKED where the state is `fixed`, and NONE for limits that no line holds.
    """

    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]
    line: npt.NDArray[np.int8]
    fixed: npt.NDArray[np.int8]
    between: npt.NDArray[np.bool_]
    there: frozenset[int]

    @classmethod
    def of(cls, held: Sequence[Held], combos: Combinations) -> Ends:
        """Return the arrays of what combinations are held against."""
        line = np.array([_line(each) for each in held], np.int8)
        ends = np.array([_ends(each) for each in held], np.int64).reshape(-1, 2)
        fixed = np.array([each.fixed for each in held], np.int8)
        between = np.array([each.between for each in held], bool)
        low, high = combos.spread(ends[:, 0]), combos.spread(ends[:, 1])
        return cls(
            low, high, combos.spread(line), combos.spread(fixed), combos.spread(between), frozenset(line.tolist())
        )

    def lines(self) -> list[int]:
        """Return the lines, by their place in LINES, on which there are limits."""
        return sorted(number for number in self.there if number >= 0)

    def alone(self, number: int) -> bool:
        """Return whether all limits that are asked for are on one line."""
        return self.there <= {number, NOT_ASKED}

    @property
    def some_fixed(self) -> bool:
        """Whether the state of some rows does not hang on their numbers."""
        return NOT_ASKED in self.there

    @property
    def some_hard(self) -> bool:
        """Whether no line holds the limits of some rows."""
        return NONE in self.there


def _line(held: Held) -> int:
    if held.fixed >= 0:
        return NOT_ASKED
    return NONE if held.line is None else LINES.index(held.line)


def _ends(held: Held) -> tuple[int, int]:
    if held.line is None:
        return bulk.FIRST, bulk.LAST
    return held.line.at(held.span.low), held.line.at(held.span.high)
