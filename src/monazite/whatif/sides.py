"""The two laws of a what-if, and what each says of the same lines, in one pass over their shared conditions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from monazite.errors import UsageError, nearest
from monazite.law.bits import Plane, disj, full_plane, unpack
from monazite.law.bulk import Law
from monazite.law.decide import decided, greatest
from monazite.law.fold import Answer
from monazite.law.lists import combos
from monazite.law.model import LawPack
from monazite.law.moment import on_day
from monazite.law.state import LawState, resolve

__all__ = ["Side", "Sides", "Verdict", "without"]

Fill = Callable[[pa.RecordBatch], pa.RecordBatch]


@dataclass(frozen=True)
class Side:
    """One of the two laws: packs as known on a day under a reading, on `day` (None: on each line's own day).

    `assume` gives facts that stand for what a line does not state.
    """

    packs: Sequence[LawPack]
    known_on: dt.date
    reading: str = "instruments"
    day: dt.date | None = None
    assume: Mapping[str, str] = field(default_factory=dict)

    def states(self) -> list[LawState]:
        """Return the law of each pack, resolved, and of one day where a day is given."""
        states = [resolve(pack, self.known_on, self.reading) for pack in self.packs]
        return states if self.day is None else [on_day(state, self.day) for state in states]


def without(packs: Sequence[LawPack], name: str) -> list[LawPack]:
    """Return the packs as if a provision, or an instrument with all that it says and does, had never been written.

    Raises UsageError for a name that no pack has.
    """
    known = [name for pack in packs for name in (*pack.provisions, *pack.instruments)]
    if name not in known:
        raise UsageError(f"--without {name}: no such provision or instrument; {nearest(name, known)}")
    return [_lacking(pack, name) for pack in packs]


def _lacking(pack: LawPack, name: str) -> LawPack:
    if name in pack.instruments:
        for provision in [p.id for p in pack.provisions.values() if p.instrument == name]:
            pack = pack.without(provision)
        instruments = dict(pack.instruments) | {name: replace(pack.instruments[name], acts=())}
        items = {i: item for i, item in pack.items.items() if item.instrument != name}
        return replace(pack, instruments=instruments, items=items)
    return pack.without(name) if name in pack.provisions else pack


@dataclass(frozen=True)
class Verdict:
    """What one law says of a batch: ranks and decisions, one a row; provisions that hold or may hold, and where."""

    low: npt.NDArray[np.uint8]
    high: npt.NDArray[np.uint8]
    decision: npt.NDArray[np.int8]
    holds: dict[str, Plane]
    possible: dict[str, Plane]


class Sides:
    """Asks two laws about the same lines; where both take the same facts they share every condition that is equal."""

    def __init__(self, before: Side, after: Side, fill: Callable[[Mapping[str, str]], Fill]) -> None:
        self.before, self.after = before, after
        ours, theirs = before.states(), after.states()
        self._cut = len(ours)
        self._fills = [fill(before.assume), fill(after.assume)]
        self._shared = before.assume == after.assume
        self._laws = [Law.of([*ours, *theirs], with_items=False)] if self._shared else [_law(ours), _law(theirs)]
        # What to ask is told of the law after alone, and of few lines.
        self._after = _law(theirs)
        self._dutiful = [
            {i for p in side.packs for i, q in p.provisions.items() if q.duties} for side in (before, after)
        ]

    @property
    def facts(self) -> frozenset[str]:
        """The facts that either law reads."""
        return frozenset().union(*(law.facts for law in self._laws))

    def verdicts(self, batch: pa.RecordBatch) -> tuple[Verdict, Verdict]:
        """Return what the law before and the law after say of a batch of the line table."""
        batches = [fill(batch) for fill in self._fills[: len(self._laws)]]
        parts = [law.answers(told, with_asks=False) for law, told in zip(self._laws, batches, strict=True)]
        if self._shared:
            parts = [parts[0][: self._cut], parts[0][self._cut :]]
        one, two = (_verdict(part, duties, batch.num_rows) for part, duties in zip(parts, self._dutiful, strict=True))
        return one, two

    def asks(self, batch: pa.RecordBatch) -> pa.ListArray:
        """Return for each line the facts that could still change its outcome under the law after."""
        full, found = full_plane(batch.num_rows), dict[str, Plane]()
        for answer in self._after.answers(self._fills[1](batch)):
            for fact, rows in answer.asks.items():
                found[fact] = disj(found.get(fact), rows, full)
        planes = [(fact, found[fact]) for fact in self._after.vocabulary if fact in found]
        return combos(planes, batch.num_rows).column().cast(pa.list_(pa.string()))


def _law(states: list[LawState]) -> Law:
    return Law.of(states, with_items=False)


def _verdict(answers: Sequence[Answer], dutiful: set[str], rows: int) -> Verdict:
    low, high = greatest([a.low for a in answers], rows), greatest([a.high for a in answers], rows)
    holds = {name: plane for a in answers for name, plane in a.holds}
    duties: Plane = None
    full = full_plane(rows)
    for name in dutiful & holds.keys():
        duties = disj(duties, holds[name], full)
    has = np.zeros(rows, bool) if duties is None else unpack(duties, rows).view(bool)
    possible = {name: plane for a in answers for name, plane in a.possible}
    return Verdict(low, high, decided(low, high, has), holds, possible)
