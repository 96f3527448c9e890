"""Identifying: the words of a line are read, then the entries of some regimes are held against what they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from monazite.goods.answer import Goods
from monazite.goods.doubts.model import Doubt, DoubtsPack, Measure
from monazite.goods.doubts.numbers import could_be
from monazite.goods.doubts.rules import doubts, settled
from monazite.goods.examples import Example
from monazite.goods.headings import Headings, Search
from monazite.goods.model import GoodsPack
from monazite.goods.reader import Reader
from monazite.identify.belief import Belief
from monazite.identify.columns import columns_of, with_stated
from monazite.identify.contested import CONTESTED, without_contested
from monazite.identify.model import Entry, Identification, Texts
from monazite.identify.regime import Regime
from monazite.law.model import LawPack

__all__ = ["Identifier"]

FORMALLY_OPEN = "what the words say meets no entry; some are not formally ruled out, and nothing speaks for them"
Found = tuple[list[Entry], list[str]]  # entries, and the codes of the remote ones
NOTHING: Mapping[str, object] = MappingProxyType({})


class Identifier:
    """Identifies descriptions under some regimes; built once, used in any thread.

    `known_on` is the day whose knowledge of the law counts (None: all that the packs know), `reading` says whether
    only issued instruments count, or announced ones too. With `rules` for contradictions, what a line states
    is held against what its words say. `examples` are, by regime, descriptions whose entries are known: entries of
    goods worded alike come up too.
    """

    def __init__(
        self,
        goods: GoodsPack,
        laws: Sequence[LawPack],
        known_on: dt.date | None = None,
        reading: str = "instruments",
        rules: DoubtsPack | None = None,
        examples: Mapping[str, Sequence[Example]] = MappingProxyType({}),
    ) -> None:
        self.pack, self.laws, self._rules = goods, tuple(laws), rules
        self.reader, self.headings = Reader(goods), Headings(goods)
        self._regimes = [Regime(pack, goods, known_on, reading, examples.get(pack.id, ())) for pack in laws]

    def identify(self, texts: Texts, on: dt.date, stated: Mapping[str, object] = NOTHING) -> Identification:
        """Return what the words of one line say, with entries and headings.

        `stated` are columns of the line (quantities in the exact steps of the vocabulary); they count for more than
        what the words say.
        """
        goods = self.reader.read(texts.description, texts.specification, texts.composition, texts.assay)
        search = self.headings.find([goods])[0]
        found, remote = self._entries(goods, stated, on)
        told = self._doubts(stated, goods, search, found)
        left = without_contested(goods, told)
        if left is not None:
            # An entry that the words rule out stays possible where the words cannot be believed.
            hidden = could_be(stated, left, self._rules) if self._rules else ()
            known = {entry.item for entry in found}
            more, remote = self._entries(left, stated, on, hidden)
            found += (entry for entry in more if entry.item not in known)
        entries = tuple(sorted((e for e in found if e.state == "in_force"), key=_first))
        waiting = tuple(sorted((e for e in found if e.state != "in_force"), key=_first))
        named = {entry.code for entry in entries}
        remote = [code for code in dict.fromkeys(remote) if code not in named]
        verdict, because = _verdict(goods, with_stated(goods, stated), entries, remote, contested=left is not None)
        return Identification(goods, on, verdict, because, entries, search, waiting, told, tuple(remote))

    def _entries(
        self, goods: Goods, stated: Mapping[str, object], on: dt.date, hidden: Sequence[tuple[Measure, float]] = ()
    ) -> tuple[list[Entry], list[str]]:
        """Return the entries that apply or may, and the codes of the remote ones; of several goods, those of each."""
        if goods.parts:
            alone = [self._entries(part, stated, on, hidden) for part in goods.parts]
            return _of_several(self._entries(replace(goods, parts=()), stated, on, hidden), alone)
        belief = Belief(goods, self.pack, hidden)
        found = [regime.entries(goods, belief, stated, on) for regime in self._regimes]
        return [e for some in found for e in some.entries], [code for some in found for code in some.remote]

    def _doubts(
        self, stated: Mapping[str, object], goods: Goods, search: Search, entries: Sequence[Entry]
    ) -> tuple[Doubt, ...]:
        """Return what contradicts what; a claim about controls is held against the entries that apply."""
        if self._rules is None:
            return ()
        found = doubts(stated, goods, search, self._rules)
        applied = (e for e in entries if e.applies and e.state == "in_force")
        items = tuple(dict.fromkeys(f"{e.regime}:{e.code}" for e in applied))
        if items and (goods.claims or "claimed_control_code" in stated):
            from monazite.goods.doubts.claims import claim  # brings Arrow, which nothing else here needs

            found = settled((*found, *claim({**stated, "items": items}, goods, self._rules)))
        return found


def _of_several(whole: Found, alone: Sequence[Found]) -> Found:
    """Return the entries of several goods: those that apply to any of them, and what their line leaves open.

    Where none of them has an entry by its own words, only likeness is left.
    """
    each = [entry for entries, _ in alone for entry in entries]
    applied = {entry.item: entry for entry in each if entry.applies}
    left = [e for e in whole[0] if e.item not in applied and (each or e.basis != "words")]
    return [*applied.values(), *left], [*whole[1], *(e.code for e in whole[0] if not each and e.basis == "words")]


def _first(entry: Entry) -> tuple[bool, float]:
    return entry.applies is not True, -entry.score


def _is_classed(facts: Mapping[str, object]) -> bool:
    """Whether the class of goods is known."""
    return facts.get("kind") in ("technology", "service") or bool(facts.get("material") or facts.get("substance"))


def _verdict(
    goods: Goods, facts: Mapping[str, object], entries: Sequence[Entry], remote: Sequence[str], *, contested: bool
) -> tuple[str, str]:
    if any(e.applies for e in entries):
        return "listed", "what the words say meets the entry"
    if contested:
        return "may_be_listed" if entries else "cannot_tell", CONTESTED
    if any(e.basis == "words" for e in entries):
        return "may_be_listed", "what the words say leaves the entry open"
    classed = _is_classed(facts) or bool(goods.parts) and all(_is_classed(columns_of(part)) for part in goods.parts)
    if entries and classed:
        return "may_be_listed", "goods that are worded alike fall under the entry"
    if classed:
        return "not_listed", FORMALLY_OPEN if remote else "what the words say meets no entry"
    if goods.open:
        return "cannot_tell", goods.open[0].because
    return "cannot_tell", "the words do not say what the goods are"
