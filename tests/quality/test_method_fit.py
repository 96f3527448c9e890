"""What the methods that results name can show: the same answer for verdicts, tables of rules and test vectors."""

from __future__ import annotations

from fractions import Fraction

import pytest

from monazite.packs.standards import standards_register, standards_weights
from monazite.packs.standards_values import read_limits
from monazite.quality.certificate import Certificate, Result
from monazite.quality.decision import RULES
from monazite.quality.distinct import DistinctVerdicts
from monazite.quality.method_bars import bars
from monazite.quality.method_fit import scopes_of
from monazite.quality.model import Grade, MethodScope, Requirement
from monazite.quality.printed import printed
from monazite.quality.verdict import judge

WEIGHTS, METHODS = standards_weights(), standards_register().methods


def wanted(analyte: str, text: str, basis: str = "as_received") -> Requirement:
    limits = read_limits(text[:2], text[2:])
    assert limits is not None
    return Requirement("T 1-2020", "A", analyte, basis, "%", text, limits)


def result(analyte: str, text: str, method: str = "", basis: str = "as_received") -> Result:
    return Result(analyte, text, printed(text), "%", basis, method=method)


def told(asked: Requirement, *results: Result, methods: tuple[MethodScope, ...] = METHODS) -> tuple[str, str]:
    """Return state and reason, which are those of judging distinct lines once."""
    grade, one = Grade("T 1-2020", "thing", "A", requirements=(asked,)), Certificate("c", results=results)
    verdicts = judge(one, grade, WEIGHTS, RULES["simple"], methods).verdicts
    assert DistinctVerdicts(WEIGHTS, RULES["simple"], methods).of(one, grade) == verdicts
    return verdicts[0].state, verdicts[0].reason


# ------------------------------------------------------------ names
NAMED = (
    *(
        "ISO 23597:2023",
        "ISO 23597",
        "ISO23597:2023 (titration)",
        "iso 23597-2023",
        "ISO 23597：2023",
        "ISO 23597:2023(E)",
    ),
    *(
        "by ISO 23597:2023, EDTA titration",
        "DIN EN ISO 23597:2023",
        "GB/T 18115.1-2020; ISO 23597:2023",
        "ISO 23597 – 2023",
    ),
)
OTHERS = ("", "ISO 23597:2019", "ISO 23597-1:2023", "ISO 235970", "ISO 2359", "XISO 23597:2023", "ICP-MS", "23597")


@pytest.mark.parametrize("text", NAMED)
def test_a_method_is_known_by_any_spelling(text: str) -> None:
    assert {each.analyte for each in scopes_of(METHODS, text) if each.edition == "ISO 23597:2023"} == {"TREM", "TREO"}
    assert told(wanted("TREM", ">=99.0"), result("TREM", "99.8", text)) == ("indeterminate", "method_unfit")
    assert told(wanted("TREM", ">=99.0"), result("TREM", "99.3", text)) == ("pass", "")


@pytest.mark.parametrize("text", OTHERS)
def test_another_method_has_another_range(text: str) -> None:
    assert not scopes_of(METHODS, text)
    assert told(wanted("TREM", ">=99.0"), result("TREM", "99.8", text)) == ("pass", "")


@pytest.mark.parametrize("text", ["GB/T 12690.1-2022", "GBT12690.1", "gb/t 12690.1—2022", "GB-T 12690.1"])
def test_a_part_of_a_standard_is_not_another_part(text: str) -> None:
    assert {each.edition for each in scopes_of(METHODS, text)} == {"GB/T 12690.1-2022"}


@pytest.mark.parametrize(("text", "there"), [("method 1", True), ("", True), ("方法1", True), ("method 2", False)])
def test_a_standard_without_its_method_names_each_of_them(text: str, there: bool) -> None:
    assert bool(scopes_of(METHODS, f"XB/T 625-2020 {text}")) == there


# ------------------------------------------------------------ whatever a verdict rests on
def scope(analyte: str, low: str, high: str, excluded: str = "") -> tuple[MethodScope, ...]:
    return (MethodScope("M 1", "oxide", analyte, Fraction(low), Fraction(high), "%", excluded),)


def test_a_range_for_any_content_holds_for_each() -> None:
    for analyte in ("SiO2", "Cl"):
        asked, row = wanted(analyte, "<=1.0"), result(analyte, "0.1", "M 1")
        assert told(asked, row, methods=scope("*", "0", "0.001")) == ("indeterminate", "method_unfit")


def test_every_part_of_a_sum_lies_in_the_range_of_its_method() -> None:
    asked, rows = wanted("Fe2O3+SiO2", "<=1.0"), [result("Fe2O3", "0.1"), result("SiO2", "0.1", "M 1")]
    for each in (rows, rows[::-1]):
        assert told(asked, *each, methods=scope("SiO2", "0", "0.001")) == ("indeterminate", "method_unfit")
        assert told(asked, *each, methods=scope("SiO2", "0.2", "1")) == ("pass", "below_method")
        assert told(asked, *each, methods=scope("SiO2", "0.95", "1")) == ("indeterminate", "below_method")


def test_what_converts_lies_in_the_range_of_its_method_too() -> None:
    asked, content = wanted("Nd2O3", ">=98", "treo"), result("Nd2O3", "98.5")
    total = result("TREO", "99.8", "ISO 23597")
    assert told(asked, content, total) == ("indeterminate", "method_unfit")
    assert told(asked, content, result("TREO", "99.4", "ISO 23597"))[0] == "pass"
    assert told(asked, content, result("TREO", "90", "ISO 23597")) == ("indeterminate", "basis_differs")


def test_a_bound_below_the_range_is_no_better_than_the_range() -> None:
    assert told(wanted("Fe", "<=0.0005"), result("Fe", "<0.0002", "M 1"), methods=scope("Fe", "0.001", "1")) == (
        "indeterminate",
        "below_method",
    )
    assert told(wanted("Fe", "<=1"), result("Fe", "<0.5", "M 1"), methods=scope("Fe", "0.001", "0.4"))[0] == "pass"


# ------------------------------------------------------------ what bars a method
@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (result("Th", "0.2"), ("indeterminate", "method_excluded")),
        (result("Th", "0.05"), ("pass", "")),
        (result("Nd", "99.0", basis="trem"), ("indeterminate", "method_excluded")),
        (result("Nd", "99.9", basis="trem"), ("pass", "")),
        (result("Ce", "0.05", basis="trem"), ("pass", "")),
        (result("Fe", "0.6"), ("indeterminate", "method_excluded")),
        (result("O", "0.6"), ("pass", "")),
        (result("Fe", "<0.6"), ("pass", "")),
    ],
)
def test_a_method_does_not_hold_beside_what_bars_it(other: Result, expected: tuple[str, str]) -> None:
    assert told(wanted("TREM", ">=99.0"), result("TREM", "99.3", "ISO 23597"), other) == expected


def test_what_bars_methods_is_data_that_can_be_read() -> None:
    assert all(bars(each.excluded) is not None for each in METHODS) and any(each.excluded for each in METHODS)
    assert bars("Th above 0.1") is None and bars("") == ()
