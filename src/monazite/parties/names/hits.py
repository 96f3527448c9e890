"""Hits: parties that may be meant, each once, the best first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from operator import attrgetter

import msgspec

from monazite.parties.model import Party

__all__ = ["SCORE", "Hit", "Hits", "best", "merged", "together"]

SCORE = attrgetter("score")


class Hit(msgspec.Struct, frozen=True, gc=False):  # made by the million, and part of no ring
    """A party that may be meant: the probability that it is, by which of its names; `rough` scores were not refined."""

    party: Party
    score: float
    name: str
    rough: bool = False


class Hits(list[Hit]):
    """The hits of one query, best first; `cut` where others may have reached the least score too and are not there."""

    cut = False


def best(hits: list[Hit], k: int, least: float) -> Hits:
    """Return the best of hits, and those that are as good as the last of them where a least score is asked for."""
    if least <= 0:
        return Hits(hits[:k])
    last = hits[k - 1].score if len(hits) >= k > 0 else 0.0
    out = Hits(hit for hit in hits if hit.score >= max(least, last))
    out.cut = len(out) < len(hits) and hits[len(out)].score >= least
    return out


def together(*found: Iterable[Hit]) -> list[Hit]:
    """Return hits, each party once by its best, the best first."""
    kept: dict[int, Hit] = {}
    for hit in chain.from_iterable(found):
        if id(hit.party) not in kept or hit.score > kept[id(hit.party)].score:
            kept[id(hit.party)] = hit
    return sorted(kept.values(), key=SCORE, reverse=True)


def merged(found: Sequence[Hits], k: int, least: float) -> Hits:
    """Return the hits of one name that was asked for in several ways."""
    if len(found) == 1:
        return found[0]
    out = best(together(*found), k, least)
    out.cut = out.cut or any(hits.cut for hits in found)
    return out
