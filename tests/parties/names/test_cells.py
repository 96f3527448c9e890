"""What a cell for a party holds: its parties, its address, and why it is not read."""

from __future__ import annotations

import time

import pytest

from monazite.parties.cells import NOT_READ, parts_of, unread


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("Velmora Industries Group No. 5 Example Road 200120", ("Velmora Industries Group",)),
        ("Velmora Ltd No. 5 Example Road 200120", ("Velmora Ltd",)),
        ("VELMORA INDUSTRIES GROUP + TEL 0086 21 555 0100", ("VELMORA INDUSTRIES GROUP",)),
        ("Velmora Rotor Tel: 0086-21-1234567", ("Velmora Rotor",)),
        ("Velmora Rotor 200120 Example Town", ("Velmora Rotor",)),
        ("Velmora Rotor 12 Sample Street Example Town", ("Velmora Rotor",)),
        ("Velmora Rotor P.O. Box 12345 Example Town", ("Velmora Rotor",)),
        ("远辰磁材 地址 示例市示例路5号", ("远辰磁材",)),
        ("Plant No. 46", ()),
        ("Brigade 44", ()),
        ("24 Hour Velmora", ()),
        ("Factory 1024", ()),
        ("JSC 33 Shipyard", ()),
        ("Level 3 Velmora", ()),
        ("Unit 1 Holdings Ltd", ()),
        ("Velmora   Rotor", ()),
        ("V E L M O R A  R O T O R", ()),
    ],
)
def test_a_name_is_told_from_the_address_behind_it(cell: str, parts: tuple[str, ...]) -> None:
    assert parts_of(cell) == parts


def many(count: int) -> str:
    return "; ".join(f"Velmora {chr(97 + n)}{chr(97 + n)} Ltd" for n in range(count))


def test_a_cell_of_twenty_parties_is_read_and_one_of_more_is_not() -> None:
    assert len(parts_of(many(20))) == 20 and unread(many(20)) == []
    assert len(parts_of(many(21))) == 20
    assert [why.startswith(NOT_READ) and "more than 20 parties" in why for why in unread(many(21))] == [True]


@pytest.mark.parametrize("name", ["V E L M O R A R O T O R", "V.E.L.M.O.R.A Ltd", "K-E-S-T-R-E-L"])
def test_letters_apart_without_words_are_not_read(name: str) -> None:
    assert [why.startswith(NOT_READ) for why in unread(name)] == [True]


@pytest.mark.parametrize(
    "name", ["V E L M O R A  R O T O R", "I B M Ltd", "J. R. R. Sample", "S.A.R.L. Velmora", "远 辰 磁 材"]
)
def test_initials_and_letters_in_words_are_read(name: str) -> None:
    assert unread(name) == []


@pytest.mark.parametrize(
    "piece",
    ["ltd,", "ltd, ", "ltd & ", "ltd,abc", "公司,", "1 ltd, ", "a 1 ", "5 ", "+1-", "no 1 ", "(", " ", "care of "],
)
def test_no_cell_takes_long_to_cut(piece: str) -> None:
    cells = [(piece * 500)[: 490 + n % 8] + str(n) for n in range(200)]
    started = time.process_time()
    for cell in cells:
        parts_of(cell)
        unread(cell)
    assert time.process_time() - started < 5  # 0.1 to 2 seconds; 12 where each looks for a number to its end
