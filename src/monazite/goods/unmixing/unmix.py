"""Unmixing an assay: which materials a reading is made of, and how much of each, with 95 % intervals.

The reading y (mass fractions of the elements seen) is taken as A·x plus noise, A the mass fractions of elements in the
candidate materials, x ≥ 0 the fractions wanted, their sum at most 1. The sum of squares, weighed by the uncertainty of
the reading and by the spread of the compositions, is made smallest; few materials are chosen by an information
criterion (`unmix_choose`), intervals come from the profile of the likelihood (`unmix_limits`). Nothing is drawn at
random: the same reading gives the same answer, in whatever order elements and candidates come.

Everything here is in binary floats, right for measurements; no rule about a stated composition is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from monazite.chemistry.formula import oxide_factor, parse_formula
from monazite.chemistry.weights import Weights
from monazite.errors import InputError, UsageError, nearest
from monazite.goods.unmixing.assay import Reading
from monazite.goods.unmixing.candidates import Candidate
from monazite.goods.unmixing.choose import Choice, Search, alike, standing
from monazite.goods.unmixing.limits import LEVEL, free_degrees, limits, probability
from monazite.goods.unmixing.model import ElementLine, Instead, Part, Share, Unmixing
from monazite.goods.unmixing.system import Fit, System, fitted, system_of

__all__ = ["oxide_forms", "unmix"]

MOST = 6  # materials beside the declared ones
MOST_INSTEAD = 8
WHOLE = 0.95

Oxides = Mapping[str, tuple[str, float]]


def oxide_forms(oxides: Mapping[str, str], weights: Weights) -> dict[str, tuple[str, float]]:
    """Return symbol → (oxide, its mass for one unit of the element) from symbol → formula of the oxide as traded."""
    return {
        symbol: (text, float(oxide_factor(symbol, parse_formula(text), weights)))
        for symbol, text in oxides.items()
        if text
    }


def unmix(
    reading: Reading,
    candidates: Iterable[Candidate],
    *,
    declared: Sequence[str] = (),
    oxides: Oxides | None = None,
    most: int = MOST,
) -> Unmixing:
    """Say which of the candidate materials a reading is made of, and how much of each (mass fractions of 1).

    `declared` are names or ids of candidates that the goods are declared to be: they are always part of the answer, if
    only with nought. At most `most` others are added. `oxides` (see `oxide_forms`) lets elements be shown as oxides.
    Raises InputError where the method sees nothing of the reading, UsageError for a declared material not among the
    candidates.
    """
    materials = _sorted(candidates)
    wanted = _declared(materials, declared)
    system = system_of(reading, materials)
    if system.one_sided.all():
        raise InputError("the reading holds no value of an element that its method sees; nothing can be unmixed")
    return _Unmixer(reading, materials, wanted, system, oxides or {}, most).answer()


def _sorted(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Bring candidates into an order of their own, so that the order given changes nothing."""
    found = sorted(candidates, key=lambda c: c.name)
    twice = [a.name for a, b in zip(found, found[1:], strict=False) if a.name == b.name]
    if twice:
        raise UsageError(f"'{twice[0]}' is a candidate twice; give each material a name of its own")
    if not found:
        raise UsageError("there are no candidate materials to unmix the reading into")
    return found


def _declared(materials: Sequence[Candidate], declared: Sequence[str]) -> list[int]:
    places = {c.id: n for n, c in enumerate(materials) if c.id} | {c.name: n for n, c in enumerate(materials)}
    for name in declared:
        if name not in places:
            raise UsageError(f"the declared material '{name}' is not among the candidates; {nearest(name, places)}")
    return sorted({places[name] for name in declared})


class _Unmixer:
    def __init__(
        self,
        reading: Reading,
        materials: Sequence[Candidate],
        declared: Sequence[int],
        system: System,
        oxides: Oxides,
        most: int,
    ) -> None:
        self.reading, self.materials, self.declared = reading, materials, declared
        self.system, self.oxides = system, oxides
        self.groups = standing(system, alike(system, materials, declared), declared)
        self.seen_declared = [n for n in declared if n in self.groups]
        values = int((~system.one_sided).sum())
        self.free, self.most = min(most, values), max(0, min(most, values - len(self.seen_declared)))

    def answer(self) -> Unmixing:
        search, choice = self.found()
        degrees = free_degrees(self.system, choice.fit)
        parts = self.parts(choice.fit)
        return Unmixing(
            tuple(sorted(parts, key=lambda p: (not p.declared, -p.share.estimate, p.share.name))),
            tuple(self.line(choice.fit, row) for row in range(len(self.system.symbols))),
            choice.fit.chi2,
            degrees,
            probability(choice.fit.chi2, degrees),
            self.instead(choice, search),
            self.without_declared(choice),
            tuple(c.name for n, c in enumerate(self.materials) if not self.system.middle[:, n].any()),
            tuple(self.notes()),
        )

    def found(self) -> tuple[Search, Choice]:
        """Return the best choice; where a declared material, though not inside, would leave no room, with more."""
        search = self.search(self.seen_declared, self.most)
        choice = search.best()
        if self.free > self.most and choice.far:
            search = self.search(self.seen_declared, self.free)
            choice = search.best()
        return search, choice

    # ------------------------------------------------------------ parts
    def parts(self, fit: Fit) -> list[Part]:
        """Return the parts; where a group may be another of its members, the limits of all parts allow for that."""
        found = [self.share(fit, place) for place in range(len(fit.columns))]
        tried = [(n, fitted(self.system, _put(fit.columns, n, m))) for n, m in self.members(fit)]
        enough = min([fit.chi2, *(instead.chi2 for _, instead in tried)]) + LEVEL
        others: list[list[Share]] = [[] for _ in found]
        for place, instead in tried:
            possible = instead.chi2 <= enough
            others[place].append(self.share(instead, place, possible))
            if possible:
                found = [s if n == place else _wider(s, self.share(instead, n)) for n, s in enumerate(found)]
        found = [replace(share, possible=fit.chi2 <= enough) for share in found]
        return [self.part(fit, place, found[place], tuple(others[place])) for place in range(len(found))]

    def members(self, fit: Fit) -> list[tuple[int, int]]:
        """Return the place and the column of every material that could stand in for one that was found."""
        found = [(n, c) for n, c in enumerate(fit.columns) if fit.fractions[n] > 0]
        return [(n, m) for n, c in found for m in self.groups[c] if m not in fit.columns]

    def part(self, fit: Fit, place: int, share: Share, others: tuple[Share, ...]) -> Part:
        declared = fit.columns[place] in self.declared
        return Part(share, others, declared, () if declared else self.foreign(fit, place))

    def share(self, fit: Fit, place: int, possible: bool = True) -> Share:
        whole = (fit.total or 1.0) if self.system.normalised else 1.0
        low, high = limits(self.system, fit, place)
        name = self.materials[fit.columns[place]].name
        return Share(name, low, float(fit.fractions[place]) / whole, high, possible)

    def foreign(self, fit: Fit, place: int) -> tuple[str, ...]:
        """Return the elements that a part brings in an amount that counts and no declared material holds."""
        given = self.system.middle[:, fit.columns[place]] * fit.fractions[place]
        own = [s for s, g, d in zip(self.system.symbols, given, self.system.deviation, strict=True) if g > d]
        return tuple(s for s in own if all(self.materials[n].surely_without(s) for n in self.declared))

    # ------------------------------------------------------------ elements
    def line(self, fit: Fit, row: int) -> ElementLine:
        symbol, limited = self.system.symbols[row], bool(self.system.one_sided[row])
        given = {
            self.materials[c].name: float(self.system.middle[row, c] * x)
            for c, x in zip(fit.columns, fit.fractions, strict=True)
            if self.system.middle[row, c] * x > 0
        }
        target = float(self.system.target[row])
        oxide, factor = self.oxides.get(symbol, ("", None))
        return ElementLine(
            symbol,
            None if limited else target,
            float(self.system.deviation[row]),
            target if limited else None,
            sum(given.values()),
            float(fit.residual[row]),
            given,
            oxide,
            factor,
        )

    # ------------------------------------------------------------ other explanations
    def search(self, declared: Sequence[int], most: int) -> Search:
        return Search(self.system, self.materials, self.groups, declared, most)

    def instead(self, choice: Choice, search: Search) -> tuple[Instead, ...]:
        """Return what, in place of one material not declared, explains the reading about as well."""
        found = []
        for column in (c for c in choice.columns if c not in self.declared):
            kept = [c for c in choice.columns if c != column]
            ways = [(n,) for n in self.groups if n not in choice.columns and self.groups[n] != self.groups[column]]
            several = tuple(n for n in search.without(choice, column).columns if n not in kept)
            for way in [*ways, several] if len(several) > 1 else ways:
                worse = fitted(self.system, [*kept, *way]).cost - choice.fit.cost
                if worse <= LEVEL:
                    names = tuple(sorted(self.materials[n].name for n in way))
                    found.append(Instead(names, self.materials[column].name, worse))
        return tuple(sorted(found, key=lambda i: (-len(i.names), i.worse, i.names))[:MOST_INSTEAD])

    def without_declared(self, choice: Choice) -> tuple[str, ...]:
        """Return materials that explain the reading better than with the declared ones, though each has its price."""
        if not self.seen_declared:
            return ()
        free = self.search((), self.most + len(self.seen_declared)).best()
        if free.cost >= choice.cost or not free.columns or set(self.seen_declared) <= set(free.columns):
            return ()
        return tuple(self.materials[n].name for n in free.columns)

    def notes(self) -> Iterable[str]:
        method, system = self.reading.method, self.system
        yield from self.reading.notes
        left_out = sorted(set(self.reading.measures) & method.blind)
        if left_out:
            yield f"left out, for {method.en} does not see them: {', '.join(left_out)}"
        assumed = [s for s in system.symbols if s in self.reading.measures and not self.reading.measures[s].uncertainty]
        values = [s for s, one in zip(system.symbols, system.one_sided, strict=True) if s in assumed and not one]
        if values:
            yield f"uncertainty not stated, that of {method.en} assumed: {', '.join(values)}"
        if self.is_whole():
            yield "the elements make up the whole: were they scaled to 100 %, compounds would read the same"
        if system.normalised:
            yield "the reading is scaled to 100 %: fractions hold if the materials found are all there is"
        unseen = [self.materials[n].name for n in self.declared if n not in self.seen_declared]
        if unseen:
            yield f"the reading can neither show nor exclude the declared material: {', '.join(unseen)}"

    def is_whole(self) -> bool:
        """Tell whether what a method without oxygen found leaves hardly room for any, so that its scale matters."""
        method, system = self.reading.method, self.system
        blind = not method.id or "O" in method.blind
        return blind and not system.normalised and float(system.target[~system.one_sided].sum()) > WHOLE


def _put(columns: Sequence[int], place: int, column: int) -> list[int]:
    return [column if n == place else c for n, c in enumerate(columns)]


def _wider(share: Share, other: Share) -> Share:
    """Return a share with limits that hold both."""
    return replace(share, low=min(share.low, other.low), high=max(share.high, other.high))
