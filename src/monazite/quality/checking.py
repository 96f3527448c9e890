"""Which grades a certificate is held against: those that are named, those it claims, those of its product."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from monazite.chemistry.weights import Weights
from monazite.quality.certificate import Certificate
from monazite.quality.claims.claimed import Meant, Names
from monazite.quality.compare import best
from monazite.quality.decision import Rule
from monazite.quality.model import Grade, Register
from monazite.quality.products import another
from monazite.quality.registry import grades_of, standing
from monazite.quality.search import unknown
from monazite.quality.verdict import WORST, GradeVerdict, judge

__all__ = ["DOUBTS", "MARKET", "OUT_OF_FORCE", "WHYS", "Checked", "Checker", "compared_by", "of_product"]

MARKET = "market-specification"
# Why a certificate is held against no grade, or against grades that do not count on the day.
WHYS = {
    "": "",
    "no_claim": "the certificate claims no standard and grade; name one with --against, or use --best-grade",
    "not_in_register": "what the certificate claims is not in the register",
    "no_limits": (
        "the grade is known by name only: its limits are not in this register; "
        "give those you hold with --contract, a CSV with the columns of grades.csv"
    ),
    "no_product": "the register has no grade of this product",
    "product_unknown": "the certificate does not say what the product is",
    "not_in_force": "no edition with limits for this product was in force on that day; others are looked at",
    "market_only": "for this product only specifications of price agencies have limits, and they are no standards",
}
# Why requirements that are met are no pass: what was held against them, or the limits themselves, do not count.
DOUBTS = {
    "another_product": "the certificate is of another product than the grade",
    "withdrawn": "the edition is withdrawn or replaced on that day",
    "issued": "the edition is not yet in force on that day",
    "project": "the edition is a draft or a project on that day",
    "not_assessed": "none of the requirements has a limit that is known: nothing was assessed",
}
OUT_OF_FORCE = ("withdrawn", "issued", "project")


@dataclass(frozen=True, slots=True)
class Checked:
    """What is said of a certificate: the verdict, those on the other grades looked at, and why there is none.

    `state` is that of the verdict; where none of several grades is met, the best that can be said of any of them.
    `claim` is the text of the claim that was taken, `unread` tells of claims that name nothing in the register.
    `another` tells that the certificate is surely of another product than the grade.
    """

    certificate: Certificate
    verdict: GradeVerdict | None = None
    others: tuple[GradeVerdict, ...] = ()
    why: str = ""
    claim: str = ""
    unread: tuple[str, ...] = ()
    standing: str = ""
    another: bool = False

    @property
    def state(self) -> str:
        """One of STATES; indeterminate where it is held against no grade, or would pass and there are `doubts`."""
        found = self.verdict.state if self.verdict else "indeterminate"
        return "indeterminate" if self.doubts and found in ("pass", "conditional_pass") else found

    @property
    def doubts(self) -> tuple[str, ...]:
        """Which of DOUBTS there are: why requirements that are met are no pass."""
        if self.verdict is None:
            return ()
        found = ["another_product"] if self.another else []
        found += [self.standing] if self.standing in OUT_OF_FORCE else []
        return (*found, "not_assessed") if self.verdict.state == "not_assessed" else tuple(found)


@dataclass(frozen=True)
class Checker:
    """Holds certificates against grades of a register, on a day and under a rule.

    `substance` says what a product is by its name; `compare` is one of COMPARES, empty for what each standard says.
    """

    register: Register
    weights: Weights
    substance: Callable[[str], str]
    on: dt.date
    rule: Rule
    compare: str = ""

    def against(self, certificate: Certificate, grades: Sequence[Grade]) -> Checked:
        """Return what is said of a certificate against one grade, or against the best that it meets of several.

        Where a contract has other limits for a grade, these count in its place.
        """
        known = [grade for grade in self._agreed(grades) if grade.requirements]
        if not known:
            return Checked(certificate, why="no_limits" if grades else "no_product")
        verdicts = [self._judged(certificate, grade) for grade in known]
        chosen = best(verdicts, self.weights) or min(verdicts, key=_shortfall)
        others = tuple(one for one in verdicts if one is not chosen)
        other = another(certificate.product, chosen.grade.product, self.substance)
        return Checked(certificate, chosen, others, standing=self._stands(chosen.grade), another=other)

    def claimed(self, certificate: Certificate) -> Checked:
        """Return what is said of a certificate against the grade that it claims."""
        unread: list[str] = []
        for claim in certificate.claims:
            text = f"{claim.standard} {claim.grade}".strip()
            meant = self.names.meant(claim.standard, claim.grade, self.on) if text else Meant()
            if grade := meant.grade or _by_name_only(self.register, meant, claim.grade):
                return replace(self.against(certificate, [grade]), claim=text, unread=tuple(unread))
            unread += [unknown(self.register, text)] if meant.finding else []
        return Checked(certificate, why="not_in_register" if unread else "no_claim", unread=tuple(unread))

    def _agreed(self, grades: Sequence[Grade]) -> list[Grade]:
        return [agreed for grade in grades for agreed in self._contracts.get(grade.id, [grade])]

    @cached_property
    def _contracts(self) -> dict[str, list[Grade]]:
        """The grades under contracts, by the grade of the standard."""
        found: dict[str, list[Grade]] = {}
        for grade in self.register.grades.values():
            if grade.of:
                found.setdefault(grade.of, []).append(grade)
        return found

    @cached_property
    def names(self) -> Names:
        """The names of the register, as claims are looked up everywhere."""
        return Names(self.register)

    def best(self, certificate: Certificate) -> Checked:
        """Return the best grade of the product of a certificate that it meets: of editions in force, if there are."""
        if not certificate.product:
            return Checked(certificate, why="product_unknown")
        grades = of_product(self.register, self.substance, certificate.product)
        known = [grade for grade in grades if grade.requirements]
        official = [grade for grade in known if self._kind(grade) != MARKET]
        now = [grade for grade in official if self._stands(grade) == "in_force"]
        if now:
            return self.against(certificate, now)
        if official:
            return replace(self.against(certificate, official), why="not_in_force")
        found = self.against(certificate, known or grades)
        return replace(found, why="market_only") if found.verdict else found

    def _kind(self, grade: Grade) -> str:
        edition = self.register.editions.get(grade.edition)
        return edition.kind if edition else ""

    def _stands(self, grade: Grade) -> str:
        edition = self.register.editions.get(grade.edition)
        return standing(self.register, edition, self.on) if edition else ""

    def _judged(self, certificate: Certificate, grade: Grade) -> GradeVerdict:
        changed = compared_by(grade, self.compare)
        return judge(certificate, changed, self.weights, self.rule, self.register.methods, self.on)


def compared_by(grade: Grade, compare: str) -> Grade:
    """Return a grade whose limits are all compared one way (one of COMPARES); the same grade for an empty text."""
    if not compare:
        return grade
    changed = (replace(one, limits=replace(one.limits, compare=compare)) for one in grade.requirements)
    return replace(grade, requirements=tuple(changed))


def of_product(register: Register, substance: Callable[[str], str], product: str) -> list[Grade]:
    """Return the grades of a product: those that are the same substance, else those whose name it holds."""
    ours = substance(product)
    if ours:
        return [grade for grade in register.grades.values() if substance(grade.product) == ours]
    key = product.casefold()
    return [grade for grade in register.grades.values() if grade.product and grade.product.casefold() in key]


def _by_name_only(register: Register, meant: Meant, name: str) -> Grade | None:
    """Return a grade without limits where a claim names one of an edition whose grades the register does not hold."""
    if meant.finding or meant.edition is None or not (name := meant.rest or name):
        return None
    return None if grades_of(register, meant.edition.id) else Grade(meant.edition.id, meant.edition.title, name)


def _shortfall(verdict: GradeVerdict) -> tuple[int, ...]:
    """Return how far a grade is from being met: how many of its requirements are in each state, the worst first."""
    return tuple(len(verdict.of(state)) for state in WORST[:3])
