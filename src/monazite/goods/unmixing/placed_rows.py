"""Small tables in CSV of which every cell remembers its place, so that a mistake can be pointed at."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from monazite.errors import InputError, Problem, nearest

__all__ = ["PlacedRow", "placed_rows"]

CELL = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))(,|\Z)')
MOST_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """One row: the texts of its cells by column, and where each begins; `line` and columns count from 1."""

    path: str
    line: int
    cells: Mapping[str, str]
    columns: Mapping[str, int]

    def __getitem__(self, name: str) -> str:
        """Return the text of a cell without blanks around it; empty where the row or the table has none."""
        return self.cells.get(name, "")

    def problem(self, name: str, code: str, text: str, hint: str = "") -> Problem:
        """Return a mistake in this cell."""
        return Problem(self.path, self.line, self.columns.get(name, 1), code, text, hint)


def placed_rows(
    path: Path | str, known: Sequence[str], needed: Sequence[str], problems: list[Problem], code: str
) -> list[PlacedRow]:
    """Read a table with a line of headings; add to `problems`, under `code`, what is wrong with its shape.

    `known` are the columns that may be there, `needed` those that must. A cell stands on one line; empty lines and
    lines that start with '#' are passed over. Raises InputError where the file cannot be read or is empty.
    """
    lines = [(n, line) for n, line in enumerate(_text(Path(path)).splitlines(), 1) if _counts(line)]
    if not lines:
        raise InputError(f"{path}: the table is empty; the first line names the columns {', '.join(known)}")
    head, names = lines[0][0], [(text.lower(), at) for text, at in _cells(lines[0][1])]
    wrong = list(_heading_problems(str(path), head, names, known, needed, code))
    problems += wrong
    rows = () if wrong else (_row(str(path), n, line, names, problems, code) for n, line in lines[1:])
    return [row for row in rows if row]


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"{path}: larger than {MOST_BYTES} bytes")
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start}); save the table as CSV in UTF-8") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None


def _counts(line: str) -> bool:
    return bool(line.strip().strip(",")) and not line.startswith("#")


def _cells(line: str) -> list[tuple[str, int]]:
    """Return the cells of a line with the column where each begins."""
    found, at = [], 0
    while match := CELL.match(line, at):
        plain = match[1] is None
        found.append(((match[2] if plain else match[1].replace('""', '"')).strip(), match.start(2 if plain else 1) + 1))
        at = match.end()
        if not match[3]:
            break
    return found


def _heading_problems(
    path: str,
    line: int,
    names: Sequence[tuple[str, int]],
    known: Sequence[str],
    needed: Sequence[str],
    code: str,
) -> list[Problem]:
    plain = [name for name, _ in names]
    wrong = [
        Problem(path, line, at, code, f"'{name}' is not a column of this table", nearest(name, known))
        for name, at in names
        if name not in known
    ]
    wrong += [
        Problem(path, line, at, code, f"the column '{name}' stands here twice", "remove one of them")
        for n, (name, at) in enumerate(names)
        if name in plain[:n]
    ]
    missing = [name for name in needed if name not in plain]
    if missing and not wrong:
        text = (
            f"the column{'s' * (len(missing) > 1)} {', '.join(missing)} {'are' if len(missing) > 1 else 'is'} missing"
        )
        wrong.append(Problem(path, line, 1, code, text, f"the columns are {', '.join(known)}"))
    return wrong


def _row(
    path: str, line: int, text: str, names: Sequence[tuple[str, int]], problems: list[Problem], code: str
) -> PlacedRow | None:
    cells = _cells(text)
    if any(cell for cell, _ in cells[len(names) :]):
        hint = "put a text with a comma in double quotes; write decimals with a point"
        at = cells[len(names)][1]
        problems.append(Problem(path, line, at, code, f"{len(cells)} cells under {len(names)} columns", hint))
        return None
    pairs = list(zip(names, cells, strict=False))
    texts, places = {name: cell for (name, _), (cell, _) in pairs}, {name: at for (name, _), (_, at) in pairs}
    return PlacedRow(path, line, texts, places)
