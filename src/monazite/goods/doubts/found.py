"""What the rules found on the rows of a batch: each distinct combination of contradictions once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from monazite.goods.doubts.model import Doubt
from monazite.goods.doubts.rules import settled
from monazite.lists import Codes, Combos

__all__ = ["Found", "Parts"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Found:
    """The contradictions of a batch: distinct combinations, the first of them empty, and the number of each row's."""

    lists: list[tuple[Doubt, ...]]
    numbers: Codes

    def findings(self, language: str = "en") -> pa.ListArray:
        """Return one list of texts a row ("net_gross: net mass 5 kg is more …"), in English or Chinese ("zh")."""
        texts = [tuple(f"{d.code}: {d.text_zh if language == 'zh' else d.text}" for d in found) for found in self.lists]
        return Combos(texts, self.numbers).column()

    def codes(self) -> pa.ListArray:
        """Return one list of codes a row, each once, the strongest first."""
        return Combos([tuple(dict.fromkeys(d.code for d in found)) for found in self.lists], self.numbers).column()

    @property
    def strength(self) -> npt.NDArray[np.int8]:
        """The greatest strength on each row, int8; 0 where nothing was found."""
        greatest = np.array([max((d.strength for d in found), default=0) for found in self.lists], np.int8)
        return greatest[self.numbers]

    def doubted(self, least: int = 2) -> dict[str, npt.NDArray[np.bool_]]:
        """Return for each fact in doubt the rows where a finding of at least this strength contests it, as booleans.

        There what the words alone say of the fact must stay open.
        """
        contested = [{f for d in found if d.strength >= least for f in d.facts} for found in self.lists]
        facts = sorted(set().union(*contested))
        return {fact: np.array([fact in some for some in contested])[self.numbers] for fact in facts}

    def joined(self, other: Found) -> Found:
        """Return the findings of both on each row."""
        pairs, numbers = np.unique(
            self.numbers.astype(np.int64) * len(other.lists) + other.numbers, return_inverse=True
        )
        both = [divmod(int(pair), len(other.lists)) for pair in pairs]
        lists = [settled((*self.lists[a], *other.lists[b])) for a, b in both]
        return Found([(), *lists], (numbers + 1).astype(np.int32))


@dataclass
class Parts:
    """Collects what each rule found on some rows, and makes the combinations."""

    rows: int
    _known: dict[tuple[Doubt, ...], int] = field(default_factory=lambda: {(): 0})
    _parts: list[tuple[Ints, Codes]] = field(default_factory=list)

    def number(self, found: tuple[Doubt, ...]) -> int:
        """Return the number of some findings, 0 for none."""
        return self._known.setdefault(found, len(self._known))

    def add(self, rows: Ints, numbers: Sequence[int] | Codes) -> None:
        """Add findings by their numbers to rows, each row once."""
        found = np.asarray(numbers, np.int32)
        told = found > 0
        if told.any():
            self._parts.append((rows[told], found[told]))

    def found(self) -> Found:
        """Return the combinations of all parts."""
        out = np.zeros(self.rows, np.int32)
        if not self._parts:
            return Found([()], out)
        rows = np.unique(np.concatenate([part for part, _ in self._parts]))
        columns = [self._column(rows, part) for part in self._parts]
        places: dict[tuple[int, ...], int] = {}
        out[rows] = [places.setdefault(key, len(places) + 1) for key in zip(*columns, strict=True)]
        return Found([(), *self._lists(places)], out)

    def _column(self, rows: Ints, part: tuple[Ints, Codes]) -> list[int]:
        column = np.zeros(len(rows), np.int32)
        column[np.searchsorted(rows, part[0])] = part[1]
        found: list[int] = column.tolist()
        return found

    def _lists(self, places: Iterable[tuple[int, ...]]) -> list[tuple[Doubt, ...]]:
        known = list(self._known)
        return [settled(d for number in key for d in known[number]) for key in places]
