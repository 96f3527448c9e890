"""Verdicts on tables: a million at once are those of one at a time."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.errors import InputError
from monazite.packs.standards import standards_register, standards_weights
from monazite.quality.certificate import Certificate, Result
from monazite.quality.decision import RULES, STATES, Rule, Uncertainty
from monazite.quality.found import found
from monazite.quality.limits import Bound, Limits
from monazite.quality.model import Grade, Requirement
from monazite.quality.positions import Span
from monazite.quality.printed import printed
from monazite.quality.table.line import LINES, Line, line_for
from monazite.quality.table.places import places_of_texts
from monazite.quality.table.verdicts import Verdicts
from monazite.quality.units import unit
from monazite.quality.verdict import judge, worst

WEIGHTS = standards_weights()
COLUMNS = ("analyte", "basis", "unit", "value", "uncertainty", "k")
Row = tuple[str | None, ...]


def batch(rows: list[Row], grade: str = "", coded: bool = False) -> pa.RecordBatch:
    """Return rows as a batch; `coded` with dictionaries, as Parquet files give them."""
    columns = {name: pa.array([row[n] for row in rows], pa.string()) for n, name in enumerate(COLUMNS)}
    if grade:
        columns["grade"] = pa.array([grade] * len(rows), pa.string())
    return pa.RecordBatch.from_pydict({k: v.dictionary_encode() if coded else v for k, v in columns.items()})


def one_by_one(row: Row, grade: Grade, rule: str) -> str:
    """Return what the scalar form says of a row and its requirement."""
    return judge(Certificate("c", results=(result_of(row),)), grade, WEIGHTS, RULES[rule]).state


def result_of(row: Row) -> Result:
    """Return a row as a result of a certificate."""
    analyte, basis, unit, value, wide, k = row
    told = Uncertainty()
    if wide is not None:
        told = Uncertainty(expanded=Fraction(wide), k=Fraction(k) if k else None)
    return Result(analyte or "", value or "", printed(value or ""), unit or "", basis or "", told)


def end(text: str, strict: bool = False) -> Bound:
    value = printed(text)
    assert value is not None
    return Bound(value.value, value.step, strict)


DIGITS = st.one_of(
    st.builds(lambda n, d: f"{Decimal(n).scaleb(-d):f}", st.integers(0, 3000), st.integers(0, 4)),
    st.sampled_from(["99.95", "0.5", "0.50", "100", "0", "0.05", "99.945", "99.955"]),
)
VALUES = st.one_of(
    DIGITS,
    st.builds(lambda sign, text: sign + text, st.sampled_from(["<", ">", "≤", "≥"]), DIGITS),
    st.builds(lambda text, mark: text + mark, DIGITS, st.sampled_from(["(+)", "(-)"])),
    st.sampled_from(["Complies", "", "n.d.", "1,200", "5×10⁻⁴", "1e-15", "2000000", "-0.3", "0.0000000000004"]),
    st.none(),
)
WIDE, KS = st.sampled_from([None, "0.1", "0.05", "0.002", "0.3"]), st.sampled_from([None, "2", "3", "1.96"])
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Fe2O3", "Fe", "Dy2O3", "TREO", "LOI", "Unknown"]),
        st.sampled_from(["as_received", "treo", "dry", "", None]),
        st.sampled_from(["%", "ppm", "ppb", "wt%", "mg/kg", "points", "µm", "", None]),
        VALUES,
        WIDE,
        KS,
    ),
    min_size=1,
    max_size=12,
)
ENDS = st.none() | st.builds(end, DIGITS, st.booleans())
WANTED = st.builds(
    lambda analyte, basis, unit, low, high, compare, kind: Requirement(
        "T 1-2020", "A", analyte, basis, unit, "", Limits(low, high, compare), kind
    ),
    st.sampled_from(["Fe2O3", "Fe", "Dy2O3", "TREO", "LOI"]),
    st.sampled_from(["as_received", "treo", "dry"]),
    st.sampled_from(["%", "ppm", "ppb", "g/kg"]),
    ENDS,
    ENDS,
    st.sampled_from(["full", "rounded"]),
    st.sampled_from(["limit", "limit", "limit", "balance"]),
)


@given(ROWS, WANTED, st.sampled_from(list(RULES)), st.booleans())
@settings(max_examples=200, deadline=None)
def test_a_table_says_what_single_results_say(rows: list[Row], wanted: Requirement, rule: str, coded: bool) -> None:
    grade = Grade("T 1-2020", "thing", "A", requirements=(wanted,))
    told = Verdicts([grade], RULES[rule], WEIGHTS).of(batch(rows, coded=coded)).to_pylist()
    for row, state in zip(rows, told, strict=True):
        expected = one_by_one(row, grade, rule)
        if state == "not_assessed" and wanted.kind == "limit" and expected == "indeterminate":
            # One at a time a limit is asked for; in a table, a row that is of something else has no limit.
            assert row[0] == "Unknown" or not same_element(row[0], wanted.analyte)
        else:
            assert state == expected, row


def same_element(one: str | None, other: str) -> bool:
    return one == other or {one, other} == {"Fe", "Fe2O3"}


ANALYTES = ("Fe2O3", "CaO", "SiO2", "Cl", "Dy2O3")
CERTIFICATE = st.tuples(
    *(
        st.tuples(st.just(name), st.just("as_received"), st.sampled_from(["%", "ppm", "points"]), VALUES, WIDE, KS)
        for name in ANALYTES
    )
)


@given(CERTIFICATE, st.tuples(*(st.tuples(ENDS, ENDS) for _ in ANALYTES)), st.sampled_from(list(RULES)))
@settings(max_examples=100, deadline=None)
def test_a_table_says_what_judging_a_certificate_says(
    rows: tuple[Row, ...], ends: tuple[tuple[Bound | None, Bound | None], ...], rule: str
) -> None:
    wanted = tuple(
        Requirement("T 1-2020", "A", name, "as_received", "%", "", Limits(low, high))
        for name, (low, high) in zip(ANALYTES, ends, strict=True)
    )
    grade = Grade("T 1-2020", "thing", "A", requirements=wanted)
    certificate = Certificate("c", results=tuple(map(result_of, rows)))
    scalar = judge(certificate, grade, WEIGHTS, RULES[rule])
    table = Verdicts([grade], RULES[rule], WEIGHTS).of(batch(list(rows))).to_pylist()
    assert table == [verdict.state for verdict in scalar.verdicts] and worst(table) == scalar.state


# ------------------------------------------------------------ numbers
@given(st.lists(VALUES, min_size=1, max_size=30), st.sampled_from(LINES))
def test_texts_are_read_as_one_by_one(texts: list[str | None], line: Line) -> None:
    places = places_of_texts(pa.array(texts, pa.string()), line)
    for n, text in enumerate(texts):
        value = printed(text or "")
        span = Span() if value is None else found(value).span()
        if value is not None and not (line.holds(value.value) and line.exact(value.value)):
            assert places.hard[n]
        elif not places.hard[n]:
            assert (places.low[n], places.high[n]) == (line.at(span.low), line.at(span.high))


# ------------------------------------------------------------ all sizes
SIZES = st.builds(lambda n, power: f"{Decimal(n).scaleb(power):f}", st.integers(1, 999), st.integers(-12, 10))
NEAR = st.sampled_from(["", "0", "1", "9", "000001"])
AT_ALL_SIZES = st.tuples(SIZES, st.sampled_from(["%", "ppm", "ppb", "g/kg", "kg/kg"]), st.booleans(), st.booleans())
BESIDE = st.lists(
    st.tuples(
        st.none() | SIZES,  # None: the limit itself, in the unit of the result
        NEAR,
        st.sampled_from(["", "<", ">", "<=", ">="]),
        st.sampled_from(["", "", "(+)", "(-)"]),
        st.sampled_from(["%", "ppm", "ppb", "g/kg", "kg/kg"]),
        st.sampled_from(["Fe", "Fe", "Fe2O3"]),
        st.none() | SIZES,
        st.sampled_from([None, "2", "3", "1.96"]),
    ),
    min_size=1,
    max_size=8,
)


def decimal(value: Fraction) -> str:
    """Return a fraction as a decimal, exact where twenty digits hold it."""
    return f"{(Decimal(value.numerator) / Decimal(value.denominator)):f}"


@given(AT_ALL_SIZES, BESIDE, st.sampled_from([*RULES.values(), Rule("half", "", of_expanded=Fraction(1, 3))]))
@settings(max_examples=300, deadline=None)
def test_results_of_all_sizes_are_judged_alike(
    limit: tuple[str, str, bool, bool], given_rows: list[tuple[str | None, ...]], rule: Rule
) -> None:
    """From 10^-12 to 10^12, in any unit, element and oxide, on the limit and a digit beside it."""
    text, named, strict, upper = limit
    ends = Limits(None, end(text, strict)) if upper else Limits(end(text, strict))
    for compare in ("full", "rounded"):
        wanted = Requirement("T 1-2020", "A", "Fe", "as_received", named, "", replace(ends, compare=compare))
        grade = Grade("T 1-2020", "thing", "A", requirements=(wanted,))
        rows: list[Row] = []
        for value, digits, sign, mark, unit_name, analyte, wide, k in given_rows:
            given_unit, asked_unit = unit(unit_name or ""), unit(named)
            assert given_unit is not None and asked_unit is not None
            plain = value or decimal(Fraction(text) * asked_unit.size / given_unit.size)
            plain = plain + (digits or "" if "." in plain else f".{digits}" if digits else "")
            rows.append((analyte, "as_received", unit_name, f"{sign}{plain}{'' if sign else mark}", wide, k))
        told = Verdicts([grade], rule, WEIGHTS).of(batch(rows)).to_pylist()
        expected = [judge(Certificate("c", results=(result_of(row),)), grade, WEIGHTS, rule).state for row in rows]
        assert told == expected, [(row, a, b) for row, a, b in zip(rows, told, expected, strict=True) if a != b]


@given(st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 3).map(lambda n: 5 * 10**11 + n), min_size=1))
@settings(deadline=None)
def test_whole_numbers_are_judged_as_the_texts_that_they_stand_for(values: list[int]) -> None:
    for named in ("%", "ppb"):
        alike = {"analyte": ["Fe"] * len(values), "basis": ["as_received"] * len(values), "unit": [named] * len(values)}
        texts = [f"{Decimal(value).scaleb(-12):f}" for value in values]
        tables = [pa.RecordBatch.from_pydict(alike | {"value": pa.array(column)}) for column in (values, texts)]
        numbers, printed_ones = (Verdicts([GRADE], RULES["simple"], WEIGHTS).of(table).to_pylist() for table in tables)
        assert numbers == printed_ones


FE = Requirement("T 1-2020", "A", "Fe", "as_received", "%", "", Limits(upper=end("0.5")))
GRADE = Grade("T 1-2020", "thing", "A", requirements=(FE,))
NUMBERS = {
    ("=", 500_000_000_000): "pass",
    ("=", 500_000_000_001): "fail",
    ("<", 500_000_000_000): "pass",
    ("<", 600_000_000_000): "indeterminate",
    ("<=", 500_000_000_000): "pass",
    ("<=", 500_000_000_001): "indeterminate",
    (">", 500_000_000_000): "fail",
    (">=", 500_000_000_000): "indeterminate",
    (None, 500_000_000_000): "pass",
    ("about", 100_000_000_000): "indeterminate",
    ("=", None): "indeterminate",
    ("=", 2**62): "fail",
    (">", 2**62): "fail",
    ("<", 2**62): "indeterminate",
}


def test_numbers_in_steps_are_judged_without_a_text() -> None:
    signs, values = zip(*NUMBERS, strict=True)
    rows = {name: [text] * len(values) for name, text in zip(COLUMNS, ("Fe", "as_received", "%"), strict=False)}
    table = pa.RecordBatch.from_pydict({**rows, "value": pa.array(values, pa.int64()), "operator": pa.array(signs)})
    told = Verdicts([GRADE], RULES["simple"], WEIGHTS).of(table).to_pylist()
    assert dict(zip(NUMBERS, told, strict=True)) == NUMBERS


def test_limits_in_small_units_are_held_on_a_coarser_line() -> None:
    """0.5 % is 5 million ppb, which the finest line does not hold: none of these rows is judged alone."""
    rows: list[Row] = [
        ("Fe", "as_received", "ppb", text, "100", "2") for text in ("4999899", "4999900", "5000000", "5000101", "<1")
    ]
    told = Verdicts([GRADE], RULES["guard_u"], WEIGHTS).of(batch(rows)).to_pylist()
    assert told == ["pass", "pass", "conditional_pass", "fail", "pass"]
    line = line_for(FE.limits.times(Fraction(10**7)).meeting())
    assert line is not None and line.digits == 6


def test_the_probability_of_conformity_is_a_column() -> None:
    rows: list[Row] = [
        ("Fe", "as_received", "%", "0.45", "0.1", "2"),
        ("Fe2O3", "as_received", "ppm", "7000", "100", "2"),
        ("Fe", "as_received", "%", "<0.4", "0.1", "2"),
        ("Fe", "as_received", "%", "0.45", "0.1", None),
        ("Ca", "as_received", "%", "0.45", "0.1", "2"),
        ("Fe", "as_received", "%", "n.d.", "0.1", "2"),
    ]
    out = Verdicts([GRADE], RULES["guard_u"], WEIGHTS).apply(batch(rows), probability=True)
    told = out.column("probability").to_pylist()
    single = [judge(Certificate("c", results=(result_of(row),)), GRADE, WEIGHTS, RULES["guard_u"]) for row in rows]
    expected = [each.verdicts[0].probability for each in single]
    assert told[0] == pytest.approx(0.841345, abs=1e-6) and told[2:] == [None] * 4
    assert [pytest.approx(one) for one in expected[:2]] == told[:2] and expected[2:] == [None] * 4


@given(ROWS, WANTED, st.sampled_from(list(RULES)))
@settings(max_examples=100, deadline=None)
def test_probabilities_of_a_table_are_those_of_single_results(rows: list[Row], wanted: Requirement, rule: str) -> None:
    grade = Grade("T 1-2020", "thing", "A", requirements=(wanted,))
    out = Verdicts([grade], RULES[rule], WEIGHTS).apply(batch(rows), probability=True)
    for row, state, told in zip(
        rows, out.column("state").to_pylist(), out.column("probability").to_pylist(), strict=True
    ):
        (verdict,) = judge(Certificate("c", results=(result_of(row),)), grade, WEIGHTS, RULES[rule]).verdicts
        if state == "not_assessed":
            assert told is None or verdict.probability is not None
        else:
            assert told == pytest.approx(verdict.probability, abs=1e-9), row


def test_a_share_of_itself_has_the_probability_of_a_single_result() -> None:
    wanted = Requirement("T 1-2020", "A", "TREO", "treo", "g/kg", "", Limits())
    grade = Grade("T 1-2020", "thing", "A", requirements=(wanted,))
    rows: list[Row] = [("TREO", "as_received", "%", value, "0.1", "2") for value in ("0.00", "99.5")]
    out = Verdicts([grade], RULES["guard_u"], WEIGHTS).apply(batch(rows), probability=True)
    for row, told in zip(rows, out.column("probability").to_pylist(), strict=True):
        (verdict,) = judge(Certificate("c", results=(result_of(row),)), grade, WEIGHTS, RULES["guard_u"]).verdicts
        assert told == pytest.approx(verdict.probability)


# ------------------------------------------------------------ grades of the register
def test_rows_are_held_against_the_grade_that_they_name() -> None:
    register = standards_register()
    grades = [grade for grade in register.grades.values() if grade.requirements]
    told: dict[str, Any] = {name: [] for name in ("grade", "analyte", "basis", "unit", "value")}
    expected = []
    for grade in grades:
        for wanted in grade.requirements:
            for name, value in zip(told, (grade.id, wanted.analyte, wanted.basis, wanted.unit, "0.0123"), strict=True):
                told[name].append(value)
            row = (wanted.analyte, wanted.basis, wanted.unit, "0.0123", None, None)
            expected.append(one_by_one(row, Grade(grade.edition, "", grade.name, requirements=(wanted,)), "simple"))
    given_rows = pa.RecordBatch.from_pydict(told)
    out = Verdicts(grades, RULES["simple"], WEIGHTS).apply(given_rows)
    assert out.column("state").to_pylist() == expected and out.num_rows == given_rows.num_rows
    assert out.schema.names == [*given_rows.schema.names, "state"]
    assert {"pass", "fail", "not_assessed"} <= set(expected) <= set(STATES)


def test_of_several_limits_all_hold_that_a_row_can_be_told_in_the_words_of() -> None:
    oxide = Requirement("T 1-2020", "A", "Fe2O3", "as_received", "%", "", Limits(upper=end("0.1")))
    dry = Requirement("T 1-2020", "A", "Fe", "dry", "%", "", Limits(upper=end("0.2")))
    grade = Grade("T 1-2020", "thing", "A", requirements=(oxide, dry, FE))
    rows: list[Row] = [(name, basis, "%", "0.3", None, None) for name, basis in KINDS]
    assert Verdicts([grade], RULES["simple"], WEIGHTS).of(batch(rows)).to_pylist() == list(KINDS.values())


# As an oxide, 0.3 % Fe is 0.43 %.
KINDS = {("Fe", "as_received"): "fail", ("Fe", "dry"): "fail", ("Fe2O3", "as_received"): "fail"}


def test_an_empty_table_has_no_states() -> None:
    assert Verdicts([GRADE], RULES["simple"], WEIGHTS).of(batch([])).to_pylist() == []


WRONG = {
    "no column": (pa.RecordBatch.from_pydict({"analyte": ["Fe"], "unit": ["%"]}), "no column basis, value"),
    "an unknown grade": (batch([("Fe", "", "%", "1", None, None)], "T 1-2020 B"), "did you mean 'T 1-2020 A'"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_table_that_cannot_be_judged_is_refused(name: str) -> None:
    table, text = WRONG[name]
    with pytest.raises(InputError, match=text):
        Verdicts([GRADE], RULES["simple"], WEIGHTS).of(table)


def test_a_table_without_grades_needs_one_grade() -> None:
    other = Grade("T 1-2020", "thing", "B", requirements=(FE,))
    with pytest.raises(InputError, match="no column grade"):
        Verdicts([GRADE, other], RULES["simple"], WEIGHTS).of(batch([("Fe", "", "%", "1", None, None)]))
