"""The counterfactual swap: the same lines with another country (or party) in one fact, and what the law then says.

Values that the law cannot tell apart stand together in groups; each group is asked once a batch. Lines are compared
with themselves as declared (`own`) and with themselves in the largest group (`rest`).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from monazite.law.bits import full_plane
from monazite.law.columns import Columns
from monazite.law.fold import Answer, answer
from monazite.law.kernel import Evaluation, MaskCache
from monazite.law.plan import Plan
from monazite.law.state import LawState
from monazite.outcomes import OUTCOMES
from monazite.parity.differences import Difference, Side, Worth, differences
from monazite.parity.facts import Grouping, put_to, variable
from monazite.parity.swapped import Swapped, touched
from monazite.vocabulary import vocabulary

__all__ = ["ALL", "Swapper", "Swapping"]

ALL = "all"  # the strongest outcome over all regimes
_N = len(OUTCOMES)
Counts = npt.NDArray[np.int64]


@dataclass
class Swapping:
    """What some lines come to with each group of values in the place of a fact; additive over batches.

    `outcomes` is (group or None for the lines as declared, regime or ALL) → counts by 7 × lowest + highest rank;
    `declared` counts the lines that state a value of each group, `unknown` those that state none; `against_own` and
    `against_rest` have one difference a group.
    """

    lines: int
    unknown: int
    declared: Counts
    outcomes: dict[tuple[int | None, str], Counts]
    against_own: list[Difference]
    against_rest: list[Difference]

    def __iadd__(self, other: Swapping) -> Swapping:
        self.lines += other.lines
        self.unknown += other.unknown
        self.declared = self.declared + other.declared
        for key, counts in other.outcomes.items():
            self.outcomes[key] = self.outcomes[key] + counts if key in self.outcomes else counts
        for one, more in (*zip(self.against_own, other.against_own, strict=True),
                          *zip(self.against_rest, other.against_rest, strict=True)):  # fmt: skip
            one += more
        return self


class Swapper:
    """Asks some law states of lines with every value of a fact; built once, applied in any thread.

    `along` are facts that take the same value. Raises UsageError for a fact that has no values to swap.
    """

    def __init__(self, states: Sequence[LawState], vary: str, along: Sequence[str] = ()) -> None:
        words = vocabulary()
        self.plan, self.facts = Plan(states, with_items=False), (vary, *along)
        self.grouping = Grouping(
            [variable(name, words) for name in self.facts],
            {name: put_to([op.node for op in self.plan.ops if not op.children], name) for name in self.facts},
        )
        self.regimes = tuple(state.regime for state in states)
        self._touched = touched(self.plan, frozenset(self.facts))
        self._masks, self._turn = MaskCache(), threading.Lock()
        self.groups = self.grouping.groups

    @property
    def reads(self) -> frozenset[str]:
        """The facts that the law reads."""
        return self.plan.facts

    @property
    def rest(self) -> int:
        """The place of the group that the others are held against: the last, which is the largest."""
        return len(self.groups) - 1

    def empty(self) -> Swapping:
        """Return the counts of no line."""
        none = [[Difference() for _ in self.groups] for _ in range(2)]
        return Swapping(0, 0, np.zeros(len(self.groups), np.int64), {}, *none)

    def apply(self, batch: pa.RecordBatch) -> Swapping:
        """Return what the lines of one batch come to, as declared and with each group of values."""
        with self._turn:
            own, sides = self._sides(batch)
        declared, unknown = self._declared(batch)
        worth, full = Worth.of(batch), full_plane(batch.num_rows)
        named = [(None, own), *enumerate(sides)]
        return Swapping(
            lines=batch.num_rows,
            unknown=unknown,
            declared=declared,
            outcomes={(k, regime): _counts(*side.ranks[regime]) for k, side in named for regime in side.ranks},
            against_own=[differences(own, side, batch, worth, full) for side in sides],
            against_rest=[differences(sides[self.rest], side, batch, worth, full) for side in sides],
        )

    def _sides(self, batch: pa.RecordBatch) -> tuple[Side, list[Side]]:
        base = Evaluation(self.plan, Columns(batch), vocabulary(), self._masks)
        facts = frozenset(self.facts)
        swapped = [Swapped(base, facts, group.value, self._touched) for group in self.groups]
        return self._side(base), [self._side(one) for one in swapped]

    def _side(self, evaluation: Evaluation) -> Side:
        return side([answer(evaluation, state, with_asks=False) for state in self.plan.states])

    def _declared(self, batch: pa.RecordBatch) -> tuple[Counts, int]:
        """Count the lines by the group of the value that they declare, and those that declare none."""
        out = np.zeros(len(self.groups), np.int64)
        if self.facts[0] not in batch.schema.names:
            return out, batch.num_rows
        column = batch.column(self.facts[0])
        for row in column.value_counts().to_pylist():
            value = row["values"]
            if value is not None:
                word = ("yes" if value else "no") if isinstance(value, bool) else value
                out[self.grouping.place(word)] += row["counts"]
        return out, int(batch.num_rows - out.sum())


def side(answers: Sequence[Answer]) -> Side:
    """Return the answers of all regimes as one side of a comparison."""
    ranks = {a.state.state.regime: (a.low, a.high) for a in answers}
    low, high = (np.maximum.reduce([pair[end] for pair in ranks.values()]) for end in (0, 1))
    holds = {name: plane for a in answers for name, plane in a.holds}
    maybe = {name: plane for a in answers for name, plane in a.possible}
    regimes = {name: a.state.state.regime for a in answers for name in (r.id for r in a.state.rules)}
    return Side({ALL: (low, high), **ranks}, holds, maybe, regimes)


def _counts(low: npt.NDArray[np.uint8], high: npt.NDArray[np.uint8]) -> Counts:
    return np.bincount(low.astype(np.int64) * _N + high, minlength=_N * _N)


def shares(counts: Counts) -> dict[tuple[str, str], int]:
    """Return (lowest, highest outcome) → lines, for what occurs."""
    return {(OUTCOMES[k // _N], OUTCOMES[k % _N]): int(n) for k, n in enumerate(counts) if n}
