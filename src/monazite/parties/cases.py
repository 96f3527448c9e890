"""What the lists say of one party in one role on one day: values for facts, texts for columns."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from monazite.parties.coverage import Coverage
from monazite.parties.feeding import Fed, Told
from monazite.parties.lists import Readiness
from monazite.parties.named import Entry, Shelf
from monazite.parties.owned import Owned, Ownership
from monazite.parties.screening import Found, Screener
from monazite.parties.standing import span_turns, state_on
from monazite.vocabulary import vocabulary

__all__ = ["NOTHING", "Case", "Judge", "case_on"]


@dataclass(frozen=True, slots=True)
class Case:
    """What is told: values by template, templates that a possible match holds open, and texts of the columns."""

    values: Mapping[str, Told] = field(compare=False)
    hits: tuple[str, ...] = ()
    score: float | None = None
    findings: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    near: bool = False

    @property
    def shown(self) -> Case:
        """The case with what columns show of it alone."""
        return Case({}, self.hits, self.score, self.findings, self.derived)


NOTHING = Case({})
DAYS_AHEAD = dt.timedelta(2)


class Judge:
    """Says for any entry and day what the lists tell; built once, asked from any thread."""

    def __init__(
        self,
        screener: Screener,
        known_on: dt.date,
        fed: Sequence[Fed],
        owned: Sequence[Owned],
        ownership: Ownership | None,
    ) -> None:
        self.screener, self.known_on, self.fed = screener, known_on, tuple(fed)
        self.owned, self.ownership = tuple(owned) if ownership else (), ownership
        self.lists = tuple(dict.fromkeys((*screener.names, *(name for one in fed for name in one.lists))))
        self._standings = screener.known(known_on).standings

    @property
    def gaps(self) -> bool:
        """Whether what a list lacks depends on a party's country, on any day."""
        return self._standings.gaps

    @cached_property
    def _list_turns(self) -> frozenset[dt.date]:
        return self._standings.turns | {self._ahead}

    @cached_property
    def _ahead(self) -> dt.date:
        """The first day of which nobody can know who is listed: days begin up to one earlier in other places."""
        return min(self.known_on, dt.date.max - DAYS_AHEAD) + DAYS_AHEAD

    def turns(self, entry: Entry) -> list[dt.date] | None:
        """Return the days on which a case of an entry may change; None where owners change it on days of their own."""
        if entry.nodes:
            return None
        return sorted(self._list_turns | span_turns((*(m.party for m in entry.matches), *entry.neighbours)))

    def standing(self, name: str, on: dt.date) -> Readiness:
        """Return how a list stands for a day."""
        return self._standings.on(name, on)

    def _coverage(self, names: Iterable[str], on: dt.date | None, entry: Entry | None, fed: Iterable[Fed]) -> Coverage:
        """Return what must hold before a fact is denied of an entry; None is anybody, of any country."""
        lists = tuple(self.standing(name, on or self.known_on) for name in names)
        lacks = tuple(lack for one in fed for lack in one.lacks.items())
        countries, doubts = (entry.asked.countries, entry.matches.doubts) if entry else ((), ())
        ahead = self.known_on if on and on >= self._ahead else None
        return Coverage(lists, countries, doubts, lacks, on is not None, ahead)

    def case(self, entry: Entry, role: str, on: dt.date | None) -> Case:
        """Return what is told of an entry in a role on a day; a day that is not known leaves all open."""
        day = on or self.known_on
        hits = [self.screener.on_day(entry.asked, match, day, self.known_on) for match in entry.matches]
        counted = [hit for hit in hits if hit.counts]
        values = {one.template: self._fact(one, counted, entry, on) for one in self.fed}
        values |= self._owned(entry, values, on)
        return Case(
            values=values,
            hits=tuple(_hit_text(role, hit) for hit in hits),
            score=max((hit.match.score for hit in hits), default=None),
            findings=(*self._found(role, counted, on), *self._owned_found(role, values), *self._short(role, entry, on)),
            derived=tuple(_derived(role, values)),
            near=on is not None and any(state_on(party, on) == "listed" for party in entry.neighbours),
        )

    def _fact(self, fed: Fed, hits: Sequence[Found], entry: Entry, on: dt.date | None) -> Told:
        told = fed.told(hits, on)
        if told.value is not None or told.holds:
            return told
        return Told(fed.clear) if self._coverage(fed.lists, on, entry, [fed]).clears else told

    # ------------------------------------------------------------ ownership
    def _owned(self, entry: Entry, values: Mapping[str, Told], on: dt.date | None) -> dict[str, Told]:
        if not entry.nodes or on is None or self.ownership is None:
            return {}
        return {one.template: self._by_owners(one, entry, on) for one in self.owned}

    def _by_owners(self, owned: Owned, entry: Entry, on: dt.date) -> Told:
        assert self.ownership is not None
        told = self.ownership.told(owned, entry.nodes, on)
        if told.value is not False:
            return told
        # Owners are of any country: a list with gaps clears none of them.
        fed = [one for one in self.fed if one.template in owned.by]
        lists = [name for one in fed for name in one.lists]
        return told if self._coverage(lists, on, None, fed).clears else Told()

    def _owned_found(self, role: str, values: Mapping[str, Told]) -> Iterator[str]:
        for owned in self.owned:
            told = values.get(owned.template, Told())
            if told.holds:
                yield f"possibly_owned {role}: '{told.by}'"

    # ------------------------------------------------------------ findings
    def _found(self, role: str, hits: Sequence[Found], on: dt.date | None) -> Iterator[str]:
        """Tell of matches that may hold a fact open, and of sure ones of lists that feed no fact of this role.

        Beside a sure match on a list, what else is near on that list is told among the hits alone.
        """
        settled = {hit.match.party.list for hit in hits if hit.sure and on is not None}
        for hit in hits:
            party = hit.match.party
            if not hit.sure or on is None:
                if party.list in settled:
                    continue
                what = "weak_match" if hit.weak else "possible_match"
                yield f"{what} {role}: '{hit.match.name}' {party.list} {party.id} {_score(hit)}"
            elif not any(one.feed(hit) for one in self.fed):
                yield f"listed_party {role}: '{hit.match.name}' {party.list} {party.id}"

    def _short(self, role: str, entry: Entry, on: dt.date | None) -> Iterator[str]:
        if entry.matches.parts:
            yield f"parties_in_name {role}: {', '.join(map(repr, entry.matches.parts))}, each screened"
        yield from (f"unread_id {role}: {text}" for text in entry.odd)
        coverage = self._coverage(self.lists, on, entry, self.fed)
        yield from (f"screening_incomplete: {text}" for text in coverage.brief)


def case_on(judge: Judge, shelf: Shelf, of: tuple[int, str], number: int, on: dt.date | None) -> Case:
    """Return the case of a party of a shelf on a day, made once for all days that are alike; 0 is nobody.

    `of` says whose case it is, in which role: parties of whom nothing is known share theirs.
    """
    if not number:
        return NOTHING
    entry = shelf.entries[number]
    if of not in shelf.turns:
        shelf.turns[of] = judge.turns(entry)
    turns = shelf.turns[of]
    if on is None or turns is None:
        return judge.case(entry, of[1], on)
    key = (*of, bisect_right(turns, on))
    found: Case | None = shelf.told.get(key)
    if found is None:
        found = shelf.told.setdefault(key, judge.case(entry, of[1], on))
    return found


def _derived(role: str, values: Mapping[str, Told]) -> Iterator[str]:
    for template, told in values.items():
        name = template.replace("{party}", role)
        if told.by and told.value is not None and name in vocabulary():
            yield f"{name}={vocabulary()[name].shown(told.value)} ({told.by})"


def _score(hit: Found) -> str:
    # Never more than it is: 0.996 is no 1.00.
    return f"{int(hit.match.score * 100) / 100:.2f}"


def _hit_text(role: str, hit: Found) -> str:
    party, said = hit.match.party, f", {hit.decided.verdict} by {hit.decided.by}" if hit.decided else ""
    said += " (void)" if hit.void else ""
    return f"{role}: {party.list} {party.id} '{hit.match.name}' {_score(hit)} {hit.state}{said}"
