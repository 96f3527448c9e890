"""The verdict on a certificate: requirement by requirement, and on the grade."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from monazite.chemistry.weights import Weights
from monazite.quality.certificate import Certificate, Result
from monazite.quality.decision import Rule, probability, state
from monazite.quality.expressed import Expressed, expressed
from monazite.quality.method_fit import Shown, shown
from monazite.quality.model import Grade, MethodScope, Requirement
from monazite.quality.positions import Span
from monazite.quality.substance import same_content
from monazite.quality.units import unit

__all__ = ["MOST_OF_ALL", "REASONS", "WORST", "GradeVerdict", "Verdict", "judge", "worst"]

VERSION = "2"  # of the rules below; a verdict names it

# Why nothing, or nothing certain, is told.
REASONS = {
    "": "",
    "missing": "the certificate has no result for it",
    "spoilt": "another line tells of it, and cannot be read or says that it fails",
    "words_only": "what the certificate says of it is words, or a mistake, and no number that counts",
    "unit_unknown": "the unit is not known",
    "unit_differs": "the unit measures something else",
    "basis_unknown": "the certificate does not say what the content is a share of",
    "basis_differs": "the content is a share of something else, and what would convert it is not there",
    "censored": "the method sees down to a limit that does not tell",
    "too_many": "the certificate tells it in more ways than are looked at",
    "over_whole": "as converted it is more than the whole: what was found is something else",
    "method_excluded": "the register says that its method does not hold for such a sample",
    "method_unfit": "the result lies above the range of its method",
    "below_method": "the result lies below the range of its method, and counts as less than that",
    "no_uncertainty": "the rule needs an uncertainty, and none is told",
    "no_limit": "the standard sets no limit",
}
MOST_OF_ALL = Fraction("1.05")  # of the whole; what is found scatters a little
REFUSES = re.compile(
    r"\bfail(?:s|ed|ure)?\b|\bnon-?conform|\bnot? (?:pass|comply|conform)|\brejected\b|不合格|不符合", re.IGNORECASE
)
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
    """What is said of a grade: the worst of its requirements, under a rule and on a day.

    How its edition stands on that day is no part of it: `checking.Checked` tells what that makes of the answer.
    """

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
    seen = shown(certificate.results, methods, weights)
    verdicts = tuple(_verdict(each, seen, weights, rule) for each in grade.requirements)
    return GradeVerdict(grade, worst(verdict.state for verdict in verdicts), verdicts, rule.id, on)


def worst(states: Iterable[str]) -> str:
    """Return the worst of some states, not_assessed for none."""
    told = set(states)
    return next((state for state in WORST if state in told), "not_assessed")


def _verdict(wanted: Requirement, seen: Sequence[Shown], weights: Weights, rule: Rule) -> Verdict:
    if wanted.kind != "limit":
        return Verdict(wanted, "not_assessed", "no_limit")
    ways, reason = expressed(wanted, [each.counts for each in seen], weights)
    if not ways:
        return Verdict(wanted, "indeterminate", reason)
    by = {id(each.counts): each for each in seen}
    told = [_of(wanted, way, [by[id(result)] for result in way.results], rule) for way in ways]
    found = min(told, key=lambda verdict: WORST.index(verdict.state))  # of all that is told of a content, the worst
    if found.state in ("pass", "conditional_pass") and any(_spoilt(wanted, each.result, weights) for each in seen):
        return replace(found, state="indeterminate", reason="spoilt")
    return found


def _spoilt(wanted: Requirement, result: Result, weights: Weights) -> bool:
    """Whether a line speaks of a content and cannot be read, or says in words that it fails."""
    if result.value is not None and not REFUSES.search(result.text):
        return False
    if not (REFUSES.search(result.text) or any(c.isdecimal() for c in result.text)):
        return False
    parts = (wanted.analyte, *wanted.parts)
    return any(same_content(result.analyte, part, weights) is not None for part in parts if result.analyte)


def _of(wanted: Requirement, way: Expressed, seen: Sequence[Shown], rule: Rule) -> Verdict:
    """Return the verdict on one way to say a content, which rests on some lines of the certificate."""
    way = replace(way, results=tuple(each.result for each in seen))
    limits = wanted.limits.meeting()
    reason = _lost(wanted, way, {each.reason for each in seen}) if limits != Span() else ""
    if reason:
        return Verdict(wanted, "indeterminate", reason, way)
    guard = rule.guard(way.uncertainty)
    answer = state(limits, way.found.span(), guard, wanted.limits.printed())
    reason = "below_method" if any(each.reason == "below_method" for each in seen) else ""
    if answer == "indeterminate":
        reason = reason or ("censored" if way.found.low != way.found.high else "no_uncertainty")
    return Verdict(wanted, answer, reason, way, guard, _probability(wanted, way))


def _lost(wanted: Requirement, way: Expressed, reasons: Collection[str]) -> str:
    """Return why nothing is told by a way to say a content, empty where it counts."""
    lost = next((reason for reason in ("method_excluded", "method_unfit") if reason in reasons), "")
    measure = unit(wanted.unit)
    if lost or measure is None or measure.kind != "mass_fraction" or not way.converted or way.found.low is None:
        return lost
    return "over_whole" if way.found.low * measure.size > MOST_OF_ALL else ""


def _probability(wanted: Requirement, way: Expressed) -> float | None:
    y, u = way.found.value, way.uncertainty.u
    if y is None or not u:
        return None
    ends = (wanted.limits.lower, wanted.limits.upper)
    low, high = (None if end is None else float(end.value) for end in ends)
    return probability(float(y), float(u), low, high)
