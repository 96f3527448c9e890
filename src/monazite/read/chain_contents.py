"""Content of a level from its parts: exact sums where every part states its own, findings where sums do not fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from monazite.read.chain_facts import CONTENT_VALUES, own_facts, put
from monazite.read.chain_places import Places, column
from monazite.vocabulary import vocabulary

__all__ = ["sum_contents"]

LARGEST = 2**63 - 1
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def sum_contents(batch: pa.RecordBatch, places: Places) -> pa.RecordBatch:
    """Return the batch where a level that states no content value has the sum of its direct parts.

    Only where every direct part states (or is given) its own, all in one currency; a stated value always stays. On a
    later leg that does not list all parts again, a level has the content of the first leg, if what it lists is the
    same; content that depends on the destination never comes from another leg. Findings go to `places.found`.
    """
    if not (places.whole >= 0).any():
        return batch
    for name in CONTENT_VALUES:
        if name in batch.schema.names and batch.column(name).null_count < len(batch):
            contents = _contents(batch, name, places)
            if contents.settle():
                values = pa.array([int(v) for v in contents.values], pa.int64(), mask=~contents.known)
                batch = put(batch, name, values)
    return batch


@dataclass
class _Contents:
    """One content value of all rows; `money` is the code of the currency that counts, `own` of the one stated."""

    name: str
    values: npt.NDArray[np.object_]
    known: Bools
    money: Ints
    own: Ints
    currencies: list[str]
    parts: Ints
    places: Places

    def settle(self) -> bool:
        """Bring sums up from the deepest parts; return whether any row got a value."""
        places, before = self.places, int(self.known.sum())
        deepest = int(places.depth.max())
        for depth in range(1, deepest + 1):
            # A part that names no currency is in that of the level above.
            rows = np.flatnonzero((places.depth == depth) & (places.whole >= 0) & (self.money < 0))
            self.money[rows] = self.money[places.whole[rows]]
        for depth in range(deepest, -1, -1):
            here = places.depth == depth
            self._sum(here & (places.first < 0))
            same = self._sum(here & (places.first >= 0))
            if self.name not in own_facts():
                self._take(np.flatnonzero(here & (places.first >= 0) & ~self.known & ((self.parts == 0) | same)))
        return int(self.known.sum()) > before

    def _take(self, rows: Ints) -> None:
        """Give rows the content of the first leg, unless they state another currency."""
        first = self.places.first[rows]
        fits = self.known[first] & ((self.own[rows] < 0) | (self.own[rows] == self.own[first]))
        self.values[rows[fits]] = self.values[first[fits]]
        self.known[rows[fits]] = True

    def _sum(self, here: Bools) -> Bools:
        """Give some levels the sums of their parts; return which list only some parts, the same as the first leg."""
        places, none = self.places, np.zeros(len(here), bool)
        rows = np.flatnonzero((places.whole >= 0) & here[places.whole])
        if not len(rows):
            return none
        levels, at = np.unique(places.whole[rows], return_inverse=True)
        sums = _Sums.of(self, rows, levels, at)
        self._tell(rows, levels, at, sums)
        self.money[levels] = np.where((self.money[levels] < 0) & ~sums.mixed, sums.high, self.money[levels])
        small = np.array([total <= LARGEST for total in sums.total], bool)
        ready = sums.whole & ~self.known[levels] & ~sums.mixed & ~sums.doubled & small & ~sums.lacking
        self.values[levels[ready]] = sums.total[ready]
        self.known[levels[ready]] = True
        none[levels[sums.lacking & sums.same]] = True
        return none

    def _tell(self, rows: Ints, levels: Ints, at: Ints, sums: _Sums) -> None:
        """Note where parts are in several currencies, and where a level states less than its parts."""
        stated = self.known[levels]
        for k in np.flatnonzero(sums.whole & sums.mixed & ~stated).tolist():
            codes = {*self.money[rows[at == k]].tolist(), int(self.money[levels[k]])} - {-1}
            names = " and ".join(sorted(self.currencies[code] for code in codes))
            self.places.found.append((int(levels[k]), f"content_not_summed: '{self.name}' of the parts is in {names}"))
        less = stated & ~sums.mixed & ~sums.doubled & (self.values[levels] < sums.total)
        for k in np.flatnonzero(less).tolist():
            own, inside = (vocabulary()[self.name].number(v) for v in (self.values[levels[k]], sums.total[k]))
            text = f"content_below_parts: '{self.name}' is {own}, its parts state {inside}"
            self.places.found.append((int(levels[k]), text))


def _contents(batch: pa.RecordBatch, name: str, places: Places) -> _Contents:
    array = batch.column(name)
    currency = column(batch, "currency").dictionary_encode()
    money = np.asarray(currency.indices.fill_null(-1)).astype(np.int64)
    return _Contents(
        name,
        np.asarray(array.fill_null(0)).astype(np.int64).astype(object),
        np.array(array.is_valid()),
        money,
        money.copy(),
        currency.dictionary.to_pylist(),
        np.bincount(places.whole[places.whole >= 0], minlength=len(batch)),
        places,
    )


@dataclass(frozen=True)
class _Sums:
    """For some levels: the sum of the direct parts that are known, and what is to be said of these parts.

    `whole`: all are known; `mixed`: in several currencies; `doubled`: one stands twice; `lacking`: the first leg lists
    more; `same`: all are what they are on the first leg.
    """

    total: npt.NDArray[np.object_]
    high: Ints
    whole: Bools
    mixed: Bools
    doubled: Bools
    lacking: Bools
    same: Bools

    @classmethod
    def of(cls, all_: _Contents, rows: Ints, levels: Ints, at: Ints) -> _Sums:
        """Return the sums of `rows`, the parts of `levels`; `at` is the place of each part's level in `levels`."""
        number, known, places = len(levels), all_.known[rows], all_.places
        total = np.zeros(number, object)
        np.add.at(total, at[known], all_.values[rows[known]])
        low, high = np.full(number, LARGEST), np.full(number, -1)
        for codes, where in ((all_.money[rows], at), (all_.money[levels], np.arange(number))):
            np.minimum.at(low, where[codes >= 0], codes[codes >= 0])
            np.maximum.at(high, where[codes >= 0], codes[codes >= 0])
        first, above = places.first[rows], places.first[levels]
        other = (first < 0) | (known != all_.known[first]) | np.asarray(all_.values[rows] != all_.values[first], bool)
        again = np.bincount(at[(first >= 0) & ~places.repeated[rows]], minlength=number)
        return cls(
            total,
            high,
            whole=np.bincount(at[~known], minlength=number) == 0,
            mixed=(high >= 0) & (low != high),
            doubled=np.bincount(at[places.repeated[rows]], minlength=number) > 0,
            lacking=(above >= 0) & (again < all_.parts[above]),
            same=np.bincount(at[other], minlength=number) == 0,
        )
