"""Data Packages beside a table: what they tell, which one counts, and what is wrong with a wrong one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monazite.errors import InputError
from monazite.read.package import TableHints, find_package


def package(folder: Path, resource: object, name: str = "datapackage.json") -> Path:
    table = folder / "lines.csv"
    table.write_text("a;b\n")
    (folder / name).write_text(json.dumps({"name": "x", "resources": [resource]}, ensure_ascii=False), "utf-8")
    return table


def test_a_package_tells_dialect_encoding_missing_values_facts_and_units(tmp_path: Path) -> None:
    table = package(
        tmp_path,
        {
            "name": "lines",
            "path": "lines.csv",
            "encoding": "GBK",
            "dialect": {"delimiter": ";", "quoteChar": "'", "commentChar": "#", "header": False},
            "schema": {
                "missingValues": ["", "n.a.", {"value": "-9", "label": "not asked"}],
                "fields": [
                    {"name": "w1", "monazite:fact": "net_mass", "monazite:unit": "t"},
                    {"name": "Gross weight", "unit": "g"},
                    {"name": "c7", "title": "目的国"},
                    {"name": "remark", "title": "Remark", "constraints": {"required": True}},
                ],
            },
        },
    )
    assert find_package(table) == TableHints(
        delimiter=";",
        encoding="gbk",
        quote="'",
        missing_values=("", "n.a.", "-9"),
        facts={"w1": "net_mass", "Gross weight": "gross_mass", "c7": "destination"},
        units={"w1": "t", "Gross weight": "g"},
        columns=("w1", "Gross weight", "c7", "remark"),
        header=False,
        comment="#",
        package=str(tmp_path / "datapackage.json"),
    )


def test_a_package_that_says_little_hints_little(tmp_path: Path) -> None:
    hints = find_package(package(tmp_path, {"path": ["lines.csv", "more.csv"]}))
    assert hints == TableHints(package=str(tmp_path / "datapackage.json"))


def test_the_package_of_the_table_itself_counts_before_the_one_of_the_folder(tmp_path: Path) -> None:
    package(tmp_path, {"path": "lines.csv", "encoding": "latin-1"})
    table = package(tmp_path, {"path": "lines.csv", "encoding": "gb18030"}, "lines.datapackage.json")
    hints = find_package(table)
    assert hints is not None and hints.encoding == "gb18030"


@pytest.mark.parametrize("path", ["other.csv", "sub/lines.csv", []])
def test_a_package_about_other_tables_says_nothing(tmp_path: Path, path: object) -> None:
    assert find_package(package(tmp_path, {"path": path})) is None


def test_no_package_no_hints(tmp_path: Path) -> None:
    assert find_package(tmp_path / "lines.csv") is None


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        (
            {"path": "lines.csv", "dialect": {"delimiter": ";;"}},
            "resources[0].dialect.delimiter: expected one character",
        ),
        ({"path": "lines.csv", "dialect": {"header": "no"}}, "resources[0].dialect.header: expected true or false"),
        ({"path": "lines.csv", "dialect": 5}, "resources[0].dialect: expected an object"),
        ({"path": "lines.csv", "encoding": "utf-9"}, "resources[0].encoding: 'utf-9' is no encoding known here"),
        ({"path": "lines.csv", "schema": {"fields": {}}}, None),
        ({"path": "lines.csv", "schema": {"fields": {"a": 1}}}, "resources[0].schema.fields: expected a list"),
        ({"path": "lines.csv", "schema": {"fields": [{}]}}, "resources[0].schema.fields[0].name: expected a text"),
        (
            {"path": "lines.csv", "schema": {"missingValues": "NA"}},
            "resources[0].schema.missingValues: expected a list",
        ),
        ({"path": "lines.csv", "schema": {"missingValues": [1]}}, "missingValues[0]: expected a text, not 1"),
        ({"path": 7}, "resources[0].path: expected a text"),
        ("lines.csv", "resources[0]: expected an object"),
        (
            {"path": "lines.csv", "schema": {"fields": [{"name": "a"}, {"name": "b", "monazite:fact": "net_mas"}]}},
            "fields[1].monazite:fact: 'net_mas' is no fact; did you mean 'net_mass'?",
        ),
    ],
)
def test_a_wrong_package_is_told_with_its_place(tmp_path: Path, resource: object, message: str | None) -> None:
    table = package(tmp_path, resource)
    if message is None:
        assert find_package(table) is not None
        return
    with pytest.raises(InputError) as caught:
        find_package(table)
    assert str(caught.value).startswith(str(tmp_path / "datapackage.json") + ": ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b'{"resources": [\n  {"path": }]}', "datapackage.json:2:12: no JSON"),
        (b'{"a": 1, "a": 2}', "the key 'a' is written twice"),
        (b"[]", "expected an object"),
        (b'{"resources": {}}', "resources: expected a list"),
        (b'{"a": "\xe9"}', "not UTF-8 (byte 7)"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_package_at_all_is_told(tmp_path: Path, text: bytes, message: str) -> None:
    (tmp_path / "datapackage.json").write_bytes(text)
    with pytest.raises(InputError, match=message.replace("(", r"\(").replace(")", r"\)")):
        find_package(tmp_path / "lines.csv")


def test_a_package_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monazite.read.package.MAX_BYTES", 10)
    with pytest.raises(InputError, match="larger than 10 bytes"):
        find_package(package(tmp_path, {"path": "lines.csv"}))
