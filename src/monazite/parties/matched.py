"""Which listed parties those of a document of ownership may be: each distinct name is asked of the lists once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from monazite.parties.asked import Asked, identifiers_of
from monazite.parties.model import Identifier, Party
from monazite.parties.ownership.graph import Graph
from monazite.parties.screening import Match, unread

__all__ = ["asked_of", "matched", "unread_of", "words_of"]

AT_ONCE = 2_000
# Every name is asked; names after so many of one party carry no more than so many of its identifiers, which the names
# before them were asked with: what is asked of a party stays as long as what the document says of it.
FULLY, FEWER = 100, 10
_ALONE = ("lei", "uscc")  # what check digits tell from any other number

Matched = tuple[int, Asked, Match]


def matched(
    graph: Graph,
    numbers: Sequence[int],
    matches: Callable[[Sequence[Asked]], Sequence[Sequence[Match]]],
    done: Callable[[int], None] = lambda count: None,
) -> list[Matched]:
    """Return who some parties of a graph may be, by number, with the name that says it; the best name of each stands.

    `matches` answers for some parties at once, as `Screener.matches` does; `done` is told how many were asked.
    """
    who: dict[Asked, list[int]] = {}
    for number in numbers:
        for asked in asked_of(graph, number):
            who.setdefault(asked, []).append(number)
    best: dict[tuple[int, str, str], Matched] = {}
    for asked, match in _answers(list(who), matches, done):
        for number in who[asked]:
            key = (number, match.party.list, match.party.id)
            if key not in best or _rank(best[key][2]) < _rank(match):
                best[key] = (number, asked, match)
    return sorted(best.values(), key=lambda one: (one[0], -one[2].score, one[2].party.list, one[2].party.id))


def _answers(
    asked: Sequence[Asked],
    matches: Callable[[Sequence[Asked]], Sequence[Sequence[Match]]],
    done: Callable[[int], None],
) -> Iterator[tuple[Asked, Match]]:
    for start in range(0, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        yield from ((one, match) for one, found in zip(some, matches(some), strict=True) for match in found)
        done(len(some))


def _rank(match: Match) -> tuple[bool, float]:
    return match.sure, match.score


def asked_of(graph: Graph, number: int) -> Iterator[Asked]:
    """Yield what the lists are asked of a party of a graph: each of its names, with all else that is known of it.

    An owner of whom only that there is one is known is not asked.
    """
    kind, node = graph.kind(number), graph.details.get(number)
    if kind == "unknown":
        return
    kind = kind if kind in ("person", "organization") and node else ""
    country = node.countries[0] if node and node.countries else ""
    own = tuple(dict.fromkeys((*(node.identifiers if node else ()), *_by_check_digits(graph.ids[number]))))
    names = dict.fromkeys((graph.name(number), *(node.names if node else ())))
    for place, name in enumerate(names):
        yield Asked(name, kind, country, own if place < FULLY else own[:FEWER])


def unread_of(graph: Graph, numbers: Sequence[int]) -> dict[int, str]:
    """Return why no list clears some parties, by number: those of whom no name can be compared."""
    out = {}
    for number in numbers:
        why = [next(iter(unread(asked.name)), "") for asked in asked_of(graph, number)]
        if why and all(why):
            out[number] = why[0]
    return out


def _by_check_digits(id: str) -> Iterator[Identifier]:
    """Yield the identifier that the id of a party is, where check digits say so."""
    yield from (one for one in identifiers_of(id) if one.kind in _ALONE)


def words_of(party: Party) -> tuple[str, ...]:
    """Return the words by which rules may speak of the list of a party: with each of its programmes, or alone."""
    return tuple(f"{party.list}:{programme}" for programme in party.programmes) or (party.list,)
