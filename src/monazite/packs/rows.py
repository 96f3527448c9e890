"""Reading the CSV lists of a pack: the columns that are expected, and each cell with its place."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from monazite.errors import nearest
from monazite.law.tree import Node
from monazite.packs.fields import Problems, condition_of, date_of, split_names
from monazite.packs.places import Cell, open_quote, placed
from monazite.packs.signs import SEPARATORS
from monazite.text_yaml import Text, place

__all__ = ["Row", "read_rows"]

_ODD = f"{SEPARATORS},"  # what is no separator of parts, but meant as one
_ODD_SIGN = re.compile(f"[{_ODD}]")
LONGEST = 100_000  # signs in a cell


@dataclass
class Row:
    """One row of a list."""

    problems: Problems
    path: str
    at: int
    cells: Mapping[str, Cell]

    def text(self, name: str) -> str:
        """Return the text of a cell, empty where there is none."""
        return self.cells.get(name, "")

    def cell(self, name: str) -> Cell | int:
        """Return the place of a cell: itself, or the row where the list has no such column."""
        return self.cells.get(name, self.at)

    def words(self, name: str) -> tuple[Cell, ...]:
        """Return the parts of a cell separated by semicolons, each with its place."""
        if name == "findings":  # the findings of a case may be sentences
            return self.parts(name)
        self.refuse_separators(name)
        return self.parts(name, ";" if self.problems.quick else f";{_ODD}")

    def parts(self, name: str, signs: str = ";") -> tuple[Cell, ...]:
        """Return the parts of a cell between any of some signs, stripped, each with its place; none is empty."""
        cell = self.cells.get(name)
        if not cell:
            return ()
        texts = cell.split(signs) if len(signs) == 1 else re.split(f"[{signs}]", cell)
        if self.problems.quick:
            return cast("tuple[Cell, ...]", tuple(part for text in texts if (part := text.strip())))
        parts: list[Cell] = []
        offset = 0
        for text in texts:
            part, at = Cell(text.strip()), cell.at(offset + len(text) - len(text.lstrip()))
            part.line, part.column = at.line, at.column
            parts += [part] if part else []
            offset += len(text) + 1
        return tuple(parts)

    def refuse_separators(self, name: str) -> None:
        """Note what separates parts elsewhere: here it would make one word of two."""
        cell = self.cells.get(name, Cell())
        if odd := _ODD_SIGN.search(cell):
            text = f"'{odd[0]}' does not separate the parts of '{name}'"
            self.problems.say(self.path, cell, "P004", text, "write ';' between them", odd.start())

    def date(self, name: str) -> dt.date | None:
        """Return a date, or None; a wrong one is a problem."""
        return date_of(self.problems, self.path, self.cell(name), self.text(name))

    def choice(self, name: str, known: Sequence[str], default: str = "") -> str:
        """Return one of `known`; anything else is a problem."""
        value = self.text(name) or default
        if value and value not in known:
            self.problems.say(self.path, self.cell(name), "P052", f"'{value}' is no {name}", nearest(value, known))
        return value

    def condition(self, name: str) -> Node:
        """Return the condition of a cell; FALSE where it is wrong (and said)."""
        return condition_of(self.problems, self.path, self.cell(name), self.text(name), one_atom=False)


def read_rows(problems: Problems, path: str, columns: Sequence[str], required: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a CSV list of the pack; an absent file has none."""
    text = problems.text(path) if (problems.root / path).exists() else None
    if text is None:
        return
    lines = list(io.StringIO(text, newline=""))
    rows = _cells(problems, path, lines)
    header = next(rows, None)
    if header is None or not _check_header(problems, path, header, columns, required):
        problems.lost.add(path)
        return
    for cells in rows:
        row = _row(problems, path, header, cells)
        if row is not None:
            for name in required:
                if not row.text(name):
                    problems.say(path, row.cell(name), "P051", f"'{name}' is empty")
            yield row


def _cells(problems: Problems, path: str, lines: Sequence[str]) -> Iterator[list[Cell]]:
    """Yield the cells of each row that is not empty; say the first thing that is no CSV, and stop there."""
    done = 0
    reader: Any = csv.reader(lines, strict=True)
    try:
        for texts in reader:
            start = done
            if max(map(len, texts), default=0) > LONGEST:
                raise csv.Error("field limit")
            done = reader.line_num
            if any(texts) and problems.quick:
                yield cast("list[Cell]", [text.strip() for text in texts])
            elif any(texts):
                yield placed("".join(lines[start:done]), start + 1, texts)
    except csv.Error as error:
        _no_csv(problems, path, "".join(lines[done:]), done + 1, "field limit" in str(error))
    else:
        if not any(line.strip() for line in lines):
            problems.say(path, 1, "P002", "the file is empty", "the first row names the columns")


def _no_csv(problems: Problems, path: str, rest: str, line: int, long: bool) -> None:
    """Say what makes the rest of a file, which begins on `line`, no CSV: a quote, or a cell without end."""
    at = Text()
    at.line, at.column = open_quote(rest, line)
    if long:
        problems.say(path, at, "P004", f"a cell has more than {LONGEST} signs", "is a quote not closed?")
    else:
        hint = "a quote inside a quoted text is written twice"
        problems.say(path, at, "P004", "the quote that opens here is not closed before a comma", hint)
    problems.lost.add(path)


def _check_header(
    problems: Problems, path: str, header: Sequence[Cell], columns: Sequence[str], required: Sequence[str]
) -> bool:
    """Whether the row that names the columns names all that are required; what is wrong with it is said."""
    between = {";": "semicolons", "\t": "tabs", "，": "full-width commas"}
    sign = next((word for sign, word in between.items() if len(header) == 1 and sign in header[0]), "")
    if sign:
        problems.say(path, header[0], "P004", f"{sign} between the columns", "save the file as CSV with commas")
        return False
    unknown, missing = split_names(header, columns, required)
    for name, hint in unknown:
        problems.say(path, name, "P050", f"unknown column '{name}'", hint)
    for k, name in enumerate(header):
        if name in header[:k]:
            problems.say(path, name, "P020", f"column '{name}' is there twice", "delete one")
    for column in missing:
        problems.say(path, 1, "P051", f"the column '{column}' is missing", f"columns: {', '.join(columns)}")
    return set(required) <= set(map(str, header))


def _row(problems: Problems, path: str, header: Sequence[Cell], cells: Sequence[Cell]) -> Row | None:
    if len(cells) == len(header):
        return Row(problems, path, place(cells[0])[0], dict(zip(map(str, header), cells, strict=True)))
    if len(cells) > len(header):
        at, hint = cells[len(header)], "a comma inside a text? put the text in double quotes"
    else:
        at, hint = cells[-1], "an empty cell still has its comma"
    if any("，" in cell for cell in cells) and len(cells) < len(header):
        hint = "full-width '，'; write ',' between cells"
    hint = f"{hint}; columns: {','.join(header)}"
    problems.say(path, at, "P004", f"{len(cells)} cells where the header has {len(header)}", hint)
    problems.lost.add(path)
    return None
