"""The holdings of one day, as known on a day: what counts for certain, what only may, what sums up others."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from monazite.parties.ownership.chains import accounted
from monazite.parties.ownership.graph import ABOVE, BELOW, INDIRECT, NOMINEE, Edges, Graph
from monazite.parties.ownership.keys import ROOM, Keys

__all__ = ["Moment", "moment"]

Bools = npt.NDArray[np.bool_]
Longs = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Moment:
    """The holdings that are in force on a day as known on a day, in columns; `edge` is their number in the graph.

    `low` is what is held for certain (nothing where the dates, a nominee or a sum over others leave it open), `high`
    what may be; `above` and `below` say that these bounds themselves are not reached. `aside` are the statements that
    sum up others of the graph and are not counted again; `doubtful` may or may not be in force. What is `over` may be
    the very shares that others are recorded for: those who hold for somebody, or through whom somebody holds.
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
    def over(self) -> Bools:
        """The holdings that others' holdings do not leave less room for: indirect ones, and in another's name."""
        return self.indirect | self.nominee

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
    summed = accounted(graph, chosen, sure[chosen])
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
