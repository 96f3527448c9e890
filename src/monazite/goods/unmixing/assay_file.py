"""Reading an assay from a table, with every mistake and its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

from monazite.chemistry.formula import FormulaError, element_factor, parse_formula
from monazite.chemistry.symbols import NUMBER_OF
from monazite.chemistry.weights import Weights
from monazite.errors import InputError, Problem, ProblemsError, nearest
from monazite.goods.unmixing.assay import UNKNOWN_METHOD, Measure, Method, Reading
from monazite.goods.unmixing.placed_rows import PlacedRow, placed_rows

__all__ = ["UNITS", "oxide_of", "read_assay"]

COLUMNS = ("element", "oxide", "value", "uncertainty", "unit", "limit")
UNITS = {"%": 100, "wt%": 100, "g/kg": 1000, "mg/g": 1000, "ppm": 10**6, "mg/kg": 10**6, "g/t": 10**6, "µg/g": 10**6}
UNITS |= {"ug/g": 10**6, "ppb": 10**9, "fraction": 1}
"""Units of a mass fraction → how many of them make the whole."""

NUMBER = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,15})?|\.[0-9]{1,15}")
ABSENT = ("nd", "n.d.", "not detected", "bdl", "<lod", "未检出", "-")
MOST_TOGETHER = Fraction(105, 100)
WHOLE = Fraction(1)


def read_assay(
    path: Path | str,
    weights: Weights,
    *,
    method: Method = UNKNOWN_METHOD,
    basis: str = "sample",
    complete: bool = False,
    k: float = 1.0,
) -> Reading:
    """Read an assay from a CSV file with the columns element or oxide, value, unit, and if known uncertainty and limit.

    A row names an element (Dy) or an oxide (Dy2O3, reckoned as element). `value` is a number, `<0.05`, or `nd` with a
    limit; `unit` one of `UNITS`; `uncertainty` is in the same unit and k times the standard uncertainty. Raises
    ProblemsError with every mistake and its place, and InputError where the file cannot be read or no row is left.
    """
    problems: list[Problem] = []
    rows = placed_rows(path, COLUMNS, ("value", "unit"), problems, "G221")
    found = [(row, _Row(row, weights, method, k)) for row in rows]
    for _, reader in found:
        problems += reader.problems()
    problems += _twice([(row, reader.symbol) for row, reader in found if reader.symbol])
    if not problems:
        problems += _too_much([(row, reader.measure) for row, reader in found])
    if problems:
        raise ProblemsError(problems)
    if not found:
        raise InputError(f"{path}: no row under the headings; write one element a row")
    return Reading({reader.symbol: reader.measure for _, reader in found}, method, basis, complete)


class _Row:
    """One row on its way to a measure; what is wrong with it is collected."""

    def __init__(self, row: PlacedRow, weights: Weights, method: Method, k: float) -> None:
        self.row, self.k, self.wrong = row, k, list[Problem]()
        self.symbol, self.factor = self.substance(weights)
        self.unit = self.known_unit()
        self.method = method
        self.measure = self.measured()

    def problems(self) -> list[Problem]:
        return self.wrong

    def say(self, column: str, code: str, text: str, hint: str = "") -> None:
        self.wrong.append(self.row.problem(column, code, text, hint))

    def substance(self, weights: Weights) -> tuple[str, Fraction]:
        """Return the element, and its mass in one unit of mass of what the row names."""
        element, oxide = self.row["element"], self.row["oxide"]
        if bool(element) == bool(oxide):
            column = "oxide" if element else "element"
            self.say(column, "G222", "a row names an element or an oxide, one of them", "Dy, or Dy2O3")
        elif element:
            if element in NUMBER_OF:
                return element, WHOLE
            self.say("element", "G223", f"'{element}' is not the symbol of an element", _element_hint(element))
        else:
            try:
                return oxide_of(oxide, weights)
            except InputError as error:
                self.say("oxide", "G224", str(error), "an oxide of one element, such as Dy2O3")
        return "", WHOLE

    def known_unit(self) -> int:
        unit = self.row["unit"].replace(" ", "").replace("μ", "µ")
        if unit in UNITS:
            return UNITS[unit]
        hint = nearest(unit, UNITS) if unit else f"one of: {', '.join(UNITS)}"
        self.say("unit", "G225", f"'{self.row['unit']}' is no unit of a mass fraction", hint)
        return 0

    def measured(self) -> Measure:
        text = self.row["value"]
        limit = self.share("limit", self.row["limit"]) if self.row["limit"] else None
        uncertainty = self.share("uncertainty", self.row["uncertainty"]) if self.row["uncertainty"] else None
        stated = float(uncertainty) / self.k if uncertainty else None
        if text.lower() in ABSENT:
            return Measure(None, limit=float(limit or Fraction(self.method.limit)))
        if text.startswith(("<", "＜")):
            return Measure(None, stated, float(self.share("value", text[1:].strip()) or 1))
        value = self.share("value", text)
        return Measure(float(value or 0), stated, float(limit) if limit else None)

    def share(self, column: str, text: str) -> Fraction | None:
        """Return a cell as mass fraction of the element."""
        if not NUMBER.fullmatch(text):
            self.say(column, "G226", f"'{text}' is no number", _number_hint(text))
            return None
        if not self.unit:
            return None
        share = Fraction(text) / self.unit
        if share > 1:
            self.say(column, "G227", f"{text} {self.row['unit']} is more than the whole", "is the unit right?")
            return None
        return share * self.factor


def _element_hint(text: str) -> str:
    if text.capitalize() in NUMBER_OF:
        return f"did you mean '{text.capitalize()}'?"
    try:
        parse_formula(text)
    except FormulaError:
        return nearest(text, [s for s in NUMBER_OF if s[0] == text[:1].upper()])
    return "a compound goes into the column 'oxide'"


def _number_hint(text: str) -> str:
    if re.fullmatch(r"[0-9]+,[0-9]+", text):
        return f"write decimals with a point: {text.replace(',', '.')}"
    return "digits and a point; '<0.05' or 'nd' in the column 'value' for what was not found"


def oxide_of(text: str, weights: Weights) -> tuple[str, Fraction]:
    """Return the element of an oxide of one element, and its mass in one unit of mass of it; else raise InputError."""
    formula = parse_formula(text, tolerant=True)
    symbols = [s for s in formula.symbols if s != "O"]
    if len(symbols) != 1 or "O" not in formula.symbols:
        raise InputError(f"'{text}' is not an oxide of one element")
    return symbols[0], element_factor(symbols[0], formula, weights)


def _twice(rows: Iterable[tuple[PlacedRow, str]]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for row, symbol in rows:
        first = seen.setdefault(symbol, row.line)
        if first != row.line:
            column = "element" if row["element"] else "oxide"
            yield row.problem(column, "G228", f"{symbol} stands on line {first} already", "keep one of the rows")


def _too_much(rows: list[tuple[PlacedRow, Measure]]) -> Iterator[Problem]:
    """Refuse a reading whose elements weigh clearly more than the sample: most often a unit is wrong."""
    least = sum(max((m.value or 0) - 2 * (m.uncertainty or 0), 0) for _, m in rows)
    if least > MOST_TOGETHER:
        row = max(rows, key=lambda pair: pair[1].value or 0)[0]
        text = f"the elements add up to {100 * sum(m.value or 0 for _, m in rows):.0f} %"
        yield row.problem("value", "G229", text, "are the units right, or elements given as oxides?")
