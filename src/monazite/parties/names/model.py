"""What the pack of parties knows of names, and names as they are compared, as frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = [
    "CLASSES",
    "PERSON_CLASSES",
    "Concept",
    "Folded",
    "Form",
    "Listed",
    "PartyPack",
    "PersonWord",
    "Scoring",
    "Token",
    "Use",
]

# Classes of words in the names of companies; `brand` and `place` have lists of their own.
CLASSES = ("general", "trade", "metal", "direction", "number", "body")
PERSON_CLASSES = ("name", "particle", "title")


@dataclass(frozen=True, slots=True)
class Concept:
    """One meaning with all its words: `zh` in simplified characters, `latin` in small letters; `within` is a place."""

    id: str
    kind: str
    zh: tuple[str, ...]
    latin: tuple[str, ...]
    within: str = ""


@dataclass(frozen=True, slots=True)
class PersonWord:
    """A part of names of persons in its spellings, a particle or a title; `common` parts tell less."""

    id: str
    kind: str
    spellings: tuple[str, ...]
    common: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """Legal forms that mean the same, in any script."""

    id: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """The threshold of one use, a probability, with the share of alerts that were false when it was measured."""

    threshold: float
    false_alerts: str


@dataclass(frozen=True, slots=True)
class Scoring:
    """The log-odds of the score: where equal names begin, and what each measure takes off; by kind of party."""

    start: Mapping[str, float]
    lowers: Mapping[str, Mapping[str, float]]
    weights: Mapping[str, float]
    evidence: Mapping[str, float]
    most: float
    uses: Mapping[str, Use]
    fitted: str = ""


@dataclass(frozen=True, slots=True)
class PartyPack:
    """The pack of parties: words of names, legal forms, spellings, and how the score is made."""

    version: str
    concepts: tuple[Concept, ...]
    people: tuple[PersonWord, ...]
    forms: tuple[Form, ...]
    wade_giles: Mapping[str, str]
    cantonese: Mapping[str, tuple[str, ...]]
    surnames: Mapping[str, str]
    readings: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    scoring: Scoring
    state_of_knowledge: str = ""
    notice: str = ""


class Token(NamedTuple):
    """A word of a name: `text` as written, `id` what it means, `kind` its class, `weight` how much it tells."""

    text: str
    id: str
    kind: str
    weight: float


@dataclass(frozen=True, slots=True)
class View:
    """One reading of a name: its words, and the same without blanks, as written and in order of the alphabet.

    `kinds` are the classes of its words.
    """

    tokens: tuple[Token, ...]
    joined: str
    ordered: str
    weight: float
    acronym: str = ""
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Folded:
    """A name made comparable.

    `views` are its readings in Latin letters (one, save for Chinese), `han` its hanzi in simplified form as tokens,
    `plain` whether it was written in Latin letters, `bare` whether vowels were lost on the way, `forms` the legal forms
    that were cut off. Without views nothing is left that could be compared: the name was a legal form alone.
    """

    text: str
    person: bool
    views: tuple[View, ...]
    han: View | None = None
    plain: bool = True
    bare: bool = False
    forms: frozenset[str] = frozenset()
    keys: tuple[str, ...] = field(default=())


class Listed(NamedTuple):
    """A name of a list: as it is compared, as it is written there, and whether the list itself calls it weak.

    `whole` is false of what a name is in one script of several.
    """

    folded: Folded
    text: str
    weak: bool
    whole: bool = True
