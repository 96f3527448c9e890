"""What an analyst would ask about: terbium and holmium in neodymium oxide, and remainders given as found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from monazite.quality.forensics.limit_text import is_balance
from monazite.quality.forensics.lines import Line, Sheet, percent, said, shown, symbols
from monazite.quality.forensics.model import Finding, tell
from monazite.quality.forensics.named import formulas
from monazite.quality.forensics.sums import by_difference, others_than

__all__ = ["plausible"]

ICP_MS = re.compile(r"ICP[\s/-]*(?:QQQ[\s/-]*)?MS|mass spectrom|质谱", re.IGNORECASE)
# In nature, elements of odd number are rarer than both neighbours; oxides of Nd have the masses of 159Tb and 165Ho.
NEIGHBOURS = {"Tb": ("Gd", "Dy"), "Ho": ("Dy", "Er")}
ALL = Fraction(100)


def plausible(sheet: Sheet) -> Iterator[Finding]:
    """Yield what is odd, and worth a question."""
    yield from _mass_159_165(sheet)
    yield from _balance(sheet)


def _mass_159_165(sheet: Sheet) -> Iterator[Finding]:
    if not _is_neodymium(sheet):
        return
    found: dict[str, Line] = {}
    for each in sheet.numbers:
        metals = symbols(each.analyte) - {"O"}
        if len(metals) == 1:
            found.setdefault(next(iter(metals)), each)
    for element, beside in NEIGHBOURS.items():
        line, near = found.get(element), [found[name] for name in beside if name in found]
        if line is None or len(near) < 2 or (line.result.method and not ICP_MS.search(line.result.method)):
            continue
        if all(line.value > other.value for other in near):
            rows = (line.result, *(other.result for other in near))
            values = {"analyte": line.analyte, "value": shown(line.result), "rows": said(rows[1:])}
            yield tell("tb_ho", rows, values)


def _is_neodymium(sheet: Sheet) -> bool:
    named = formulas(sheet.certificate.product)
    if named:
        return symbols(named[0]) == {"Nd", "O"}
    words = sheet.certificate.product.casefold()
    if "neodymium oxide" in words or "氧化钕" in words:
        return True
    return any(symbols(line.analyte) == {"Nd", "O"} and line.value > 90 for line in sheet.numbers)


def _balance(sheet: Sheet) -> Iterator[Finding]:
    """Yield numbers that are exactly what the others leave of 100 where a balance is asked for, and not said to be."""
    asked = _balances(sheet)
    for line in sheet.numbers:
        named = is_balance(line.result.specification) or line.analyte in asked
        if not named or by_difference(line.result):
            continue
        beside = [other for other in sheet.lines if other.basis == line.basis]
        others = others_than(line, beside)
        rest = ALL - sum((other.value for other in others), Fraction(0))
        if len(others) >= 2 and line.half and abs(line.value - rest) <= line.half:
            values = {"analyte": line.analyte, "value": shown(line.result), "rest": percent(rest, 6)}
            yield tell("balance_measured", (line.result, *(other.result for other in others)), values)


def _balances(sheet: Sheet) -> set[str]:
    """Return what the grades that are claimed leave as the balance."""
    claims = {(claim.standard.strip(), claim.grade.strip()) for claim in sheet.certificate.claims}
    ids = {f"{standard} {grade}" for standard, grade in claims}
    grades = [sheet.known.register.grades[each] for each in ids if each in sheet.known.register.grades]
    return {each.analyte for grade in grades for each in grade.requirements if each.kind == "balance"}
