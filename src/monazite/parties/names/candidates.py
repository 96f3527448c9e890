"""Candidates: the names of a list that come near enough to one asked for to be compared word by word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist

from monazite.parties.names.index import Index, Near, bones
from monazite.parties.names.model import Folded
from monazite.parties.names.sound import sound

__all__ = ["NEAR", "Candidates", "Partition", "ranked"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_Texts = Sequence[str] | dict[int, str]
NEAR = 0.45  # the blend of cosine and letters from which on names are near
BONES = 0.55  # the same of consonants alone: more names share these
HEARD = 3  # consonants of a name that is known again by them alone when its words are divided otherwise
FLOOR = 0.4  # the cosine from which on a name is looked at, whoever else is listed


class Candidates(NamedTuple):
    """Candidates as columns: query, party, name, the blend that ranks them, how alike the letters are, a mark.

    `cut` are the queries of which some that were near enough were left out.
    """

    query: Ints
    party: Ints
    name: Ints
    blend: Floats
    alike: Floats
    close: Bools
    cut: frozenset[int] = frozenset()

    def at(self, rows: Ints) -> Candidates:
        """Return some of the candidates."""
        query, party, name, blend, alike, close, cut = self
        return Candidates(query[rows], party[rows], name[rows], blend[rows], alike[rows], close[rows], cut)


class Partition:
    """The names of persons, or of all others, ready to be looked up; `first` is the number of the first of them.

    Names whose script has no vowels meet those in Latin letters by their consonants, in an index of its own. What is
    below `NEAR` (letters) and `BONES` (consonants) is not compared: of pairs that would score 0.2 or more some are lost
    (`benchmarks/parties/README.md`), none of names that differ in where their words end alone.
    """

    def __init__(self, names: Sequence[Folded], owners: Sequence[int], first: int) -> None:
        self.first = first
        self.empty = not names
        self._index = Index(names, owners)
        self._names, self.owners = names, owners
        self._heard: dict[int, str] = {}
        self._letters = [_ordered(name) for name in names]
        self._bare = np.array([name.bare for name in names], bool)
        self._bones = Index(names, owners, bones)
        self._vowelless = [n for n, name in enumerate(names) if name.bare]
        self._only_bare = Index([names[n] for n in self._vowelless], [owners[n] for n in self._vowelless], bones)
        self._divided = _Divided(names)
        self._initials: dict[str, int] = {}
        self._acronyms = np.array([self._initialism(name) for name in names], np.int64)

    def _initialism(self, folded: Folded) -> int:
        """Return the number of the first letters of a name, one that no name has where there are none."""
        letters = folded.views[0].acronym if folded.views else ""
        return self._initials.setdefault(letters, len(self._initials)) if letters else -2

    def near(self, asked: Sequence[Folded], k: int, *, every: bool, lowest: float = 0.0) -> Candidates:
        """Return the candidates of some names; `every` one that is near enough, or the nearest `k` parties alone.

        Those whose blend is below `lowest` do not come.
        """
        floor = FLOOR if every else 2.0
        parts = [self._by_letters(asked, k, floor)]
        bare = [n for n, folded in enumerate(asked) if folded.bare]
        if bare:
            one = parts[0]
            alike = np.array([folded.bare for folded in asked])[one.query] == self._bare[one.name - self.first]
            parts[0] = one.at(np.flatnonzero(alike))
            near = self._bones.nearest([asked[n] for n in bare], 2 * k, floor)
            parts.append(self._by_bones(asked, near, bare, range(len(self._names))))
        if self._vowelless and len(bare) < len(asked):
            others = [n for n, folded in enumerate(asked) if not folded.bare]
            near = self._only_bare.nearest([asked[n] for n in others], k, floor)
            parts.append(self._by_bones(asked, near, others, self._vowelless))
        if divided := [(n, name) for n, folded in enumerate(asked) for name in self._divided.found(folded)]:
            parts.append(self._by_words(asked, divided))
        near_enough = [part.at(np.flatnonzero(part.blend >= lowest)) if lowest else part for part in parts]
        return _once(_concatenated(near_enough)) if len(parts) > 1 else near_enough[0]

    def _by_letters(self, asked: Sequence[Folded], k: int, floor: float) -> Candidates:
        near = self._index.nearest(asked, k, floor)
        letters = [_ordered(folded) for folded in asked]
        alike = _alike(letters, self._letters, near.query, near.name)
        blend = (0.5 * near.cosine + 0.5 * alike).astype(np.float64)
        numbers = np.array([self._initials.get(text, -1) for text in letters], np.int64)
        initials = self._acronyms[near.name] == numbers[near.query]
        blend[initials] = np.maximum(blend[initials], NEAR)
        return Candidates(near.query, near.party, self.first + near.name, blend, alike, initials, near.cut)

    def _by_words(self, asked: Sequence[Folded], pairs: Sequence[tuple[int, int]]) -> Candidates:
        """Return pairs of a query and a name that only differ in where their words end: always near enough."""
        query, name = np.array(pairs, np.int64).T
        letters = _alike([_ordered(folded) for folded in asked], self._letters, query, name)
        party = np.array(self.owners, np.int64)[name]
        blend, close = np.full(len(query), NEAR), np.ones(len(query), bool)
        return Candidates(query, party, self.first + name, blend, letters, close)

    def _by_bones(self, asked: Sequence[Folded], near: Near, chosen: Sequence[int], names: Sequence[int]) -> Candidates:
        """Return candidates by their consonants; `chosen` are the queries asked, `names` those in the index."""
        query, name = np.array(chosen, np.int64)[near.query], np.array(names, np.int64)[near.name]
        mine = {n: _consonants(asked[n]) for n in chosen}
        for n in set(name.tolist()).difference(self._heard):
            self._heard[n] = _consonants(self._names[n])
        blend = (0.5 * near.cosine + 0.5 * _alike(mine, self._heard, query, name)).astype(np.float64)
        cut, rows = frozenset(chosen[n] for n in near.cut), np.flatnonzero(blend >= BONES)
        query, name = query[rows], name[rows]
        letters = _alike({n: _ordered(asked[n]) for n in chosen}, self._letters, query, name)
        close = np.zeros(len(rows), bool)
        return Candidates(query, near.party[rows], self.first + name, blend[rows], letters, close, cut)


class _Divided:
    """Names by what they are without blanks: their letters, and their consonants where a script has no vowels."""

    def __init__(self, names: Sequence[Folded]) -> None:
        self._names = names
        self._letters: dict[str, list[int]] = {}
        for n, name in enumerate(names):
            for view in name.views:
                self._letters.setdefault(view.joined, []).append(n)
        self._bare = _by_sound((n, name) for n, name in enumerate(names) if name.bare)

    @cached_property
    def _every(self) -> dict[str, list[int]]:
        """All names by their consonants; made for the first name without vowels that is asked for."""
        return _by_sound(enumerate(self._names))

    def found(self, asked: Folded) -> set[int]:
        """Return the names that are the same without blanks, and have another number of words."""
        found = set[int]()
        for view in asked.views:
            same = self._letters.get(view.joined, ())
            known = self._every if asked.bare else self._bare
            heard = known.get(sound(view.joined), ()) if known else ()
            many = len(view.tokens)
            found.update(n for n in chain(same, heard) if all(len(v.tokens) != many for v in self._names[n].views))
        return found


def _by_sound(names: Iterable[tuple[int, Folded]]) -> dict[str, list[int]]:
    """Return the numbers of names by their consonants, those that have enough."""
    out: dict[str, list[int]] = {}
    for n, name in names:
        for code in [code for view in name.views if len(code := sound(view.joined)) >= HEARD]:
            out.setdefault(code, []).append(n)
    return out


def _ordered(folded: Folded) -> str:
    """Return the letters of a name in its first reading, its words in order of the alphabet."""
    return folded.views[0].ordered if folded.views else ""


def _consonants(folded: Folded) -> str:
    return "".join(sorted(sound(t.id.replace(" ", "")) for t in folded.views[0].tokens)) if folded.views else ""


def _alike(left: _Texts, right: _Texts, i: Ints, j: Ints) -> Floats:
    one, other = [left[n] for n in i.tolist()], [right[n] for n in j.tolist()]
    return np.asarray(cpdist(one, other, scorer=Indel.normalized_similarity, dtype=np.float32, workers=1), np.float64)


def ranked(parts: Sequence[Candidates]) -> Candidates:
    """Return the candidates of all partitions by query, the nearest first; ties go to the first party."""
    near = _concatenated(parts)
    return near.at(np.lexsort((near.name, near.party, -near.blend, near.query)))


def _concatenated(parts: Sequence[Candidates]) -> Candidates:
    query, party, name, blend, alike, close, cut = zip(*parts, strict=True)
    rows = np.concatenate
    every = frozenset[int]().union(*cut)
    return Candidates(rows(query), rows(party), rows(name), rows(blend), rows(alike), rows(close), every)


def _once(near: Candidates) -> Candidates:
    """Return candidates of several searches; a name that came twice comes once, at its best."""
    near = near.at(np.lexsort((-near.blend, near.name, near.query)))
    first = (near.query[1:] != near.query[:-1]) | (near.name[1:] != near.name[:-1])
    return near.at(np.flatnonzero(np.append(True, first)[: len(near.query)]))
