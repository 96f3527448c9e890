"""Asking the lists for many parties in processes of their own, for few in this one; what they find is the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from monazite.parties.asked import Asked
from monazite.parties.request import Parties
from monazite.parties.screening import Matches, Screener
from monazite.processes import Processes, Sizes

__all__ = ["Askers", "askers"]

AT_ONCE = 500
MANY = 10_000  # new parties at a time from which processes are started: some seconds of work, as long as that takes
FEW = 1_000  # new parties from which those that run are asked

Askers = Processes[Asked, list[Matches]]


def askers(screener: Screener, parties: Parties, known_on: date, processes: int = 1) -> Askers:
    """Return what finds the matches of parties; `screener` is the one of this process."""
    given = replace(parties, owners=None), known_on
    here = partial(screener.matches, known_on=known_on)
    return Processes(asking, given, here, Sizes(AT_ONCE, MANY, FEW), processes)


def asking(parties: Parties, known_on: date) -> Callable[[Sequence[Asked]], list[Matches]]:
    """Return what finds the matches of parties, with a screener of its own."""
    return partial(parties.screener().matches, known_on=known_on)
