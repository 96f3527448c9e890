"""Decision rules: what is said of a result near a limit, given its uncertainty.

JCGM 106:2012, Evaluation of measurement data - The role of measurement uncertainty in conformity assessment; ILAC-G8:
09/2019, Guidelines on decision rules and statements of conformity. y is the value found, u its standard uncertainty,
U = k·u the expanded one; TL and TU are the limits, w is the guard band.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from statistics import NormalDist

from monazite.errors import UsageError
from monazite.quality.positions import FIRST, LAST, Span

__all__ = ["RULES", "STATES", "Rule", "Uncertainty", "guard_for", "probability", "risk_at_limit", "rule_of", "state"]

# In the order of the codes in bulk.
STATES = {
    "not_assessed": "the standard sets no limit to hold the result against",
    "pass": "inside the limits by at least the guard band",
    "conditional_pass": "inside the limits, within the guard band",
    "conditional_fail": "outside the limits, within the guard band",
    "fail": "outside the limits by more than the guard band",
    "indeterminate": "what was found does not tell",
}


LEAST_K = 2  # of a guard band of U: 2.28 % of a normal distribution lie beyond


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """The uncertainty of a result, in its unit: standard (u), or expanded (U) with its coverage factor k."""

    standard: Fraction | None = None
    expanded: Fraction | None = None
    k: Fraction | None = None

    @property
    def u(self) -> Fraction | None:
        """The standard uncertainty; None where it is not told."""
        if self.standard is None and self.expanded is not None and self.k:
            return self.expanded / self.k
        return self.standard

    @property
    def U(self) -> Fraction | None:  # noqa: N802 - the sign of the standard
        """The expanded uncertainty, with k = 2 where only the standard one is told; None where neither is."""
        if self.expanded is None and self.standard is not None:
            return self.standard * (self.k or 2)
        return self.expanded


@dataclass(frozen=True, slots=True)
class Rule:
    """A decision rule: the guard band is `of_expanded` times U, or `of_standard` times u, or none at all.

    A U that is told with a k below 2 counts as 2 u, so that the risk does not hang on how a laboratory prints it.
    """

    id: str
    title: str
    of_expanded: Fraction = Fraction(0)
    of_standard: Fraction = Fraction(0)

    def guard(self, uncertainty: Uncertainty) -> Fraction | None:
        """Return the guard band in the unit of the result; None where its uncertainty is not told."""
        if self.of_expanded:
            wide, u = uncertainty.U, uncertainty.u
            return None if wide is None else self.of_expanded * max(wide, LEAST_K * (u or 0))
        if self.of_standard:
            return None if uncertainty.u is None else self.of_standard * uncertainty.u
        return Fraction(0)


RULES = {
    rule.id: rule
    for rule in (
        Rule("simple", "simple acceptance: no guard band, a risk of up to 50 %"),
        Rule("guard_u", "guard band of U: a risk below 2.5 % (w = U, with k of at least 2)", of_expanded=Fraction(1)),
        Rule("guard_5", "guard band of 1.645 u: a risk below 5 %", of_standard=Fraction("1.645")),
    )
}


OWN_RULE = re.compile(r"(?:guard[_\s]*)?(?:w\s*=\s*)?(\d{1,3}(?:\.\d{1,6})?)\s*[·*x]?\s*([Uu])")
OWN_RISK = re.compile(r"risk[_\s]*[=:<]?\s*(\d{1,2}(?:\.\d{1,6})?)\s*%?")
QUANTILE_DIGITS = 10**6


def rule_of(text: str) -> Rule:
    """Return a rule by its id, its guard band, or the risk of false acceptance that it may have at most.

    "simple", "guard_u"; "0.83 U" and "w = 1.5 u" are guard bands (JCGM 106:2012, 8.3.2: w = r·U); "risk 2 %" is that of
    2.053749 u; the id of a rule names it too. Raises UsageError for anything else.

    >>> rule_of("0.5 U").of_expanded, rule_of("risk 5 %").of_standard
    (Fraction(1, 2), Fraction(822427, 500000))
    """
    plain = text.strip()
    if plain in RULES:
        return RULES[plain]
    if found := OWN_RULE.fullmatch(plain):
        of, name = Fraction(found[1]), f"guard_{found[1]}{found[2]}"
        title = f"guard band of {found[1]} {found[2]}"
        return Rule(name, title, of) if found[2] == "U" else Rule(name, title, of_standard=of)
    risk = OWN_RISK.fullmatch(plain)
    if risk and 0 < Fraction(risk[1]) <= 50:
        return Rule(f"risk_{risk[1]}", f"a risk of at most {risk[1]} %", of_standard=guard_for(Fraction(risk[1]) / 100))
    known = ", ".join(RULES)
    raise UsageError(f"'{text}' is no decision rule: {known}, a guard band (0.5U, 1.2u), or a risk (risk 2%)")


def guard_for(risk: Fraction) -> Fraction:
    """Return how many u a guard band takes for a risk of false acceptance of at most `risk`, rounded up at 6 digits.

    `risk` is above 0 and at most 1/2, of a result at the end of the acceptance zone (one limit, normal distribution).
    """
    return Fraction(ceil(NormalDist().inv_cdf(1 - float(risk)) * QUANTILE_DIGITS), QUANTILE_DIGITS)


def risk_at_limit(of_standard: Fraction) -> float:
    """Return the risk of false acceptance of a result at the acceptance limit: 1 - Φ(w/u), `of_standard` being w/u.

    With w = U and k = 2 it is 0.02275 (ILAC-G8:09/2019, 4.2: below 2.5 %).
    """
    return NormalDist().cdf(-float(of_standard))


def state(limits: Span, found: Span, guard: Fraction | None, printed: Span | None = None) -> str:
    """Return one of STATES for a result; `guard` is the band, None where it is not known.

    `limits` are those that results meet as they are compared, `printed` those from which the band is taken: half a step
    of rounding on top of a limit is no room for an uncertainty. What is known only to lie in a stretch passes if all of
    that does and fails if none of it does; a guard band says nothing about it.
    """
    if (limits.low, limits.high) == (FIRST, LAST):
        return "not_assessed"
    if found.low != found.high:
        return "pass" if found in limits else "indeterminate" if limits.meets(found) else "fail"
    if guard is None:
        return "indeterminate"
    band = printed or limits
    if found in limits:
        return "pass" if not guard or found in band.narrowed(guard) else "conditional_pass"
    return "conditional_fail" if guard and found in band.narrowed(-guard) else "fail"


def probability(y: float, u: float, low: float | None, high: float | None) -> float:
    """Return the probability of conformity, Φ((TU − y)/u) − Φ((TL − y)/u), from 0 to 1 (JCGM 106, 7.3).

    >>> round(probability(-5.47, 0.05, None, -5.4), 6)
    0.919243
    """
    normal = NormalDist(y, u)
    return (1.0 if high is None else normal.cdf(high)) - (0.0 if low is None else normal.cdf(low))
