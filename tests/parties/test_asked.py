"""Identifiers as people write them: several in one cell, within a name, with labels and wrong check digits."""

from __future__ import annotations

import pytest

from monazite.parties.asked import Asked, identifiers_of, ids_within, unread_ids, with_own_id

LEI, IMO, USCC = "5493001KJTIIGC8Y1R12", "9074729", "91110000100000010T"


def kinds(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.value) for one in identifiers_of(text, "CN")]


@pytest.mark.parametrize("sign", [";", "; ", " | ", ",", " / ", "\n", " ", "，", "；"])
def test_several_identifiers_in_one_cell_are_each_read(sign: str) -> None:
    assert kinds(f"lei:{LEI}{sign}imo:{IMO}") == [("lei", LEI), ("imo", IMO)]
    assert kinds(f"{LEI}{sign}IMO {IMO}") == [("lei", LEI), ("imo", IMO)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"LEI: {LEI}", [("lei", LEI)]),
        (f"IMO {IMO}", [("imo", IMO)]),
        ("HRB 12345 / B", [("registration", "HRB12345B"), ("tax", "HRB12345B")]),
        (f"lei:WRONG1, imo:{IMO}", [("imo", IMO), ("lei", "WRONG1")]),
        (f"IMO {IMO}, HRB 1234", [("imo", IMO), ("registration", "1234"), ("tax", "1234")]),
        ("see file", []),
    ],
)
def test_a_cell_of_identifiers_is_read(text: str, told: list[tuple[str, str]]) -> None:
    assert kinds(text) == told


def test_one_of_several_that_is_wrong_by_its_check_digits_is_told() -> None:
    text = f"lei:5493001KJTIIGC8Y1R13; imo:{IMO}"
    assert unread_ids(text, identifiers_of(text)) == [
        "lei '5493001KJTIIGC8Y1R13' is wrong by its check digits, not compared"
    ]


@pytest.mark.parametrize(
    ("name", "left", "found"),
    [
        (f"MV Ocean Marvel (IMO {IMO})", "MV Ocean Marvel", ["imo"]),
        (f"Ocean Marvel, IMO No. {IMO}", "Ocean Marvel", ["imo"]),
        (f"Foo Ltd (LEI {LEI})", "Foo Ltd", ["lei"]),
        (f"LEI {LEI}", "", ["lei"]),
        (LEI.lower(), "", ["lei"]),
        (f"Example Works {USCC}", "Example Works", ["uscc"]),
        (f"甲公司(统一社会信用代码:{USCC})", "甲公司", ["uscc"]),
        ("Works No. 9074729", "Works No. 9074729", []),
        ("Ocean Marvel IMO 9074728", "Ocean Marvel IMO 9074728", []),
    ],
)
def test_an_identifier_within_a_name_is_taken_out_of_it(name: str, left: str, found: list[str]) -> None:
    asked = with_own_id(Asked(name))
    assert (asked.name, [one.kind for one in asked.identifiers]) == (left, found)


def test_a_long_cell_is_read_at_once() -> None:
    assert ids_within("1A" * 100_000) == ()
