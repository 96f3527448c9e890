"""What a description mentions: terms, elements, formulas, amounts, grades and numbers, each at its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monazite.chemistry.amounts import Amount, scan_amounts
from monazite.chemistry.formula import Formula, parse_formula
from monazite.chemistry.scan import scan_formulas
from monazite.goods.fold import Folded, fold
from monazite.goods.lexicon import Hit, Lexicon, words
from monazite.goods.model import Element, GoodsPack, Grade, Term

__all__ = ["Mention", "Scanner"]

CAS = re.compile(r"(?<![\d-])\d{2,7}-\d\d-\d(?![\d-])")
SYMBOL = re.compile(r"(?<![A-Za-z0-9])([A-Z][A-Za-z])[ -]{1,2}$")
ENGLISH = frozenset("IN In AS As NO No AT At HE He BE Be".split())
# Of spans that overlap the first of these kinds stays, where they are equally long.
ORDER = {"cas": 0, "grade": 1, "term": 2, "formula": 3, "element": 4, "amount": 5}


@dataclass(slots=True)
class Mention:
    """One thing that a text mentions; `zone` and `clause` are told by the grammar."""

    start: int
    end: int
    kind: str  # term, element, formula, amount, grade, cas
    ref: Term | Element | Formula | Amount | Grade | str
    note: str = ""  # kind of an amount; the word as the pack has it, where it was misspelt
    zone: str = "main"
    clause: int = 0
    bound: Formula | None = None  # the compound that a word beside an element makes of it: 氧化 + 镝

    @property
    def role(self) -> str:
        """What the mention does in the description; other kinds than terms are their own role."""
        return self.ref.role if isinstance(self.ref, Term) else self.kind


class Scanner:
    """Finds what texts mention; built once from the pack, used in any thread."""

    def __init__(self, pack: GoodsPack) -> None:
        self._pack = pack
        self._traditional = str.maketrans(dict(pack.traditional))
        self._lexicon = Lexicon(_names(pack))
        self._things: dict[str, Term | Element] = {**pack.terms, **{f"={s}": e for s, e in pack.elements.items()}}
        self._formulas = {str(parse_formula(t.formula)): t for t in reversed(list(pack.terms.values())) if t.formula}
        self._grades = tuple((re.compile(g.pattern), g) for g in pack.grades)

    def fold(self, text: str) -> Folded:
        """Return a text as it is read."""
        return fold(text, self._traditional)

    def scan(self, text: str) -> list[Mention]:
        """Return what a folded text mentions, from left to right, none overlapping another."""
        found = [*self._named(text), *self._chemistry(text), *self._graded(text)]
        found += [Mention(m.start(), m.end(), "cas", m[0]) for m in CAS.finditer(text)]
        found += self._symbols(text, found)
        return _without_overlaps(found)

    def _symbols(self, text: str, found: list[Mention]) -> Iterator[Mention]:
        """Yield symbols in capitals that stand before a class of substance: "DY OXIDE", "ND-METAL"."""
        for mention in found:
            match = SYMBOL.search(text, max(0, mention.start - 4), mention.start) if mention.role == "class" else None
            element = self._pack.elements.get(match[1].capitalize()) if match else None
            if match and element and match[1] not in ENGLISH:
                yield Mention(match.start(1), match.end(1), "element", element)

    def _named(self, text: str) -> Iterator[Mention]:
        for hit in self._lexicon.find(text, words(text)):
            thing = self._things[self._chosen(hit)]
            kind = "element" if isinstance(thing, Element) else "term"
            yield Mention(hit.start, hit.end, kind, thing, hit.slip)

    @staticmethod
    def _chosen(hit: Hit) -> str:
        return hit.names[0]

    def _chemistry(self, text: str) -> Iterator[Mention]:
        for start, end, formula, certain in scan_formulas(text):
            element = self._pack.elements.get(formula.symbols[0]) if len(formula.symbols) == 1 else None
            named = self._formulas.get(str(formula))
            if element is not None and str(formula) == element.symbol:
                yield Mention(start, end, "element", element)
            elif named is not None:
                yield Mention(start, end, "term", named)
            else:
                yield Mention(start, end, "formula", formula, "" if certain else "?")
        for start, end, amount, kind in scan_amounts(text):
            yield Mention(start, end, "amount", amount, kind)

    def _graded(self, text: str) -> Iterator[Mention]:
        for pattern, grade in self._grades:
            for match in pattern.finditer(text):
                yield Mention(match.start(), match.end(), "grade", grade)


def _names(pack: GoodsPack) -> Iterator[tuple[str, str]]:
    for term in pack.terms.values():
        for name in (*term.en, *term.zh):
            yield name, term.id
    for symbol, element in pack.elements.items():
        for name in (*element.en, *element.zh):
            yield name, f"={symbol}"


def _without_overlaps(found: list[Mention]) -> list[Mention]:
    """Keep the longest of what overlaps; of equally long ones the kind that says more."""
    kept: list[Mention] = []
    taken: set[int] = set()
    for m in sorted(found, key=lambda m: (m.start - m.end, ORDER[m.kind], m.start)):
        places = range(m.start, m.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(m)
    return sorted(kept, key=lambda m: m.start)
