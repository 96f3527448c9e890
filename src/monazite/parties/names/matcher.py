"""Which listed parties may be meant by a name? Candidates from an index, each scored with reasons."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist

from monazite.errors import UsageError, nearest
from monazite.parties.model import KINDS, Party
from monazite.parties.names.bound import Bound
from monazite.parties.names.evidence import Query, Sign, checked, evidence, most_odds, same_identifiers
from monazite.parties.names.fold import Folder
from monazite.parties.names.index import Index
from monazite.parties.names.lexicon import Lexicon
from monazite.parties.names.model import Folded, PartyPack
from monazite.parties.names.score import Compared, Scorer, probability
from monazite.parties.names.told import Explanation, explained

__all__ = ["Hit", "Matcher"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
AT_ONCE = 512  # queries
SLACK = 0.001  # log-odds by which a bound may err
POOL = 20  # candidates that are looked at for a query, at least
CLOSE = 8  # of these the nearest are compared word by word,
NEAR = 0.45  # if the blend of cosine and letters says that they are near
ROUGH = 0.05  # of that blend is the score of the others
RENAMED = -4.0  # log-odds of the names at least, where an identifier is the same: parties change their names
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


class _Near(NamedTuple):
    """Candidates as columns: query, party, name, the blend that ranks them, how alike the letters are, a mark."""

    query: Ints
    party: Ints
    name: Ints
    blend: Floats
    alike: Floats
    close: NDArray[np.bool_]

    def at(self, rows: Ints) -> _Near:
        """Return some of the candidates."""
        query, party, name, blend, alike, close = self
        return _Near(query[rows], party[rows], name[rows], blend[rows], alike[rows], close[rows])


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
        self._indexes = {person: self._index(person) for person in (True, False)}
        self._letters = [n.folded.views[0].ordered if n.folded.views else "" for n in self._names]
        self._initials: dict[str, int] = {}
        self._acronyms = np.array([self._initialism(n.folded) for n in self._names], np.int64)
        self._weak = np.array([n.weak for n in self._names], bool)
        self._bound = Bound(self.scorer, [n.folded for n in self._names])
        self._known: dict[tuple[str, str], list[int]] = {}
        for n, party in enumerate(self.parties):
            for kind, value, _ in checked(party.identifiers):
                self._known.setdefault((kind, value), []).append(n)

    def _initialism(self, folded: Folded) -> int:
        """Return the number of the first letters of a name, one that no name has where there are none."""
        letters = folded.views[0].acronym if folded.views else ""
        return self._initials.setdefault(letters, len(self._initials)) if letters else -2

    def _index(self, person: bool) -> tuple[Index, int]:
        """Return the index of the names of persons or of all others, and where its names begin among all.

        A party of unknown kind is among the others.
        """
        first, owners = len(self._names), []
        for n, party in enumerate(self.parties):
            if (party.kind == "person") == person:
                for name in party.names:
                    folded = self.folder.fold(name.text, person=person)
                    self._names.append(_Listed(folded, name.text, name.kind == "weak"))
                    owners.append(n)
        return Index([n.folded for n in self._names[first:]], owners), first

    # ------------------------------------------------------------ search
    def search(self, queries: Sequence[Query], k: int = 10, least: float = 0.0) -> list[list[Hit]]:
        """Return for each query up to `k` hits, best first; scores are probabilities, 0 to 1.

        With `least`, those alone that have this score or more: the same ones, found sooner. A name of which nothing is
        left but a legal form has no hits, save by identifier. Where no kind is stated, the name is read both as that of
        a person and as that of a company.
        """
        _check(queries)
        parts = (queries[at : at + AT_ONCE] for at in range(0, len(queries), AT_ONCE))
        return [hits for part in parts for hits in self._found(part, k, least)]

    def _found(self, queries: Sequence[Query], k: int, least: float) -> list[list[Hit]]:
        folds: list[dict[bool, Folded]] = [{} for _ in queries]
        near = _ranked([self._candidates(queries, person, max(k, POOL), folds) for person in (False, True)])
        known = [self._by_identifier(query) if query.identifiers else () for query in queries]
        near = self._worth(queries, folds, near, known, k, least)
        hits: list[list[Hit]] = [[] for _ in queries]
        columns = (near.query, near.party, near.name, near.blend, near.close)
        for n, party, name, blend, close in zip(*(column.tolist() for column in columns), strict=True):
            if close:
                hits[n].append(self._scored(queries[n], folds[n], party, name))
            else:
                hits[n].append(Hit(self.parties[party], ROUGH * blend, self._names[name].text, True))
        return [self._best(*one, k, least) for one in zip(queries, folds, hits, known, strict=True)]

    def _best(
        self,
        query: Query,
        folds: dict[bool, Folded],
        hits: list[Hit],
        known: Sequence[int],
        k: int,
        least: float,
    ) -> list[Hit]:
        """Return the best hits, those by identifier alone among them."""
        if known:
            there = {id(hit.party) for hit in hits}
            hits += [self._scored(query, folds, n, None) for n in known if id(self.parties[n]) not in there]
        hits.sort(key=_SCORE, reverse=True)
        return hits[:k] if least <= 0 else [hit for hit in hits[:k] if hit.score >= least]

    def _candidates(self, queries: Sequence[Query], person: bool, k: int, folds: list[dict[bool, Folded]]) -> _Near:
        """Return the nearest parties of one partition; a stated kind looks into its own alone."""
        index, first = self._indexes[person]
        chosen = [n for n, q in enumerate(queries) if _may_be(q.kind, person) and not _is_form(folds[n])]
        chosen = chosen if len(index.owner) else []
        asked = [self.folder.fold(queries[n].name, person=person) for n in chosen]
        for n, folded in zip(chosen, asked, strict=True):
            folds[n][person] = folded
        near = index.nearest(asked, k)
        letters = [folded.views[0].ordered if folded.views else "" for folded in asked]
        names = first + near.name
        left = [letters[n] for n in near.query.tolist()]
        right = [self._letters[n] for n in names.tolist()]
        alike = cpdist(left, right, scorer=Indel.normalized_similarity, dtype=np.float32, workers=1)
        blend = (0.5 * near.cosine + 0.5 * alike).astype(np.float64)
        numbers = np.array([self._initials.get(text, -1) for text in letters], np.int64)
        initials = self._acronyms[names] == numbers[near.query]
        blend[initials] = np.maximum(blend[initials], NEAR)
        return _Near(np.array(chosen, np.int64)[near.query], near.party, names, blend, alike, initials)

    # ------------------------------------------------------------ which are compared
    def _worth(
        self,
        queries: Sequence[Query],
        folds: Sequence[dict[bool, Folded]],
        near: _Near,
        known: Sequence[Sequence[int]],
        k: int,
        least: float,
    ) -> _Near:
        """Return the candidates that are compared (`close`), and those that have a rough score."""
        starts = np.searchsorted(near.query, np.arange(len(queries)))
        place = np.arange(len(near.query)) - starts[near.query]
        # Those that are as near as the last one that is compared are compared too: namesakes are not told by chance.
        eighth = np.full(len(queries), np.inf)
        eighth[near.query[place == CLOSE - 1]] = near.blend[place == CLOSE - 1]
        close = ((place < CLOSE) | (near.blend >= eighth[near.query])) & (near.blend >= NEAR)
        rough = ~close & (place < k) & (ROUGH * near.blend >= least)
        if 0 < least < 1 and close.any():
            rows = np.flatnonzero(close)
            close[rows] = self._most(queries, folds, near.at(rows)) >= math.log(least / (1 - least)) - SLACK
        for n in np.flatnonzero([bool(some) for some in known]).tolist():
            close |= (near.query == n) & np.isin(near.party, known[n])
        return near._replace(close=close).at(np.flatnonzero(close | rough))

    def _most(self, queries: Sequence[Query], folds: Sequence[dict[bool, Folded]], near: _Near) -> Floats:
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
        return Hit(party, self._score(compared, signs, weak), text)

    def _score(self, compared: Compared | None, signs: Sequence[Sign], weak: bool) -> float:
        added = sum(s.odds for s in signs)
        if compared is None:
            return probability(added + RENAMED) if any(s.name == "identifier" for s in signs) else 0.0
        odds = compared.odds
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
        folded = self.folder.fold(query.name, person=person)
        for name in party.names:
            compared = self.scorer.compare(folded, self.folder.fold(name.text, person=person))
            score = self._score(compared, signs, name.kind == "weak")
            if score > best[0]:
                best = (score, compared, name.text)
        return explained(best[0], best[2], best[1], signs, self.scorer.lowers["person" if person else "other"])


def _ranked(parts: Sequence[_Near]) -> _Near:
    """Return the candidates of all partitions by query, the nearest first; ties go to the first party."""
    query, party, name, blend, alike, close = zip(*parts, strict=True)
    joined = np.concatenate
    near = _Near(joined(query), joined(party), joined(name), joined(blend), joined(alike), joined(close))
    return near.at(np.lexsort((near.name, near.party, -near.blend, near.query)))


def _signs(query: Query, party: Party, worth: Mapping[str, float]) -> Sequence[Sign]:
    """Return the evidence, at once where there is none to weigh."""
    if not query.country and not query.identifiers and query.kind in ("", party.kind):
        return ()
    return evidence(query, party, worth)


def _is_form(folds: dict[bool, Folded]) -> bool:
    """Whether a name was read as that of a company, and only legal forms were found."""
    return False in folds and not folds[False].views


def _may_be(kind: str, person: bool) -> bool:
    return kind in ("", "unknown") or (kind == "person") == person


def _check(queries: Sequence[Query]) -> None:
    for query in queries:
        if query.kind and query.kind not in KINDS:
            raise UsageError(f"'{query.kind}' is no kind of party: {nearest(query.kind, KINDS)}")
