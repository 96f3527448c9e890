"""Identifying: the words of a line are read, then the entries of some regimes are held against what they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from monazite.goods.answer import Goods
from monazite.goods.doubt_model import Doubt, DoubtsPack
from monazite.goods.doubts import doubts, settled
from monazite.goods.headings import Headings, Search
from monazite.goods.model import GoodsPack
from monazite.goods.reader import Reader
from monazite.identify.belief import Belief, Titles
from monazite.identify.columns import with_stated
from monazite.identify.model import Entry, Identification, Texts
from monazite.law.model import Item, LawPack
from monazite.law.phases import Phase, phase_on, phases
from monazite.law.plain import Case
from monazite.law.plausible import plausibility, unknown_atoms
from monazite.law.state import resolve
from monazite.law.time import inside, spans_of
from monazite.law.tree import Node, day_number

__all__ = ["Identifier"]

NOTHING: Mapping[str, object] = MappingProxyType({})
ENOUGH = 0.08  # plausibility from which an entry is shown
IN_FORCE = Phase("in_force", None, None)


class Identifier:
    """Identifies descriptions under some regimes; built once, used in any thread.

    `known_on` is the day whose knowledge of the law counts (None: all that the packs know), `reading` says whether
    only issued instruments count, or announced ones too. With `rules` for contradictions, what a line states
    is held against what its words say.
    """

    def __init__(
        self,
        goods: GoodsPack,
        laws: Sequence[LawPack],
        known_on: dt.date | None = None,
        reading: str = "instruments",
        rules: DoubtsPack | None = None,
    ) -> None:
        self.pack, self.laws, self._rules = goods, tuple(laws), rules
        self.reader, self.headings = Reader(goods), Headings(goods)
        self._regimes = [_Regime(pack, known_on, reading) for pack in laws]

    def identify(self, texts: Texts, on: dt.date, stated: Mapping[str, object] = NOTHING) -> Identification:
        """Return what the words of one line say, with entries and headings.

        `stated` are columns of the line (quantities in the exact steps of the vocabulary); they count for more than
        what the words say.
        """
        goods = self.reader.read(texts.description, texts.specification, texts.composition, texts.assay)
        facts = with_stated(goods, stated)
        found = [entry for regime in self._regimes for entry in regime.entries(goods, self.pack, facts, on)]
        found.sort(key=lambda e: (e.applies is not True, -e.score))
        entries = tuple(e for e in found if e.state == "in_force")
        waiting = tuple(e for e in found if e.state != "in_force")
        verdict, because = _verdict(goods, facts, entries)
        search = self.headings.find([goods])[0]
        doubted = self._doubts(stated, goods, search, entries)
        return Identification(goods, on, verdict, because, entries, search, waiting, doubted)

    def _doubts(
        self, stated: Mapping[str, object], goods: Goods, search: Search, entries: Sequence[Entry]
    ) -> tuple[Doubt, ...]:
        """Return what contradicts what; a claim about controls is held against the entries that apply."""
        if self._rules is None:
            return ()
        found = doubts(stated, goods, search, self._rules)
        items = tuple(dict.fromkeys(f"{e.regime}:{e.code}" for e in entries if e.applies))
        if items and (goods.claims or "claimed_control_code" in stated):
            from monazite.goods.claims import claim  # brings Arrow, which nothing else here needs

            found = settled((*found, *claim({**stated, "items": items}, goods, self._rules)))
        return found


@dataclass(frozen=True, slots=True)
class _Dated:
    """An item that is in force on a day, or will be: its condition without days, and how it stands."""

    item: Item
    node: Node
    phase: Phase


class _Regime:
    """The entries of one regime as known on a day."""

    def __init__(self, pack: LawPack, known_on: dt.date | None, reading: str) -> None:
        self._pack, self._known_on, self._reading = pack, known_on, reading
        self._state = resolve(pack, known_on, reading, dated=False)
        self._titles = Titles(self._state)
        self._on = lru_cache(maxsize=64)(self._standing)

    def entries(self, goods: Goods, pack: GoodsPack, facts: Mapping[str, object], on: dt.date) -> Iterable[Entry]:
        """Yield the entries that apply or plausibly may, with how they stand on the day."""
        case = Case(facts, day_number(on))
        belief, worded = Belief(goods, pack), self._titles.scores(goods)
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


def _verdict(goods: Goods, facts: Mapping[str, object], entries: Sequence[Entry]) -> tuple[str, str]:
    if any(e.applies for e in entries):
        return "listed", "what the words say meets the entry"
    if entries:
        return "may_be_listed", "what the words say leaves the entry open"
    if facts.get("kind") in ("technology", "service") or facts.get("material") or facts.get("substance"):
        return "not_listed", "what the words say meets no entry"
    if goods.open:
        return "cannot_tell", goods.open[0].because
    return "cannot_tell", "the words do not say what the goods are"
