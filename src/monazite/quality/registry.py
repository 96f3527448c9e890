"""Questions to the register: which edition was in force on a day, what stands where, what replaces what."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from monazite.quality.model import Edition, Grade, Period, Register
from monazite.quality.stages import PUBLISHED, WITHDRAWN

__all__ = [
    "STANDINGS",
    "edition_of_day",
    "editions_of",
    "end_of",
    "followers",
    "grades_of",
    "in_force_on",
    "is_project",
    "split",
    "standing",
    "start_of",
]

STANDINGS = {
    "project": "a draft or a project: not issued",
    "issued": "issued, not yet in force",
    "in_force": "in force",
    "withdrawn": "withdrawn, or replaced by an edition in force",
    "unknown": "what is known of its days does not tell",
}
YEAR = re.compile(r"(?P<standard>.*\S)\s*[-–:]\s*(?P<year>(?:19|20)?\d{2})")


def split(text: str) -> tuple[str, str]:
    """Return the number of a standard and the year of the edition that a text names, '' for no year.

    >>> split("GB/T 31978-2015"), split("ISO 22444-1:2020"), split("YS/T 582")
    (('GB/T 31978', '2015'), ('ISO 22444-1', '2020'), ('YS/T 582', ''))
    """
    plain = " ".join(text.split())
    found = YEAR.fullmatch(plain)
    return (found["standard"], found["year"]) if found else (plain, "")


def editions_of(register: Register, standard: str) -> list[Edition]:
    """Return the editions of a standard by its number, the oldest first; projects without a year by their stage."""
    found = [edition for edition in register.editions.values() if _same(edition.standard, standard)]
    return sorted(found, key=lambda edition: (edition.year, edition.stage))


def _same(one: str, other: str) -> bool:
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()


def standing(register: Register, edition: Edition, on: dt.date) -> str:
    """Return how an edition stands on a day: one of STANDINGS.

    An edition ends on its day of withdrawal, or where one that replaces it, or a later one of the standard, comes into
    force, whichever is first. Where no day of its start is known, it is taken to begin somewhere in its year and the
    next. A month or a year that holds the day does not tell.
    """
    if is_project(edition):
        return "project"
    start, end = start_of(edition), end_of(register, edition)
    if end is not None and end.last <= on:
        return "withdrawn"
    over = edition.stage >= WITHDRAWN if end is None else end.first <= on
    if start is None or (over and start.first <= on):
        return "unknown"
    if start.last <= on:
        return "in_force"
    if start.first <= on:
        return "unknown"
    issued = edition.issued
    return "project" if issued is None or on < issued.first else "issued" if issued.last <= on else "unknown"


def is_project(edition: Edition) -> bool:
    """Return whether an edition is not published by its stage; one without a stage is taken as published."""
    return bool(edition.stage) and edition.stage < PUBLISHED


def start_of(edition: Edition) -> Period | None:
    """Return when an edition came into force, None for a project; ISO and IEC have no day but that of issue."""
    if is_project(edition):
        return None
    if edition.in_force:
        return edition.in_force
    if edition.issued and edition.body in ("ISO", "IEC", "ISO/IEC"):
        return edition.issued
    year = int(edition.year) if edition.year.isdecimal() and len(edition.year) == 4 else None
    return None if year is None else Period(dt.date(year, 1, 1), dt.date(year + 1, 12, 31))


def end_of(register: Register, edition: Edition) -> Period | None:
    """Return from when an edition is not in force any more, as closely as that is known; None for not at all."""
    ends = [edition.withdrawn] if edition.withdrawn else []
    ends += [start for other in followers(register, edition) if (start := start_of(other))]
    return Period(min(end.first for end in ends), min(end.last for end in ends)) if ends else None


def followers(register: Register, edition: Edition) -> list[Edition]:
    """Return the editions that replace one: those that say so, and the later ones of the standard."""
    found = []
    for other in register.editions.values():
        later = other.standard == edition.standard and other.year > edition.year != ""
        if other is not edition and not is_project(other) and (later or edition.id in other.replaces):
            found.append(other)
    return sorted(found, key=lambda other: other.year)


def in_force_on(register: Register, standard: str, on: dt.date) -> list[Edition]:
    """Return the editions of a standard that are in force on a day: one, none, or several where days are not known."""
    return [each for each in editions_of(register, standard) if standing(register, each, on) == "in_force"]


def edition_of_day(register: Register, standard: str, on: dt.date) -> Edition | None:
    """Return the edition that a standard means on a day: the one in force, else the newest that was issued by then.

    Of a standard that was only ever a project, its newest draft; None where nothing of it is there on the day.
    """
    editions = editions_of(register, standard)
    issued = [each for each in editions if standing(register, each, on) != "project"]
    drafts = editions if all(map(is_project, editions)) else []
    return next(iter([*in_force_on(register, standard, on), *reversed(issued or drafts)]), None)


def grades_of(register: Register, edition: str, product: str = "") -> Sequence[Grade]:
    """Return the grades of an edition, and of one product where that is named."""
    found = [grade for grade in register.grades.values() if grade.edition == edition]
    return [grade for grade in found if not product or grade.product.casefold() == product.casefold()]
