"""How old the data of the law is, in words: up to which day each pack's law was looked up, and what that means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monazite.report.texts import Texts, short
from monazite.summary import Summary

__all__ = ["Knowledge", "knowledge"]


@dataclass(frozen=True)
class Knowledge:
    """Up to which day the law was looked up, in one text (empty where nothing is known), cautions, and by pack."""

    days: str
    cautions: Sequence[str]
    by_pack: dict[str, str]


def knowledge(summary: Summary, t: Texts) -> Knowledge:
    """Return how old the data is; there is a caution where the day of knowledge lies behind what was looked up."""
    stated = {name: _day(text) for name, text in summary.state_of_knowledge.items()}
    old = {name: day for name, day in stated.items() if day and day < summary.known_on}
    silent = [name for name, day in stated.items() if day is None]
    cautions = [t("caution_old", days=_days(old, t, alone=len(stated) == len(old)))] if old else []
    if silent:
        cautions.append(t("caution_silent", names=t("comma").join(short(name).upper() for name in silent)))
    return Knowledge(_days(stated, t), cautions, {name: t.day(day) for name, day in stated.items()})


def _days(stated: dict[str, date] | dict[str, date | None], t: Texts, *, alone: bool = True) -> str:
    """Return the days with the packs that have them; without the packs where all have the same."""
    names: dict[date | None, list[str]] = {}
    for name, day in stated.items():
        names.setdefault(day, []).append(short(name).upper())
    if len(names) == 1 and alone:
        return t.day(next(iter(names)))
    return t("comma").join(f"{t.day(day)} ({', '.join(found)})" for day, found in names.items())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
