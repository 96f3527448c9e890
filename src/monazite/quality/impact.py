"""The impact of a draft: its limits run over certificates - who qualifies today, who would stop or start, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from monazite.chemistry.weights import Weights
from monazite.quality.certificate import Certificate
from monazite.quality.decision import Rule
from monazite.quality.distinct import DistinctVerdicts
from monazite.quality.model import Grade, MethodScope, Requirement
from monazite.quality.verdict import GradeVerdict, Verdict, worst

__all__ = ["CHANGES", "Draft", "DraftGrade", "Effect", "Impact", "Margin", "headroom", "impact", "margins"]

CHANGES = {
    "stops": "qualifies today, and would not under the draft",
    "starts": "does not qualify today, and would under the draft",
    "keeps": "qualifies today and under the draft",
    "neither": "qualifies neither today nor under the draft",
    "open": "the certificate does not tell for one of the two",
}
MET, MISSED = ("pass", "conditional_pass"), ("fail", "conditional_fail")


@dataclass(frozen=True, slots=True)
class DraftGrade:
    """A grade of a draft, and the grade of today whose place it takes; None for a new one, which nobody meets today."""

    grade: Grade
    today: Grade | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with its grades, as a user writes it down."""

    id: str
    grades: tuple[DraftGrade, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Margin:
    """How far a result lies inside a limit of the draft (below 0: outside), in its unit and as a share of the limit.

    None where the result is open at that end, missing or in words; `state` and `reason` are those of the verdict.
    """

    requirement: Requirement
    state: str
    reason: str = ""
    room: Fraction | None = None
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a draft does to one certificate in one grade; one of CHANGES, and how it stands against every limit.

    `stopped_by` are the limits of the draft that it misses, `left_open` those for which it does not tell.
    """

    certificate: Certificate
    grade: DraftGrade
    today: str
    under_draft: str
    change: str
    margins: tuple[Margin, ...]

    @property
    def stopped_by(self) -> tuple[Margin, ...]:
        """The limits of the draft that are missed, by the most first."""
        found = (each for each in self.margins if each.state in MISSED)
        return tuple(sorted(found, key=lambda each: (each.share is None, each.share or 0)))

    @property
    def left_open(self) -> tuple[Margin, ...]:
        """The limits of the draft for which the certificate does not tell."""
        return tuple(each for each in self.margins if each.state == "indeterminate")

    @property
    def tightest(self) -> Margin | None:
        """The limit with the least room as a share of it; None where none is known."""
        known = [each for each in self.margins if each.share is not None]
        return min(known, key=lambda each: each.share or 0) if known else None


@dataclass(frozen=True)
class Impact:
    """The effects of a draft on certificates; `beside` are those of other products, which it does not concern."""

    draft: Draft
    effects: tuple[Effect, ...]
    beside: tuple[Certificate, ...] = ()

    def counts(self, grade: str = "") -> dict[str, int]:
        """Return how many certificates change how, for one grade of the draft or for all together."""
        found = Counter(each.change for each in self.effects if not grade or each.grade.grade.name == grade)
        return {change: found[change] for change in CHANGES}

    def suppliers(self) -> dict[str, dict[str, int]]:
        """Return the counts by issuer of the certificates; those most hit first."""
        told: dict[str, Counter[str]] = {}
        for each in self.effects:
            told.setdefault(each.certificate.issuer, Counter())[each.change] += 1
        order = sorted(told, key=lambda name: (-told[name]["stops"], -told[name]["starts"], name))
        return {name: {change: told[name][change] for change in CHANGES} for name in order}

    def limits(self) -> dict[str, int]:
        """Return for each content how many certificates its limit stops that qualify today, the most first."""
        stops = (each for each in self.effects if each.change == "stops")
        return dict(Counter(one.requirement.analyte for each in stops for one in each.stopped_by).most_common())


def impact(
    draft: Draft,
    certificates: Sequence[Certificate],
    weights: Weights,
    rule: Rule,
    methods: Sequence[MethodScope] = (),
    substance: Callable[[str], str] = str.casefold,
) -> Impact:
    """Return what a draft does to certificates: every one is judged against the grade of today and that of the draft.

    A grade concerns certificates of its product: `substance` says what a product is by its name. A certificate without
    a product is held against every grade.
    """
    effects: list[Effect] = []
    beside: list[Certificate] = []
    verdicts = _Verdicts(weights, rule, methods)
    for certificate in certificates:
        own = [each for each in draft.grades if _concerns(each.grade.product, certificate.product, substance)]
        effects += [verdicts.effect(certificate, each) for each in own]
        beside += [] if own else [certificate]
    return Impact(draft, tuple(effects), tuple(beside))


class _Verdicts(DistinctVerdicts):
    """What a draft does to certificates one by one; margins are told once for each distinct verdict."""

    def __init__(self, weights: Weights, rule: Rule, methods: Sequence[MethodScope]) -> None:
        super().__init__(weights, rule, methods)
        self._margins: dict[int, tuple[Verdict, Margin]] = {}

    def effect(self, certificate: Certificate, each: DraftGrade) -> Effect:
        """Return what the draft does to a certificate in a grade."""
        now = worst(verdict.state for verdict in self.of(certificate, each.today)) if each.today else ""
        found = self.of(certificate, each.grade)
        then = worst(verdict.state for verdict in found)
        told = tuple(self._margin(verdict) for verdict in found if verdict.requirement.kind == "limit")
        return Effect(certificate, each, now, then, _change(now or "fail", then), told)

    def _margin(self, verdict: Verdict) -> Margin:
        known = self._margins.get(id(verdict))
        if known is None or known[0] is not verdict:
            known = self._margins[id(verdict)] = verdict, _margin(verdict)
        return known[1]


def _concerns(ours: str, theirs: str, substance: Callable[[str], str]) -> bool:
    if not ours or not theirs:
        return True
    first, second = substance(ours), substance(theirs)
    return first == second if first and second else ours.casefold() in theirs.casefold()


def _change(now: str, then: str) -> str:
    if not {now, then} <= {*MET, *MISSED}:
        return "open"
    if now in MET:
        return "keeps" if then in MET else "stops"
    return "starts" if then in MET else "neither"


def margins(verdict: GradeVerdict) -> tuple[Margin, ...]:
    """Return how far a certificate lies inside each limit of a grade."""
    return tuple(_margin(each) for each in verdict.verdicts if each.requirement.kind == "limit")


def _margin(verdict: Verdict) -> Margin:
    room = headroom(verdict)
    return Margin(verdict.requirement, verdict.state, verdict.reason, *(room or (None, None)))


def headroom(verdict: Verdict) -> tuple[Fraction, Fraction | None] | None:
    """Return the distance of a result from the nearest limit, in its unit and as a share of that limit.

    Below 0 it lies outside. A result that is only known to lie in a stretch counts with the end that is nearer. None
    where there is no result, or that end is open.
    """
    if verdict.rests_on is None:
        return None
    found, limits = verdict.rests_on.found, verdict.requirement.limits
    told = []
    for bound, end, sign in ((limits.upper, found.high, 1), (limits.lower, found.low, -1)):
        if bound is not None and end is None:
            return None
        if bound is not None and end is not None:
            told.append((sign * (bound.value - end), bound.value))
    if not told:
        return None
    room, limit = min(told)
    return room, room / abs(limit) if limit else None
