"""Which listed parties may be meant by a name? Candidates from an index, each scored with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from monazite.errors import UsageError, nearest
from monazite.parties.model import KINDS, Party
from monazite.parties.names.candidates import Candidates, Partition, ranked
from monazite.parties.names.evidence import Query, Sign, checked, evidence, same_identifiers, signs_of
from monazite.parties.names.fold import Folder
from monazite.parties.names.hits import SCORE, Hit, Hits, best, merged, together
from monazite.parties.names.letters import LONGEST, is_long
from monazite.parties.names.lexicon import Lexicon
from monazite.parties.names.model import Folded, Listed, PartyPack
from monazite.parties.names.score import Compared, Scorer, probability
from monazite.parties.names.scripts import runs_of
from monazite.parties.names.told import Explanation, among_others, explained
from monazite.parties.names.within import WITHIN, Within
from monazite.parties.names.worth import ROUGH, WEAK_ODDS, Worth, lowest_blend

__all__ = ["Hit", "Hits", "Matcher"]

Floats = NDArray[np.float64]
AT_ONCE = 512  # queries
POOL = 20  # candidates that are looked at for a query, at least
RENAMED = -4.0  # log-odds of the names at least, where an identifier is the same: parties change their names
POSSIBLE = 0.0  # log-odds at most of hanzi that only sound like a party whose own hanzi are known to be others


class Matcher:
    """Parties by name. Built once, read from any thread; the same query always has the same hits.

    >>> matcher = Matcher(parties, party_pack())                       # doctest: +SKIP
    >>> matcher.search([Query("HUAWEI TECH CO LTD", country="CN")])    # doctest: +SKIP
    """

    def __init__(self, parties: Sequence[Party], pack: PartyPack) -> None:
        self.parties = tuple(parties)
        self.pack = pack
        lexicon = Lexicon(pack)
        self.folder = Folder(lexicon)
        self.scorer = Scorer(lexicon)
        self._names: list[Listed] = []
        self._of: dict[int, list[int]] = {}
        self._partitions = {person: self._partition(person) for person in (True, False)}
        self._within = Within(self._names, self.folder)
        self._owner = [n for part in self._partitions.values() for n in part.owners]
        self._worth = Worth(self.parties, self._names, self.scorer, pack.scoring.evidence)
        # Reasons are asked for of many parties with one name: it is folded once.
        self._asked = lru_cache(maxsize=1024)(lambda text, person: self.folder.fold(text, person=person))
        self._known: dict[tuple[str, str], list[int]] = {}
        for n, party in enumerate(self.parties):
            for kind, value, _ in checked(party.identifiers):
                self._known.setdefault((kind, value), []).append(n)

    def _partition(self, person: bool) -> Partition:
        """Return the names of persons, or of all others; a party of unknown kind is among both."""
        first, owners = len(self._names), []
        for n, party in enumerate(self.parties):
            if person in _readings(party):
                names = list(self._folded(party, person))
                self._of.setdefault(id(party), []).extend(range(len(self._names), len(self._names) + len(names)))
                self._names += names
                owners += [n] * len(names)
        return Partition([n.folded for n in self._names[first:]], owners, first)

    def _folded(self, party: Party, person: bool) -> Iterator[Listed]:
        """Yield the names of a party as they are compared; what they are in each script, where in several."""
        for name in party.names:
            for text in (name.text, *self._runs(name.text)):
                folded = self.folder.fold(text, person=person)
                yield Listed(folded, name.text, name.kind == "weak", text == name.text)

    def _runs(self, text: str) -> tuple[str, ...]:
        return runs_of(text[:LONGEST], self.folder.lexicon.titles)

    # ------------------------------------------------------------ search
    def search(self, queries: Sequence[Query], k: int = 10, least: float = 0.0) -> list[Hits]:
        """Return for each query up to `k` hits, best first; scores are probabilities, 0 to 1.

        With `least`, those alone that have this score or more, and every one that shares enough letters or consonants
        is compared, however many are as near and of whatever kind; hits as good as the last of `k` come too. Where some
        were left out, the hits are `cut`. Without it, the nearest of the kind stated or unknown are compared. A listed
        name that stands whole among other words, or is written as one word, is a hit too. One that shares too few
        letters and consonants (`candidates.NEAR`, `BONES`) is not: pairs are lost there that would reach the score. A
        name of which only a legal form is left has no hits, save by identifier. Where no kind is stated, a name is read
        as that of a person and as that of a company; one in several scripts is asked for in each of them as well.
        """
        _check(queries)
        ways = [self._asked_as(query) for query in queries]
        every = list(chain.from_iterable(ways))
        parts = (every[at : at + AT_ONCE] for at in range(0, len(every), AT_ONCE))
        found = [hits for part in parts for hits in self._found(part, k, least)]
        if len(every) == len(queries):
            return found
        rest = iter(found)
        return [merged([next(rest) for _ in some], k, least) for some in ways]

    def _asked_as(self, query: Query) -> list[Query]:
        """Return what is asked for, and the same by its name in each script where it is written in several."""
        return [query, *(replace(query, name=run) for run in self._runs(query.name))]

    def _found(self, queries: Sequence[Query], k: int, least: float) -> list[Hits]:
        folds: list[dict[bool, Folded]] = [{} for _ in queries]
        near = ranked([self._candidates(queries, person, k, least, folds) for person in (False, True)])
        known = [self._by_identifier(query) if query.identifiers else () for query in queries]
        near, scores = self._ranked(queries, folds, self._worth.marked(queries, folds, near, k, least))
        ends = np.searchsorted(near.query, np.arange(len(queries) + 1)).tolist()
        columns = (near.party.tolist(), near.name.tolist(), scores.tolist(), (~near.close).tolist())
        out = []
        for n, (query, numbers) in enumerate(zip(queries, known, strict=True)):
            rows = zip(*(column[ends[n] : ends[n + 1]] for column in columns), strict=True)
            hits = self._once(rows, k if least <= 0 and not numbers else None)
            if inside := self._inside(query, folds[n]):
                hits = together(hits, inside)
            out.append(best(self._with(query, folds[n], hits, numbers), k, least))
            out[n].cut = out[n].cut or n in near.cut or is_long(query.name)
        return out

    def _ranked(
        self, queries: Sequence[Query], folds: Sequence[dict[bool, Folded]], near: Candidates
    ) -> tuple[Candidates, Floats]:
        """Return the candidates of each query, the best first, with their scores; of equal ones the nearest first."""
        scores, rows = ROUGH * near.blend, np.flatnonzero(near.close)
        pairs = zip(*(column[rows].tolist() for column in (near.query, near.party, near.name)), strict=True)
        scores[rows] = [self._compared(queries[n], folds[n], party, name) for n, party, name in pairs]
        order = np.lexsort((-scores, near.query))
        return near.at(order), scores[order]

    def _once(self, rows: Iterable[tuple[int, int, float, bool]], most: int | None) -> list[Hit]:
        """Return the hits of one query, each party once, by its best name; so many at most."""
        best: dict[int, tuple[int, int, float, bool]] = {}
        for row in rows:
            if len(best) == most:
                break
            best.setdefault(row[0], row)
        parties, names = self.parties, self._names
        return [Hit(parties[party], score, names[name].text, rough) for party, name, score, rough in best.values()]

    def _with(self, query: Query, folds: dict[bool, Folded], hits: list[Hit], known: Sequence[int]) -> list[Hit]:
        """Return hits, those of whom an identifier is the same among them, compared by all their names."""
        if not known:
            return hits
        there = {id(self.parties[n]) for n in known}
        others = [hit for hit in hits if id(hit.party) not in there]
        return sorted([self._identified(query, folds, n) for n in known] + others, key=SCORE, reverse=True)

    def _candidates(
        self, queries: Sequence[Query], person: bool, k: int, least: float, folds: list[dict[bool, Folded]]
    ) -> Candidates:
        """Return the candidates of one partition; where the nearest are sought, those of a stated kind alone."""
        partition = self._partitions[person]
        asked_for = [n for n, query in enumerate(queries) if least > 0 or _may_be(query.kind, person)]
        chosen = [n for n in asked_for if not _is_form(queries[n].kind, folds[n])]
        chosen = chosen if not partition.empty else []
        asked = [self.folder.fold(queries[n].name, person=person) for n in chosen]
        for n, folded in zip(chosen, asked, strict=True):
            folds[n][person] = folded
        many = POOL if least > 0 else max(k, POOL)
        near = partition.near(asked, many, every=least > 0, lowest=lowest_blend(least))
        return near._replace(query=np.array(chosen, np.int64)[near.query], cut=frozenset(chosen[n] for n in near.cut))

    # ------------------------------------------------------------ scores
    def _compared(self, query: Query, folds: dict[bool, Folded], n: int, name: int) -> float:
        """Return the score of a party by one of its names."""
        party, (other, _, weak, _) = self.parties[n], self._names[name]
        compared = self.scorer.compare(folds[other.person], other)
        sounds = _by_sound(folds[other.person], other, compared) and self._hanzi(party)
        return self._score(compared, signs_of(query, party, self.pack.scoring.evidence), weak, hanzi=sounds)

    def _identified(self, query: Query, folds: dict[bool, Folded], n: int) -> Hit:
        """Return the hit of a party of which an identifier is the same, by the best of its names, or by none."""
        party = self.parties[n]
        odds = sum(s.odds for s in signs_of(query, party, self.pack.scoring.evidence)) + RENAMED
        hits = [Hit(party, probability(odds), party.names[0].text if party.names else party.id)]
        for name in self._of[id(party)]:
            if self._names[name].folded.person in folds:
                hits.append(Hit(party, self._compared(query, folds, n, name), self._names[name].text))
        return max(hits, key=SCORE)

    def _inside(self, query: Query, folds: dict[bool, Folded]) -> list[Hit]:
        """Return the hits of listed names that stand whole in the name asked for."""
        hits = []
        for name in self._within.found(query.name, folds):
            party = self.parties[self._owner[name]]
            odds = WITHIN + sum(sign.odds for sign in signs_of(query, party, self.pack.scoring.evidence))
            hits.append(Hit(party, probability(odds), self._names[name].text))
        return hits

    def _hanzi(self, party: Party) -> bool:
        """Whether it is known how a party is written in hanzi."""
        return any(name.folded.han is not None for name in self._listed(party))

    def _score(self, compared: Compared | None, signs: Sequence[Sign], weak: bool, *, hanzi: bool) -> float:
        """Return the score of two names; `hanzi` says that others are known than those that only sound the same."""
        added = sum(s.odds for s in signs)
        if compared is None:
            return probability(added + RENAMED) if any(s.name == "identifier" for s in signs) else 0.0
        odds = min(compared.odds, POSSIBLE) if hanzi else compared.odds
        if any(s.name == "identifier" for s in signs):
            odds = max(odds, RENAMED)
        return probability(odds + added + (WEAK_ODDS if weak else 0.0))

    def _by_identifier(self, query: Query) -> list[int]:
        numbers = {n for kind, value, _ in checked(query.identifiers) for n in self._known.get((kind, value), ())}
        return sorted(n for n in numbers if same_identifiers(query, self.parties[n]))

    # ------------------------------------------------------------ reasons
    def explain(self, query: Query, party: Party) -> Explanation:
        """Return why a party has its score for a query: what agreed, what did not, and what lowered it."""
        signs = evidence(query, party, self.pack.scoring.evidence)
        found, inside = self._likest(query, party, signs), self._stands_in(query, party)
        score = probability(WITHIN + sum(sign.odds for sign in signs))
        if inside is None or score <= found.score:
            return self._told(found, signs, party)
        same = _Likest(score, self.scorer.compare(inside.folded, inside.folded), inside, False)
        return among_others(self._told(same, signs, party), self.scorer.scoring.start["person"] - WITHIN)

    def _likest(self, query: Query, party: Party, signs: Sequence[Sign]) -> _Likest:
        """Return the name of a party that is most like the one asked for, in any of its scripts."""
        likest = _Likest(-1.0, None, None, True)
        for asked, listed in product(self._asked_as(query), self._listed(party)):
            folded, other = self._asked(asked.name, listed.folded.person), listed.folded
            compared = self.scorer.compare(folded, other)
            hanzi = _by_sound(folded, other, compared) and self._hanzi(party)
            score = self._score(compared, signs, listed.weak, hanzi=hanzi)
            if score > likest.score:
                likest = _Likest(score, compared, listed, listed.whole and asked is query)
        return likest

    def _stands_in(self, query: Query, party: Party) -> Listed | None:
        """Return a name of a party that stands whole in the one asked for."""
        own = self._of.get(id(party), ())
        for asked in self._asked_as(query) if own else ():
            folds = {person: self._asked(asked.name, person) for person in _readings(party)}
            for name in self._within.found(asked.name, folds):
                if name in own:
                    return self._names[name]
        return None

    def _told(self, found: _Likest, signs: Sequence[Sign], party: Party) -> Explanation:
        """Return reasons; names are equal where they are so as a whole, in all their scripts."""
        score, compared, listed, _ = found
        person = listed.folded.person if listed else party.kind == "person"
        lowers = self.scorer.lowers["person" if person else "other"]
        telling = compared is not None and self.folder.telling(compared.left, person=person)
        text = listed.text if listed else party.names[0].text if party.names else party.id
        return explained(score, text, compared, signs, lowers, person=person, telling=telling, whole=found.whole)

    def _listed(self, party: Party) -> list[Listed]:
        """Return the names of a party as they were folded when the matcher was built, or of another one now."""
        if id(party) in self._of:
            return [self._names[n] for n in self._of[id(party)]]
        return [name for person in _readings(party) for name in self._folded(party, person)]


class _Likest(NamedTuple):
    """How alike the likest name of a party is, and whether all of both names was compared."""

    score: float
    compared: Compared | None
    listed: Listed | None
    whole: bool


def _by_sound(asked: Folded, listed: Folded, compared: Compared | None) -> bool:
    """Whether hanzi were compared with Latin letters, and words of a name went together by their sound."""
    if compared is None or asked.han is None or listed.han is not None:
        return False
    return any(compared.left.tokens[n].kind == "name" for pair in compared.alignment.pairs for n in pair.left)


def _is_form(kind: str, folds: dict[bool, Folded]) -> bool:
    """Whether a name, not said to be a person's, was read as that of a company, and only legal forms were found."""
    return kind != "person" and False in folds and not folds[False].views


def _readings(party: Party) -> tuple[bool, ...]:
    """Return as what the names of a party are read: those of a person (True), of anything else, or of both."""
    return (False, True) if party.kind == "unknown" else (party.kind == "person",)


def _may_be(kind: str, person: bool) -> bool:
    return kind in ("", "unknown") or (kind == "person") == person


def _check(queries: Sequence[Query]) -> None:
    for query in queries:
        if query.kind and query.kind not in KINDS:
            raise UsageError(f"'{query.kind}' is no kind of party: {nearest(query.kind, KINDS)}")
