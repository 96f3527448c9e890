"""Properties that cannot be: sizes out of order, a pH beyond its scale, a product whose main content is another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from monazite.quality.certificate import Result
from monazite.quality.forensics.lines import TOTALS, Sheet, shown, symbols
from monazite.quality.forensics.model import Finding, tell
from monazite.quality.forensics.named import formulas
from monazite.quality.found import root_of_squares
from monazite.quality.units import unit

__all__ = ["properties"]

SIZE = re.compile(r"D[vV]?\s*\(?(?:0\.)?(\d{1,3})\)?")
NIL, HALF = Fraction(0), Fraction(50)
PH_LEAST, PH_MOST = Fraction(0), Fraction(14)
MOST_SIZES = 20


def properties(sheet: Sheet) -> Iterator[Finding]:
    """Yield what contradicts the meaning of a property, or the name of the product."""
    yield from _sizes(sheet)
    yield from _acidity(sheet)
    yield from _other_product(sheet)


def _sizes(sheet: Sheet) -> Iterator[Finding]:
    """Yield sizes below which a smaller share lies, and which are larger."""
    told: list[tuple[int, Fraction, Fraction, Result]] = []
    for result in sheet.results:
        match, kind = SIZE.fullmatch(result.analyte.strip()), unit(result.unit)
        if match and kind and kind.kind == "length" and result.value is not None and result.value.operator == "=":
            wide = (result.uncertainty.U or NIL) * kind.size
            told.append((int(match[1]), result.value.value * kind.size, wide, result))
    told = sorted(told[:MOST_SIZES], key=lambda each: each[0])
    for at, (share, value, wide, result) in enumerate(told):
        for larger, its, its_wide, other in told[at + 1 :]:
            if larger > share and value > its + root_of_squares([wide, its_wide]):
                values = {"small": result.analyte, "first": shown(result), "large": other.analyte}
                yield tell("sizes_order", (result, other), {**values, "second": shown(other)})


def _acidity(sheet: Sheet) -> Iterator[Finding]:
    for result in sheet.results:
        value = result.value
        if result.analyte.strip().casefold() != "ph" or value is None:
            continue
        below = value.value + value.step / 2 < PH_LEAST and not value.operator.startswith(">")
        above = value.value - value.step / 2 > PH_MOST and not value.operator.startswith("<")
        if below or above:
            yield tell("ph_range", (result,), {"value": shown(result)})


def _other_product(sheet: Sheet) -> Iterator[Finding]:
    """Yield main contents that hold no element of the product by its name."""
    product = sheet.certificate.product
    own: frozenset[str] = frozenset().union(*map(symbols, formulas(product)))
    if not own:
        return
    for line in sheet.numbers:
        elements = symbols(line.analyte)
        if elements and line.analyte not in TOTALS and line.value > HALF and not elements - {"O"} & own:
            values = {"product": product.strip(), "main": line.analyte, "value": shown(line.result)}
            yield tell("product_other", (line.result,), values, fields=("product",))
