"""Which listed parties may be meant by a name? Candidates from an index, each scored with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from monazite.errors import UsageError, nearest
from monazite.parties.model import KINDS, Party
from monazite.parties.names.candidates import Candidates, Partition, ranked
from monazite.parties.names.evidence import Query, Sign, checked, evidence, same_identifiers
from monazite.parties.names.fold import Folder
from monazite.parties.names.letters import is_long
from monazite.parties.names.lexicon import Lexicon
from monazite.parties.names.model import Folded, Listed, PartyPack
from monazite.parties.names.score import Compared, Scorer, probability
from monazite.parties.names.told import Explanation, explained
from monazite.parties.names.worth import ROUGH, WEAK_ODDS, Worth, lowest_blend

__all__ = ["Hit", "Hits", "Matcher"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
AT_ONCE = 512  # queries
POOL = 20  # candidates that are looked at for a query, at least
RENAMED = -4.0  # log-odds of the names at least, where an identifier is the same: parties change their names
POSSIBLE = 0.0  # log-odds at most of hanzi that only sound like a party whose own hanzi are known to be others


class Hit(NamedTuple):
    """A party that may be meant: the probability that it is, by which of its names; `rough` scores were not refined."""

    party: Party
    score: float
    name: str
    rough: bool = False


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
        self._names: list[Listed] = []
        self._of: dict[int, list[int]] = {}
        self._partitions = {person: self._partition(person) for person in (True, False)}
        self._worth = Worth(self.parties, self._names, self.scorer, pack.scoring.evidence)
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
                    self._names.append(Listed(folded, name.text, name.kind == "weak"))
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
        near, scores = self._ranked(queries, folds, self._worth.marked(queries, folds, near, k, least))
        ends = np.searchsorted(near.query, np.arange(len(queries) + 1)).tolist()
        columns = (near.party.tolist(), near.name.tolist(), scores.tolist(), (~near.close).tolist())
        out = []
        for n, (query, numbers) in enumerate(zip(queries, known, strict=True)):
            rows = zip(*(column[ends[n] : ends[n + 1]] for column in columns), strict=True)
            hits = self._once(rows, k if least <= 0 and not numbers else None)
            out.append(_best(self._with(query, folds[n], hits, numbers), k, least))
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
        hits, seen = list[Hit](), set[int]()
        for party, name, score, rough in rows:
            if len(hits) == most:
                break
            if party not in seen:
                seen.add(party)
                hits.append(Hit(self.parties[party], score, self._names[name].text, rough))
        return hits

    def _with(self, query: Query, folds: dict[bool, Folded], hits: list[Hit], known: Sequence[int]) -> list[Hit]:
        """Return hits, those of whom an identifier is the same among them, compared by all their names."""
        if not known:
            return hits
        there = {id(self.parties[n]) for n in known}
        others = [hit for hit in hits if id(hit.party) not in there]
        return sorted([self._identified(query, folds, n) for n in known] + others, key=_SCORE, reverse=True)

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
        many = POOL if least > 0 else max(k, POOL)
        near = partition.near(asked, many, every=least > 0, lowest=lowest_blend(least))
        return near._replace(query=np.array(chosen, np.int64)[near.query], cut=frozenset(chosen[n] for n in near.cut))

    # ------------------------------------------------------------ scores
    def _compared(self, query: Query, folds: dict[bool, Folded], n: int, name: int) -> float:
        """Return the score of a party by one of its names."""
        party, (other, _, weak) = self.parties[n], self._names[name]
        compared = self.scorer.compare(folds[other.person], other)
        sounds = _by_sound(folds[other.person], other, compared) and self._hanzi(party)
        return self._score(compared, _signs(query, party, self.pack.scoring.evidence), weak, hanzi=sounds)

    def _identified(self, query: Query, folds: dict[bool, Folded], n: int) -> Hit:
        """Return the hit of a party of which an identifier is the same, by the best of its names, or by none."""
        party = self.parties[n]
        odds = sum(s.odds for s in _signs(query, party, self.pack.scoring.evidence)) + RENAMED
        hits = [Hit(party, probability(odds), party.names[0].text if party.names else party.id)]
        for name in self._of[id(party)]:
            if self._names[name].folded.person in folds:
                hits.append(Hit(party, self._compared(query, folds, n, name), self._names[name].text))
        return max(hits, key=_SCORE)

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

    def _listed(self, party: Party) -> list[Listed]:
        """Return the names of a party as they were folded when the matcher was built, or of another one now."""
        if id(party) in self._of:
            return [self._names[n] for n in self._of[id(party)]]
        fold, person = self.folder.fold, party.kind == "person"
        return [Listed(fold(n.text, person=person), n.text, n.kind == "weak") for n in party.names]


def _best(hits: list[Hit], k: int, least: float) -> Hits:
    """Return the best of hits, and those that are as good as the last of them where a least score is asked for."""
    if least <= 0:
        return Hits(hits[:k])
    last = hits[k - 1].score if len(hits) >= k > 0 else 0.0
    out = Hits(hit for hit in hits if hit.score >= max(least, last))
    out.cut = len(out) < len(hits) and hits[len(out)].score >= least
    return out


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
