"""Atomic weights come by edition, and a table with mistakes is refused with all of them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from monazite.chemistry.symbols import SYMBOLS
from monazite.chemistry.weights import load_weights
from monazite.errors import InputError, PackError

TABLE = Path(__file__).parents[2] / "packs" / "goods" / "atomic_weights.csv"
HEAD = "symbol,number,edition,weight,source,confidence\n"
GOOD = {"symbol": "Dy", "number": "66", "edition": "2021", "weight": "162.50", "source": "a", "confidence": "memory"}
WITHOUT = set("Tc Pm Po At Rn Fr Ra Ac Np Pu Am Cm Bk Cf".split())


def test_the_table_has_every_element_with_a_standard_weight() -> None:
    assert set(SYMBOLS) - set(load_weights(TABLE).values) == WITHOUT


@pytest.mark.parametrize(
    ("edition", "gadolinium", "lutetium", "zirconium"),
    [("2021", "157.25", "174.9668", "91.224"), ("2024", "157.249", "174.96669", "91.222")],
)
def test_the_newest_edition_up_to_the_asked_one_holds(
    edition: str, gadolinium: str, lutetium: str, zirconium: str
) -> None:
    weights = load_weights(TABLE, edition)
    assert weights.edition == edition
    found = [weights[symbol] for symbol in ("Gd", "Lu", "Zr")]
    assert found == [Fraction(gadolinium), Fraction(lutetium), Fraction(zirconium)]


def test_without_an_edition_the_newest_holds() -> None:
    assert load_weights(TABLE) == load_weights(TABLE, "2024")


def test_weights_grow_with_the_number_but_for_the_known_pairs() -> None:
    known = [symbol for symbol in SYMBOLS if symbol not in WITHOUT]
    weights = load_weights(TABLE)
    falls = [one + other for one, other in zip(known, known[1:], strict=False) if weights[one] > weights[other]]
    assert falls == ["ArK", "CoNi", "TeI", "ThPa"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"symbol": "dy"}, "did you mean 'Dy'"),
        ({"symbol": "D"}, "not the symbol of an element"),
        ({"number": "67"}, "Dy has the number 66"),
        ({"number": ""}, "Dy has the number 66"),
        ({"edition": "21"}, "not an edition"),
        ({"weight": "162,50"}, "not an atomic weight"),
        ({"weight": "-1"}, "not an atomic weight"),
        ({"weight": "0.5"}, "not an atomic weight"),
        ({"weight": "nan"}, "not an atomic weight"),
        ({"weight": "1e2"}, "not an atomic weight"),
        ({"source": " "}, "the source is missing"),
        ({"confidence": "sure"}, "one of: verified, memory"),
    ],
)
def test_a_wrong_row_is_told_with_its_line(change: dict[str, str], told: str) -> None:
    with pytest.raises(PackError) as caught:
        load_weights([GOOD, GOOD | change])
    assert told in str(caught.value) and "atomic weights:3:1" in str(caught.value)


def test_the_same_edition_twice_is_told() -> None:
    with pytest.raises(PackError, match="stands on line 2 already"):
        load_weights([GOOD, GOOD])


def test_a_wrong_file_is_told_with_its_path(tmp_path: Path) -> None:
    file = tmp_path / "weights.csv"
    with pytest.raises(InputError, match="cannot be read"):
        load_weights(file)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="cannot be read"):
        load_weights(file)
    file.write_text("symbol,number\nDy,66\n", "utf-8")
    with pytest.raises(PackError, match="weights.csv:1:1: G101 the columns edition"):
        load_weights(file)
    file.write_text(HEAD + "Dy,66,2021,162.50\n", "utf-8")
    with pytest.raises(PackError, match="weights.csv:2:1: G102 the source is missing"):
        load_weights(file)
    file.write_text(HEAD, "utf-8")
    with pytest.raises(InputError, match="no atomic weights"):
        load_weights(file)


def test_an_edition_before_the_table_is_told() -> None:
    with pytest.raises(InputError, match="editions: 2021, 2024"):
        load_weights(TABLE, "1999")
