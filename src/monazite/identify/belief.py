"""How plausible it is that facts which stay open are what an entry asks for: to rank entries, never to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from monazite.goods.answer import Goods
from monazite.goods.doubts.model import Measure
from monazite.goods.model import GoodsPack
from monazite.goods.search import Bm25, tokens
from monazite.law.state import LawState
from monazite.law.tree import Compare, Flag, Node, OneOf, walk

__all__ = ["Belief", "Titles"]

TOLD = frozenset(("equipment", "substance", "activity"))  # facts whose values name goods
FEW = 6  # values of a condition that tells what an entry is about
LEAST = 12.0  # a score of search below which words tell little
MACHINES = frozenset("equipment tool part component assembly end_product".split())
WORDS = 0.4  # what the words of an entry's title are worth at most
# How plausible it is that an unknown fact is what an entry asks for.
LIKELY, OPEN, NAMED, TYPICAL, SOME, HARDLY = 0.6, 0.5, 0.5, 0.4, 0.12, 0.02
HIDDEN, MADE = 0.55, 0.15
HEAVY = ("Dy", "Tb")  # what NdFeB magnets may hold, whatever their grade
ACTIVE = ("activity", "line_service")
CODES = ("cas_number",)  # one of thousands
GENERAL = 0.9  # thresholds and features that words seldom tell


class Titles:
    """The entries of a regime, searchable by their titles and by all names of what their conditions name."""

    def __init__(self, state: LawState, pack: GoodsPack) -> None:
        self.names = list(state.items)
        self._state, self._pack = state, pack

    @cached_property
    def _bm25(self) -> Bm25:
        known = _names_by_value(self._pack)
        return Bm25([self._text(name, known) for name in self.names])

    def _text(self, name: str, known: Mapping[tuple[str, str], list[str]]) -> dict[str, float]:
        """Return the words of an entry: its title whole, the names of what it is about at half."""
        item = self._state.pack.items[name]
        text = dict.fromkeys(tokens(f"{item.title} {item.title_zh}"), 1.0)
        for node in walk(self._state.items[name]):
            if isinstance(node, OneOf) and node.fact in TOLD and len(node.values) <= FEW:
                for value in node.values:
                    for word in known.get((node.fact, value), ()):
                        text.setdefault(word, 0.5)
        return text

    def scores(self, goods: Goods) -> dict[str, float]:
        """Return the entries whose words the description shares, up to WORDS, where facts do not tell which one."""
        told = goods.facts.get("substance") or goods.facts.get("equipment")
        if not goods.query or (told is not None and told.value != "other"):
            return {}
        material = goods.facts.get("material")
        if material is not None and material.value not in MACHINES:
            return {}
        row = self._bm25.scores([goods.query])[0]
        best = max(float(row.max(initial=0.0)), LEAST)
        return {n: WORDS * float(s) / best for n, s in zip(self.names, row, strict=True) if s > best / 2}


def _names_by_value(pack: GoodsPack) -> dict[tuple[str, str], list[str]]:
    """Return for each value of the facts that name goods the words of all terms that say it, if only as likely."""
    found: dict[tuple[str, str], list[str]] = {}
    for term in pack.terms.values():
        for saying in term.says:
            if saying.fact in TOLD and saying.value != "other":
                words = (token for name in (*term.en, *term.zh) for token in tokens(name))
                found.setdefault((saying.fact, saying.value), []).extend(words)
    return found


class Belief:
    """How plausible an atom is that the facts leave open; `hidden` are goods that weight and price would fit."""

    def __init__(self, goods: Goods, pack: GoodsPack, hidden: Sequence[tuple[Measure, float]] = ()) -> None:
        self.goods, self.pack = goods, pack
        self.likely: dict[str, set[str]] = {}
        for d in goods.likely:
            value = d.value if isinstance(d.value, str) else "yes" if d.value else "no"
            self.likely.setdefault(d.fact, set()).add(value)
        self.open = {o.fact: set(o.values) for o in goods.open}
        named = (pack.elements[s] for s in goods.contents if s in pack.elements)
        self.rare = goods.rare_earth and not any(element.rare_earth for element in named)
        self.hidden: dict[str, dict[str, float]] = {"material": {}, "main_element": {}, "magnet_family": {}}
        for measure, fit in hidden:
            for fact, values in self.hidden.items():
                value = getattr(measure, fact)
                values[value] = max(fit, values.get(value, 0.0))

    def __call__(self, node: Node) -> float:
        if isinstance(node, OneOf):
            return self._one_of(node)
        if isinstance(node, Flag):
            return self._flag(node.fact)
        if isinstance(node, Compare) and node.fact.startswith("mf_") and node.value == 0:
            return self._inside(node.fact[3:].capitalize())
        return GENERAL

    def hints(self, fact: str) -> set[str]:
        """Return the values of a fact that are likely, open or fit by weight and price; elements that may be inside."""
        found = self.likely.get(fact, set()) | self.open.get(fact, set()) | set(self.hidden.get(fact, ()))
        if fact == "main_element":
            found = found | {
                s for s in (*self.goods.contents, *self.goods.assay, *self.goods.typical) if self.may_hold(s)
            }
            found |= {s for s, e in self.pack.elements.items() if self.rare and e.rare_earth}
        return found

    def may_hold(self, symbol: str) -> bool:
        """Whether the line says, or lets one expect, that an element is inside."""
        return self._inside(symbol) > SOME or (self.rare and self._inside(symbol) >= SOME)

    def _one_of(self, node: OneOf) -> float:
        values = set(node.values)
        fits = [fit for value, fit in self.hidden.get(node.fact, {}).items() if value in values]
        if fits:
            return HIDDEN * max(fits)
        if node.fact == "main_element" and not self._told():
            return SOME
        if node.fact == "main_element":
            named = NAMED if values & self.likely.get("main_element", set()) else HARDLY
            return max(named, *(self._inside(symbol, named=NAMED) for symbol in values))
        likely = self.likely.get(node.fact, set())
        if values & self.open.get(node.fact, set()):
            return max(OPEN, LIKELY if values & likely else 0.0)
        if likely:
            return LIKELY if values & likely else SOME if node.fact == "magnet_family" else HARDLY
        if node.fact in CODES or (node.fact in ACTIVE and not self.goods.rare_earth):
            return HARDLY
        return SOME

    def _told(self) -> bool:
        """Whether the words say anything of which elements are inside."""
        goods = self.goods
        return bool(
            goods.contents
            or goods.assay
            or goods.typical
            or "main_element" in self.likely
            or self.hidden["main_element"]
        )

    def _inside(self, symbol: str, named: float = LIKELY) -> float:
        goods = self.goods
        if symbol in goods.contents:
            return named if goods.contents[symbol].high != 0 else HARDLY
        if symbol in goods.assay and goods.assay[symbol].high != 0:
            return named
        if symbol in self.hidden["main_element"]:
            return HIDDEN * self.hidden["main_element"][symbol]
        if symbol in goods.typical or (symbol in HEAVY and "NdFeB" in self._families()):
            return TYPICAL
        element = self.pack.elements.get(symbol)
        return SOME if self.rare and element is not None and element.rare_earth else HARDLY

    def _families(self) -> set[str]:
        """Return the families of magnets that are or may be inside."""
        stated = self.goods.facts.get("magnet_family")
        sure = {str(stated.value)} if stated else set()
        return sure | self.likely.get("magnet_family", set()) | set(self.hidden["magnet_family"])

    def _flag(self, fact: str) -> float:
        likely = self.likely.get(fact)
        if likely:
            return LIKELY if "yes" in likely else HARDLY
        return MADE if fact == "made_for_rare_earths" else GENERAL
