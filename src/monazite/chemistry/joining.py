"""Which substance an amount belongs to, the one before it or the one behind it, decided over whole runs of amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["EACH", "LOOSE", "NEXT", "SUM", "Joined", "Side", "join"]

# What stands between the members of a sum, and between those of a list that may be one.
SUM = re.compile(r"\s?\+\s?")
LOOSE = re.compile(r"\s?(?:[+/&,、]|and\b|or\b|[和与及或])\s?")
NEXT = re.compile(r"\s?(?:[+/&,、]|and\b|or\b|[和与及或])?\s?")  # of those of which each has as much
EACH = re.compile(r"\s?,?\s?\(?(?:each\b|apiece\b|respectively\b|各)\)?", re.I)


class Side(NamedTuple):
    """The substances beside one amount, by their numbers, None for none, and how many signs lie between.

    `head`: what stands before is what the goods are called, so that an amount in front of another substance is that
    one's. `slight`: the amount may be nothing at all, so that a mistake would take something out of the goods.
    """

    left: int | None
    right: int | None
    left_gap: int = 0
    right_gap: int = 0
    head: bool = False
    slight: bool = False


class Joined(NamedTuple):
    """The number of the substance that an amount belongs to, None for none; not `certain`: it may be the other one."""

    substance: int | None
    certain: bool = True


def join(sides: Sequence[Side]) -> list[Joined]:
    """Return for each amount, in the order of the text, the substance that is its own.

    Amounts that share the substances between them are one run, and all of a run stand before their substances or all
    behind them: never does one amount go to what names the goods and the next to the first one's element.
    """
    found: list[Joined] = []
    ahead: bool | None = None
    for run in _runs(sides):
        joined, told = _one(run[0], ahead) if len(run) == 1 else _several(run)
        ahead = told if ahead is None else ahead
        found += joined
    return found


def _runs(sides: Sequence[Side]) -> list[list[Side]]:
    runs: list[list[Side]] = []
    for side in sides:
        if runs and side.left is not None and runs[-1][-1].right == side.left:
            runs[-1].append(side)
        else:
            runs.append([side])
    return runs


def _one(side: Side, ahead: bool | None) -> tuple[list[Joined], bool | None]:
    """One amount: nearest first, then as the amounts before it, then what stands before it."""
    if side.left is None or side.right is None:
        chosen = side.right if side.left is None else side.left
        return [Joined(chosen)], None if chosen is None else side.left is None
    if side.head:
        return [Joined(side.right)], True
    tied = side.left_gap == side.right_gap and ahead is None
    told = side.left_gap > side.right_gap if ahead is None else ahead
    return [Joined(side.right if told else side.left, not (tied and side.slight))], None if tied else told


def _several(run: Sequence[Side]) -> tuple[list[Joined], bool | None]:
    ahead = _direction(run)
    if len(run) == 2 and run[0].left is None and run[1].right is None:
        return [Joined(run[0].right)] * 2, None  # "5 % Dy 10 %": of the only one there is either is told
    if ahead is None:
        return [Joined(side.left if side.left is not None else side.right, False) for side in run], None
    return [Joined(side.right if ahead else side.left) for side in run], ahead


def _direction(run: Sequence[Side]) -> bool | None:
    """Whether the amounts of a run stand before their substances; None where both can be."""
    first, last = run[0], run[-1]
    if first.left is None or last.right is None:
        return None if first.left is None and last.right is None else first.left is None
    if first.head:
        return True
    if all(side.left_gap < side.right_gap for side in run):
        return False
    return True if all(side.left_gap > side.right_gap for side in run) else None
