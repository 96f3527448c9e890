"""What is said of one claim: the edition it names on a day, how that stands, and what the certificate shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from monazite.quality.certificate import Certificate
from monazite.quality.checking import Checker
from monazite.quality.claims.certified import NONE, UNKNOWN, Certified, Ints, verdict_text
from monazite.quality.claims.claimed import Meant, Names, known_then, shown
from monazite.quality.claims.request import Quality
from monazite.quality.claims.turns import Turns
from monazite.quality.model import Edition, Period
from monazite.quality.products import another
from monazite.quality.registry import end_of, followers, standing, start_of
from monazite.quality.verdict import WORST, GradeVerdict

__all__ = ["STATUS", "Case", "Judge", "beside"]

KEPT = 100_000  # claims
STATUS = {"project": "draft", "issued": "not_yet_in_force", "in_force": "in_force", "withdrawn": "withdrawn"}
CODES = {
    "fail": "certificate_fails",
    "conditional_fail": "certificate_fails",
    "conditional_pass": "certificate_conditional",
    "indeterminate": "certificate_indeterminate",
}


MET = ("pass", "conditional_pass")
OUT = {
    "draft": "the edition was not issued on that day",
    "not_yet_in_force": "the edition was not yet in force on that day",
    "withdrawn": "the edition was not in force any more on that day",
}


@dataclass(frozen=True, slots=True)
class Case:
    """What is said of a claim: the edition and grade it names, the facts, and texts of the columns.

    `holds` tells that a certificate is named and does not tell: what it would have shown is not to be assumed.
    """

    standard: str | None = None
    status: str | None = None
    conformity: str | None = None
    holds: bool = False
    findings: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()


@dataclass
class _Told:
    """A case as it comes to be."""

    meant: Meant
    status: str | None = None
    conformity: str | None = None
    by: str = ""
    findings: list[str] = field(default_factory=list)


class Judge:
    """Says of claims what is to be said; built once, used in any thread."""

    def __init__(self, quality: Quality, known_on: dt.date | None) -> None:
        self.register, self.quality = known_then(quality.register, known_on), quality
        self.names, self.turns, self.substance = Names(self.register), Turns(self.register), quality.words.substance
        checker = Checker(self.register, quality.weights, self.substance, known_on or dt.date.max, quality.rule)
        self.certified = None if quality.certificates is None else Certified(quality.certificates, checker)
        self.turns_of = lru_cache(KEPT)(self._turns_of)

    def _turns_of(self, standard: str, grade: str, place: int) -> Ints:
        """Return for each number of `turns` the one that counts for a claim and for those of its certificate."""
        told = {self.names.standard(standard, grade)} if standard or grade else set()
        if self.certified and place > UNKNOWN:
            claims = (claim for one in self.certified.of(place) for claim in one.claims)
            told |= {self.names.standard(claim.standard, claim.grade) for claim in claims}
        return self.turns.of(frozenset(told - {""}))

    def case(self, standard: str, grade: str, place: int, on: dt.date | None, late: bool) -> Case:
        """Return what is said of the two cells of a claim on a day; `place` is that of the certificate in `certified`.

        `late` tells that the certificate was issued after the day.
        """
        told = _Told(self.names.meant(standard, grade, on) if standard or grade else Meant())
        told.findings += [told.meant.finding] if told.meant.finding else []
        one = self._named(told, place)
        if one and not (standard or grade):
            told.meant = self._own(one, on) or Meant()  # what the line does not claim, its certificate may
        if one and self.certified and told.meant.edition and not told.meant.finding:
            told.meant = self._graded(told.meant, one, on)
        self._standing(told, on)
        if one is not None:
            told.findings += [*self._beside(told, one, on, late), *self._verdict(told, one, place)]
        return _case(told, held=place != NONE)

    def _named(self, told: _Told, place: int) -> Certificate | None:
        """Return the certificate of a place; tell where there is none, or more than one."""
        if place == NONE or self.certified is None:
            return None
        if place == UNKNOWN:
            told.findings.append("certificate_not_found: no certificate given has its number")
            return None
        several = self.certified.of(place)
        if len(several) > 1:
            lots = [f"'{shown(f'{one.id}#{one.lot}')}'" for one in several if one.lot]
            hint = f"; name the lot: {', '.join(lots[:4])}" if len(set(lots)) == len(several) else ""
            text = f"'{shown(several[0].id)}' is the number of {len(several)} certificates that differ{hint}"
            told.findings.append(f"certificate_ambiguous: {text}")
        return several[0] if len(several) == 1 else None

    # ------------------------------------------------------------ standing
    def _standing(self, told: _Told, on: dt.date | None) -> None:
        """Tell how the edition stands on the day."""
        edition = told.meant.edition
        if edition is None or on is None:
            return
        told.status = STATUS.get(standing(self.register, edition, on))
        if told.status != "in_force":
            told.findings.append(
                f"standard_{told.status or 'status_unknown'}: '{edition.id}' {self._since(edition, told)}"
            )

    def _since(self, edition: Edition, told: _Told) -> str:
        if told.status == "withdrawn":
            after = [other.id for other in followers(self.register, edition)]
            by = f"; after it came {after[-1]}" if after else ""
            return f"is not in force since {_day(end_of(self.register, edition))}{by}"
        if told.status == "not_yet_in_force":
            return f"is in force from {_day(start_of(edition))} on"
        if told.status == "draft":
            return "was not issued on that day"
        return "may or may not be in force: its days are not known well enough"

    # ------------------------------------------------------------ certificates
    def _own(self, one: Certificate, on: dt.date | None) -> Meant | None:
        """Return what a certificate claims itself, the first claim that names a grade, else an edition."""
        meant = list(self._claims(one, on))
        return next((each for each in meant if each.grade), meant[0] if meant else None)

    def _claims(self, one: Certificate, on: dt.date | None) -> Iterator[Meant]:
        for claim in one.claims:
            meant = self.names.meant(claim.standard, claim.grade, on) if claim.standard or claim.grade else Meant()
            if meant.edition:
                yield meant

    def _graded(self, meant: Meant, one: Certificate, on: dt.date | None) -> Meant:
        """Return a claim of an edition alone with the grade of that edition which the certificate claims."""
        if meant.grade:
            return meant
        same = (each for each in self._claims(one, on) if each.edition is meant.edition and each.grade)
        return next(same, meant)

    def _beside(self, told: _Told, one: Certificate, on: dt.date | None, late: bool) -> Iterator[str]:
        """Yield what does not fit between line and certificate, and what does not fit on the certificate."""
        if late:
            yield f"certificate_issued_later: '{shown(one.id)}' was issued on {one.issued}, after the day of the line"
        claims = list(self._claims(one, on))
        if claims and told.meant.edition and not any(_agree(told.meant, each) for each in claims):
            yield f"certificate_other_claim: '{shown(one.id)}' claims {claims[0].text}, the line {told.meant.text}"

    def _verdict(self, told: _Told, one: Certificate, place: int) -> Iterator[str]:
        assert self.certified is not None
        grade, claimed = told.meant.grade, told.meant.text
        verdict = self.certified.against(place, grade, claimed).verdict if grade else None
        if grade and another(one.product, grade.product, self.substance):
            product = f"{shown(one.product)}, and {claimed} is for {grade.product}: it shows nothing of this grade"
            yield f"certificate_other_product: '{shown(one.id)}' is of {product}"
        elif verdict is None or verdict.state == "not_assessed":
            why = self._unjudged(told.meant)
            yield from [f"certificate_not_judged: '{shown(one.id)}' {why}"] if why else []
        else:
            yield from self._shown(told, one, verdict)
        yield from self._doubted(one, place)

    def _shown(self, told: _Told, one: Certificate, verdict: GradeVerdict) -> Iterator[str]:
        """Yield why what a certificate shows is no pass; one that passes and does not count leaves the answer open."""
        claimed, state = told.meant.text, verdict.state
        doubt = self._uncounted(told, one) if state in MET else ""
        told.conformity, told.by = "indeterminate" if doubt else state, f"{shown(one.id)}, {claimed}, {verdict.rule}"
        if doubt:
            yield f"certificate_indeterminate: '{shown(one.id)}' {claimed}: what it shows does not count: {doubt}"
        elif state != "pass":
            yield f"{CODES[state]}: '{shown(one.id)}' {claimed}: {verdict_text(verdict)}"

    def _uncounted(self, told: _Told, one: Certificate) -> str:
        """Return why requirements that are met show nothing: the edition does not count, or nobody vouches."""
        if told.status in OUT:
            return OUT[told.status]
        return "nobody who is trusted vouches for it" if self.quality.trust and one in self.quality.unverified else ""

    def _doubted(self, one: Certificate, place: int) -> Iterator[str]:
        """Yield that nobody verified a certificate, and what does not fit on it."""
        assert self.certified is not None
        if why := self.quality.unverified.get(one):
            yield f"certificate_unverified: '{shown(one.id)}' {why}"
        questions = dict.fromkeys(finding.code for finding in self.certified.questions(place))
        if questions:
            yield f"certificate_questioned: '{shown(one.id)}' {', '.join(questions)}"

    def _unjudged(self, meant: Meant) -> str:
        """Return why a certificate is held against no limits; empty where a finding on the claim says it."""
        if meant.finding:
            return ""
        if meant.edition is None:
            return "is held against no grade: neither it nor the line claims one of the register"
        known = {id(grade) for grade in self.names.grades.get(meant.edition.id, {}).values()}
        if meant.grade or not known:
            return f"is held against no limits: the register has none of {meant.text}"
        return f"is held against no grade: {meant.edition.id} has {len(known)}, and none is claimed"


def _case(told: _Told, *, held: bool) -> Case:
    derived = []
    if told.status and told.meant.edition:
        derived.append(f"standard_status={told.status} ({told.meant.edition.id})")
    if told.conformity:
        derived.append(f"conformity={told.conformity} ({told.by})")
    holds = held and told.conformity is None
    texts = tuple(dict.fromkeys(told.findings))
    return Case(told.meant.text or None, told.status, told.conformity, holds, texts, tuple(derived))


def beside(case: Case, stated: str | None) -> Case:
    """Return a case with the conformity that the line states: of what is stated and what is shown the worse counts."""
    if case.conformity is None or stated not in WORST or stated == case.conformity:
        return case
    worse = min(stated, case.conformity, key=WORST.index)
    text = f"the line states {stated}, its certificate shows {case.conformity}: {worse} counts"
    return replace(case, conformity=worse, findings=(*case.findings, f"conformity_stated_against_shown: {text}"))


def _agree(line: Meant, certificate: Meant) -> bool:
    """Return whether two claims may be the same: editions are, and grades where both name one."""
    same = line.edition is certificate.edition
    return same and (line.grade is None or certificate.grade is None or line.grade is certificate.grade)


def _day(period: Period | None) -> str:
    return str(period) if period else "a day not known"
