"""Contradictions in bulk: vectorised screens find the few rows where a rule may speak, the plain rule then speaks.

A screen may let through too much (its numbers are floats), never too little; so both meanings are equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from monazite.goods.answer import Goods
from monazite.goods.doubts.expected import Expected, expected, fact
from monazite.goods.doubts.found import Found, Parts
from monazite.goods.doubts.model import Doubt, DoubtsPack
from monazite.goods.doubts.rules import RULES, Rule
from monazite.goods.doubts.screens import Screens
from monazite.goods.doubts.words import by_words
from monazite.goods.headings import Search
from monazite.lists import Codes

__all__ = ["Doubts", "Found"]

NOTHING = Goods("")
KEPT = 250_000
KEY = ("material", "main_element", "magnet_family", "form")  # the facts that `expected` reads


class Doubts:
    """Finds the contradictions on batches of lines; built once, used in any thread."""

    def __init__(self, pack: DoubtsPack) -> None:
        self.pack = pack
        self._memo: dict[int, tuple[Goods, tuple[Doubt, ...], Expected]] = {}
        self._abouts: dict[tuple[str, ...], Expected] = {}

    def apply(self, batch: pa.RecordBatch, codes: Codes, goods: Sequence[Goods], searches: Sequence[Search]) -> Found:
        """Return the contradictions of each row.

        `codes` gives for each row the place of its words in `goods` and `searches`, -1 for a row without words;
        shape (rows,), int32. The batch holds what lines state, before anything derived is filled in.
        """
        goods, searches = [*goods, NOTHING], [*searches, Search(())]
        places = np.where(codes < 0, len(goods) - 1, codes).astype(np.int64)
        parts = Parts(batch.num_rows)
        known = [self._of(g) for g in goods]
        alone = np.array([parts.number(doubts) for _, doubts, _ in known], np.int32)
        parts.add(np.arange(batch.num_rows), alone[places])
        screens = Screens(batch, places, goods, searches, [about for *_, about in known], self.pack)
        for rule in RULES:
            rows = screens.rows(rule.name)
            if len(rows):
                parts.add(rows, self._spoken(rule, rows, screens, parts))
        return parts.found()

    def _of(self, goods: Goods) -> tuple[Goods, tuple[Doubt, ...], Expected]:
        """Return what words contradict by themselves and what they let one expect, worked out once for each."""
        found = self._memo.get(id(goods))
        if found is None or found[0] is not goods:
            if len(self._memo) > KEPT:
                self._memo.clear()
            # Kept beside its goods: an id is only good while its object lives.
            found = self._memo[id(goods)] = goods, by_words(goods, self.pack), self._expected(goods)
        return found

    def _expected(self, goods: Goods) -> Expected:
        """Return what is expected, one object for all goods of one head and class."""
        key = (goods.head, *(fact(goods, name) for name in KEY))
        about = self._abouts.get(key)
        if about is None:
            about = self._abouts[key] = expected(goods, self.pack)
        return about

    def _spoken(self, rule: Rule, rows: npt.NDArray[np.int64], screens: Screens, parts: Parts) -> list[int]:
        """Ask the plain rule on some rows, once for each distinct combination of what it reads."""
        batch = screens.batch
        names = [n for n in (rule.reads or self.pack.lists["compared"]) if n in batch.schema.names]
        columns = [_values(batch.column(name), rows) for name in names]
        known: dict[tuple[Any, ...], int] = {}
        numbers = []
        for key in zip(screens.places[rows].tolist(), *columns, strict=True):
            number = known.get(key)
            if number is None:
                line = dict(zip(names, key[1:], strict=True))
                number = known[key] = parts.number(rule.find(line, screens.case(key[0]), self.pack))
            numbers.append(number)
        return numbers


def _values(column: pa.Array, rows: npt.NDArray[np.int64]) -> list[Any]:
    part = column.take(pa.array(rows))
    if isinstance(part, pa.DictionaryArray):
        words = part.dictionary.to_pylist()
        return [None if at is None else words[at] for at in part.indices.to_pylist()]
    values: list[Any] = part.to_pylist()
    return values
