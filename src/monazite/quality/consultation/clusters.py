"""Duplicate comments: those on one clause whose texts are nearly the same, each with how near and to which.

Texts are compared by their pairs of neighbouring letters: similarity = pairs in both / pairs in either (Jaccard), an
exact fraction. Numbers and denials must be the same: 0.05 and 0.5 are different wishes however alike the texts. A
comment is held against the first one of a cluster only, so that no chain of small steps puts different wishes together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from monazite.quality.consultation.model import Comment, folded_text, kept_apart

__all__ = ["NEAR", "Cluster", "Member", "clusters", "similarity"]

NEAR = Fraction(3, 4)
BITS = 1_024  # pairs of letters that are compared in all texts at once


@dataclass(frozen=True, slots=True)
class Member:
    """A comment in a cluster: how near it is to the first one, as pairs that both have out of pairs that either has."""

    comment: Comment
    shared: int
    either: int

    @property
    def exact(self) -> bool:
        """Whether nothing but blanks, case and punctuation differs."""
        return self.shared == self.either


@dataclass(frozen=True, slots=True)
class Cluster:
    """Comments that ask for nearly the same on one clause; the first is the one that came first."""

    first: Comment
    members: tuple[Member, ...]

    @property
    def submitters(self) -> int:
        """How many different submitters are named."""
        return len({each.submitter for each in (self.first, *(m.comment for m in self.members)) if each.submitter})


def clusters(comments: Sequence[Comment], near: Fraction = NEAR) -> list[Cluster]:
    """Return every comment in exactly one cluster, in the order in which the first ones came."""
    apart: dict[tuple[object, ...], list[Comment]] = defaultdict(list)
    for comment in comments:
        key = (folded_text([comment.draft]), folded_text([comment.clause]), kept_apart(comment))
        apart[key].append(comment)
    found = [cluster for own in apart.values() for cluster in _of_clause(own, near)]
    place = {id(comment): at for at, comment in enumerate(comments)}
    return sorted(found, key=lambda cluster: place[id(cluster.first)])


def _of_clause(comments: Sequence[Comment], near: Fraction) -> list[Cluster]:
    texts = [_pairs(comment) for comment in comments]
    firsts, members = _Firsts(texts, near), list[list[Member]]()
    made: list[Comment] = []
    for comment, pairs in zip(comments, texts, strict=True):
        at, both, either = firsts.nearest(pairs)
        if at < 0:
            firsts.add(pairs)
            made.append(comment)
            members.append([])
        else:
            members[at].append(Member(comment, both, either))
    return [Cluster(first, tuple(own)) for first, own in zip(made, members, strict=True)]


class _Firsts:
    """The texts of the first comments of clusters, as sets of pairs, of which the nearest to another is found.

    The pairs that are in most texts are bits, so that all sets are compared at once; the others lead to the few sets
    that have them.
    """

    def __init__(self, texts: Sequence[frozenset[str]], near: Fraction) -> None:
        often = Counter(pair for pairs in texts for pair in pairs)
        self._bit = {pair: k for k, (pair, _) in enumerate(often.most_common(BITS))}
        self._near, self._count = near, 0
        self._bits = np.zeros((len(texts), -(-len(self._bit) // 64)), np.uint64)
        self._size = np.zeros(len(texts), np.int64)
        self._holding: dict[str, list[int]] = defaultdict(list)

    def add(self, pairs: frozenset[str]) -> None:
        """Add the text of a first comment."""
        self._bits[self._count], self._size[self._count] = self._words(pairs), len(pairs)
        for pair in pairs.difference(self._bit):
            self._holding[pair].append(self._count)
        self._count += 1

    def nearest(self, pairs: frozenset[str]) -> tuple[int, int, int]:
        """Return which is nearest, where it is near enough, and how many pairs both and either have; else -1 first.

        Of equals it is the earliest: equal fractions of numbers as small as these are equal as floats.
        """
        if not self._count:
            return -1, 0, 0
        both = np.bitwise_count(self._bits[: self._count] & self._words(pairs)).sum(axis=1, dtype=np.int64)
        for pair in pairs.difference(self._bit):
            both[self._holding.get(pair, [])] += 1
        either = self._size[: self._count] + len(pairs) - both
        at = int(np.argmax(both / np.maximum(either, 1)))
        told = int(both[at]), int(either[at])
        return (at, *told) if told[0] and Fraction(*told) >= self._near else (-1, 0, 0)

    def _words(self, pairs: frozenset[str]) -> npt.NDArray[np.uint64]:
        words = np.zeros(self._bits.shape[1], np.uint64)
        for pair in pairs.intersection(self._bit):
            words[self._bit[pair] >> 6] |= np.uint64(1 << (self._bit[pair] & 63))
        return words


def similarity(one: Comment, other: Comment) -> Fraction:
    """Return how near the wishes of two comments are, from 0 to 1, exact."""
    first, second = _pairs(one), _pairs(other)
    return Fraction(len(first & second), len(first | second) or 1)


def _pairs(comment: Comment) -> frozenset[str]:
    """Return the pairs of neighbouring letters of what is asked and why; digits count with their place."""
    text = f"^{folded_text([comment.proposed])}|{folded_text([comment.reason])}$"
    return frozenset(text[k : k + 2] for k in range(len(text) - 1))
