"""Contradictions as findings: what one is, and what the pack says of when to tell of it and how."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from monazite.goods.model import GoodsPack, Range

__all__ = [
    "LIMITS",
    "LISTS",
    "WORDINGS",
    "Articles",
    "Control",
    "Doubt",
    "DoubtsPack",
    "Measure",
    "Rate",
    "Wording",
    "as_claim",
]

# The limits that rules read, by name; the pack says what each is.
LIMITS = tuple(
    """density_over powder_least compact_least price_off price_far price_small sure_score gross_over
    package_most package_least lookalike_some lookalike_much assay_gap assay_over assay_far grade_heavy
    grade_middle purity_certified fit_shown""".split()
)
# The lists that rules read.
LISTS = tuple(
    """watched lookalikes chemicals substances massive solid compared same_class telling_codes
    residual_codes ferrite_codes not_metal
    free_claims free_words free_not free_control unsure_claims""".split()
)
# The findings, each with what its text may name.
WORDINGS: Mapping[str, frozenset[str]] = {
    name: frozenset(places.split())
    for name, places in {
        "tariff_chapter_sure": "words code chapter fits",
        "tariff_chapter": "words code chapter fits",
        "tariff_heading": "words code heading fits",
        "tariff_heading_unsure": "words code heading fits",
        "tariff_subheading": "words code fits",
        "density_heavy": "words density named range fits",
        "density_light": "words density named range",
        "density_light_compact": "words density named range",
        "value_high_far": "words price named range times fits",
        "value_high": "words price named range times fits",
        "value_low_far": "words price named range times",
        "value_low": "words price named range times",
        "ferrite_density": "words density range fits",
        "ferrite_value": "words price range fits",
        "ferrite_words": "words code family",
        "lookalike_much": "words named element content amount",
        "lookalike_some": "words named element content amount",
        "replaced": "words main element content amount most",
        "assay_free": "words element content amount",
        "assay_more_far": "words element content amount most",
        "assay_more": "words element content amount most",
        "assay_pure": "words element content amount most",
        "net_over_gross": "net gross",
        "gross_heavy": "words net gross",
        "package_heavy": "mass packages each",
        "package_light": "words mass packages each",
        "grade_content": "words grade amount",
        "certificate": "words purity",
        "stated": "words fact stated derived",
        "several": "words kinds",
        "claim_free": "claim items",
        "claim_free_elsewhere": "claim items",
        "claim_other": "claim items",
        "claim_words": "claim entry words",
        "claim_unread": "claim",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """One contradiction on a line.

    `strength` is 3 where both cannot be true, 2 where both are seldom true, 1 where it is unusual; `text` and
    `text_zh` tell it with its evidence; `facts` are those that it puts in doubt.
    """

    code: str
    strength: int
    text: str
    text_zh: str = ""
    facts: tuple[str, ...] = ()
    wording: str = ""

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


@dataclass(frozen=True, slots=True)
class Wording:
    """How one finding is told: its code, strength, the facts it puts in doubt, and its text in two languages."""

    id: str
    code: str
    strength: int
    facts: tuple[str, ...]
    en: str
    zh: str
    source: str = ""
    confidence: str = ""

    def doubt(self, **values: str) -> Doubt:
        """Return the finding with its places filled; `_zh` after a name gives the value for the Chinese text."""
        chinese = {name: values.get(f"{name}_zh", value) for name, value in values.items()}
        facts = tuple(fact.format(**values).lower() for fact in self.facts)
        return Doubt(self.code, self.strength, self.en.format(**values), self.zh.format(**chinese), facts, self.id)


@dataclass(frozen=True, slots=True)
class Measure:
    """What goods of a class weigh (solid, g/cm3) and cost (US dollars per kilogram, an order of magnitude).

    `hidden` says that such goods have reason to travel under another name, so that they are named as what would fit.
    """

    id: str
    en: str
    zh: str
    material: str = ""
    main_element: str = ""
    magnet_family: str = ""
    density: Range | None = None
    price: Range | None = None
    hidden: bool = False
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Articles:
    """A class of articles by their tariff lines: what they weigh at `most` in g/cm3, solid and without any gap."""

    id: str
    en: str
    zh: str
    tariff: tuple[str, ...]
    most: Fraction
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """What the entries of one control code are for, in any regime: the goods that it can be claimed for.

    `kinds` are those of the subject. Of goods that hold one of `elements`, are magnets of one of `families`, or of one
    of `materials`, the claim may be true; `terms` name further goods that fit.
    """

    code: str
    en: str
    zh: str
    kinds: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a currency is worth in US dollars, as an order of magnitude, in a year."""

    currency: str
    usd: Fraction
    year: int
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True)
class DoubtsPack:
    """All that the rules for contradictions know, beside the goods pack itself."""

    goods: GoodsPack
    limits: Mapping[str, Fraction]
    lists: Mapping[str, tuple[str, ...]]
    wordings: Mapping[str, Wording]
    measures: Mapping[str, Measure]
    rates: Mapping[str, Rate]
    articles: tuple[Articles, ...] = ()
    controls: Mapping[str, Control] = field(default_factory=dict)

    @cached_property
    def free_statements(self) -> frozenset[str]:
        """What says that nothing controls the goods, as `as_claim` folds it."""
        terms = [self.goods.terms[i] for i in self.lists["free_claims"] if i in self.goods.terms]
        words = (*self.lists["free_words"], *(word for term in terms for word in (*term.en, *term.zh)))
        return frozenset(map(as_claim, words))

    @cached_property
    def statements(self) -> frozenset[str]:
        """All words about controls that the goods pack knows, folded."""
        terms = [term for term in self.goods.terms.values() if term.role == "claim"]
        return frozenset(as_claim(word) for term in terms for word in (*term.en, *term.zh))


def as_claim(text: str) -> str:
    """Return a claim without spaces and dashes, in small letters."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s\-_]+", "", text).strip(".") or text.strip()
