"""Verdicts on many certificates at once are those of one at a time."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.packs.standards import standards_register, standards_weights
from monazite.quality.certificate import Certificate, Result
from monazite.quality.decision import RULES, Uncertainty
from monazite.quality.distinct import DistinctVerdicts
from monazite.quality.limits import Bound, Limits
from monazite.quality.model import Grade, MethodScope, Requirement
from monazite.quality.printed import printed
from monazite.quality.verdict import judge

WEIGHTS = standards_weights()
SCOPES = (
    MethodScope("M 1:2024", "oxide", "Fe", Fraction("0.05"), Fraction("0.4"), "%"),
    MethodScope("M 2:2024", "oxide", "*", Fraction("0.05"), Fraction(100), "%", "Ca > 0.2"),
)


def wanted(analyte: str, basis: str, low: str | None, high: str | None, edition: str, kind: str) -> Requirement:
    """Return a requirement, by full value."""
    lower, upper = (None if text is None else Bound(Fraction(text), Fraction(1, 10)) for text in (low, high))
    return Requirement(edition, "A", analyte, basis, "%", "", Limits(lower, upper), kind)


LIMIT = st.sampled_from([None, "0.1", "0.5", "99"])
WANTED = st.builds(
    wanted,
    st.sampled_from(["Fe", "Fe2O3", "Nd", "Nd+Pr", "TREO", "LOI", "H2O"]),
    st.sampled_from(["as_received", "treo", "dry"]),
    LIMIT,
    LIMIT,
    st.sampled_from(["T 1-2020", "T 1-2030"]),
    st.sampled_from(["limit", "limit", "balance"]),
)
RESULT = st.builds(
    lambda analyte, text, unit, basis, wide, method: Result(
        analyte, text, printed(text), unit, basis, Uncertainty(expanded=wide, k=Fraction(2)), method
    ),
    st.sampled_from(["Fe", "Fe2O3", "Nd", "Nd2O3", "Pr", "Pr+Nd", "TREO", "LOI", "moisture", "H2O", "Ca"]),
    st.sampled_from(["0.1", "0.10", "<0.1", "0.3", "99.5", "Complies"]),
    st.sampled_from(["%", "ppm"]),
    st.sampled_from(["", "as_received", "treo", "dry"]),
    st.sampled_from([None, Fraction("0.05")]),
    st.sampled_from(["", "M 1:2024", "M1 (ICP)", "M 2:2024"]),
)
CERTIFICATES = st.lists(st.lists(RESULT, max_size=5), min_size=1, max_size=6)


@given(CERTIFICATES, st.lists(st.lists(WANTED, max_size=4), min_size=1, max_size=3), st.sampled_from(list(RULES)))
@settings(max_examples=150, deadline=None)
def test_distinct_verdicts_are_those_of_judging_each(
    rows: list[list[Result]], asked: list[list[Requirement]], rule: str
) -> None:
    grades = [Grade("T", "", f"G{n}", requirements=tuple(each)) for n, each in enumerate(asked)]
    distinct = DistinctVerdicts(WEIGHTS, RULES[rule], SCOPES)
    for results in rows:
        one = Certificate("c", results=tuple(results))
        for grade in grades:
            assert distinct.of(one, grade) == judge(one, grade, WEIGHTS, RULES[rule], SCOPES).verdicts


def test_one_verdict_is_shared_by_certificates_that_print_the_same() -> None:
    grade = next(grade for grade in standards_register().grades.values() if len(grade.requirements) > 5)
    distinct = DistinctVerdicts(WEIGHTS, RULES["simple"])
    results = tuple(Result(r.analyte, "0.01", printed("0.01"), r.unit, r.basis) for r in grade.requirements)
    first, second = (distinct.of(Certificate(name, results=results), grade) for name in "ab")
    assert all(one is other for one, other in zip(first, second, strict=True))
