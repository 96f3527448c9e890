"""The holdings of one day, as known on a day: what counts for certain, what only may, what sums up others."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from monazite.parties.ownership.graph import ABOVE, BELOW, INDIRECT, NOMINEE, SUMMED, Edges, Graph
from monazite.parties.ownership.keys import ROOM, Keys
from monazite.parties.ownership.model import POWER

__all__ = ["Moment", "moment"]

Bools = npt.NDArray[np.bool_]
Longs = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Moment:
    """The holdings that are in force on a day as known on a day, in columns; `edge` is their number in the graph.

    `low` is what is held for certain (nothing where the dates, a nominee or a sum over others leave it open), `high`
    what may be; `above` and `below` say that these bounds themselves are not reached. `aside` are the statements that
    sum up others of the graph and are not counted again; `doubtful` may or may not be in force.
    """

    graph: Graph
    edge: Longs
    owner: Longs
    asset: Longs
    base: npt.NDArray[np.int32]
    low: Longs
    high: Longs
    above: Bools
    below: Bools
    indirect: Bools
    nominee: Bools
    doubtful: Bools
    aside: Longs

    def __len__(self) -> int:
        return len(self.edge)

    @cached_property
    def keys(self) -> Keys:
        """What the shares are added up by."""
        return Keys.of(self.asset, self.base, len(self.graph), len(self.graph.bases))

    def kind(self, times: int) -> type[Any]:
        """Return what holds the sums of shares, `times` as much, exactly: 64 bits, or whole numbers without end."""
        most = max(self.graph.whole, int(self.high.max(initial=0)))
        rows = int(np.bincount(self.asset).max(initial=1))
        return np.int64 if (rows + 1) * most * times < ROOM else object


def moment(graph: Graph, on: dt.date | None = None, known_on: dt.date | None = None) -> Moment:
    """Return the holdings on a day, as known on a day (None: whenever, and all that is known)."""
    edges = graph.edges
    maybe, sure = _in_force(edges, on)
    seen = _seen(edges, known_on)
    chosen = np.flatnonzero(maybe & seen)
    summed = _sums(graph, chosen[(edges.bits[chosen] & INDIRECT) > 0], chosen)
    aside = chosen[summed]
    chosen = chosen[~summed]
    bits = edges.bits[chosen]
    indirect, nominee = (bits & INDIRECT) > 0, (bits & NOMINEE) > 0
    doubtful = ~sure[chosen]
    open_low = indirect | nominee | doubtful
    # Shares behind an indirect statement of which nothing else is known may be anything: half of a half is a quarter.
    high = np.where(indirect & (edges.high[chosen] > 0), graph.whole, edges.high[chosen])
    return Moment(
        graph=graph,
        edge=chosen,
        owner=edges.owner[chosen].astype(np.int64),
        asset=edges.asset[chosen].astype(np.int64),
        base=edges.base[chosen].astype(np.int32, copy=False),
        low=np.where(open_low, 0, edges.low[chosen]),
        high=high,
        above=((bits & ABOVE) > 0) & ~open_low,
        below=((bits & BELOW) > 0) & ~indirect,
        indirect=indirect,
        nominee=nominee,
        doubtful=doubtful,
        aside=aside,
    )


def _in_force(edges: Edges, on: dt.date | None) -> tuple[Bools, Bools]:
    """Return which holdings may be, and which certainly are in force on a day."""
    every = np.ones(len(edges), bool)
    if on is None or edges.days is None:
        return every, every
    day = on.toordinal() - dt.date(1970, 1, 1).toordinal()
    first_early, first_late, last_early, last_late = edges.days
    return (first_early <= day) & (day <= last_late), (first_late <= day) & (day <= last_early)


def _seen(edges: Edges, known_on: dt.date | None) -> Bools:
    """Return which holdings were what was known on a day; None asks for the last that was stated."""
    seen = np.ones(len(edges), bool)
    day = 2**31 - 2 if known_on is None else known_on.toordinal() - dt.date(1970, 1, 1).toordinal()
    if edges.known is not None:
        seen &= edges.known <= day
    if edges.superseded is not None:
        seen &= edges.superseded > day
    return seen


def _sums(graph: Graph, indirect: Longs, chosen: Longs) -> Bools:
    """Return which of the chosen holdings are indirect ones that others account for, from the owner to the asset.

    A chain of mere ties, a director in common, accounts for nothing.
    """
    out, edges = np.zeros(len(chosen), bool), graph.edges
    if len(indirect):
        power = graph.family_bits(POWER)[edges.base[chosen]]
        up = _Above(graph, chosen[((edges.bits[chosen] & INDIRECT) == 0) & power])
        out[np.isin(chosen, [e for e in indirect.tolist() if up.accounts_for(e)])] = True
    return out


class _Above:
    """Who holds whom directly; a chain accounts for an indirect share where its shares, multiplied, may reach it."""

    STEPS = 2_000

    def __init__(self, graph: Graph, direct: Longs) -> None:
        self.edges, self.whole = graph.edges, graph.whole
        places = (graph.edges.asset[direct], np.arange(len(direct)))
        self.up = csr_array((direct + 1, places), shape=(len(graph), max(len(direct), 1)))

    def accounts_for(self, edge: int) -> bool:
        """Whether the direct holdings between owner and asset explain an indirect one, so that it adds nothing.

        A statement that names those it sums up is explained by any chain of them.
        """
        self.left = self.STEPS
        found = self._reach(int(self.edges.asset[edge]), int(self.edges.owner[edge]), frozenset())
        named = bool(self.edges.bits[edge] & SUMMED)
        return found > 0 and (named or found * self.whole >= int(self.edges.low[edge]))

    def _reach(self, asset: int, owner: int, below: frozenset[int]) -> Fraction:
        """Return the most that the chains from an owner make of an asset, as a share of it."""
        out = Fraction(0)
        for e in (self.up.data[self.up.indptr[asset] : self.up.indptr[asset + 1]] - 1).tolist():
            self.left -= 1
            above, share = int(self.edges.owner[e]), Fraction(int(self.edges.high[e]), self.whole)
            if self.left < 0 or len(below) > 50 or above in below:
                continue
            out += share if above == owner else share * self._reach(above, owner, below | {asset})
        return out
