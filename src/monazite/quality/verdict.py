"""The verdict on a certificate: requirement by requirement, and on the grade."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from monazite.chemistry.weights import Weights
from monazite.quality.certificate import Certificate, Result
from monazite.quality.decision import Rule, probability, state
from monazite.quality.expressed import Expressed, expressed
from monazite.quality.found import Found
from monazite.quality.model import Grade, MethodScope, Requirement
from monazite.quality.substance import ratio
from monazite.quality.units import factor, unit

__all__ = ["REASONS", "WORST", "GradeVerdict", "Verdict", "judge", "worst"]

VERSION = "1"  # of the rules below; a verdict names it

# Why nothing, or nothing certain, is told.
REASONS = {
    "": "",
    "missing": "the certificate has no result for it",
    "words_only": "the certificate has words for it and no number",
    "unit_unknown": "the unit is not known",
    "unit_differs": "the unit measures something else",
    "basis_unknown": "the certificate does not say what the content is a share of",
    "basis_differs": "the content is a share of something else, and what would convert it is not there",
    "censored": "the method sees down to a limit that does not tell",
    "method_unfit": "the result lies above the range of its method",
    "below_method": "the result lies below the range of its method, and counts as less than that",
    "no_uncertainty": "the rule needs an uncertainty, and none is told",
    "no_limit": "the standard sets no limit",
}
# From the worst to the best; the verdict on a grade is the worst of its requirements.
WORST = ("fail", "conditional_fail", "indeterminate", "conditional_pass", "pass", "not_assessed")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of one requirement: one of STATES, why, and what it rests on.

    `probability` is that of conformity where an uncertainty is told, from 0 to 1.
    """

    requirement: Requirement
    state: str
    reason: str = ""
    rests_on: Expressed | None = None
    guard: Fraction | None = None
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class GradeVerdict:
    """What is said of a grade: the worst of its requirements, under a rule and on a day."""

    grade: Grade
    state: str
    verdicts: tuple[Verdict, ...]
    rule: str
    on: dt.date | None = None
    version: str = VERSION

    def of(self, state: str) -> tuple[Verdict, ...]:
        """The verdicts in one state."""
        return tuple(verdict for verdict in self.verdicts if verdict.state == state)


def judge(
    certificate: Certificate,
    grade: Grade,
    weights: Weights,
    rule: Rule,
    methods: Sequence[MethodScope] = (),
    on: dt.date | None = None,
) -> GradeVerdict:
    """Return the verdict on a certificate against a grade; `on` is the day that is asked for, and only named here."""
    verdicts = tuple(_verdict(each, certificate.results, weights, rule, methods) for each in grade.requirements)
    return GradeVerdict(grade, worst(verdict.state for verdict in verdicts), verdicts, rule.id, on)


def worst(states: Iterable[str]) -> str:
    """Return the worst of some states, not_assessed for none."""
    told = set(states)
    return next((state for state in WORST if state in told), "not_assessed")


def _verdict(
    wanted: Requirement, results: Sequence[Result], weights: Weights, rule: Rule, methods: Sequence[MethodScope]
) -> Verdict:
    if wanted.kind != "limit":
        return Verdict(wanted, "not_assessed", "no_limit")
    ways, reason = expressed(wanted, results, weights)
    if not ways:
        return Verdict(wanted, "indeterminate", reason)
    told = [_of(wanted, way, rule, methods, weights) for way in ways]
    return min(told, key=lambda verdict: WORST.index(verdict.state))  # of two results for one content, the worse


def _of(wanted: Requirement, way: Expressed, rule: Rule, methods: Sequence[MethodScope], weights: Weights) -> Verdict:
    way, reason = _within_method(wanted, way, methods, weights)
    if reason == "method_unfit":
        return Verdict(wanted, "indeterminate", reason, way)
    guard = rule.guard(way.uncertainty)
    found, limits = way.found.span(), wanted.limits.meeting()
    answer = state(limits, found, guard)
    if answer == "indeterminate":
        reason = reason or ("censored" if way.found.value is None else "no_uncertainty")
    return Verdict(wanted, answer, reason, way, guard, _probability(wanted, way))


def _probability(wanted: Requirement, way: Expressed) -> float | None:
    y, u = way.found.value, way.uncertainty.u
    if y is None or not u:
        return None
    ends = (wanted.limits.lower, wanted.limits.upper)
    low, high = (None if end is None else float(end.value) for end in ends)
    return probability(float(y), float(u), low, high)


def _within_method(
    wanted: Requirement, way: Expressed, methods: Sequence[MethodScope], weights: Weights
) -> tuple[Expressed, str]:
    """Return what a method can show of a result: below its range, less than where that begins; above, nothing."""
    first = way.results[0]
    for scope in methods:
        by = _to_wanted(scope, wanted, weights) if scope.edition == first.method else None
        if by is None or way.found.value is None:
            continue
        low, high = (None if end is None else end * by for end in (scope.low, scope.high))
        if high is not None and way.found.value > high:
            return way, "method_unfit"
        if low is not None and way.found.value < low:
            return replace(way, found=Found(Fraction(0), low, 0, -1)), "below_method"
    return way, ""


def _to_wanted(scope: MethodScope, wanted: Requirement, weights: Weights) -> Fraction | None:
    """Return what the range of a method is multiplied by to be in the words of a requirement."""
    given, asked = unit(scope.unit), unit(wanted.unit)
    by = ratio(scope.analyte, wanted.analyte, weights)
    if given is None or asked is None or by is None:
        return None
    size = factor(given, asked)
    return None if size is None else by * size
