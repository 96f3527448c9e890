"""The index: names as vectors of three-letter pieces, weighed by how rare they are, and the nearest to each query.

Term weighting after Salton and Buckley, Information Processing & Management 24 (1988) 513; pieces of words as terms as
in record linkage with TF-IDF (Cohen, Ravikumar and Fienberg, IIWeb 2003).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from monazite.parties.names.model import Folded, View
from monazite.parties.names.sound import sound

__all__ = ["Index", "Near", "bones", "pieces"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
BATCH = 256
BITS = 31  # of the number of a name or a party
NEAREST = np.int32((1 << 31) - 1)
MANY = 2_000  # rows that are taken of those that are near enough, and all that are as near as the last


class Near(NamedTuple):
    """Candidates as columns: the query, the party, its name (as numbers), and the cosine of the angle between them.

    `cut` are the queries of which names that were near enough were left out.
    """

    query: Ints
    party: Ints
    name: Ints
    cosine: Floats
    cut: frozenset[int] = frozenset()

    def at(self, rows: Ints | NDArray[np.bool_]) -> Near:
        """Return some of the candidates."""
        return Near(self.query[rows], self.party[rows], self.name[rows], self.cosine[rows], self.cut)


@lru_cache(maxsize=65_536)
def pieces(word: str) -> tuple[str, ...]:
    """Return the three-letter pieces of a word with a blank on either side, and its sound as a piece of its own."""
    padded = f" {word} "
    out = [padded[i : i + 3] for i in range(len(padded) - 2)]
    code = sound(word)
    if len(code) > 1:
        out.append(f"~{code}")
    return tuple(out)


@lru_cache(maxsize=65_536)
def bones(word: str) -> tuple[str, ...]:
    """Return the pieces of two and three consonants of a word as it sounds: scripts that leave vowels out have these.

    >>> bones("tariq") == bones("tarq")
    True
    """
    code = sound(word)
    if not code:
        return ()
    padded = f" {code} "
    return (*(padded[i : i + n] for n in (2, 3) for i in range(len(padded) - n + 1)), f"~{code}")


class Index:
    """Rows of folded names, each the property of a party; built once, then only read.

    `cut` makes the pieces of a word.
    """

    def __init__(
        self, names: Sequence[Folded], owners: Sequence[int], cut: Callable[[str], tuple[str, ...]] = pieces
    ) -> None:
        self._cut = cut
        self.pieces: dict[str, int] = {}
        self.words: dict[str, tuple[int, ...]] = {}
        rows: list[list[int]] = []
        owner_of: list[int] = []
        name_of: list[int] = []
        for n, (folded, owner) in enumerate(zip(names, owners, strict=True)):
            for view in folded.views:
                rows.append(self._terms(view, grow=True))
                owner_of.append(owner)
                name_of.append(n)
        self.owner: NDArray[np.int64] = np.array(owner_of, dtype=np.int64)
        self.name: NDArray[np.int64] = np.array(name_of, dtype=np.int64)
        self.single = len(set(owner_of)) == len(owner_of)
        self.several = np.bincount(self.name, minlength=len(names)) > 1  # whether a name has several readings
        self._weigh(rows)

    def _terms(self, view: View, *, grow: bool = False) -> list[int]:
        """Return the numbers of the pieces of a name; those that no listed name has are left out."""
        out: list[int] = []
        for token in view.tokens:
            word = token.id.replace(" ", "").lstrip("~")
            out.extend(self.words.get(word) or self._word(word, grow))
        if view.acronym:
            out.extend(self.words.get(view.acronym) or self._word(view.acronym, grow))
        return out

    def _word(self, word: str, grow: bool) -> Sequence[int]:
        if grow:
            found = tuple([self.pieces.setdefault(p, len(self.pieces)) for p in self._cut(word)])
            self.words[word] = found
            return found
        number = self.pieces.get
        return [n for p in self._cut(word) if (n := number(p)) is not None]

    def _weigh(self, rows: Sequence[Sequence[int]]) -> None:
        matrix = self._counts(rows)
        seen = np.bincount(matrix.indices, minlength=len(self.pieces))
        self.idf = (np.log((1 + len(rows)) / (1 + seen)) + 1).astype(np.float32)
        self.matrix = self._normal(matrix).T.tocsr()

    def _counts(self, rows: Sequence[Sequence[int]]) -> csr_matrix:
        """Return the matrix of how often each piece is in each row, damped."""
        ends = np.cumsum([0, *(len(r) for r in rows)])
        indices = np.fromiter(chain.from_iterable(rows), np.int32, int(ends[-1]))
        shape = (len(rows), max(1, len(self.pieces)))
        matrix = csr_matrix((np.ones(len(indices), np.float32), indices, ends), shape=shape)
        matrix.sum_duplicates()
        matrix.data = 1 + np.log(matrix.data)
        return matrix

    def _normal(self, matrix: csr_matrix) -> csr_matrix:
        matrix.data *= self.idf[matrix.indices]
        length = (
            np.sqrt(np.add.reduceat(np.append(matrix.data**2, 0), matrix.indptr[:-1])) if matrix.nnz else np.ones(1)
        )
        length = np.where(np.diff(matrix.indptr) == 0, 1, length)
        matrix.data /= np.repeat(length, np.diff(matrix.indptr)).astype(np.float32)
        return matrix

    def nearest(self, queries: Sequence[Folded], k: int, floor: float = 2.0) -> Near:
        """Return the `k` nearest parties of each query, each with its nearest name, ordered by query.

        Where several are as near as the last of them, all of these may come. With a `floor` below 1 instead every name
        comes whose cosine reaches it, and the nearest `k` whatever theirs: who else is listed does not matter.
        """
        views = [(n, view) for n, folded in enumerate(queries) for view in folded.views]
        asked = np.array([n for n, _ in views], dtype=np.int64)
        parts = [
            self._batch([v for _, v in views[at : at + BATCH]], at, k, floor) for at in range(0, len(views), BATCH)
        ]
        if not any(len(part[0]) for part in parts):
            none = np.zeros(0, np.int64)
            return Near(none, none, none, np.zeros(0, np.float32))
        view, row, cosine, cut = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        found = Near(asked[view], self.owner[row], self.name[row], cosine, frozenset(asked[cut].tolist()))
        # Where a query and every party, or name, has one row, each comes once.
        several = (np.bincount(asked, minlength=len(queries)) > 1)[found.query]
        several |= self.several[found.name] if floor <= 1 else not self.single
        if not several.any():
            return found
        some = found.at(several)
        return _together(_each(some) if floor <= 1 else _best(*some[:4], k), found.at(~several))._replace(cut=found.cut)

    def _batch(self, views: Sequence[View], at: int, k: int, floor: float) -> tuple[NDArray[Any], ...]:
        """Return (view, row, cosine, views cut) of the nearest rows.

        A party may have several rows, so more than `k` are taken.
        """
        product = (self._normal(self._counts([self._terms(view) for view in views])) @ self.matrix).tocsr()
        many = k if self.single else 3 * k
        kept: list[NDArray[np.int64]] = []
        counts, cut = [], []
        for first, last in zip(product.indptr[:-1].tolist(), product.indptr[1:].tolist(), strict=True):
            cosines = product.data[first:last]
            if last - first > many:
                least = min(np.partition(cosines, last - first - many)[last - first - many], floor)
                chosen = np.flatnonzero(cosines >= least)
                if len(chosen) > MANY:
                    least = np.partition(cosines, last - first - MANY)[last - first - MANY]
                    chosen = np.flatnonzero(cosines >= least)
                    cut.append(at + len(kept))
                chosen += first
            else:
                chosen = np.arange(first, last)
            kept.append(chosen)
            counts.append(len(chosen))
        places = np.concatenate(kept)
        asked = np.repeat(np.arange(at, at + len(views)), counts)
        return asked, product.indices[places], product.data[places], np.array(cut, np.int64)


def _each(found: Near) -> Near:
    """Return every name of every query once, the nearest reading of it."""
    order = np.lexsort((-found.cosine, found.name, found.query))
    query, name = found.query[order], found.name[order]
    return found.at(order[np.append(True, (query[1:] != query[:-1]) | (name[1:] != name[:-1]))])


def _together(one: Near, other: Near) -> Near:
    """Return the candidates of both, ordered by query."""
    if not len(other.query):
        return one
    order = np.argsort(np.concatenate([one.query, other.query]), kind="stable")
    return Near(
        np.concatenate([one.query, other.query])[order],
        np.concatenate([one.party, other.party])[order],
        np.concatenate([one.name, other.name])[order],
        np.concatenate([one.cosine, other.cosine])[order],
    )


def _best(query: Ints, owner_of: Ints, name: Ints, cosine: Floats, k: int) -> Near:
    """Keep the nearest name of each party, and the `k` nearest parties of each query; ties go to the first."""
    # The bits of floats from 0 on are in their order, and whole numbers are sorted sooner than several columns.
    far = (NEAREST - cosine.view(np.int32)).astype(np.int64) << BITS
    order = np.lexsort((far | name, query * (int(owner_of.max()) + 1) + owner_of))
    query, owner = query[order], owner_of[order]
    kept = np.append(True, (query[1:] != query[:-1]) | (owner[1:] != owner[:-1]))
    order, query = order[kept], query[kept]
    ranked = np.lexsort((far[order] | owner[kept], query))
    order, query = order[ranked], query[ranked]
    starts = np.flatnonzero(np.append(True, query[1:] != query[:-1]))
    rank = np.arange(len(query)) - np.repeat(starts, np.diff(np.append(starts, len(query))))
    order = order[rank < k]
    return Near(query[rank < k], owner_of[order], name[order], cosine[order])
