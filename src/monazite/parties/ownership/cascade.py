"""The 50 % rules as least fixpoints over integer shares: what is owned by listed parties, certainly and possibly.

A party is owned once owners that are listed, or owned themselves, hold as much of it as the rule asks. Starting from
the listed parties nothing is assumed owned, so a ring of companies that hold each other does not lift itself up.
Each holding is looked at once; a step costs what hangs on the parties that were added in the step before. Steps with
few holdings, as down a long chain, go one by one, the others in columns. Sums are of 64 bits where they fit, else
whole numbers without end: nothing overflows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from monazite.parties.ownership.model import Rule
from monazite.parties.ownership.moment import Moment

__all__ = ["NOT", "Run", "Side"]

Bools = npt.NDArray[np.bool_]
Longs = npt.NDArray[np.int64]
NOT = -1
FEW = 32  # holdings of one step from which on columns are the faster way


@dataclass(frozen=True)
class Run:
    """What came of one run: for each party the step in which it was reached (0: listed, NOT: never), and sums by key.

    `held` is what the parties reached hold by each key of the moment, in parts of the whole.
    `root` is, where each listed party runs by itself, the number of the one that reached a party.
    """

    rank: npt.NDArray[np.int32]
    held: Longs
    root: npt.NDArray[np.int32] | None = None


class Side:
    """One side of the answer: holdings counted at their least (`certain`) or at their most.

    On the side of the most, what others hold for certain is no longer to be had, unless it may be held through them;
    and a company's own shares in itself may make the shares of others weigh more. Neither is asked for on the other.
    """

    owner: Longs
    asset: Longs
    key: Longs
    start: Longs
    order: Longs
    over: Longs | None = None

    def __init__(self, moment: Moment, rule: Rule, *, certain: bool, like: Side | None = None) -> None:
        self.moment, self.rule, self.certain = moment, rule, certain
        self.n, self.whole = len(moment.graph), moment.graph.whole
        self.keys, self.kind = moment.keys, moment.kind(max(rule.threshold.numerator, rule.threshold.denominator))
        self._choose(moment, like)
        if not certain:
            self._others(moment)

    @cached_property
    def by_asset(self) -> tuple[Longs, Longs]:
        """The counted holdings ordered by asset, and their assets in that order."""
        order = np.argsort(self.asset, kind="stable")
        return order, self.asset[order]

    def into(self, party: int) -> Longs:
        """Return the counted holdings of a party's shares."""
        order, assets = self.by_asset
        first, last = np.searchsorted(assets, [party, party + 1])
        return order[first:last]

    def _choose(self, m: Moment, like: Side | None) -> None:
        """Take the holdings that count for the rule on this side, ordered by owner; as on another side where alike."""
        amount = m.low if self.certain else m.high
        counted = m.graph.family_bits(self.rule.counts)
        if self.certain:  # half of one class of shares is not half of the company
            counted &= np.array([not share_class for _, share_class in m.graph.bases], bool)
        something = (amount > 0) | m.above if self.certain else amount > 0  # more than nothing is something
        use = np.flatnonzero(counted[m.base] & something & (m.owner != m.asset))
        self.edge, self.amount = use, amount[use].astype(self.kind, copy=False)
        self.edgy = (m.above if self.certain else m.below)[use]
        if like is not None and np.array_equal(use, like.edge):  # most often all of them count on both sides
            self.owner, self.asset, self.key = like.owner, like.asset, like.key
            self.start, self.order = like.start, like.order
            return
        self.owner, self.asset = m.owner[use], m.asset[use]
        self.key = self.keys.of_edge[use]
        order = csr_array((np.arange(len(use)), (self.owner, np.arange(len(use)))), shape=(self.n, max(len(use), 1)))
        self.start, self.order = order.indptr, order.data

    def _others(self, m: Moment) -> None:
        """Note what is held for certain of each key by anybody, and what companies hold of themselves."""
        every, own, size = self.keys.of_edge, m.owner == m.asset, len(self.keys)
        self.sure = _added(size, every, m.low, self.kind)
        self.sure_above = _added(size, every[m.above], np.ones(int(m.above.sum()), np.int64), np.int64)
        self.itself = np.minimum(_added(size, every[own], m.high[own], self.kind), self.whole - 1)
        self.own_low = m.low[self.edge].astype(self.kind, copy=False)
        self.own_above = m.above[self.edge].astype(np.int64)
        over = m.over[self.edge]
        self.over = over.astype(np.int64) if over.any() else None
        self.sound = (self.sure < self.whole) | ((self.sure == self.whole) & (self.sure_above == 0))

    def run(self, listed: Longs, *, cascade: bool = True) -> Run:
        """Return what the listed parties own together; without `cascade` only what they hold themselves counts."""
        rank = np.full(self.n, NOT, np.int32)
        sums = _Sums(self)
        self._spread(rank, sums, np.unique(listed), cascade)
        return Run(rank, sums.held)

    def run_alone(self, listed: Longs, *, cascade: bool = True) -> Run:
        """Return what each of the listed parties owns by itself, with what it owns counted to it."""
        rank, root = np.full(self.n, NOT, np.int32), np.full(self.n, NOT, np.int32)
        best, sums, one = np.zeros(len(self.keys), self.kind), _Sums(self), np.full(self.n, NOT, np.int32)
        for party in np.unique(listed).tolist():
            touched = self._spread(one, sums, np.array([party], np.int64), cascade)
            found = self._found(one, touched, party)
            fresh = found[(rank[found] == NOT) | ((one[found] == 0) & (rank[found] > 0))]
            rank[fresh], root[fresh] = one[fresh], party
            best[touched] = np.maximum(best[touched], sums.held[touched])
            one[found] = NOT
            sums.clear(touched)
        return Run(rank, best, root)

    def _found(self, one: npt.NDArray[np.int32], touched: Longs, party: int) -> Longs:
        candidates = np.unique(np.concatenate((self.keys.asset[touched], np.array([party], np.int64))))
        return candidates[one[candidates] >= 0]

    def _spread(self, rank: npt.NDArray[np.int32], sums: _Sums, front: Longs | list[int], cascade: bool) -> Longs:
        """Reach what the parties of `front` own, step by step; return the keys that were touched."""
        rank[front] = 0
        step, touched, one_by_one = 0, [np.zeros(0, np.int64)], list[int]()
        while len(front) and (cascade or step == 0):
            step += 1
            if (edges := self._few(front)) is not None:
                keys = sums.add_few(edges)
                one_by_one += keys
                front = self._next_few(keys, sums, rank)
            else:
                found = sums.add(self._edges_of(np.array(front, np.int64)))
                touched.append(found)
                front = np.unique(self.keys.asset[found[self._enough(found, sums)]])
                front = front[rank[front] == NOT]
            rank[front] = step
        return np.unique(np.concatenate((*touched, np.array(one_by_one, np.int64))))

    def _few(self, front: Longs | list[int]) -> list[int] | None:
        """Return the holdings of some parties one by one; None where they are many."""
        if len(front) > FEW:
            return None
        spans = [(self.start.item(party), self.start.item(party + 1)) for party in front]
        if sum(last - first for first, last in spans) > FEW:
            return None
        return [edge for first, last in spans for edge in self.order[first:last].tolist()]

    def _next_few(self, keys: list[int], sums: _Sums, rank: npt.NDArray[np.int32]) -> list[int]:
        """Return the parties that are newly held to the threshold, of those of some keys."""
        parties = {self.keys.asset.item(key) for key in keys if self._is_enough(key, sums)}
        return [party for party in parties if rank.item(party) == NOT]

    def _edges_of(self, front: Longs) -> Longs:
        """Return the holdings of some parties."""
        first, count = self.start[front], self.start[front + 1] - self.start[front]
        total = int(count.sum())
        at = np.repeat(first - np.concatenate(([0], np.cumsum(count)[:-1])), count) + np.arange(total)
        found: Longs = self.order[at]
        return found

    def _enough(self, keys: Longs, sums: _Sums) -> Bools:
        """Return which keys are held to the threshold."""
        amount, reached = sums.held[keys], sums.edgy[keys] == 0
        need = np.full(len(keys), self.whole, np.int64)
        if not self.certain:
            amount, reached = self._capped(keys, sums, amount, reached)
            need = need - self.itself[keys]
        left = amount * self.rule.threshold.denominator
        right = need * self.rule.threshold.numerator
        if self.certain:  # a least share that is itself not reached stands for more than that
            exactly: Bools = np.full(len(keys), not self.rule.more_than) | ~reached
        else:
            exactly = reached & (not self.rule.more_than)
        enough: Bools = (left > right) | ((left == right) & exactly)
        return enough

    def _is_enough(self, key: int, sums: _Sums) -> bool:
        """Return whether one key is held to the threshold: what `_enough` and `_capped` say of many."""
        amount, reached, need = sums.held.item(key), sums.edgy.item(key) == 0, self.whole
        if not self.certain:
            need -= self.itself.item(key)
            room = self.whole - (self.sure.item(key) - sums.low.item(key))
            strict = self.sure_above.item(key) > sums.above.item(key)
            if self.sound[key] and room <= amount and not sums.is_over(key):
                reached = (reached or room < amount) and not strict
                amount = room
        left, right = amount * self.rule.threshold.denominator, need * self.rule.threshold.numerator
        exactly = not reached or not self.rule.more_than if self.certain else reached and not self.rule.more_than
        return bool(left > right or (left == right and exactly))

    def _capped(self, keys: Longs, sums: _Sums, amount: Longs, reached: Bools) -> tuple[Longs, Bools]:
        """Return no more than what those who are not reached leave, where their shares are not what is reached.

        Where the data hold more than all of it, or what is reached may run through others, it is as they say.
        """
        room = self.whole - (self.sure[keys] - sums.low[keys])
        strict = (self.sure_above[keys] - sums.above[keys]) > 0
        tight = self.sound[keys] & (room <= amount)
        if sums.over is not None:
            tight &= sums.over[keys] == 0
        both = reached & ~strict
        reached = np.where(tight, np.where(room == amount, both, ~strict), reached)
        return np.where(tight, room, amount), reached


class _Sums:
    """What the parties reached so far hold, by key."""

    def __init__(self, side: Side) -> None:
        self.side, size = side, len(side.keys)
        self.held, self.edgy = np.zeros(size, side.kind), np.zeros(size, np.int32)
        self.over: Longs | None = None
        if not side.certain:
            self.low, self.above = np.zeros(size, side.kind), np.zeros(size, np.int64)
            self.over = None if side.over is None else np.zeros(size, np.int64)

    def is_over(self, key: int) -> bool:
        """Whether some of what the parties reached hold by a key may run through others."""
        return self.over is not None and bool(self.over[key])

    def add_few(self, edges: list[int]) -> list[int]:
        """Add holdings one by one; return their keys, each once."""
        side, keys = self.side, set[int]()
        for edge in edges:
            key = side.key.item(edge)
            keys.add(key)
            self.held[key] += side.amount[edge]
            self.edgy[key] += side.edgy[edge]
            if not side.certain:
                self.low[key] += side.own_low[edge]
                self.above[key] += side.own_above[edge]
            if self.over is not None and side.over is not None:
                self.over[key] += side.over[edge]
        return list(keys)

    def add(self, edges: Longs) -> Longs:
        """Add holdings; return their keys, each once."""
        side = self.side
        keys = side.key[edges]
        np.add.at(self.held, keys, side.amount[edges])
        np.add.at(self.edgy, keys, side.edgy[edges].astype(np.int32))
        if not side.certain:
            np.add.at(self.low, keys, side.own_low[edges])
            np.add.at(self.above, keys, side.own_above[edges])
        if self.over is not None and side.over is not None:
            np.add.at(self.over, keys, side.over[edges])
        return np.unique(keys)

    def clear(self, keys: Longs) -> None:
        """Forget what was added to some keys."""
        for column in (self.held, self.edgy) if self.side.certain else (self.held, self.edgy, self.low, self.above):
            column[keys] = 0
        if self.over is not None:
            self.over[keys] = 0


def _added(size: int, keys: Longs, amounts: Longs, kind: type[Any]) -> Longs:
    """Return the sum of the amounts of each key, exactly."""
    out = np.zeros(size, kind)
    np.add.at(out, keys, amounts.astype(kind, copy=False))
    return out
