"""The bulk meaning of conditions: truths of plan nodes on one batch, as bit planes.

Every distinct atom is evaluated once a batch; text atoms once for each dictionary value, eight at a time; a node
that is false in the whole batch cuts what stands above it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from typing import Any as Anything

import numpy as np
import numpy.typing as npt

from monazite.law.bits import Plane, Truth, conj, disj, pack, trimmed, without
from monazite.law.columns import Columns
from monazite.law.plan import Op, Plan
from monazite.law.tree import All, Any, Compare, Const, Flag, Not, OneOf, Ratio, StartsWith, Within
from monazite.vocabulary import Vocabulary

__all__ = ["Evaluation"]

_OPS: dict[str, Callable[[Anything, Anything], Anything]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "=": operator.eq,
    "<>": operator.ne,
}
# Beyond this a product of two int64 may overflow: then Python's integers compare.
_SAFE = 2**62


class Evaluation:
    """The truths of a plan's nodes on one batch, computed when first asked for."""

    def __init__(self, plan: Plan, columns: Columns, vocabulary: Vocabulary, masks: MaskCache) -> None:
        self.plan, self.columns, self.vocabulary, self.masks = plan, columns, vocabulary, masks
        self.full = columns.full
        self._truths: list[Truth | None] = [None] * len(plan.ops)
        self._bytes: dict[tuple[str, int], npt.NDArray[np.uint8] | None] = {}
        self._tables: dict[str, tuple[Anything, npt.NDArray[np.uint8]]] = {}
        self._after: dict[tuple[str, int], Plane] = {}
        self._unknown: dict[int, Plane] = {}
        self._ranges: dict[str, tuple[int, int]] = {}

    def truth(self, number: int) -> Truth:
        """Return (sure, maybe) of a node."""
        found = self._truths[number]
        if found is None:
            found = self._truths[number] = self._compute(self.plan.ops[number], number)
        return found

    def unknown(self, number: int) -> Plane:
        """Return the rows where a node is not known."""
        if number not in self._unknown:
            sure, maybe = self.truth(number)
            self._unknown[number] = None if sure is maybe else trimmed(without(maybe, sure, self.full))
        return self._unknown[number]

    def _compute(self, op: Op, number: int) -> Truth:
        node = op.node
        if isinstance(node, All):
            return self._all(op.children)
        if isinstance(node, Any):
            return self._any(op.children)
        if isinstance(node, Not):
            a, b = self.truth(op.children[0])
            sure = without(self.full, b, self.full)
            return sure, sure if a is b else without(self.full, a, self.full)
        if isinstance(node, OneOf | StartsWith):
            return self._text(number)
        if isinstance(node, Flag):
            return self._known_only(self.columns.flags(node.fact), self.columns.known(node.fact))
        if isinstance(node, Within):
            return self._within(node, op.zone)
        if isinstance(node, Compare):
            return self._day(node, op.zone) if op.zone else self._compare(node)
        if isinstance(node, Ratio):
            return self._ratio(node)
        assert isinstance(node, Const)
        return (self.full, self.full) if node.value else (None, None)

    def _known_only(self, sure: Plane, known: Plane) -> Truth:
        """A truth that is `sure` where known and open elsewhere."""
        if known is self.full:
            return sure, sure
        return sure, disj(sure, without(self.full, known, self.full), self.full)

    def _all(self, parts: Iterable[int]) -> Truth:
        sure: Plane = self.full
        maybe: Plane = self.full
        for part in parts:
            a, b = self.truth(part)
            same = sure is maybe and a is b
            joined = conj(maybe, b, self.full)
            if joined is not maybe:
                maybe = trimmed(joined)
            if maybe is None:
                return None, None
            sure = maybe if same else conj(sure, a, self.full)
        return sure, maybe

    def _any(self, parts: Iterable[int]) -> Truth:
        sure: Plane = None
        maybe: Plane = None
        for part in parts:
            a, b = self.truth(part)
            same = sure is maybe and a is b
            maybe = disj(maybe, b, self.full)
            sure = maybe if same else disj(sure, a, self.full)
            if sure is self.full:
                return self.full, self.full
        return sure, maybe

    # ------------------------------------------------------------ text
    def _text(self, number: int) -> Truth:
        fact, k = self.plan.text_places[number]
        if not self.columns.has(fact):
            return None, self.full
        values = self._gathered(fact, k // 8)
        known = self.columns.known(fact)
        if values is None:
            return self._known_only(None, known)
        bits = pack(values & np.uint8(1 << k % 8))
        return self._known_only(conj(bits, known, self.full), known)

    def _gathered(self, fact: str, byte: int) -> npt.NDArray[np.uint8] | None:
        """Return one byte of test bits for each row; None where no value passes any of its tests."""
        key = (fact, byte)
        if key not in self._bytes:
            codes, table = self._table(fact)
            column = np.ascontiguousarray(table[:, byte])
            self._bytes[key] = _looked_up(codes, column) if column.any() else None
        return self._bytes[key]

    def _table(self, fact: str) -> tuple[Anything, npt.NDArray[np.uint8]]:
        if fact not in self._tables:
            codes, words = self.columns.codes(fact)
            # Short dictionaries are looked up by byte; numpy takes by machine words: converted once here.
            codes = codes.astype(np.uint8 if len(words) <= 256 else np.intp)
            self._tables[fact] = codes, self.masks.table(fact, self.plan.texts[fact].mask, words)
        return self._tables[fact]

    # ------------------------------------------------------------ quantities
    def _compare(self, node: Compare) -> Truth:
        sure: Plane = None
        maybe: Plane = None
        known = self.columns.known(node.fact)
        if known is not None:
            sure = maybe = self.columns.test(node.fact, _OPS[node.op], node.value)
        if known is self.full:
            return sure, maybe
        holds, fails = self._by_bounds(node, known)
        sure = disj(sure, holds, self.full)
        open_rows = without(without(self.full, known, self.full), fails, self.full)
        return sure, disj(sure, open_rows, self.full)

    def _by_bounds(self, node: Compare, known: Plane) -> tuple[Plane, Plane]:
        """Where only a bound is known: the rows on which the comparison holds, and on which it fails, for certain."""
        fact = self.vocabulary.get(node.fact)
        if fact is None or not fact.censored:
            return None, None
        under = self._bound(fact.below, operator.le, node.value, known)
        over = self._bound(fact.at_least, operator.gt, node.value, known)
        reached = self._bound(fact.at_least, operator.ge, node.value, known)
        apart = disj(under, over, self.full)
        return {
            ">=": (reached, under),
            ">": (over, under),
            "<": (under, reached),
            "<=": (under, over),
            "=": (None, apart),
            "<>": (apart, None),
        }[node.op]

    def _bound(self, column: str, test: Callable[[Anything, int], Anything], value: int, known: Plane) -> Plane:
        if not self.columns.has(column):
            return None
        return without(self.columns.test(column, test, value), known, self.full)

    def _ratio(self, node: Ratio) -> Truth:
        if not (self.columns.has(node.numerator) and self.columns.has(node.denominator)):
            return None, self.full
        over, under = self.columns.numbers(node.numerator), self.columns.numbers(node.denominator)
        known = conj(self.columns.known(node.numerator), self.columns.known(node.denominator), self.full)
        known = conj(known, pack(under > 0), self.full)
        if max(_size(over), 1) * node.q >= _SAFE or max(_size(under), 1) * abs(node.p) >= _SAFE:
            over, under = over.astype(object), under.astype(object)
        bits = np.asarray(_OPS[node.op](over * node.q, under * node.p), bool)
        return self._known_only(conj(pack(bits), known, self.full), known)

    # ------------------------------------------------------------ days
    def _within(self, node: Within, zone: str) -> Truth:
        _, known = self.columns.days(zone)
        sure: Plane = None
        for start, end in node.spans:
            span = without(self._from(zone, start), self._from(zone, end), self.full)
            sure = disj(sure, span, self.full)
        return self._known_only(conj(trimmed(sure), known, self.full), known)

    def _from(self, zone: str, day: int) -> Plane:
        """Return the rows whose day is `day` or later; rows without a day may be either."""
        key = (zone, day)
        if key not in self._after:
            days, _ = self.columns.days(zone)
            first, last = self._range(zone)
            self._after[key] = self.full if day <= first else None if day > last else pack(days >= day)
        return self._after[key]

    def _range(self, zone: str) -> tuple[int, int]:
        days, _ = self.columns.days(zone)
        if zone not in self._ranges:
            self._ranges[zone] = (int(days.min()), int(days.max())) if len(days) else (0, 0)
        return self._ranges[zone]

    def _day(self, node: Compare, zone: str) -> Truth:
        days, known = self.columns.days(zone)
        return self._known_only(conj(pack(_OPS[node.op](days, node.value)), known, self.full), known)


class MaskCache:
    """What each distinct text passes, kept over batches; forgotten when it grows beyond `limit` texts a column."""

    def __init__(self, limit: int = 200_000) -> None:
        self._limit = limit
        self._masks: dict[str, dict[str, bytes]] = {}

    def table(self, fact: str, mask: Callable[[str], bytes], words: list[str]) -> npt.NDArray[np.uint8]:
        """Return the masks of `words` as an array of shape (words, bytes)."""
        known = self._masks.setdefault(fact, {})
        if len(known) > self._limit:
            known.clear()
        data = b"".join([known.get(w) or known.setdefault(w, mask(w)) for w in words])
        return np.frombuffer(data, np.uint8).reshape(len(words), -1)


def _looked_up(codes: npt.NDArray[Anything], column: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return column[codes]; one byte for another is what bytes.translate does quickest."""
    if codes.dtype != np.uint8:
        return column.take(codes)
    table = column.tobytes().ljust(256, b"\0")
    return np.frombuffer(codes.tobytes().translate(table), np.uint8)


def _size(values: npt.NDArray[np.int64]) -> int:
    return max(abs(int(values.max(initial=0))), abs(int(values.min(initial=0))))
