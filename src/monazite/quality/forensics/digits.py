"""Digits: numbers told finer than the method or the uncertainty beside them allows; noughts; less than nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from monazite.quality.certificate import Result
from monazite.quality.forensics.lines import Line, Sheet, digits, percent, shown
from monazite.quality.forensics.model import Finding, tell
from monazite.quality.forensics.sums import by_difference
from monazite.quality.method_bars import barred
from monazite.quality.model import MethodScope
from monazite.quality.substance import ratio
from monazite.quality.units import UNITS, factor, unit

__all__ = ["digits_told"]

TEN = Fraction(10)
# JCGM 100:2008, 7.2.6: an uncertainty has two significant digits at most, and the result ends where it ends. One more
# is let pass.
UNCERTAIN_DIGITS = 3
MOST_K, ROUNDED = 4, Fraction(1, 2)  # uncertainties are printed with one digit or two
# What instruments give, by words in the name of a method: significant digits, or the last place in per cent.
SIGNIFICANT = {
    re.compile(r"ICP|AAS|XRF|OES|ETV|GD-?MS|plasma|光谱|质谱|荧光", re.IGNORECASE): 4,
}
LAST_PLACE = {
    re.compile(r"titr|gravim|EDTA|滴定|重量法", re.IGNORECASE): Fraction(1, 100),
}
MAIN = 90  # per cent: what lies above is told as a difference, with all the digits of the small


def digits_told(sheet: Sheet) -> Iterator[Finding]:
    """Yield numbers with digits that nobody has measured."""
    for result in sheet.results:
        if result.value is not None and result.value.value < 0 and _share(result):
            yield tell("below_nil", (result,), {"analyte": result.analyte, "value": shown(result)})
    yield from _noughts(sheet)
    for result in sheet.results:
        yield from _two_uncertainties(result)
    for line in sheet.numbers:
        yield from _uncertain(line)
        yield from _method(line)
        yield from _range(sheet, line)
        yield from _barred(sheet, line)


def _share(result: Result) -> bool:
    kind = unit(result.unit)
    return kind is not None and kind.kind == "mass_fraction" and not result.analyte.startswith("Δ")


def _noughts(sheet: Sheet) -> Iterator[Finding]:
    """Yield contents of nought: what a method cannot see is less than what it sees, and is not nothing."""
    noughts = tuple(line.result for line in sheet.numbers if line.value == 0)
    if noughts:
        first = noughts[0]
        values = {"analyte": first.analyte, "value": shown(first), "count": str(len(noughts))}
        yield tell("nil", noughts, values)


def _uncertain(line: Line) -> Iterator[Finding]:
    if not line.expanded:
        return
    if line.half * 2 * TEN ** (UNCERTAIN_DIGITS - 1) < _place(line.expanded):
        kind = unit(line.result.unit)
        of = line.result.uncertainty.U
        wide = f"{float(of or 0):.2g} {kind.name if kind else ''}".strip()
        yield tell("digits_uncertainty", (line.result,), _said(line) | {"uncertainty": wide})


def _two_uncertainties(result: Result) -> Iterator[Finding]:
    """Yield an expanded uncertainty that is not k times the standard one; a k is 2 where it is left out, or near it."""
    u, wide, k = result.uncertainty.standard, result.uncertainty.expanded, result.uncertainty.k
    if result.value is None or not u or wide is None:
        return
    least, most = (1, MOST_K) if k in (None, 2) else (k * (1 - ROUNDED), k * (1 + ROUNDED))
    if not least <= wide / u <= most:
        told = {"standard": f"{float(u):.3g}", "expanded": f"{float(wide):.3g}", "k": f"{float(k or 2):.3g}"}
        yield tell("uncertainties", (result,), {"analyte": result.analyte, "value": shown(result), **told})


def _place(value: Fraction) -> Fraction:
    """Return the place of the first digit of a number above 0: 1/10 for 0.25."""
    place = Fraction(1)
    while place > value:
        place /= TEN
    while place * TEN <= value:
        place *= TEN
    return place


def _said(line: Line) -> dict[str, str]:
    return {"analyte": line.analyte, "value": shown(line.result)}


def _method(line: Line) -> Iterator[Finding]:
    if not line.result.method or line.value >= MAIN and by_difference(line.result):
        return
    most = next((count for words, count in SIGNIFICANT.items() if words.search(line.result.method)), 0)
    last = next((place for words, place in LAST_PLACE.items() if words.search(line.result.method)), None)
    least, chinese = "", ""
    if most and line.value < MAIN and digits(line.result) > most:
        least, chinese = f"{most} significant digits", f"{most}位有效数字"
    elif last is not None and line.value > 1 and line.half * 2 < last:
        least, chinese = f"steps of {percent(last)} %", f"{percent(last)} %"
    if least:
        values = {"method": line.result.method, "least": least, "least_zh": chinese}
        yield tell("digits_method", (line.result,), _said(line) | values)


def _range(sheet: Sheet, line: Line) -> Iterator[Finding]:
    """Yield numbers outside the range for which a method is made, where the register knows it."""
    for scope in sheet.known.methods(line.result.method):
        by = _in_words(scope, line, sheet)
        if by is None:
            continue
        low, high = (None if end is None else end * by for end in (scope.low, scope.high))
        if (low is not None and line.value + line.half < low) or (high is not None and line.value - line.half > high):
            ends = [percent(end, 6) if end is not None else "…" for end in (low, high)]
            values = {"method": scope.edition, "range": f"{ends[0]}–{ends[1]} %"}
            yield tell("outside_method", (line.result,), _said(line) | values)
            return


def _barred(sheet: Sheet, line: Line) -> Iterator[Finding]:
    """Yield results by a method that is not made for such a sample, by what else was found in it."""
    for scope in sheet.known.methods(line.result.method):
        parts = [part.strip() for part in scope.excluded.split(";") if barred(part, sheet.results)]
        if parts and _in_words(scope, line, sheet) is not None:
            values = {"method": scope.edition, "bars": ", ".join(parts)}
            yield tell("method_excluded", (line.result,), _said(line) | values)
            return


def _in_words(scope: MethodScope, line: Line, sheet: Sheet) -> Fraction | None:
    """Return what the range of a method is multiplied by to be per cent of what a line is an analysis of."""
    given = unit(scope.unit)
    by = ratio(scope.analyte, line.analyte, sheet.weights)
    size = factor(given, UNITS["%"]) if given else None
    return None if by is None or size is None else by * size
