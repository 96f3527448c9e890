"""A gallery of wrong certificates: each mistake is told with its field, its value and the reason."""

from __future__ import annotations

import io
import json
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import yaml

from monazite.errors import InputError
from monazite.formats.certificates import Reading, read_certificates
from monazite.packs.analytes import quality_words

CASES = yaml.safe_load(Path(__file__).with_name("certificate_mistakes.yml").read_text("utf-8"))
RESULT = {"analyte": "Fe", "value": "0.1", "unit": "%", "basis": "as_received"}
RIGHT = {"format": "monazite-certificate/1", "id": "A-1", "results": [RESULT]}


def written(case: dict[str, Any]) -> bytes:
    """Return the file of a case."""
    if "file" in case:
        return str(case["file"]).encode()
    changed = {**RIGHT, **case.get("certificate", {})}
    if "result" in case:
        changed["results"] = [case["result"]]
    return json.dumps(changed, ensure_ascii=False, indent=1).encode()


def read(folder: Path, data: bytes) -> Reading:
    """Return what the reader says of a file with these bytes."""
    file = folder / "certificate"
    file.write_bytes(data)
    return read_certificates(file, quality_words())


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_mistake_is_told_where_it_is_and_why(case: dict[str, Any], tmp_path: Path) -> None:
    found = read(tmp_path, written(case))
    told = [p for p in found.problems if p.code == case["code"] and case["says"] in p.text]
    assert told, [str(problem) for problem in found.problems]
    assert case.get("at", "") in str(told[0]).replace(told[0].path, "")
    assert case.get("hint", "") in told[0].hint
    if case.get("lost"):
        assert all(result.value is None for one in found.certificates for result in one.results)


def test_there_are_enough_mistakes_each_with_a_name_of_its_own() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES) >= 40


def test_the_certificate_that_cases_change_has_no_mistake(tmp_path: Path) -> None:
    found = read(tmp_path, written({}))
    assert found.problems == () and not found.refused
    assert found.certificates[0].results[0].value is not None


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    lines = [{"analyte": "Fe", "value": "x", "unit": "%"}, {"analyte": "Quux", "value": "1", "unit": "furlong"}]
    found = read(tmp_path, written({"certificate": {"results": lines, "issued": "soon"}}))
    assert {problem.code for problem in found.problems} == {"C020", "C021", "C023", "C030"}


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    with file.open("wb") as out:
        out.truncate(50 << 20)
    found = read_certificates(file, quality_words())
    assert found.refused and found.problems[0].code == "C002" and "50 MiB" in found.problems[0].text


def test_an_archive_that_unpacks_without_end_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("xl/workbook.xml", "w") as part:
            for _ in range(256):
                part.write(b" " * (1 << 20))
    found = read_certificates(file, quality_words())
    assert found.refused and found.problems[0].code == "C002" and "unpacked" in found.problems[0].text


def test_a_text_that_many_cells_share_is_not_unfolded(tmp_path: Path) -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet()
        for row in range(2_000):
            sheet.write_row(row, 0, ["A" * 32_000])
    assert len(data.getvalue()) < 50_000
    found = read(tmp_path, data.getvalue())
    assert found.refused and found.problems[0].code == "C002" and "64,000,000 letters" in found.problems[0].text


def test_cells_that_are_far_apart_are_not_unfolded(tmp_path: Path) -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "lot")
        sheet.write(1_048_575, 16_383, 1)
    found = read(tmp_path, data.getvalue())
    assert found.refused and found.problems[0].code == "C002" and "places" in found.problems[0].text


def test_an_old_workbook_that_may_share_much_text_is_not_read(tmp_path: Path) -> None:
    found = read(tmp_path, b"\xd0\xcf\x11\xe0" + b"\xfd\x00\x0a\x00" * 40_000)
    assert found.refused and found.problems[0].code == "C002" and "xlsx" in found.problems[0].hint


def test_a_raised_footnote_in_a_workbook_is_no_digit(tmp_path: Path) -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet, raised = book.add_worksheet(), book.add_format({"font_script": 1})
        sheet.write_row(2, 2, ["analyte", "value", "unit", "basis"])
        sheet.write_row(3, 2, ["Si", "", "ppm", "dry"])
        sheet.write_rich_string(3, 3, "1", raised, "2", " ")
        sheet.write_row(4, 2, ["Fe", "", "%", "dry"])
        sheet.write_rich_string(4, 3, "5×10", raised, "-3", " ")
    found = read(tmp_path, data.getvalue())
    values = [result.value and result.value.value for result in found.certificates[0].results]
    assert values == [None, Fraction("0.005")]
    assert [problem.code for problem in found.problems] == ["C023"] and "cell D4" in found.problems[0].text


@pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 broken"])
def test_a_broken_workbook_is_told(tmp_path: Path, data: bytes) -> None:
    found = read(tmp_path, data)
    assert found.refused and found.problems[0].code == "C003" and "workbook" in found.problems[0].text


def test_deep_nesting_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, b"[" * 200_000)
    assert found.refused and found.problems[0].code == "C003"


def test_an_entity_that_grows_is_not_resolved(tmp_path: Path) -> None:
    many = "".join(f'<!ENTITY e{k + 1} "{f"&e{k};" * 10}">' for k in range(9))
    text = f'<!DOCTYPE c [<!ENTITY e0 "ha">{many}]><c>&e9;</c>'
    found = read(tmp_path, text.encode())
    assert found.refused and found.problems[0].code in ("C003", "C004")


def test_a_file_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read"):
        read_certificates(tmp_path / "none.json", quality_words())
    with pytest.raises(InputError, match="folder"):
        read_certificates(tmp_path, quality_words())


def test_of_very_many_mistakes_the_first_are_told(tmp_path: Path) -> None:
    lines = [{"analyte": "Fe", "value": f"x{k}", "unit": "%"} for k in range(20_000)]
    found = read(tmp_path, written({"certificate": {"results": lines}}))
    assert len(found.problems) == 500 and found.problems[-1].code == "C099"
    assert "/results/0/value" in found.problems[0].text and len(found.certificates[0].results) == 20_000
