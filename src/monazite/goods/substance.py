"""Which substance the words of a clause compose: elements and a class word, or a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from monazite.chemistry.formula import Formula, parse_formula
from monazite.chemistry.weights import Weights
from monazite.errors import InputError
from monazite.goods.mentions import Mention
from monazite.goods.model import Element, GoodsPack, Term
from monazite.vocabulary import vocabulary

__all__ = [
    "Substance",
    "alloy_of",
    "bind",
    "elements_of",
    "formula_class",
    "main_of",
    "shares_of",
    "substance_of",
]

# Elements that carry others: an alloy or compound is not named after them where there is another.
CARRIERS = ("Fe", "Co", "Ni", "Mn", "C", "Li", "Mo")
NONMETALS = frozenset("H C N O F P S Cl Br I Se Si B As".split())
HALIDES = frozenset(("F", "Cl", "Br", "I"))
OXO = frozenset(("N", "S", "P", "C"))


@dataclass(frozen=True, slots=True)
class Substance:
    """What a clause composes: its elements in order, the class that the words or the formula give, and both."""

    elements: tuple[str, ...]
    material: str
    formula: Formula | None
    words: tuple[Mention, ...]


def elements_of(mention: Mention) -> tuple[str, ...]:
    """Return the elements that a mention names, surely inside what it names."""
    ref = mention.ref
    if isinstance(ref, Element):
        return (ref.symbol,)
    if isinstance(ref, Formula):
        return tuple(ref.symbols)
    return ref.contains if isinstance(ref, Term) else ()


def formula_class(formula: Formula) -> str:
    """Return the class of substance that a formula is: oxide, salt, carbide, compound, alloy, or nothing."""
    symbols = set(formula.symbols)
    metals = symbols - NONMETALS
    if not metals:
        return ""
    several = len(metals - {"Ge"}) > 1  # Gd5(Si,Ge)4 is a compound, Nd2Fe14B an alloy
    rest = symbols & NONMETALS - {"B", "Si"} if several else symbols & NONMETALS
    if not rest:
        return "alloy" if len(symbols) > 1 else "metal"
    if rest == {"O"}:
        return "oxide"
    if rest & HALIDES or ("O" in rest and rest & OXO):
        return "salt"
    return "carbide" if rest == {"C"} else "compound"


def substance_of(clause: Sequence[Mention], asides: Sequence[Mention] = ()) -> Substance:
    """Return what the main words of a clause compose; a formula in brackets beside them belongs to them."""
    main = [m for m in clause if m.zone in ("main", "of")]
    named = [m for m in main if m.kind == "element"]
    classes = [m for m in main if m.role == "class"]
    formulas = [m for m in (*main, *asides) if m.kind == "formula"]
    formula = next((m.ref for m in formulas if isinstance(m.ref, Formula)), None) or _named_formula(main)
    elements = list(dict.fromkeys(s for m in named for s in elements_of(m)))
    if not elements and formula is not None:
        elements = [s for s in formula.symbols if s not in NONMETALS] or list(formula.symbols)
    material = _class(classes)
    if formula is None and material == "oxide" and len(named) == 1:
        formula = named[0].bound
    if not material and formula is not None:
        material = formula_class(formula)
    return Substance(tuple(elements), material, formula, (*named, *classes, *formulas))


def _named_formula(main: Sequence[Mention]) -> Formula | None:
    """Return the formula of a substance that has a name of its own: gallium arsenide, LYSO."""
    named = (m.ref.formula for m in main if isinstance(m.ref, Term) and m.ref.formula)
    return next((parse_formula(text) for text in named), None)


def _class(classes: Sequence[Mention]) -> str:
    """Return the class that the words give; of several the most special ("mixed oxides", "oxide compound")."""
    said = [
        s.value for m in classes if isinstance(m.ref, Term) for s in m.ref.says if s.fact == "material" and s.certain
    ]
    special = [value for value in said if value not in ("compound", "salt")] or [v for v in said if v == "salt"] or said
    return special[-1] if special else ""


@lru_cache(maxsize=1)
def _alloys() -> Mapping[frozenset[str], str]:
    names = vocabulary()["alloy"].of
    return {frozenset(re.findall(r"[A-Z][a-z]?", name)): name for name in names if name != "other"}


def bind(text: str, mentions: Sequence[Mention], pack: GoodsPack) -> None:
    """Tell elements beside a class word which compound they are in: the oxide as traded, or one that is not known."""
    for one, other in pairwise(mentions):
        if other.start - one.end > 1 or text[one.end : other.start].strip(" -"):
            continue
        element, word = (one, other) if one.kind == "element" else (other, one)
        if element.kind == "element" and word.role == "class" and element.bound is None:
            element.bound = _compound(element, word, pack)


def _compound(element: Mention, word: Mention, pack: GoodsPack) -> Formula | None:
    symbol = elements_of(element)[0]
    material = _class([word])
    if material == "oxide" and pack.elements[symbol].oxide:
        return parse_formula(pack.elements[symbol].oxide)
    return parse_formula(f"{symbol}-H") if material in ("salt", "compound", "carbide") else None


_shares: dict[int, tuple[Formula, Weights, Mapping[str, tuple[Fraction, Fraction]]]] = {}


def shares_of(formula: Formula, weights: Weights) -> Mapping[str, tuple[Fraction, Fraction]]:
    """Return the mass fractions of a formula, symbol → (lowest, highest); none where an element has no weight."""
    found = _shares.get(id(formula))
    if found is None or found[0] is not formula or found[1] is not weights:
        # Kept beside its formula: an id is only good while its object lives. Hashing a formula costs more than this.
        if len(_shares) > 20_000:
            _shares.clear()
        found = _shares[id(formula)] = formula, weights, _fractions(formula, weights)
    return found[2]


def _fractions(formula: Formula, weights: Weights) -> Mapping[str, tuple[Fraction, Fraction]]:
    try:
        return formula.mass_fractions(weights)
    except InputError:
        return {}


def alloy_of(elements: Iterable[str]) -> str:
    """Return the alloy system, as the vocabulary names it, or nothing."""
    return _alloys().get(frozenset(elements), "")


def main_of(elements: Sequence[str], pack: GoodsPack) -> str:
    """Return the element that a substance is named after, or nothing where several could be.

    Of several, rare earths stand before others, and others before the elements that carry them (iron, cobalt …).
    """
    known = [s for s in dict.fromkeys(elements) if s in vocabulary()["main_element"].of]
    rare = [s for s in known if s in pack.elements and pack.elements[s].rare_earth]
    others = [s for s in known if s not in CARRIERS]
    chosen = rare or others or known
    return chosen[0] if len(chosen) == 1 else ""
