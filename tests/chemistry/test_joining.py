"""Amounts join the substances beside them: all of a run alike, and none where both ways would do."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from monazite.chemistry.joining import Joined, Side, join


def run(count: int, *, first: bool, last: bool, head: bool = False) -> list[Side]:
    """Return a run of amounts between substances 0, 1 …; `first` and `last` tell whether its ends are substances."""
    sides = [Side(n, n + 1, 1, 1, head and n == 0) for n in range(count)]
    sides[0] = sides[0] if first else sides[0]._replace(left=None)
    sides[-1] = sides[-1] if last else sides[-1]._replace(right=None)
    return sides


@pytest.mark.parametrize("count", [1, 2, 5])
def test_the_ends_of_a_run_tell_the_side_of_all_its_amounts(count: int) -> None:
    ahead = [Joined(n + 1) for n in range(count)]
    assert join(run(count, first=False, last=True)) == ahead
    assert join(run(count, first=True, last=False)) == [Joined(n) for n in range(count)]
    assert join(run(count, first=True, last=True, head=True)) == ahead


@pytest.mark.parametrize("count", [2, 3, 5])
def test_a_run_that_reads_both_ways_is_not_certain(count: int) -> None:
    assert not any(one.certain for one in join(run(count, first=True, last=True)))
    assert not any(one.certain for one in join(run(count + 1, first=False, last=False)))


def test_both_amounts_beside_the_only_substance_are_told_of_it() -> None:
    assert join(run(2, first=False, last=False)) == [Joined(1), Joined(1)]


@pytest.mark.parametrize(("left", "right", "found"), [(1, 2, [0, 1]), (2, 1, [1, 2])])
def test_of_two_ways_the_one_that_is_nearer_throughout_counts(left: int, right: int, found: list[int]) -> None:
    sides = [side._replace(left_gap=left, right_gap=right) for side in run(2, first=True, last=True)]
    assert join(sides) == [Joined(n) for n in found]


def test_one_amount_goes_as_those_before_it() -> None:
    assert join([Side(None, 1), Side(2, 3)]) == [Joined(1), Joined(3)]
    assert join([Side(1, None), Side(2, 3)]) == [Joined(1), Joined(2)]


def test_one_amount_that_may_be_nothing_is_of_neither_where_both_are_as_near() -> None:
    assert join([Side(0, 1, 1, 1, slight=True)]) == [Joined(0, certain=False)]
    assert join([Side(0, 1, 1, 1)]) == [Joined(0)]


@given(st.integers(1, 6), st.booleans(), st.booleans(), st.booleans())
def test_no_two_amounts_of_a_run_are_of_one_substance(count: int, first: bool, last: bool, head: bool) -> None:
    assume(first or last or count != 2)
    joined = [one.substance for one in join(run(count, first=first, last=last, head=head)) if one.certain]
    told = [n for n in joined if n is not None]
    assert len(told) == len(set(told))
