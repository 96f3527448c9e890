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

from monazite.quality.consultation.model import Comment, folded_text, kept_apart

__all__ = ["NEAR", "Cluster", "Member", "clusters", "similarity"]

NEAR = Fraction(3, 4)


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
    firsts: list[tuple[Comment, frozenset[str]]] = []
    members: list[list[Member]] = []
    holding: dict[str, list[int]] = defaultdict(list)  # pair of letters: the clusters whose first has it
    for comment in comments:
        pairs = _pairs(comment)
        at, member = _nearest(comment, pairs, firsts, holding, near)
        if member is not None:
            members[at].append(member)
            continue
        for pair in pairs:
            holding[pair].append(len(firsts))
        firsts.append((comment, pairs))
        members.append([])
    return [Cluster(first, tuple(own)) for (first, _), own in zip(firsts, members, strict=True)]


def _nearest(
    comment: Comment,
    pairs: frozenset[str],
    firsts: Sequence[tuple[Comment, frozenset[str]]],
    holding: dict[str, list[int]],
    near: Fraction,
) -> tuple[int, Member | None]:
    """Return the cluster whose first comment is nearest, where it is near enough; of equals the earliest."""
    shared = Counter(at for pair in pairs for at in holding.get(pair, ()))
    best: tuple[Fraction, int] | None = None
    for at, both in shared.items():
        told = Fraction(both, len(pairs) + len(firsts[at][1]) - both)
        if told >= near and (best is None or (told, -at) > (best[0], -best[1])):
            best = (told, at)
    if best is None:
        return -1, None
    both = shared[best[1]]
    return best[1], Member(comment, both, len(pairs) + len(firsts[best[1]][1]) - both)


def similarity(one: Comment, other: Comment) -> Fraction:
    """Return how near the wishes of two comments are, from 0 to 1, exact."""
    first, second = _pairs(one), _pairs(other)
    return Fraction(len(first & second), len(first | second) or 1)


def _pairs(comment: Comment) -> frozenset[str]:
    """Return the pairs of neighbouring letters of what is asked and why; digits count with their place."""
    text = f"^{folded_text([comment.proposed])}|{folded_text([comment.reason])}$"
    return frozenset(text[k : k + 2] for k in range(len(text) - 1))
