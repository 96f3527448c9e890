"""Which indirect statements the direct holdings of a document account for in full, so that they say nothing more.

A statement is set aside only where no world that agrees with it could hold more behind it: chains of its own family,
certainly in force, whose least shares, multiplied and added up, come to all that it and its like may state. Whatever
is left out of the count (rings, what is very deep or wide) only keeps statements: nothing is cleared by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from monazite.parties.ownership.graph import INDIRECT, NOMINEE, SUMMED, Graph
from monazite.parties.ownership.reach import reached_from

__all__ = ["accounted"]

Bools = npt.NDArray[np.bool_]
Longs = npt.NDArray[np.int64]
Made = dict[int, tuple[int, int]]  # by party at the top: the least and the greatest share that chains make
Link = tuple[int, int, int, int]  # base, owner, least and greatest share of one direct holding
# Holdings that are followed above one company, and how far up: what is beyond is not counted.
STEPS, DEEPEST = 500, 50


def accounted(graph: Graph, chosen: Longs, sure: Bools) -> Bools:
    """Return which of the chosen holdings are indirect ones that chains of the others account for.

    `sure` says which are certainly in force. Costs a look at each holding, and at most STEPS for each company that an
    indirect statement is about.
    """
    out = np.zeros(len(chosen), bool)
    indirect = (graph.edges.bits[chosen] & INDIRECT) > 0
    if not indirect.any():
        return out
    family = np.array([family for family, _ in graph.bases])[graph.edges.base[chosen]]
    plain = sure & ((graph.edges.bits[chosen] & (INDIRECT | NOMINEE)) == 0) & (graph.edges.high[chosen] > 0)
    for one in np.unique(family[indirect]).tolist():
        mine = family == one
        chains = _Chains(graph, chosen[plain & mine], chosen[indirect & mine])
        out |= np.isin(chosen, np.fromiter(chains.explained(), np.int64))
    return out


class _Chains:
    """Chains of direct holdings of one family, below the owners and above the companies of indirect statements."""

    def __init__(self, graph: Graph, direct: Longs, stated: Longs) -> None:
        self.graph, self.edges, self.whole, self.stated = graph, graph.edges, graph.whole, stated
        self.fine = graph.whole**4  # shares are exact up to four steps, then rounded down
        direct = direct[self._between(direct)]
        links = direct[~self._ringed(direct)]
        classes = np.array([bool(share_class) for _, share_class in graph.bases])
        self.last = self._up(links)
        self.up = self._up(links[~classes[self.edges.base[links]]])

    def _between(self, direct: Longs) -> Bools:
        """Return which holdings may be part of a chain from an owner to a company of some statement."""
        n, owner, asset = len(self.graph), self.edges.owner[direct], self.edges.asset[direct]
        below = reached_from(np.unique(self.edges.owner[self.stated]).astype(np.int64), owner, asset, n)
        above = reached_from(np.unique(self.edges.asset[self.stated]).astype(np.int64), asset, owner, n)
        found: Bools = below[owner] & above[asset] & (owner != asset)
        return found

    def _ringed(self, direct: Longs) -> Bools:
        """Return which holdings are part of a ring; around a ring, chains would be counted without end."""
        owner, asset, n = self.edges.owner[direct], self.edges.asset[direct], len(self.graph)
        down = csr_array((np.ones(len(direct), np.int8), (owner, asset)), shape=(n, n))
        _, part = connected_components(down, connection="strong")
        found: Bools = part[owner] == part[asset]
        return found

    def _up(self, links: Longs) -> Mapping[int, list[Link]]:
        e, out = self.edges, defaultdict[int, list[Link]](list)
        columns = (e.asset, e.base, e.owner, e.low, e.high)
        for asset, *link in zip(*(column[links].tolist() for column in columns), strict=True):
            out[asset].append((link[0], link[1], link[2], link[3]))
        return out

    def explained(self) -> Iterable[int]:
        """Yield the statements that chains account for; those of one owner on one company only all together."""
        about = defaultdict[tuple[int, int], dict[int, list[int]]](dict)
        for edge in self.stated.tolist():
            what = int(self.edges.asset[edge]), int(self.edges.base[edge])
            about[what].setdefault(int(self.edges.owner[edge]), []).append(edge)
        for (asset, base), owners in about.items():
            made = self._made(asset, base)
            for owner, edges in owners.items():
                yield from self._explained(edges, *made.get(owner, (0, 0)))

    def _explained(self, edges: list[int], low: int, high: int) -> Iterable[int]:
        """Yield which statements of one owner on one company chains of so much account for.

        One that names what it sums up is accounted for by chains that may come to it: it speaks of nothing else.
        """
        need = sum(int(self.edges.high[edge]) for edge in edges)
        for edge in edges:
            named = bool(self.edges.bits[edge] & SUMMED)
            may = high > 0 and high * self.whole >= int(self.edges.low[edge]) * self.fine
            if (named and may) or (low and low * self.whole >= need * self.fine):
                yield edge

    def _made(self, asset: int, base: int) -> Made:
        """Return what chains of two links and more make of a company, for each party at their top.

        Found level by level, a party once for each length of its chains; where it takes too long, less is found.
        """
        last = [link for link in self.last.get(asset, ()) if link[0] == base]
        out, left, front = Made(), STEPS - len(last), Made()
        self._add(front, last, (self.fine, self.fine), asset)
        for _ in range(DEEPEST):
            above = Made()
            for party, made in front.items():
                links = self.up.get(party, [])
                left -= len(links)
                if left < 0:
                    return out
                self._add(above, links, made, asset)
            for party, made in above.items():
                out[party] = _sum(out.get(party, (0, 0)), made)
            front = above
        return out

    def _add(self, above: Made, links: list[Link], made: tuple[int, int], asset: int) -> None:
        """Add what the owners of some holdings of a party make of a company of which the party makes so much."""
        for _, owner, low, high in links:
            part = made[0] * low // self.whole, made[1] * high // self.whole
            if owner != asset:
                above[owner] = _sum(above.get(owner, (0, 0)), part)


def _sum(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]
