"""Descriptions whose entries are known: what is worded like them may fall under the same entries.

The nearest examples by BM25 vote (k nearest neighbours: T. Cover, P. Hart, Nearest Neighbor Pattern Classification,
1967; with weights by similarity: S. Dudani, 1976). Votes rank and warn; they never decide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from monazite.goods.answer import Goods
from monazite.goods.lexicon import words
from monazite.goods.search import Bm25, tokens

__all__ = ["Example", "Examples", "Likeness"]

NEAREST = 30  # examples that vote
POWER = 2  # of the likeness that a vote weighs


@dataclass(frozen=True, slots=True)
class Example:
    """A description and the codes of the entries that it may fall under; none for what is not listed.

    `disguised` is yes where its words were chosen to hide what the goods are.
    """

    id: str
    text: str
    entries: tuple[str, ...] = ()
    disguised: bool = False


@dataclass(frozen=True, slots=True)
class Likeness:
    """Which share of the nearest examples names each entry, from 0 to 1, and the nearest of each entry.

    `listed` and `all` are the weights of the examples under any entry, and of all that are near, where 1 is an example
    of the very same words. There disguises count half, for their words are those of innocent goods. `same` is an
    example of just the same words and numbers in the same order, capitals and signs apart: a ruling on such goods.
    """

    shares: Mapping[str, float] = field(default_factory=dict)
    nearest: Mapping[str, Example] = field(default_factory=dict)
    listed: float = 0.0
    all: float = 0.0
    same: Example | None = None


class Examples:
    """Examples, searchable; built once, used in any thread."""

    def __init__(self, examples: Sequence[Example] = ()) -> None:
        self._examples = tuple(examples)

    @cached_property
    def _bm25(self) -> Bm25:
        return Bm25([dict.fromkeys(tokens(example.text), 1.0) for example in self._examples])

    def like(self, goods: Goods) -> Likeness:
        """Return the entries that the examples worded most like a description fall under."""
        if not self._examples or not goods.query:
            return Likeness()
        scores = self._bm25.scores([goods.query])[0]
        # Of examples as near as each other the first are taken: argpartition takes any, on each processor others.
        least = np.partition(scores, -some)[-some] if (some := min(NEAREST, len(scores))) else 0.0
        order = np.flatnonzero(scores >= least)
        order = order[np.argsort(-scores[order], kind="stable")][:some]
        most = self._bm25.most(goods.query) or 1.0
        near = [(self._examples[n], (float(scores[n]) / most) ** POWER) for n in order.tolist() if scores[n] > 0]
        return replace(_voted(near), same=self._by_words.get(_said(goods.text)))

    @cached_property
    def _by_words(self) -> dict[tuple[str, ...], Example]:
        return {_said(example.text): example for example in reversed(self._examples)}


def _said(text: str) -> tuple[str, ...]:
    """Return the words and numbers of a text in their order: 6 zones and no heating is another thing than 60 zones."""
    return tuple(word for word, _, _ in words(text.casefold()))


def _voted(near: Sequence[tuple[Example, float]]) -> Likeness:
    """Return the votes of examples with their weights, the nearest first; its vote each divides among its entries."""
    shares: dict[str, float] = {}
    nearest: dict[str, Example] = {}
    total = sum(weight for _, weight in near)
    for example, weight in near:
        for code in example.entries:
            nearest.setdefault(code, example)
            # By the root: several acceptable entries say less of each, but not so much less.
            shares[code] = shares.get(code, 0.0) + weight / total / len(example.entries) ** 0.5
    counted = [(example, weight / 2 if example.disguised else weight) for example, weight in near]
    listed = sum(weight for example, weight in counted if example.entries)
    return Likeness(shares, nearest, listed, sum(weight for _, weight in counted))
