"""Reading the entries of a pack: expected keys, types and dates, with every problem collected at its place."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from monazite.errors import Problem, nearest
from monazite.law.conditions import Refused, read_condition
from monazite.law.tree import FALSE, Node
from monazite.text_yaml import Listing, Text, place, read_yaml
from monazite.text_yaml import Mapping as TextMapping
from monazite.vocabulary import Vocabulary

__all__ = ["Entry", "Problems", "Row"]


@dataclass
class Problems:
    """The problems found so far in one pack; paths are told relative to its folder."""

    root: Path
    vocabulary: Vocabulary
    found: list[Problem] = field(default_factory=list)

    def say(self, path: str, at: Any, code: str, text: str, hint: str = "", shift: int = 0) -> None:
        """Note one problem at the place of `at` (anything read by text_yaml, or a line number)."""
        line, column = (at, 1) if isinstance(at, int) else place(at)
        self.found.append(Problem(path, line, column + shift, code, text, hint))

    def yaml(self, path: str) -> Any:
        """Read one YAML file of the pack; None where it cannot be read."""
        tree, problems = read_yaml(self.root / path, path)
        self.found.extend(problems)
        return tree

    def entries(self, path: str, keys: Sequence[str], required: Sequence[str]) -> Iterator[Entry]:
        """Yield the entries of a file that maps ids to mappings, each held against its keys."""
        tree = self.yaml(path)
        if tree is None:
            return
        if not isinstance(tree, TextMapping):
            self.say(path, tree, "P002", "the file must map ids to entries", "id: on a line of its own, its keys below")
            return
        self.refuse_braces(path, tree)
        for name, fields in tree.items():
            if not isinstance(fields, TextMapping):
                self.say(path, name, "P002", f"'{name}' must be a mapping", "keys below it, two blanks in")
                continue
            entry = Entry(self, path, name, fields)
            entry.check_keys(keys, required)
            yield entry

    def refuse_braces(self, path: str, thing: Any) -> None:
        """Refuse {…}: prose inside braces breaks at commas and question marks."""
        if isinstance(thing, TextMapping):
            if thing.flow and thing:
                self.say(path, thing, "P002", "braces are not used here", "one 'key: value' a line")
        for part in thing.values() if isinstance(thing, TextMapping) else thing if isinstance(thing, Listing) else ():
            self.refuse_braces(path, part)

    def rows(self, path: str, columns: Sequence[str], required: Sequence[str]) -> Iterator[Row]:
        """Yield the rows of a CSV list of the pack; an absent file has none."""
        file = self.root / path
        if not file.exists():
            return
        try:
            text = file.read_text("utf-8-sig")
        except UnicodeDecodeError as error:
            self.say(path, 1, "P003", f"not UTF-8 (byte {error.start})")
            return
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        header = next(reader, [])
        for name in header:
            if name not in columns:
                self.say(path, 1, "P050", f"unknown column '{name}'", nearest(name, columns))
        for name in required:
            if name not in header:
                self.say(path, 1, "P051", f"the column '{name}' is missing")
        if not set(required) <= set(header):
            return
        yield from self._rows(path, reader, header, required)

    def _rows(self, path: str, reader: Any, header: Sequence[str], required: Sequence[str]) -> Iterator[Row]:
        line = reader.line_num
        try:
            for cells in reader:
                start, line = line + 1, reader.line_num
                if not any(cells):
                    continue
                if len(cells) != len(header):
                    self.say(path, start, "P004", f"{len(cells)} cells where the header has {len(header)}")
                    continue
                row = Row(self, path, start, {n: c.strip() for n, c in zip(header, cells, strict=True)})
                for name in required:
                    if not row.text(name):
                        self.say(path, start, "P051", f"'{name}' is empty")
                yield row
        except csv.Error as error:
            self.say(path, reader.line_num, "P004", f"not readable as CSV: {error}")


@dataclass
class Row:
    """One row of a list."""

    problems: Problems
    path: str
    at: Any
    cells: Mapping[str, str]

    def text(self, name: str) -> str:
        """Return the text of a cell, empty where there is none."""
        return self.cells.get(name) or ""

    def words(self, name: str) -> tuple[str, ...]:
        """Return the parts of a cell separated by semicolons."""
        return tuple(w.strip() for w in self.text(name).split(";") if w.strip())

    def date(self, name: str) -> dt.date | None:
        """Return a date, or None; a wrong one is a problem."""
        return _date(self.problems, self.path, self.at, self.text(name))

    def choice(self, name: str, known: Sequence[str], default: str = "") -> str:
        """Return one of `known`; anything else is a problem."""
        value = self.text(name) or default
        if value and value not in known:
            self.problems.say(self.path, self.at, "P052", f"'{value}' is no {name}", nearest(value, known))
        return value

    def condition(self, name: str) -> Node:
        """Return the condition of a cell; FALSE where it is wrong (and said)."""
        return _condition(self.problems, self.path, self.at, self.text(name), one_atom=False)


class Entry:
    """One entry of a YAML file: a name and its keys."""

    def __init__(self, problems: Problems, path: str, name: Text, fields: TextMapping) -> None:
        self.problems, self.path, self.name, self.fields = problems, path, name, fields

    def check_keys(self, keys: Sequence[str], required: Sequence[str]) -> None:
        """Note unknown and missing keys."""
        for key in self.fields:
            if key not in keys:
                self.problems.say(self.path, key, "P050", f"unknown key '{key}'", nearest(key, keys))
        for key in required:
            if self.fields.get(key) in (None, ""):
                self.problems.say(self.path, self.name, "P051", f"'{self.name}' lacks '{key}'")

    def text(self, key: str, default: str = "") -> str:
        """Return a text, or the default; anything nested is a problem."""
        value = self.fields.get(key, default)
        if isinstance(value, str):
            return value.strip() if not isinstance(value, Text) else _stripped(value)
        self.problems.say(self.path, key if value is None else value, "P047", f"'{key}' must be one text")
        return default

    def date(self, key: str) -> dt.date | None:
        """Return a date, or None; a wrong one is a problem."""
        return _date(self.problems, self.path, self.fields.get(key), self.text(key))

    def choice(self, key: str, known: Sequence[str], code: str = "P052", default: str = "") -> str:
        """Return one of `known`; anything else is a problem."""
        value = self.text(key, default)
        if value and value not in known:
            self.problems.say(self.path, self.fields.get(key), code, f"'{value}' is no {key}", nearest(value, known))
            return default
        return value

    def words(self, key: str) -> tuple[Text, ...]:
        """Return a list of texts; one text stands for a list of one."""
        value = self.fields.get(key)
        if value in (None, ""):
            return ()
        parts = value if isinstance(value, list) else [value]
        for part in parts:
            if not isinstance(part, str):
                self.problems.say(self.path, part, "P047", f"'{key}' lists texts")
        return tuple(part for part in parts if isinstance(part, Text))

    def mappings(self, key: str) -> Iterator[Entry]:
        """Yield the mappings that a key lists."""
        value = self.fields.get(key)
        if value in (None, ""):
            return
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, TextMapping):
                yield Entry(self.problems, self.path, _named(part, self.name), part)
            else:
                self.problems.say(self.path, part, "P047", f"'{key}' lists mappings", "- key: value")

    def condition(self, value: Any) -> Node:
        """Return the condition of one atom; FALSE where it is wrong (and said)."""
        return _condition(self.problems, self.path, value, value, one_atom=True)


def _named(part: TextMapping, name: Text) -> Text:
    text = Text(name)
    text.line, text.column = part.line, part.column
    return text


def _stripped(text: Text) -> Text:
    out = Text(text.strip())
    out.line, out.column, out.lines = text.line, text.column, text.lines
    return out


def _date(problems: Problems, path: str, at: Any, text: str) -> dt.date | None:
    if not text:
        return None
    try:
        if len(text) != 10:
            raise ValueError
        return dt.date.fromisoformat(text)
    except ValueError:
        problems.say(path, at, "P010", f"'{text}' is no date (YYYY-MM-DD)")
        return None


def _condition(problems: Problems, path: str, at: Any, text: Any, *, one_atom: bool) -> Node:
    if not isinstance(text, str):
        hint = "a ': ' inside it? put the whole line in double quotes"
        problems.say(path, at, "P047", "YAML does not read this line as one text", hint)
        return FALSE
    try:
        return read_condition(text, problems.vocabulary, one_atom=one_atom)
    except Refused as refused:
        problems.say(path, at, refused.code, f"{refused.text} in: {text}", refused.hint, shift=refused.column - 1)
        return FALSE
