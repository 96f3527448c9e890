"""The law stage: adds to each line its decision, outcomes, bases, what to ask, duties, findings and items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from monazite.law.bits import Plane, differ, disj, unpack
from monazite.law.bulk import Law
from monazite.law.calendar import working_days
from monazite.law.columns import Columns
from monazite.law.conflict import conflicts
from monazite.law.decide import decided, greatest
from monazite.law.duties import runs, shown_duty
from monazite.law.fold import Answer
from monazite.law.lists import Combos, combos, patterns
from monazite.law.model import LawPack, Provision
from monazite.law.settling import Settling
from monazite.law.state import differing_days
from monazite.law.time import READINGS
from monazite.lists import after
from monazite.outcomes import DECISIONS, OUTCOMES, RANK

__all__ = ["LawStage"]

NOWHEN = -(2**31)


class LawStage:
    """Asks some regimes on batches of lines; built once, applied in any thread.

    `known_on` None stands for everything that the packs know. The other reading is asked too on the days on which
    the two can differ, and `reading_differs` says where they do.
    """

    def __init__(self, packs: Sequence[LawPack], known_on: dt.date | None = None, reading: str = "instruments") -> None:
        self.packs = tuple(packs)
        self.law = Law(packs, known_on, reading)
        other = next(r for r in READINGS if r != reading)
        self.other = Law(packs, known_on, other, with_items=False)
        self._settling = Settling(self.law.states)
        self.provisions: dict[str, Provision] = {i: p for pack in packs for i, p in pack.provisions.items()}
        self._clock = {i: (pack.timezone, working_days(pack, known_on)) for pack in packs for i in pack.provisions}
        self._rank = {i: RANK[p.outcome] if p.outcome else -1 for i, p in self.provisions.items()}
        self.codes = {i: f"{pack.id}:{item.code}" for pack in packs for i, item in pack.items.items()}
        self._days = [differing_days(a, b) for a, b in zip(self.law.states, self.other.states, strict=True)]

    @property
    def regimes(self) -> tuple[str, ...]:
        """The ids of the regimes, in the order of their columns."""
        return tuple(pack.id for pack in self.packs)

    @property
    def facts(self) -> frozenset[str]:
        """The facts that the law reads."""
        return self.law.facts

    def apply(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch with the columns of the law appended; rows keep their order and number."""
        rows = batch.num_rows
        answers = self.law.answers(batch)
        low = greatest([a.low for a in answers], rows)
        high = greatest([a.high for a in answers], rows)
        bases = combos(self._strongest_first([pair for a in answers for pair in a.holds]), rows)
        possible = patterns(self._strongest_first(self._possible(answers)), rows)
        duties = self._duties(bases, batch)
        has_duties = np.array([bool(x) for x in duties.lists])[duties.codes]
        decision = decided(low, high, has_duties)
        columns = {
            "decision": pa.DictionaryArray.from_arrays(pa.array(decision), pa.array(DECISIONS)),
            "outcome_low": _ranks(low),
            "outcome_high": _ranks(high),
            "bases": bases.column(),
            "possible": possible.column(),
            "ask": self._settling.ordered(patterns(self._asks(answers, batch), rows), possible),
            "duties": duties.column(),
            "findings": self._findings(bases, batch),
            "items": combos(self._items(answers), rows).column(),
            "reading_differs": pa.array(self._differs(batch, answers)),
        }
        for a in answers:
            columns[f"{a.state.state.regime}_low"] = _ranks(a.low)
            columns[f"{a.state.state.regime}_high"] = _ranks(a.high)
        return _appended(batch, columns)

    # ------------------------------------------------------------ parts
    def _strongest_first(self, planes: list[tuple[str, Plane]]) -> list[tuple[str, Plane]]:
        """Provisions in the order of their outcomes; those with a duty or a finding alone come last."""
        return sorted(planes, key=lambda pair: -self._rank[pair[0]])

    def _possible(self, answers: list[Answer]) -> list[tuple[str, Plane]]:
        """What may hold; a provision that only opposes is told of where it meets what it opposes, and not before."""
        silent = {i for i, p in self.provisions.items() if p.opposes and p.outcome is None and not p.duties}
        return [(name, plane) for a in answers for name, plane in a.possible if name not in silent]

    def _asks(self, answers: list[Answer], batch: pa.RecordBatch) -> list[tuple[str, Plane]]:
        """Facts in the order of the vocabulary, each with the rows where some regime needs it."""
        from monazite.law.bits import full_plane

        full = full_plane(batch.num_rows)
        found: dict[str, Plane] = {}
        for a in answers:
            for fact, rows in a.asks.items():
                found[fact] = disj(found.get(fact), rows, full)
        return [(fact, found[fact]) for fact in self.law.vocabulary if fact in found]

    def _items(self, answers: list[Answer]) -> list[tuple[str, Plane]]:
        """Entries by regime and code; several items of one code are one entry."""
        from monazite.law.bits import full_plane

        found: dict[str, Plane] = {}
        for a in answers:
            full = full_plane(len(a.low))
            for item, rows in a.items:
                found[self.codes[item]] = disj(found.get(self.codes[item]), rows, full)
        return list(found.items())

    def _duties(self, bases: Combos, batch: pa.RecordBatch) -> Combos:
        """Duties of what holds; those with a clock get their day, so they depend on the line's date too."""
        lists = [[(d, *self._clock[n]) for n in names for d in self.provisions[n].duties] for names in bases.lists]
        dated = np.array([any(runs(d.due) for d, *_ in duties) for duties in lists])
        shown = [tuple(dict.fromkeys(shown_duty(d, None) for d, *_ in duties)) for duties in lists]
        codes = bases.codes.copy()
        wanted = dated[bases.codes]
        if wanted.any():
            zones = list(dict.fromkeys(pack.timezone for pack in self.packs))
            columns = Columns(batch)
            days = [columns.days(zone) for zone in zones]
            # NOWHEN stands for a day that is not known: then no clock runs.
            keys = [np.where(known_rows(known, columns), day, NOWHEN)[wanted] for day, known in days]
            distinct, inverse = np.unique(np.stack([bases.codes[wanted], *keys]), axis=1, return_inverse=True)
            codes[wanted] = len(shown) + inverse.astype(np.int32)
            for code, *numbers in distinct.T.tolist():
                on = dict(zip(zones, map(_day, numbers), strict=True))
                shown.append(tuple(dict.fromkeys(shown_duty(d, on[zone], working) for d, zone, working in lists[code])))
        return Combos(shown, codes)

    def _findings(self, bases: Combos, batch: pa.RecordBatch) -> pa.Array:
        """What the reader found on the line, then the findings of provisions that hold."""
        lists = [tuple(dict.fromkeys(self._found(names))) for names in bases.lists]
        codes = bases.codes
        if "findings" in batch.schema.names:
            lists, codes = after(batch.column("findings"), lists, codes)
        return Combos(lists, codes).column()

    def _found(self, names: Sequence[str]) -> Iterator[str]:
        """The findings of provisions that hold together, and where following one breaks another regime's."""
        yield from (f for n in names if (f := self.provisions[n].finding))
        yield from (f"conflict_of_laws: {a} forbids following {b}" for a, b in conflicts(names, self.provisions))

    def _differs(self, batch: pa.RecordBatch, answers: list[Answer]) -> npt.NDArray[np.bool_]:
        """Where the other reading of the law gives another outcome."""
        out = np.zeros(batch.num_rows, bool)
        columns = Columns(batch)
        touched = False
        for pack, spans in zip(self.packs, self._days, strict=True):
            days, known = columns.days(pack.timezone)
            first, last = (int(days.min()), int(days.max())) if len(days) else (0, -1)
            whole = known is columns.full
            touched |= any(not whole or (a <= last and b > first) for a, b in spans)
        if touched:
            for a, b in zip(answers, self.other.answers(batch, with_asks=False), strict=True):
                out |= (a.low != b.low) | (a.high != b.high) | self._beside_differs(a, b)
        return out

    def _beside_differs(self, a: Answer, b: Answer) -> npt.NDArray[np.bool_]:
        """Where the readings differ in what stands beside the outcome: provisions with duties or findings."""
        telling = {i for i, p in self.provisions.items() if p.duties or p.finding or p.opposes}
        out = np.zeros(len(a.low), bool)
        ones, others = dict(a.holds), dict(b.holds)
        for name in telling & (ones.keys() | others.keys()):
            rows = differ(ones.get(name), others.get(name))
            if rows is not None:
                out |= unpack(rows, len(out)).view(bool)
        return out


def known_rows(known: Plane, columns: Columns) -> npt.NDArray[np.bool_]:
    """Return a plane as booleans, one a row."""
    if known is None:
        return np.zeros(columns.rows, bool)
    return unpack(known, columns.rows).view(bool)


def _day(number: int) -> dt.date | None:
    return None if number == NOWHEN else dt.date(1970, 1, 1) + dt.timedelta(number)


def _ranks(ranks: npt.NDArray[np.uint8]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(ranks.view(np.int8)), pa.array(OUTCOMES))


def _appended(batch: pa.RecordBatch, columns: dict[str, pa.Array]) -> pa.RecordBatch:
    kept = {n: batch.column(i) for i, n in enumerate(batch.schema.names) if n not in columns}
    return pa.record_batch({**kept, **columns})
