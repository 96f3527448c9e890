"""Red flags beside the answer: small shares, power without shares, owners not known, data that cannot be right."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from monazite.parties.ownership.cascade import NOT, Run, Side
from monazite.parties.ownership.model import POWER, Rule
from monazite.parties.ownership.moment import Moment
from monazite.parties.ownership.reach import reached_from

__all__ = ["FLAGS", "flag_bits"]

# In the order of their bits.
FLAGS = (
    "minority",  # a listed or owned party holds a share below the threshold
    "upstream",  # a listed party is somewhere above, through whatever shares
    "control",  # a listed or owned party has votes, seats or power that the rule does not count
    "tie",  # a listed or owned party is a director, manager or trustee, or has rights to profit
    "unknown_owner",  # an owner is stated without saying who it is
    "unaccounted",  # what is recorded leaves enough open for the threshold
    "no_owner_recorded",  # nobody is recorded as holding anything
    "nominee",  # somebody holds in another's name
    "treasury",  # the company holds shares in itself
    "over_whole",  # more than all of it is held for certain: the data are wrong
    "circular",  # it is above itself
    "state_owned",  # states hold it to the threshold
    "share_class",  # a share is one of a class only
    "indirect",  # a holding through others who are not in the data
    "doubtful_dates",  # a holding may or may not be in force on the day
)
WEAK = ("tie", "trust", "economic")
Bools = npt.NDArray[np.bool_]
Longs = npt.NDArray[np.int64]


def flag_bits(m: Moment, rule: Rule, listed: Longs, certain: Run, possible: Run) -> npt.NDArray[np.uint32]:
    """Return the red flags of every party as bits in the order of FLAGS."""
    marks = _Marks(m, rule, listed, certain, possible)
    out = np.zeros(len(m.graph), np.uint32)
    for k, name in enumerate(FLAGS):
        out |= np.uint32(1 << k) * getattr(marks, name)().astype(np.uint32)
    return out


class _Marks:
    """One method a flag: which parties have it."""

    def __init__(self, m: Moment, rule: Rule, listed: Longs, certain: Run, possible: Run) -> None:
        self.m, self.rule, self.listed, self.n = m, rule, listed, len(m.graph)
        self.behind = (certain.rank > NOT) | (possible.rank > NOT)
        self.owned = certain.rank > NOT
        self.power = m.graph.family_bits(POWER)[m.base] & (m.high > 0)
        self.counted = m.graph.family_bits(rule.counts)[m.base] & (m.high > 0)
        self.capital = m.graph.family_bits(("capital",))[m.base]
        self.other = m.owner != m.asset

    def _assets(self, of: Bools) -> Bools:
        out = np.zeros(self.n, bool)
        out[self.m.asset[of]] = True
        return out

    def _sums(self, amounts: Longs, of: Bools) -> Longs:
        out = np.zeros(self.n, self.m.kind(self.rule.threshold.denominator))
        np.add.at(out, self.m.asset[of], amounts[of].astype(out.dtype, copy=False))
        return out

    def minority(self) -> Bools:
        return self._assets(self.counted & self.other & self.behind[self.m.owner]) & ~self.owned

    def upstream(self) -> Bools:
        """Follow every holding downwards from the listed parties, however small."""
        use = np.flatnonzero(self.power & self.other)
        reached = reached_from(self.listed, self.m.owner[use], self.m.asset[use], self.n)
        reached[self.listed] = False
        return reached

    def control(self) -> Bools:
        return self._assets(self.power & ~self.counted & self.behind[self.m.owner])

    def tie(self) -> Bools:
        return self._assets(self.m.graph.family_bits(WEAK)[self.m.base] & self.behind[self.m.owner])

    def unknown_owner(self) -> Bools:
        hidden = np.zeros(self.n, bool)
        hidden[self.m.graph.of_kind("unknown")] = True
        return self._assets(hidden[self.m.owner])

    def unaccounted(self) -> Bools:
        """What others are not recorded for would reach the threshold, and not all of it is recorded."""
        others = self._sums(self.m.low, self.capital & ~self.behind[self.m.owner])
        left = self.m.graph.whole - others
        need = self.m.graph.whole * self.rule.threshold
        recorded = self._sums(self.m.low, self.capital) < self.m.graph.whole
        return (left * need.denominator >= need.numerator) & recorded & ~self.owned & ~self.no_owner_recorded()

    def no_owner_recorded(self) -> Bools:
        persons = np.zeros(self.n, bool)
        persons[np.concatenate([self.m.graph.of_kind(kind) for kind in ("person", "state", "unknown")])] = True
        return ~self._assets(self.power & self.other) & ~persons

    def nominee(self) -> Bools:
        return self._assets(self.m.nominee)

    def treasury(self) -> Bools:
        return self._assets(~self.other & self.capital)

    def over_whole(self) -> Bools:
        held = self._sums(self.m.low, self.capital)
        more = self._assets(self.m.above & self.capital)
        found: Bools = (held > self.m.graph.whole) | ((held == self.m.graph.whole) & more)
        return found

    def circular(self) -> Bools:
        use = np.flatnonzero(self.counted & self.other)
        down = csr_array((np.ones(len(use), np.int8), (self.m.owner[use], self.m.asset[use])), shape=(self.n, self.n))
        _, part = connected_components(down, connection="strong")
        found: Bools = (np.bincount(part, minlength=1) > 1)[part]
        return found

    def state_owned(self) -> Bools:
        """States hold it to the threshold, directly or through what they hold so."""
        states = self.m.graph.of_kind("state")
        return Side(self.m, self.rule, certain=True).run(states).rank > 0 if len(states) else np.zeros(self.n, bool)

    def share_class(self) -> Bools:
        classes = np.array([bool(share_class) for _, share_class in self.m.graph.bases], bool)
        return self._assets(classes[self.m.base])

    def indirect(self) -> Bools:
        return self._assets(self.m.indirect)

    def doubtful_dates(self) -> Bools:
        return self._assets(self.m.doubtful)
