"""The stage of parties: each distinct party of a line's roles is screened once, and the facts on listings filled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.coded import coded_keys, compressed, days_of
from monazite.lists import HELD, Combos, joined, put
from monazite.parties.askers import Askers, askers
from monazite.parties.cases import NOTHING, Case, Judge, case_on
from monazite.parties.feeding import ROLES, Fed, Told, fed_facts, role_facts
from monazite.parties.named import Key, Named
from monazite.parties.owned import OWNED, Owned, Ownership
from monazite.parties.request import Parties
from monazite.vocabulary import vocabulary

__all__ = ["COLUMNS", "PartyStage", "still_open"]

# The columns that the stage adds. The place of each role is a number of its own, so that SQL can group rows by it.
PLACES = {role: f"party_place_{role}" for role in ("exporter", "consignee", "end_user")}
COLUMNS = ("party_hits", "party_score", "lists", "shared_contacts", *PLACES.values())
OF_ROLE = ("{}", "{}_country", "{}_id", "{}_address")
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Role:
    """What the lists say of one role of a batch: distinct cases, the number of each row's, rows' names and places."""

    name: str
    cases: list[Case]
    codes: Ints
    who: Ints
    place: Ints


class PartyStage:
    """Screens the parties of lines; built once, used in any thread. Without parties to screen it does nothing.

    `facts` are those that the law reads or that are kept; others are not filled. With `processes` above 1, many new
    parties are asked for in so many processes, which `close` ends; few never start any.
    """

    def __init__(
        self, parties: Parties | None, known_on: dt.date | None, facts: Iterable[str], *, processes: int = 1
    ) -> None:
        self.work = _Work(parties, known_on, frozenset(facts), processes) if parties else None

    def close(self) -> None:
        """End the processes that ask; batches that wait for them raise Stopped, as do those that come after."""
        if self.work:
            self.work.close()

    @property
    def reads(self) -> frozenset[str]:
        """The facts that the stage reads: who the parties are, the day, and the facts that it fills."""
        return self.work.reads if self.work else frozenset()

    def apply(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch with facts on listings filled where lines do not state them, and the columns of the stage.

        A fact that a possible match holds open is marked so: `still_open` keeps it from being assumed. Rows keep order
        and number.
        """
        return self.work.apply(batch) if self.work else batch


class _Work:
    def __init__(self, parties: Parties, known_on: dt.date | None, facts: frozenset[str], processes: int) -> None:
        self.parties, self.facts, self._processes = parties, facts, processes
        self.known_on = known_on or dt.date.max
        self.fed = fed_facts(parties.sources, facts)
        every = self.fed if not parties.owners else fed_facts(parties.sources, vocabulary())
        self._every: Sequence[Fed] = every
        self._askers, self._closed = cast("Askers | None", None), False
        self._making, self._judge = Lock(), cast("Judge | None", None)
        self.owned: Sequence[Owned] = [o for o in OWNED if facts & set(role_facts(o.template))]

    def close(self) -> None:
        """End the processes that ask."""
        self._closed = True
        if self._askers:
            self._askers.close()

    @property
    def reads(self) -> frozenset[str]:
        told = {pattern.format(role) for role in ROLES for pattern in OF_ROLE}
        return frozenset(told & set(vocabulary())) | {"date", *self.filled}

    @cached_property
    def filled(self) -> tuple[str, ...]:
        """The facts that are filled."""
        owned = [one.template for one in self.owned] if self.parties.owners else []
        templates = [*(one.template for one in self.fed), *owned]
        return tuple(name for template in templates for name in role_facts(template) if name in self.facts)

    def _made(self) -> Judge:
        """Return what judges, made by the first thread that asks."""
        with self._making:
            if self._judge is None:
                screener, owners = self.parties.screener(), self.parties.owners
                ownership = Ownership(owners, screener, self._every, self.known_on) if owners else None
                self._judge = Judge(screener, self.known_on, self.fed, self.owned, ownership)
                self._askers = askers(screener, self.parties, self.known_on, self._processes)
                if self._closed:
                    self._askers.close()
                self._named = Named(self._askers, screener.known(self.known_on).contacts, ownership)
            return self._judge

    # ------------------------------------------------------------ a batch
    def apply(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        days, day_codes = days_of(batch)
        have = set(batch.schema.names)
        roles = [self._role(batch, role, days, day_codes) for role in ROLES if {role, f"{role}_id"} & have]
        return self._told(self._filled(batch, roles), roles)

    def _role(self, batch: pa.RecordBatch, role: str, days: Sequence[dt.date | None], day_codes: Ints) -> _Role:
        codes, keys = coded_keys(batch, [pattern.format(role) for pattern in OF_ROLE])
        judge = self._made()
        shelf, numbers = self._named.numbers(cast("list[Key]", keys))
        rows = numbers[codes]
        group, country, who, place = (column[rows] for column in shelf.codes)
        # Of parties of whom nothing is known, all of a country (where lists lack names of one) are one case.
        plain = np.where(rows == 0, -1, -2 - (country if judge.gaps else 0))
        both = np.where(group > 0, group, plain) * len(days) + day_codes
        firsts, places = by_first_row(both)
        asked = zip(*(np.divmod(both[firsts], len(days))), rows[firsts].tolist(), strict=True)
        cases = [case_on(judge, shelf, (int(of), role), n, days[int(day)]) for of, day, n in asked]
        number: dict[int, int] = {}
        which = np.array([number.setdefault(id(case), len(number)) for case in cases], np.int64)
        distinct = list({id(case): case for case in cases}.values())
        return _Role(role, distinct, which[places], who, place)

    # ------------------------------------------------------------ facts
    def _filled(self, batch: pa.RecordBatch, roles: Sequence[_Role]) -> pa.RecordBatch:
        for role, template, name in self._facts(roles):
            told, silent = [case.values.get(template, Told()) for case in role.cases], _silent(batch, name)
            held = np.array([one.holds for one in told], bool)[role.codes] & silent
            if silent.any() and any(one.value is not None for one in told):
                values = pa.array([one.value for one in told], vocabulary()[name].arrow_type())
                batch = _coalesced(batch, name, values.take(pa.array(role.codes)))
            batch = put(batch, f"{HELD}{name}", pa.array(held)) if held.any() else batch
        return batch

    def _facts(self, roles: Sequence[_Role]) -> list[tuple[_Role, str, str]]:
        templates = [*(one.template for one in self.fed), *(one.template for one in self.owned)]
        named = [(role, t, t.replace("{party}", role.name)) for role in roles for t in templates]
        return [one for one in named if one[2] in self.filled]

    # ------------------------------------------------------------ columns
    def _told(self, batch: pa.RecordBatch, roles: Sequence[_Role]) -> pa.RecordBatch:
        """Return the batch with the columns of the stage, and what it found among the findings and derived facts."""
        cases, codes = together(roles, batch.num_rows)
        narrow = codes.astype(np.int32)
        findings = [tuple(dict.fromkeys(text for case in some for text in case.findings)) for some in cases]
        derived = [tuple(dict.fromkeys(text for case in some for text in case.derived)) for some in cases]
        batch = joined(batch, "findings", findings, narrow) if any(findings) else batch
        batch = joined(batch, "derived", derived, narrow) if any(derived) else batch
        hits = [tuple(text for case in some for text in case.hits) for some in cases]
        scores = [max((case.score for case in some if case.score is not None), default=None) for some in cases]
        batch = put(batch, "party_hits", Combos(hits, narrow).column())
        batch = put(batch, "party_score", pa.array(scores, pa.float32()).take(pa.array(codes)))
        named = [self._ages if some else () for some in cases]
        batch = put(batch, "lists", Combos(named, narrow).column())
        for role in (role for role in roles if role.name in PLACES):
            batch = put(batch, PLACES[role.name], pa.array(role.place, pa.int64(), mask=role.place == 0))
        return put(batch, "shared_contacts", shared_contacts(roles, batch.num_rows))

    @cached_property
    def _ages(self) -> tuple[str, ...]:
        """The edition of each list and how old it was on the day of knowledge."""
        states = [self._made().standing(name, self.known_on) for name in self.parties.lists]
        return tuple(f"{s.list} {s.edition} ({s.age} days)" if s.edition else f"{s.list} {s.state}" for s in states)


def by_first_row(codes: Ints) -> tuple[Ints, Ints]:
    """Return the first row of each distinct number, and for each row which it is: numbered as they come.

    Numbers of a shelf tell what was asked before; so told, equal batches are answered in equal bytes.

    >>> first, which = by_first_row(np.array([7, 3, 7, 9]))
    >>> first.tolist(), which.tolist()
    ([0, 1, 3], [0, 1, 0, 2])
    """
    some, which = compressed(codes)
    first = np.zeros(len(some), np.int64)
    first[which[::-1]] = np.arange(len(codes))[::-1]  # of a number that is written twice the last one stays
    order = np.argsort(first)
    rank = np.empty(len(some), np.int64)
    rank[order] = np.arange(len(some))
    return first[order], rank[which]


def still_open(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch, filled with what is assumed, in which what possible matches hold open is not known again."""
    for mark in (column for column in batch.schema.names if column.startswith(HELD)):
        name = mark.removeprefix(HELD)
        if name in batch.schema.names:
            column = batch.column(name)
            nothing = pa.scalar(None, column.type)
            batch = put(batch, name, pc.if_else(batch.column(mark), nothing, column))
    return batch


def together(roles: Sequence[_Role], rows: int) -> tuple[list[tuple[Case, ...]], Ints]:
    """Return the distinct combinations of cases over the roles, without those of nobody, and which is each row's."""
    codes, cases = np.zeros(rows, np.int64), [tuple[Case, ...]()]
    for role in roles:
        same: dict[Case, int] = {}
        number = np.array([same.setdefault(case.shown, len(same)) for case in role.cases], np.int64)
        own = number[role.codes]
        first, after = compressed(codes * len(same) + own)
        told = list(same)
        pairs = zip(codes[first].tolist(), own[first].tolist(), strict=True)
        cases = [(*cases[n], told[k]) if told[k] != NOTHING else cases[n] for n, k in pairs]
        codes = after
    return cases, codes


def shared_contacts(roles: Sequence[_Role], rows: int) -> pa.Array:
    """Return the number of the address that a party of a line shares with a listed party, or with another of the line.

    NULL where none is shared. The number is the same in every run, so that lines of one address can be counted.
    """
    out = np.zeros(rows, np.int64)
    for role in roles:
        near = np.array([case.near for case in role.cases], bool)[role.codes]
        out = np.where((out == 0) & near, role.place, out)
    for k, one in enumerate(roles):
        for other in roles[k + 1 :]:
            same = (one.place > 0) & (one.place == other.place) & (one.who != other.who)
            out = np.where((out == 0) & same, one.place, out)
    return pa.array(out, pa.int64(), mask=out == 0)


def _silent(batch: pa.RecordBatch, name: str) -> Bools:
    if name not in batch.schema.names:
        return np.ones(batch.num_rows, bool)
    return np.asarray(pc.is_null(batch.column(name)), bool)


def _coalesced(batch: pa.RecordBatch, name: str, told: pa.Array) -> pa.RecordBatch:
    if name not in batch.schema.names:
        return put(batch, name, told)
    stated = batch.column(name)
    stated = stated.dictionary_decode() if isinstance(stated, pa.DictionaryArray) else stated
    return put(batch, name, pc.coalesce(stated, told.cast(stated.type)))
