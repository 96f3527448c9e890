"""The rows of a register as texts: from CSV, XLSX or JSON lines. A register is small, so it is read whole."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monazite.errors import InputError, Problem, ProblemsError, nearest
from monazite.licences.words import headings
from monazite.vocabulary import fold_heading

__all__ = ["SUFFIXES", "Rows", "read_rows"]

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".jsonl", ".ndjson")
MAX_BYTES = 256 * 1024 * 1024
HEADER_WITHIN = 30
BESIDE_DIGIT = re.compile(rb"[0-9][\x80-\xff]|[\x80-\xff][0-9]")


@dataclass(frozen=True)
class Rows:
    """Headings with the line that carries them, and the cells below, each row with its line."""

    headings: tuple[str, ...]
    line: int
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_rows(path: str) -> Rows:
    """Return the table at `path`; raise InputError where it cannot be read at all, ProblemsError for broken lines."""
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(f"{path}: a register of licences is a table ({nearest(suffix, SUFFIXES)})")
    data = _bytes(path)
    if suffix in (".jsonl", ".ndjson"):
        return _of_objects(path, data)
    rows = list(_delimited(path, data) if suffix in (".csv", ".tsv", ".txt") else _workbook(path))
    rows = [(line, cells) for line, cells in rows if any(cells)]
    if not rows:
        raise InputError(f"{path}: is empty: a header row is needed")
    at = _header([cells for _, cells in rows[:HEADER_WITHIN]])
    line, names = rows[at]
    return Rows(names, line, tuple(rows[at + 1 :]))


def _bytes(path: str) -> bytes:
    try:
        if Path(path).stat().st_size > MAX_BYTES:
            raise InputError(f"{path}: larger than {MAX_BYTES // 1024**2} MiB: is it a register of licences?")
        return Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error


def _header(rows: Sequence[Sequence[str]]) -> int:
    """Return which row is the header: the one with most known headings."""
    known = [sum(fold_heading(cell) in headings() for cell in row) for row in rows]
    return known.index(max(known))


def _delimited(path: str, data: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    from monazite.read.encodings import guess

    known = lambda encoding: sum(word in data.decode(encoding, "replace") for word in headings())  # noqa: E731
    encoding = guess(data, True, known)
    if encoding.startswith("cp") and BESIDE_DIGIT.search(data):
        encoding = "utf-8"  # a letter inside a number is a byte gone wrong, not one of another alphabet
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line, column = data.count(b"\n", 0, error.start) + 1, error.start - data.rfind(b"\n", 0, error.start)
        raise InputError(f"{path}:{line}:{column}: a byte that is not {encoding}") from error
    delimiter = max(
        ",;\t|，", key=lambda sign: max((row.count(sign) for row in text.splitlines()[:HEADER_WITHIN]), default=0)
    )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            yield start, tuple(cell.strip() for cell in cells)
            start = reader.line_num + 1
    except csv.Error as error:
        raise ProblemsError(
            [Problem(path, start, 1, "L001", f"the line cannot be read: {error}", "is a quote not closed?")]
        ) from error


def _workbook(path: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the rows of the sheet with most known headings."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
        sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except (CalamineError, OSError) as error:
        raise InputError(f"{path}: cannot be read as a workbook: {error}") from error
    texts = [[tuple(_text(cell) for cell in row) for row in sheet] for sheet in sheets]
    known = [
        max((sum(fold_heading(c) in headings() for c in row) for row in sheet[:HEADER_WITHIN]), default=0)
        for sheet in texts
    ]
    if known:
        yield from enumerate(texts[known.index(max(known))], 1)


def _text(cell: Any) -> str:
    """Return a cell as text: days as ISO, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if hasattr(cell, "hour"):
        timed = cell.hour or cell.minute or cell.second
        return str(cell) if timed else str(cell.date())
    return str(cell).strip()


def _of_objects(path: str, data: bytes) -> Rows:
    """Return objects, one a line, as a table whose headings are all their keys."""
    problems: list[Problem] = []
    objects: list[tuple[int, dict[str, Any]]] = []
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            # Numbers stay the texts that were written.
            value = json.loads(line, parse_float=str, parse_int=str)
        except ValueError as error:
            problems.append(Problem(path, number, 1, "L001", f"the line is no JSON: {error}"))
            continue
        if isinstance(value, dict):
            objects.append((number, value))
        else:
            problems.append(Problem(path, number, 1, "L001", "the line is no object", '{"number": "…", …}'))
    if problems:
        raise ProblemsError(problems)
    names = tuple(dict.fromkeys(name for _, value in objects for name in value))
    if not names:
        raise InputError(f"{path}: is empty: one object a line is needed")
    return Rows(names, 1, tuple((line, tuple(_json_text(value.get(n)) for n in names)) for line, value in objects))


def _json_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(map(_json_text, value))
    return str(value).strip()
