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
from monazite.goods.doubts.expected import Expected, expected_of
from monazite.goods.doubts.found import Found, Parts
from monazite.goods.doubts.model import DoubtsPack
from monazite.goods.doubts.rules import RULES, Rule
from monazite.goods.doubts.screens import Screens
from monazite.goods.headings import Search
from monazite.goods.known import Texts
from monazite.goods.packed import doubts_unpacked
from monazite.goods.sheet import APART, DOUBTS, sheet
from monazite.lists import Codes

__all__ = ["Doubts", "Found"]

NOTHING = Goods("")
Ints = npt.NDArray[np.int64]


class Doubts:
    """Finds the contradictions on batches of lines; built once, used in any thread."""

    def __init__(self, pack: DoubtsPack) -> None:
        self.pack = pack
        self._expected: dict[str, Expected] = {}

    def apply(self, batch: pa.RecordBatch, codes: Codes, goods: Sequence[Goods], searches: Sequence[Search]) -> Found:
        """Return the contradictions of each row.

        `codes` gives for each row the place of its words in `goods` and `searches`, -1 for a row without words;
        shape (rows,), int32. The batch holds what lines state, before anything derived is filled in.
        """
        texts = Texts((sheet([*goods, NOTHING], [*searches, Search(())], self.pack),))
        return self.of(batch, texts, np.where(codes < 0, len(goods), codes).astype(np.int64))

    def of(self, batch: pa.RecordBatch, texts: Texts, numbers: Ints) -> Found:
        """Return the contradictions of each row of a batch, whose words are those of some numbers, shape (rows,)."""
        parts = Parts(batch.num_rows)
        alone, places = texts.coded(DOUBTS, numbers)
        known = np.array([parts.number(doubts_unpacked(told)) if told else 0 for told in alone], np.int32)
        parts.add(np.arange(batch.num_rows), known[places])
        screens = Screens(batch, texts, numbers, self.expected, self.pack)
        for rule in RULES:
            rows = screens.rows(rule.name)
            if len(rows):
                parts.add(rows, self._spoken(rule, rows, screens, parts))
        return parts.found()

    def expected(self, about: str) -> Expected:
        """Return what is expected of goods, worked out once for all of one head and class."""
        found = self._expected.get(about)
        if found is None:
            head, material, element, family, form = about.split(APART)
            found = self._expected[about] = expected_of((head, material, element, family, form), self.pack)
        return found

    def _spoken(self, rule: Rule, rows: Ints, screens: Screens, parts: Parts) -> list[int]:
        """Ask the plain rule on some rows, once for each distinct combination of what it reads."""
        batch = screens.batch
        names = [n for n in (rule.reads or self.pack.lists["compared"]) if n in batch.schema.names]
        columns = [_values(batch.column(name), rows) for name in names]
        known: dict[tuple[Any, ...], int] = {}
        numbers = []
        for key in zip(screens.numbers[rows].tolist(), *columns, strict=True):
            number = known.get(key)
            if number is None:
                line = dict(zip(names, key[1:], strict=True))
                number = known[key] = parts.number(rule.find(line, screens.case(key[0]), self.pack))
            numbers.append(number)
        return numbers


def _values(column: pa.Array, rows: Ints) -> list[Any]:
    part = column.take(pa.array(rows))
    if isinstance(part, pa.DictionaryArray):
        words = part.dictionary.to_pylist()
        return [None if at is None else words[at] for at in part.indices.to_pylist()]
    values: list[Any] = part.to_pylist()
    return values
