"""Verdicts: contents said in the words of a limit, exactly; what is not known is never a pass."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from monazite.chemistry.weights import load_weights
from monazite.quality.certificate import Certificate, Result
from monazite.quality.compare import best, compared, overall
from monazite.quality.decision import RULES, Uncertainty
from monazite.quality.limits import Bound, Limits
from monazite.quality.model import Grade, MethodScope, Requirement
from monazite.quality.printed import printed
from monazite.quality.substance import ratio
from monazite.quality.verdict import GradeVerdict, judge

WEIGHTS = load_weights(Path(__file__).parents[2] / "packs" / "goods" / "atomic_weights.csv")


def limit(text: str, compare: str = "full") -> Limits:
    """Return limits from "<=0.5", ">=99" or "0.2..0.3"."""
    low, _, high = text.partition("..")
    if high:
        return Limits(bound(low), bound(high), compare)
    value = printed(text)
    assert value is not None
    end = Bound(value.value, value.step, strict="=" not in value.operator)
    return Limits(end, None, compare) if ">" in text else Limits(None, end, compare)


def bound(text: str) -> Bound:
    value = printed(text)
    assert value is not None
    return Bound(value.value, value.step)


def wanted(analyte: str, text: str, basis: str = "as_received", unit: str = "%", compare: str = "full") -> Requirement:
    return Requirement("T 1-2020", "A", analyte, basis, unit, text, limit(text, compare))


def result(analyte: str, text: str, unit: str = "%", basis: str = "as_received", **more: object) -> Result:
    return Result(analyte, text, printed(text), unit, basis, **more)  # type: ignore[arg-type]


def verdict_on(
    requirement: Requirement, *results: Result, rule: str = "simple", methods: tuple[MethodScope, ...] = ()
) -> tuple[str, str]:
    grade = Grade("T 1-2020", "thing", "A", requirements=(requirement,))
    (found,) = judge(Certificate("c", results=results), grade, WEIGHTS, RULES[rule], methods).verdicts
    return found.state, found.reason


# ------------------------------------------------------------ words of a limit
SAID = {
    "as it stands": (wanted("Fe2O3", "<=0.005"), [result("Fe2O3", "0.004")], "pass"),
    "in another unit": (wanted("Fe2O3", "<=0.005"), [result("Fe2O3", "50", "mg/kg")], "pass"),
    "in another unit, above": (wanted("Fe2O3", "<=0.005"), [result("Fe2O3", "51", "ppm")], "fail"),
    "as the element, inside": (wanted("Dy2O3", ">=99.9"), [result("Dy", "87.05")], "pass"),
    "as the element, outside": (wanted("Dy2O3", ">=99.9"), [result("Dy", "87.04")], "fail"),
    "dried, inside": (wanted("Fe", "<=0.5", "dry"), [result("Fe", "0.49"), result("moisture", "2.0")], "pass"),
    "dried, outside": (wanted("Fe", "<=0.5", "dry"), [result("Fe", "0.495"), result("moisture", "2.0")], "fail"),
    "ignited": (wanted("Fe", "<=0.5", "ignited"), [result("Fe", "0.496"), result("LOI", "1.0")], "fail"),
    "absolute from relative": (
        wanted("Dy2O3", ">=98.901"),
        [result("Dy2O3", "99.9", basis="treo"), result("TREO", "99.0")],
        "pass",
    ),
    "absolute from relative, below": (
        wanted("Dy2O3", ">=98.902"),
        [result("Dy2O3", "99.9", basis="treo"), result("TREO", "99.0")],
        "fail",
    ),
    "a sum": (
        wanted("Nd2O3+Pr6O11", ">=75", "treo"),
        [result(a, "37.5", basis="treo") for a in ("Nd2O3", "Pr6O11")],
        "pass",
    ),
    "a sum as elements": (wanted("Nd+Pr", ">=75"), [result("Nd", "75"), result("Pr", "<0.1")], "pass"),
    "rounded first": (wanted("TREO", ">=99.0", compare="rounded"), [result("TREO", "98.96")], "pass"),
    "not rounded": (wanted("TREO", ">=99.0"), [result("TREO", "98.96")], "fail"),
    "two results for one content": (wanted("Fe", "<=0.5"), [result("Fe", "0.4"), result("Fe", "0.6")], "fail"),
    "nearest basis first": (wanted("Fe", "<=0.5"), [result("Fe", "0.6", basis="dry"), result("Fe", "0.4")], "pass"),
}


@pytest.mark.parametrize("name", SAID)
def test_a_content_is_held_against_a_limit_in_its_words(name: str) -> None:
    requirement, results, expected = SAID[name]
    assert verdict_on(requirement, *results)[0] == expected


# ------------------------------------------------------------ never a silent pass
UNKNOWN = {
    "nothing": (wanted("Fe", "<=0.5"), [], "missing"),
    "something else": (wanted("Fe", "<=0.5"), [result("Ca", "0.1")], "missing"),
    "words": (wanted("Fe", "<=0.5"), [result("Fe", "Complies")], "words_only"),
    "a unit nobody knows": (wanted("Fe", "<=0.5"), [result("Fe", "0.1", "points")], "unit_unknown"),
    "a unit of another kind": (wanted("Fe", "<=0.5"), [result("Fe", "0.1", "mm")], "unit_differs"),
    "no basis": (wanted("Dy2O3", ">=99", "treo"), [result("Dy2O3", "99.9", basis="")], "basis_unknown"),
    "no TREO": (wanted("Dy2O3", ">=99", "treo"), [result("Dy2O3", "98.9")], "basis_differs"),
    "below what the method sees": (wanted("Fe", "<=0.0005"), [result("Fe", "<0.001")], "censored"),
    "half of a sum": (wanted("Nd+Pr", ">=75"), [result("Nd", "76")], "missing"),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_is_not_known_is_indeterminate_and_says_why(name: str) -> None:
    requirement, results, reason = UNKNOWN[name]
    assert verdict_on(requirement, *results) == ("indeterminate", reason)


def test_a_rule_with_a_guard_band_needs_the_uncertainty() -> None:
    requirement = wanted("Fe", "<=0.5")
    assert verdict_on(requirement, result("Fe", "0.4"), rule="guard_u") == ("indeterminate", "no_uncertainty")
    for text, expected in {
        "0.4": "pass",
        "0.45": "conditional_pass",
        "0.55": "conditional_fail",
        "0.61": "fail",
    }.items():
        told = result("Fe", text, uncertainty=Uncertainty(expanded=Fraction("0.1"), k=Fraction(2)))
        assert verdict_on(requirement, told, rule="guard_u")[0] == expected


def test_the_uncertainty_is_carried_into_another_unit() -> None:
    told = result("Fe", "4000", "ppm", uncertainty=Uncertainty(expanded=Fraction(1000), k=Fraction(2)))
    assert verdict_on(wanted("Fe", "<=0.5"), told, rule="guard_u")[0] == "pass"
    assert verdict_on(wanted("Fe", "<=0.49"), told, rule="guard_u")[0] == "conditional_pass"


def test_the_uncertainty_of_a_divisor_is_carried_too() -> None:
    """u of 50/0.99: 0.01 of the content and 0.5 of the moisture, √(0.0101² + 0.255²) = 0.2553 %."""
    content = result("Fe", "50.0", uncertainty=Uncertainty(Fraction("0.01")))
    moisture = result("moisture", "1.0", uncertainty=Uncertainty(Fraction("0.5")))
    grade = Grade("T 1-2020", "thing", "A", requirements=(wanted("Fe", "<=52", "dry"),))
    (found,) = judge(Certificate("c", results=(content, moisture)), grade, WEIGHTS, RULES["guard_u"]).verdicts
    assert found.rests_on is not None and found.rests_on.uncertainty.u is not None
    assert float(found.rests_on.uncertainty.u) == pytest.approx(0.2553, abs=1e-4)
    assert found.probability == pytest.approx(1, abs=1e-6) and found.rests_on.results == (content, moisture)


# ------------------------------------------------------------ methods
FE = MethodScope("M 1:2024", "oxide", "Fe", Fraction("0.001"), Fraction("0.5"), "%")


@pytest.mark.parametrize(
    ("text", "limits", "expected"),
    [
        ("0.0004", "<=0.0005", ("indeterminate", "below_method")),
        ("0.0004", "<=0.001", ("pass", "below_method")),
        ("0.6", "<=1", ("indeterminate", "method_unfit")),
        ("0.4", "<=0.5", ("pass", "")),
    ],
)
def test_a_result_proves_only_what_its_method_can_show(text: str, limits: str, expected: tuple[str, str]) -> None:
    told = result("Fe", text, method="M 1:2024")
    assert verdict_on(wanted("Fe", limits), told, methods=(FE,)) == expected
    as_oxide = result("Fe2O3", "0.0005", method="M 1:2024")
    assert verdict_on(wanted("Fe2O3", "<=0.0006"), as_oxide, methods=(FE,)) == ("indeterminate", "below_method")


# ------------------------------------------------------------ substances
def test_factors_are_those_of_the_atomic_weights() -> None:
    assert float(ratio("Dy2O3", "Dy", WEIGHTS) or 0) == pytest.approx(0.871321, abs=2e-6)
    assert float(ratio("Er2O3", "Er", WEIGHTS) or 0) == pytest.approx(0.874523, abs=2e-6)
    assert float(ratio("Tb4O7", "Tb", WEIGHTS) or 0) == pytest.approx(0.850216, abs=2e-6)
    assert ratio("Dy", "Tb", WEIGHTS) is ratio("TREO", "LOI", WEIGHTS) is ratio("Dy", "NdFeB", WEIGHTS) is None
    assert ratio("LOI", "LOI", WEIGHTS) == 1


# ------------------------------------------------------------ grades
def grade(name: str, *requirements: Requirement) -> Grade:
    return Grade("T 1-2020", "thing", name, requirements=tuple(replace(r, grade=name) for r in requirements))


FINE = grade("4N", wanted("Fe", "<=0.01"), wanted("TREO", ">=99.5"))
PLAIN = grade("3N", wanted("Fe", "<=0.05"), wanted("TREO", ">=99"))
IN_PPM = grade("P", wanted("Fe", "<=500", unit="ppm"), wanted("TREO", ">=99"))


def test_grades_are_compared_limit_by_limit() -> None:
    rows = compared(FINE, PLAIN, WEIGHTS)
    assert [row.relation for row in rows] == ["stricter", "stricter"] and overall(rows) == "stricter"
    assert overall(compared(PLAIN, FINE, WEIGHTS)) == "looser"
    assert overall(compared(PLAIN, IN_PPM, WEIGHTS)) == "equal"
    more = grade("X", *PLAIN.requirements, wanted("Ca", "<=1"))
    assert overall(compared(more, PLAIN, WEIGHTS)) == "stricter"
    assert overall(compared(grade("Y", wanted("Fe", "<=0.01")), PLAIN, WEIGHTS)) == "crossed"
    dry = grade("Z", wanted("Fe", "<=0.05", "dry"), wanted("TREO", ">=99"))
    assert overall(compared(dry, PLAIN, WEIGHTS)) == "incomparable"


@pytest.mark.parametrize(("fe", "expected"), [("0.005", "4N"), ("0.02", "3N"), ("0.06", None)])
def test_the_best_grade_is_the_strictest_that_is_met(fe: str, expected: str | None) -> None:
    certificate = Certificate("c", results=(result("Fe", fe), result("TREO", "99.6")))
    told: list[GradeVerdict] = [judge(certificate, g, WEIGHTS, RULES["simple"]) for g in (PLAIN, FINE)]
    met = best(told, WEIGHTS)
    assert (met.grade.name if met else None) == expected


def test_a_grade_is_as_good_as_its_worst_requirement() -> None:
    certificate = Certificate("c", results=(result("Fe", "0.005"),))
    told = judge(certificate, FINE, WEIGHTS, RULES["simple"])
    assert told.state == "indeterminate" and [v.state for v in told.verdicts] == ["pass", "indeterminate"]
