"""What the goods stage answers for one description: facts with their evidence, hints, contents, and what stays open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

__all__ = ["ORIGINS", "Content", "Derived", "Goods", "Open"]

# Where a derived fact comes from.
ORIGINS = {
    "stated": "the line states it",
    "name": "the name of the goods says it",
    "formula": "it follows from the formula",
    "grade": "it is typical of the grade",
    "assay": "a laboratory found it",
    "rule": "it follows from other facts",
}
SEEN = ("kind", "form")  # what eyes tell, whatever the words are worth


@dataclass(frozen=True, slots=True)
class Derived:
    """One fact that the words say: its value, or for a quantity the bounds in the vocabulary's exact steps.

    `low` and `high` are inclusive, None where open. `certain` is no for what is likely and fills nothing. `words` are
    the words as written, `because` the rule.
    """

    fact: str
    value: str | bool | None = None
    low: int | None = None
    high: int | None = None
    certain: bool = True
    origin: str = "name"
    words: str = ""
    because: str = ""

    @property
    def exact(self) -> bool:
        """Whether it is a quantity that is known exactly."""
        return self.low is not None and self.low == self.high


@dataclass(frozen=True, slots=True)
class Content:
    """How much of an element is inside: bounds of the mass fraction, None where open, and where that comes from."""

    symbol: str
    low: Fraction | None
    high: Fraction | None
    origin: str
    words: str

    @property
    def inside(self) -> bool:
        """Whether the element is surely there."""
        return self.low is not None and self.low > 0


@dataclass(frozen=True, slots=True)
class Open:
    """A fact that the words would say, but that is left open, with the reason."""

    fact: str
    values: tuple[str, ...]
    words: str
    because: str


@dataclass(frozen=True)
class Goods:
    """What a description says of the goods; every part with the words that it rests on.

    `facts` fill what a line does not state; `likely` may rank, never decide. `contents` are what is surely inside and
    how much, `typical` what is usual and stated nowhere, `assay` what a laboratory found; `open` what the words
    contest. `terms` are the ids of the pack's terms that were read, `head` the one that names the goods, `naming`
    those that name the goods themselves, the head first; `query` the words to search by, weighted; `cut` is yes
    where a text is longer than what is read; `parts` are the several goods that a line names, none for only one.
    """

    text: str
    facts: Mapping[str, Derived] = field(default_factory=dict)
    likely: tuple[Derived, ...] = ()
    contents: Mapping[str, Content] = field(default_factory=dict)
    typical: Mapping[str, Content] = field(default_factory=dict)
    assay: Mapping[str, Content] = field(default_factory=dict)
    open: tuple[Open, ...] = ()
    head: str = ""
    terms: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    grade: str = ""
    rare_earth: bool = False
    naming: tuple[str, ...] = ()
    query: tuple[tuple[str, float], ...] = ()
    slips: tuple[tuple[str, str], ...] = ()
    cut: bool = False
    parts: tuple[Goods, ...] = ()

    @property
    def told_with_class(self) -> frozenset[str]:
        """The facts that the words of the class of goods say: where those words are contested, so are these.

        A disguise is still goods, and what is a powder is seen: kind and form stay.
        """
        material = self.facts.get("material")
        if material is None:
            return frozenset()
        return frozenset(n for n, d in self.facts.items() if d.words == material.words and n not in SEEN)

    @property
    def known(self) -> bool:
        """Whether the words say anything of what the goods are."""
        return bool(self.head or self.facts or self.contents)
