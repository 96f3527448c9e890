"""Identifiers: check digits as their standards' own examples have them."""

from __future__ import annotations

import pytest

from monazite.parties.names.check_digits import is_imo, is_lei, is_uscc, normal, right


@pytest.mark.parametrize(
    ("check", "text"), [(is_lei, "5493001KJTIIGC8Y1R12"), (is_uscc, "91350100M000100Y43"), (is_imo, "9074729")]
)
def test_a_right_number_is_right_and_no_other_digit_is(check, text: str) -> None:
    assert check(text)
    others = [text[:-1] + digit for digit in "0123456789" if digit != text[-1]]
    assert not any(check(other) for other in others)
    assert not check(text[:-1]) and not check("")


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        ("imo", "IMO 9074729", "9074729"),
        ("lei", "5493-001k jtiigc8y1r12", "5493001KJTIIGC8Y1R12"),
        ("tax", "12.34/5", "12345"),
    ],
)
def test_an_identifier_is_compared_without_signs(kind: str, value: str, found: str) -> None:
    assert normal(kind, value) == found


def test_nothing_is_said_of_kinds_without_check_digits() -> None:
    assert right("tax", "123") is None
    assert right("imo", "9074728") is False
