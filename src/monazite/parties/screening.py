"""Is a party on a list on a day? One question in, one answer out: graded hits with reasons, lists with their age.

screener = Screener(folder, party_pack())
answer = screener.screen(Asked("Huawei Technologies Co., Ltd.", country="CN"), on, known_on)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock

from monazite.errors import InputError, UsageError, nearest
from monazite.parties.asked import Asked, telling
from monazite.parties.contacts import Contacts, cluster_number
from monazite.parties.decisions import Decision, Decisions
from monazite.parties.lists import ListStore, Readiness
from monazite.parties.model import Party, Span
from monazite.parties.names.check_digits import normal
from monazite.parties.names.evidence import same_identifiers
from monazite.parties.names.letters import has_han, unread_script
from monazite.parties.names.matcher import Matcher
from monazite.parties.names.model import PartyPack
from monazite.parties.names.told import Explanation
from monazite.parties.standing import Standing, span_on, state_on

__all__ = ["USES", "Answer", "Found", "Match", "Screener", "unread"]

USES = ("screening", "review")
MOST = 25  # hits of one question that are sought first
EVER = 1_000  # and where there are so many, all up to this
_CONTRARY = ("another legal form", "compared by sound, across scripts", "only first letters agree")


@dataclass(frozen=True, slots=True)
class Match:
    """A listed party that a name may mean, on whatever day: its score, a probability, and why.

    `sure` matches have an identifier in common that proves it, or equal names in one script and nothing against it.
    """

    party: Party
    score: float
    name: str
    sure: bool
    why: Explanation


@dataclass(frozen=True, slots=True)
class Found:
    """A match on a day: `state` is listed, suspended, removed or not_yet; `span` holds the day.

    `decided` is what an analyst said of it and `void` why that does not count any more, empty where it does.
    """

    match: Match
    state: str
    span: Span | None = None
    decided: Decision | None = None
    void: str = ""

    @property
    def verdict(self) -> str:
        """The decision that counts: same, not_same or none (empty)."""
        return self.decided.verdict if self.decided and not self.void else ""

    @property
    def counts(self) -> bool:
        """Whether it is a hit of the day: listed then, and not decided to be another party."""
        return self.state == "listed" and self.verdict != "not_same"

    @property
    def sure(self) -> bool:
        """Whether the party is the listed one: by the match, or by a decision."""
        return self.verdict == "same" or (self.match.sure and self.verdict != "not_same")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the lists say of a party on a day, as known on a day; `hits` best first, at most a thousand.

    `lists` is how each list stands; where one is missing or stale, or lacks names, nobody is cleared: `incomplete`
    says why. `contacts` are (cluster number, party) of listed parties at the same address or telephone.
    """

    asked: Asked
    on: dt.date
    known_on: dt.date
    hits: tuple[Found, ...]
    lists: tuple[Readiness, ...]
    incomplete: tuple[str, ...] = ()
    contacts: tuple[tuple[int, Party], ...] = ()

    @property
    def ahead(self) -> bool:
        """Whether the day is after the day of knowledge: who is listed in between is not known yet."""
        return self.on > self.known_on

    @property
    def state(self) -> str:
        """`hits`, `screening_incomplete` or `nothing`, the gravest that holds."""
        if any(hit.counts for hit in self.hits):
            return "hits"
        return "screening_incomplete" if self.incomplete else "nothing"


@dataclass(frozen=True)
class Known:
    """The lists as known on one day, made ready: shared by all questions of that day of knowledge."""

    parties: tuple[Party, ...]
    matcher: Matcher
    contacts: Contacts
    standings: tuple[Standing, ...]
    damaged: dict[str, str] = field(default_factory=dict)

    def lists(self, on: dt.date) -> tuple[Readiness, ...]:
        """Return how each list stands for a day."""
        return tuple(
            Readiness(standing.list, "missing", f"damaged: {self.damaged[standing.list]}")
            if standing.list in self.damaged and standing.on(on).ok
            else standing.on(on)
            for standing in self.standings
        )


class Screener:
    """Screens parties against the lists of a folder: those named, or all that are kept. Any thread may ask.

    `use` names the threshold of the pack from which a match is told of. Raises UsageError for a use or a list of
    which nothing is known; a list that is named and not kept is told as missing.
    """

    def __init__(
        self,
        folder: Path,
        pack: PartyPack,
        lists: Sequence[str] = (),
        *,
        use: str = "screening",
        decisions: Decisions | None = None,
    ) -> None:
        if use not in USES:
            raise UsageError(f"'{use}' is no use: {nearest(use, USES)}")
        self.folder, self.pack, self.use = folder, pack, use
        self.names = tuple(dict.fromkeys(lists or ListStore(folder).names()))
        self.decisions = decisions or Decisions()
        self.threshold = pack.scoring.uses[use].threshold
        self._making = Lock()
        self._known = lru_cache(maxsize=2)(self._read)

    def known(self, known_on: dt.date) -> Known:
        """Return the lists as known on a day; those that cannot be read are told as missing."""
        with self._making:
            return self._known(known_on)

    def _read(self, known_on: dt.date) -> Known:
        store, parties, damaged = ListStore(self.folder), list[Party](), dict[str, str]()
        for name in self.names:
            try:
                parties += store.load(name, known_on)
            except (InputError, UsageError) as error:
                damaged[name] = str(error)
        standings = tuple(Standing(self.folder, name, known_on) for name in self.names)
        return Known(tuple(parties), Matcher(parties, self.pack), Contacts(parties), standings, damaged)

    # ------------------------------------------------------------ questions
    def screen(self, asked: Asked, on: dt.date, known_on: dt.date | None = None) -> Answer:
        """Return what the lists say of one party on a day; the day of knowledge is `on` where none is given."""
        return self.screen_many([asked], on, known_on)[0]

    def screen_many(self, asked: Sequence[Asked], on: dt.date, known_on: dt.date | None = None) -> list[Answer]:
        """Return what the lists say of some parties on a day, in their order."""
        known_on = known_on or on
        found = self.matches(asked, known_on)
        return [self.answer(one, matches, on, known_on) for one, matches in zip(asked, found, strict=True)]

    def matches(self, asked: Sequence[Asked], known_on: dt.date) -> list[tuple[Match, ...]]:
        """Return for each party the matches at the threshold or above, best first, whatever the day."""
        matcher = self.known(known_on).matcher
        found = matcher.search([one.query for one in asked], MOST, self.threshold)
        full = [n for n, hits in enumerate(found) if len(hits) >= MOST]
        for n, hits in zip(full, matcher.search([asked[n].query for n in full], EVER, self.threshold), strict=True):
            found[n] = hits
        return [
            tuple(_match(matcher, one, hit.party, hit.score) for hit in hits)
            for one, hits in zip(asked, found, strict=True)
        ]

    def answer(self, asked: Asked, matches: Sequence[Match], on: dt.date, known_on: dt.date) -> Answer:
        """Return the answer for matches that were found already."""
        known = self.known(known_on)
        lists = known.lists(on)
        hits = tuple(self.on_day(asked, match, on, known_on) for match in matches)
        shared = known.contacts.shared(asked.address, asked.phone)
        contacts = tuple((cluster_number(key), party) for key, party in shared if state_on(party, on) == "listed")
        incomplete = (*_incomplete(lists, asked.country), *unread(asked.name))
        if len(hits) >= EVER:
            incomplete += (f"more than {EVER} parties are alike; the others are not told",)
        return Answer(asked, on, known_on, hits, lists, incomplete, contacts)

    def on_day(self, asked: Asked, match: Match, on: dt.date, known_on: dt.date) -> Found:
        """Return a match as it stands on a day, with what was decided of it by the day of knowledge."""
        decided, void = self.decisions.about(asked.name, asked.country, match.party, known_on)
        return Found(match, state_on(match.party, on), span_on(match.party, on), decided, void)


def unread(name: str) -> list[str]:
    """Return why nobody is cleared by a name, where it is in a script that is not read."""
    script = unread_script(name)
    return [f"script not read ({script}); screen the name in Latin letters too"] if script else []


def _incomplete(lists: Sequence[Readiness], country: str) -> list[str]:
    if not lists:
        return ["no list is kept"]
    return [
        f"{one.list}: {one.state}, {one.reason}" if not one.ok else f"{one.list}: {one.reason}"
        for one in lists
        if not one.covers(country)
    ]


def _match(matcher: Matcher, asked: Asked, party: Party, score: float) -> Match:
    why = matcher.explain(asked.query, party)
    return Match(party, score, why.name, _sure(asked, party, why), why)


def _sure(asked: Asked, party: Party, why: Explanation) -> bool:
    """Whether a party is meant beyond doubt: by an identifier, or by its whole name with nothing against it."""
    against = [sign for sign in why.evidence if sign.odds < 0]
    if _proven(asked, party):
        return not any(sign.name == "other_identifier" for sign in against)
    if not why.equal or against or has_han(asked.name) != has_han(why.name):
        return False
    if any(what in _CONTRARY for what, _ in why.lowered):
        return False
    return any(name.text == why.name and name.kind != "weak" for name in party.names)


def _proven(asked: Asked, party: Party) -> bool:
    same = set(same_identifiers(asked.query, party))
    return any(
        telling(mine.kind, mine.country, theirs.country)
        for mine in asked.identifiers
        for theirs in party.identifiers
        if (mine.kind, normal(mine.kind, mine.value)) in same
        and (theirs.kind, normal(theirs.kind, theirs.value)) in same
    )
