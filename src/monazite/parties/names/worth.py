"""Which candidates are worth comparing word by word: the nearest, or all that may reach the score asked for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from monazite.parties.model import Party
from monazite.parties.names.bound import Bound
from monazite.parties.names.candidates import NEAR, Candidates
from monazite.parties.names.evidence import Query, most_added, most_odds
from monazite.parties.names.model import Folded, Listed
from monazite.parties.names.score import Scorer

__all__ = ["ROUGH", "WEAK_ODDS", "Worth", "lowest_blend"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
SLACK = 0.001  # log-odds by which a bound may err
CLOSE = 8  # the nearest of a query are compared word by word where no least score is asked for
ROUGH = 0.05  # of the blend is the score of the others
WEAK_ODDS = -0.7  # what a name is worth less that its own list calls weak


def lowest_blend(least: float) -> float:
    """Return the blend below which no candidate can have the score asked for."""
    return NEAR if least > ROUGH else 0.0


class Worth:
    """Marks candidates that are worth a comparison; built once for the names of a list, read from any thread."""

    def __init__(
        self, parties: Sequence[Party], names: Sequence[Listed], scorer: Scorer, evidence: Mapping[str, float]
    ) -> None:
        self.parties, self.names, self.evidence = parties, names, evidence
        self._weak = np.array([name.weak for name in names], bool)
        self._person = np.array([name.folded.person for name in names], np.int64)
        self._bound = Bound(scorer, [name.folded for name in names])

    def marked(
        self, queries: Sequence[Query], folds: Sequence[Mapping[bool, Folded]], near: Candidates, k: int, least: float
    ) -> Candidates:
        """Return the candidates that are compared (`close`), and those that have a rough score."""
        starts = np.searchsorted(near.query, np.arange(len(queries)))
        place = np.arange(len(near.query)) - starts[near.query]
        close = near.blend >= NEAR
        if least <= 0:
            # Those that are as near as the last one that is compared are compared too.
            last = np.full(len(queries), np.inf)
            last[near.query[place == CLOSE - 1]] = near.blend[place == CLOSE - 1]
            close &= (place < CLOSE) | (near.blend >= last[near.query])
        rough = ~close & (place < k) & (ROUGH * near.blend >= least)
        if 0 < least < 1 and close.any():
            rows = np.flatnonzero(close)
            close[rows] = self._may_reach(math.log(least / (1 - least)) - SLACK, queries, folds, near.at(rows))
        return near._replace(close=close).at(np.flatnonzero(close | rough))

    def _may_reach(
        self, least: float, queries: Sequence[Query], folds: Sequence[Mapping[bool, Folded]], near: Candidates
    ) -> Bools:
        """Return which candidates can reach some log-odds; what an identifier proves is no matter of names."""
        odds = self._by_names(folds, near) + np.where(self._weak[near.name], WEAK_ODDS, 0.0)
        added = np.array([most_added(query, self.evidence) for query in queries])
        may: Bools = odds + added[near.query] >= least
        rows = np.flatnonzero(may)
        pairs = zip(near.query[rows].tolist(), near.party[rows].tolist(), strict=True)
        told = [most_odds(queries[n], self.parties[party], self.evidence) for n, party in pairs]
        may[rows] = odds[rows] + np.array(told, np.float64) >= least
        return may

    def _by_names(self, folds: Sequence[Mapping[bool, Folded]], near: Candidates) -> Floats:
        """Return the most log-odds of the names; each name that is asked for is looked at once."""
        asked, left = np.unique(2 * near.query + self._person[near.name], return_inverse=True)
        names = [folds[n >> 1][bool(n & 1)] for n in asked.tolist()]
        return self._bound.odds(names, left, near.name, near.alike)
