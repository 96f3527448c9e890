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
from monazite.quality.expressed import Expressed, expressed, told_as
from monazite.quality.limits import Limits
from monazite.quality.model import Grade, Requirement
from monazite.quality.positions import Span, place
from monazite.quality.printed import printed
from monazite.quality.table.codes import Combinations
from monazite.quality.table.line import LINES, Line, line_for
from monazite.quality.units import unit
from monazite.quality.verdict import MOST_OF_ALL

__all__ = ["NONE", "Ends", "Held", "Sought"]

NOT_ASKED, NONE = -1, -2
NOTHING = int(bulk.CODES["not_assessed"])
UNTOLD = int(bulk.CODES["indeterminate"])


@dataclass(frozen=True, slots=True)
class Held:
    """What rows of one combination are held against: the limits in the unit of the results, and their line.

    `span` are the limits as results meet them, `printed` those from which guard bands are taken. `fixed` is the code of
    a state that does not hang on the number, -1 for none. Without a line rows are judged one by one against what is
    `wanted`, and without `limits` they have none in their own unit. `between` tells that an end lies between two steps.
    `most` is where a converted result is more than the whole, None where nothing is converted.
    """

    span: Span = Span()
    printed: Span = Span()
    line: Line | None = LINES[0]
    fixed: int = -1
    between: bool = False
    wanted: tuple[Requirement, ...] = ()
    limits: Limits | None = None
    most: Fraction | None = None


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
        """Return what a combination is held against: all limits that a row alone can be told in the words of.

        Where it can be told in none, a balance that asks for its content leaves it without a limit.
        """
        if grade is None or analyte is None:
            return Held(fixed=UNTOLD)
        if grade not in self.grades:
            raise InputError(f"there is no grade '{grade}'; {nearest(grade, self.grades)}")
        fits = [r for r in self.grades[grade].requirements if told_as(r, analyte, self.weights) is not None]
        asked = [wanted for wanted in fits if wanted.kind == "limit"]
        if not asked:
            return ABSENT
        held = self._converted(asked, Result(analyte, "1", printed("1"), named or "", basis or ""))
        own = [wanted for wanted in fits if (wanted.analyte, wanted.basis) == (analyte, basis or "")]
        unasked = bool(own) and all(wanted.kind != "limit" for wanted in own)
        return held or (ABSENT if unasked else Held(fixed=UNTOLD))

    def _converted(self, asked: Sequence[Requirement], unit_result: Result) -> Held | None:
        """Return limits in the words of a result, by what a result of 1 is in the words of each; None for none."""
        told = [(one, way) for one in dict.fromkeys(asked) for way in expressed(one, (unit_result,), self.weights)[0]]
        if not told:
            return None
        wanted = tuple(dict.fromkeys(one for one, _ in told))
        limits = [_in_words(one, way) for one, way in told]
        if any(each is None for each in limits) or (len(wanted) > 1 and any(_rounds(one) for one in wanted)):
            return Held(line=None, wanted=wanted)
        joined = _joined([each for each in limits if each is not None])
        return _on_a_line(wanted, joined, min((_most(*each) for each in told if each[1].converted), default=None))


def _rounds(wanted: Requirement) -> bool:
    return wanted.limits.compare != "full"


def _in_words(wanted: Requirement, way: Expressed) -> Limits | None:
    """Return limits in the words of the result of which 1 was told so; None where they are not to be had."""
    by = way.found.value
    return wanted.limits.times(Fraction(1) / by) if by and len(way.results) == 1 else None


def _most(wanted: Requirement, way: Expressed) -> Fraction:
    """Return how much a result may be until it is more than the whole in the words of a limit, in its own unit."""
    measure, by = unit(wanted.unit), way.found.value
    assert measure is not None and by
    return MOST_OF_ALL / measure.size / by


def _joined(limits: Sequence[Limits]) -> Limits:
    """Return the limits that are met where all are: of a number the state is then the worst of theirs."""
    if len(limits) == 1:
        return limits[0]
    lows = [one.lower for one in limits if one.lower is not None]
    highs = [one.upper for one in limits if one.upper is not None]
    low = max(lows, key=lambda end: (end.value, end.strict), default=None)
    return Limits(low, min(highs, key=lambda end: (end.value, not end.strict), default=None))


def _on_a_line(wanted: tuple[Requirement, ...], limits: Limits, most: Fraction | None) -> Held:
    span, told = limits.meeting(), limits.printed()
    line = line_for(span, told) if span != Span() else None  # no ends: words and numbers differ still
    ends = (span.low[0], span.high[0], told.low[0], told.high[0])
    between = line is not None and not all(map(line.exact, ends))
    return Held(span, told, line, -1, between, wanted, limits, most)


@dataclass(frozen=True, slots=True)
class Ends:
    """The limits of combinations as arrays, each on its own line: `low` and `high` as places, by slot (slots,).

    `printed` are the limits from which guard bands are taken, and `most` where a converted result is more than the
    whole; None where no row needs them. `line` is that of LINES, NOT_ASKED where the state is `fixed`, and NONE for
    limits that no line holds.
    """

    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]
    printed: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None
    most: npt.NDArray[np.int64] | None
    line: npt.NDArray[np.int8]
    fixed: npt.NDArray[np.int8]
    between: npt.NDArray[np.bool_]
    there: frozenset[int]

    @classmethod
    def of(cls, held: Sequence[Held], combos: Combinations) -> Ends:
        """Return the arrays of what combinations are held against."""
        line = np.array([_line(each) for each in held], np.int8)
        ends = np.array([_ends(each, each.span) for each in held], np.int64).reshape(-1, 2)
        fixed = np.array([each.fixed for each in held], np.int8)
        between = np.array([each.between for each in held], bool)
        return cls(
            combos.spread(ends[:, 0]),
            combos.spread(ends[:, 1]),
            _printed(held, combos),
            _mosts(held, combos),
            combos.spread(line),
            combos.spread(fixed),
            combos.spread(between),
            frozenset(line.tolist()),
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


def _ends(held: Held, span: Span) -> tuple[int, int]:
    if held.line is None:
        return bulk.FIRST, bulk.LAST
    return held.line.at(span.low), held.line.at(span.high)


def _printed(held: Sequence[Held], combos: Combinations) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None:
    """Return the limits as they are printed, by slot; None where all are met as they are printed."""
    if all(each.span == each.printed for each in held):
        return None
    ends = np.array([_ends(each, each.printed) for each in held], np.int64).reshape(-1, 2)
    return combos.spread(ends[:, 0]), combos.spread(ends[:, 1])


def _mosts(held: Sequence[Held], combos: Combinations) -> npt.NDArray[np.int64] | None:
    """Return the places above which a converted result is more than the whole, by slot; None for none converted."""
    if all(each.most is None for each in held):
        return None
    return combos.spread(np.array([_most_at(each) for each in held], np.int64))


def _most_at(held: Held) -> int:
    if held.line is None or held.most is None or not held.line.holds(held.most):
        return bulk.LAST
    return held.line.at(place(held.most))
