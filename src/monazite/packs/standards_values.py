"""Reading the cells of a pack of standards: days, stages, limits, units, analytes; each mistake at its place."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from fractions import Fraction

from monazite.chemistry.formula import parse_formula
from monazite.chemistry.model import FormulaError
from monazite.errors import InputError, nearest
from monazite.packs.rows import Row
from monazite.quality.limits import Bound, Limits
from monazite.quality.model import CONFIDENCES, Period
from monazite.quality.printed import Printed, printed
from monazite.quality.stages import STAGES, WORDS, stage_code
from monazite.quality.units import UNITS, unit

__all__ = ["NAMED", "OPS", "also", "amount", "analyte", "limits", "period", "read_limits", "stage", "trust", "unit_of"]

OPS = ("<=", "<", ">=", ">", "=", "band", "balance")
# Shares of a mass that are no substance with a formula.
NAMED = (
    *("TREO", "TREM", "LOI", "moisture"),
    *("RE impurities", "magnetic impurities", "other impurities", "total impurities"),
    *("ash", "volatiles", "fixed carbon", "water-insoluble", "acid-insoluble"),
)
PERIOD = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
BAND = re.compile(r"\s*\.\.\s*")


def period(row: Row, column: str) -> Period | None:
    """Return a day, month or year; None where there is none or a wrong one (which is said)."""
    text = row.text(column)
    found = read_period(text) if text else None
    if text and found is None:
        say = f"'{text}' is no day, month or year"
        row.problems.say(row.path, row.cell(column), "P080", say, "2024-07-01, 2024-07 or 2024")
    return found


def read_period(text: str) -> Period | None:
    """Return what "2024-07-01", "2024-07" or "2024" mean, or None."""
    match = PERIOD.fullmatch(text)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = dt.date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return Period(first, first)
    last = calendar.monthrange(first.year, month)[1] if month else 31
    return Period(first, dt.date(first.year, month or 12, last))


def stage(row: Row) -> str:
    """Return the code of a stage by its code or word; '' where there is none or a wrong one (which is said)."""
    text = row.text("stage")
    code = stage_code(text) if text else ""
    if code is None:
        say = f"'{text}' is no stage of a standard"
        row.problems.say(row.path, row.cell("stage"), "P081", say, nearest(text, [*WORDS, *STAGES]))
    return code or ""


def trust(row: Row) -> str:
    """Return the confidence of a row; suspect facts have no place in a register."""
    value = row.text("confidence")
    if value == "X":
        text = "a suspect fact (X) has no place in a register"
        row.problems.say(row.path, row.cell("confidence"), "P089", text, "tell it in the README of the pack")
        return "M"
    return row.choice("confidence", tuple(CONFIDENCES), "M")


def limits(row: Row) -> Limits:
    """Return the limits of a row; open ones where they are wrong (and said)."""
    op, text, compare = row.text("op"), row.text("limit"), row.choice("compare", ("full", "rounded"), "full")
    if op == "balance":
        if text:
            row.problems.say(row.path, row.cell("limit"), "P085", "a balance has no limit", "leave the limit empty")
        return Limits(compare=compare)
    found = read_limits(op, text, compare)
    if found is None:
        hint = "low..high, 42.0..45.0" if op == "band" else "digits as printed, 0.10"
        row.problems.say(row.path, row.cell("limit"), "P083", f"'{text}' is no limit for '{op}'", hint)
    return found or Limits()


def read_limits(op: str, text: str, compare: str = "full") -> Limits | None:
    """Return what an operator with a printed limit allows; None where the text is no limit.

    >>> read_limits("<", "0.10").upper
    Bound(value=Fraction(1, 10), step=Fraction(1, 100), strict=True)
    """
    if op == "band":
        low, *rest = (_number(part) for part in BAND.split(text))
        high = rest[0] if len(rest) == 1 else None
        ordered = low is not None and high is not None and low.value <= high.value
        return Limits(_bound(low), _bound(high), compare) if low and high and ordered else None
    number = _number(text)
    if number is None:
        return None
    bound = _bound(number, strict=op in ("<", ">"))
    return Limits(bound if op[0] in ">=" else None, bound if op[0] in "<=" else None, compare)


def _number(text: str) -> Printed | None:
    found = printed(text)
    return found if found and found.operator == "=" and not found.mark and text[:1] != "=" else None


def _bound(number: Printed, strict: bool = False) -> Bound:
    return Bound(number.value, number.step, strict)


def amount(row: Row, column: str) -> Fraction | None:
    """Return the end of a range of a method; None where there is none or a wrong one (which is said)."""
    text = row.text(column)
    number = _number(text) if text else None
    if text and number is None:
        row.problems.say(row.path, row.cell(column), "P083", f"'{text}' is no number", "digits as printed, 0.0050")
    return number.value if number else None


def unit_of(row: Row) -> str:
    """Return the unit of a row as it is written here; an unknown one is a problem."""
    text = row.text("unit")
    found = unit(text) if text else None
    if text and found is None:
        row.problems.say(row.path, row.cell("unit"), "P084", f"'{text}' is no unit", nearest(text, UNITS))
    return found.name if found else ""


def analyte(row: Row) -> str:
    """Return what is found: a formula, a sum of them with +, or a name of NAMED; any name where it is no mass share."""
    name, measure = row.text("analyte"), unit(row.text("unit"))
    if measure is not None and measure.kind != "mass_fraction":
        return name
    for part in name.split("+") if name else ():
        if part.strip() not in NAMED and part.strip() != "*" and not _is_formula(part.strip()):
            text = f"'{part.strip()}' is no formula and no known total"
            row.problems.say(row.path, row.cell("analyte"), "P086", text, nearest(part.strip(), NAMED))
    return name


def also(row: Row) -> tuple[str, ...]:
    """Return the substances from which a content is calculated, as formulas; what is none is said."""
    names = tuple(map(str, row.words("also")))
    for name in names:
        if not _is_formula(name):
            text = f"'{name}' is no formula"
            row.problems.say(row.path, row.cell("also"), "P086", text, "Li2O for an analyte Li2CO3")
    return names


def _is_formula(text: str) -> bool:
    try:
        return bool(parse_formula(text).symbols)
    except (FormulaError, InputError):
        return False
