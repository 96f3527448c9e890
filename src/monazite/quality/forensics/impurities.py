"""Totals of impurities that cannot be the sum of the impurities printed beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from monazite.quality.forensics.limit_text import limits_beside
from monazite.quality.forensics.lines import Line, Sheet, percent, shown, symbols
from monazite.quality.forensics.model import Finding, tell
from monazite.quality.forensics.named import formulas
from monazite.quality.forensics.shares import RARE_EARTHS, is_all_impurities, is_rare_impurities
from monazite.quality.found import root_of_squares

__all__ = ["impurities"]

NIL, HALF = Fraction(0), Fraction(50)
# From oxide to element a number grows by at most this: SiO2 holds 47 % Si, and a total may count either.
OXIDE_MOST = Fraction(2)
FEWEST = 3  # impurities of any kind; one rare earth is enough to be more than all rare earth impurities
LARGEST = Fraction(5)  # per cent; what there is more of is a part of the alloy


def impurities(sheet: Sheet) -> Iterator[Finding]:
    """Yield totals of impurities, of all or of rare earths, that do not fit their parts on the same basis."""
    for total in (line for line in sheet.lines if line.operator == "="):
        beside = [line for line in sheet.lines if line.basis == total.basis]
        if is_rare_impurities(total):
            parts = [line for line in _parts(sheet, beside) if symbols(line.analyte) & RARE_EARTHS]
            yield from _total(total, parts, least=1)
        elif is_all_impurities(total):
            yield from _total(total, _parts(sheet, beside), least=FEWEST)


def _parts(sheet: Sheet, lines: Sequence[Line]) -> list[Line]:
    """Return the impurities among the lines of one basis, each element once: what is no part of the main content."""
    main = max((line for line in lines if symbols(line.analyte)), key=lambda line: line.value, default=None)
    own = symbols(main.analyte) if main is not None and main.value > HALF else frozenset()
    own |= frozenset().union(*map(symbols, formulas(sheet.certificate.product)))
    found: dict[frozenset[str], Line] = {}
    for line in sorted(lines, key=lambda line: line.low):
        elements = symbols(line.analyte) - {"O"}
        if elements and not elements & own and line.value < LARGEST and not _asked_for(line):
            found.setdefault(elements, line)
    return list(found.values())


def _asked_for(line: Line) -> bool:
    """Return whether at least so much of a content is asked for by the limit beside it."""
    limits = limits_beside(line.result.specification, line.result.unit)
    return limits is not None and limits.lower is not None


def _total(total: Line, parts: Sequence[Line], least: int) -> Iterator[Finding]:
    if len(parts) < least:
        return
    low = sum((line.low for line in parts), NIL)
    high = sum(((line.high or line.value) * OXIDE_MOST for line in parts), NIL)
    wide = root_of_squares([line.expanded for line in (total, *parts) if line.expanded is not None])
    over = len(parts) >= FEWEST and total.value > high + total.half + wide
    if not over and total.value >= low - total.half - wide:
        return
    rows = (total.result, *(line.result for line in parts))
    ends = {"low": percent(low, 7), "high": percent(high, 7)}
    strength = 1 if over else 3  # above, there may be impurities that are not printed
    values = {"analyte": total.analyte, "value": shown(total.result), **ends}
    yield tell("total_impurities", rows, values, strength=strength)
