"""Which listed parties those of a document of ownership may be: each distinct name is asked of the lists once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from monazite.parties.asked import Asked, identifiers_of
from monazite.parties.coverage import Coverage, together
from monazite.parties.model import Identifier, Party
from monazite.parties.ownership.graph import Graph
from monazite.parties.screening import Match, Matches

__all__ = ["Met", "asked_of", "matched", "words_of"]

AT_ONCE = 2_000
# Every name is asked; names after so many of one party carry no more than so many of its identifiers, which the names
# before them were asked with: what is asked of a party stays as long as what the document says of it.
FULLY, FEWER = 100, 10
_ALONE = ("lei", "uscc")  # what check digits tell from any other number

UNTOLD = "nobody says who it is"

Matched = tuple[int, Asked, Match]
Ask = Callable[[Sequence[Asked]], Sequence[Matches]]


@dataclass(frozen=True)
class Met:
    """Who some parties of a graph may be, by number, with the name that says it, and whom no list clears, with why."""

    matches: tuple[Matched, ...] = ()
    doubts: Mapping[int, str] = field(default_factory=dict)


def matched(graph: Graph, numbers: Sequence[int], ask: Ask, done: Callable[[int], None] = lambda count: None) -> Met:
    """Return who some parties of a graph may be; the best name of each stands.

    `ask` answers for some parties at once, as `Screener.matches` does; `done` is told how many were asked.
    """
    names = {number: tuple(asked_of(graph, number)) for number in numbers}
    who: dict[Asked, list[int]] = {}
    for number, some in names.items():
        for asked in some:
            who.setdefault(asked, []).append(number)
    best: dict[tuple[int, str, str], Matched] = {}
    doubts: dict[Asked, tuple[str, ...]] = {}
    for asked, found in _answers(list(who), ask, done):
        doubts[asked] = found.doubts
        for number, match in ((number, match) for match in found for number in who[asked]):
            key = (number, match.party.list, match.party.id)
            if key not in best or _rank(best[key][2]) < _rank(match):
                best[key] = (number, asked, match)
    ordered = sorted(best.values(), key=lambda one: (one[0], -one[2].score, one[2].party.list, one[2].party.id))
    open_ones = {number: why for number, some in names.items() if (why := _doubt([doubts[one] for one in some]))}
    return Met(tuple(ordered), open_ones)


def _doubt(doubts: Sequence[tuple[str, ...]]) -> str:
    """Return why no list clears a party, from the doubts of each of its names; empty where one does."""
    if not doubts:
        return UNTOLD
    return next(iter(together([Coverage((), doubts=some) for some in doubts]).doubts), "")


def _answers(asked: Sequence[Asked], ask: Ask, done: Callable[[int], None]) -> Iterator[tuple[Asked, Matches]]:
    for start in range(0, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        yield from zip(some, ask(some), strict=True)
        done(len(some))


def _rank(match: Match) -> tuple[bool, float]:
    return match.sure, match.score


def asked_of(graph: Graph, number: int) -> Iterator[Asked]:
    """Yield what the lists are asked of a party of a graph: each of its names, with all else that is known of it.

    An owner of whom only that there is one is known is not asked.
    """
    node = graph.details.get(number)
    if node and node.kind == "unknown":
        return
    kind = node.kind if node and node.kind in ("person", "organization") else ""
    countries = node.countries if node and node.countries else ("",)
    own = tuple(dict.fromkeys((*(node.identifiers if node else ()), *_by_check_digits(graph.ids[number]))))
    names = dict.fromkeys((graph.name(number), *(node.names if node else ())))
    for place, name in enumerate(names):
        some = own if place < FULLY else own[:FEWER]
        yield Asked(name, kind, countries[0], some, more_countries=countries[1:])


def _by_check_digits(id: str) -> Iterator[Identifier]:
    """Yield the identifier that the id of a party is, where check digits say so."""
    yield from (one for one in identifiers_of(id) if one.kind in _ALONE)


def words_of(party: Party) -> tuple[str, ...]:
    """Return the words by which rules may speak of the list of a party: with each of its programmes, or alone."""
    return tuple(f"{party.list}:{programme}" for programme in party.programmes) or (party.list,)
