"""What may count for a content, and that of all that is told of it the worst counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.errors import PackError, UsageError
from monazite.packs.standards import standards_register, standards_weights
from monazite.packs.standards_contract import load_contract
from monazite.packs.standards_values import read_limits
from monazite.quality.certificate import Certificate, Result
from monazite.quality.compare import compared
from monazite.quality.decision import RULES, Rule, Uncertainty
from monazite.quality.difference import by_difference
from monazite.quality.expressed import MOST_WAYS
from monazite.quality.limits import Limits
from monazite.quality.model import Grade, MethodScope, Requirement
from monazite.quality.printed import printed
from monazite.quality.registry import edition_of_day, standing
from monazite.quality.search import asked as named
from monazite.quality.substance import same_content
from monazite.quality.table.verdicts import Verdicts
from monazite.quality.verdict import WORST, judge, worst

WEIGHTS = standards_weights()
DAY = dt.date(2014, 1, 1)


def wanted(analyte: str, text: str, basis: str = "as_received", compare: str = "full", **more: object) -> Requirement:
    op = text.rstrip("0123456789.")
    limits = read_limits(op, text.removeprefix(op), compare)
    assert limits is not None
    return Requirement("T 1-2020", "A", analyte, basis, "%", text, limits, **more)  # type: ignore[arg-type]


def result(analyte: str, text: str, unit: str = "%", basis: str = "as_received", **more: object) -> Result:
    return Result(analyte, text, printed(text), unit, basis, **more)  # type: ignore[arg-type]


def told(
    *asked: Requirement, of: list[Result], rule: str | Rule = "simple", methods: tuple[MethodScope, ...] = ()
) -> tuple[str, str]:
    """Return the state of a certificate, and the reason of the requirement that makes it so."""
    grade = Grade("T 1-2020", "thing", "A", requirements=asked)
    by = RULES[rule] if isinstance(rule, str) else rule
    verdict = judge(Certificate("c", results=tuple(of)), grade, WEIGHTS, by, methods)
    return verdict.state, next(one.reason for one in verdict.verdicts if one.state == verdict.state)


def in_bulk(asked: tuple[Requirement, ...], row: Result, rule: Rule) -> str:
    grade = Grade("T 1-2020", "thing", "A", requirements=asked)
    u = row.uncertainty
    columns: dict[str, str | None] = {"analyte": row.analyte, "basis": row.basis, "unit": row.unit, "value": row.text}
    columns |= {"uncertainty": str(float(u.expanded)) if u.expanded else None, "k": str(float(u.k)) if u.k else None}
    batch = pa.RecordBatch.from_pydict({name: pa.array([text], pa.string()) for name, text in columns.items()})
    return str(Verdicts([grade], rule, WEIGHTS).of(batch).to_pylist()[0])


# ------------------------------------------------------------ what is one content
@pytest.mark.parametrize(
    ("one", "other"),
    [("Fe", "Fe2O3"), ("Dy", "Dy2O3"), ("Pr2O3", "Pr6O11"), ("Li", "Li2O"), ("P", "P2O5"), ("A+B", "B + A")],
)
def test_an_element_and_its_usual_oxide_are_one_content(one: str, other: str) -> None:
    there, back = same_content(one, other, WEIGHTS), same_content(other, one, WEIGHTS)
    assert there is not None and back is not None and there * back == 1


SUBSTANCES = (
    "LiF LiOH LiOH·H2O LiCl Li2CO3 SO4 SO3 CO2 CO3 SiC NO3 Cl2O7 FeO Fe3O4 MnO2 DyF3 PO4 FeSO4 CaCO3 H2O".split()
)
LIMITED = "Li2CO3 Li Li2O LiOH S C N Cl Fe Fe2O3 Mn Dy2O3 Dy P P2O5 Si SiO2 Ca CaO O H".split()


@pytest.mark.parametrize("limited", LIMITED)
def test_another_substance_is_another_content(limited: str) -> None:
    for given_as in SUBSTANCES:
        if given_as != limited:
            assert same_content(given_as, limited, WEIGHTS) is None, given_as
            for limit in (">=0.001", "<=99.9"):
                assert told(wanted(limited, limit), of=[result(given_as, "50")]) == ("indeterminate", "missing")


def test_a_salt_counts_where_the_standard_says_that_it_is_calculated_from_it() -> None:
    asked = wanted("LiOH", ">=56.5", also=("LiOH·H2O",))
    row = result("LiOH·H2O", "99.3")
    assert told(asked, of=[row])[0] == in_bulk((asked,), row, RULES["simple"]) == "pass"
    assert told(replace(asked, also=()), of=[row]) == ("indeterminate", "missing")
    requirements = [r for g in standards_register().grades.values() for r in g.requirements]
    assert {(r.analyte, r.also) for r in requirements if r.also} == {("LiOH", ("LiOH·H2O",))}


@pytest.mark.parametrize(("text", "expected"), [("73.4", "pass"), ("73.5", "indeterminate"), ("99.9", "indeterminate")])
def test_what_is_more_than_the_whole_when_converted_tells_nothing(text: str, expected: str) -> None:
    asked = wanted("Fe2O3", ">=99")
    row = result("Fe", text)
    assert told(asked, of=[row]) == (expected, "" if expected == "pass" else "over_whole")
    assert in_bulk((asked,), row, RULES["simple"]) == expected
    ppm = result("Fe", f"{text.replace('.', '')}000", "ppm")
    assert in_bulk((asked,), ppm, RULES["simple"]) == expected


# ------------------------------------------------------------ the worst of all that is told
FE = wanted("Fe", "<=0.5")
SUM = wanted("Fe2O3+SiO2", "<=1.0")
DOUBLE: dict[str, tuple[Requirement, list[Result], str]] = {
    "units": (FE, [result("Fe", "0.05"), result("Fe", "50000", "ppm")], "fail"),
    "oxide beside": (FE, [result("Fe", "0.05"), result("Fe2O3", "5")], "fail"),
    "dry beside": (
        wanted("Fe", "<=0.5", "dry"),
        [result("Fe", "0.1", basis="dry"), result("Fe", "5"), result("LOI", "1"), result("moisture", "1")],
        "fail",
    ),
    "two TREO": (
        wanted("Nd2O3", ">=99", "treo"),
        [result("Nd2O3", "98"), result("TREO", "98.9"), result("TREO", "99.5")],
        "fail",
    ),
    "a sum of doubles": (SUM, [result("Fe2O3", "0.1"), result("Fe2O3", "5"), result("SiO2", "0.1")], "fail"),
    "a sum of doubles, open": (
        SUM,
        [result("Fe2O3", "0.1"), result("Fe2O3", "<5"), result("SiO2", "0.1")],
        "indeterminate",
    ),
    "a sum beside its parts": (SUM, [result("Fe2O3+SiO2", "0.5"), result("Fe2O3", "5"), result("SiO2", "5")], "fail"),
    "parts beside a sum": (SUM, [result("Fe2O3+SiO2", "5"), result("Fe2O3", "0.1"), result("SiO2", "0.1")], "fail"),
    "another order": (SUM, [result("SiO2+Fe2O3", "0.5")], "pass"),
    "another order, too much": (SUM, [result("SiO2 + Fe2O3", "1.5")], "fail"),
    "marks either way": (SUM, [result("Fe2O3", "<0.5"), result("SiO2", "0.5(+)")], "indeterminate"),
    "marks in a sum": (SUM, [result("Fe2O3", "0.5(-)"), result("SiO2", "0.5(+)")], "indeterminate"),
    "a low one of a least": (
        wanted("Nd+Pr", ">=75"),
        [result("Nd", "74"), result("Nd", "60"), result("Pr", "5")],
        "fail",
    ),
    "water on itself": (wanted("H2O", "<=2.1", "dry"), [result("H2O", "2")], "indeterminate"),
}


@pytest.mark.parametrize("name", DOUBLE)
def test_of_all_that_is_told_of_a_content_the_worst_counts(name: str) -> None:
    asked, results, expected = DOUBLE[name]
    for rows in (results, results[::-1]):
        assert told(asked, of=rows)[0] == expected


CONTENTS = st.lists(
    st.builds(
        result,
        st.sampled_from(["Fe", "Fe2O3", "Si", "SiO2", "SiO2+Fe2O3"]),
        st.sampled_from(["0.1", "0.4", "<0.3", "<2", "0.5(+)", "0.9"]),
        uncertainty=st.sampled_from([Uncertainty(), Uncertainty(Fraction("0.02")), Uncertainty(Fraction("0.2"))]),
    ),
    max_size=5,
)


@given(CONTENTS, CONTENTS, st.sampled_from([FE, SUM, wanted("Fe2O3+SiO2", ">=0.5")]), st.sampled_from(list(RULES)))
@settings(max_examples=150, deadline=None)
def test_one_result_more_never_makes_a_verdict_better(
    rows: list[Result], more: list[Result], asked: Requirement, rule: str
) -> None:
    """Once something is told of a content, more about it can only be as good or worse."""
    before, after = (told(asked, of=each, rule=rule)[0] for each in (rows, [*rows, *more]))
    alone = told(asked, of=rows, rule=rule)[1] == "missing"
    assert alone or WORST.index(after) <= WORST.index(before)


def test_a_sum_of_doubles_is_as_bad_as_its_worst_choice() -> None:
    fe, si = ([result(name, text) for text in texts] for name, texts in (("Fe2O3", ("0.1", "<0.9")), ("SiO2", "0 2")))
    choices = [told(SUM, of=[one, other])[0] for one in fe for other in si[:1]]
    assert told(SUM, of=[*fe, *si[:1]])[0] == worst(choices)


def test_more_ways_than_are_looked_at_leave_the_answer_open() -> None:
    rows = [result("Fe", "0.1")] * (MOST_WAYS + 1)
    assert told(FE, of=rows) == ("indeterminate", "too_many")


# ------------------------------------------------------------ several limits on one content, one at a time and in bulk
LIMITS = st.sampled_from(["<=0.5", "<0.5", ">=0.1", ">0.1", "<=0.3", ">=0.4"])
ASKED = st.lists(
    st.builds(
        wanted,
        st.sampled_from(["Fe", "Fe2O3"]),
        LIMITS,
        st.just("as_received"),
        st.sampled_from(["full", "rounded"]),
    ),
    min_size=1,
    max_size=3,
)
ROW = st.builds(
    lambda analyte, text, unit, u, k: result(analyte, text, unit, uncertainty=Uncertainty(None, u, k if u else None)),
    st.sampled_from(["Fe", "Fe2O3"]),
    st.sampled_from(
        "0.05 0.09 0.1 0.15 0.3 0.45 0.5 0.515 0.53 0.55 0.56 <0.1 <0.5 >0.5 >0.1 0.5(+) 5000 90 200".split()
    ),
    st.sampled_from(["%", "ppm"]),
    st.sampled_from([None, Fraction("0.03"), Fraction("0.1")]),
    st.sampled_from([None, Fraction(1), Fraction(2), Fraction(3)]),
)


@given(ASKED, ROW, st.sampled_from(list(RULES)))
@settings(max_examples=400, deadline=None)
def test_a_row_of_a_table_is_as_bad_as_its_worst_limit(asked: list[Requirement], row: Result, rule: str) -> None:
    assert in_bulk(tuple(asked), row, RULES[rule]) == told(*asked, of=[row], rule=rule)[0]


def test_two_limits_on_one_content_hold_both() -> None:
    for text, expected in {"0.05": "fail", "0.3": "pass", "0.6": "fail"}.items():
        assert in_bulk((wanted("Fe", ">=0.1"), FE), result("Fe", text), RULES["simple"]) == expected


# ------------------------------------------------------------ guard bands
def test_the_guard_band_is_taken_from_the_printed_limit() -> None:
    """Of 0.515 ± 0.03 against 0.5 one in six lies inside: no room for that in half a step of rounding."""
    asked = wanted("Fe", "<=0.5", compare="rounded")
    u = Uncertainty(expanded=Fraction("0.03"), k=Fraction(2))
    expected = {"0.46": "pass", "0.47": "pass", "0.48": "conditional_pass", "0.515": "conditional_pass"}
    expected |= {"0.549": "conditional_pass", "0.55": "fail"}
    for text, state in expected.items():
        row = result("Fe", text, uncertainty=u)
        assert told(asked, of=[row], rule="guard_u")[0] == in_bulk((asked,), row, RULES["guard_u"]) == state
        assert told(asked, of=[row])[0] == ("fail" if text == "0.55" else "pass")


@pytest.mark.parametrize(("k", "expected"), [("1", "0.2"), ("1.96", "0.2040816"), ("2", "0.2"), ("3", "0.2")])
def test_a_guard_band_of_u_is_two_standard_uncertainties_at_least(k: str, expected: str) -> None:
    wide = {"1": "0.1", "1.96": "0.2", "2": "0.2", "3": "0.2"}[k]
    guard = RULES["guard_u"].guard(Uncertainty(expanded=Fraction(wide), k=Fraction(k)))
    assert guard is not None and float(guard) == pytest.approx(float(expected), abs=1e-6)
    assert RULES["guard_u"].guard(Uncertainty(standard=Fraction("0.1"), k=Fraction(1))) == Fraction("0.2")
    row = result("Fe", "0.35", uncertainty=Uncertainty(expanded=Fraction("0.1"), k=Fraction(1)))
    assert told(FE, of=[row], rule="guard_u")[0] == in_bulk((FE,), row, RULES["guard_u"]) == "conditional_pass"


# ------------------------------------------------------------ editions
def test_a_standard_means_no_edition_that_was_not_yet_issued() -> None:
    register = standards_register()
    assert edition_of_day(register, "GB/T 31978", DAY) is None
    now = edition_of_day(register, "GB/T 31978", dt.date(2026, 3, 1))
    assert now is not None and now.id == "GB/T 31978-2015"
    for edition in register.editions.values():
        found = edition_of_day(register, edition.standard, DAY)
        assert found is None or standing(register, found, DAY) != "project" or found.stage


def test_a_standard_of_which_no_edition_was_issued_is_refused() -> None:
    register = standards_register()
    with pytest.raises(UsageError, match="no edition of GB/T 31978 was issued by 2014-01-01; .*: GB/T 31978-2015"):
        named(register, "gb/t 31978", DAY)
    assert named(register, "GB/T 31978-2015", DAY).edition == named(register, "GB/T 31978", dt.date(2026, 3, 1)).edition


def test_a_limit_is_printed_as_it_stands() -> None:
    assert Limits().printed() == Limits().meeting()


# ------------------------------------------------------------ beside verdicts
def test_grades_with_two_limits_on_one_content_are_compared_end_by_end() -> None:
    low, high = wanted("Fe", ">=0.1"), wanted("Fe", "<=0.5")
    one, other = (Grade("T 1-2020", "x", n, requirements=r) for n, r in (("A", (low, high)), ("B", (high, low))))
    assert [row.relation for row in compared(one, other, WEIGHTS)] == ["equal", "equal"]


def test_the_purity_by_difference_takes_the_larger_of_two_results() -> None:
    others = [result(name, "0.01") for name in ("La2O3", "CeO2", "Pr6O11", "Sm2O3", "Eu2O3")]
    for rows in ([*others, result("CeO2", "0.5")], [result("CeO2", "0.5"), *others], [*others, result("CeO2", "<0.5")]):
        told_so = by_difference(Certificate("c", results=tuple(rows)), "Nd2O3", WEIGHTS)
        assert told_so is not None and told_so.low == Fraction("99.46")


def test_a_contract_says_what_a_content_may_be_calculated_from(tmp_path: Path) -> None:
    register, file = standards_register(), tmp_path / "order-7.csv"
    head, row = "edition,grade,analyte,basis,op,limit,unit,also", "YS/T 582-2013,,Li2CO3,as_received,>=,99.5,%"
    file.write_text(f"{head}\n{row},Li2O;Li\n", "utf-8")
    changed = {change.requirement.also for change in load_contract(file, register).changes}
    assert changed == {("Li2O", "Li")}
    file.write_text(f"{head}\n{row},lithia\n", "utf-8")
    with pytest.raises(PackError, match=r"P086 'lithia' is no formula"):
        load_contract(file, register)
