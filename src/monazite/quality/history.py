"""An edition through time: how it stood between which days, and how long it waited between issue and force."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from monazite.quality.model import Edition, Period, Register
from monazite.quality.registry import end_of, standing, start_of

__all__ = ["Stretch", "change_days", "stretches", "waited"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `first` an edition stands one way, until before `until`; None for from ever and for without end."""

    standing: str
    first: dt.date | None
    until: dt.date | None


def stretches(register: Register, edition: Edition) -> list[Stretch]:
    """Return how an edition stood, in order, without gaps; one stretch where no day is known."""
    days = change_days(register, edition)
    found = [Stretch(standing(register, edition, dt.date.min), None, None)]
    for day in days:
        told = standing(register, edition, day)
        if told != found[-1].standing:
            found[-1] = replace(found[-1], until=day)
            found.append(Stretch(told, day, None))
    return found


def change_days(register: Register, edition: Edition) -> list[dt.date]:
    """Return the days on which the standing of an edition can change, in order."""
    periods: list[Period | None] = [edition.issued, start_of(edition), end_of(register, edition)]
    return sorted({day for period in periods if period for day in (period.first, period.last)})


def waited(edition: Edition) -> int | None:
    """Return how many days lie between issue and force; None where either is not known to the day."""
    issued, force = edition.issued, edition.in_force
    if issued is None or force is None or issued.first != issued.last or force.first != force.last:
        return None
    return (force.first - issued.first).days
