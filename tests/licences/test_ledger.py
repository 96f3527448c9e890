"""The ledger: what covers, what does not and why, what cannot be told, and what is left."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.licences import Ledger, Register
from monazite.licences.model import Grant
from monazite.licences.units import STEPS, unit_of
from tests.licences.made import answer, answers, batch, register, under

PARTIES = "EXAMPLE METALS CO LTD,cn:1C905.a,Muster Motoren GmbH,Muster Motoren GmbH"
FULL = f"CN-1,{PARTIES},civil,DE,500,kg,2026-01-01,2026-12-31,,,"


def test_a_covered_line_goes_with_a_duty(tmp_path: Path) -> None:
    found = answer(under(tmp_path, FULL), duties=["report: within a month"])
    assert (found["decision"], found["licence"]) == ("release_with_duties", "covered")
    assert found["duties"] == ["report: within a month", "declaration: state licence CN-1"]
    assert found["licence_left"] == "400 kg" and found["licence_reason"] == "licence CN-1 covers"


# What differs from the covered line → what the reason says; the decision stays.
FAILS: dict[str, tuple[dict[str, Any], str]] = {
    "early": ({"date": dt.date(2025, 12, 31)}, "valid from 2026-01-01, the line is of 2025-12-31"),
    "late": ({"date": dt.date(2027, 1, 1)}, "valid to 2026-12-31, the line is of 2027-01-01"),
    "holder": ({"exporter": "B Co"}, "holder is EXAMPLE METALS CO LTD, the exporter is B Co"),
    "consignee": ({"consignee": "Other GmbH"}, "consignee is Muster Motoren GmbH, the line's is Other GmbH"),
    "end_user": ({"end_user": "Other GmbH"}, "end user is Muster Motoren GmbH, the line's is Other GmbH"),
    "end_use": ({"end_use": "military"}, "end use is civil, the line's is military"),
    "destination": ({"destination": "FR"}, "destination is DE, the line's is FR"),
    "items": ({"items": ["cn:1C904.a.1"]}, "items 1C904.a.1 not on it"),
    "no item": ({"items": []}, "the line matches no control entry, the licence is for cn:1C905.a"),
    "sibling": ({"items": ["cn:1C905.ab"]}, "items 1C905.ab not on it"),
    "too much": ({"net_mass": "500.000001"}, "500 kg left, 500.000001 kg asked"),
    "below zero": ({"net_mass": "-1"}, "the quantity of the line is below zero"),
    "unknown": ({"licence_number": "CN-9"}, "licence CN-9 is not in the register"),
    "unnamed": ({"licence_number": None, "exporter": "B Co"}, "the line names no licence"),
}


@pytest.mark.parametrize(("line", "said"), FAILS.values(), ids=FAILS)
def test_a_line_that_is_not_covered_says_why(line: dict[str, Any], said: str, tmp_path: Path) -> None:
    ledger = under(tmp_path, FULL)
    found = answer(ledger, **line)
    assert (found["decision"], found["licence"]) == ("hold_for_licence", "not_covered")
    assert said in found["licence_reason"]
    assert ledger.summary()[0].drawn == 0 and found["duties"] == []


def test_every_thing_that_fails_is_named(tmp_path: Path) -> None:
    found = answer(under(tmp_path, FULL), destination="FR", end_use="military")
    assert found["licence_reason"].count(";") == 1 and "FR" in found["licence_reason"]


@pytest.mark.parametrize("fact", ["date", "exporter", "consignee", "end_user", "end_use", "destination", "net_mass"])
def test_a_missing_fact_is_asked_for(fact: str, tmp_path: Path) -> None:
    found = answer(under(tmp_path, FULL), **{fact: None}, ask=["origin"])
    assert (found["decision"], found["licence"]) == ("ask", "cannot_tell")
    assert found["ask"] == ["origin", fact] and fact in found["licence_reason"]


def test_what_fails_settles_more_than_what_is_missing(tmp_path: Path) -> None:
    found = answer(under(tmp_path, FULL), exporter=None, destination="FR")
    assert (found["licence"], found["decision"]) == ("not_covered", "hold_for_licence")
    assert answer(under(tmp_path, FULL), exporter=None, net_mass="501")["licence"] == "not_covered"


@pytest.mark.parametrize("status", ["suspended", "revoked", "expired", "exhausted", "surrendered"])
def test_only_an_issued_licence_covers(status: str, tmp_path: Path) -> None:
    found = answer(under(tmp_path, f"CN-1,,1C905,,,,,500,kg,,,,{status},"))
    assert found["licence"] == "not_covered" and f"status is {status}" in found["licence_reason"]


@pytest.mark.parametrize("items", ["1C905", "1c905.A", "cn:1C905.a.1", "*", "cn:*", "1C904;1C905.a"])
def test_an_item_takes_what_is_below_it(items: str, tmp_path: Path) -> None:
    assert answer(under(tmp_path, f"CN-1,,{items},,,,,,,,,general,,"))["licence"] == "covered"


def test_names_are_compared_without_case_blanks_and_punctuation_only(tmp_path: Path) -> None:
    ledger = under(tmp_path, "CN-1,示例 金属（上海）有限公司,1C905,,,,,,,,,general,,")
    assert answer(ledger, exporter="示例金属(上海)有限公司")["licence"] == "covered"
    assert answer(ledger, exporter="示例金属上海公司")["licence"] == "not_covered"


# ------------------------------------------------------------ quantities
@pytest.mark.parametrize(
    ("unit", "line", "left"),
    [
        ("0.5,t", {"net_mass": "100"}, "0.4 t"),
        ("500000,g", {"net_mass": "0.000001"}, "499999.999 g"),
        ("500,lb", {"net_mass": "45.359237"}, "400 lb"),
        ("500,kg", {"net_mass": None, "quantity": "0.1", "quantity_unit": "吨"}, "400 kg"),
        ("500,kg", {"net_mass": "100", "quantity": "7", "quantity_unit": "H87"}, "400 kg"),
        ("500,pieces", {"quantity": "100", "quantity_unit": "H87"}, "400 pieces"),
        ("500,l", {"volume": "100"}, "400 l"),
        ("500,m", {"quantity": "100000", "quantity_unit": "mm"}, "400 m"),
    ],
)
def test_units_of_one_dimension_convert_exactly(unit: str, line: dict[str, Any], left: str, tmp_path: Path) -> None:
    found = answer(under(tmp_path, f"CN-1,,1C905,,,,,{unit},,,,,"), **line)
    assert (found["licence"], found["licence_left"]) == ("covered", left)


def test_other_dimensions_are_refused_with_a_reason(tmp_path: Path) -> None:
    found = answer(under(tmp_path, "CN-1,,1C905,,,,,500,pieces,,,,,"), quantity="5", quantity_unit="kg")
    assert found["licence"] == "not_covered" and "counts pieces, the line kg" in found["licence_reason"]


@pytest.mark.parametrize(
    ("line", "ask"),
    [
        ({"quantity": None, "quantity_unit": None}, ["quantity", "quantity_unit"]),
        ({"quantity": "5", "quantity_unit": None}, ["quantity_unit"]),
        ({"quantity": None, "quantity_unit": "pcs"}, ["quantity"]),
    ],
)
def test_what_is_missing_to_count_pieces_is_asked_for(line: dict[str, Any], ask: list[str], tmp_path: Path) -> None:
    found = answer(under(tmp_path, "CN-1,,1C905,,,,,500,pieces,,,,,"), **line)
    assert (found["licence"], found["ask"]) == ("cannot_tell", ask)


def test_a_line_that_does_not_fit_takes_nothing_and_a_smaller_one_may(tmp_path: Path) -> None:
    ledger = under(tmp_path, FULL)
    found = answers(ledger, [{"net_mass": m} for m in ("440", "100", "60", "1")])
    assert [line["licence"] for line in found] == ["covered", "not_covered", "covered", "not_covered"]
    assert [line["licence_left"] for line in found] == ["60 kg", "60 kg", "0 kg", "0 kg"]
    assert "60 kg left, 100 kg asked" in found[1]["licence_reason"]


TWICE, OTHER = "line declared twice", "line number used twice with other facts"


def test_the_same_row_counts_once(tmp_path: Path) -> None:
    ledger = under(tmp_path, FULL)
    found = answers(ledger, [{"line": 1}, {"line": 2}, {"line": 1}])
    assert [line["licence"] for line in found] == ["covered"] * 3
    assert [line["findings"] for line in found] == [None, None, [TWICE]]
    assert "already drawn" in found[2]["licence_reason"]
    assert (ledger.summary()[0].drawn, ledger.summary()[0].lines) == (200, 2)


# A fact in which a second row of the same line number differs.
DIFFERS: dict[str, Any] = {
    "net_mass": "99",
    "exporter": "Example Metals Co Ltd",
    "consignee": "MUSTER MOTOREN GMBH",
    "end_user": "Muster Motoren Gmbh",
    "date": dt.date(2026, 3, 17),
    "items": ["cn:1C905.a.2"],
    "licence_number": "CN 1",
    "quantity": "3",
    "quantity_unit": "pieces",
}


@pytest.mark.parametrize("fact", DIFFERS)
def test_a_line_number_used_again_with_other_facts_draws_again(fact: str, tmp_path: Path) -> None:
    ledger = under(tmp_path, FULL)
    other = {"line": 1, fact: DIFFERS[fact]}
    found = answers(ledger, [{"line": 1}, other, other, {"line": 1}])
    assert [line["licence"] for line in found] == ["covered"] * 4
    assert [line["findings"] for line in found] == [None, [OTHER], [TWICE], [TWICE]]
    assert ledger.summary()[0].drawn == (199 if fact == "net_mass" else 200)


def test_a_repeated_number_does_not_release_more_than_was_granted(tmp_path: Path) -> None:
    ledger = under(tmp_path, FULL.replace("500,kg", "100,kg"))
    days = [dt.date(2026, 3, day) for day in (16, 17, 18)]
    found = answers(ledger, [{"line": 1, "date": day, "net_mass": "60"} for day in days])
    assert [line["decision"] for line in found] == ["release_with_duties", "hold_for_licence", "hold_for_licence"]
    last = answer(ledger, declaration="D-2", net_mass="30")
    assert (last["licence_left"], ledger.summary()[0].drawn) == ("10 kg", 90)


def test_a_repeated_row_draws_when_it_first_goes(tmp_path: Path) -> None:
    ledger = under(tmp_path, FULL)
    asked = {"decision": "ask", "cn_high": "prohibited", "outcome_high": "prohibited"}
    found = answers(ledger, [{"line": 1, **asked}, {"line": 1}, {"line": 1}])
    assert [line["licence_left"] for line in found] == ["500 kg", "400 kg", "400 kg"]


def test_a_row_that_drew_on_a_later_line_of_a_licence_is_known_again(tmp_path: Path) -> None:
    rows = ("CN-1,,1C905.a.1,,,,,90,kg,,,,,", "CN-1,,1C905.a,,,,,300,kg,,,,,")
    ledger = under(tmp_path, *rows)
    found = answers(ledger, [{"line": 1}, {"line": 2, "net_mass": "200"}, {"line": 1}, {"line": 2, "net_mass": "200"}])
    assert [line["licence"] for line in found] == ["covered"] * 4
    assert [balance.drawn for balance in ledger.summary()] == [0, 300]


def test_lines_without_a_number_count_each(tmp_path: Path) -> None:
    ledger = under(tmp_path, FULL)
    answers(ledger, [{"declaration": None}, {"declaration": None}])
    assert ledger.summary()[0].drawn == 200


def test_a_general_licence_needs_no_balance(tmp_path: Path) -> None:
    found = answer(under(tmp_path, "CN-1,,1C905,,,,,,,,,general,,"), net_mass=None)
    assert (found["licence"], found["licence_left"]) == ("covered", None)


def test_the_lines_of_a_licence_are_tried_in_turn(tmp_path: Path) -> None:
    ledger = under(tmp_path, "CN-1,,1C905.a.1,,,,,90,kg,,,,,", "CN-1,,1C905.a,,,,,300,kg,,,,,")
    found = answers(ledger, [{"net_mass": "100"}, {"net_mass": "80"}])
    assert [line["licence_left"] for line in found] == ["200 kg", "10 kg"]


# ------------------------------------------------------------ what the law says beside it
def test_a_licence_does_not_lift_a_prohibition_but_does_lift_a_presumption(tmp_path: Path) -> None:
    ledger = under(tmp_path, FULL)
    banned = dict.fromkeys(("outcome_low", "outcome_high", "cn_low", "cn_high"), "prohibited")
    denied = dict.fromkeys(("outcome_low", "outcome_high", "cn_low", "cn_high"), "presumption_of_denial")
    found = answers(ledger, [{**banned, "decision": "refuse"}, {**denied, "line": 2}])
    assert [line["decision"] for line in found] == ["refuse", "release_with_duties"]
    assert "does not lift" in found[0]["licence_reason"] and ledger.summary()[0].drawn == 100


def test_a_line_that_may_be_prohibited_stays_a_question(tmp_path: Path) -> None:
    line = {"decision": "ask", "outcome_high": "prohibited", "cn_high": "prohibited", "ask": ["end_use"]}
    found = answer(under(tmp_path, FULL), **line)
    assert (found["decision"], found["licence"], found["ask"]) == ("ask", "covered", ["end_use"])
    assert "nothing drawn" in found["licence_reason"]


def test_a_line_that_is_asked_about_leaves_the_balance_to_the_next(tmp_path: Path) -> None:
    ledger = under(tmp_path, FULL)
    asked = {"decision": "ask", "outcome_high": "prohibited", "cn_high": "prohibited", "net_mass": "400"}
    perhaps = {**FREE, "decision": "ask", "outcome_high": "licence_required", "cn_high": "licence_required"}
    found = answers(ledger, [asked, {**perhaps, "items": ["cn:1C905.a.1"], "net_mass": "400"}, {"net_mass": "500"}])
    assert [line["decision"] for line in found] == ["ask", "ask", "release_with_duties"]
    assert [line["licence"] for line in found] == ["covered"] * 3
    assert [line["licence_left"] for line in found] == ["500 kg", "500 kg", "0 kg"]
    assert (ledger.summary()[0].drawn, ledger.summary()[0].lines) == (500, 1)


FREE = {
    "decision": "release",
    "outcome_low": "not_controlled",
    "outcome_high": "not_controlled",
    "items": [],
    "bases": [],
}
FREE |= {"cn_low": "not_controlled", "cn_high": "not_controlled"}


def test_lines_that_need_none_and_name_none_are_left_alone(tmp_path: Path) -> None:
    lines = batch({**FREE, "licence_number": None}, {**FREE, "licence_number": None, "decision": "ask"})
    after = under(tmp_path, FULL).apply(lines)
    assert after.column("licence").null_count == after.column("licence_reason").null_count == 2
    for name in lines.schema.names:
        assert after.column(name).to_pylist() == lines.column(name).to_pylist()


def test_a_line_that_names_a_licence_without_need_keeps_its_decision(tmp_path: Path) -> None:
    found = answers(under(tmp_path, FULL), [{**FREE, "licence_number": "CN-9"}, {**FREE, "exporter": None}])
    assert [line["decision"] for line in found] == ["release", "release"]
    assert found[0]["findings"] == ["unknown licence CN-9"] and found[1]["ask"] == []


def test_a_licence_that_would_cover_is_pointed_out_and_not_drawn(tmp_path: Path) -> None:
    ledger = under(tmp_path, "CN-0,B Co,1C905,,,,,9,t,,,,,", FULL)
    found = answer(ledger, licence_number=None, findings=["seen"])
    assert found["findings"] == ["seen", "licence CN-1 would cover, not declared"]
    assert (found["decision"], ledger.summary()[1].drawn) == ("hold_for_licence", 0)


TWO = {"us_low": "licence_required", "us_high": "licence_required", "items": ["cn:1C905.a.1", "us:1C117"]}


def test_a_licence_covers_only_its_regime(tmp_path: Path) -> None:
    found = register(tmp_path, FULL, "US-1,,us:1C117,,,,,1,t,,,,,", "ANY-1,,*,,,,,1,t,,,,,")
    ledger = Ledger(found, {})
    lines = [{**TWO, "licence_number": n} for n in ("CN-1", "CN-1; US-1", "CN-1、US-9", "ANY-1")]
    out = answers(ledger, lines)
    assert [line["licence"] for line in out] == ["not_covered", "covered", "not_covered", "covered"]
    assert "regime is cn, us is needed" in out[0]["licence_reason"]
    assert out[1]["duties"] == ["declaration: state licence CN-1", "declaration: state licence US-1"]
    assert out[1]["licence_left"] == "CN-1: 400 kg; US-1: 0.9 t"
    assert out[2]["findings"] == ["unknown licence US-9"]
    assert [balance.drawn for balance in ledger.summary()] == [100, Fraction(1, 10), Fraction(1, 10)]


SUBSTANCES = ["cn:1C902.b", "cn:1C902.c", "cn:1C905.b", "cn:1C905.c"]


@pytest.mark.parametrize(
    ("items", "lacks"),
    [
        ("1C902.b", "items 1C905 (1C905.b or 1C905.c) not on it"),
        ("1C905.b", "items 1C902 (1C902.b or 1C902.c) not on it"),
        ("1C904", "items 1C902 (1C902.b or 1C902.c), 1C905 (1C905.b or 1C905.c) not on it"),
        ("1C902.a;1C905", "items 1C902 (1C902.b or 1C902.c) not on it"),
        ("1C902.b;1C905.c", ""),
        ("1C902;cn:1C905.b", ""),
        ("*", ""),
        ("cn:*", ""),
    ],
)
def test_of_every_substance_a_code_must_be_on_the_licence(items: str, lacks: str, tmp_path: Path) -> None:
    ledger = under(tmp_path, f"CN-1,,{items},,,,,1,t,,,,,")
    found = answer(ledger, items=SUBSTANCES)
    assert found["licence"] == ("not_covered" if lacks else "covered")
    assert lacks in found["licence_reason"]
    assert ledger.summary()[0].drawn == (0 if lacks else Fraction(1, 10))


def test_the_lines_of_one_licence_may_cover_a_mixture_together(tmp_path: Path) -> None:
    rows = ("CN-1,,1C902,,,,,500,kg,,,,,", "CN-1,,1C905,,,,,100,kg,,,,,")
    ledger = under(tmp_path, *rows)
    found = answers(ledger, [{"items": SUBSTANCES}, {"items": SUBSTANCES}, {"items": SUBSTANCES, "line": 1}])
    assert [line["licence"] for line in found] == ["covered", "not_covered", "covered"]
    assert found[1]["licence_reason"] == "licence CN-1: 0 kg left, 100 kg asked"
    assert [balance.drawn for balance in ledger.summary()] == [100, 100]


def test_two_licences_may_cover_a_mixture_and_each_that_lacks_says_why(tmp_path: Path) -> None:
    rows = ("CN-1,,1C902,,,,,500,kg,,,,,", "CN-2,,1C905,,,,,500,kg,,,,suspended,")
    found = answer(under(tmp_path, *rows), items=SUBSTANCES, licence_number="CN-1;CN-2")
    assert found["licence_reason"] == "licence CN-2: status is suspended"
    rows = (rows[0], rows[1].replace("suspended", ""))
    found = answer(under(tmp_path, *rows), items=SUBSTANCES, licence_number="CN-1;CN-2")
    assert found["licence"] == "covered" and found["licence_reason"] == "licence CN-1, CN-2 covers"


@pytest.mark.parametrize(
    ("line", "items", "status"),
    [
        (["cn:1C905.a.1", "cn:Annex1.Part1"], "1C905", "covered"),
        (["cn:1C905.a.1", "cn:Annex1.Part1"], "Annex1", "not_covered"),
        (["cn:1C905.a.1", "cn:1C902.a.1", "cn:Annex1.Part1"], "1C905", "not_covered"),
        (["cn:Annex1.Part1"], "1C905", "not_covered"),
        (["cn:Annex1.Part1"], "Annex1", "covered"),
        (["cn:Annex1.Part1"], "annex1.part1", "covered"),
        (["cn:Annex1.Part1"], "Annex1.Part2", "not_covered"),
        (["cn:Annex1.Part1"], "*", "covered"),
    ],
)
def test_an_annex_goes_with_the_codes_beside_it(line: list[str], items: str, status: str, tmp_path: Path) -> None:
    ledger = under(tmp_path, f"CN-1,,{items},,,,,1,t,,,,,")
    assert answer(ledger, items=line)["licence"] == status


@pytest.mark.parametrize(
    ("claimed", "items", "status"),
    [
        (None, "2B901", "cannot_tell"),
        ("2B901", "2B901", "covered"),
        ("2b901.c", "2B901", "covered"),
        ("2A901", "2B901", "not_covered"),
        (None, "2B901;2A901;2C901", "covered"),
        (None, "3B901", "not_covered"),
    ],
)
def test_an_entry_of_several_codes(claimed: str | None, items: str, status: str, tmp_path: Path) -> None:
    ledger = under(tmp_path, f"CN-1,,{items},,,,,1,t,,,,,")
    assert answer(ledger, items=["cn:2B901;2A901;2C901"], claimed_control_code=claimed)["licence"] == status


def test_rows_keep_their_order_and_number_and_other_columns(tmp_path: Path) -> None:
    lines = batch({"licence_number": None, **FREE}, {}, {"licence_number": None, **FREE}, {"exporter": None})
    after = under(tmp_path, FULL).apply(lines)
    assert after.column("row").to_pylist() == lines.column("row").to_pylist()
    assert after.column("licence").to_pylist() == [None, "covered", None, "cannot_tell"]
    assert after.schema.names[: len(lines.schema.names)] == lines.schema.names
    assert under(tmp_path, FULL).apply(lines.slice(0, 0)).num_rows == 0


def test_batches_may_be_cut_anywhere(tmp_path: Path) -> None:
    lines = batch(*({"net_mass": str(mass)} for mass in (90, 200, 300, 5, 110, 95, 1)))
    whole = under(tmp_path, FULL).apply(lines).to_pylist()
    ledger = under(tmp_path, FULL)
    assert [
        line for at in (0, 3, 4) for line in ledger.apply(lines.slice(at, {0: 3, 3: 1, 4: 3}[at])).to_pylist()
    ] == whole


# ------------------------------------------------------------ whatever the lines
KG = unit_of("kg")
GRANTS = [
    Grant(number="A", row=2, items=("1C905",), quantity=1000 * STEPS, unit=KG),
    Grant(number="A", row=3, items=("1C904",), quantity=50 * STEPS, unit=KG, regime="cn"),
    Grant(number="B", row=4, items=("*",), quantity=5 * STEPS, unit=unit_of("t")),
    Grant(number="C", row=5, items=("*",), kind="general"),
]
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "declaration": st.sampled_from(["D-1", "D-2", None]),
            "line": st.integers(1, 4),
            "licence_number": st.sampled_from(["A", "B", "C", "A;B", "X", None]),
            "items": st.sampled_from([["cn:1C905.a.1"], ["cn:1C904.b"], ["cn:1C905.a", "cn:1C904.a"], []]),
            "net_mass": st.one_of(st.none(), st.integers(0, 2_000_000).map(lambda g: f"{g / 1000:.3f}")),
        }
    ),
    min_size=1,
    max_size=40,
)


@settings(deadline=None)
@given(LINES, st.randoms(use_true_random=False))
def test_a_licence_is_never_overdrawn_and_the_books_balance(lines: list[dict[str, Any]], random: Any) -> None:
    for _ in range(2):
        ledger = Ledger(Register("made", tuple(GRANTS)), {})
        found = answers(ledger, lines)
        assert len(found) == len(lines) == sum(ledger.counts.values())
        assert Counter(line["licence"] for line in found) == ledger.counts
        for balance, grant in zip(ledger.summary(), GRANTS, strict=True):
            if grant.quantity is not None:
                assert balance.left is not None and balance.quantity is not None and balance.left >= 0
                assert balance.drawn + balance.left == balance.quantity
        random.shuffle(lines)


@settings(deadline=None)
@given(LINES, st.lists(st.sampled_from(["hold_for_licence", "ask", "release"]), min_size=40, max_size=40))
def test_only_what_goes_draws_and_each_distinct_row_once(lines: list[dict[str, Any]], decisions: list[str]) -> None:
    lines = [{**line, "decision": told} for line, told in zip(lines, decisions, strict=False)]
    ledger = Ledger(Register("made", tuple(GRANTS)), {})
    drawn, seen = Fraction(0), set()
    for line, found in zip(lines, answers(ledger, lines), strict=True):
        row = repr([value for name, value in line.items() if name != "decision"])
        goes = found["licence"] == "covered" and line["decision"] != "ask"
        if goes and (line["declaration"] is None or row not in seen) and line["licence_number"] == "B":
            drawn += Fraction(line["net_mass"])
        if goes:
            seen.add(row)
    only_b = [line for line in lines if line["licence_number"] == "A;B"]
    assert only_b or ledger.summary()[2].drawn * 1000 == drawn


@settings(deadline=None)
@given(LINES)
def test_a_second_delivery_of_the_same_lines_draws_nothing(lines: list[dict[str, Any]]) -> None:
    distinct = {(line["declaration"], line["line"]): line for line in lines if line["declaration"]}
    if not distinct:
        return
    ledger = Ledger(Register("made", tuple(GRANTS)), {})
    first = answers(ledger, list(distinct.values()))
    before = ledger.summary()
    covered = [line for line, found in zip(distinct.values(), first, strict=True) if found["licence"] == "covered"]
    if covered:
        assert {line["licence"] for line in answers(ledger, covered)} == {"covered"}
    assert ledger.summary() == before
