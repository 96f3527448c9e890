"""The days of made-up trade: weekdays, growth, the quiet weeks of a year."""

from __future__ import annotations

import datetime as dt

import numpy as np

from monazite.simulate.draw import Floats, Ints

__all__ = ["Days"]

_WEEK = np.array([1.0, 1.05, 1.05, 1.0, 0.95, 0.3, 0.12])
_GROWTH = 0.05
# Month and day from and to which little is shipped, and how much is left.
_QUIET = (
    ((1, 1), (1, 3), 0.3),
    ((2, 1), (2, 14), 0.45),
    ((5, 1), (5, 4), 0.5),
    ((10, 1), (10, 7), 0.35),
    ((12, 24), (12, 31), 0.7),
)


class Days:
    """The days from `first` to `last`, both included, each with its share of the lines."""

    def __init__(self, first: dt.date, last: dt.date) -> None:
        days = [first + dt.timedelta(n) for n in range((last - first).days + 1)]
        weights = np.array([_WEEK[day.weekday()] * _quiet(day) for day in days])
        weights *= (1 + _GROWTH) ** (np.arange(len(days)) / 365.25)
        self._edges = np.cumsum(weights) / weights.sum()
        self._first = (first - dt.date(1970, 1, 1)).days

    def at(self, places: Floats) -> Ints:
        """Return day numbers (since 1970) for places in [0, 1) of the whole trade; they rise with the places."""
        found = np.searchsorted(self._edges, places, side="right")
        return np.minimum(found, len(self._edges) - 1).astype(np.int64) + self._first


def _quiet(day: dt.date) -> float:
    return next((part for first, last, part in _QUIET if first <= (day.month, day.day) <= last), 1.0)
