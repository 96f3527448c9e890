"""Formulas read, print and weigh exactly; free text gives up its formulas and nothing that only looks like one."""

from __future__ import annotations

import csv
import time
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.chemistry.formula import Formula, FormulaError, element_factor, oxide_factor, parse_formula
from monazite.chemistry.scan import scan_formulas
from monazite.chemistry.symbols import RARE_EARTHS
from monazite.chemistry.weights import load_weights
from monazite.errors import InputError

HERE = Path(__file__).parent
WEIGHTS = load_weights(HERE.parents[1] / "packs" / "goods" / "atomic_weights.csv")


def cases(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shown(low: Fraction, high: Fraction) -> tuple[str, str]:
    return f"{float(low * 100):.2f}", f"{float(high * 100):.2f}"


@pytest.mark.parametrize("case", cases("formula_cases.csv"), ids=lambda case: case["text"])
def test_formulas_read_print_and_weigh(case: dict[str, str]) -> None:
    formula = parse_formula(case["text"])
    assert str(formula) == case["printed"]
    assert parse_formula(str(formula)) == formula
    assert formula.exact == (case["exact"] == "yes")
    fractions = formula.mass_fractions(WEIGHTS)
    for share in filter(None, case["shares"].split(";")):
        symbol, limits = share.split(" ")
        low, _, high = limits.partition("-")
        assert shown(*fractions[symbol]) == (f"{float(low):.2f}", f"{float(high or low):.2f}")


@pytest.mark.parametrize("case", cases("formula_wrong.csv"), ids=lambda case: case["text"] or "nothing")
def test_what_is_no_formula_is_told_with_its_place(case: dict[str, str]) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_formula(case["text"])
    assert caught.value.position == int(case["position"])
    assert case["expected"] in caught.value.expected
    assert f"at character {case['position']}" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("dy2o3", "Dy2O3"),
        ("DY2O3", "Dy2O3"),
        ("ND2O3", "Nd2O3"),
        ("TB4O7", "Tb4O7"),
        ("HO2O3", "Ho2O3"),
        ("YB2O3", "Yb2O3"),
        ("SC2O3", "Sc2O3"),
        ("CO3O4", "Co3O4"),
        ("CO2", "CO2"),
        ("NDFEB", "Nd-Fe-B"),
        ("SMCO5", "SmCo5"),
        ("Nd2fe14b", "Nd2Fe14B"),
        ("Dy2O3", "Dy2O3"),
    ],
)
def test_the_wrong_case_is_read_where_only_one_reading_makes_sense(text: str, printed: str) -> None:
    assert str(parse_formula(text, tolerant=True)) == printed


def test_doubtful_case_stays_unread() -> None:
    with pytest.raises(FormulaError):
        parse_formula("cos", tolerant=True)


def test_terms_keep_order_and_leave_open_what_is_open() -> None:
    terms = parse_formula("Sm2(Co,Fe)17").terms
    assert [(term.symbol, term.low, term.high) for term in terms] == [("Sm", 2, 2), ("Co", 0, 17), ("Fe", 0, 17)]
    assert [term.high for term in parse_formula("Nd-Fe-B").terms] == [None, None, None]
    assert parse_formula("Gd2O2S:Tb").terms[-1].high is None
    assert parse_formula("CeCl3·xH2O").terms[-1].high is None


def test_element_and_oxide_convert_there_and_back() -> None:
    dysprosia = parse_formula("Dy2O3")
    assert oxide_factor("Dy", dysprosia, WEIGHTS) == Fraction(372997, 325000)
    assert oxide_factor("Dy", dysprosia, WEIGHTS) * element_factor("Dy", dysprosia, WEIGHTS) == 1
    for wrong in ("Tb4O7", "(Dy,Tb)2O3"):
        with pytest.raises(InputError, match="name a compound"):
            oxide_factor("Dy", parse_formula(wrong), WEIGHTS)


def test_an_element_without_a_weight_is_told() -> None:
    with pytest.raises(InputError, match="Pm has no standard atomic weight"):
        parse_formula("Pm2O3").mass_fractions(WEIGHTS)


SYMBOLS = st.sampled_from(sorted(WEIGHTS.values))
COUNTS = st.one_of(st.just(""), st.integers(1, 99).map(str), st.decimals("0.01", "20", places=2).map(str))
ELEMENTS = st.builds(str.__add__, SYMBOLS, COUNTS)
GROUPS = st.builds("({}){}".format, st.lists(ELEMENTS, min_size=2, max_size=3).map("".join), COUNTS)
CHOICES = st.builds("({}){}".format, st.lists(SYMBOLS, min_size=2, max_size=4, unique=True).map(",".join), COUNTS)
VARIED = SYMBOLS.map("{}1-x".format)
WATER = st.sampled_from(["", "", "·6H2O", "·0.5H2O", "·nH2O"])


def formulas(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(st.one_of(*parts), min_size=1, max_size=5).map("".join)
    return st.builds(str.__add__, body, WATER)


def readable(text: str) -> Formula | None:
    """A count of nought, or a symbol twice in a row of metals, is refused with a reason."""
    try:
        return parse_formula(text)
    except FormulaError:
        return None


@settings(max_examples=300, deadline=None)
@given(formulas(ELEMENTS, GROUPS, CHOICES, VARIED))
def test_printing_and_reading_a_formula_agree(text: str) -> None:
    formula = readable(text)
    if formula:
        assert parse_formula(str(formula)) == formula
        for low, high in formula.mass_fractions(WEIGHTS).values():
            assert 0 <= low <= high <= 1


@settings(max_examples=200, deadline=None)
@given(formulas(ELEMENTS, GROUPS).filter(lambda text: "n" not in text.split("·")[-1]))
def test_known_mass_fractions_add_up_to_one(text: str) -> None:
    formula = readable(text)
    if formula and formula.exact:
        assert sum(low for low, _ in formula.mass_fractions(WEIGHTS).values()) == 1


@settings(max_examples=100, deadline=None)
@given(st.lists(SYMBOLS, min_size=2, max_size=4, unique=True), st.data())
def test_a_choice_holds_every_mixture_of_it(symbols: list[str], data: st.DataObject) -> None:
    parts = data.draw(st.lists(st.integers(1, 20), min_size=len(symbols), max_size=len(symbols)))
    limits = parse_formula(f"({','.join(symbols)})2O3").mass_fractions(WEIGHTS)
    whole = sum(parts)
    counts = {s: Fraction(2 * part, whole) for s, part in zip(symbols, parts, strict=True)}
    counts["O"] = counts.get("O", Fraction(0)) + 3
    mass = sum(WEIGHTS[s] * n for s, n in counts.items())
    for symbol, count in counts.items():
        low, high = limits[symbol]
        assert low <= WEIGHTS[symbol] * count / mass <= high


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(RARE_EARTHS - {"Pm"})), st.integers(1, 6), st.integers(1, 11))
def test_every_oxide_converts_there_and_back(symbol: str, metal: int, oxygen: int) -> None:
    oxide = parse_formula(f"{symbol}{metal}O{oxygen}")
    assert oxide_factor(symbol, oxide, WEIGHTS) * element_factor(symbol, oxide, WEIGHTS) == 1


@pytest.mark.parametrize("case", cases("scan_cases.csv"), ids=lambda case: case["text"][:40])
def test_free_text_gives_up_its_formulas(case: dict[str, str]) -> None:
    found = [f"{hit.formula}{'' if hit.certain else '?'}" for hit in scan_formulas(case["text"])]
    assert "|".join(found) == case["found"]


ANY_TEXT = st.one_of(
    st.text(max_size=120),
    st.lists(st.sampled_from([*"()[]{}·.,:;-+^%≥≤±0123456789xnN ", *"Dy Co O Fe wt% ppm bal 镝".split()])).map("".join),
)


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_no_text_upsets_the_scan(text: str) -> None:
    at = 0
    for start, end, formula, _ in scan_formulas(text):
        assert at <= start < end <= len(text)
        assert formula.symbols
        at = end


@pytest.mark.parametrize(
    "piece", ["Dy", "(", "Co(", "A", "1-x", "Dy2O3·", "(Dy", "0.", "Nd-", "x", "Sm,", ":Ce", "CoNi(OH)"]
)
def test_time_grows_with_the_length_only(piece: str) -> None:
    def seconds(times: int) -> float:
        started = time.process_time()
        scan_formulas(piece * times)
        return time.process_time() - started

    assert seconds(4000 // len(piece)) < 2
