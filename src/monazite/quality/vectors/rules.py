"""Test vectors on rounding, limits, decision rules and results below what a method sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from math import floor, log10
from typing import Any

from monazite.errors import InputError
from monazite.quality.decision import RULES, Rule, Uncertainty, probability, risk_at_limit, rule_of
from monazite.quality.found import Found, root_of_squares, total
from monazite.quality.limits import COMPARES, Limits
from monazite.quality.printed import printed
from monazite.quality.rounding import interval_of, reported, rounded, rounded_again, written
from monazite.quality.vectors.shared import Answer, Facts, exact, judged, limits_told, needed, number, optional

__all__ = [
    "censored",
    "censored_sum",
    "decision_rule",
    "limit_comparison",
    "probability_told",
    "reported_sign",
    "rounding",
    "rounding_once",
]

MOST_PLACES = 30
U_FACTOR = Fraction(2)  # where a vector tells no coverage factor


# ------------------------------------------------------------ rounding
def rounding(given: Mapping[str, Any], _: Facts) -> Answer:
    """Round `value` to `interval`, half to even, in one step (GB/T 8170-2008, 3).

    Instead of the interval there may be `decimals`, or `significant` digits.
    """
    value = exact(needed(given, "value", "text"))
    interval = _interval(given, value)
    return Answer(written(rounded(value, interval), interval))


def _interval(given: Mapping[str, Any], value: Fraction) -> Fraction:
    decimals, significant = optional(given, "decimals", "places", "digits"), optional(given, "significant", "figures")
    if decimals is None and significant is None:
        return exact(needed(given, "interval", "to"))
    if decimals is not None:
        return Fraction(1, 10 ** _count(decimals))
    return interval_of(value, _count(significant))


def _count(text: object) -> int:
    count = exact(text)
    if count.denominator != 1 or not 0 <= count <= MOST_PLACES:
        raise InputError(f"'{text}' is no number of digits")
    return int(count)


def rounding_once(given: Mapping[str, Any], _: Facts) -> Answer:
    """Round `value` to the last interval of `chain` in one step, and tell what rounding again and again gives."""
    steps = [exact(step) for step in needed(given, "chain")]
    value = chained = exact(needed(given, "value"))
    for step in steps:
        chained = rounded(chained, step)
    right, wrong = (written(number, steps[-1]) for number in (rounded(value, steps[-1]), chained))
    return Answer(right, f"in one step {right}; step by step {wrong}")


def reported_sign(given: Mapping[str, Any], _: Facts) -> Answer:
    """Round again what a laboratory `reported` with one digit more and a mark (GB/T 8170-2008, 3.3.2)."""
    interval = exact(needed(given, "interval", "to"))
    said = str(optional(given, "reported") or reported(exact(needed(given, "value")), interval))
    return Answer(written(rounded_again(number(said), interval), interval), f"reported as {said}")


# ------------------------------------------------------------ limits
def limit_comparison(given: Mapping[str, Any], facts: Facts) -> Answer:
    """Hold `value` against `min` and `max` by full and by rounded value (GB/T 8170-2008, 4.3)."""
    if optional(given, "value") is None:
        return Answer(f"use {Limits().compare}-value comparison", COMPARES[Limits().compare])
    limits = limits_told(given)
    value = exact(given["value"])
    ends = [end for end in (limits.lower, limits.upper) if end is not None]
    if not ends:
        raise InputError("the input has no min or max")
    text = number(given["value"]).text
    both = {name: judged(text, replace(limits, compare=name), facts).state for name in COMPARES}
    told = {f"{name}_value": state == "pass" for name, state in both.items()}
    return Answer({**told, "rounded": written(rounded(value, ends[0].step), ends[0].step)})


# ------------------------------------------------------------ decision rules
def probability_told(given: Mapping[str, Any], _: Facts) -> Answer:
    """Return the probability of conformity of `y` with `u` between `TL` and `TU` (JCGM 106:2012, 7)."""
    return Answer(_conforming(exact(needed(given, "y", "value")), _u(given), limits_told(given)))


def _conforming(y: Fraction, u: Fraction, limits: Limits) -> float:
    low, high = (None if end is None else float(end.value) for end in (limits.lower, limits.upper))
    if not u:
        return float(replace(limits, compare="full").meets(y))
    return probability(float(y), float(u), low, high)


def _u(given: Mapping[str, Any]) -> Fraction:
    u = optional(given, "u", "standard_uncertainty")
    if u is not None:
        return exact(u)
    return exact(needed(given, "U", "expanded")) / exact(optional(given, "k") or str(U_FACTOR))


def decision_rule(given: Mapping[str, Any], facts: Facts) -> Answer:
    """Return what is said of `y` by simple acceptance and with a guard band; without `y`, the risk at its limit.

    The guard band is U, or as `r` (times U), `z` (times u), `w` (in the unit of y) or `rule` tell.
    """
    if optional(given, "y", "value") is None:
        return Answer({"PFA_at_AL": risk_at_limit(_of_standard(given))})
    y, u, limits = exact(needed(given, "y", "value")), _u(given), limits_told(given)
    guard = _guard(given, u)
    pc = _conforming(y, u, limits)
    spread = Uncertainty(u, u * _k(given), _k(given))
    rules = (RULES["simple"], Rule("own", "", of_standard=guard / u) if u else RULES["simple"], RULES["guard_u"])
    text = number(needed(given, "y", "value")).text
    simple, own, of_u = (judged(text, limits, facts, rule, spread).state for rule in rules)
    told = {"pc": pc, "specific_risk": 1 - pc, "simple_acceptance": simple == "pass", "guard_band": float(guard)}
    return Answer({**told, "guard_band_w_eq_U": of_u == "pass", "accepted": own == "pass", "four_state": _words(own)})


def _words(state_told: str) -> str:
    return state_told.replace("_", " ")


def _k(given: Mapping[str, Any]) -> Fraction:
    k = optional(given, "k")
    return U_FACTOR if k is None else exact(k)


def _guard(given: Mapping[str, Any], u: Fraction) -> Fraction:
    """Return the guard band that a vector asks for, U where it asks for none."""
    wide, rule = optional(given, "w", "guard"), _rule(given)
    if wide is not None and printed(str(wide)):
        return exact(wide)
    band = (rule or rule_of("guard_u")).guard(Uncertainty(standard=u, k=_k(given)))
    assert band is not None
    return band


def _rule(given: Mapping[str, Any]) -> Rule | None:
    r, z, text = optional(given, "r"), optional(given, "z", "w_over_u"), optional(given, "rule", "w", "guard")
    if r is not None:
        return Rule("r", "", of_expanded=exact(r))
    if z is not None:
        return Rule("z", "", of_standard=exact(z))
    return None if text is None or printed(str(text)) else rule_of("guard_u" if str(text) == "U" else str(text))


def _of_standard(given: Mapping[str, Any]) -> Fraction:
    """Return the guard band in standard uncertainties."""
    rule = _rule(given)
    if rule is None:
        raise InputError("the input has no y, and no guard band: w_over_u, r or rule")
    return rule.of_standard or rule.of_expanded * _k(given)


# ------------------------------------------------------------ what a method cannot see
def censored(given: Mapping[str, Any], facts: Facts) -> Answer:
    """Hold a `result` such as "<0.0005" against `min` and `max`: it passes if all that it may be does."""
    told = judged(str(needed(given, "result", "value")), limits_told(given), facts)
    if told.reason == "words_only":
        return Answer(told.state, "words and no number: never a silent pass")
    because = "what it may be lies partly inside and partly outside" if told.state == "indeterminate" else ""
    return Answer(told.state, because)


def censored_sum(given: Mapping[str, Any], _: Facts) -> Answer:
    """Add what was found, and what lies below a limit: from nothing to all of it, and half of it."""
    seen = [exact(value) for value in _values(given, "detected", "found")]
    unseen = [exact(value) for value in _values(given, "below", "censored")]
    parts = [Found(value, value) for value in seen]
    parts += [Found(Fraction(0), value, 0, -1) for value in unseen]
    whole = total(parts)
    spread = root_of_squares(part.u or Fraction(0) for part in parts)
    told = {"lower": whole.low, "mid": whole.middle, "upper": whole.high, "u": spread, "combined_u": spread}
    return Answer(
        told | {"published_total": _to_digit_of(whole.middle, spread)},
        "half of what lies below a limit is counted in the middle; u is L/√12 of each",
    )


def _to_digit_of(value: Fraction | None, u: Fraction) -> str | None:
    """Return a value as it is published: to the first digit of its uncertainty; None where there is none."""
    if value is None or not u:
        return None
    digit = Fraction(10) ** floor(log10(u))
    return written(rounded(value, digit), digit)


def _values(given: Mapping[str, Any], *names: str) -> list[Any]:
    told = optional(given, *names) or {}
    return list(told.values()) if isinstance(told, Mapping) else list(told)
