"""Is a party on a list on a day? One question in, one answer out: graded hits with reasons, lists with their age.

screener = Screener(folder, party_pack())
answer = screener.screen(Asked("Huawei Technologies Co., Ltd.", country="CN"), on, known_on)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock

from monazite.errors import InputError, UsageError, nearest
from monazite.parties.asked import Asked, with_own_id
from monazite.parties.cells import NOT_READ, parts_of, unread
from monazite.parties.contacts import Contacts, cluster_number
from monazite.parties.coverage import Coverage, Standings
from monazite.parties.decisions import Decisions
from monazite.parties.found import Answer, Found, Match, Matches
from monazite.parties.lists import ListStore, Readiness
from monazite.parties.lists.package import Manifest
from monazite.parties.model import Party
from monazite.parties.names.fold import Folder
from monazite.parties.names.letters import LONGEST, has_han, latin
from monazite.parties.names.matcher import Hits, Matcher
from monazite.parties.names.model import PartyPack
from monazite.parties.proven import by_identifier, is_sure
from monazite.parties.standing import span_on, state_on

__all__ = ["OPEN_FROM", "USES", "Answer", "Found", "Match", "Matches", "Screener", "unread"]

USES = ("screening", "review")
MOST = 25  # hits of one question that are sought first
EVER = 1_000  # and where there are so many, all up to this
# From this score on a match below the threshold clears nobody: benchmarks/parties/README.md says what that costs.
OPEN_FROM = 0.35
LONG = 3  # letters above which a word that is in no legal form is a word of the name
PROVEN = "an identifier proves that it is the same party"


@dataclass(frozen=True)
class Known:
    """The lists as known on one day, made ready: shared by all questions of that day of knowledge."""

    parties: tuple[Party, ...]
    matcher: Matcher
    contacts: Contacts
    standings: Standings

    @property
    def damaged(self) -> dict[str, str]:
        """Lists that cannot be read, with why."""
        return self.standings.damaged

    def lists(self, on: dt.date) -> tuple[Readiness, ...]:
        """Return how each list stands for a day."""
        return self.standings.lists(on)

    def entries(self, list: str, entry: str) -> list[Party]:
        """Return the entry of a list, by its id."""
        return self._by_id.get((list, entry), [])

    @cached_property
    def _by_id(self) -> dict[tuple[str, str], list[Party]]:
        out: dict[tuple[str, str], list[Party]] = {}
        for party in self.parties:
            out.setdefault((party.list, party.id), []).append(party)
        return out


class Screener:
    """Screens parties against the lists of a folder: those named, or all that are kept. Any thread may ask.

    `use` names the threshold of the pack from which a match is told of. Raises UsageError for a use or a list of
    which nothing is known; a list that is named and not kept is told as missing. `marks` say which editions they must
    be (`Manifest.mark`), where a run has begun with them.
    """

    def __init__(
        self,
        folder: Path,
        pack: PartyPack,
        lists: Sequence[str] = (),
        *,
        use: str = "screening",
        decisions: Decisions | None = None,
        marks: Mapping[str, str] | None = None,
    ) -> None:
        if use not in USES:
            raise UsageError(f"'{use}' is no use: {nearest(use, USES)}")
        self.folder, self.pack, self.use = folder, pack, use
        self.names = tuple(dict.fromkeys(lists or ListStore(folder).names()))
        self.decisions = decisions or Decisions()
        self.threshold = pack.scoring.uses[use].threshold
        self.least = min(self.threshold, OPEN_FROM)
        self._marks = dict(marks or {})
        self._making = Lock()
        self._known = lru_cache(maxsize=2)(self._read)

    def known(self, known_on: dt.date) -> Known:
        """Return the lists as known on a day; those that cannot be read are told as missing."""
        with self._making:
            return self._known(known_on)

    def _read(self, known_on: dt.date) -> Known:
        store, parties, damaged = ListStore(self.folder), list[Party](), dict[str, str]()
        manifests: dict[str, Manifest] = {}
        for name in self.names:
            try:
                manifests[name], own = store.loaded(name, known_on)
                parties += own
            except (InputError, UsageError) as error:
                damaged[name] = str(error)
            self._unchanged(name, manifests.get(name))
        standings = Standings(self.folder, self.names, known_on, damaged, manifests)
        return Known(tuple(parties), Matcher(parties, self.pack), Contacts(parties), standings)

    def _unchanged(self, name: str, manifest: Manifest | None) -> None:
        """Raise InputError where a list that can be read is not the one that the run began with."""
        began = self._marks.get(name, "")
        if manifest and began and manifest.mark != began:
            raise InputError(f"{self.folder / name}: the list was changed while it was read; run the command again")

    # ------------------------------------------------------------ questions
    def screen(self, asked: Asked, on: dt.date, known_on: dt.date | None = None) -> Answer:
        """Return what the lists say of one party on a day; the day of knowledge is `on` where none is given."""
        return self.screen_many([asked], on, known_on)[0]

    def screen_many(self, asked: Sequence[Asked], on: dt.date, known_on: dt.date | None = None) -> list[Answer]:
        """Return what the lists say of some parties on a day, in their order."""
        known_on = known_on or on
        found = self.matches(asked, known_on)
        return [self.answer(one, matches, on, known_on) for one, matches in zip(asked, found, strict=True)]

    def matches(self, asked: Sequence[Asked], known_on: dt.date) -> list[Matches]:
        """Return for each party the matches at the least score or above, best first, whatever the day.

        The parties of a cell that names several are sought too, and the entries that it was decided to be.
        """
        known = self.known(known_on)
        asked = [with_own_id(one) for one in asked]
        parts = [parts_of(one.name) for one in asked]
        every = [_each(one, some) for one, some in zip(asked, parts, strict=True)]
        found = iter(self._search(known.matcher, [one for some in every for one in some]))
        out = []
        for some, told in zip(every, parts, strict=True):
            hits = [next(found) for _ in some]
            out.append(
                Matches(self._best(known, some, hits, known_on), self._doubts(known.matcher.folder, some, hits), told)
            )
        return out

    def _search(self, matcher: Matcher, asked: Sequence[Asked]) -> list[Hits]:
        found = matcher.search([one.query for one in asked], MOST, self.least)
        full = [n for n, hits in enumerate(found) if len(hits) >= MOST]
        for n, hits in zip(full, matcher.search([asked[n].query for n in full], EVER, self.least), strict=True):
            found[n] = hits
        return found

    def _best(self, known: Known, some: Sequence[Asked], found: Sequence[Hits], known_on: dt.date) -> list[Match]:
        """Return the matches of a cell: of each entry the best one over its parts."""
        best: dict[int, Match] = {}
        for asked, hits in zip(some, found, strict=True):
            decided = self._decided_same(known, asked, known_on)
            parties = {id(hit.party): hit.party for hit in hits} | {id(party): party for party in decided}
            scores = {id(hit.party): hit.score for hit in hits}
            for key, party in parties.items():
                match = _match(known.matcher, asked, party, scores.get(key))
                if key not in best or (best[key].sure, best[key].score) < (match.sure, match.score):
                    best[key] = match
        return sorted(best.values(), key=lambda match: -match.score)

    def _decided_same(self, known: Known, asked: Asked, known_on: dt.date) -> Iterator[Party]:
        for name, entry in self.decisions.same(asked.name, asked.country, known_on):
            yield from known.entries(name, entry)

    def _doubts(self, folder: Folder, some: Sequence[Asked], found: Sequence[Hits]) -> list[str]:
        """Return why a cell is not cleared by what was found: not read, or more alike than are told."""
        whole, parts = some[0], some[1:]
        out = unread(whole.name) or _nothing_left(folder, whole)
        if len(whole.name) > LONGEST:
            out = [*out, f"{NOT_READ}: it is longer than {LONGEST} signs"]
        elif any(hits.cut or len(hits) >= EVER for hits in found):
            out = [*out, f"more than {EVER} parties are alike; the others are not told"]
        return list(dict.fromkeys((*out, *(text for part in parts for text in unread(part.name)))))

    def answer(self, asked: Asked, matches: Sequence[Match], on: dt.date, known_on: dt.date) -> Answer:
        """Return the answer for matches that were found already."""
        known = self.known(known_on)
        hits = tuple(self.on_day(asked, match, on, known_on) for match in matches)
        shared = known.contacts.shared(asked.addresses, asked.phones)
        contacts = tuple((cluster_number(key), party) for key, party in shared if state_on(party, on) == "listed")
        found = matches if isinstance(matches, Matches) else Matches(matches)
        ahead = known_on if on > known_on else None
        doubts = (*found.doubts, *weaker(hits))
        coverage = Coverage(known.lists(on), asked.countries, doubts, known_on=ahead)
        return Answer(asked, on, known_on, hits, coverage, contacts, found.parts)

    def on_day(self, asked: Asked, match: Match, on: dt.date, known_on: dt.date) -> Found:
        """Return a match as it stands on a day, with what was decided of it by the day of knowledge.

        That it is another party does not count of one that an identifier proves.
        """
        decided, void = self.decisions.about_any(asked.name, asked.countries, match.party, known_on)
        if decided is None and match.asked and match.asked != asked.name:
            decided, void = self.decisions.about_any(match.asked, asked.countries, match.party, known_on)
        if decided and decided.verdict == "not_same" and not void and by_identifier(asked, match.party):
            void = PROVEN
        weak = match.score < self.threshold and not match.sure and not (decided and decided.verdict == "same")
        return Found(match, state_on(match.party, on), span_on(match.party, on), decided, void, weak)


def _each(asked: Asked, parts: Sequence[str]) -> list[Asked]:
    """Return a party as it is sought: under its name and those of its cell, as of each of its countries."""
    named = (asked, *(replace(asked, name=part) for part in parts))
    return [each for one in named for each in one.by_country]


def weaker(hits: Iterable[Found]) -> list[str]:
    """Return that there are matches below the threshold which count, where there are any."""
    some = sum(hit.weak and hit.counts for hit in hits)
    return [f"{some} weaker matches, from a score of {OPEN_FROM} on"] if some else []


def _nothing_left(folder: Folder, asked: Asked) -> list[str]:
    """Return that a name says nothing: it is empty, or a legal form alone."""
    if any(len(word) > LONG and word not in _form_words(folder) for word in latin(asked.name).split()):
        if not has_han(asked.name):
            return []  # most names, told without folding them
    if folder.fold(asked.name, person=asked.kind == "person").views:
        return []
    if not asked.name.strip():
        return [f"{NOT_READ}: there is none; only the id was compared"]
    return [f"{NOT_READ}: nothing but a legal form or signs in '{asked.name[:80]}'"]


@lru_cache(maxsize=8)
def _form_words(folder: Folder) -> frozenset[str]:
    return frozenset(word for form in folder.lexicon.forms for word in form.split())


def _match(matcher: Matcher, asked: Asked, party: Party, score: float | None = None) -> Match:
    why = matcher.explain(asked.query, party)
    return Match(party, why.score if score is None else score, why.name, is_sure(asked, party, why), why, asked.name)
