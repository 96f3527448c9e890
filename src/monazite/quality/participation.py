"""Taking part in making standards: who holds which role in which committee, and how concentrated that is.

Seats are counted on the last day of a year (or on the day that is asked), acts - proposals - in the year in which they
were made. Shares are exact fractions of what is counted. Concentration is the index of Herfindahl and Hirschman over
countries, HHI = Σ sᵢ², from 1/n where n countries hold the same to 1 where one holds all.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from monazite.quality.model import Period

__all__ = ["ACTS", "ROLES", "SME", "Measure", "Part", "hhi", "held_on", "measure", "over_time", "years_of"]

ROLES = {
    "secretariat": "holds the secretariat of a committee",
    "chair": "chairs a committee",
    "vice_chair": "stands beside the chair",
    "convenor": "leads a working group",
    "project_leader": "leads a project",
    "proposer": "proposed a standard",
    "expert": "is an expert of a working group",
    "p_member": "participating member of a committee",
    "o_member": "observing member of a committee",
}
ACTS = ("proposer",)  # what is done on a day, and not held for a time
SME = ("yes", "no", "unknown")


@dataclass(frozen=True, slots=True)
class Part:
    """A part that someone takes: a role in a committee, held from `since` to `until`, both inclusive.

    `until` is None where it is still held; `sme` is yes, no or unknown. Days may be months or years.
    """

    committee: str
    role: str
    country: str
    since: Period
    until: Period | None = None
    body: str = ""
    sme: str = "unknown"
    place: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted of a role at a time: all, by country, those that may be held (days not known), SMEs, the HHI.

    `sme_share` is small and medium-sized ones out of those of which it is known; None where none is. `hhi` is None
    where nothing is counted.
    """

    role: str
    year: int
    total: int
    countries: Mapping[str, int]
    perhaps: int
    sme: Mapping[str, int]
    sme_share: Fraction | None
    hhi: Fraction | None

    def share(self, country: str) -> Fraction | None:
        """Return the share of a country, None where nothing is counted."""
        return Fraction(self.countries.get(country, 0), self.total) if self.total else None


def hhi(counts: Sequence[int]) -> Fraction | None:
    """Return the index of Herfindahl and Hirschman, Σ sᵢ², exact; None where there is nothing.

    >>> hhi([2, 1, 1])
    Fraction(3, 8)
    """
    whole = sum(counts)
    return Fraction(sum(n * n for n in counts), whole * whole) if whole else None


def held_on(part: Part, day: dt.date) -> bool | None:
    """Return whether a role is held on a day; None where what is known of its days does not tell."""
    if day < part.since.first or (part.until is not None and part.until.last < day):
        return False
    return True if part.since.last <= day and (part.until is None or day <= part.until.first) else None


def measure(parts: Sequence[Part], role: str, year: int, day: dt.date | None = None) -> Measure:
    """Return what is counted of a role in a year: acts made in it, else seats held on `day`, by default its last."""
    on = day or dt.date(year, 12, 31)
    own = [part for part in parts if part.role == role]
    told = [(part, _counts(part, year, on)) for part in own]
    sure = [part for part, counted in told if counted]
    countries = Counter(part.country for part in sure)
    small = Counter(part.sme for part in sure)
    known = small["yes"] + small["no"]
    return Measure(
        role=role,
        year=year,
        total=len(sure),
        countries=dict(sorted(countries.items(), key=lambda pair: (-pair[1], pair[0]))),
        perhaps=sum(counted is None for _, counted in told),
        sme={word: small[word] for word in SME},
        sme_share=Fraction(small["yes"], known) if known else None,
        hhi=hhi(list(countries.values())),
    )


def _counts(part: Part, year: int, on: dt.date) -> bool | None:
    if part.role not in ACTS:
        return held_on(part, on)
    if part.since.first > on:
        return False
    if part.since.last > on:
        return None
    return part.since.first.year == part.since.last.year == year


def years_of(parts: Sequence[Part], last: int) -> range:
    """Return the years from the first that is told to `last`; none where nothing had begun by then."""
    first = min((part.since.first.year for part in parts), default=last + 1)
    return range(first, last + 1)


def over_time(parts: Sequence[Part], years: Sequence[int], day: dt.date | None = None) -> list[Measure]:
    """Return the measures of every role that occurs, year by year; `day` stands for the end of its own year."""
    roles = [role for role in ROLES if any(part.role == role for part in parts)]
    days = {year: day if day and day.year == year else None for year in years}
    return [measure(parts, role, year, days[year]) for role in roles for year in years]
