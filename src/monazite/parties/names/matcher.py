"""Which listed parties may be meant by a name? Candidates from an index, each scored with reasons."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from monazite.errors import UsageError, nearest
from monazite.parties.model import KINDS, Party
from monazite.parties.names.bound import Bound
from monazite.parties.names.candidates import NEAR, Candidates, Partition, ranked
from monazite.parties.names.evidence import Query, Sign, checked, evidence, most_odds, same_identifiers
from monazite.parties.names.fold import Folder
from monazite.parties.names.letters import is_long
from monazite.parties.names.lexicon import Lexicon
from monazite.parties.names.model import Folded, PartyPack
from monazite.parties.names.score import Compared, Scorer, probability
from monazite.parties.names.told import Explanation, explained

__all__ = ["Hit", "Hits", "Matcher"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
AT_ONCE = 512  # queries
SLACK = 0.001  # log-odds by which a bound may err
POOL = 20  # candidates that are looked at for a query, at least
CLOSE = 8  # of these the nearest are compared word by word where no least score is asked for
ROUGH = 0.05  # of that blend is the score of the others
RENAMED = -4.0  # log-odds of the names at least, where an identifier is the same: parties change their names
POSSIBLE = 0.0  # log-odds at most of hanzi that only sound like a party whose own hanzi are known to be others
WEAK_ODDS = -0.7  # what a name is worth less that its own list calls weak


class Hit(NamedTuple):
    """A party that may be meant: the probability that it is, by which of its names; `rough` scores were not refined."""

    party: Party
    score: float
    name: str
    rough: bool = False


class _Listed(NamedTuple):
    folded: Folded
    text: str
    weak: bool


class Hits(list[Hit]):
    """The hits of one query, best first; `cut` where others may have reached the least score too and are not there."""

    cut = False


_SCORE = attrgetter("score")


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
        self._names: list[_Listed] = []
        self._of: dict[int, list[int]] = {}
        self._partitions = {person: self._partition(person) for person in (True, False)}
        self._weak = np.array([n.weak for n in self._names], bool)
        self._bound = Bound(self.scorer, [n.folded for n in self._names])
        # Reasons are asked for of many parties with one name: it is folded once.
        self._asked = lru_cache(maxsize=1024)(lambda text, person: self.folder.fold(text, person=person))
        self._known: dict[tuple[str, str], list[int]] = {}
        for n, party in enumerate(self.parties):
            for kind, value, _ in checked(party.identifiers):
                self._known.setdefault((kind, value), []).append(n)

    def _partition(self, person: bool) -> Partition:
        """Return the names of persons, or of all others; a party of unknown kind is among the others."""
        first, owners = len(self._names), []
        for n, party in enumerate(self.parties):
            if (party.kind == "person") == person:
                self._of[id(party)] = list(range(len(self._names), len(self._names) + len(party.names)))
                for name in party.names:
                    folded = self.folder.fold(name.text, person=person)
                    self._names.append(_Listed(folded, name.text, name.kind == "weak"))
                    owners.append(n)
        return Partition([n.folded for n in self._names[first:]], owners, first)

    # ------------------------------------------------------------ search
    def search(self, queries: Sequence[Query], k: int = 10, least: float = 0.0) -> list[Hits]:
        """Return for each query up to `k` hits, best first; scores are probabilities, 0 to 1.

        With `least`, those alone that have this score or more, and every one that shares enough letters or consonants
        is compared, however many are as near; hits as good as the last of `k` come too. Where some were left out, the
        hits are `cut`. Without it, the nearest are compared. A name of which nothing is left but a legal form has no
        hits, save by identifier. Where no kind is stated, the name is read both as that of a person and as that of a
        company.
        """
        _check(queries)
        parts = (queries[at : at + AT_ONCE] for at in range(0, len(queries), AT_ONCE))
        return [hits for part in parts for hits in self._found(part, k, least)]

    def _found(self, queries: Sequence[Query], k: int, least: float) -> list[Hits]:
        folds: list[dict[bool, Folded]] = [{} for _ in queries]
        near = ranked([self._candidates(queries, person, k, least, folds) for person in (False, True)])
        known = [self._by_identifier(query) if query.identifiers else () for query in queries]
        near = self._worth(queries, folds, near, known, k, least)
        hits: list[list[Hit]] = [[] for _ in queries]
        columns = (near.query, near.party, near.name, near.blend, near.close)
        for n, party, name, blend, close in zip(*(column.tolist() for column in columns), strict=True):
            if close:
                hits[n].append(self._scored(queries[n], folds[n], party, name))
            else:
                hits[n].append(Hit(self.parties[party], ROUGH * blend, self._names[name].text, True))
        out = [self._best(*one, k, least) for one in zip(queries, folds, hits, known, strict=True)]
        for n, row in enumerate(out):
            row.cut = row.cut or n in near.cut or is_long(queries[n].name)
        return out

    def _best(
        self,
        query: Query,
        folds: dict[bool, Folded],
        hits: list[Hit],
        known: Sequence[int],
        k: int,
        least: float,
    ) -> Hits:
        """Return the best hits, those by identifier alone among them; each party once, by its best name."""
        if known:
            there = {id(hit.party) for hit in hits}
            hits += [self._scored(query, folds, n, None) for n in known if id(self.parties[n]) not in there]
        hits.sort(key=_SCORE, reverse=True)
        once = {id(hit.party): hit for hit in reversed(hits)}
        if len(once) < len(hits):
            hits = sorted(reversed(once.values()), key=_SCORE, reverse=True)
        if least <= 0:
            return Hits(hits[:k])
        last = hits[k - 1].score if len(hits) >= k > 0 else 0.0
        out = Hits(hit for hit in hits if hit.score >= max(least, last))
        out.cut = len(out) < len(hits) and hits[len(out)].score >= least
        return out

    def _candidates(
        self, queries: Sequence[Query], person: bool, k: int, least: float, folds: list[dict[bool, Folded]]
    ) -> Candidates:
        """Return the candidates of one partition; a stated kind looks into its own alone."""
        partition = self._partitions[person]
        chosen = [n for n, q in enumerate(queries) if _may_be(q.kind, person) and not _is_form(folds[n])]
        chosen = chosen if not partition.empty else []
        asked = [self.folder.fold(queries[n].name, person=person) for n in chosen]
        for n, folded in zip(chosen, asked, strict=True):
            folds[n][person] = folded
        near = partition.near(asked, POOL if least > 0 else max(k, POOL), every=least > 0)
        return near._replace(query=np.array(chosen, np.int64)[near.query], cut=frozenset(chosen[n] for n in near.cut))

    # ------------------------------------------------------------ which are compared
    def _worth(
        self,
        queries: Sequence[Query],
        folds: Sequence[dict[bool, Folded]],
        near: Candidates,
        known: Sequence[Sequence[int]],
        k: int,
        least: float,
    ) -> Candidates:
        """Return the candidates that are compared (`close`), and those that have a rough score."""
        starts = np.searchsorted(near.query, np.arange(len(queries)))
        place = np.arange(len(near.query)) - starts[near.query]
        close = near.blend >= NEAR
        if least <= 0:
            # Those that are as near as the last one that is compared are compared too.
            last = np.full(len(queries), np.inf)
            last[near.query[place == CLOSE - 1]] = near.blend[place == CLOSE - 1]
            close &= (place < CLOSE) | (near.blend >= last[near.query])
        rough = ~close & (place < k) & (ROUGH * near.blend >= least)
        if 0 < least < 1 and close.any():
            rows = np.flatnonzero(close)
            close[rows] = self._most(queries, folds, near.at(rows)) >= math.log(least / (1 - least)) - SLACK
        for n in np.flatnonzero([bool(some) for some in known]).tolist():
            close |= (near.query == n) & np.isin(near.party, known[n])
        return near._replace(close=close).at(np.flatnonzero(close | rough))

    def _most(self, queries: Sequence[Query], folds: Sequence[dict[bool, Folded]], near: Candidates) -> Floats:
        """Return the most log-odds that each candidate can have; what an identifier proves is no matter of names."""
        names, numbers = list[Folded](), dict[tuple[int, bool], int]()
        left = []
        queried, listed = near.query.tolist(), near.name.tolist()
        for n, name in zip(queried, listed, strict=True):
            key = (n, self._names[name].folded.person)
            if key not in numbers:
                numbers[key] = len(names)
                names.append(folds[n][key[1]])
            left.append(numbers[key])
        odds = self._bound.odds(names, np.array(left, np.int64), near.name, near.alike)
        worth = self.pack.scoring.evidence
        pairs = zip(queried, near.party.tolist(), strict=True)
        told = np.array([most_odds(queries[n], self.parties[party], worth) for n, party in pairs])
        return np.asarray(odds + told + np.where(self._weak[near.name], WEAK_ODDS, 0.0), np.float64)

    def _scored(self, query: Query, folds: dict[bool, Folded], n: int, name: int | None) -> Hit:
        party = self.parties[n]
        signs = _signs(query, party, self.pack.scoring.evidence)
        if name is None:
            odds = sum(s.odds for s in signs) + RENAMED
            return Hit(party, probability(odds), party.names[0].text if party.names else party.id)
        other, text, weak = self._names[name]
        compared = self.scorer.compare(folds[other.person], other)
        sounds = _by_sound(folds[other.person], other, compared) and self._hanzi(party)
        return Hit(party, self._score(compared, signs, weak, hanzi=sounds), text)

    def _hanzi(self, party: Party) -> bool:
        """Whether it is known how a party is written in hanzi."""
        return any(other.han is not None for other, _, _ in self._listed(party))

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
        best: tuple[float, Compared | None, str] = (-1.0, None, party.names[0].text if party.names else party.id)
        signs = evidence(query, party, self.pack.scoring.evidence)
        person = party.kind == "person"
        folded = self._asked(query.name, person)
        for other, text, weak in self._listed(party):
            compared = self.scorer.compare(folded, other)
            score = self._score(compared, signs, weak, hanzi=_by_sound(folded, other, compared) and self._hanzi(party))
            if score > best[0]:
                best = (score, compared, text)
        lowers = self.scorer.lowers["person" if person else "other"]
        telling = best[1] is not None and self.folder.telling(best[1].left, person=person)
        return explained(best[0], best[2], best[1], signs, lowers, person=person, telling=telling)

    def _listed(self, party: Party) -> list[_Listed]:
        """Return the names of a party as they were folded when the matcher was built, or of another one now."""
        if id(party) in self._of:
            return [self._names[n] for n in self._of[id(party)]]
        fold, person = self.folder.fold, party.kind == "person"
        return [_Listed(fold(n.text, person=person), n.text, n.kind == "weak") for n in party.names]


def _signs(query: Query, party: Party, worth: Mapping[str, float]) -> Sequence[Sign]:
    """Return the evidence, at once where there is none to weigh."""
    if not query.country and not query.identifiers and query.kind in ("", party.kind):
        return ()
    return evidence(query, party, worth)


def _by_sound(asked: Folded, listed: Folded, compared: Compared | None) -> bool:
    """Whether hanzi were compared with Latin letters, and words of a name went together by their sound."""
    if compared is None or asked.han is None or listed.han is not None:
        return False
    return any(compared.left.tokens[n].kind == "name" for pair in compared.alignment.pairs for n in pair.left)


def _is_form(folds: dict[bool, Folded]) -> bool:
    """Whether a name was read as that of a company, and only legal forms were found."""
    return False in folds and not folds[False].views


def _may_be(kind: str, person: bool) -> bool:
    return kind in ("", "unknown") or (kind == "person") == person


def _check(queries: Sequence[Query]) -> None:
    for query in queries:
        if query.kind and query.kind not in KINDS:
            raise UsageError(f"'{query.kind}' is no kind of party: {nearest(query.kind, KINDS)}")
