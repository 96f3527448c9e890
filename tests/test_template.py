"""The workbook to fill in: every column is read back as its fact, in both languages, with what its lists offer."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from python_calamine import load_workbook

from monazite.errors import OutputError, UsageError
from monazite.read.cells import Column
from monazite.read.columns import Wishes, facts_named, map_columns
from monazite.read.words import read_boolean, read_choice, read_country
from monazite.template import LANGUAGES, choices, heading, write_template
from monazite.vocabulary import vocabulary

FACTS = vocabulary()
READ = {"choice": read_choice, "boolean": read_boolean, "country": read_country}


@pytest.fixture(scope="module", params=LANGUAGES)
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / f"{request.param}.xlsx"
    write_template(str(path), language=request.param)
    return path


def sheets(path: Path) -> list[list[list[object]]]:
    book = load_workbook(path)
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def test_every_column_is_read_back_as_its_fact_in_its_unit(template: Path) -> None:
    (headings,) = sheets(template)[0]
    columns, notes = map_columns(headings, Wishes(), "template.xlsx")
    assert notes == []
    assert [column.name for column in columns] == list(FACTS)
    for column in columns:
        fact = column.fact
        if fact.type == "quantity" and fact.unit not in ("1", "money"):
            assert column.unit is not None and column.unit.factor == 1 and column.unit.offset == 0, fact.name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name, fact in FACTS.items() if fact.type in READ])
def test_every_choice_that_a_list_offers_is_read_as_its_value(name: str, language: str) -> None:
    fact = FACTS[name]
    offered = choices(fact, language)
    read = [READ[fact.type](text, Column(heading(fact, language), 0, fact)).value for text in offered]
    expected = {"choice": list(fact.of), "boolean": [True, False]}.get(fact.type)
    assert read == expected if expected is not None else len(set(read)) == len(offered) and None not in read


def test_the_second_sheet_explains_every_fact_and_is_no_table_of_lines(template: Path) -> None:
    head, *rows = sheets(template)[1]
    assert [row[1] for row in rows] == list(FACTS)
    assert [row[0] for row in rows] == sheets(template)[0][0]
    assert not [title for title in head if facts_named([str(title)])]
    assert all(row[3] and row[4] and row[6] and row[7] for row in rows)


def test_headers_carry_the_question_and_stay_in_sight(template: Path) -> None:
    with zipfile.ZipFile(template) as book:
        notes = book.read("xl/comments1.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    fact = FACTS["destination"]
    assert (fact.ask_zh if template.stem == "zh" else fact.ask) in notes
    assert len(re.findall("<comment ", notes)) == len(FACTS)
    assert 'state="frozen"' in sheet and "<f>" not in sheet
    listed = sum(fact.type in READ for fact in FACTS.values())
    assert len(re.findall('type="list"', sheet)) == listed
    assert len(re.findall('type="date"', sheet)) == sum(fact.type == "date" for fact in FACTS.values())


def test_long_lists_stand_on_a_hidden_sheet_once_each(template: Path) -> None:
    with zipfile.ZipFile(template) as book:
        assert 'state="hidden"' in book.read("xl/workbook.xml").decode()
    lists = {tuple(row[i] for row in sheets(template)[2] if row[i]) for i in range(len(sheets(template)[2][0]))}
    language = template.stem
    assert tuple(choices(FACTS["destination"], language)) in lists
    assert tuple(choices(FACTS["substance"], language)) in lists


def test_codes_are_kept_as_text(template: Path) -> None:
    with zipfile.ZipFile(template) as book:
        styles = book.read("xl/styles.xml").decode()
    assert 'numFmtId="49"' in styles, "the built-in text format"


def test_only_the_facts_asked_for_in_the_order_of_the_vocabulary(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_template(str(path), facts=["destination", "description", "mf_dy"])
    assert sheets(path)[0] == [["Description", "Dysprosium (%)", "Destination"]]


@pytest.mark.parametrize(
    ("path", "options", "error", "message"),
    [
        ("t.xlsx", {"language": "fr"}, UsageError, "'fr' is no language of the template"),
        ("t.xlsx", {"facts": ["net_mas"]}, UsageError, "'net_mas' is no fact; did you mean 'net_mass'?"),
        ("t.xls", {}, OutputError, "a template is an .xlsx file"),
        ("absent/t.xlsx", {}, OutputError, "does not exist"),
    ],
)
def test_what_cannot_be_written_is_told(
    tmp_path: Path, path: str, options: dict, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=re.escape(message)):
        write_template(str(tmp_path / path), **options)
    assert list(tmp_path.iterdir()) == []
