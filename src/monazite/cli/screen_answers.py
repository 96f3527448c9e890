"""Answers to the rows of a file: a party that comes again is matched once in the whole run, not once in each part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from monazite.cli.screen_reading import Read
from monazite.engines.local import default_threads, in_order
from monazite.parties.contacts import address_key, clusters, phone_key
from monazite.parties.coverage import together
from monazite.parties.decisions import party_key

if TYPE_CHECKING:
    import datetime as dt

    from monazite.parties.asked import Asked
    from monazite.parties.screening import Answer, Screener

__all__ = ["answers", "clusters_of"]

AT_ONCE = 1_000
KEPT = 50_000  # answers that are kept at a time, of parties that come again later
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows of a file: from, to; the parties that are asked for them, and those whose answers stay for later rows."""

    start: int
    end: int
    todo: list[int]
    stay: frozenset[int]


def answers(read: Read, screener: Screener, on: dt.date, known_on: dt.date) -> Iterator[tuple[int, list[Answer]]]:
    """Yield (number of the first row, answers) in the order of the rows."""

    def work(part: _Part) -> tuple[_Part, dict[int, Answer]]:
        return part, _answered(read, part.todo, screener, on, known_on)

    which = read.which
    kept: dict[int, Answer] = {}
    for part, found in in_order(_parts(which, len(read.asked)), work, default_threads()):
        kept |= found
        own = which[part.start : part.end].tolist()
        yield part.start, [kept[n] for n in own]
        for n in set(own) - part.stay:
            del kept[n]


def _parts(which: Ints, count: int) -> Iterator[_Part]:
    """Yield the parts of a file; what is asked and kept follows from the rows alone, whichever thread is first."""
    last, held = np.zeros(count, np.int64), set[int]()
    last[which] = np.arange(len(which))  # of a number that is written twice the last one stays
    for start in range(0, len(which), AT_ONCE):
        end = min(start + AT_ONCE, len(which))
        own = list(dict.fromkeys(which[start:end].tolist()))
        todo = [n for n in own if n not in held]
        held -= {n for n in own if last[n] < end}
        again = [n for n in todo if last[n] >= end]
        held |= set(again[: max(0, KEPT - len(held))])
        yield _Part(start, end, todo, frozenset(held.intersection(own)))


def _answered(
    read: Read, numbers: Sequence[int], screener: Screener, on: dt.date, known_on: dt.date
) -> dict[int, Answer]:
    some = {n: (read.asked[n], read.also.get(n, ())) for n in numbers}
    names = [replace(one, name=name) for one, more in some.values() for name in more]
    distinct = list(dict.fromkeys([*(one for one, _ in some.values()), *names]))
    matches = dict(zip(distinct, screener.matches(distinct, known_on), strict=True))
    told = {one: screener.answer(one, matches[one], on, known_on) for one in distinct}
    return {n: _with_names(one, more, told) for n, (one, more) in some.items()}


def _with_names(asked: Asked, more: Sequence[str], answers: Mapping[Asked, Answer]) -> Answer:
    """Return the answer of a party with the hits of its other names: of each entry the best one, best first."""
    own = answers[asked]
    if not more:
        return own
    every_name = [own, *(answers[replace(asked, name=name)] for name in more)]
    every = [hit for one in every_name for hit in one.hits]
    every.sort(key=lambda hit: (-hit.counts, -hit.match.score))
    best = {(hit.match.party.list, hit.match.party.id): hit for hit in reversed(every)}
    coverage = together([one.coverage for one in every_name])
    return replace(own, hits=tuple(sorted(best.values(), key=lambda hit: -hit.match.score)), coverage=coverage)


def clusters_of(read: Read, screener: Screener, known_on: dt.date) -> list[int]:
    """Return the number of each party's cluster of shared contacts, over file and lists together; 0 for none."""
    listed = screener.known(known_on).parties
    who = [party_key(one.name) for one in read.asked] + [f"{party.list} {party.id}" for party in listed]
    every = (*((one.addresses, one.phones) for one in read.asked), *((one.addresses, one.phones) for one in listed))
    keys = ([*map(address_key, addresses), *map(phone_key, phones)] for addresses, phones in every)
    return [int(n) for n in clusters(who, keys)[: len(read.asked)]]
