"""Atomic weights by edition: which number stands for an element in the year that is asked for."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from monazite.chemistry.symbols import NUMBER_OF
from monazite.errors import InputError, PackError, Problem, nearest

__all__ = ["Weights", "load_weights"]

COLUMNS = ("symbol", "number", "edition", "weight", "source", "confidence")
CONFIDENCES = ("verified", "memory")
ROWS = "atomic weights"  # the place that an error names where rows come without a file

Row = tuple[str, str, Fraction]  # symbol, edition, weight


@dataclass(frozen=True, slots=True)
class Weights:
    """Atomic weights of one edition: `edition` is its year as text, `values` maps symbol → exact relative mass."""

    edition: str
    values: Mapping[str, Fraction] = field(hash=False)

    def __getitem__(self, symbol: str) -> Fraction:
        """Return the weight of one element; InputError says where an element has none."""
        weight = self.values.get(symbol)
        if weight is None:
            reason = "has no standard atomic weight" if symbol in NUMBER_OF else "is not an element"
            raise InputError(f"{symbol} {reason} in the table of edition {self.edition}")
        return weight


def load_weights(path_or_rows: Path | str | Iterable[Mapping[str, str]], edition: str | None = None) -> Weights:
    """Read a table of atomic weights; of each element the newest edition up to the asked one holds.

    The source is a CSV file with the columns symbol, number, edition (a year), weight, source and confidence, or rows
    with these keys. Raises PackError, with every mistake and its line, and InputError where the file cannot be read.
    """
    path, rows = _source(path_or_rows)
    problems: list[Problem] = []
    read = [row for line, raw in rows if (row := _row(path, line, raw, problems))]
    problems += _twice(path, read, rows) if not problems else []
    if problems:
        raise PackError(problems)
    return _of_edition(path, read, edition)


def _source(given: Path | str | Iterable[Mapping[str, str]]) -> tuple[str, list[tuple[int, Mapping[str, str]]]]:
    if not isinstance(given, Path | str):
        return ROWS, list(enumerate(given, 2))
    try:
        text = Path(given).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{given}: the table of atomic weights cannot be read: {error}") from None
    reader = csv.DictReader(text.splitlines(), restval="")
    _columns(str(given), reader.fieldnames or ())
    return str(given), [(reader.line_num, row) for row in reader]


def _columns(path: str, found: Sequence[str]) -> None:
    missing = [name for name in COLUMNS if name not in found]
    if missing:
        text = f"the columns {', '.join(missing)} are missing"
        raise PackError([Problem(path, 1, 1, "G101", text, f"the columns are {', '.join(COLUMNS)}")])


def _row(path: str, line: int, raw: Mapping[str, str], problems: list[Problem]) -> Row | None:
    cells = {name: (raw.get(name) or "").strip() for name in COLUMNS}
    wrong = [Problem(path, line, 1, "G102", text, hint) for text, hint in _mistakes(cells)]
    problems += wrong
    return None if wrong else (cells["symbol"], cells["edition"], Fraction(cells["weight"]))


def _mistakes(cells: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    symbol, number, weight = cells["symbol"], cells["number"], cells["weight"]
    if symbol not in NUMBER_OF:
        yield f"'{symbol}' is not the symbol of an element", nearest(symbol, NUMBER_OF)
    elif number != str(NUMBER_OF[symbol]):
        yield f"{symbol} has the number {NUMBER_OF[symbol]}, not '{number}'", ""
    if not re.fullmatch(r"(?:19|20)[0-9]{2}", cells["edition"]):
        yield f"'{cells['edition']}' is not an edition", "write the year, such as 2021"
    if not re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,9})?", weight) or not 1 <= Fraction(weight) < 300:
        yield f"'{weight}' is not an atomic weight", "write a number from 1 to 300 with a point, such as 162.50"
    if not cells["source"]:
        yield "the source is missing", "name the publication that the number stands in"
    if cells["confidence"] not in CONFIDENCES:
        yield f"'{cells['confidence']}' is not a confidence", f"one of: {', '.join(CONFIDENCES)}"


def _twice(path: str, read: Sequence[Row], rows: Sequence[tuple[int, object]]) -> list[Problem]:
    seen: dict[tuple[str, str], int] = {}
    problems = []
    for (symbol, edition, _), (line, _) in zip(read, rows, strict=True):
        first = seen.setdefault((symbol, edition), line)
        if first != line:
            problems.append(Problem(path, line, 1, "G103", f"{symbol} of {edition} stands on line {first} already"))
    return problems


def _of_edition(path: str, read: Sequence[Row], edition: str | None) -> Weights:
    held = sorted(row[1:] + row[:1] for row in read if edition is None or row[1] <= edition)
    if not held:
        known = ", ".join(sorted({row[1] for row in read})) or "none"
        raise InputError(f"{path}: no atomic weights of edition {edition or 'any'} or before; editions: {known}")
    return Weights(edition or held[-1][0], {symbol: weight for _, weight, symbol in held})
