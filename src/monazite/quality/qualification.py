"""Would it qualify there: by which path a grade, or a certificate, counts in a market, and what is missing.

Four paths are tried: the market's own standard, an instrument of recognition, adoption of the same international
edition, and the limits themselves. Where no path is known, that is said; it is never taken for a refusal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from monazite.chemistry.weights import Weights
from monazite.quality.certificate import Certificate
from monazite.quality.compare import compared, overall
from monazite.quality.decision import RULES, Rule
from monazite.quality.model import Edition, Grade, Register
from monazite.quality.recognition import Instrument, Market, Recognition, issuer_of
from monazite.quality.registry import standing
from monazite.quality.verdict import judge

__all__ = ["KINDS", "STATES", "Qualification", "QualifyingPath", "derive", "matrix", "missing", "targets_of"]

# From the best to the worst; a grade stands as well as its best path.
STATES = {
    "yes": "it counts there",
    "conditional": "it counts there if something more is shown",
    "unknown": "what is known does not tell",
    "none": "no path is known",
}
KINDS = ("own", "recognition", "adoption", "equivalence", "results")
DEGREES = {"IDT": "yes", "MOD": "conditional", "EQV": "conditional"}  # ISO/IEC Guide 21-1; the others are no adoption
IN_FORCE = {"in_force": "yes", "unknown": "unknown"}
VERDICTS = {"pass": "yes", "conditional_pass": "conditional", "indeterminate": "unknown", "not_assessed": "unknown"}


@dataclass(frozen=True, slots=True)
class QualifyingPath:
    """One way into a market: one of KINDS, how far it leads (STATES), why, and over what.

    `reason` is a word for what decides; `via` is the instrument, edition or grade; `limits` are the contents that stand
    in the way, `count` a number the reason speaks of. `standing` is how the edition there stands on the day. `held_by`
    is the verdict on the grade itself that leads no further: a lot that misses its own grade counts nowhere by it.
    """

    kind: str
    state: str
    reason: str
    via: str = ""
    limits: tuple[str, ...] = ()
    count: int | None = None
    source: str = ""
    confidence: str = ""
    conditions: str = ""
    standing: str = ""
    held_by: str = ""


@dataclass(frozen=True, slots=True)
class Qualification:
    """How a grade stands in a market on a day: as well as the best of its paths, which come first.

    `silent` are instruments of the issuer that may cover it, but name neither standards nor countries.
    """

    grade: Grade
    market: Market
    on: dt.date
    state: str
    paths: tuple[QualifyingPath, ...]
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Case:
    register: Register
    recognition: Recognition
    grade: Grade
    edition: Edition
    market: Market
    weights: Weights
    on: dt.date


def derive(
    register: Register,
    recognition: Recognition,
    grade: Grade,
    market: Market,
    weights: Weights,
    on: dt.date,
    *,
    shown: str = "text",
    certificate: Certificate | None = None,
    rule: Rule = RULES["simple"],
) -> Qualification:
    """Return whether a grade counts in a market on a day, by which paths, and what is missing.

    `shown` is one of LEVELS: what the seller shows; an instrument counts what it names and nothing else. With a
    certificate its results are judged against the market's own grades too, and no path leads further than they do
    against the grade itself.
    """
    case = _Case(register, recognition, grade, register.editions[grade.edition], market, weights, on)
    paths = [*_own(case), *_recognised(case, shown), *_adopted(case), *_by_limits(case)]
    if certificate:
        paths = [*_held(case, paths, certificate, rule), *_by_results(case, certificate, rule)]
    ranked = sorted(paths, key=lambda path: (list(STATES).index(path.state), len(path.limits)))
    state = ranked[0].state if ranked else "none"
    return Qualification(grade, market, on, state, tuple(ranked), tuple(_silent(case)))


def matrix(
    register: Register,
    recognition: Recognition,
    grades: Sequence[Grade],
    markets: Sequence[Market],
    weights: Weights,
    on: dt.date,
) -> list[list[Qualification]]:
    """Return a row a grade, in it a qualification a market."""
    return [[derive(register, recognition, grade, one, weights, on) for one in markets] for grade in grades]


# ------------------------------------------------------------ the four paths
def _own(case: _Case) -> Iterator[QualifyingPath]:
    if case.market.owns(case.edition):
        told = standing(case.register, case.edition, case.on)
        state = IN_FORCE.get(told, "none")
        edition = case.edition
        yield QualifyingPath("own", state, f"own_{told}", edition.id, (), None, edition.source, edition.confidence)


def _recognised(case: _Case, shown: str) -> Iterator[QualifyingPath]:
    for one in case.recognition.instruments:
        if one.holding(case.on) == "no" or not one.covers(case.edition) or case.market.id == one.issuer:
            continue
        if case.market.id in one.parties:
            yield _standing_too(case, _named(one, shown, one.holding(case.on)))
        elif one.unnamed and len(case.market.id) == 2:
            known = (one.source, one.confidence, one.conditions)
            yield QualifyingPath("recognition", "unknown", "unnamed", one.id, (), one.unnamed, *known)


def _named(one: Instrument, shown: str, holding: str) -> QualifyingPath:
    if not one.level:
        state, reason = "unknown", "no_level"
    elif holding == "unknown":
        state, reason = "unknown", "days_unknown"
    elif one.level != shown:
        state, reason = "conditional", f"level_{one.level}"
    else:
        state, reason = ("conditional", "conditions") if one.conditions else ("yes", "recognised")
    return QualifyingPath("recognition", state, reason, one.id, (), None, one.source, one.confidence, one.conditions)


def _standing_too(case: _Case, path: QualifyingPath) -> QualifyingPath:
    """Return a path as far as it leads from an edition that stands as it does on the day."""
    own = standing(case.register, case.edition, case.on)
    state = IN_FORCE.get(own, "none")
    if state == "yes":
        return path
    return replace(path, state=_worse(path.state, state), reason=path.reason if state != "none" else f"from_{own}")


def _held(
    case: _Case, paths: Sequence[QualifyingPath], certificate: Certificate, rule: Rule
) -> Iterator[QualifyingPath]:
    """Yield paths as far as a lot leads on them that has these results against the grade itself."""
    verdict = judge(certificate, case.grade, case.weights, rule, case.register.methods, case.on)
    most = VERDICTS.get(verdict.state, "none")
    for path in paths:
        state = _worse(path.state, most)
        yield replace(path, state=state, held_by=verdict.state) if state != path.state else path


def _silent(case: _Case) -> Iterator[str]:
    issuer = issuer_of(case.recognition, case.edition)
    for one in case.recognition.instruments:
        about = one.holding(case.on) != "no" and not one.editions and one.issuer == issuer != case.market.id
        country = len(case.market.id) == 2 and (one.unnamed is None or one.unnamed > 0)
        if about and (country or case.market.id in one.parties):
            yield one.id


def _adopted(case: _Case) -> Iterator[QualifyingPath]:
    """Yield the paths over an international edition that both adopt, or that one of them is."""
    ups = [(one.international, one.degree, one) for one in case.register.adoptions if one.national == case.edition.id]
    for middle, degree, first in [*ups, (case.edition.id, "IDT", None)]:
        ends = [(middle, "IDT", first)] if first else []
        ends += [(one.national, one.degree, one) for one in case.register.adoptions if one.international == middle]
        for end, second, last in ends:
            edition = case.register.editions.get(end)
            if last is None or end == case.edition.id or edition is None or not case.market.owns(edition):
                continue
            stands = standing(case.register, edition, case.on)
            weakest = _worse(DEGREES.get(degree, "none"), DEGREES.get(second, "none"))
            state = _worse(weakest, IN_FORCE.get(stands, "none"))
            reason = {"yes": "adopted", "conditional": "modified"}.get(weakest, "no_adoption")
            known = (last.source, last.confidence)
            yield _standing_too(case, QualifyingPath("adoption", state, reason, end, (), None, *known, standing=stands))


def _by_limits(case: _Case) -> Iterator[QualifyingPath]:
    for target in targets_of(case.register, case.grade, case.market, case.on):
        edition = case.register.editions[target.edition]
        about, stands = (edition.source, _least_sure(case.grade, target)), standing(case.register, edition, case.on)
        if not target.requirements or not case.grade.requirements:
            yield QualifyingPath("equivalence", "unknown", "by_name_only", target.id, (), None, *about)
            continue
        rows = compared(case.grade, target, case.weights)
        relation = overall(rows)
        if relation in ("equal", "stricter"):
            told = (IN_FORCE[stands], relation, target.id, (), None, *about)
            yield QualifyingPath("equivalence", *told, standing=stands)
        else:
            wrong = tuple(row.analyte for row in rows if row.relation in ("looser", "crossed", "incomparable"))
            yield QualifyingPath("equivalence", "none", "limits", target.id, wrong, len(wrong), *about)


def _by_results(case: _Case, certificate: Certificate, rule: Rule) -> Iterator[QualifyingPath]:
    targets = targets_of(case.register, case.grade, case.market, case.on)
    for target in [case.grade, *targets] if case.market.owns(case.edition) else targets:
        if not target.requirements:
            continue
        verdict = judge(certificate, target, case.weights, rule, case.register.methods, case.on)
        stands = standing(case.register, case.register.editions[target.edition], case.on)
        state = _worse(VERDICTS.get(verdict.state, "none"), IN_FORCE.get(stands, "none"))
        wrong = tuple(one.requirement.analyte for one in verdict.verdicts if one.state not in ("pass", "not_assessed"))
        told = (state, f"verdict_{verdict.state}", target.id, wrong, len(wrong))
        yield QualifyingPath("results", *told, standing=stands)


# ------------------------------------------------------------ what is there
def targets_of(register: Register, grade: Grade, market: Market, on: dt.date) -> list[Grade]:
    """Return the market's own grades of the same product, of editions in force on the day or not known to be."""
    found = []
    for other in register.grades.values():
        edition = register.editions.get(other.edition)
        if edition is None or other.edition == grade.edition or not market.owns(edition):
            continue
        if _same_product(grade.product, other.product) and standing(register, edition, on) in IN_FORCE:
            found.append(other)
    return found


def _same_product(one: str, other: str) -> bool:
    """Whether all words of one name are in the other: "lithium carbonate" and "battery grade lithium carbonate"."""
    first, second = ({*text.casefold().replace("-", " ").split()} for text in (one, other))
    return bool(first) and bool(second) and (first <= second or second <= first)


def _worse(one: str, other: str) -> str:
    order = list(STATES)
    return max(one, other, key=order.index)


def _least_sure(*grades: Grade) -> str:
    return max((one.confidence for grade in grades for one in grade.requirements), default="")


def missing(found: Qualification) -> tuple[str, ...]:
    """Return which paths are not there at all, where a grade does not simply count: no_recognition, no_adoption, …

    What stands in the way on a path that is there is told by that path.
    """
    if found.state == "yes":
        return ()
    kinds = {path.kind for path in found.paths}
    return tuple(f"no_{kind}" for kind in ("recognition", "adoption", "equivalence") if kind not in kinds)
