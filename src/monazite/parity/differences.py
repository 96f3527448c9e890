"""What differs between two answers on the same lines: outcomes, the provisions that make it, the value touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from monazite.goods.worth import worth
from monazite.law.bits import Plane, Words, conj, differ, disj, pack, trimmed, unpack, without
from monazite.outcomes import OUTCOMES

__all__ = ["EXAMPLES", "Difference", "Moved", "Side", "Worth", "differences"]

EXAMPLES = 10
SHOWN = (
    "source",
    "row",
    "declaration",
    "line",
    "leg",
    "component",
    "date",
    "description",
    "destination",
    "value",
    "currency",
    "end_user",
)
Ranks = npt.NDArray[np.uint8]
Rows = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Side:
    """One answer: the ranks over all regimes, then by regime; provisions that hold, and that cannot be told."""

    ranks: Mapping[str, tuple[Ranks, Ranks]]
    holds: Mapping[str, Plane]
    maybe: Mapping[str, Plane]
    regimes: Mapping[str, str]


@dataclass
class Moved:
    """On how many lines a provision holds that could not before (`added`), or cannot that held (`gone`).

    `unsure` are the lines where it cannot be told on one side, `deciding` those of all three on which its regime's
    outcome differs.
    """

    added: int = 0
    gone: int = 0
    unsure: int = 0
    deciding: int = 0

    def __iadd__(self, other: Moved) -> Moved:
        for name in ("added", "gone", "unsure", "deciding"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self


@dataclass
class Difference:
    """Lines with another outcome, in exact counts; additive.

    `lines` = `raised` + `lowered` + `otherwise` (an interval that grows or shrinks at both ends); `beside` are lines
    with the same outcome on which provisions come or go for certain. `value` is currency → integer of 1e-4 over
    `lines`, `unvalued` the lines without a value. `by_regime` counts lines whose outcome under one regime differs.
    """

    lines: int = 0
    raised: int = 0
    lowered: int = 0
    beside: int = 0
    unvalued: int = 0
    value: Counter[str] = field(default_factory=Counter)
    by_regime: Counter[str] = field(default_factory=Counter)
    provisions: dict[str, Moved] = field(default_factory=dict)
    examples: list[dict[str, Any]] = field(default_factory=list)

    @property
    def otherwise(self) -> int:
        """Lines whose interval of outcomes grows or shrinks at both ends."""
        return self.lines - self.raised - self.lowered

    def __iadd__(self, other: Difference) -> Difference:
        for name in ("lines", "raised", "lowered", "beside", "unvalued"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.value.update(other.value)
        self.by_regime.update(other.by_regime)
        for name, moved in other.provisions.items():
            mine = self.provisions.setdefault(name, Moved())
            mine += moved
        same_last = sorted([*self.examples, *other.examples], key=lambda line: line["before"] == line["after"])
        self.examples = same_last[:EXAMPLES]
        return self


class Worth:
    """The declared values of a batch, to be summed exactly by currency over any of its rows."""

    def __init__(self, values: npt.NDArray[np.int64], known: Rows, codes: npt.NDArray[Any], words: list[str]) -> None:
        self.known, self.words = known, words
        self._codes = np.where(known, codes, len(words))
        # A sum of int64 may overflow: halves of 32 bits cannot, in any batch.
        self._high, self._low = values >> 32, values & 0xFFFF_FFFF

    @classmethod
    def of(cls, batch: pa.RecordBatch) -> Worth:
        """Return the values that a batch declares."""
        rows = batch.num_rows
        if "value" not in batch.schema.names:
            return cls(np.zeros(rows, np.int64), np.zeros(rows, bool), np.zeros(rows, np.int64), [])
        value = worth(batch)
        codes, words = _currencies(batch)
        values = np.asarray(value.fill_null(0), np.int64)
        return cls(values, np.asarray(value.is_valid()), codes, words)

    def sums(self, rows: Rows) -> Counter[str]:
        """Return currency → the sum over some rows; "" where no currency is declared."""
        out: Counter[str] = Counter()
        codes = self._codes[rows]
        for code in np.unique(codes).tolist():
            if code < len(self.words):
                part = codes == code
                high, low = (int(half[rows][part].sum()) for half in (self._high, self._low))
                out[self.words[code]] += (high << 32) + low
        return out


def _currencies(batch: pa.RecordBatch) -> tuple[npt.NDArray[Any], list[str]]:
    if "currency" not in batch.schema.names:
        return np.zeros(batch.num_rows, np.int64), [""]
    column = batch.column("currency")
    column = column.dictionary_decode() if isinstance(column, pa.DictionaryArray) else column
    found = column.fill_null("").dictionary_encode()
    return np.asarray(found.indices, np.int64), found.dictionary.to_pylist()


def differences(one: Side, other: Side, batch: pa.RecordBatch, worth: Worth, full: Words) -> Difference:
    """Return what differs on the lines of a batch from `one` answer to the `other`."""
    apart = {regime: _apart(one, other, regime) for regime in one.ranks}
    everything = next(iter(one.ranks))
    rows = apart[everything]
    provisions, beside = _provisions(one, other, apart, full)
    (low, high), (new_low, new_high) = one.ranks[everything], other.ranks[everything]
    return Difference(
        lines=int(rows.sum()),
        raised=int((rows & (new_low >= low) & (new_high >= high)).sum()),
        lowered=int((rows & (new_low <= low) & (new_high <= high)).sum()),
        beside=int((beside & ~rows).sum()),
        unvalued=int((rows & ~worth.known).sum()),
        value=worth.sums(rows) if rows.any() else Counter(),
        by_regime=Counter({r: int(a.sum()) for r, a in apart.items() if r != everything and a.any()}),
        provisions=provisions,
        examples=_examples(one, other, (rows, beside & ~rows), batch, list(provisions)),
    )


def _apart(one: Side, other: Side, regime: str) -> Rows:
    (low, high), (new_low, new_high) = one.ranks[regime], other.ranks[regime]
    rows: Rows = (low != new_low) | (high != new_high)
    return rows


def _provisions(one: Side, other: Side, apart: Mapping[str, Rows], full: Words) -> tuple[dict[str, Moved], Rows]:
    """Return the provisions that come, go or become unsure, and the rows on which any comes or goes for certain."""
    size = len(next(iter(apart.values())))
    planes = {regime: trimmed(pack(rows)) for regime, rows in apart.items()}
    out: dict[str, Moved] = {}
    certain: Plane = None
    for name in one.regimes:
        added, gone, unsure = _moves(one, other, name, full)
        moved = disj(disj(added, gone, full), unsure, full)
        if moved is not None:
            deciding = conj(moved, planes[one.regimes[name]], full)
            out[name] = Moved(*map(_count, (added, gone, unsure, deciding)))
            certain = disj(certain, disj(added, gone, full), full)
    return out, np.zeros(size, bool) if certain is None else unpack(certain, size).view(bool)


def _moves(one: Side, other: Side, name: str, full: Words) -> tuple[Plane, Plane, Plane]:
    """Return where a provision holds in `other` and cannot in `one`, the contrary, and where it cannot be told once."""
    a, b = one.holds.get(name), other.holds.get(name)
    maybe_a, maybe_b = one.maybe.get(name), other.maybe.get(name)
    added = trimmed(without(b, disj(a, maybe_a, full), full))
    gone = trimmed(without(a, disj(b, maybe_b, full), full))
    return added, gone, differ(maybe_a, maybe_b)


def _count(plane: Plane) -> int:
    return 0 if plane is None else int(np.bitwise_count(plane).sum())


def _examples(
    one: Side, other: Side, rows: Sequence[Rows], batch: pa.RecordBatch, moved: list[str]
) -> list[dict[str, Any]]:
    """Return the first lines that differ, those with another outcome before those with other provisions alone."""
    wanted = np.concatenate([np.flatnonzero(part)[:EXAMPLES] for part in rows])[:EXAMPLES]
    if not len(wanted):
        return []
    shown = batch.select([name for name in SHOWN if name in batch.schema.names])
    lines: list[dict[str, Any]] = shown.take(pa.array(wanted)).to_pylist()
    everything = next(iter(one.ranks))
    for row, line in zip(wanted.tolist(), lines, strict=True):
        line["description"] = (line.get("description") or "")[:300]
        line["before"], line["after"] = (_between(s.ranks[everything], row) for s in (one, other))
        states = {name: (_state(one, name, row), _state(other, name, row)) for name in moved}
        line["added"] = [name for name, (a, b) in states.items() if b > a]
        line["gone"] = [name for name, (a, b) in states.items() if b < a]
    return lines


def _between(ranks: tuple[Ranks, Ranks], row: int) -> list[str]:
    return [OUTCOMES[int(end[row])] for end in ranks]


def _state(side: Side, name: str, row: int) -> int:
    """Return 2 where a provision holds on a row, 1 where it cannot be told, else 0."""
    for plane, state in ((side.holds.get(name), 2), (side.maybe.get(name), 1)):
        if plane is not None and int(plane[row // 64]) >> row % 64 & 1:
            return state
    return 0
