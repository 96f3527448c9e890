"""Reading a register: every form and heading that is read, and a gallery of wrong ones, one mistake each."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
import xlsxwriter

from monazite.errors import InputError, ProblemsError
from monazite.licences import Register, read_register
from tests.licences.made import HEAD, register

GOOD = (
    "CN-1,Example Metals Co. Ltd.,cn:1C905.a;cn:1C904.a,,,civil,DE;FR,500,kg,2026-01-01,2026-12-31,individual,issued,"
)

# One mistake each: row, then the code, the column (from 1) and a word of what is said.
WRONG = {
    ",Example,1C905,,,,,500,kg,,,,,": ("L006", 1, "without a number"),
    "CN-1,,,,,,,500,kg,,,,,": ("L006", 3, "without items"),
    "CN-1,,dysprosium metal,,,,,500,kg,,,,,": ("L009", 3, "no control code"),
    "CN-1,,1C905,,,,,500,kg,2026-13-01,,,,": ("L007", 10, "impossible date"),
    "CN-1,,1C905,,,,,500,kg,03/04/2026,,,,": ("L007", 10, "may be"),
    "CN-1,,1C905,,,,,500,kg,2026-04-01,2026-03-31,,,": ("L007", 11, "before it starts"),
    "CN-1,,1C905,,,,,much,kg,,,,,": ("L011", 8, "no quantity"),
    'CN-1,,1C905,,,,,"1,500",kg,,,,,': ("L011", 8, "may be"),
    "CN-1,,1C905,,,,,500,stone,,,,,": ("L012", 9, "no unit"),
    "CN-1,,1C905,,,,,500,,,,,,": ("L012", 9, "has no unit"),
    "CN-1,,1C905,,,,,500 kg,t,,,,,": ("L012", 9, "quantity is in kg"),
    "CN-1,,1C905,,,,,500,kg,,,indvidual,,": ("L013", 12, "did you mean 'individual'"),
    "CN-1,,1C905,,,,,500,kg,,,,isued,": ("L013", 13, "did you mean 'issued'"),
    "CN-1,,1C905,,,,Germny,500,kg,,,,,": ("L013", 7, "did you mean 'Germany'"),
    "CN-1,,1C905,,,for motors,,500,kg,,,,,": ("L013", 6, "is no end_use"),
    "CN-1,,cn:1C905,,,,,500,kg,,,,,us": ("L010", 14, "items are of cn"),
    "CN-1,,cn:1C905;us:1C117,,,,,500,kg,,,,,": ("L010", 3, "several regimes"),
    "CN-1,,1C905,,,,,500,kg,,,,,,,surplus": ("L001", 1, "16 fields"),
}


@pytest.mark.parametrize(("row", "expected"), WRONG.items(), ids=[f"{c}-{at}" for c, at, _ in WRONG.values()])
def test_a_mistake_is_told_with_its_place(row: str, expected: tuple[str, int, str], tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as raised:
        register(tmp_path, GOOD, row)
    (problem,) = raised.value.problems
    assert (problem.code, problem.line, problem.column) == (expected[0], 3, expected[1])
    assert expected[2] in str(problem)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as raised:
        register(tmp_path, *WRONG)
    assert [problem.line for problem in raised.value.problems] == sorted(range(2, 2 + len(WRONG)))


def test_lines_of_one_licence_may_not_contradict_or_repeat_each_other(tmp_path: Path) -> None:
    other_holder = "CN-1,B Co,cn:1C906,,,,,5,kg,,,,,"
    with pytest.raises(ProblemsError, match="L004.*holder is 'B Co' here and 'Example Metals"):
        register(tmp_path, GOOD, other_holder)
    doubled = GOOD.replace("500,kg", "20,t").replace("cn:1C905.a;", "").replace("cn-1", "CN 1")
    with pytest.raises(ProblemsError, match="L005.*listed twice for cn:1C904.a: in line 2"):
        register(tmp_path, GOOD, doubled)


def test_lines_that_differ_in_item_or_country_are_one_licence(tmp_path: Path) -> None:
    found = register(
        tmp_path, GOOD, GOOD.replace("DE;FR", "JP"), GOOD.replace("1C904.a", "1C906").replace("1C905.a", "1C907")
    )
    assert list(found.by_number) == ["cn1"] and len(found.by_number["cn1"]) == 3


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (HEAD.replace("quantity", "quantitty"), "did you mean 'Quantity'"),
        (HEAD.replace("consignee", "Number"), "'number' and 'Number' are both number"),
        (HEAD.replace("number", "reference"), "no column 'number'"),
    ],
)
def test_wrong_headings_are_refused(head: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match=code):
        register(tmp_path, GOOD, head=head)


def test_a_column_that_nobody_could_mean_is_a_note(tmp_path: Path) -> None:
    found = register(tmp_path, f"{GOOD},seen by Li", head=f"{HEAD},remarks of the desk")
    assert [note.column for note in found.notes] == [15] and "not used" in str(found.notes[0])


def test_an_individual_licence_without_a_quantity_is_a_note(tmp_path: Path) -> None:
    found = register(tmp_path, "CN-1,,1C905,,,,,,,,,,,", "CN-2,,1C905,,,,,,,,,general,,")
    assert [note.line for note in found.notes] == [2]


def test_chinese_headings_and_words(tmp_path: Path) -> None:
    head = "许可证号,持证人,管制编码,收货人,最终用户,最终用途,目的国,数量,单位,有效期自,有效期至,许可类型,状态"
    row = "CN-1,示例金属有限公司,1C905.a；1C904.a,,,民用,德国、法国,0.5,吨,2026年1月1日,2026/12/31,单项,已签发"
    path = tmp_path / "许可证.csv"
    path.write_bytes(f"{head}\n{row}\n".encode("gb18030"))
    (grant,) = read_register(str(path)).grants
    assert (grant.holder, grant.items, grant.destinations) == ("示例金属有限公司", ("1C905.a", "1C904.a"), ("DE", "FR"))
    assert (grant.end_use, grant.kind, grant.status) == ("civil", "individual", "issued")
    assert (grant.valid_from, grant.valid_to) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert grant.quantity is not None and grant.shown(grant.quantity) == "0.5 t"


def _seen(found: Register) -> list[tuple[object, ...]]:
    return [(g.number, g.holder, g.items, g.destinations, g.quantity, g.valid_from, g.valid_to) for g in found.grants]


def test_every_format_gives_the_same_register(tmp_path: Path) -> None:
    expected = _seen(register(tmp_path, GOOD))
    names, cells = HEAD.split(","), GOOD.split(",")
    (tmp_path / "r.jsonl").write_text(json.dumps(dict(zip(names, cells, strict=True)) | {"quantity": 500}) + "\n")
    with xlsxwriter.Workbook(str(tmp_path / "r.xlsx")) as book:
        book.add_worksheet("About").write(0, 0, "Licences of the example company")
        sheet = book.add_worksheet("Licences")
        sheet.write_row(2, 0, names)
        sheet.write_row(3, 0, cells)
        sheet.write_number(3, 7, 500)
        sheet.write_datetime(3, 9, dt.datetime(2026, 1, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
    (tmp_path / "r.tsv").write_text(f"{HEAD}\n{GOOD}\n".replace(",", "\t"), "utf-16")
    for name in ("r.jsonl", "r.xlsx", "r.tsv"):
        assert _seen(read_register(str(tmp_path / name))) == expected, name


def test_the_row_in_a_workbook_is_the_row_of_the_sheet(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "r.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(4, 1, ["number", "items", "quantity", "unit"])
        sheet.write_row(6, 1, ["CN-1", "1C905", 5, "kg"])
    (grant,) = read_register(str(tmp_path / "r.xlsx")).grants
    assert grant.row == 7


@pytest.mark.parametrize("amount", ["500,g", "0.5,kg", "500000,毫克", "0.0005,t", "500g,", "0.5 kg,公斤"])
def test_quantities_are_exact_in_any_unit(amount: str, tmp_path: Path) -> None:
    (grant,) = register(tmp_path, f"CN-1,,1C905,,,,,{amount},,,,,").grants
    assert grant.quantity == 5 * 10**17


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("r.csv", b"", "is empty"),
        ("r.csv", b'number,items\nCN-1,"1C905\n', "a quote not closed"),
        ("r.jsonl", b'{"number": "CN-1"\n[1]\n', "no JSON"),
        ("r.jsonl", b"\n", "is empty"),
        ("r.xlsx", b"PK\x03\x04 no workbook", "cannot be read as a workbook"),
        ("r.pdf", b"%PDF", "is a table"),
        ("r.csv", b"number,items\nCN-1,1C9\xff\xfe05\n", "not utf-8"),
    ],
)
def test_what_is_no_register_is_refused(name: str, data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises((InputError, ProblemsError), match=said):
        read_register(str(tmp_path / name))


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv.*No such file"):
        read_register(str(tmp_path / "none.csv"))
