"""What is asked of a description and what is answered: texts, entries, identification."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monazite.goods.answer import Goods
from monazite.goods.examples import Example
from monazite.goods.headings import Search

if TYPE_CHECKING:
    from monazite.goods.doubts.model import Doubt

__all__ = ["BASES", "SHOWN", "VERDICTS", "Entry", "Identification", "Texts", "first_of_each"]

SHOWN = 5

VERDICTS = {
    "listed": "an entry applies, by what the words say",
    "may_be_listed": "an entry may apply; what to ask is named",
    "not_listed": "no entry of the regimes asked applies, by what the words say",
    "cannot_tell": "the words do not say what the goods are",
}

# What speaks for an entry that is named.
BASES = {
    "words": "the words meet the entry, or make it plausible",
    "examples": "the words leave it open, and only goods that are worded alike speak for it",
    "against_words": "the words name other goods, and only goods that are worded alike speak for it",
}


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one line."""

    description: str
    specification: str = ""
    composition: str = ""
    assay: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a control list: whether it applies (None: may apply), how plausible, and which facts would tell.

    `like` is the nearest example of goods under the entry, where such examples are near the description; `basis` says
    what speaks for the entry (BASES).
    `state` is how it stands on the day: in_force, suspended (to `until`) or pending (to `until`); `by` names the
    instruments that suspend it. Days are inclusive, None is open.
    """

    regime: str
    item: str
    code: str
    title: str
    title_zh: str
    applies: bool | None
    score: float
    ask: tuple[str, ...]
    confidence: str
    instrument: str
    state: str = "in_force"
    until: dt.date | None = None
    by: tuple[str, ...] = ()
    like: Example | None = None
    basis: str = "words"


@dataclass(frozen=True)
class Identification:
    """What a description was identified as, under the law of a day.

    `entries` are the best that are in force on the day, `waiting` the best that are suspended or not yet in force;
    `every` and `every_waiting` hold all of them; `remote` are the codes of those that the words do not rule out, and
    for which nothing speaks. `ask` names the facts that would tell, `doubts` what contradicts what.
    """

    goods: Goods
    on: dt.date
    verdict: str
    because: str
    every: tuple[Entry, ...]
    headings: Search
    every_waiting: tuple[Entry, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    remote: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The first entry of each of the best codes."""
        return first_of_each(self.every)

    @property
    def waiting(self) -> tuple[Entry, ...]:
        """The first of each of the best codes that are suspended or not yet in force."""
        return first_of_each(self.every_waiting)

    @property
    def ask(self) -> tuple[str, ...]:
        """The facts that would tell whether the entries apply, each once."""
        return tuple(dict.fromkeys(fact for entry in self.entries for fact in entry.ask))

    def codes(self) -> tuple[str, ...]:
        """Return the codes of the entries, best first, each once."""
        return tuple(dict.fromkeys(e.code for e in self.entries))


def first_of_each(entries: Sequence[Entry], shown: int = SHOWN) -> tuple[Entry, ...]:
    """Return the first entry of each of the best codes."""
    found: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        found.setdefault((entry.regime, entry.code), entry)
    return tuple(found.values())[:shown]
