"""The small picture of a result against its limit: nothing leaves it, and sides are those of the exact numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.report.verdict_scale import Scale, scale

NUMBERS = st.fractions(min_value=0, max_value=1000, max_denominator=1000)
SOME = st.one_of(st.none(), NUMBERS)
EPSILON = 0.0001  # places have four digits


def picture(low: str, high: str, found: str, **more: Fraction) -> Scale:
    """Return the picture of a result in %; empty for none."""
    limits = (Fraction(low) if low else None, Fraction(high) if high else None)
    at = Fraction(found) if found else None
    shown = scale(limits, (at, at), most=Fraction(100), **more)
    assert shown is not None
    return shown


def test_an_upper_limit_begins_at_nothing() -> None:
    shown = picture("", "0.10", "0.05")
    assert shown.allowed == (0.0, shown.limits[0]) and shown.at == pytest.approx(shown.limits[0] / 2, abs=EPSILON)


def test_a_lower_limit_near_the_whole_ends_at_the_whole() -> None:
    shown = picture("99.9", "", "99.95")
    assert shown.allowed == (shown.limits[0], 1.0) and shown.limits[0] < (shown.at or 0) < 1


def test_what_lies_far_off_is_at_the_edge() -> None:
    assert picture("", "0.02", "4.5").beyond == "right" and picture("99.9", "", "50").beyond == "left"
    assert picture("", "0.02", "0.03").beyond == ""


def test_a_result_below_what_the_method_sees_is_a_stretch() -> None:
    shown = scale((None, Fraction("0.05")), (Fraction(0), Fraction("0.01")), most=Fraction(100))
    assert shown is not None and shown.at is None and shown.bar is not None and shown.bar[0] == 0.0 < shown.bar[1]


def test_uncertainty_and_guard_band_lie_around() -> None:
    shown = picture("", "0.10", "0.09", spread=Fraction("0.02"), guard=Fraction("0.02"))
    assert shown.bar is not None and shown.at is not None and shown.bar[0] < shown.at < shown.limits[0] < shown.bar[1]
    assert shown.guards[0][0] < shown.limits[0] < shown.guards[0][1]


def test_no_limit_has_no_picture_and_no_result_none_in_it() -> None:
    assert scale((None, None), (Fraction(1), Fraction(1)), most=None) is None
    shown = picture("", "0.1", "")
    assert (shown.at, shown.bar, shown.beyond) == (None, None, "")


@given(SOME, SOME, SOME, SOME, st.one_of(st.none(), NUMBERS), st.one_of(st.none(), NUMBERS))
def test_everything_is_inside_and_on_its_side(
    low: Fraction | None,
    high: Fraction | None,
    first: Fraction | None,
    last: Fraction | None,
    spread: Fraction | None,
    guard: Fraction | None,
) -> None:
    shown = scale((low, high), (first, last), spread=spread, guard=guard, most=Fraction(100))
    if shown is None:
        assert low is None and high is None
        return
    places = [*shown.allowed, *shown.limits, *(end for band in shown.guards for end in band), *(shown.bar or ())]
    assert all(0 <= place <= 1 for place in [*places, shown.at or 0])
    if shown.at is not None and first is not None and not shown.beyond:
        for limit, place in zip([end for end in (low, high) if end is not None], shown.limits, strict=True):
            assert (first - limit) * Fraction(shown.at - place) >= 0 or abs(shown.at - place) <= EPSILON
