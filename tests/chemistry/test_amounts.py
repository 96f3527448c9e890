"""Amounts read exactly, print and read back; compositions join them to substances and tell what they could not read."""

from __future__ import annotations

import csv
import time
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.chemistry.amounts import BASES, FAMILIES, Amount, scan_amounts
from monazite.chemistry.composition import MAYBE, scan_composition
from monazite.chemistry.formula import Formula, parse_formula

HERE = Path(__file__).parent
NAMES = {"镝": "Dy", "氧化镝": "Dy2O3", "dysprosium": "Dy", "铁": "Fe", "钕": "Nd"}
FORMULAS = {name: parse_formula(text) for name, text in NAMES.items()}


def cases(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", cases("amount_cases.csv"), ids=lambda case: case["text"])
def test_amounts_read_from_free_text(case: dict[str, str]) -> None:
    found = [(case["text"][hit.start : hit.end], str(hit.amount), hit.kind) for hit in scan_amounts(case["text"])]
    assert found == ([(case["at"], case["printed"], case["kind"])] if case["at"] else [])
    for hit in scan_amounts(case["text"]):
        assert hit.amount.text == case["at"]


@pytest.mark.parametrize("case", cases("composition_cases.csv"), ids=lambda case: case["text"][:40] or "nothing")
def test_compositions_join_substances_to_amounts(case: dict[str, str]) -> None:
    parts, unread, named = scan_composition(case["text"], FORMULAS)
    assert "|".join(f"{part.substance}={part.amount}" for part in parts) == case["parts"]
    assert "|".join(case["text"][start:end] for start, end in unread) == case["unread"]
    assert " ".join(part.substance + "?" * (part.amount == MAYBE) for part in named) == case["named"]


def test_limits_say_whether_they_belong_to_the_range() -> None:
    (over,), (at_least,) = scan_amounts("over 2%"), scan_amounts("2% or more")
    assert (over.amount.low, over.amount.low_closed, over.amount.high) == (Fraction(1, 50), False, None)
    assert (at_least.amount.low, at_least.amount.low_closed) == (Fraction(1, 50), True)


def test_a_tolerance_stands_with_its_limits() -> None:
    ((_, _, amount, _),) = scan_amounts("10.4±0.8 wt% (k=2)")
    assert (amount.low, amount.high) == (Fraction("0.096"), Fraction("0.112"))
    assert (amount.nominal, amount.tolerance, amount.k) == (Fraction("0.104"), Fraction("0.008"), 2)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0wt%k=0%", ["0 wt%", "0 %"]),
        ("1% max 2%", ["1 %", "≤2 %"]),
        ("min 1 % max 2 %", ["≥1 %", "≤2 %"]),
        ("min. 99%, max. 1%", ["≥99 %", "≤1 %"]),
        ("Fe≤0.1%, Co≥2%", ["≤0.1 %", "≥2 %"]),
    ],
)
def test_a_word_belongs_to_one_amount_only(text: str, found: list[str]) -> None:
    assert [str(hit.amount) for hit in scan_amounts(text)] == found


def test_names_may_come_from_a_function() -> None:
    def names(text: str) -> list[tuple[int, int, Formula]]:
        at = text.find("dysprosia")
        return [(at, at + 9, parse_formula("Dy2O3"))] if at >= 0 else []

    (part,), _, _ = scan_composition("dysprosia 2 %", names)
    assert (part.substance, part.formula, str(part.amount)) == ("Dy2O3", parse_formula("Dy2O3"), "2 %")


SHARES = st.decimals("0.001", "100", places=6).map(lambda number: Fraction(number) / 100)
WHOLE = st.builds(
    lambda value, family, basis: Amount(value, value, nominal=value, family=family, basis=tuple(basis)),
    SHARES,
    st.sampled_from(FAMILIES),
    st.lists(st.sampled_from(BASES), max_size=2, unique=True),
)
ONE_SIDED = st.one_of(
    st.builds(lambda value, closed: Amount(low=value, low_closed=closed), SHARES, st.booleans()),
    st.builds(lambda value, closed: Amount(high=value, high_closed=closed), SHARES, st.booleans()),
    st.builds(lambda value: Amount(nominal=value, approximate=True), SHARES),
    st.just(Amount(balance=True)),
)
RANGES = st.builds(
    lambda one, other, low, high, family: Amount(min(one, other), max(one, other), low, high, family=family),
    SHARES,
    SHARES,
    st.booleans(),
    st.booleans(),
    st.sampled_from(FAMILIES),
)
TOLERANCES = st.builds(
    lambda value, by, k: Amount(max(value - by, Fraction(0)), value + by, nominal=value, tolerance=by, k=k),
    SHARES,
    SHARES,
    st.sampled_from([None, Fraction(2), Fraction("1.96")]),
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(WHOLE, ONE_SIDED, RANGES, TOLERANCES))
def test_printing_and_reading_an_amount_agree(amount: Amount) -> None:
    assert [hit.amount for hit in scan_amounts(str(amount))] == [amount]


ANY_TEXT = st.one_of(
    st.text(max_size=120),
    st.lists(st.sampled_from([*"0123456789.,%‰≥≤<>±-~() /=:余", *"Dy Fe TREO wt% ppm bal 4N to k=2 镝".split()])).map(
        "".join
    ),
)


@settings(max_examples=400, deadline=None)
@given(ANY_TEXT)
def test_no_text_upsets_the_scans(text: str) -> None:
    at = 0
    for start, end, amount, _ in scan_amounts(text):
        assert at <= start < end <= len(text)
        assert amount.text == text[start:end]
        at = end
    parts, unread, _ = scan_composition(text, FORMULAS)
    spans = sorted([(part.start, part.end) for part in parts] + unread)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in zip(spans, spans[1:], strict=False))


def test_what_is_too_long_to_be_read_is_told_as_unread() -> None:
    text = "Dy 1 %, " * 5000
    assert scan_composition(text).unread == [(20_000, len(text))]
    assert scan_composition(text[:20_000]).unread == []


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1,",
        "1.",
        "1-",
        "1±",
        "%",
        "≥",
        "99.9",
        "bal ",
        "4N",
        "百分之",
        "(",
        "Dy 1",
        "1 % Dy ",
        " ",
        "镝",
        "Dy+",
        "Dy ",
        "DY2O3 ",
    ],
)
def test_time_grows_with_the_length_only(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    started = time.process_time()
    scan_amounts(text)
    scan_composition(text, FORMULAS)
    assert time.process_time() - started < 3
