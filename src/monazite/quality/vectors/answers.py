"""Test vectors: each is run through the functions that verdicts are made of, and told beside what it expects.

A vector is a mapping with `id`, `topic`, `input` and `expected`, as test laboratories and teachers of the rules write
them down. TOPICS tells which there are. Numbers are texts where digits matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from monazite.chemistry.weights import Weights
from monazite.errors import InputError, MonaziteError, nearest
from monazite.quality.model import Register
from monazite.quality.printed import printed
from monazite.quality.vectors.contents import (
    balance,
    cross_row,
    purity_basis,
    purity_by_difference,
    stoichiometry,
    units_told,
)
from monazite.quality.vectors.register import designation_told, edition_at_date, method_scope
from monazite.quality.vectors.rules import (
    censored,
    censored_sum,
    decision_rule,
    limit_comparison,
    probability_told,
    reported_sign,
    rounding,
    rounding_once,
)
from monazite.quality.vectors.shared import Answer, Facts

__all__ = ["TOPICS", "Answer", "Facts", "Run", "agrees", "answered", "run"]

Answering = Callable[[Mapping[str, Any], Facts], Answer]

TOPICS: dict[str, Answering] = {
    "rounding": rounding,
    "rounding-trap": rounding_once,
    "rounding-reported-sign": reported_sign,
    "limit-comparison": limit_comparison,
    "conformance-probability": probability_told,
    "decision-rule": decision_rule,
    "censored": censored,
    "censored-sum": censored_sum,
    "stoichiometry": stoichiometry,
    "stoichiometry-trap": stoichiometry,
    "unit": units_told,
    "unit-trap": units_told,
    "purity-basis": purity_basis,
    "purity-by-difference": purity_by_difference,
    "balance": balance,
    "method-scope": method_scope,
    "edition-at-date": edition_at_date,
    "designation": designation_told,
    "cross-row-stoichiometry": cross_row,
}


FORMULA = re.compile(r"(?:[A-Z][a-z]?\d*|[·._*]\d?|[()]\d*)+")
STATES_SAID = ("indeterminate", "conditional pass", "conditional fail", "pass", "fail", "not assessed")
# What a vector of no such topic is about, by what its input has.
BY_INPUT: tuple[tuple[frozenset[str], str], ...] = tuple(
    (frozenset(keys.split()), topic)
    for keys, topic in (
        ("chain", "rounding-trap"),
        ("reported", "rounding-reported-sign"),
        ("assay", "cross-row-stoichiometry"),
        ("standard date", "edition-at-date"),
        ("method", "method-scope"),
        ("detected", "censored-sum"),
        ("below", "censored-sum"),
        ("others", "balance"),
        ("product", "purity-by-difference"),
        ("TREO", "purity-basis"),
        ("TREM", "purity-basis"),
        ("LOI", "purity-basis"),
        ("moisture", "purity-basis"),
        ("y", "decision-rule"),
        ("w", "decision-rule"),
        ("w_over_u", "decision-rule"),
        ("result", "censored"),
        ("value min", "limit-comparison"),
        ("value max", "limit-comparison"),
        ("value interval", "rounding"),
        ("value decimals", "rounding"),
        ("value significant", "rounding"),
        ("r", "decision-rule"),
        ("rule", "decision-rule"),
        ("oxide", "stoichiometry"),
        ("element", "stoichiometry"),
        ("unit", "unit"),
        ("text", "designation"),
    )
)


@dataclass(frozen=True, slots=True)
class Run:
    """A vector that was run: its answer, and whether that is what it expects; None where that is told in words only.

    `problem` says why there is no answer.
    """

    id: str
    topic: str
    expected: Any
    answer: Answer = field(default_factory=Answer)
    agrees: bool | None = None
    problem: str = ""


def answered(vector: Mapping[str, Any], register: Register, weights: Weights) -> Answer:
    """Return what Monazite says to a vector; raise InputError for what is none, or an input that lacks something.

    A topic that is not one of TOPICS is taken from what the input has.
    """
    topic, given = str(vector.get("topic", "")), vector.get("input")
    if not isinstance(given, Mapping):
        given = {"text": given}
    about = topic if topic in TOPICS else _about(given)
    if not about:
        raise InputError(f"no vectors on '{topic}'; {nearest(topic, TOPICS)}")
    return TOPICS[about](given, Facts(register, weights))


def _about(given: Mapping[str, Any]) -> str:
    """Return the topic that an input is of, empty where that is not seen; {"LiOH·H2O": "56.5"} is stoichiometry."""
    known = next((name for keys, name in BY_INPUT if keys <= set(given)), "")
    formulas = [key for key, value in given.items() if FORMULA.fullmatch(key) and printed(str(value))]
    return known or ("stoichiometry" if len(formulas) == 1 == len(given) else "")


def run(vectors: Iterable[Mapping[str, Any]], register: Register, weights: Weights) -> list[Run]:
    """Run vectors, in their order; what is wrong with one is told on it and keeps no other from being run."""
    return [_run(vector, register, weights) for vector in vectors]


def _run(vector: Mapping[str, Any], register: Register, weights: Weights) -> Run:
    name, topic, expected = str(vector.get("id", "")), str(vector.get("topic", "")), vector.get("expected")
    try:
        answer = answered(vector, register, weights)
    except (MonaziteError, ValueError, KeyError, TypeError, ZeroDivisionError) as problem:
        return Run(name, topic, expected, problem=f"{problem}" or type(problem).__name__)
    return Run(name, topic, expected, answer, agrees(expected, answer.value))


def agrees(expected: Any, answer: Any) -> bool | None:
    """Return whether an answer is what is expected, to the digits that are told; None where words cannot be compared.

    Of a mapping each key that both have is compared. A sentence agrees where it begins with the answer, or holds it.
    """
    if isinstance(expected, Mapping):
        return _all(expected, answer) if isinstance(answer, Mapping) else None
    if isinstance(expected, bool) or isinstance(answer, bool):
        return bool(expected is answer)
    if isinstance(expected, int | float):
        return _near(str(expected), answer)
    if isinstance(expected, str) and isinstance(answer, str):
        return _same_text(expected, answer)
    if isinstance(expected, str) and isinstance(answer, Fraction | float):
        return _near(expected, answer)
    return None if expected is not None else answer is None


def _all(expected: Mapping[str, Any], answer: Mapping[str, Any]) -> bool | None:
    told = [agrees(value, answer[key]) for key, value in expected.items() if key in answer]
    known = [each for each in told if each is not None]
    return all(known) if known else None


def _near(text: str, answer: Any) -> bool | None:
    """Return whether a number is another within half a unit of its last digit, and a thousandth of that."""
    value = printed(text)
    if value is None or not isinstance(answer, Fraction | int | float | str):
        return None
    said = printed(answer) if isinstance(answer, str) else None
    if isinstance(answer, str) and said is None:
        return False
    number = said.value if said is not None else Fraction(answer)
    return abs(number - value.value) <= value.step * Fraction(501, 1000)


def _same_text(expected: str, answer: str) -> bool | None:
    one, other = printed(expected), printed(answer)
    if one is not None and other is not None:
        return (one.value, one.step) == (other.value, other.step)
    plain, said = expected.casefold().replace("_", " "), answer.casefold().replace("_", " ")
    begun = next((state for state in STATES_SAID if plain.startswith(state)), "")
    if begun and said in STATES_SAID:
        return begun == said
    return True if said and (plain.startswith(said) or (" " in said and said in plain)) else None
