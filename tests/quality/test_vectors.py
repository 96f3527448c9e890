"""Test vectors: those found outside the repository, our own from first principles, and inputs that are none."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from monazite.cli.standards_vectors import command
from monazite.errors import InputError, UsageError
from monazite.packs.standards import standards_register, standards_weights
from monazite.quality.decision import RULES, guard_for, risk_at_limit, rule_of
from monazite.quality.printed import printed
from monazite.quality.rounding import reported, rounded, rounded_again, written
from monazite.quality.vectors.answers import TOPICS, Run, agrees, answered, run

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("MONAZITE_SHARED") or ROOT.parent / "shared")
FOUND = (SHARED if (SHARED / "quality").is_dir() else SHARED / "data") / "quality" / "test_vectors_dev.json"
OWN = ROOT / "examples" / "vectors.json"
REGISTER, WEIGHTS = standards_register(), standards_weights()
# What is expected of these is a sentence; here is what of it must be in the answer.
SENTENCES: dict[str, tuple[Any, list[str]]] = {
    "S08": (Fraction(1, 10**9), ["closed table of units"]),
    "A01": ("stoichiometry", ["4.27 %", "3.84 %", "fits C5H3LiN2O4·H2O"]),
}


def found() -> list[Run]:
    """Return the vectors outside the repository, run; where they are absent skip, or fail if their place was named."""
    if not FOUND.is_file():
        text = f"THE TEST VECTORS ARE NOT AT {FOUND}: set MONAZITE_SHARED to the folder that holds data/quality"
        if "MONAZITE_SHARED" in os.environ:
            pytest.fail(text)
        pytest.skip(text)
    return run(json.loads(FOUND.read_text("utf-8")), REGISTER, WEIGHTS)


def test_every_vector_that_was_found_is_answered_as_it_expects() -> None:
    told = found()
    assert {one.id[0] for one in told} == set("RCDSPLMTGA") and len(told) >= 56
    for one in told:
        if one.id in SENTENCES:
            value, words = SENTENCES[one.id]
            assert one.answer.value == value and all(word in one.answer.because for word in words), one
        else:
            assert one.agrees is True and not one.problem, one


def test_of_several_values_each_is_compared() -> None:
    """A vector agrees by its shared keys: none that is expected may be missing from the answer."""
    for one in found():
        if isinstance(one.expected, Mapping) and "grade" not in one.expected:
            assert set(one.expected) <= set(one.answer.value), one.id


OURS = run(json.loads(OWN.read_text("utf-8")), REGISTER, WEIGHTS)


@pytest.mark.parametrize("one", OURS, ids=[f"{one.topic} {one.id}" for one in OURS])
def test_own_vectors_agree(one: Run) -> None:
    assert one.agrees is True and not one.problem
    if isinstance(one.expected, Mapping):
        assert set(one.expected) <= set(one.answer.value)


def test_there_are_own_vectors_on_every_topic() -> None:
    assert {one.topic for one in OURS} >= set(TOPICS)


def test_a_vector_of_an_unknown_topic_is_known_by_its_input() -> None:
    tree = json.loads(OWN.read_text("utf-8"))
    for one, told in zip(tree, OURS, strict=True):
        if one["topic"] not in ("conformance-probability", "limit-comparison") and one["id"] != "R40":
            assert answered(one | {"topic": "?"}, REGISTER, WEIGHTS) == told.answer, one["id"]


# ------------------------------------------------------------ inputs that are none
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no such topic": ({"topic": "roundin", "input": {"a": 1}}, "did you mean 'rounding'"),
    "no interval": ({"topic": "rounding", "input": {"value": "1"}}, "no interval or to"),
    "an interval of nothing": ({"topic": "rounding", "input": {"value": "1", "interval": "0"}}, "must be above 0"),
    "half a digit": ({"topic": "rounding", "input": {"value": "1", "decimals": "1.5"}}, "no number of digits"),
    "no digit": ({"topic": "rounding", "input": {"value": "1", "significant": 0}}, "leave nothing"),
    "another kind": (
        {"topic": "unit", "input": {"value": "1", "unit": "mm", "to": "%"}},
        "no unit of what mm measures",
    ),
    "words": ({"topic": "rounding", "input": {"value": "much", "interval": "1"}}, "'much' is no number"),
    "no limits": ({"topic": "limit-comparison", "input": {"value": "1"}}, "no min or max"),
    "no uncertainty": ({"topic": "decision-rule", "input": {"y": 1, "TU": 2}}, "no U or expanded"),
    "no rule": ({"topic": "decision-rule", "input": {"y": 1, "u": 1, "TU": 2, "rule": "lucky"}}, "no decision rule"),
    "no formula": ({"topic": "stoichiometry", "input": {"oxide": "Xx2O3"}}, "no formula"),
    "no one element": ({"topic": "stoichiometry", "input": {"oxide": "Dy2O3", "wt": "1", "to": "Fe"}}, "share no one"),
    "no unit": ({"topic": "unit", "input": {"value": "1", "unit": "points"}}, "'points' is no unit"),
    "no TREO": ({"topic": "purity-basis", "input": {"relative": "99"}}, "one of TREO"),
    "nothing left": ({"topic": "purity-basis", "input": {"dry": "99", "moisture": "100"}}, "does not convert"),
    "no rare earth": (
        {"topic": "purity-by-difference", "input": {"product": "Fe", "impurities": {"La": 1}}},
        "no rare",
    ),
    "no method": (
        {"topic": "method-scope", "input": {"method": "ISO 1:2000", "analyte": "Fe", "limit": "1"}},
        "no range",
    ),
    "no day": ({"topic": "edition-at-date", "input": {"standard": "YS/T 582", "date": "May"}}, "'May' is no day"),
    "no designation": ({"topic": "designation", "input": "999999"}, "no designation"),
    "no assay": ({"topic": "cross-row-stoichiometry", "input": {"assay": "pure", "Li": "3"}}, "assay is not like"),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_input_that_lacks_something_is_told(name: str) -> None:
    vector, text = WRONG[name]
    (one,) = run([vector], REGISTER, WEIGHTS)
    assert text in one.problem and one.agrees is None


def test_an_answer_agrees_to_the_digits_that_are_expected() -> None:
    assert agrees(0.97725, 0.9772498) and not agrees(0.97725, 0.9773)
    assert agrees("12.1", "12.1") and not agrees("12.1", "12.10") and not agrees("12.1", "12.2")
    assert agrees("98.901", Fraction("98.901")) and not agrees("98.901", Fraction("98.902"))
    assert agrees("pass", "pass") and agrees("conditional pass", "conditional_pass")
    assert agrees("indeterminate: never a silent pass", "indeterminate")
    assert agrees("indeterminate: never a silent pass", "pass") is False and agrees("pass", "conditional pass") is False
    assert agrees({"a": True, "b": 1}, {"a": True}) and agrees({"a": True}, {"a": False}) is False
    assert agrees("a sentence", "another") is None and agrees(True, True) and agrees(True, "true") is False
    assert agrees({"a": 1}, {"b": 1}) is None


# ------------------------------------------------------------ what else the rules need
@given(st.fractions(-1000, 1000, max_denominator=10**6), st.sampled_from([Fraction(1), Fraction(1, 10), Fraction(10)]))
def test_what_a_laboratory_reports_rounds_to_the_value_rounded_in_one_step(value: Fraction, interval: Fraction) -> None:
    """Step by step is wrong, and with the mark it is right."""
    text = reported(value, interval)
    said = printed(text)
    assert said is not None and rounded_again(said, interval) == rounded(value, interval)
    assert Fraction(written(rounded(value, interval), interval)) == rounded(value, interval)


@pytest.mark.parametrize(
    ("text", "expanded", "standard"),
    [
        ("simple", "0", "0"),
        ("guard_u", "1", "0"),
        ("0.83 U", "0.83", "0"),
        ("w = 1.5 u", "0", "1.5"),
        ("guard 0.5U", "0.5", "0"),
        ("risk 5 %", "0", "1.644854"),
        ("risk 2.5%", "0", "1.959964"),
    ],
)
def test_a_rule_is_known_by_its_guard_band_or_its_risk(text: str, expanded: str, standard: str) -> None:
    rule = rule_of(text)
    assert (rule.of_expanded, rule.of_standard) == (Fraction(expanded), Fraction(standard))


@pytest.mark.parametrize("text", ["", "strict", "U", "-1 U", "risk 0 %", "risk 60 %", "risk", "1e9 U", "nan u"])
def test_what_is_no_rule_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="no decision rule: simple, guard_u, guard_5, a guard band"):
        rule_of(text)


@given(st.fractions(Fraction(1, 10**6), Fraction(1, 2)))
def test_a_guard_band_keeps_the_risk_that_it_is_for(risk: Fraction) -> None:
    assert risk_at_limit(guard_for(risk)) <= float(risk) * (1 + 1e-9)
    assert risk_at_limit(RULES["guard_5"].of_standard) < 0.05


# ------------------------------------------------------------ the command
def test_the_command_runs_a_file_of_vectors(tmp_path: Path) -> None:
    done = CliRunner().invoke(command, [str(OWN)])
    assert done.exit_code == 0 and f"{len(OURS)} vectors: {len(OURS)} agree, 0 differ" in done.output
    file = tmp_path / "v.json"
    vectors = [
        {"id": "1", "topic": "rounding", "input": {"value": "0.25", "interval": "0.1"}, "expected": "0.3"},
        {"id": "2", "topic": "rounding", "input": {"value": "0.25"}, "expected": "0.2"},
        {"id": "3", "topic": "decision-rule", "input": {"w_over_u": 1.645}, "expected": {"PFA_at_AL": 0.049985}},
    ]
    file.write_text(json.dumps(vectors), "utf-8")
    done = CliRunner().invoke(command, [str(file), "--json"])
    told = json.loads(done.output)
    assert done.exit_code == 1 and [one["agrees"] for one in told] == [False, None, True]
    assert told[0]["answer"] == "0.2" and "no interval" in told[1]["problem"]
    done = CliRunner().invoke(command, [str(file), "--topic", "decision-rule", "--lang", "zh"])
    assert done.exit_code == 0 and "测试向量1条：一致1" in done.output


@pytest.mark.parametrize("text", ["", "{", "{}", "[1]", "\x00", "[" * 100_000])
def test_what_is_no_list_of_vectors_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "v.json"
    file.write_text(text, "utf-8")
    done = CliRunner().invoke(command, [str(file)])
    assert isinstance(done.exception, InputError) and str(file) in str(done.exception)
