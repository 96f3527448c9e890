"""Contradictions as findings: what one is, and what the pack says of when to tell of it and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from monazite.goods.model import GoodsPack, Range

__all__ = ["LIMITS", "LISTS", "WORDINGS", "Doubt", "DoubtsPack", "Measure", "Rate", "Wording"]

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
    free_claims free_words""".split()
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
