"""The workbook that people fill in: one column a fact, with questions, lists to choose from and explanations.

What it holds is read back by the readers as it is: headings are those of the vocabulary, in English or Chinese.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from monazite.errors import OutputError, UsageError, VocabularyError, nearest
from monazite.text_yaml import read_yaml_text
from monazite.vocabulary import Fact, vocabulary
from monazite.write.whole import whole_file, writing

__all__ = ["LANGUAGES", "heading", "write_template"]

LANGUAGES = ("en", "zh")
LAST_ROW = 1_048_575
TEXT_FORMAT = 49  # Excel's own "@": what is typed stays text, 0101 with its nought
INLINE = 255  # characters that a list inside a cell's validation may have


def write_template(path: str, *, language: str = "en", facts: Collection[str] | None = None) -> None:
    """Write a workbook to fill in, in English ("en") or Chinese ("zh"), with all facts or only those named.

    Raises UsageError for an unknown language or fact, OutputError where the file cannot be written.
    """
    if language not in LANGUAGES:
        raise UsageError(f"'{language}' is no language of the template; {nearest(language, LANGUAGES)}")
    if not path.lower().endswith(".xlsx"):
        raise OutputError(f"cannot write {path}: a template is an .xlsx file")
    chosen = _chosen(facts)
    with whole_file(Path(path)) as file, writing(path):
        _Template(file, language).write(chosen)


def _chosen(facts: Collection[str] | None) -> list[Fact]:
    known = vocabulary()
    for name in facts or ():
        if name not in known:
            raise UsageError(f"'{name}' is no fact; {known.near(name)}")
    return [fact for name, fact in known.items() if facts is None or name in facts]


def heading(fact: Fact, language: str = "en") -> str:
    """Return the heading of a column: its label, and its unit where it has one ('Net mass (kg)')."""
    unit = "" if fact.unit in ("", "1", "money") else f" ({fact.unit})"
    return fact.label(language) + unit


def choices(fact: Fact, language: str = "en") -> list[str]:
    """Return what a cell of a choice, country or boolean may say, in the words of a language; empty for other facts."""
    if fact.type == "boolean":
        return ["yes", "no"] if language == "en" else ["是", "否"]
    if fact.type == "country":
        return _countries(language)
    labels = _labels().get(fact.name, {}) if language == "zh" else {}
    return [labels.get(value, value.replace("_", " ")) for value in fact.of]


@cache
def _told() -> Mapping[str, Any]:
    """Return the words and colours of the workbook, from template.yml."""
    tree, problems = read_yaml_text(files("monazite").joinpath("template.yml").read_text("utf-8"), "template.yml")
    if problems:  # pragma: no cover - the shipped file is tested
        raise VocabularyError(problems)
    told: Mapping[str, Any] = tree
    return told


@cache
def _labels() -> Mapping[str, Mapping[str, str]]:
    """Return fact → value → first Chinese label."""
    out: dict[str, dict[str, str]] = {}
    for row in _table("values.csv"):
        if not row["label"].isascii():
            out.setdefault(row["fact"], {}).setdefault(row["value"], row["label"])
    return out


@cache
def _countries(language: str) -> list[str]:
    """Return 'CD - 刚果金' and so on; brackets would divide the name for a reader."""
    names = ((row["code2"], row[language].split("|")[0]) for row in _table("countries.csv"))
    return [f"{code} - {re.sub('[()]', '', name)}" for code, name in names]


def _table(name: str) -> list[dict[str, str]]:
    text = files("monazite.read").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


class _Template:
    """One workbook while it is written."""

    def __init__(self, file: Path, language: str) -> None:
        import xlsxwriter

        self._book = xlsxwriter.Workbook(str(file), {"in_memory": True})
        self._language = language
        self._words: Mapping[str, Any] = _told()["words"][language]
        self._book.set_properties({"title": self._words["title"], "author": "Monazite"})
        self._lines = self._book.add_worksheet(self._words["lines"])
        self._facts = self._book.add_worksheet(self._words["facts"])
        self._lists = self._book.add_worksheet(self._words["lists"])
        self._lists.hide()
        self._listed: dict[tuple[str, ...], str] = {}

    def write(self, facts: Sequence[Fact]) -> None:
        for at, fact in enumerate(facts):
            self._column(at, fact)
        self._lines.freeze_panes(1, 0)
        self._lines.set_row(0, 48)
        if facts:
            self._lines.autofilter(0, 0, 0, len(facts) - 1)
        self._explain(facts)
        self._book.close()

    def _format(self, **options: Any) -> Any:
        return self._book.add_format({"valign": "top", **options})

    def _column(self, at: int, fact: Fact) -> None:
        colour = _told()["colours"].get(fact.group, _told()["colours"]["other"])
        title = heading(fact, self._language)
        header = self._format(bold=True, text_wrap=True, bg_color=colour, border=1, border_color="#B8BCC2")
        number_format = {"date": "yyyy-mm-dd", "quantity": "General"}.get(fact.type, TEXT_FORMAT)
        width = 30 if fact.type == "text" else max(12, min(len(title) + 4, 22))
        self._lines.set_column(at, at, width, self._book.add_format({"num_format": number_format}))
        self._lines.write_string(0, at, title, header)
        self._lines.write_comment(0, at, self._note(fact), {"author": "Monazite", "x_scale": 2.2, "y_scale": 1.4})
        self._validate(at, fact)

    def _note(self, fact: Fact) -> str:
        question = fact.ask_zh if self._language == "zh" else fact.ask
        return f"{question}\n\n{self._how(fact)}\n{self._say(fact.who)}"

    def _how(self, fact: Fact) -> str:
        return f"{self._words[fact.type]}{self._words['censored'] if fact.censored else ''}"

    def _say(self, word: str) -> str:
        return str(_told()["zh"].get(word, word)) if self._language == "zh" else word.replace("_", " ")

    def _validate(self, at: int, fact: Fact) -> None:
        """Offer a list, or check a day; a warning only, since the readers understand more than the lists hold."""
        rule: dict[str, Any] | None = None
        if values := choices(fact, self._language):
            rule = {"validate": "list", "source": self._source(values), "error_message": self._words["list_error"]}
        elif fact.type == "date":
            from datetime import date

            rule = {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1)}
            rule["error_message"] = self._words["date_error"]
        if rule is not None:
            self._lines.data_validation(1, at, LAST_ROW, at, {**rule, "error_type": "warning"})

    def _source(self, values: Sequence[str]) -> Sequence[str] | str:
        """Return a list as it goes into a validation: itself, or the address of a column of the hidden sheet."""
        if len(",".join(values)) <= INLINE and not any("," in v for v in values):
            return values
        key = tuple(values)
        if key not in self._listed:
            from xlsxwriter.utility import xl_col_to_name

            at = len(self._listed)
            for row, value in enumerate(values):
                self._lists.write_string(row, at, value)
            column = xl_col_to_name(at, col_abs=True)
            self._listed[key] = f"='{self._words['lists']}'!{column}$1:{column}${len(values)}"
        return self._listed[key]

    def _explain(self, facts: Sequence[Fact]) -> None:
        head = self._format(bold=True, bg_color=_told()["colours"]["other"], bottom=1)
        wrapped = self._format(text_wrap=True)
        for at, (title, width) in enumerate(zip(self._words["heads"], (26, 24, 14, 52, 30, 12, 60, 16), strict=True)):
            self._facts.set_column(at, at, width)
            self._facts.write_string(0, at, title, head)
        for row, fact in enumerate(facts, start=1):
            for at, text in enumerate(self._explained(fact)):
                self._facts.write_string(row, at, text, wrapped)
        self._facts.freeze_panes(1, 1)

    def _explained(self, fact: Fact) -> tuple[str, ...]:
        unit = "" if fact.unit in ("1", "money") else fact.unit
        question = fact.ask_zh if self._language == "zh" else fact.ask
        how, who = self._how(fact), self._say(fact.who)
        return (heading(fact, self._language), fact.name, self._say(fact.group), fact.meaning, how, unit, question, who)
