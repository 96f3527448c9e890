"""Sums: shares of one mass that come to more than it, and purities that do not fit what was found beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from monazite.quality.certificate import Result
from monazite.quality.forensics.lines import TOTALS, Line, Sheet, percent, said, shown, symbols
from monazite.quality.forensics.model import Finding, tell
from monazite.quality.forensics.shares import RARE_EARTHS, apart, counted, is_volatile, of_one_mass, scatters
from monazite.quality.found import root_of_squares

__all__ = ["BY_DIFFERENCE", "by_difference", "others_than", "sums"]

ALL = Fraction(100)
NIL = Fraction(0)
# An assay of its own scatters about 100; without its uncertainty, more than this is out of the ordinary.
ASSAY_SCATTER = Fraction(1, 2)
WATER = frozenset("OH")
BY_DIFFERENCE = re.compile(r"differen|subtract|balance|差减|减量|差值|余量", re.IGNORECASE)
# From oxide to element a number grows by at most this: SiO2 holds 47 % Si, and a purity may count either.
OXIDE_MOST = Fraction(2)


def sums(sheet: Sheet) -> Iterator[Finding]:
    """Yield what does not add up."""
    for basis in dict.fromkeys(line.basis for line in sheet.lines):
        lines = [line for line in sheet.lines if line.basis == basis]
        yield from _over(basis, lines)
        yield from _parts(lines)
        yield from _difference(of_one_mass(basis, lines))


def _over(basis: str, lines: Sequence[Line]) -> Iterator[Finding]:
    shares = counted(basis, lines)
    low = sum((line.low for line in shares), NIL)
    known = [line.expanded for line in shares if line.expanded is not None]
    spread = root_of_squares(known)
    if not shares or low <= ALL + spread:
        return
    over = low - ALL
    main = max(shares, key=lambda line: line.value)
    by_itself = len(shares) == 1 or main.value > ALL or any(map(scatters, shares))
    with_loss = any(map(is_volatile, shares))
    if over <= ASSAY_SCATTER and (with_loss or (main.expanded is None and by_itself)):
        return  # an assay by itself, of 100.2: that is how titrations scatter
    strength = 2 if over > ASSAY_SCATTER else 1
    strength = 3 if main.expanded is not None and not with_loss else strength
    found = sum((line.value for line in shares if line.operator != "<"), NIL)
    rows = tuple(line.result for line in sorted(shares, key=lambda line: -line.value))
    values = {"basis": basis.replace("_", " ") or "basis not told", "total": percent(found), "over": percent(over)}
    yield tell("sum_over", rows, {**values, "rows": said(rows)}, strength=strength)


def _parts(lines: Sequence[Line]) -> Iterator[Finding]:
    """Yield single rare earths of which there is more than of all."""
    for total in (line for line in lines if line.analyte in TOTALS and line.operator == "="):
        for part in lines:
            earth = symbols(part.analyte) - WATER
            oxide = total.analyte in ("TREO", "REO")
            if len(earth) != 1 or not earth <= RARE_EARTHS or oxide != ("O" in symbols(part.analyte)):
                continue
            if part.low > (total.high or NIL) + root_of_squares([part.expanded or NIL, total.expanded or NIL]):
                values = {"part": part.analyte, "value": shown(part.result), "total": total.analyte}
                yield tell("part_over_total", (part.result, total.result), {**values, "whole": shown(total.result)})


def _difference(lines: Sequence[Line]) -> Iterator[Finding]:
    """Yield purities that are said to be a difference, or are shares of all oxides, and are not the rest of 100."""
    main = max(lines, key=lambda line: line.value, default=None)
    if main is None:
        return
    others = others_than(main, lines)
    named = by_difference(main.result)
    if main.operator != "=" or len(others) < 3 or main.value < 90 or not named:
        return
    low = sum((line.low for line in others), NIL)
    high = sum(((line.high or line.value) * _growth(main, line) for line in others), NIL)
    wide = root_of_squares([line.expanded for line in (main, *others) if line.expanded is not None])
    least, most = ALL - high - main.half - wide, ALL - low + main.half + wide
    if not least <= main.value <= most:
        rest = ALL - sum((line.value for line in others), NIL)
        strength = 2 if main.value > most else 1  # below, there may be impurities that are not printed
        rows = (main.result, *(line.result for line in others))
        values = {"analyte": main.analyte, "value": shown(main.result), "rest": percent(rest, 5)}
        yield tell("difference", rows, {**values, "rows": said(rows[1:])}, strength=strength)


def _growth(main: Line, line: Line) -> Fraction:
    """Return by how much an element beside an oxide may count more, where a purity counts impurities as oxides."""
    return OXIDE_MOST if "O" in symbols(main.analyte) and "O" not in symbols(line.analyte) else Fraction(1)


def others_than(main: Line, lines: Sequence[Line]) -> list[Line]:
    """Return the lines that are no part of the main one, and no totals."""
    return [line for line in apart(lines) if line is not main and not symbols(line.analyte) & _own(main)]


def _own(main: Line) -> frozenset[str]:
    return symbols(main.analyte) - WATER


def by_difference(result: Result) -> bool:
    """Return whether a line says that it is what the others leave of 100."""
    return bool(BY_DIFFERENCE.search(f"{result.method} {result.analyte}"))
