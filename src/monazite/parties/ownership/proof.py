"""Why a party is owned, may be, or is not: the holdings that prove it, what would have to be so, what is missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from monazite.parties.ownership.answer import Answer, Read
from monazite.parties.ownership.cascade import NOT, Run, Side
from monazite.parties.ownership.model import Share

__all__ = ["LONGEST", "Part", "Proof", "Step", "prove"]

# Companies of which a proof shows the owners; listed parties that are compared where each counts by itself; holdings
# that do not count and are shown all the same.
LONGEST = 200
MOST_ROOTS = 20
MOST_OTHERS = 3


@dataclass(frozen=True, slots=True)
class Part:
    """One holding of a proof: who holds how much of what is held, with the state of the owner and where it stands.

    `counted` is what it gives to the sum of this side of the answer. `needs` says what would have to be so for that:
    top (its share at the top of a range), owned (the owner is itself owned), dates, nominee, indirect.
    """

    owner: int
    share: Share
    counted: Fraction
    state: str
    base: tuple[str, str]
    place: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """The holdings of one company on the base that is held most; `sum` is what they come to, `need` the threshold.

    `state` is certain, possible or no, `sure` is what is held for certain, `room` the most that others leave,
    `missing` what is missing to the threshold (nothing where it is reached), `others` the largest holdings of owners
    who are not owned, where the party is not.
    """

    party: int
    state: str
    parts: tuple[Part, ...]
    sum: Fraction
    sure: Fraction
    need: Fraction
    room: Fraction
    missing: Fraction
    others: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """The proof of one answer under one reading: steps from the party upwards, each company once, owners after it."""

    party: int
    reading: str
    state: str
    steps: tuple[Step, ...]
    cut: bool = False


def prove(answer: Answer, party: int, read: Read | None = None) -> Proof:
    """Return why a party has its state, under a reading (the widest where none is named)."""
    read = read or answer.reads[0]
    state = read.state(party)
    side, run = (read.sure, read.certain) if state == "certain" else (read.most, read.possible)
    if run.root is not None:
        run = _alone(side, run, party, cascade=read.reading.cascade)
    steps = _Steps(answer, read, side, run)
    found = steps.of(party) if state != "no" else (steps.missing(party),)
    return Proof(party, read.reading.name, state, found, steps.cut)


def _alone(side: Side, run: Run, party: int, *, cascade: bool) -> Run:
    """Return the run of the one listed party that reached a party, or that holds most of it."""
    assert run.root is not None
    if run.rank[party] > NOT:
        return side.run(np.array([run.root[party]], np.int64), cascade=cascade)
    owners = side.owner[side.into(party)]
    roots = np.unique(run.root[owners[run.rank[owners] > NOT]])[:MOST_ROOTS]
    runs = [side.run(np.array([root], np.int64), cascade=cascade) for root in roots.tolist()]
    keys = side.moment.keys.into(party)
    return max(runs, key=lambda one: int(max(one.held[keys], default=0)), default=side.run(np.zeros(0, np.int64)))


class _Steps:
    """The steps of a proof on one side."""

    def __init__(self, answer: Answer, read: Read, side: Side, run: Run) -> None:
        self.answer, self.read, self.side, self.run = answer, read, side, run
        self.whole, self.n, self.cut = side.whole, side.n, False

    def of(self, party: int) -> tuple[Step, ...]:
        """Return the steps from a party up to listed ones; owners that were reached before it, so no ring."""
        out: list[Step] = []
        todo, seen = [party], {party}
        while todo:
            number = todo.pop(0)
            if self.run.rank[number] == 0:
                continue
            if len(out) == LONGEST:
                self.cut = True
                break
            step = self._step(number, before=True)
            out.append(step)
            for part in step.parts:
                if part.owner not in seen:
                    seen.add(part.owner)
                    todo.append(part.owner)
        return tuple(out)

    def missing(self, party: int) -> Step:
        """Return the holdings that count and do not reach the threshold, and the largest of those that do not count."""
        step = self._step(party, before=False)
        counted = {part.owner for part in step.parts}
        edges = [e for e in self.side.into(party).tolist() if int(self.side.owner[e]) not in counted]
        edges.sort(key=lambda e: -int(self.side.amount[e]))
        return replace(step, others=tuple(map(self._part, edges[:MOST_OTHERS])))

    def _step(self, party: int, *, before: bool) -> Step:
        edges = self._edges(party, before=before)
        key, chosen = self._most_held(party, edges)
        parts = tuple(sorted(map(self._part, chosen), key=lambda p: (-p.counted, p.owner)))
        total, room = sum((part.counted for part in parts), Fraction(0)), self._room(key, chosen)
        need = self.answer.rule.threshold * (1 - self._treasury(key))
        sure = Fraction(sum(self._sure(e) for e in chosen), self.whole)
        missing = max(need - min(total, room), Fraction(0))
        return Step(party, self.read.state(party), parts, total, sure, need, room, missing)

    def _edges(self, party: int, *, before: bool) -> list[int]:
        """Return the counted holdings of a party by owners that were reached, before it where it was reached too."""
        edges, rank = self.side.into(party), self.run.rank
        reached = rank[self.side.owner[edges]] > NOT
        if not self.read.reading.cascade:
            reached &= rank[self.side.owner[edges]] == 0
        if before:
            reached &= rank[self.side.owner[edges]] < rank[party]
        found: list[int] = edges[reached].tolist()
        return found

    def _most_held(self, party: int, edges: list[int]) -> tuple[int | None, list[int]]:
        """Return the key that is held most and its holdings; the party's first key where nothing is held."""
        by_key: dict[int, list[int]] = {}
        for edge in edges:
            by_key.setdefault(int(self.side.key[edge]), []).append(edge)
        if not by_key:
            return next(iter(self.side.moment.keys.into(party).tolist()), None), []
        return max(sorted(by_key.items()), key=lambda one: sum(int(self.side.amount[e]) for e in one[1]))

    def _sure(self, edge: int) -> int:
        """Return what a holding gives for certain: its least share, if its owner is certainly listed or owned."""
        owner = int(self.side.owner[edge])
        base = int(self.side.moment.base[self.side.edge[edge]])
        if self.read.certain.rank[owner] == NOT or self.answer.graph.bases[base][1]:
            return 0  # half of one class of shares is not half of the company
        return int(self.side.moment.low[self.side.edge[edge]])

    def _room(self, key: int | None, chosen: list[int]) -> Fraction:
        over = self.side.over is not None and bool(self.side.over[chosen].any())
        if self.side.certain or key is None or not self.side.sound[key] or over:
            return Fraction(1)
        held = int(self.side.sure[key]) - sum(int(self.side.own_low[e]) for e in chosen)
        return 1 - Fraction(held, self.whole)

    def _treasury(self, key: int | None) -> Fraction:
        return Fraction(0) if self.side.certain or key is None else Fraction(int(self.side.itself[key]), self.whole)

    def _part(self, edge: int) -> Part:
        graph, m, at = self.answer.graph, self.side.moment, int(self.side.edge[edge])
        owner, number = int(self.side.owner[edge]), int(m.edge[at])
        listed = owner in self.answer.lists
        return Part(
            owner=owner,
            share=graph.share(number),
            counted=Fraction(int(self.side.amount[edge]), self.whole),
            state="listed" if listed else self.read.state(owner),
            base=graph.base(number),
            place=graph.place(number),
            needs=self._needs(at, owner, listed),
        )

    def _needs(self, at: int, owner: int, listed: bool) -> tuple[str, ...]:
        """Return what is not certain of a holding."""
        if self.side.certain or self.run.rank[owner] == NOT:
            return ()
        m = self.side.moment
        sure = self.read.certain.rank[owner] > NOT
        tests = {
            "match": listed and not sure,
            "owned": not listed and not sure,
            "indirect": bool(m.indirect[at]),
            "nominee": bool(m.nominee[at]),
            "dates": bool(m.doubtful[at]),
            "class": bool(m.graph.bases[int(m.base[at])][1]),
        }
        found = tuple(name for name, there in tests.items() if there)
        ranged = m.low[at] < m.high[at] and not {"indirect", "nominee", "dates"} & set(found)
        return (*found, "top") if ranged else found
