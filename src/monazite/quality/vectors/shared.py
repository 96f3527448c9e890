"""What the families of test vectors share: their answers, and how their inputs are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from monazite.chemistry.weights import Weights
from monazite.errors import InputError
from monazite.quality.certificate import Certificate, Result
from monazite.quality.decision import RULES, Rule, Uncertainty
from monazite.quality.limits import Bound, Limits
from monazite.quality.model import Grade, Register, Requirement
from monazite.quality.printed import Printed, printed
from monazite.quality.verdict import Verdict, judge

__all__ = [
    "Answer",
    "Facts",
    "bound",
    "either",
    "exact",
    "judged",
    "limits_told",
    "needed",
    "number",
    "optional",
    "with_unit",
]

THING = "moisture"  # of which results are told; any would do
SIMPLE, TOLD_NONE = RULES["simple"], Uncertainty()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known beside a vector: the register of standards and the atomic weights."""

    register: Register
    weights: Weights


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a vector: a text, a number, or several by name; and what it rests on, in words."""

    value: Any = None
    because: str = ""


def number(text: object) -> Printed:
    """Return a number as printed; raise InputError for what is none. A float stands for its shortest digits."""
    found = printed(str(text)) if isinstance(text, str | int | float) and not isinstance(text, bool) else None
    if found is None:
        raise InputError(f"'{text}' is no number")
    return found


def exact(text: object) -> Fraction:
    """Return the value of a number as printed."""
    return number(text).value


def needed(given: Mapping[str, Any], *names: str) -> Any:
    """Return what an input has under the first of some names that it has; raise InputError for none."""
    for name in names:
        if given.get(name) is not None:
            return given[name]
    raise InputError(f"the input has no {' or '.join(names)}; it has {', '.join(map(str, given)) or 'nothing'}")


def optional(given: Mapping[str, Any], *names: str) -> Any:
    """Return what an input has under the first of some names that it has; None for none."""
    return next((given[name] for name in names if given.get(name) is not None), None)


def either(given: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, Any] | None:
    """Return the first of some names that an input has, as it is meant, with its value."""
    return next(((meant, given[name]) for name, meant in names.items() if given.get(name) is not None), None)


def with_unit(text: object, unit: str = "%") -> tuple[str, str]:
    """Return a number and its unit of "0.0005 %", as texts; without one `unit`."""
    plain = str(text).strip()
    told, _, named = plain.partition(" ")
    for end in ("%", "‰", "ppm", "ppb"):
        if plain.endswith(end) and printed(plain.removesuffix(end)):
            return plain.removesuffix(end).strip(), end
    return (told, named.strip()) if named and printed(told) else (plain, unit)


def limits_told(given: Mapping[str, Any], compare: str = "full") -> Limits:
    """Return the limits of an input: `min`, `max` (or TL, TU; lower, upper), with "<" or ">" where they are strict."""
    low, high = optional(given, "min", "TL", "lower", "low"), optional(given, "max", "TU", "upper", "high")
    step = optional(given, "limit_interval", "interval")
    if low is None and high is None and given.get("limit") is not None:
        return _of_one(f"{optional(given, 'op', 'operator') or ''}{given['limit']}", step, compare)
    return Limits(bound(low, step), bound(high, step), compare)


def _of_one(text: str, step: object, compare: str) -> Limits:
    end = bound(text, step)
    return Limits(end, None, compare) if number(text).operator.startswith(">") else Limits(None, end, compare)


def bound(text: object, step: object = None) -> Bound | None:
    """Return an end of limits as printed, with another interval where one is told; None for none."""
    if text is None:
        return None
    value = number(text)
    return Bound(value.value, value.step if step is None else exact(step), strict=value.operator in ("<", ">"))


def judged(text: str, limits: Limits, facts: Facts, rule: Rule = SIMPLE, spread: Uncertainty = TOLD_NONE) -> Verdict:
    """Return the verdict on a result as on the only line of a certificate: the one that certificates get."""
    wanted = Requirement("", "", THING, "as_received", "%", text, limits)
    result = Result(THING, text, printed(text), "%", "as_received", spread)
    grade = Grade("", THING, "", requirements=(wanted,))
    return judge(Certificate("", results=(result,)), grade, facts.weights, rule).verdicts[0]
