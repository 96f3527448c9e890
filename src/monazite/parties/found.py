"""Records of what screening finds: listed parties that a name may mean, how they stand on a day, and the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from monazite.parties.asked import Asked
from monazite.parties.coverage import Coverage
from monazite.parties.decisions import Decision
from monazite.parties.lists import Readiness
from monazite.parties.model import Party, Span
from monazite.parties.names.told import Explanation

__all__ = ["Answer", "Found", "Match", "Matches"]


@dataclass(frozen=True, slots=True)
class Match:
    """A listed party that a name may mean, on whatever day: its score, a probability, and why.

    `sure` matches have an identifier in common that proves it, or equal names in one script and nothing against it.
    `asked` is the name that was compared, where the cell holds several.
    """

    party: Party
    score: float
    name: str
    sure: bool
    why: Explanation
    asked: str = ""

    @property
    def former(self) -> bool:
        """Whether the name that is alike is one that the party had: by its list, or in an earlier edition of it."""
        return any(name.text == self.name and name.kind == "former" for name in self.party.names)


class Matches(tuple[Match, ...]):
    """The matches of one party; `doubts` are why it is not cleared by them, `parts` the parties of its cell."""

    doubts: tuple[str, ...]
    parts: tuple[str, ...]

    def __new__(cls, some: Iterable[Match] = (), doubts: Iterable[str] = (), parts: Iterable[str] = ()) -> Matches:
        made = super().__new__(cls, some)
        made.doubts, made.parts = tuple(doubts), tuple(parts)
        return made


@dataclass(frozen=True, slots=True)
class Found:
    """A match on a day: `state` is listed, perhaps, suspended, removed or not_yet; `span` holds the day.

    `decided` is what an analyst said of it and `void` why that does not count any more, empty where it does; `weak`
    where the score is below the threshold, so that it is no hit, and clears nobody either.
    """

    match: Match
    state: str
    span: Span | None = None
    decided: Decision | None = None
    void: str = ""
    weak: bool = False

    @property
    def verdict(self) -> str:
        """The decision that counts: same, not_same or none (empty)."""
        return self.decided.verdict if self.decided and not self.void else ""

    @property
    def counts(self) -> bool:
        """Whether it is a hit of the day: listed then or perhaps, and not decided to be another party."""
        return self.state in ("listed", "perhaps") and self.verdict != "not_same"

    @property
    def sure(self) -> bool:
        """Whether the party is the listed one, by the match or by a decision, and listed beyond doubt."""
        if self.span and self.span.doubt:
            return False
        return self.verdict == "same" or (self.match.sure and self.verdict != "not_same")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the lists say of a party on a day, as known on a day; `hits` best first, at most a thousand.

    `coverage` says how each list stands and what else may hide a listed party. `contacts` are (cluster number, party)
    of listed parties at the same address or telephone; `parts` the parties of one cell, each screened too.
    """

    asked: Asked
    on: dt.date
    known_on: dt.date
    hits: tuple[Found, ...]
    coverage: Coverage
    contacts: tuple[tuple[int, Party], ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def lists(self) -> tuple[Readiness, ...]:
        """How each list stands for the day."""
        return self.coverage.lists

    @property
    def incomplete(self) -> tuple[str, ...]:
        """Why nobody is cleared: a list is missing, stale or lacks names, or the name was not read."""
        return self.coverage.why

    @property
    def ahead(self) -> bool:
        """Whether the day is after the day of knowledge: who is listed in between is not known yet."""
        return self.on > self.known_on

    @property
    def state(self) -> str:
        """`hits`, `screening_incomplete` or `nothing`, the gravest that holds."""
        if any(hit.counts and not hit.weak for hit in self.hits):
            return "hits"
        return "nothing" if self.coverage.clears else "screening_incomplete"
