"""Which facts of a party the lists tell, and what they say of one: its value, or that it is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monazite.parties.lists.model import Feed, ListSource
from monazite.parties.screening import Found
from monazite.vocabulary import vocabulary

__all__ = ["ROLES", "Fed", "Told", "fed_facts", "role_facts"]

ROLES = ("exporter", "consignee", "end_user", "intermediary", "carrier")


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one fact: its value, or that something `holds` it open; neither where nothing is told."""

    value: Any = None
    holds: bool = False
    by: str = ""


@dataclass(frozen=True)
class Fed:
    """A fact of parties (its name holds {party}) with the lists that feed it, and the value that none of them means."""

    template: str
    feeds: tuple[tuple[str, Feed], ...]
    clear: Any

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists that must all be there, fresh and whole, before the fact is denied."""
        return tuple(dict.fromkeys(name for name, _ in self.feeds))

    @property
    def lacks(self) -> dict[str, str]:
        """What lists are known to lack of the fact, by list: where there is any, nobody is cleared."""
        return {name: feed.lacks for name, feed in self.feeds if feed.lacks}

    def told(self, hits: Iterable[Found], on: dt.date | None) -> Told:
        """Return what some hits say: a sure one tells the value, a probable one only holds it open."""
        held = Told()
        for hit in hits:
            feed = self.feed(hit)
            if feed and hit.sure and on is not None:
                party = hit.match.party
                return Told(self._value(feed, hit), False, f"{party.list} {party.id}")
            held = Told(None, True) if feed else held
        return held

    def feed(self, hit: Found) -> Feed | None:
        """Return by which feed a hit tells this fact."""
        party = hit.match.party
        mine = (feed for name, feed in self.feeds if name == party.list)
        return next((feed for feed in mine if not feed.programme or feed.programme in party.programmes), None)

    def _value(self, feed: Feed, hit: Found) -> Any:
        if feed.value == "act":
            return (hit.span.act if hit.span else "") or hit.match.party.list
        return True if feed.value == "true" else feed.value


def fed_facts(sources: Mapping[str, ListSource], wanted: Iterable[str]) -> list[Fed]:
    """Return the facts that lists feed, those alone of which a role's fact is wanted, in the order of the lists."""
    wanted = set(wanted)
    feeds: dict[str, list[tuple[str, Feed]]] = {}
    for name, source in sources.items():
        for feed in source.feeds:
            if wanted & set(role_facts(feed.fact)):
                feeds.setdefault(feed.fact, []).append((name, feed))
    return [Fed(template, tuple(found), _clear(template)) for template, found in feeds.items()]


def role_facts(template: str) -> Sequence[str]:
    """Return the facts of the vocabulary that a template stands for, one for each role that has it."""
    return [name for role in ROLES if (name := template.replace("{party}", role)) in vocabulary()]


def _clear(template: str) -> Any:
    return False if vocabulary()[role_facts(template)[0]].type == "boolean" else "none"
