"""The index of sovereignty: exact shares of what hangs on one issuer's standards, and an interval where it is open."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.errors import InputError, PackError
from monazite.packs.recognition import recognition_of
from monazite.packs.standards import standards_register, standards_weights
from monazite.packs.supply import load_supply
from monazite.quality.sovereignty import ALONE, Supply, indices, lot_of

PACKS = Path(__file__).parent / "recognition" / "packs"
REGISTER, RECOGNITION, WEIGHTS = standards_register(PACKS), recognition_of(PACKS), standards_weights()
DAY = dt.date(2026, 3, 1)
KNOWN = {
    "DIN 2-2021 D2": "unknown",  # a grade of China is known by name only
    "GB/T 1-2020 A": "no",  # stricter than a grade of Germany
    "GB/T 3-2020 C": "no",  # identical with ISO 9
    "JIS 1-2021 J": "unknown",  # over ISO 9, modified
    "GB/T 4-2010 old; GB/T 1-2020 A": "no",
    "": "unqualified",
    "Nobody's 1": "unclear",
    "Agency Ce quoted": "unqualified",
}


def supply(held: str, quantity: str = "1", unit: str = "t", product: str = "Cerium metal") -> Supply:
    """Return a line of supply."""
    return Supply(product, "A", Fraction(quantity), unit, tuple(part for part in held.split("; ") if part))


@pytest.mark.parametrize(("held", "alone"), KNOWN.items())
def test_whether_a_lot_hangs_on_one_issuer(held: str, alone: str) -> None:
    lot = lot_of(supply(held), REGISTER, RECOGNITION, WEIGHTS, DAY)
    assert lot.alone == alone and alone in ALONE
    assert bool(lot.edges) == (alone in ("no", "unknown"))


def test_before_other_standards_were_in_force_a_lot_hung_on_one_issuer() -> None:
    lot = lot_of(supply("GB/T 1-2020 A"), REGISTER, RECOGNITION, WEIGHTS, dt.date(2019, 6, 1))
    assert (lot.alone, lot.issuer, lot.edges) == ("yes", "CN", ())


def test_shares_are_exact_and_what_is_open_makes_an_interval() -> None:
    lines = [supply("GB/T 1-2020 A", "0.1"), supply("GB/T 3-2020 C", "0.2"), supply("", "5")]
    lines += [supply("GB/T 1-2020 A; Nobody's 1", "0.4"), supply("Nobody's 1", "7"), supply("", "1", "kg")]
    tons, kilograms = indices(lines, REGISTER, RECOGNITION, WEIGHTS, dt.date(2019, 6, 1))
    assert (tons.qualified, tons.unqualified, tons.unclear) == (Fraction(7, 10), 5, 7)
    assert (tons.low, tons.high, tons.issuers) == (Fraction(3, 7), 1, {"CN": Fraction(3, 7)})
    assert (kilograms.low, kilograms.high, kilograms.issuers) == (None, None, {})


@given(st.lists(st.tuples(st.sampled_from(sorted(KNOWN)), st.integers(0, 10**6)), min_size=1, max_size=12))
def test_the_index_is_what_its_lots_say(lots: list[tuple[str, int]]) -> None:
    (told,) = indices([supply(held, str(n)) for held, n in lots], REGISTER, RECOGNITION, WEIGHTS, DAY)
    whole = sum(n for held, n in lots if KNOWN[held] in ("yes", "no", "unknown"))
    maybe = sum(n for held, n in lots if KNOWN[held] == "unknown")
    assert told.qualified == whole
    assert told.high == (Fraction(maybe, whole) if whole else None)
    assert told.low == (0 if whole else None)


def test_all_mistakes_of_a_list_are_told(tmp_path: Path) -> None:
    file = tmp_path / "supply.csv"
    file.write_text("product,supplier,quantity,grade\nCe,A,12 t,\n,B,-3,\nCe,C,<5,\n", "utf-8")
    with pytest.raises(PackError) as caught:
        load_supply(file)
    assert [(p.line, p.code) for p in caught.value.problems] == [(2, "P070"), (3, "P051"), (3, "P070"), (4, "P070")]


def test_a_list_without_lines_says_so(tmp_path: Path) -> None:
    file = tmp_path / "supply.csv"
    file.write_text("product,supplier,quantity\n", "utf-8")
    with pytest.raises(InputError, match="no lines"):
        load_supply(file)
    with pytest.raises(InputError, match="no list of supply"):
        load_supply(tmp_path / "no.csv")
