"""What a comparison of two names can score at most, for many pairs at once: most of them need no closer look.

The score only ever loses. What a pair surely loses follows from its words, taken one by one: no word agrees better
than with the likest word of the other name. Names of which one lost its vowels are compared by how they sound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Indel, Prefix
from rapidfuzz.process import cpdist

from monazite.parties.names.align import COARSE, LEAST, PLAIN
from monazite.parties.names.model import Folded
from monazite.parties.names.score import DISTINCT, HALF, HEARD, UNHEARD, Scorer
from monazite.parties.names.sound import consonants, sound

__all__ = ["Bound", "Words"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
SLACK = 1e-9
_NEVER = -1  # the number of a word that no listed name has
_INITIAL = 0.6  # how alike a word and its first letter are
_KNOWN = 0.8  # words of the pack are other words where they are less alike


class Words(NamedTuple):
    """Names as columns, then their words as columns; only names of one reading and without hanzi are `simple`."""

    simple: Bools
    bare: Bools
    person: Bools
    weight: Floats
    joined: list[str]
    acronym: Ints
    first: Ints
    words: Ints
    id: Ints
    text: list[str]
    letters: list[str]
    same: Ints  # the number of the text
    said: Ints  # the number of the sound, if it has two letters or more
    initial_letter: Ints
    length: Ints
    spelt: Ints  # how many letters, blanks left out
    heavy: Floats
    plain: Bools
    initial: Bools
    distinct: Bools
    place: Bools


def words_of(names: Sequence[Folded], number: Callable[[str], int]) -> Words:
    """Return names as columns; `number` numbers texts."""
    views = [name.views[0] if name.views else None for name in names]
    count = np.array([len(view.tokens) if view else 0 for view in views], np.int64)
    tokens = [token for view in views if view for token in view.tokens]
    kinds = [token.kind for token in tokens]
    sounds = [sound(token.text) for token in tokens]
    return Words(
        simple=np.array([len(name.views) == 1 and name.han is None for name in names], bool),
        bare=np.array([name.bare for name in names], bool),
        person=np.array([name.person for name in names], bool),
        weight=np.array([view.weight if view else 1.0 for view in views], np.float64),
        joined=[view.joined if view else "" for view in views],
        acronym=np.array([number(view.acronym) if view and view.acronym else _NEVER for view in views], np.int64),
        first=np.cumsum(count) - count,
        words=count,
        id=np.array([number(token.id) for token in tokens], np.int64),
        text=[token.text for token in tokens],
        letters=[token.text.replace(" ", "") for token in tokens],
        same=np.array([number(token.text) for token in tokens], np.int64),
        said=np.array([number(code) if len(code) > 1 else _NEVER for code in sounds], np.int64),
        initial_letter=np.array([ord(token.text[0]) if token.text else 0 for token in tokens], np.int64),
        length=np.array([len(token.text) for token in tokens], np.int64),
        spelt=np.array([len(token.text) - token.text.count(" ") for token in tokens], np.int64),
        heavy=np.array([token.weight for token in tokens], np.float64),
        plain=np.array([kind in PLAIN for kind in kinds], bool),
        initial=np.array([kind == "initial" for kind in kinds], bool),
        distinct=np.array([kind in DISTINCT for kind in kinds], bool),
        place=np.array([kind == "place" for kind in kinds], bool),
    )


class Bound:
    """What the listed names can score at most against others; built once, read from any thread."""

    def __init__(self, scorer: Scorer, listed: Sequence[Folded]) -> None:
        numbers: dict[str, int] = {}
        self._numbers = numbers
        self.listed = words_of(listed, lambda text: numbers.setdefault(text, len(numbers)))
        self._start = {kind == "person": odds for kind, odds in scorer.scoring.start.items()}
        self._lowers = {kind == "person": dict(of) for kind, of in scorer.scoring.lowers.items()}
        # Where a measure raises, nothing is bounded by what the others lower.
        self.holds = all(worth >= 0 for of in self._lowers.values() for worth in of.values())

    def odds(self, names: Sequence[Folded], left: Ints, right: Ints, alike: Floats) -> Floats:
        """Return the most log-odds that names and listed names can have, shape (pairs,); infinite where not known.

        `left` and `right` are places in `names` and among the listed; `alike` is how alike the letters of the two
        names are in order of the alphabet (Indel, 0 to 1).
        """
        out = np.full(len(left), np.inf)
        if not self.holds or not len(left):
            return out
        asked = words_of(names, lambda text: self._numbers.get(text, _NEVER))
        simple = asked.simple[left] & self.listed.simple[right] & (asked.person[left] == self.listed.person[right])
        heard = asked.bare[left] != self.listed.bare[right]
        for kind, rows in ((_Crossed, np.flatnonzero(simple & ~heard)), (_Heard, np.flatnonzero(simple & heard))):
            if len(rows):
                out[rows] = self._most(kind(asked, self.listed, left[rows], right[rows]), alike[rows])
        return out

    def _most(self, crossed: _Crossed, alike: Floats) -> Floats:
        lost, person = crossed.lost(alike), crossed.asked.person[crossed.left]
        odds = np.empty(len(person))
        for kind in (False, True):
            worth = self._lowers[kind]
            cost = sum((worth[measure] * amount for measure, amount in lost.items()), np.zeros(len(person)))
            odds[person == kind] = (self._start[kind] - cost)[person == kind]
        return np.where(crossed.unclear, np.inf, odds)


class _Crossed:
    """Every word on the left of each pair beside every word on its right, and how alike they can be at most."""

    by_sound = False

    def __init__(self, asked: Words, listed: Words, left: Ints, right: Ints) -> None:
        self.asked, self.listed, self.left, self.right = asked, listed, left, right
        self.many, self.other = asked.words[left], listed.words[right]
        size = self.many * self.other
        self.pair = np.repeat(np.arange(len(left)), size)
        inner = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
        i, j = np.divmod(inner, self.other[self.pair])
        self.i, self.j = asked.first[left][self.pair] + i, listed.first[right][self.pair] + j
        # Places among the words of all pairs, for a name may stand in several.
        self.s = (np.cumsum(self.many) - self.many)[self.pair] + i
        self.t = (np.cumsum(self.other) - self.other)[self.pair] + j
        self.unclear = np.zeros(len(left), bool)
        self.initials = np.zeros(len(left), bool)
        self._compare()

    def _compare(self) -> None:
        same = self.asked.id[self.i] == self.listed.id[self.j]
        self.taken_left, self.taken_right = np.zeros(self.many.sum(), bool), np.zeros(self.other.sum(), bool)
        self.taken_left[self.s[same]] = self.taken_right[self.t[same]] = True
        self.best_left, self.best_right = self.taken_left.astype(np.float64), self.taken_right.astype(np.float64)
        free = np.flatnonzero(~(self.taken_left[self.s] | self.taken_right[self.t]))
        i, j = self.i[free], self.j[free]
        alike = self._words(i, j)
        first = self.asked.initial_letter[i] == self.listed.initial_letter[j]
        initial = first & (self.asked.initial[i] | self.listed.initial[j])
        self.initials[self.pair[free[initial]]] = True
        alike[initial] = np.maximum(alike[initial], _INITIAL)
        some = alike > 0
        np.maximum.at(self.best_left, self.s[free[some]], alike[some])
        np.maximum.at(self.best_right, self.t[free[some]], alike[some])
        self._mark(free, i, j, first)

    def _words(self, i: Ints, j: Ints) -> Floats:
        """Return how alike words in Latin letters are, as `align.alike` says."""
        a, b, out = self.asked, self.listed, np.zeros(len(i))
        short, long = np.minimum(a.length[i], b.length[j]), np.maximum(a.length[i], b.length[j])
        near = np.flatnonzero((a.plain[i] | b.plain[j]) & (short > 2) & (2 * short >= long))
        i, j, long = i[near], j[near], long[near]
        apart = _distances(OSA.distance, a.text, b.text, i, j)
        found = 1 - apart / np.maximum(long, 1)
        sounds = (found >= 0.5) & (found < 0.9) & (a.said[i] == b.said[j]) & (a.said[i] != _NEVER)
        value = np.where(sounds, 0.5 + found / 2, np.where(found >= LEAST, found, 0.0))
        out[near] = np.where(a.plain[i] & b.plain[j], value, np.where(found >= _KNOWN, found, 0.0))
        return out

    def _mark(self, free: Ints, i: Ints, j: Ints, first: Bools) -> None:
        """Mark pairs of which several words may be one of the other name: written as one, or its first letters."""
        a, b, pair = self.asked, self.listed, self.pair[free]
        acronym = a.same[i] == b.acronym[self.right[pair]]
        acronym &= a.same[i] != _NEVER
        turned = (b.same[j] == a.acronym[self.left[pair]]) & (b.same[j] != _NEVER)
        self.unclear[pair[acronym | turned]] = True
        self.unclear[pair[self._begin(i, j, first)]] = True

    def _begin(self, i: Ints, j: Ints, first: Bools) -> Ints:
        """Return the places of words of which one is the beginning of the other."""
        a, b = self.asked, self.listed
        some = np.flatnonzero(first & (a.spelt[i] != b.spelt[j]))
        begin = _distances(Prefix.similarity, a.letters, b.letters, i[some], j[some])
        whole: Bools = begin == np.minimum(a.spelt[i], b.spelt[j])[some]
        return some[whole]

    # ------------------------------------------------------------ measures
    def lost(self, alike: Floats) -> dict[str, Floats]:
        """Return the least that each measure can be, shape (pairs,)."""
        a, b, pairs = self.asked, self.listed, len(self.left)
        left, right = np.repeat(np.arange(pairs), self.many), np.repeat(np.arange(pairs), self.other)
        i, j = _run(a.first[self.left], self.many), _run(b.first[self.right], self.other)
        here, there = a.heavy[i], b.heavy[j]
        places = np.bincount(left, here * (a.place[i] & ~self.taken_left), pairs)
        shared = HALF * places * (np.bincount(right, b.place[j] & ~self.taken_right, pairs) > 0)
        missing = 1 - (np.bincount(left, here * self.best_left, pairs) + shared) / a.weight[self.left]
        absent = 1 - (np.bincount(right, there * self.best_right, pairs) + shared) / b.weight[self.right]
        missing, absent = np.maximum(missing, 0), np.maximum(absent, 0)
        most, best = np.maximum(missing, absent), np.zeros(pairs)
        np.maximum.at(best, left, self.best_left)
        own = np.bincount(left, a.distinct[i] & (self.best_left > 0), pairs) > 0
        apart = self._apart(alike)
        return {
            "left": missing,
            "right": absent,
            "both": np.minimum(missing, absent),
            "letters": np.where(self.initials | self.by_sound, np.minimum(apart, most), apart),
            "unlike": 1 - best,
            "short": np.where(own, 0.0, 1.0),
            "general": np.where(own, 0.0, most),
        }

    def _apart(self, alike: Floats) -> Floats:
        one = [self.asked.joined[n] for n in self.left.tolist()]
        other = [self.listed.joined[n] for n in self.right.tolist()]
        joined = cpdist(one, other, scorer=Indel.normalized_similarity, dtype=np.float64, workers=1)
        return np.asarray(1 - np.maximum(joined, alike), np.float64)


class _Heard(_Crossed):
    """The same for words of which one was written without vowels, as `align.alike_by_sound` compares them."""

    by_sound = True

    def _words(self, i: Ints, j: Ints) -> Floats:
        some = np.flatnonzero(self.asked.plain[i] | self.listed.plain[j])
        one, other = self._texts(i[some], j[some], sound)
        near = 0.95 * cpdist(one, other, scorer=Indel.normalized_similarity, dtype=np.float64, workers=1)
        near = np.where(near >= 0.95 * 0.7 - SLACK, near, 0.0)
        coarse = _equal([code.translate(COARSE) for code in one], [code.translate(COARSE) for code in other])
        near = np.where(coarse, np.maximum(near, 0.88), near)
        out = super()._words(i, j)
        out[some] = np.maximum(out[some], np.where(_equal(one, other), 0.98, near))
        return out

    def lost(self, alike: Floats) -> dict[str, Floats]:
        """Return the least that each measure can be, that of what is not heard among them."""
        heard = [
            np.bincount(np.repeat(np.arange(len(at)), many), _heard(of, _run(of.first[at], many)), len(at))
            for of, at, many in ((self.asked, self.left, self.many), (self.listed, self.right, self.other))
        ]
        return super().lost(alike) | {"sounds": np.clip((HEARD - np.minimum(*heard)) / 3, *UNHEARD)}

    def _begin(self, i: Ints, j: Ints, first: Bools) -> Ints:
        del first  # letters: of those that are heard the first may be another one
        pairs = zip(*self._texts(i, j, consonants), strict=True)
        return np.flatnonzero([_begins(one, other) for one, other in pairs])

    def _texts(self, i: Ints, j: Ints, read: Callable[[str], str]) -> tuple[list[str], list[str]]:
        """Return words on the left and on the right as they are read; each distinct one is read once."""
        one, other = ((of.text, at.tolist()) for of, at in ((self.asked, i), (self.listed, j)))
        known = {word: read(word) for text, at in (one, other) for word in {text[n] for n in at}}
        return [known[one[0][n]] for n in one[1]], [known[other[0][n]] for n in other[1]]


def _heard(words: Words, at: Ints) -> Ints:
    """Return how many consonants words have."""
    return np.array([len(consonants(words.text[n])) for n in at.tolist()], np.int64)


def _equal(one: Sequence[str], other: Sequence[str]) -> Bools:
    return np.array([a == b for a, b in zip(one, other, strict=True)], bool)


def _begins(one: str, other: str) -> bool:
    """Whether one word begins with the other and has more, three letters in all at least, so that it may be several."""
    if len(one) < len(other):
        one, other = other, one
    return len(one) > 2 and 0 < len(other) < len(one) and one.startswith(other)


def _run(first: Ints, count: Ints) -> Ints:
    """Return the places of so many words from each first one on."""
    return np.repeat(first - (np.cumsum(count) - count), count) + np.arange(int(count.sum()))


def _distances(scorer: Callable[..., float], one: list[str], other: list[str], i: Ints, j: Ints) -> Ints:
    a, b = [one[n] for n in i.tolist()], [other[n] for n in j.tolist()]
    return np.asarray(cpdist(a, b, scorer=scorer, dtype=np.int32, workers=1), np.int64)
