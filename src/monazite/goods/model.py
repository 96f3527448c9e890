"""What the goods pack holds: elements, terms, magnet grades and tariff headings, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from monazite.chemistry.weights import Weights

__all__ = ["ROLES", "ZONES", "Element", "GoodsPack", "Grade", "Heading", "Range", "Saying", "Term"]

# What a term does in a description; see docs/reference/goods-pack.md.
ROLES = {
    "article": "a thing that a line can be: magnet, glaze, motor, furnace",
    "stuff": "what things are made of, and a thing by itself: graphite, NdFeB, ceramic",
    "class": "class of substance, joined to the elements beside it: oxide, nitrate, metal, alloy",
    "form": "physical form: powder, ingot, wafer, scrap",
    "quality": "a property: single crystal, sintered, diffused, flexible",
    "activity": "a process: leaching, solvent extraction, sintering, recycling",
    "document": "technology on paper or in bytes: drawing, recipe, know-how",
    "service": "work done: commissioning, repair, training",
    "relation": "a word that says how what follows belongs to the goods: for, with, without, made of",
    "claim": "a statement about controls: not controlled, EAR99, no licence required",
    "noise": "words that say nothing of what the goods are: packing, brand, quality",
}
# What a relation makes of the words it governs.
ZONES = ("purpose", "content", "without", "made_of", "packing", "process", "of")


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, in the unit of its column."""

    low: Fraction
    high: Fraction

    def __contains__(self, value: object) -> bool:
        return isinstance(value, (int, Fraction)) and self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Saying:
    """One fact that a term says; `certain` is no for what is likely and must not decide."""

    fact: str
    value: str
    certain: bool = True

    def __str__(self) -> str:
        return f"{'' if self.certain else '?'}{self.fact}={self.value}"


@dataclass(frozen=True, slots=True)
class Element:
    """One chemical element: symbol, names, the oxide it is traded as, CAS numbers, density in g/cm3."""

    symbol: str
    number: int
    en: tuple[str, ...]
    zh: tuple[str, ...]
    rare_earth: str = ""  # light, medium, heavy, or empty
    oxide: str = ""
    cas: str = ""
    oxide_cas: str = ""
    density: Fraction | None = None
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that descriptions name, with what its name says of the goods.

    `density` is in g/cm3, `price` in US dollars per kilogram (an order of magnitude), `contains` elements that are
    surely inside, `may_contain` those that often are.
    """

    id: str
    role: str
    en: tuple[str, ...]
    zh: tuple[str, ...]
    says: tuple[Saying, ...] = ()
    formula: str = ""
    contains: tuple[str, ...] = ()
    may_contain: tuple[str, ...] = ()
    tariff: tuple[str, ...] = ()
    cas: str = ""
    density: Range | None = None
    price: Range | None = None
    note: str = ""
    source: str = ""
    confidence: str = ""

    @property
    def name(self) -> str:
        """The name shown to people."""
        return (self.en or self.zh or (self.id,))[0]


@dataclass(frozen=True, slots=True)
class Grade:
    """A family of magnet grades, by the letters behind the number, with its typical content in mass fractions."""

    id: str
    pattern: str
    family: str
    coercivity: str  # the letters: "", M, H, SH, UH, EH, AH …
    typical: Mapping[str, Range] = field(default_factory=dict)
    note: str = ""
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of the Harmonised System in our own words; `when` are the facts that decide it, where facts do."""

    code: str
    en: str
    zh: str
    also: tuple[str, ...] = ()
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class GoodsPack:
    """The goods pack: everything that the goods stage knows, read and checked."""

    version: str
    elements: Mapping[str, Element]
    terms: Mapping[str, Term]
    grades: tuple[Grade, ...]
    headings: Mapping[str, Heading]
    weights: Weights
    traditional: Mapping[str, str]
    state_of_knowledge: str = ""
    notice: str = ""

    @cached_property
    def chapters(self) -> frozenset[str]:
        """The chapters of the tariff that the pack knows headings of."""
        return frozenset(code[:2] for code in self.headings)

    @property
    def rare_earths(self) -> tuple[str, ...]:
        """The symbols of the rare earths, in the order of the pack."""
        return tuple(e.symbol for e in self.elements.values() if e.rare_earth)
