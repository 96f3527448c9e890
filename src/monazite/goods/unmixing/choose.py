"""Choosing few materials that explain a reading, the declared ones first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from math import log

from monazite.chemistry.symbols import METALS
from monazite.goods.unmixing.candidates import KINDS, Candidate
from monazite.goods.unmixing.model import FAR
from monazite.goods.unmixing.system import Fit, Floats, System, fitted

__all__ = ["Choice", "Search", "alike", "standing"]

SAME = 0.005  # columns that differ by less than this part of their length give the same reading
GONE = 1e-9  # a fraction that counts as nought
SHORTLIST = 12  # of the materials that look best at one round, these are weighed fully
SWAPS = 4
MUCH = 0.05  # of the sample left unexplained
PLAIN = 0.5  # what each step down the kinds costs: of two that explain a reading alike, the plainer is named


@dataclass(frozen=True, slots=True)
class Choice:
    """The columns chosen (declared first), their fit, and its cost with the price of each material not declared."""

    columns: tuple[int, ...]
    fit: Fit
    cost: float

    @property
    def far(self) -> bool:
        """Tell whether an element is far from what these materials explain."""
        return float(abs(self.fit.residual).max(initial=0.0)) > FAR


def alike(system: System, candidates: Sequence[Candidate], declared: Sequence[int]) -> list[tuple[int, ...]]:
    """Return groups of columns that the reading cannot tell apart: each gives the seen elements in the same proportion.

    The first of a group stands for it: a declared one, then by kind (`KINDS`), number of metals and name. A declared
    material does not share a group with another declared one. Columns that give nothing seen are in no group.
    """
    order = sorted(range(len(candidates)), key=lambda n: (n not in declared, *_rank(candidates[n])))
    groups: list[list[int]] = []
    for column in (n for n in order if system.middle[:, n].any()):
        same = [g for g in groups if _is_same(system, g[0], column)]
        if same and column not in declared:
            same[0].append(column)
        else:
            groups.append([column])
    return [tuple(group) for group in groups]


def standing(system: System, groups: Sequence[tuple[int, ...]], declared: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Return the columns to search with, each with its group: the first of every group, and the densest if denser.

    Of the densest the sample needs least, so that what fits into the sample with any of a group fits with it: a reading
    near the whole is met by the metal where the oxide cannot hold so much. One declared stands for itself.
    """
    found = {group[0]: group for group in groups}
    for group in groups:
        densest = max((n for n in group if n not in declared), key=lambda n: _density(system, n), default=group[0])
        if _density(system, densest) > _density(system, group[0]) * (1 + SAME):
            found[densest] = group
    return found


def _density(system: System, column: int) -> float:
    return float(system.middle[:, column].max())


def _rank(candidate: Candidate) -> tuple[int, int, str]:
    """Order by kind, then by how many metals are inside: what holds yttrium is yttrium oxide before the garnet."""
    kind = KINDS.index(candidate.kind) if candidate.kind in KINDS else len(KINDS)
    return kind, len(METALS.intersection(candidate.fractions)), candidate.name


def _is_same(system: System, first: int, second: int) -> bool:
    a, b = _direction(system, first), _direction(system, second)
    return float(abs(a - b).max()) < SAME


def _direction(system: System, column: int) -> Floats:
    middle = system.middle[:, column]
    found: Floats = middle / middle.max()
    return found


class Search:
    """Looks for the few columns of `heads` that explain a reading best; declared ones are always among them.

    Each material that is not declared costs ln n + 2 ln p (the extended Bayesian criterion of J. Chen and Z. Chen,
    2008, with γ = 1), n readings and p materials, so that a long list of candidates does not make chance look like a
    find; and a little more the less plain its kind is (`KINDS`). So does each element of which much is not explained.
    """

    def __init__(
        self,
        system: System,
        candidates: Sequence[Candidate],
        heads: Mapping[int, tuple[int, ...]],
        declared: Sequence[int],
        most: int,
    ) -> None:
        """Take the heads with their groups (see `standing`); p counts groups, for one of each is found at most."""
        self.system, self.heads, self.declared, self.most = system, tuple(heads), tuple(declared), most
        self.price = log(max(len(system.symbols), 2)) + 2 * log(max(len(set(heads.values())), 2))
        self.prices = {n: 0.0 if n in declared else self.price + PLAIN * _rank(candidates[n])[0] for n in heads}
        self.known: dict[tuple[int, ...], Choice] = {}

    def best(self) -> Choice:
        """Return the best choice: materials are added, removed and exchanged one at a time while that helps."""
        best = self.grown(self.weighed(self.declared))
        for _ in range(SWAPS):
            better = self.exchanged(best)
            better = self.shaken(best) if better is best else self.grown(better)
            if better is best:
                break
            best = better
        return best

    def shaken(self, start: Choice) -> Choice:
        """Where an element is far off, do without one of the materials and explain its part anew, if that is better.

        One that fills the sample, but explains it badly, leaves no room for the two that would explain it; so those of
        which the composition is firm are tried by themselves too.
        """
        if not start.far:
            return start
        loose = {n for n in self.heads if self.system.spread[:, n].any()}
        ways = [self.without(start, column) for column in start.columns if column not in self.declared]
        ways.append(self.grown(self.weighed(self.declared), loose))
        return min([start, *(way for way in ways if way.cost < start.cost - GONE)], key=lambda way: way.cost)

    def without(self, choice: Choice, column: int) -> Choice:
        """Return a choice that does without one of the materials found: what would explain its part instead."""
        return self.grown(self.weighed(tuple(c for c in choice.columns if c != column)), {column})

    def weighed(self, columns: tuple[int, ...], rounds: int = 3) -> Choice:
        key = (*columns, -rounds)
        if key not in self.known:
            fit = fitted(self.system, columns, rounds)
            price = sum(self.prices[c] for c in columns) + self.price * self.much_left(fit)
            self.known[key] = Choice(columns, fit, fit.cost + price)
        return self.known[key]

    def much_left(self, fit: Fit) -> int:
        """Count the elements of which much is far from explained: each costs what a material that explains it would."""
        explained = self.system.middle[:, list(fit.columns)] @ fit.fractions
        return int(((fit.residual > FAR) & (self.system.target - explained > MUCH)).sum())

    def best_of(self, ways: Sequence[tuple[int, ...]]) -> Choice | None:
        """Return the cheapest of several choices: all are looked at roughly, a shortlist fully."""
        rough = sorted(ways, key=lambda columns: (self.weighed(columns, 1).cost, columns))
        return min((self.weighed(columns) for columns in rough[:SHORTLIST]), key=lambda c: c.cost, default=None)

    def grown(self, start: Choice, banned: Set[int] = frozenset()) -> Choice:
        """Add materials, but for some, while that pays, then remove those that do not pay."""
        best = start
        while len(best.columns) - len(self.declared) < self.most:
            free = [n for n in self.heads if n not in best.columns and n not in banned]
            more = self.best_of([(*best.columns, n) for n in free])
            if more is None or more.cost >= best.cost - GONE:
                break
            best = more
        return self.shrunk(best)

    def shrunk(self, start: Choice) -> Choice:
        best = start
        while True:
            removable = [n for n in best.columns if n not in self.declared]
            fewer = self.best_of([tuple(c for c in best.columns if c != n) for n in removable])
            if fewer is None or fewer.cost >= best.cost:
                return best
            best = fewer

    def exchanged(self, start: Choice) -> Choice:
        """Exchange one material for another where that helps."""
        free = [n for n in self.heads if n not in start.columns]
        undeclared = [n for n in start.columns if n not in self.declared]
        ways = [tuple(new if c == old else c for c in start.columns) for old in undeclared for new in free]
        found = self.best_of(ways)
        return found if found is not None and found.cost < start.cost - GONE else start
