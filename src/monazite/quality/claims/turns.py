"""The days on which the standing of editions may change; between two of them all days are alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from monazite.quality.model import Edition, Register
from monazite.quality.registry import end_of, start_of

__all__ = ["Turns"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Turns:
    """The days, as ordinals, on which any edition of a register turns; used in any thread."""

    register: Register
    _rows: dict[frozenset[str], Ints] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def days(self) -> Ints:
        """All of them, in order."""
        return np.array(sorted(_turning(self.register, self.register.editions.values())), np.int64)

    def numbers(self, days: Ints) -> Ints:
        """Return for each day how many turns there were up to it, plus 1; 0 for a day that is not known (below 0)."""
        return np.where(days < 0, 0, np.searchsorted(self.days, days, "right") + 1)

    def of(self, standards: frozenset[str]) -> Ints:
        """Return for each of `numbers` the one that counts for some standards: equal where none of theirs lies between.

        >>> # for standards that never turn all known days are one: array([0, 1, 1, 1, …])
        """
        found = self._rows.get(standards)
        if found is None:
            editions = (one for one in self.register.editions.values() if one.standard in standards)
            own = np.isin(self.days, list(_turning(self.register, editions)))
            found = np.concatenate([[0, 1], 1 + np.cumsum(own)]).astype(np.int64)
            self._rows[standards] = found
        return found


def _turning(register: Register, editions: Iterable[Edition]) -> set[int]:
    found: set[dt.date] = set()
    for edition in editions:
        for period in (edition.issued, start_of(edition), end_of(register, edition)):
            found |= {period.first, period.last} if period else set()
    return {day.toordinal() for day in found}
