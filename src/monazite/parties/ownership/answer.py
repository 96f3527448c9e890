"""Who is owned by listed parties under a rule: certain, possible or no for every party, with the red flags beside."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from monazite.parties.ownership.cascade import NOT, Run, Side
from monazite.parties.ownership.flags import FLAGS, flag_bits
from monazite.parties.ownership.graph import Graph
from monazite.parties.ownership.model import Listed, Reading, Rule
from monazite.parties.ownership.moment import Moment, moment
from monazite.parties.ownership.reach import reached_from

__all__ = ["STATES", "Answer", "Read", "owned_by_listed", "owned_columns"]

STATES = ("no", "possible", "certain", "listed")
NO, POSSIBLE, CERTAIN, LISTED = range(4)
Longs = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Read:
    """The answers under one reading of a rule: the runs on least and on greatest shares."""

    reading: Reading
    sure: Side
    most: Side
    certain: Run
    possible: Run

    def state(self, party: int) -> str:
        """Return certain, possible or no; a listed party is certain."""
        return STATES[CERTAIN if self.certain.rank[party] > NOT else int(self.possible.rank[party] > NOT)]


@dataclass(frozen=True)
class Answer:
    """What a rule says of every party of a graph on a day, as known on a day.

    `listed` are the numbers of the parties listed for this rule, `sure` those of them whose match is certain. `reads`
    has one entry for each reading of the rule, the widest first.
    """

    graph: Graph
    rule: Rule
    on: dt.date | None
    known_on: dt.date | None
    moment: Moment
    listed: Longs
    sure: Longs
    lists: dict[int, tuple[str, ...]]
    reads: tuple[Read, ...]

    @cached_property
    def codes(self) -> npt.NDArray[np.int8]:
        """The state of every party as a number into STATES: what every reading says, possible where they differ."""
        certain = np.all([read.certain.rank > NOT for read in self.reads], axis=0)
        possible = np.any([read.possible.rank > NOT for read in self.reads], axis=0)
        out = np.where(certain, CERTAIN, np.where(possible, POSSIBLE, NO)).astype(np.int8)
        out[self.sure] = LISTED
        return out

    @cached_property
    def flags(self) -> npt.NDArray[np.uint32]:
        """The red flags of every party as bits, in the order of FLAGS."""
        widest = self.reads[0]
        return flag_bits(self.moment, self.rule, self.listed, widest.certain, widest.possible)

    def state(self, party: int) -> str:
        """Return the state of a party: one of STATES."""
        return STATES[self.codes[party]]

    def flags_of(self, party: int) -> tuple[str, ...]:
        """Return the red flags of a party by name."""
        return tuple(name for k, name in enumerate(FLAGS) if int(self.flags[party]) >> k & 1)

    def held(self, party: int, read: Read | None = None) -> tuple[Fraction, Fraction]:
        """Return the least and the greatest share that listed and owned parties hold, on the base that is held most."""
        read = read or self.reads[0]
        keys = self.moment.keys.into(party)
        low, high = (int(max(run.held[keys], default=0)) for run in (read.certain, read.possible))
        return Fraction(low, self.graph.whole), min(Fraction(high, self.graph.whole), Fraction(1))

    def behind(self, party: int) -> tuple[str, ...]:
        """Return the lists whose parties stand behind a party (certainly or possibly), strictest first."""
        found = {name for name, below in self._below.items() if below[party]}
        order = [name for name in self.rule.lists if name in found]
        return tuple(order + sorted(found - set(order)))

    @cached_property
    def _below(self) -> dict[str, npt.NDArray[np.bool_]]:
        """Behind which parties each list stands: handed on along the holdings of those who are reached."""
        side, rank = self.reads[0].most, self.reads[0].possible.rank
        use = (rank[side.owner] > NOT) & (rank[side.asset] > NOT)
        owner, asset, on = side.owner[use], side.asset[use], defaultdict[str, list[int]](list)
        for party, names in self.lists.items():
            for name in filter(None, names):
                on[name].append(party)
        n = len(self.graph)
        return {name: reached_from(np.array(those, np.int64), owner, asset, n) for name, those in on.items()}


def owned_by_listed(
    graph: Graph,
    listed: Iterable[Listed],
    rule: Rule,
    on: dt.date | None = None,
    known_on: dt.date | None = None,
) -> Answer:
    """Return what a rule says of every party of a graph: least fixpoints on least and on greatest shares.

    `listed` are parties of the graph that lists name on that day; those of lists that the rule does not speak of are
    left out, and one counts as possibly listed where only some programmes of its list count and its own is not told.
    `on` is the day that counts (None: holdings of every day), `known_on` the day whose knowledge counts.
    Costs about a second for a million parties and a million and a half holdings.
    """
    lists: dict[int, tuple[str, ...]] = {}
    sure: set[int] = set()
    for one in listed:
        number = graph.number.get(one.node)
        spoken = rule.speaks_of(one.list)
        if number is not None and spoken:
            lists[number] = tuple(dict.fromkeys((*lists.get(number, ()), spoken[0])))
            sure |= {number} if one.sure and spoken[1] else set()
    every, certain = np.array(sorted(lists), np.int64), np.array(sorted(sure), np.int64)
    now = moment(graph, on, known_on)
    reads = _reads(now, rule, every, certain)
    return Answer(graph, rule, on, known_on, now, every, certain, lists, reads)


def _reads(now: Moment, rule: Rule, listed: Longs, sure: Longs) -> tuple[Read, ...]:
    least = Side(now, rule, certain=True)
    most = Side(now, rule, certain=False, like=least)
    return tuple(
        Read(reading, least, most, _run(least, sure, reading), _run(most, listed, reading)) for reading in rule.readings
    )


def _run(side: Side, listed: Longs, reading: Reading) -> Run:
    return (side.run if reading.together else side.run_alone)(listed, cascade=reading.cascade)


def owned_columns(answer: Answer, parties: Sequence[str | None]) -> pa.Table:
    """Return the answers for many parties (ids or names) as columns, in their order: for a stage over distinct names.

    `state` is listed, certain, possible, no, or null where the graph does not have the party; `part_owned` whether a
    listed party is known to hold any share, directly or through others; `held_low` and `held_high` the shares of
    listed and owned parties in ppb; `flags` the red flags; `lists` the lists behind the party, strictest first. Where
    several parties have a name, the strictest of their answers stands and `name_not_unique` is a flag.
    """
    found: dict[str | None, tuple[object, ...]] = {}
    for text in dict.fromkeys(parties):
        found[text] = _row(answer, text)
    rows = [found[text] for text in parties]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(COLUMNS)
    return pa.table(
        {name: pa.array(column, kind) for (name, kind), column in zip(COLUMNS.items(), columns, strict=True)}
    )


COLUMNS = {
    "state": pa.string(),
    "part_owned": pa.bool_(),
    "held_low": pa.int64(),
    "held_high": pa.int64(),
    "flags": pa.list_(pa.string()),
    "lists": pa.list_(pa.string()),
}
PART = ("minority", "upstream")
PPB = 1_000_000_000


def _row(answer: Answer, text: str | None) -> tuple[object, ...]:
    numbers = answer.graph.find(text) if text else []
    if not numbers:
        return (None,) * len(COLUMNS)
    party = max(numbers, key=lambda k: int(answer.codes[k]))
    flags = answer.flags_of(party) + (("name_not_unique",) if len(numbers) > 1 else ())
    low, high = answer.held(party)
    part = answer.codes[party] in (POSSIBLE, CERTAIN) or any(name in flags for name in PART)
    return (
        answer.state(party),
        bool(part),
        int(low * PPB),
        -int(-high * PPB // 1),
        list(flags),
        list(answer.behind(party)),
    )
