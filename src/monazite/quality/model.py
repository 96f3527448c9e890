"""The register of standards: standard, edition, product, grade, requirement, method; and what relates them.

Names are those of the field: stages by ISO Guide 69 (00 to 95), adoption by ISO/IEC Guide 21-1:2005 (IDT, MOD, NEQ).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from monazite.quality.limits import Limits

__all__ = [
    "ADOPTIONS",
    "BASES",
    "CONFIDENCES",
    "Adoption",
    "Batch",
    "Edition",
    "Grade",
    "MethodScope",
    "Period",
    "Register",
    "Requirement",
]

CONFIDENCES = {
    "A": "a register or the publisher's own page",
    "B": "a commercial listing or another secondary page",
    "C": "a scanned or aggregated copy",
    "D": "a news article",
    "M": "from memory, not verified",
}
ADOPTIONS = {
    "IDT": "identical",
    "MOD": "modified, the differences named",
    "NEQ": "not equivalent: a correspondence, not an adoption",
    "EQV": "equivalent, as written before 2001; counted as MOD",
    "≈": "a sign of older listings; what it stood for is not certain, so it counts as no adoption",
}
# What a content is a share of.
BASES = {
    "as_received": "of the sample as it came",
    "dry": "of the dried sample",
    "ignited": "of the ignited sample",
    "treo": "of all rare earth oxides",
    "trem": "of all rare earth metals",
}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A day that is known to the day, the month or the year: from `first` to `last`, both inclusive."""

    first: dt.date
    last: dt.date

    def __str__(self) -> str:
        if self.first == self.last:
            return self.first.isoformat()
        return self.first.isoformat()[: 7 if self.first.month == self.last.month else 4]


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of a standard, or a project for one: `id` is the number with the year ("GB/T 31978-2015").

    `became` is the next record of the same project; `batch` is the consultation in which a draft is.
    """

    id: str
    standard: str
    year: str
    body: str
    title: str
    title_zh: str = ""
    committee: str = ""
    kind: str = ""
    stage: str = ""
    issued: Period | None = None
    in_force: Period | None = None
    withdrawn: Period | None = None
    replaces: tuple[str, ...] = ()
    source: str = ""
    confidence: str = "M"
    note: str = ""
    ics: tuple[str, ...] = ()
    ccs: str = ""
    became: str = ""
    batch: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Drafts that are in consultation together, from `opens` to `closes`, both inclusive, in a time zone.

    `drafts` is how many there are, None where that is not known; those known by name are editions with this batch.
    """

    id: str
    title: str
    title_zh: str = ""
    body: str = ""
    opens: dt.date | None = None
    closes: dt.date | None = None
    zone: str = ""
    drafts: int | None = None
    sectors: tuple[str, ...] = ()
    source: str = ""
    confidence: str = "M"
    note: str = ""

    @property
    def days(self) -> int | None:
        """How many days it is open, both ends counted."""
        return (self.closes - self.opens).days + 1 if self.opens and self.closes else None


@dataclass(frozen=True, slots=True)
class Requirement:
    """A limit of a grade: what is found (`analyte` on `basis`, in `unit`) and the limits as printed and as numbers.

    `kind` is limit, balance (the rest: no limit) or informational. `also` are the substances from which the content is
    calculated, where the standard or the contract says so (Li2O for Li2CO3).
    """

    edition: str
    grade: str
    analyte: str
    basis: str
    unit: str
    printed: str
    limits: Limits = field(default_factory=Limits)
    kind: str = "limit"
    method: str = ""
    source: str = ""
    confidence: str = "M"
    note: str = ""
    also: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The analytes of which this is the sum; one for a single one."""
        return tuple(part.strip() for part in self.analyte.split("+"))


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade of a product by an edition; `number` is its digital designation, where one is known.

    `of` is the id of the grade of the standard, where a contract has other limits in its place.
    """

    edition: str
    product: str
    name: str
    number: str = ""
    requirements: tuple[Requirement, ...] = ()
    of: str = ""

    @property
    def id(self) -> str:
        """The edition with the name of the grade: "GB/T 31978-2015 Ce-3NA"."""
        return f"{self.edition} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class MethodScope:
    """The range in which a method of analysis proves a content, inclusive, in `unit`; `analyte` "*" for any."""

    edition: str
    matrix: str
    analyte: str
    low: Fraction | None
    high: Fraction | None
    unit: str
    excluded: str = ""
    source: str = ""
    confidence: str = "M"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Adoption:
    """A national edition that adopts an international one; `degree` is one of ADOPTIONS."""

    national: str
    international: str
    degree: str
    source: str = ""
    confidence: str = "M"
    note: str = ""


@dataclass(frozen=True)
class Register:
    """All that is known of standards, by id; built by the packs."""

    editions: Mapping[str, Edition]
    grades: Mapping[str, Grade]
    methods: tuple[MethodScope, ...] = ()
    adoptions: tuple[Adoption, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    batches: Mapping[str, Batch] = field(default_factory=dict)
