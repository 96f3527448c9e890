"""The entries of one regime held against what is known of goods, with how they stand on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from monazite.goods.answer import Goods
from monazite.goods.model import GoodsPack
from monazite.identify.belief import Belief, Titles
from monazite.identify.model import Entry
from monazite.law.model import Item, LawPack
from monazite.law.phases import Phase, phase_on, phases
from monazite.law.plain import Case
from monazite.law.plausible import plausibility, unknown_atoms
from monazite.law.state import resolve
from monazite.law.time import inside, spans_of
from monazite.law.tree import Node, day_number

__all__ = ["Regime"]

ENOUGH = 0.08  # plausibility from which an entry is shown
IN_FORCE = Phase("in_force", None, None)


@dataclass(frozen=True, slots=True)
class _Dated:
    """An item that is in force on a day, or will be: its condition without days, and how it stands."""

    item: Item
    node: Node
    phase: Phase


class Regime:
    """The entries of one regime as known on a day."""

    def __init__(self, pack: LawPack, goods: GoodsPack, known_on: dt.date | None, reading: str) -> None:
        self._pack, self._known_on, self._reading = pack, known_on, reading
        self._state = resolve(pack, known_on, reading, dated=False)
        self._titles = Titles(self._state, goods)
        self._on = lru_cache(maxsize=64)(self._standing)

    def entries(self, goods: Goods, belief: Belief, facts: Mapping[str, object], on: dt.date) -> Iterator[Entry]:
        """Yield the entries that apply or plausibly may, with how they stand on the day."""
        case = Case(facts, day_number(on))
        worded = self._titles.scores(goods)
        for dated in self._on(on):
            truth = case.truth(dated.node)
            if truth is False:
                continue
            score = 1.0 if truth else max(plausibility(dated.node, case, belief), worded.get(dated.item.id, 0.0))
            if score >= ENOUGH:
                ask = () if truth else tuple(dict.fromkeys(map(_fact, unknown_atoms(dated.node, case, belief))))
                yield _entry(self._pack.id, dated, truth, score, ask)

    def _standing(self, on: dt.date) -> tuple[_Dated, ...]:
        return tuple(self._dated(on))

    def _dated(self, on: dt.date) -> Iterator[_Dated]:
        pack, known, reading = self._pack, self._known_on, self._reading
        for name, node in self._state.items.items():
            item = pack.items[name]
            if inside(spans_of(pack, item, known, reading), day_number(on)):
                yield _Dated(item, node, IN_FORCE)
                continue
            phase = phase_on(phases(pack, item, known, reading), on)
            if phase is not None and phase.state in ("suspended", "pending"):
                yield _Dated(item, node, phase)


def _entry(regime: str, dated: _Dated, truth: bool | None, score: float, ask: tuple[str, ...]) -> Entry:
    item, phase = dated.item, dated.phase
    return Entry(
        regime=regime,
        item=item.id,
        code=item.code,
        title=item.title,
        title_zh=item.title_zh,
        applies=truth,
        score=round(score, 3),
        ask=ask,
        confidence=item.confidence,
        instrument=item.instrument,
        state=phase.state,
        until=phase.last,
        by=phase.by,
    )


def _fact(node: Node) -> str:
    return str(getattr(node, "fact", ""))
