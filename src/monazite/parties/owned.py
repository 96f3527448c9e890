"""Who of the parties on lines is owned by listed parties: the rules of ownership, asked of one document."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from threading import Lock

import numpy as np
import numpy.typing as npt

from monazite.parties.asked import Asked
from monazite.parties.feeding import Fed, Told
from monazite.parties.matched import Met, matched
from monazite.parties.model import Party
from monazite.parties.ownership.answer import CERTAIN, LISTED, POSSIBLE, Answer, owned_by_listed
from monazite.parties.ownership.graph import FAR, PAST, Graph
from monazite.parties.ownership.model import Listed, Rule
from monazite.parties.ownership.reach import reached_from
from monazite.parties.request import Owners
from monazite.parties.screening import Found, Match, Screener

__all__ = ["OWNED", "Owned", "Ownership"]

ONE_DAY = dt.timedelta(1)
# Flags under which a small known share proves nothing: something of the ownership is not in the data, or is doubtful.
DOUBT = frozenset(
    "unknown_owner unaccounted no_owner_recorded nominee over_whole share_class indirect doubtful_dates".split()
)
PART = frozenset(("minority", "upstream"))


@dataclass(frozen=True)
class Owned:
    """A fact on ownership: the facts that say who is listed, and which rules say who is owned.

    With `part` any share is asked for, not the threshold.
    """

    template: str
    by: tuple[str, ...]
    rules: tuple[str, ...]
    part: bool = False


# In the order in which rules follow each other; the one that is in force on the day is asked.
OWNED = (
    Owned("{party}_cn_owned", ("{party}_cn_listing",), ("cn.mofcom.2025-61.art-2",)),
    Owned("{party}_us_owned", ("{party}_us_listed",), ("us.bis.affiliates",)),
    Owned("{party}_us_part_owned", ("{party}_us_listed",), ("us.bis.affiliates",), part=True),
    Owned("{party}_eu_owned", ("{party}_eu_listed",), ("eu.best-practices.2018", "eu.best-practices.2024")),
)


class Ownership:
    """Asks the rules who is owned; owners are screened once, answers kept for the days that they hold of."""

    def __init__(self, owners: Owners, screener: Screener, fed: Sequence[Fed], known_on: dt.date) -> None:
        self.graph: Graph = owners.read()
        self._rules = {rule.id: rule for rule in owners.rules}
        self._fed = {one.template: one for one in fed}
        self._screener, self._known_on = screener, known_on
        self._met: Met | None = None
        self._turns: list[dt.date] = []
        self._answers: dict[tuple[str, int], Answer] = {}
        self._lock = Lock()

    def find(self, name: str, id: str) -> tuple[int, ...]:
        """Return the parties of the document that a line's party is, by id or by name."""
        return tuple((id and self.graph.find(id)) or self.graph.find(name))

    def told(self, owned: Owned, numbers: Sequence[int], on: dt.date) -> Told:
        """Return what the rule of a day says of a party: owned, not owned, open; the strictest of its namesakes."""
        rule = self._rule(owned, on)
        if rule is None:
            return Told()
        answer = self._answer(owned, rule, on)
        told = [self._one(owned, answer, number) for number in numbers]
        for one in told:
            if one.value is True:
                return one
        return next((one for one in told if one.value is None), told[0])

    def _one(self, owned: Owned, answer: Answer, number: int) -> Told:
        code, flags = int(answer.codes[number]), set(answer.flags_of(number))
        name = answer.graph.name(number)
        if code == LISTED:
            return Told()
        if code == CERTAIN:
            return Told(True, False, f"{answer.rule.id} {name}")
        if code == POSSIBLE:
            return Told(None, True, f"{answer.rule.id} {name}")
        if owned.part and flags & PART:
            sure = len(answer.sure) == len(answer.listed)
            return Told(True if sure else None, not sure, f"{answer.rule.id} {name}")
        return Told() if flags & DOUBT or self._in_doubt[number] else Told(False)

    @cached_property
    def _in_doubt(self) -> npt.NDArray[np.bool_]:
        """Who is below an owner whom no list clears: of whom no name can be compared, or who is not told."""
        doubtful = np.array(list(self._met.doubts) if self._met else [], np.int64)
        return reached_from(doubtful, self.graph.edges.owner, self.graph.edges.asset, len(self.graph))

    def _rule(self, owned: Owned, on: dt.date) -> Rule | None:
        rules = (self._rules.get(name) for name in owned.rules)
        held = [r for r in rules if r and (not r.first or r.first <= on) and (not r.last or on <= r.last)]
        return held[-1] if held else None

    def _answer(self, owned: Owned, rule: Rule, on: dt.date) -> Answer:
        with self._lock:
            matches = self._listed()
            key = (f"{owned.by} {rule.id}", bisect_right(self._turns, on))
            if key not in self._answers:
                listed = list(self._on_day(owned, matches, on))
                # The lists are matched with the rule here, by the facts that they feed, not by their names.
                self._answers[key] = owned_by_listed(self.graph, listed, rule, on, self._known_on)
            return self._answers[key]

    def _on_day(self, owned: Owned, matches: Iterable[tuple[int, Asked, Match]], on: dt.date) -> Iterator[Listed]:
        for number, asked, match in matches:
            found = self._screener.on_day(asked, match, on, self._known_on)
            if found.counts and any(self._feeds(name, found) for name in owned.by):
                yield Listed(self.graph.ids[number], "", found.sure)

    def _feeds(self, name: str, found: Found) -> bool:
        return name in self._fed and self._fed[name].feed(found) is not None

    def _listed(self) -> Sequence[tuple[int, Asked, Match]]:
        """Screen everybody who holds something, once; note on which days an answer may change."""
        if self._met is None:
            numbers = np.unique(self.graph.edges.owner).tolist()
            self._met = matched(self.graph, numbers, partial(self._screener.matches, known_on=self._known_on))
            self._turns = sorted({*_span_turns(m.party for _, _, m in self._met.matches), *self._holding_turns()})
        return self._met.matches

    def _holding_turns(self) -> Iterator[dt.date]:
        days = self.graph.edges.days
        for number in np.unique(np.concatenate(days)).tolist() if days is not None else ():
            if PAST < number < FAR - 1:
                day = dt.date(1970, 1, 1) + dt.timedelta(number)
                yield from (day, day + ONE_DAY)


def _span_turns(parties: Iterable[Party]) -> Iterator[dt.date]:
    for party in parties:
        for span in party.spans:
            yield from ([span.first] if span.first else [])
            yield from ([span.last + ONE_DAY] if span.last else [])
