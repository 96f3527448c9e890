"""What a certificate says twice: uncertainties and scores that contradict count for nothing, and are told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from monazite.formats.certificates import Reading, read_certificates
from monazite.packs.analytes import quality_words

WORDS = quality_words()


def read(tmp_path: Path, tree: Any) -> Reading:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(tree), "utf-8")
    return read_certificates(path, WORDS)


def line(tmp_path: Path, **fields: object) -> Reading:
    row = {"analyte": "Fe", "unit": "%", "value": "0.08", **fields}
    return read(tmp_path, {"format": "monazite-certificate/1", "id": "c", "results": [row]})


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"ci95": ["0.12", "0.16"]}, "outside its own interval"),
        ({"value": "0.09±0.02", "U": "0.001"}, "two uncertainties"),
        ({"U": "0.02", "u": "0.05"}, "contradict each other"),
        ({"U": "0.020", "u": "0.010", "k": "4"}, "contradict each other"),
        ({"U": "0.001", "ci95": ["0.06", "0.10"]}, "contradict each other"),
        ({"U": "10%"}, "a share of the result"),
        ({"u": "10 %"}, "a share of the result"),
        ({"U": "10 %", "unit": "ppm", "value": "80"}, "a share of the result"),
        ({"value": "0.09 ± 10 %"}, "a share of the result"),
    ],
)
def test_uncertainties_that_contradict_are_told_and_none_counts(
    tmp_path: Path, fields: dict[str, object], told: str
) -> None:
    reading = line(tmp_path, **fields)
    assert [problem.code for problem in reading.problems] == ["C029"] and told in reading.problems[0].text
    assert reading.certificates[0].results[0].uncertainty.U is None


@pytest.mark.parametrize(
    "fields",
    [
        {"ci95": ["0.06", "0.10"]},
        {"ci95": ["0.06", "0.10"], "U": "0.02"},
        {"U": "0.02", "u": "0.01", "k": "2"},
        {"U": "0.03", "u": "0.01"},
        {"U": "0.023", "u": "0.01", "k": "2.31"},
        {"value": "0.09±0.02", "U": "0.02"},
        {"U": "10 ppm", "unit": "ppm", "value": "80"},
        {"value": "0.09 ± 0.01 %", "unit": ""},
    ],
)
def test_uncertainties_that_agree_are_taken(tmp_path: Path, fields: dict[str, object]) -> None:
    reading = line(tmp_path, **fields)
    assert not reading.problems and reading.certificates[0].results[0].uncertainty.U


# ------------------------------------------------------------ UNTP
def metric(value: object, score: str, code: str = "P1") -> dict[str, Any]:
    return {"metricName": "Fe", "metricValue": {"value": value, "unit": code}, "score": score}


def credential(*metrics: dict[str, Any], lots: tuple[str, ...] = ("L1",), **fields: object) -> dict[str, Any]:
    products = [{"product": {"id": lot, "name": "Cerium metal", "batchNumber": lot}} for lot in lots]
    assessment = {"declaredValue": list(metrics), "assessedProduct": products, "conformance": True}
    return {"type": ["DigitalConformityCredential"], "credentialSubject": {"assessment": [assessment]}, **fields}


@pytest.mark.parametrize(
    ("value", "score", "code"),
    [(0.05, "0.14", "P1"), (10, "5", "P1"), (0.01, "<0.001", "P1"), (0.05, ">0.1", "P1"), (500, "0.06 %", "59")],
)
def test_a_score_that_is_another_number_leaves_no_result(tmp_path: Path, value: float, score: str, code: str) -> None:
    reading = read(tmp_path, credential(metric(value, score, code)))
    assert [problem.code for problem in reading.problems] == ["C032"]
    (result,) = reading.certificates[0].results
    assert result.value is None and score in result.text


@pytest.mark.parametrize(
    ("value", "score", "code", "text"),
    [
        (0.0812, "0.08", "P1", "0.0812"),
        (0.1, "0.1042", "P1", "0.1042"),
        (500, "0.05 %", "59", "500"),
        (0.05, "F", "P1", "0.05"),
        (0.05, "passes", "P1", "0.05"),
        (0.001, "<0.001", "P1", "<0.001"),
    ],
)
def test_a_score_that_fits_leaves_the_finer_number(
    tmp_path: Path, value: float, score: str, code: str, text: str
) -> None:
    reading = read(tmp_path, credential(metric(value, score, code)))
    (result,) = reading.certificates[0].results
    assert not reading.problems and result.value is not None and result.text == text


def test_words_beside_nought_leave_no_number(tmp_path: Path) -> None:
    (result,) = read(tmp_path, credential(metric(0, "not detected"))).certificates[0].results
    assert result.value is None and result.text == "not detected"


def test_each_product_that_is_assessed_has_its_certificate(tmp_path: Path) -> None:
    found = read(tmp_path, credential(metric(0.05, ""), lots=("L1", "L2", "L3"))).certificates
    assert [one.lot for one in found] == ["L1", "L2", "L3"] and len({one.id for one in found}) == 3
    assert all(len(one.results) == 1 for one in found)


def test_the_last_day_of_a_credential_is_read(tmp_path: Path) -> None:
    (one,) = read(tmp_path, credential(metric(0.05, ""), validUntil="2026-02-25T00:00:00Z")).certificates
    assert str(one.valid_until) == "2026-02-25"
