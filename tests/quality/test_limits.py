"""Printed numbers, rounding and limits: the places of the line say what the plain arithmetic of fractions says."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.quality import bulk
from monazite.quality.bulk import FIRST, LAST, UNKNOWN, WIDEST
from monazite.quality.decision import RULES, STATES, Rule, Uncertainty, probability, state
from monazite.quality.found import Found, found, root_of_squares, total
from monazite.quality.limits import Bound, Limits
from monazite.quality.positions import FIRST as NO_LOW
from monazite.quality.positions import LAST as NO_HIGH
from monazite.quality.positions import Place, Span, place
from monazite.quality.printed import WIDE, Printed, printed
from monazite.quality.rounding import rounded, rounded_again

# ------------------------------------------------------------ printed numbers
PRINTED = {
    "0.10": ("=", "0.10", "0.01", 0),
    "0.1": ("=", "0.1", "0.1", 0),
    "99": ("=", "99", "1", 0),
    "-5.47": ("=", "-5.47", "0.01", 0),
    "−5.47": ("=", "-5.47", "0.01", 0),
    "<0.0005": ("<", "0.0005", "0.0001", 0),
    "＜0.05": ("<", "0.05", "0.01", 0),
    "≥ 99.9": (">=", "99.9", "0.1", 0),
    "15.5(-)": ("=", "15.5", "0.1", -1),
    "15.5(+)": ("=", "15.5", "0.1", 1),
    "15.5（－）": ("=", "15.5", "0.1", -1),
    "1,200": ("=", "1200", "1", 0),
    "5×10⁻⁴": ("=", "0.0005", "0.0001", 0),
    "1.2E-3": ("=", "0.0012", "0.0001", 0),
    "1.20e2": ("=", "120", "1", 0),
    ".5": ("=", "0.5", "0.1", 0),
    "12 345": ("=", "12345", "1", 0),
    "12\u00a0345.60": ("=", "12345.60", "0.01", 0),
    "5 × 10⁻⁴": ("=", "0.0005", "0.0001", 0),
    "０．１０": ("=", "0.10", "0.01", 0),
}


@pytest.mark.parametrize(("text", "expected"), PRINTED.items())
def test_a_number_is_read_with_its_digits(text: str, expected: tuple[str, str, str, int]) -> None:
    value = number(text)
    assert (value.operator, value.value, value.step, value.mark) == (
        expected[0],
        Fraction(expected[1]),
        Fraction(expected[2]),
        expected[3],
    )


@pytest.mark.parametrize(
    "text",
    ["", "Complies", "n.d.", "1.2.3", "12,34", "0x1F", "1e99", "nan", "<", "5 %", "1" * 50]
    + [
        "99.9⁵",
        "0.05¹",
        "99.9①",
        "1²",
        "10²",
        "99.9 5",
        "0.01 2",
        "1 2345",
        "0.012 345",
        "٠.٥",
        "९",
        "5×10³①",
        "99.9\n5",
    ],
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert printed(text) is None


@given(st.integers(0, 9999).map(lambda n: f"{n / 100:.2f}"), st.characters(categories=["Nd", "No", "Nl"]))
def test_no_other_sign_for_a_number_is_read_as_a_digit(text: str, sign: str) -> None:
    plain = printed(f"{text}{sign.translate(WIDE)}")
    assert printed(text + sign) == (plain and replace(plain, text=text + sign))
    assert plain is None or sign.translate(WIDE).isascii()


# ------------------------------------------------------------ rounding
def test_a_marked_number_rounds_the_way_it_was_rounded() -> None:
    for text, expected in {
        "15.5(-)": 15,
        "16.5(+)": 17,
        "16.5": 16,
        "17.5": 18,
        "-15.5(-)": -15,
        "15.4(+)": 15,
    }.items():
        assert rounded_again(number(text), Fraction(1)) == expected


def number(text: str) -> Printed:
    value = printed(text)
    assert value is not None
    return value


THOUSANDTHS = st.integers(-30_000, 30_000).map(lambda n: Fraction(n, 1000))
INTERVAL = st.sampled_from([Fraction(1), Fraction(1, 10), Fraction(1, 2), Fraction(20), Fraction(1, 100)])


@given(THOUSANDTHS, INTERVAL)
def test_rounding_takes_the_nearest_multiple_and_of_two_the_even(value: Fraction, interval: Fraction) -> None:
    near = rounded(value, interval)
    assert near % interval == 0 and abs(near - value) * 2 <= interval
    if abs(near - value) * 2 == interval:
        assert (near / interval) % 2 == 0
    assert rounded(-value, interval) == -near


# ------------------------------------------------------------ limits
BOUND = st.builds(lambda n, step, strict: Bound(n * step, step, strict), st.integers(-40, 40), INTERVAL, st.booleans())


@given(THOUSANDTHS, st.none() | BOUND, st.none() | BOUND)
def test_the_line_says_what_rounding_and_comparing_say(value: Fraction, low: Bound | None, high: Bound | None) -> None:
    for compare in ("full", "rounded"):
        met = Span(place(value), place(value)) in Limits(low, high, compare).meeting()
        assert met == (above(value, low, compare) and below(value, high, compare))


def above(value: Fraction, bound: Bound | None, compare: str) -> bool:
    """The plain meaning of a lower limit."""
    if bound is None:
        return True
    held = rounded(value, bound.step) if compare == "rounded" else value
    return held > bound.value if bound.strict else held >= bound.value


def below(value: Fraction, bound: Bound | None, compare: str) -> bool:
    return above(-value, None if bound is None else Bound(-bound.value, bound.step, bound.strict), compare)


@given(THOUSANDTHS, st.sampled_from([-1, 1]), BOUND)
def test_a_marked_number_meets_a_rounded_limit_as_it_rounds(value: Fraction, mark: int, bound: Bound) -> None:
    reported = Printed("", value, Fraction(1, 1000), mark=mark)
    held = rounded_again(reported, bound.step)
    plain = held > bound.value if bound.strict else held >= bound.value
    assert (found(reported).span() in Limits(lower=bound, compare="rounded").meeting()) == plain


VALUE = st.fractions()


@given(VALUE, VALUE)
def test_places_keep_the_order_of_values(one: Fraction, other: Fraction) -> None:
    assert (place(one) < place(other)) == (one < other) and place(one, -1) <= place(one) <= place(one, 1)


# ------------------------------------------------------------ states
CENSORED = {
    ("<0.0005", None, "0.001"): "pass",
    ("<0.002", None, "0.001"): "indeterminate",
    ("<0.001", None, "0.001"): "pass",
    ("<=0.001", None, "0.001"): "pass",
    (">0.001", None, "0.001"): "fail",
    (">=0.001", None, "0.001"): "indeterminate",
    (">99.9", "99.95", None): "indeterminate",
    (">99.95", "99.95", None): "pass",
    ("<99.95", "99.95", None): "fail",
    ("<0.5", "0.1", "0.6"): "indeterminate",
    ("0.5", None, None): "not_assessed",
}


@pytest.mark.parametrize(("case", "expected"), CENSORED.items())
def test_what_a_method_cannot_see_is_not_zero(case: tuple[str, str | None, str | None], expected: str) -> None:
    result, low, high = case
    lower, upper = (None if text is None else Bound(Fraction(text), Fraction(1)) for text in (low, high))
    assert state(Limits(lower, upper).meeting(), found(number(result)).span(), Fraction(0)) == expected


def test_four_states_around_an_upper_limit() -> None:
    limits = Limits(upper=Bound(Fraction("0.001"), Fraction("0.0001"))).meeting()
    uncertainty = Uncertainty(standard=Fraction("0.00005"))
    guard = RULES["guard_u"].guard(uncertainty)
    assert guard == Fraction("0.0001")
    expected = {
        "0.0009": "pass",
        "0.00091": "conditional_pass",
        "0.001": "conditional_pass",
        "0.0011": "conditional_fail",
        "0.00111": "fail",
    }
    for text, told in expected.items():
        assert state(limits, found(number(text)).span(), guard) == told
    assert state(limits, found(number("0.0005")).span(), None) == "indeterminate"


def test_a_rule_that_needs_an_uncertainty_has_no_guard_band_without() -> None:
    for rule in (RULES["guard_u"], RULES["guard_5"]):
        assert rule.guard(Uncertainty()) is None
    assert RULES["guard_5"].guard(Uncertainty(expanded=Fraction(1))) is None  # of which k is not told
    assert Rule("half", "", of_expanded=Fraction(1, 2)).guard(Uncertainty(expanded=Fraction(1))) == Fraction(1, 2)


def test_the_probability_of_conformity_is_that_of_the_guide() -> None:
    assert probability(509.7, 8.6, 490, None) == pytest.approx(0.98901, abs=1e-5)
    assert probability(0.0009, 0.00005, None, 0.001) == pytest.approx(0.97725, abs=1e-5)


PLACES = st.sampled_from([-(2**60), -8, -5, -4, -1, 0, 1, 3, 4, 5, 8, 40, 2**60])
BANDS = st.sampled_from([UNKNOWN, 0, 1, 4, 2**40, WIDEST])
ENDS = st.tuples(PLACES | st.just(FIRST), PLACES | st.just(LAST)).map(sorted)
FOUND = PLACES.map(lambda at: [at, at]) | ENDS


def exactly(whole: int) -> Place:
    return {FIRST: NO_LOW, LAST: NO_HIGH}.get(whole, (Fraction(whole), 0))


@given(st.lists(st.tuples(ENDS, FOUND, BANDS)))
def test_many_at_once_say_what_one_says(rows: list[tuple[list[int], list[int], int]]) -> None:
    cells = [(*ends, *at, guard) for ends, at, guard in rows]
    columns = [np.array([row[n] for row in cells], np.int64) for n in range(5)]
    plain = [
        state(Span(exactly(a), exactly(b)), Span(exactly(c), exactly(d)), None if g == UNKNOWN else Fraction(g))
        for a, b, c, d, g in cells
    ]
    assert [list(STATES)[code] for code in bulk.states(*columns)] == plain


def test_many_probabilities_are_those_of_one() -> None:
    y, u = np.array([509.7, 0.0009, 1.0, 3.0]), np.array([8.6, 0.00005, 0.0, np.nan])
    low, high = np.array([490, -np.inf, 0, 0]), np.array([np.inf, 0.001, 1, 9])
    told = bulk.probabilities(y, u, low, high)
    assert told[:3] == pytest.approx([0.98901, 0.97725, 1], abs=1e-5) and np.isnan(told[3])


# ------------------------------------------------------------ sums
def test_a_sum_with_results_below_a_limit_lies_between_two_sums() -> None:
    """Miura and Wada 2022, table 3, impurities of La2O3 in mg/kg: lower, upper; the total published is 1.0."""
    seen = "0.2 0.09 0.048 0.13 0.0032 0.017 0.018 0.033 0.01 0.0039"
    unseen = "<0.2 <0.011 <0.002 <0.01 <0.62 <0.0022"
    told = total(found(number(text)) for text in f"{seen} {unseen}".split())
    assert (told.low, told.high) == (Fraction("0.5531"), Fraction("1.3983")) and told.high_side == -1
    assert total([Found(None, Fraction(1)), found(number(">2"))]) == Found(None, None, 1, 0)


@given(st.lists(st.fractions(0, 100, max_denominator=1000), max_size=6))
def test_a_root_of_squares_is_never_too_small(parts: list[Fraction]) -> None:
    root, square = root_of_squares(parts), sum(x * x for x in parts)
    assert root * root >= square and (root - Fraction(1, 10**18)) ** 2 < square or not square
