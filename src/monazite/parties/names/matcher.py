"""Which listed parties may be meant by a name? Candidates from an index, each scored with reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist

from monazite.errors import UsageError, nearest
from monazite.parties.model import KINDS, Party
from monazite.parties.names.evidence import Query, Sign, checked, evidence, same_identifiers
from monazite.parties.names.fold import Folder
from monazite.parties.names.index import Index
from monazite.parties.names.lexicon import Lexicon
from monazite.parties.names.model import Folded, PartyPack
from monazite.parties.names.score import Compared, Scorer, probability
from monazite.parties.names.told import Explanation, explained

__all__ = ["Hit", "Matcher"]

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
        self._acronyms = [n.folded.views[0].acronym if n.folded.views else "" for n in self._names]
        self._known: dict[tuple[str, str], list[int]] = {}
        for n, party in enumerate(self.parties):
            for kind, value, _ in checked(party.identifiers):
                self._known.setdefault((kind, value), []).append(n)

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
    def search(self, queries: Sequence[Query], k: int = 10) -> list[list[Hit]]:
        """Return for each query up to `k` hits, best first; scores are probabilities, 0 to 1.

        A name of which nothing is left but a legal form has no hits, save by identifier. Where no kind is stated, the
        name is read both as that of a person and as that of a company.
        """
        _check(queries)
        found: list[list[tuple[float, int, int]]] = [[] for _ in queries]
        folds: list[dict[bool, Folded]] = [{} for _ in queries]
        for person in (False, True):
            self._candidates(queries, person, max(k, POOL), found, folds)
        return [self._hits(*one, k) for one in zip(queries, folds, found, strict=True)]

    def _candidates(
        self,
        queries: Sequence[Query],
        person: bool,
        k: int,
        found: list[list[tuple[float, int, int]]],
        folds: list[dict[bool, Folded]],
    ) -> None:
        """Add the nearest parties of one partition as (blend, party, name); a stated kind looks into its own alone."""
        chosen = [n for n, q in enumerate(queries) if _may_be(q.kind, person) and not _is_form(folds[n])]
        asked = [self.folder.fold(queries[n].name, person=person) for n in chosen]
        for n, folded in zip(chosen, asked, strict=True):
            folds[n][person] = folded
        index, first = self._indexes[person]
        near = index.nearest(asked, k)
        letters = [folded.views[0].ordered if folded.views else "" for folded in asked]
        left = [letters[n] for n in near.query.tolist()]
        right = [self._letters[first + n] for n in near.name.tolist()]
        alike = cpdist(left, right, scorer=Indel.normalized_similarity, dtype=np.float32, workers=1)
        blend = (0.5 * near.cosine + 0.5 * alike).tolist()
        acronyms = [self._acronyms[first + n] for n in near.name.tolist()]
        columns = near.query.tolist(), blend, near.party.tolist(), near.name.tolist(), acronyms, left
        for n, near_by, party, name, acronym, asked_for in zip(*columns, strict=True):
            if acronym and acronym == asked_for:
                near_by = max(near_by, NEAR)
            found[chosen[n]].append((-near_by, party, first + name))

    def _hits(self, query: Query, folds: dict[bool, Folded], found: list[tuple[float, int, int]], k: int) -> list[Hit]:
        found.sort()
        hits = []
        for place, (blend, n, name) in enumerate(found):
            if (place < CLOSE and -blend >= NEAR) or (query.identifiers and self._sure(query, n)):
                hits.append(self._scored(query, folds, n, name))
            elif place < k:
                hits.append(Hit(self.parties[n], -ROUGH * blend, self._names[name].text, True))
        if query.identifiers:
            known = {n for _, n, _ in found}
            hits += [self._scored(query, folds, n, None) for n in self._by_identifier(query) if n not in known]
        hits.sort(key=_SCORE, reverse=True)
        return hits[:k]

    def _sure(self, query: Query, n: int) -> bool:
        """Whether an identifier says that a party is meant, whatever its name."""
        return bool(query.identifiers) and bool(same_identifiers(query, self.parties[n]))

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
