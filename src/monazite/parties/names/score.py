"""The score: a probability that two names are those of one party, from a few measures that each only lower it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from operator import mul
from typing import NamedTuple

from rapidfuzz.distance import Indel

from monazite.parties.names.align import (
    Alignment,
    Alike,
    Pair,
    align,
    alike,
    alike_by_sound,
    alike_hanzi,
    alike_pinyin,
    homophone,
)
from monazite.parties.names.lexicon import Lexicon
from monazite.parties.names.model import Folded, Token, View
from monazite.parties.names.sound import consonants

__all__ = [
    "DISTINCT",
    "EVIDENCE",
    "HALF",
    "HEARD",
    "MEASURES",
    "UNHEARD",
    "USES",
    "WEIGHTS",
    "Compared",
    "Scorer",
    "probability",
]

WEIGHTS = tuple("name rest short common surname brand place trade metal direction general body number initial".split())
# What is measured of a pair of names; each is 0 where nothing speaks against it.
MEASURES = {
    "left": "share of the asked name without a counterpart",
    "right": "share of the listed name without a counterpart",
    "both": "both names have words of their own",
    "letters": "difference of the letters as a whole",
    "unlike": "difference of the words that go together",
    "short": "few letters agree",
    "general": "only words that many names have agree",
    "conflict": "another number, place, metal or direction",
    "initials": "only first letters agree",
    "sounds": "compared by sound, across scripts",
    "forms": "another legal form",
}
EVIDENCE = tuple("identifier other_identifier country other_country kind other_kind".split())
USES = ("screening", "review", "dedupe")
_ENOUGH = 12  # letters that agree, from which on a name is long
DISTINCT = ("name", "brand", "surname", "father")
_SHORT = ("initial", "acronym")
HEARD = 12  # consonants that say as much as a name in full
UNHEARD = (0.5, 2.5)  # what counts at least and at most where consonants alone are compared
_SONS = 2.0
HALF = 0.5
_NO_FORM = frozenset({"co", "general"})
_CONTRARY = ("number", "metal", "direction")
_TELLING = frozenset((*_CONTRARY, "body", "place"))


class Compared(NamedTuple):
    """Two names compared: log-odds, measures, how their words go together, and in which reading."""

    odds: float
    equal: bool
    amounts: Sequence[float]
    alignment: Alignment
    left: View
    right: View

    @property
    def measures(self) -> Mapping[str, float]:
        """What speaks against the pair, by the names of MEASURES."""
        return dict(zip(MEASURES, self.amounts, strict=True))


def probability(odds: float) -> float:
    """Return the probability of some log-odds."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


class Scorer:
    """Scores pairs of folded names with the weights of one pack; holds no state, so one serves all threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.scoring = lexicon.pack.scoring
        self.lowers = {kind: tuple(of[name] for name in MEASURES) for kind, of in self.scoring.lowers.items()}
        self.cap = math.log(self.scoring.most / (1 - self.scoring.most))

    def compare(self, left: Folded, right: Folded) -> Compared | None:
        """Return the comparison of two names in their best readings; None where nothing can be compared.

        Where both are written in hanzi, hanzi are compared: many differ that sound the same.
        """
        best: Compared | None = None
        for a, b, how in self._readings(left, right):
            found = self._views(a, b, how, left, right)
            if best is None or found.odds > best.odds:
                best = found
        return best

    def _readings(self, left: Folded, right: Folded) -> Iterator[tuple[View, View, Alike]]:
        if left.han is not None and right.han is not None and left.han.tokens and right.han.tokens:
            yield left.han, right.han, alike_hanzi
            return
        how = alike_pinyin if left.han or right.han else alike if left.bare == right.bare else alike_by_sound
        for a in left.views:
            for b in right.views:
                yield a, b, how

    def _views(self, a: View, b: View, how: Alike, left: Folded, right: Folded) -> Compared:
        alignment = align(a, b, how)
        equal = a.joined == b.joined
        measures = self._measure(a, b, alignment, how)
        measures[-1] = _other_form(left, right)
        kind = "person" if left.person else "other"
        odds = self.scoring.start[kind] - sum(map(mul, self.lowers[kind], measures))
        return Compared(odds if equal else min(odds, self.cap), equal, measures, alignment, a, b)

    def _measure(self, a: View, b: View, found: Alignment, how: Alike) -> list[float]:
        agreed = _agreed(a, b, found.pairs)
        shared = self._nested(a, b, found)
        missing_a, missing_b = 1 - (agreed.left + shared) / a.weight, 1 - (agreed.right + shared) / b.weight
        least, most = (missing_a, missing_b) if missing_a < missing_b else (missing_b, missing_a)
        apart = _letters(a, b)
        return [
            missing_a,
            missing_b,
            least,
            min(apart, most) if agreed.short or how is alike_by_sound else apart,
            1 - agreed.left / agreed.weight if agreed.weight else 1.0,
            max(0.0, 1 - agreed.letters * (2 if how is alike_hanzi else 1) / _ENOUGH),
            0.0 if agreed.letters else most,
            self._conflicts(a, b, found),
            float(agreed.short),
            _unheard(a, b, found.pairs) if how is alike_by_sound else 0.0,
            0.0,
        ]

    def _conflicts(self, a: View, b: View, found: Alignment) -> float:
        """Count what the two names say otherwise.

        A number, a metal, a direction, a place that is not in the other, a body of its own such as a press or a museum,
        hanzi that only sound like those of a brand.
        """
        sound = 0.0
        for pair in found.pairs:
            if homophone(a.tokens[pair.left[0]], b.tokens[pair.right[0]]):
                sound += 0.2
        return sound + self._contrary(a, b, found)

    def _contrary(self, a: View, b: View, found: Alignment) -> float:
        if not found.left and not found.right:
            return self._sons(a, b) if a.tokens[0].id != b.tokens[0].id else 0.0
        if _TELLING.isdisjoint(a.kinds) and _TELLING.isdisjoint(b.kinds):
            return 0.0
        one, other = [a.tokens[i] for i in found.left], [b.tokens[j] for j in found.right]
        count = 0.0
        for kind in _CONTRARY:
            here, there = any(t.kind == kind for t in one), any(t.kind == kind for t in other)
            count += 1.0 if here and there else 0.5 if kind == "number" and (here or there) else 0.0
        count += 1.0 if any(t.kind == "body" for t in (*one, *other)) else 0.0
        return min(2.0, count + self._places(one, other))

    def _sons(self, a: View, b: View) -> float:
        """Return how much it counts that each is named as the other's father.

        Salman bin Muhammad is not Muhammad bin Salman.
        """
        one, other = ({t.id for t in view.tokens if t.kind == "father"} for view in (a, b))
        return _SONS if a.tokens[0].id in other and b.tokens[0].id in one else 0.0

    def _nested(self, a: View, b: View, found: Alignment) -> float:
        """Return the weight that two places share of which one lies in the other: 包头 and 中国."""
        if not found.left or not found.right or "place" not in a.kinds or "place" not in b.kinds:
            return 0.0
        here = [a.tokens[i] for i in found.left if a.tokens[i].kind == "place"]
        there = [b.tokens[j] for j in found.right if b.tokens[j].kind == "place"]
        return max((HALF * x.weight for x in here for y in there if self.lexicon.nested(x.id, y.id)), default=0.0)

    def _places(self, one: list[Token], other: list[Token]) -> float:
        here, there = ([t.id for t in side if t.kind == "place"] for side in (one, other))
        if not here or not there:
            return 0.0
        return 0.0 if any(self.lexicon.nested(x, y) for x in here for y in there) else 1.0


def _other_form(left: Folded, right: Folded) -> float:
    """Return 1 where both names have a legal form, not the same; translated forms are not held against each other."""
    one, other = left.forms - _NO_FORM, right.forms - _NO_FORM
    return 1.0 if left.plain and right.plain and one and other and not one & other else 0.0


def _letters(a: View, b: View) -> float:
    if a.joined == b.joined:
        return 0.0
    return 1 - max(Indel.normalized_similarity(a.joined, b.joined), Indel.normalized_similarity(a.ordered, b.ordered))


def _unheard(a: View, b: View, pairs: Sequence[Pair]) -> float:
    """Return how little was heard where consonants alone were compared: 0.5 to 2.5, least from eleven of them on."""
    sides = ((a, [i for p in pairs for i in p.left]), (b, [j for p in pairs for j in p.right]))
    heard = min(sum(len(consonants(view.tokens[n].text)) for n in places) for view, places in sides)
    return min(UNHEARD[1], max(UNHEARD[0], (HEARD - heard) / 3))


class _Agreed(NamedTuple):
    """What the pairs of an alignment sum to: agreed weight on either side, weight, letters of distinctive words."""

    left: float
    right: float
    weight: float
    letters: int
    short: bool


def _agreed(a: View, b: View, pairs: Sequence[Pair]) -> _Agreed:
    """Return the sums; of two words the longer counts its letters, since a script may leave vowels out."""
    left = right = weight = 0.0
    letters, short = 0, False
    for pair in pairs:
        if len(pair.left) == len(pair.right) == 1:
            here, there = a.tokens[pair.left[0]], b.tokens[pair.right[0]]
            heavy, other, sizes = here.weight, there.weight, (len(here.text), len(there.text))
        else:
            first, second = [a.tokens[i] for i in pair.left], [b.tokens[j] for j in pair.right]
            here, heavy, other = first[0], sum([t.weight for t in first]), sum([t.weight for t in second])
            sizes = sum([len(t.text) for t in first]), sum([len(t.text) for t in second])
        weight += heavy
        left += heavy * pair.alike
        right += other * pair.alike
        short = short or pair.how in _SHORT
        if here.kind in DISTINCT:
            letters += max(sizes)
    return _Agreed(left, right, weight, letters, short)
