"""Taking part: what is held on a day, exact shares and concentration, and lists with one mistake each."""

from __future__ import annotations

import csv
import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.errors import InputError, PackError
from monazite.packs.participation import load_parts
from monazite.packs.standards_values import read_period
from monazite.quality.participation import Part, held_on, hhi, measure, over_time, years_of

HEADER = "committee,role,country,from,to,sme"
with (Path(__file__).parent / "participation" / "wrong.csv").open(encoding="utf-8", newline="") as _file:
    WRONG = list(csv.DictReader(_file))


def part(country: str, since: str, until: str = "", role: str = "chair", sme: str = "unknown") -> Part:
    """Return a part that someone takes."""
    first = read_period(since)
    assert first is not None
    return Part("T 1", role, country, first, read_period(until) if until else None, sme=sme)


@pytest.mark.parametrize(
    ("since", "until", "day", "held"),
    [
        ("2020-03-01", "", "2020-02-29", False),
        ("2020-03-01", "", "2020-03-01", True),
        ("2020-03-01", "2021-05-31", "2021-05-31", True),
        ("2020-03-01", "2021-05-31", "2021-06-01", False),
        ("2020", "", "2020-06-01", None),
        ("2020", "", "2020-12-31", True),
        ("2020", "2021", "2021-01-01", True),
        ("2020", "2021", "2021-06-01", None),
        ("2020", "2021-06", "2021-06-30", None),
        ("2020", "2021-06", "2021-07-01", False),
    ],
)
def test_what_is_held_on_a_day_is_known_or_left_open(since: str, until: str, day: str, held: bool | None) -> None:
    assert held_on(part("CN", since, until), dt.date.fromisoformat(day)) is held


def test_shares_and_concentration_are_exact() -> None:
    parts = [part("CN", "2019", sme="no"), part("CN", "2019", sme="yes"), part("DE", "2020", sme="unknown")]
    told = measure([*parts, part("JP", "2021"), part("FR", "2019", role="convenor")], "chair", 2020)
    assert (told.total, told.countries, told.share("CN"), told.hhi) == (
        3,
        {"CN": 2, "DE": 1},
        Fraction(2, 3),
        Fraction(5, 9),
    )
    assert (told.sme, told.sme_share) == ({"yes": 1, "no": 1, "unknown": 1}, Fraction(1, 2))


def test_what_may_be_held_is_told_and_not_counted() -> None:
    told = measure([part("CN", "2020"), part("DE", "2019")], "chair", 2020, dt.date(2020, 6, 1))
    assert (told.total, told.perhaps, told.countries) == (1, 1, {"DE": 1})


def test_proposals_are_counted_in_their_year_and_seats_while_they_last() -> None:
    parts = [part("CN", "2019-05-01", role="proposer"), part("CN", "2020", role="proposer"), part("DE", "2019", "2020")]
    told = {(one.role, one.year): one.total for one in over_time(parts, list(years_of(parts, 2021)))}
    assert told == {
        ("chair", 2019): 1,
        ("chair", 2020): 0,
        ("chair", 2021): 0,
        ("proposer", 2019): 1,
        ("proposer", 2020): 1,
        ("proposer", 2021): 0,
    }
    assert measure(parts, "chair", 2020).perhaps == 1  # it ended on some day of 2020


def test_nothing_has_no_shares() -> None:
    told = measure([], "chair", 2020)
    assert (told.total, told.hhi, told.sme_share, told.share("CN")) == (0, None, None, None)
    assert list(years_of([], 2020)) == []


@given(st.lists(st.integers(0, 50), max_size=8))
def test_concentration_lies_between_even_and_one(counts: list[int]) -> None:
    told, held = hhi(counts), [n for n in counts if n]
    if not held:
        assert told is None
        return
    assert told is not None and Fraction(1, len(held)) <= told <= 1
    assert (told == 1) == (len(held) == 1)
    assert (told == Fraction(1, len(held))) == (len(set(held)) == 1)


# ------------------------------------------------------------ lists
@pytest.mark.parametrize("row", WRONG, ids=[row["case"] for row in WRONG])
def test_one_mistake_is_reported_once_at_its_place(row: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "parts.csv"
    file.write_text(f"{HEADER}\n{row['row']}\n", "utf-8")
    with pytest.raises(PackError) as caught:
        load_parts(file)
    (one,) = caught.value.problems
    assert (one.code, one.line, one.column) == (row["code"], 2, int(row["column"]))
    assert row["text"] in one.text and row["hint"] in one.hint


def test_a_row_that_is_there_twice_would_count_twice(tmp_path: Path) -> None:
    file = tmp_path / "parts.csv"
    file.write_text(f"{HEADER}\nT 1,chair,CN,2020,,\nT 1,chair,CN,2020,,\n", "utf-8")
    with pytest.raises(PackError, match="first in line 2"):
        load_parts(file)


def test_words_in_chinese_and_names_of_countries_are_read(tmp_path: Path) -> None:
    file = tmp_path / "parts.csv"
    file.write_text(f"{HEADER}\nT 1,召集人,中国,2020-01,,是\nT 1,Convenor,Germany,2020,2021,\n", "utf-8")
    first, second = load_parts(file)
    assert (first.role, first.country, first.sme, str(first.since)) == ("convenor", "CN", "yes", "2020-01")
    assert (second.role, second.country, second.sme, str(second.until)) == ("convenor", "DE", "unknown", "2021")


def test_an_empty_or_absent_list_says_so(tmp_path: Path) -> None:
    file = tmp_path / "parts.csv"
    file.write_text(f"{HEADER}\n", "utf-8")
    for path, text in ((file, "no rows"), (tmp_path / "no.csv", "no list")):
        with pytest.raises(InputError, match=text):
            load_parts(path)
