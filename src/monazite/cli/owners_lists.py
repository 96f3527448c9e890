"""Which parties of a graph the kept lists name on a day: the lists that the rules speak of are asked, as dated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from monazite.parties.coverage import Coverage
from monazite.parties.decisions import Decisions, read_decisions
from monazite.parties.lists import ListStore, Readiness, lists_folder
from monazite.parties.matched import matched, words_of
from monazite.parties.ownership.graph import Graph
from monazite.parties.ownership.model import Listed, Rule
from monazite.parties.screening import Found, Screener
from monazite.parties.standing import Standing
from monazite.parties.table import hit_record
from monazite.screening import decisions_file, pack_of

__all__ = ["Hit", "Lists", "ask_lists"]


@dataclass(frozen=True)
class Hit:
    """A party of the graph, by number, that a list names on the day, or may name."""

    party: int
    found: Found

    @property
    def words(self) -> tuple[str, ...]:
        """The words by which rules speak of the list."""
        return words_of(self.found.match.party)

    def as_json(self, graph: Graph) -> dict[str, Any]:
        """Return it as plain JSON types."""
        told = {key: _plain(value) for key, value in hit_record(self.found).items()}
        return {"id": graph.ids[self.party], "name": graph.name(self.party), "sure": self.found.sure, "hit": told}


@dataclass(frozen=True)
class Lists:
    """The lists that were asked, how each stands, who was found; `kept` are those that there are.

    `doubts` are the parties of the graph, by number, whom no list clears, with why; `known_on` is the day of
    knowledge, where the day that is asked for is after it.
    """

    states: tuple[Readiness, ...] = ()
    kept: tuple[str, ...] = ()
    hits: tuple[Hit, ...] = ()
    doubts: Mapping[int, str] = field(default_factory=dict)
    known_on: dt.date | None = None

    @property
    def damaged(self) -> tuple[Readiness, ...]:
        """The lists that are there and of which nothing can be read."""
        return tuple(one for one in self.states if one.list in self.kept and not one.ok and one.edition is None)

    def listed(self, graph: Graph) -> Iterator[Listed]:
        """Yield who is listed; a match that is not beyond doubt lists possibly."""
        for hit in self.hits:
            yield from (Listed(graph.ids[hit.party], word, hit.found.sure) for word in hit.words)

    def coverage(self, rule: Rule) -> Coverage:
        """Return what must hold before a list clears anybody under a rule, of whatever country.

        A list is not missed where the rule names another in its place, and that one is whole.
        """
        states = {one.list: one for one in self.states}
        whole = {name for name, one in states.items() if one.covers()}
        instead = dict(rule.instead)
        asked = [name for name in rule.kept if name in states and (name in whole or instead.get(name) not in whole)]
        return Coverage(tuple(states[name] for name in asked), known_on=self.known_on)

    def incomplete(self, rule: Rule) -> tuple[str, ...]:
        """Return why nobody is cleared under a rule; empty where lists clear, and where none is kept."""
        return self.coverage(rule).why if self.kept else ()

    def as_json(self) -> list[dict[str, Any]]:
        """Return how each list stands as plain JSON types."""
        return [
            {
                "list": one.list,
                "state": one.state,
                "edition": _plain(one.edition),
                "checked": _plain(one.checked),
                "age_days": one.age,
                "checksum": one.checksum,
                "reason": one.reason,
            }
            for one in self.states
        ]


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | list | type(None)) else str(value)


def ask_lists(
    graph: Graph,
    rules: Sequence[Rule],
    folder: Path | None,
    packs: Path | None,
    on: dt.date,
    known_on: dt.date,
    done: Callable[[int], None] = lambda count: None,
) -> Lists:
    """Return who of a graph is on the kept lists that some rules speak of, on a day, as known on a day.

    Every party is asked, owners and what they own, by its names and identifiers, at the threshold of the review: the
    same that `assess` asks with. `done` is told how many were asked.
    """
    place = lists_folder(folder)
    wanted = tuple(dict.fromkeys(name for rule in rules for name in rule.kept))
    kept = tuple(name for name in wanted if name in ListStore(place).names())
    states = tuple(Standing(place, name, known_on).on(on) for name in wanted)
    if not kept:
        return Lists(states)
    decisions = Decisions(read_decisions(decisions_file(place)))
    screener = Screener(place, pack_of(packs), kept, use="review", decisions=decisions)
    met = matched(graph, range(len(graph)), partial(screener.matches, known_on=known_on), done)
    found = [Hit(number, screener.on_day(asked, match, on, known_on)) for number, asked, match in met.matches]
    hits = tuple(hit for hit in found if hit.found.counts)
    return Lists(states, kept, hits, met.doubts, known_on if on > known_on else None)
