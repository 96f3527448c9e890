"""One description asked about: what the goods are, which entries they may fall under and why, and what to ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from monazite.goods.answer import Goods
from monazite.goods.headings import Headings, Search
from monazite.goods.model import GoodsPack
from monazite.goods.reader import Reader
from monazite.goods.search import Bm25, tokens
from monazite.law.model import Item, LawPack
from monazite.law.plain import Case
from monazite.law.plausible import plausibility, unknown_atoms
from monazite.law.state import LawState, resolve
from monazite.law.tree import Compare, Flag, Node, OneOf, day_number
from monazite.vocabulary import vocabulary

__all__ = ["VERDICTS", "Entry", "Identification", "Identifier", "Texts", "columns_of"]

NOTHING: Mapping[str, object] = MappingProxyType({})

VERDICTS = {
    "listed": "an entry applies, by what the words say",
    "may_be_listed": "an entry may apply; what to ask is named",
    "not_listed": "no entry of the regimes asked applies, by what the words say",
    "cannot_tell": "the words do not say what the goods are",
}
SHOWN = 5
ENOUGH = 0.08  # plausibility from which an entry is shown
WORDS = 0.25  # what the words of an entry's title are worth at most
# How plausible it is that an unknown fact is what an entry asks for.
LIKELY, OPEN, NAMED, TYPICAL, SOME, HARDLY = 0.6, 0.5, 0.5, 0.4, 0.12, 0.02
GENERAL = 0.5  # thresholds and features that words seldom tell


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one line."""

    description: str
    specification: str = ""
    composition: str = ""
    assay: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a control list: whether it applies (None: may apply), how plausible, and which facts would tell."""

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


@dataclass(frozen=True)
class Identification:
    """What a description was identified as, under the law of a day."""

    goods: Goods
    on: dt.date
    verdict: str
    because: str
    entries: tuple[Entry, ...]
    headings: Search
    ask: tuple[str, ...]

    def codes(self) -> tuple[str, ...]:
        """Return the codes of the entries, best first, each once."""
        return tuple(dict.fromkeys(e.code for e in self.entries))


class Identifier:
    """Identifies descriptions under some regimes; built once, used in any thread."""

    def __init__(self, goods: GoodsPack, laws: Sequence[LawPack], known_on: dt.date | None = None) -> None:
        self.pack, self.laws = goods, tuple(laws)
        self.reader, self.headings = Reader(goods), Headings(goods)
        self._states = [resolve(pack, known_on) for pack in laws]
        self._titles = [_Titles(state) for state in self._states]

    def identify(self, texts: Texts, on: dt.date, stated: Mapping[str, object] = NOTHING) -> Identification:
        """Return what the words of one line say, with entries and headings; `stated` are facts that count for more."""
        goods = self.reader.read(texts.description, texts.specification, texts.composition, texts.assay)
        facts = {**columns_of(goods), **stated}
        found = [
            entry
            for state, titles in zip(self._states, self._titles, strict=True)
            for entry in self._entries(state, titles, goods, facts, on)
        ]
        entries = sorted(found, key=lambda e: (e.applies is not True, -e.score))
        verdict, because = _verdict(goods, facts, entries)
        shown = _shown(entries)
        ask = tuple(dict.fromkeys(fact for e in shown for fact in e.ask))
        return Identification(goods, on, verdict, because, shown, self.headings.find([goods])[0], ask)

    def _entries(
        self, state: LawState, titles: _Titles, goods: Goods, facts: Mapping[str, object], on: dt.date
    ) -> Iterable[Entry]:
        case = Case(facts, day_number(on))
        belief = _Belief(goods, self.pack)
        worded = titles.scores(goods)
        for name, node in state.items.items():
            truth = case.truth(node)
            if truth is False:
                continue
            item = state.pack.items[name]
            score = 1.0 if truth else max(plausibility(node, case, belief), worded.get(name, 0.0))
            if score >= ENOUGH:
                ask = () if truth else tuple(dict.fromkeys(map(_fact, unknown_atoms(node, case, belief))))
                yield _entry(state, item, truth, score, ask)


class _Titles:
    """The texts of a regime's entries, searchable."""

    def __init__(self, state: LawState) -> None:
        self.names = list(state.items)
        items = state.pack.items
        self._texts = [dict.fromkeys(tokens(f"{items[n].title} {items[n].title_zh}"), 1.0) for n in self.names]

    @cached_property
    def _bm25(self) -> Bm25:
        return Bm25(self._texts)

    def scores(self, goods: Goods) -> dict[str, float]:
        """Return the entries whose words the description shares, up to WORDS, where facts say nothing of the class."""
        if not goods.query or goods.facts.get("material") or goods.facts.get("substance"):
            return {}
        row = self._bm25.scores([goods.query])[0]
        best = max(float(row.max(initial=0.0)), 12.0)
        return {n: WORDS * float(s) / best for n, s in zip(self.names, row, strict=True) if s > best / 2}


class _Belief:
    """How plausible an atom is that the facts leave open."""

    def __init__(self, goods: Goods, pack: GoodsPack) -> None:
        self.goods, self.pack = goods, pack
        self.likely: dict[str, set[str]] = {}
        for d in goods.likely:
            value = d.value if isinstance(d.value, str) else "yes" if d.value else "no"
            self.likely.setdefault(d.fact, set()).add(value)
        self.open = {o.fact: set(o.values) for o in goods.open}
        named = (pack.elements[s] for s in goods.contents if s in pack.elements)
        self.rare = goods.rare_earth and not any(element.rare_earth for element in named)

    def __call__(self, node: Node) -> float:
        if isinstance(node, OneOf):
            return self._one_of(node)
        if isinstance(node, Flag):
            return self._flag(node.fact)
        if isinstance(node, Compare) and node.fact.startswith("mf_") and node.value == 0:
            return self._inside(node.fact[3:].capitalize())
        return GENERAL

    def _one_of(self, node: OneOf) -> float:
        values = set(node.values)
        if node.fact == "main_element":
            return max(self._inside(symbol, named=NAMED) for symbol in values)
        if values & self.open.get(node.fact, set()):
            return OPEN
        likely = self.likely.get(node.fact)
        if likely:
            return LIKELY if values & likely else HARDLY
        return SOME

    def _inside(self, symbol: str, named: float = LIKELY) -> float:
        goods = self.goods
        if symbol in goods.contents:
            return named if goods.contents[symbol].high != 0 else HARDLY
        if symbol in goods.typical:
            return TYPICAL
        element = self.pack.elements.get(symbol)
        return SOME if self.rare and element is not None and element.rare_earth else HARDLY

    def _flag(self, fact: str) -> float:
        likely = self.likely.get(fact)
        if likely:
            return LIKELY if "yes" in likely else HARDLY
        return 0.3 if fact == "made_for_rare_earths" else GENERAL


def _entry(state: LawState, item: Item, truth: bool | None, score: float, ask: tuple[str, ...]) -> Entry:
    return Entry(
        regime=state.regime,
        item=item.id,
        code=item.code,
        title=item.title,
        title_zh=item.title_zh,
        applies=truth,
        score=round(score, 3),
        ask=ask,
        confidence=item.confidence,
        instrument=item.instrument,
    )


def _fact(node: Node) -> str:
    return str(getattr(node, "fact", ""))


def _shown(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the first entry of each of the best codes."""
    found: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        found.setdefault((entry.regime, entry.code), entry)
    return tuple(found.values())[:SHOWN]


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


def columns_of(goods: Goods) -> dict[str, object]:
    """Return the derived facts as the columns of a line: values, or exact steps and bounds for quantities."""
    words, found = vocabulary(), dict[str, object]()
    for name, derived in goods.facts.items():
        fact = words[name]
        if fact.type != "quantity":
            found[name] = derived.value
        elif derived.exact:
            found[name] = derived.low
        elif fact.censored:
            if derived.low is not None:
                found[fact.at_least] = derived.low
            if derived.high is not None:
                found[fact.below] = derived.high + 1
    return found
