"""The entries of one regime held against what is known of goods, with how they stand on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from monazite.goods.answer import Goods
from monazite.goods.examples import Example, Examples, Likeness
from monazite.goods.model import GoodsPack
from monazite.identify.belief import Belief, Titles
from monazite.identify.columns import measured, with_stated
from monazite.identify.contested import CONTESTED
from monazite.identify.model import Entry
from monazite.identify.named import names
from monazite.identify.telling import telling
from monazite.law.model import Item, LawPack
from monazite.law.phases import Phase, phase_on, phases
from monazite.law.plain import Case
from monazite.law.plausible import plausibility, unknown_atoms
from monazite.law.state import resolve
from monazite.law.time import inside, spans_of
from monazite.law.tree import Node, day_number

__all__ = ["Candidates", "Regime"]

# Set on the examples of each author by those of the others: docs/decisions/0011-examples-vote.md has the figures.
ENOUGH = 0.08  # plausibility from which an entry is shown that the words leave open
FEW, MORE = 0.4, 0.3  # where less than this share of the near examples is listed, it takes this plausibility
WEIGHT = 2.0  # what the vote of examples weighs beside the plausibility of conditions
ALIKE = 0.12  # share of the examples from which an entry is shown that the words leave open
AGAINST = 0.08  # and from which it is shown though the words name other goods
BY_CODE, BY_SUBHEADING = 0.8, 0.5  # what a declared tariff code makes plausible where the words are not believed
CHEMICALS = "28"
BESIDE = 0.2  # score from which it is shown, for that alone, beside an entry that applies
# Share of examples under any entry from which goods that the words clear are not cleared: where the line tells anything
# of what lists are about, and where it tells nothing.
LISTED, SURELY = 0.5, 0.65
UNLIKE = 0.04  # weight of the belief that goods are innocent which tell nothing and are unlike all examples
IN_FORCE = Phase("in_force", None, None)


@dataclass(frozen=True, slots=True)
class _Dated:
    """An item that is in force on a day, or will be: its condition without days, and how it stands."""

    item: Item
    node: Node
    phase: Phase


@dataclass(frozen=True, slots=True)
class Candidates:
    """Entries that apply or may, and the codes of those that the words do not rule out, but nothing speaks for."""

    entries: list[Entry] = field(default_factory=list)
    remote: list[str] = field(default_factory=list)


class Regime:
    """The entries of one regime as known on a day."""

    def __init__(
        self,
        pack: LawPack,
        goods: GoodsPack,
        known_on: dt.date | None,
        reading: str,
        examples: Sequence[Example] = (),
    ) -> None:
        self._pack, self._known_on, self._reading = pack, known_on, reading
        self._state = resolve(pack, known_on, reading, dated=False)
        self._goods = goods
        self._titles, self._examples = Titles(self._state, goods), Examples(examples)
        self._on = lru_cache(maxsize=64)(self._standing)

    def entries(self, goods: Goods, belief: Belief, stated: Mapping[str, object], on: dt.date) -> Candidates:
        """Return the entries that apply or plausibly may, with how they stand on the day, and the remote ones.

        What is worded like goods under an entry may fall under it whatever its words call it, if only nothing that
        the line states or measures rules that out. Beside an entry that applies, only much likeness counts.
        """
        like = self._examples.like(goods)
        found = self._worded(goods, belief, stated, on, like)
        if found.entries or self._is_doubtful(goods, like):
            found.entries.extend(self._against(goods, belief, stated, on, like))
        if any(entry.applies for entry in found.entries):
            found.entries[:] = [e for e in found.entries if e.basis == "words" or e.score >= BESIDE]
        return found

    def _worded(
        self, goods: Goods, belief: Belief, stated: Mapping[str, object], on: dt.date, like: Likeness
    ) -> Candidates:
        """Return the entries that the words meet or leave open."""
        facts = with_stated(goods, stated)
        case, worded = Case(facts, day_number(on)), self._titles.scores(goods)
        enough = MORE if self._is_innocent(goods, like) else ENOUGH
        alike = self._listed(goods, like) >= FEW  # then what is worded alike speaks for entries that words leave open
        found, declared = Candidates(), _declared(goods, stated)
        for dated in self._on(on):
            truth, vote = case.truth(dated.node), like.shares.get(dated.item.code, 0.0)
            if truth:
                found.entries.append(self._entry(dated, truth, 1.0, (), like))
            elif truth is None:
                told = alike or names(dated.node, facts, belief)
                plausible = plausibility(dated.node, case, belief) if told else 0.0
                plausible = max(plausible, worded.get(dated.item.id, 0.0), declared(dated.item))
                if plausible >= enough or vote >= ALIKE:
                    score, ask = _shared(plausible, dated.item, like), _asked(dated.node, case, belief)
                    entry = self._entry(dated, None, score, ask, like)
                    found.entries.append(entry if plausible >= ENOUGH else replace(entry, basis="examples"))
                elif dated.phase is IN_FORCE:
                    found.remote.append(dated.item.code)
        return found

    def _against(
        self, goods: Goods, belief: Belief, stated: Mapping[str, object], on: dt.date, like: Likeness
    ) -> Iterator[Entry]:
        """Yield the entries that only what the words call the goods rules out, and that examples speak for."""
        case, unnamed = Case(with_stated(goods, stated), day_number(on)), Case(measured(goods, stated), day_number(on))
        for dated in self._on(on):
            vote = like.shares.get(dated.item.code, 0.0)
            ruled = like.same is not None and dated.item.code in like.same.entries
            if (
                (ruled or vote >= AGAINST)
                and case.truth(dated.node) is False
                and unnamed.truth(dated.node) is not False
            ):
                ask = _asked(dated.node, unnamed, belief)
                yield replace(
                    self._entry(dated, None, _shared(0.0, dated.item, like), ask, like), basis="against_words"
                )

    def _listed(self, goods: Goods, like: Likeness) -> float:
        """Return the share of what is worded alike that is listed, 0 where nothing is."""
        all_near = like.all + (0.0 if telling(goods, self._goods) else UNLIKE)
        return like.listed / all_near if all_near else 0.0

    def _is_doubtful(self, goods: Goods, like: Likeness) -> bool:
        """Whether so much of what is worded alike is listed that goods which their words clear are not cleared."""
        if like.same is not None:
            return bool(like.same.entries)
        return self._listed(goods, like) >= (LISTED if telling(goods, self._goods) else SURELY)

    def _is_innocent(self, goods: Goods, like: Likeness) -> bool:
        """Whether what is worded alike is seldom listed, and nothing on the line speaks against its words."""
        seldom = bool(like.all) and self._listed(goods, like) < FEW
        if like.same is not None:
            seldom = not like.same.entries
        return seldom and not goods.open and not goods.assay

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

    def _entry(self, dated: _Dated, truth: bool | None, score: float, ask: tuple[str, ...], like: Likeness) -> Entry:
        item, phase = dated.item, dated.phase
        return Entry(
            regime=self._pack.id,
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
            like=like.nearest.get(item.code),
        )


def _shared(plausible: float, item: Item, like: Likeness) -> float:
    """Return how plausible an entry is by its conditions and, where some are near, by examples; from 0 to 1."""
    if not like.shares:
        return plausible
    return min(1.0, (plausible + WEIGHT * like.shares.get(item.code, 0.0)) / (1 + WEIGHT))


def _declared(goods: Goods, stated: Mapping[str, object]) -> Callable[[Item], float]:
    """Return how plausible the declared tariff code makes an entry, by its reference codes, from 0 to 1.

    It speaks only where the words are not believed; elsewhere words say more than a code. Six digits tell of
    chemicals, for those of machines and articles hold all kinds.
    """
    code = "".join(sign for sign in str(stated.get("tariff_code") or "") if sign.isdigit())
    if len(code) < 6 or not any(left.because == CONTESTED for left in goods.open):
        return lambda _: 0.0

    def of(item: Item) -> float:
        if len(code) >= 8 and any(known[:8] == code[:8] for known in item.tariff_codes):
            return BY_CODE
        same = any(known[:6] == code[:6] for known in item.tariff_codes)
        return BY_SUBHEADING if same and code.startswith(CHEMICALS) else 0.0

    return of


def _asked(node: Node, case: Case, belief: Belief) -> tuple[str, ...]:
    """Return the facts that would tell whether a condition is met."""
    return tuple(dict.fromkeys(str(getattr(atom, "fact", "")) for atom in unknown_atoms(node, case, belief)))
