"""What a description mentions: terms, elements, formulas, amounts, grades and numbers, each at its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from monazite.chemistry.amounts import Amount, scan_amounts
from monazite.chemistry.formula import Formula, parse_formula
from monazite.chemistry.scan import scan_formulas
from monazite.goods.fold import Folded, fold
from monazite.goods.lexicon import Lexicon, Tokens
from monazite.goods.model import Element, GoodsPack, Grade, Term
from monazite.goods.unfound import not_found, untold

__all__ = ["Mention", "Scanner"]

CAS = re.compile(r"(?<![\d-])\d{2,7}-\d\d-\d(?![\d-])")
# How patterns of grades begin: at the edge of a word, or behind the name of the family. A digit follows soon.
EDGES = ("(?:(?<![A-Za-z0-9])|(?<=NdFeB)|(?<=ndfeb))", "(?<![A-Za-z0-9])")
SOON = r"(?=[^\n]{0,24}?\d)"
DIGIT = re.compile(r"\d")
SYMBOL = re.compile(r"(?<![A-Za-z0-9])([A-Z][A-Za-z])[ -]{1,2}$")
RARE = re.compile(r"LA|CE|PR|ND|SM|EU|GD|TB|DY|HO|ER|TM|YB|LU")
CAPITALS = re.compile(
    rf"(?<![A-Za-z0-9-])(?=[A-Z][A-Z][-/])(?:{RARE.pattern})(?:[-/](?:{RARE.pattern})){{1,6}}(?![A-Za-z0-9-])"
)
METAL = re.compile(r"(?<![A-Za-z0-9.-])(Ga|Ge|Sb|Te|Bi|Mo)(?![A-Za-z0-9-])")
NEARLY_ALL = re.compile(r"\s?[:=>≥]?\s?9[5-9](?:\.\d{1,5})?(?![\d.]|\s?[a-zA-Z]*\d)")
BESIDE = frozenset(("form", "quality", "amount", "class", "element", "relation"))
ENGLISH = frozenset("IN In AS As NO No AT At HE He BE Be".split())
# Of spans that overlap the first of these kinds stays, where they are equally long.
ORDER = {"cas": 0, "grade": 1, "term": 2, "formula": 3, "element": 4, "amount": 5, "limit": 6}


@dataclass(slots=True)
class Mention:
    """One thing that a text mentions; `zone` and `clause` are told by the grammar."""

    start: int
    end: int
    kind: str  # term, element, formula, amount, grade, cas, limit: of detection
    ref: Term | Element | Formula | Amount | Grade | str
    note: str = ""  # kind of an amount; the word as the pack has it, where it was misspelt
    zone: str = "main"
    clause: int = 0
    bound: Formula | None = None  # the compound that a word beside an element makes of it: 氧化 + 镝
    number: str = ""  # the CAS number by which it is named
    role: str = field(init=False)  # what the mention does in the text; other kinds than terms are their own role

    def __post_init__(self) -> None:
        self.role = self.ref.role if isinstance(self.ref, Term) else self.kind


class Scanner:
    """Finds what texts mention; built once from the pack, used in any thread."""

    def __init__(self, pack: GoodsPack) -> None:
        self._pack = pack
        self._traditional = str.maketrans(dict(pack.traditional))
        self._lexicon = Lexicon(_names(pack))
        self._things: dict[str, Term | Element] = {**pack.terms, **{f"={s}": e for s, e in pack.elements.items()}}
        self._formulas = {str(parse_formula(t.formula)): t for t in reversed(list(pack.terms.values())) if t.formula}
        self._registered: dict[str, Term | Element | Formula] = dict(_registered(pack))
        self._seen: dict[int, tuple[Formula, Term | Element | Formula]] = {}
        self._grades = tuple(_joined(pack.grades))
        self._denying = next((t for t in pack.terms.values() if _denies_before(t)), None)

    def fold(self, text: str) -> Folded:
        """Return a text as it is read."""
        return fold(text, self._traditional)

    def scan(self, text: str, tokens: Tokens | None = None) -> list[Mention]:
        """Return what a folded text mentions, from left to right, none overlapping another.

        `tokens` are its words, where they are known already.
        """
        found = [*self._named(text, tokens), *self._chemistry(text), *self._graded(text)]
        found += [*self._numbered(text), *self._unfound(text)]
        found += [*self._symbols(text, found), *self._alone(text, found)]
        return _without_overlaps(found)

    def _numbered(self, text: str) -> Iterator[Mention]:
        """Yield registry numbers; one that the pack knows names its substance."""
        for match in CAS.finditer(text) if "-" in text else ():
            known = self._registered.get(match[0])
            kind = "cas" if known is None else "term" if isinstance(known, Term) else "formula"
            if isinstance(known, Element):
                kind = "element"
            yield Mention(match.start(), match.end(), kind, match[0] if known is None else known, number=match[0])

    def _unfound(self, text: str) -> Iterator[Mention]:
        """Yield words that say that something was not found, and limits of detection with their figures."""
        if self._denying is not None:
            for start, end in not_found(text):
                yield Mention(start, end, "term", self._denying)
        for start, end in untold(text):
            yield Mention(start, end, "limit", text[start:end])

    def _symbols(self, text: str, found: list[Mention]) -> Iterator[Mention]:
        """Yield symbols in capitals that stand before a class of substance: "DY OXIDE", "ND-METAL"."""
        for mention in found:
            match = SYMBOL.search(text, max(0, mention.start - 4), mention.start) if mention.role == "class" else None
            element = self._pack.elements.get(match[1].capitalize()) if match else None
            if match and element and match[1] not in ENGLISH:
                yield Mention(match.start(1), match.end(1), "element", element)

    def _alone(self, text: str, found: list[Mention]) -> Iterator[Mention]:
        """Yield symbols of metals that are traded by them, beside a form, quality or amount: "Ge bars", "Te 5N"."""
        for run in CAPITALS.finditer(text) if "-" in text or "/" in text else ():  # SM-EU-GD
            for match in RARE.finditer(text, run.start(), run.end()):
                if element := self._pack.elements.get(match[0].capitalize()):
                    yield Mention(match.start(), match.end(), "element", element)
        for match in METAL.finditer(text):
            element = self._pack.elements.get(match[1])
            pure = NEARLY_ALL.match(text, match.end())
            if element and (pure or any(m.role in BESIDE and _near(m, match.start(), match.end()) for m in found)):
                yield Mention(match.start(), match.end(), "element", element)

    def _named(self, text: str, tokens: Tokens | None) -> Iterator[Mention]:
        for hit in self._lexicon.find(text, tokens):
            thing = self._things[hit.names[0]]
            if text[hit.start : hit.end] == "In" and "/" in text[max(0, hit.start - 1) : hit.end + 1]:
                thing = self._things.get("=In", thing)  # Cu/In/Ga/Se
            kind = "element" if isinstance(thing, Element) else "term"
            yield Mention(hit.start, hit.end, kind, thing, hit.slip)

    def _chemistry(self, text: str) -> Iterator[Mention]:
        for start, end, formula, certain in scan_formulas(text):
            known = self._known(formula)
            if isinstance(known, Formula):
                yield Mention(start, end, "formula", known, "" if certain else "?")
            else:
                yield Mention(start, end, "term" if isinstance(known, Term) else "element", known)
        for start, end, amount, kind in scan_amounts(text):
            yield Mention(start, end, "amount", amount, kind)

    def _known(self, formula: Formula) -> Term | Element | Formula:
        """Return the term or element that a formula is, or the formula itself; asked once for each formula."""
        kept = self._seen.get(id(formula))
        if kept is not None and kept[0] is formula:
            return kept[1]
        if len(self._seen) > 20_000:
            self._seen.clear()
        text = str(formula)
        found = self._formulas.get(text) or self._pack.elements.get(text) or formula
        self._seen[id(formula)] = formula, found
        return found

    def _graded(self, text: str) -> Iterator[Mention]:
        for pattern, grades in self._grades if DIGIT.search(text) else ():
            for match in pattern.finditer(text):
                start, end = match.span()
                grade = next(g for own, g in grades if (found := own.match(text, start)) and found.end() == end)
                yield Mention(start, end, "grade", grade)


def _joined(grades: Iterable[Grade]) -> Iterator[tuple[re.Pattern[str], list[tuple[re.Pattern[str], Grade]]]]:
    """Yield the patterns of grades, those that begin alike as one, with each by itself: sixty searches cost too much.

    The one has no groups, which would keep it from passing over what cannot begin a grade.
    """
    alike: dict[str, list[Grade]] = {}
    for grade in grades:
        alike.setdefault(next((e for e in EDGES if grade.pattern.startswith(e)), ""), []).append(grade)
    for edge, some in alike.items():
        rests = (f"(?:{grade.pattern.removeprefix(edge)})" for grade in some)
        joined = re.compile(f"{edge}{SOON if edge else ''}(?:{'|'.join(rests)})")
        yield joined, [(re.compile(grade.pattern), grade) for grade in some]


def _names(pack: GoodsPack) -> Iterator[tuple[str, str]]:
    for term in pack.terms.values():
        for name in (*term.en, *term.zh):
            yield name, term.id
    for symbol, element in pack.elements.items():
        for name in (*element.en, *element.zh):
            yield name, f"={symbol}"


def _denies_before(term: Term) -> bool:
    said = {(s.fact, s.value) for s in term.says}
    return term.role == "relation" and {("zone", "without"), ("binds", "before")} <= said


def _near(mention: Mention, start: int, end: int) -> bool:
    return -2 <= mention.start - end <= 7 or -2 <= start - mention.end <= 2


def _registered(pack: GoodsPack) -> Iterator[tuple[str, Term | Element | Formula]]:
    """Yield the CAS numbers of the pack: of oxides as traded, of metals, of substances with a name of their own."""
    for element in pack.elements.values():
        if element.cas:
            yield element.cas, element
        if element.oxide_cas and element.oxide:
            yield element.oxide_cas, parse_formula(element.oxide)
    for term in pack.terms.values():
        if term.cas:
            yield term.cas, term


def _without_overlaps(found: list[Mention]) -> list[Mention]:
    """Keep the longest of what overlaps; of equally long ones the kind that says more."""
    kept: list[Mention] = []
    taken = bytearray(max((m.end for m in found), default=0))
    for m in sorted(found, key=_rank):
        if not any(taken[m.start : m.end]):
            taken[m.start : m.end] = b"\1" * (m.end - m.start)
            kept.append(m)
    return sorted(kept, key=_start)


def _rank(mention: Mention) -> tuple[int, int, int]:
    return mention.start - mention.end, ORDER[mention.kind], mention.start


def _start(mention: Mention) -> int:
    return mention.start
