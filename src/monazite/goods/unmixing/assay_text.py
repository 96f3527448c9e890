"""Reading an assay from a line of text: "XRF: Dy 10.4±0.8, Zr 31±2, Si 12±1 %"."""

from __future__ import annotations

import re
from fractions import Fraction
from math import sqrt

from monazite.chemistry.amount import Amount
from monazite.chemistry.composition import Names, Part, scan_composition
from monazite.chemistry.weights import Weights
from monazite.errors import InputError
from monazite.goods.beyond import beyond_whole, more_than_whole
from monazite.goods.unmixing.assay import UNKNOWN_METHOD, Measure, Method, Reading
from monazite.goods.unmixing.assay_file import oxide_of

__all__ = ["parse_assay"]

WHOLE = Fraction(1)
DIGIT = re.compile(r"\d")


def parse_assay(
    text: str,
    weights: Weights,
    *,
    method: Method = UNKNOWN_METHOD,
    basis: str = "sample",
    complete: bool = False,
    names: Names | None = None,
) -> Reading:
    """Read an assay from a text such as "XRF: Dy 10.4±0.8, Zr 31±2, Si 12±1 %"; oxides are reckoned as elements.

    What stands behind ± is taken as one standard uncertainty unless the text gives k. Shares that are not by mass, and
    what cannot be read as one element, are left out and said in the notes, as are words with numbers that name no
    element. `names` finds named substances (as of `scan_composition`). Raises InputError where nothing is left, and
    where what is read is more than the whole: a unit is wrong then, and nobody knows which.
    """
    measures: dict[str, Measure] = {}
    found = scan_composition(text, names)
    beyond = beyond_whole(found.parts, weights, "assay")
    if beyond:
        raise InputError(more_than_whole(text, beyond))
    notes = [
        f"not read: '{words}'" for words in (text[start:end] for start, end in found.unread) if DIGIT.search(words)
    ]
    for part in found.parts:
        try:
            symbol, measure = _of_part(part, weights)
        except InputError as error:
            notes.append(f"not read: {error}")
            continue
        if symbol in measures:
            notes.append(f"not read: {symbol} is given twice; the first counts")
        measures.setdefault(symbol, measure)
    if not measures:
        raise InputError(f"'{text[:60]}' holds no mass fraction of an element; write, for example, Dy 10.4±0.8 %")
    return Reading(measures, method, basis, complete, tuple(notes))


def _of_part(part: Part, weights: Weights) -> tuple[str, Measure]:
    """Return the element that a part of a composition names and what was measured of it."""
    if part.formula is None or part.amount.family not in ("mass", "unstated"):
        raise InputError(f"{part.substance} {part.amount.text}, which is no share of one element by mass")
    symbols = part.formula.symbols
    symbol, factor = (symbols[0], 1) if len(symbols) == 1 else oxide_of(part.substance, weights)
    return symbol, _measure(part.amount, float(factor))


def _measure(amount: Amount, factor: float) -> Measure:
    """A number with its uncertainty, a range as any value in it, a limit from above as not found."""
    low, high, middle = amount.low, amount.high, amount.nominal
    if middle is not None:
        tolerance = float(amount.tolerance) * factor / float(amount.k or 1) if amount.tolerance else None
        return Measure(min(float(middle), 1.0) * factor, tolerance)
    if low is not None and high is not None:
        high = min(high, WHOLE)
        spread = float(high - low) * factor / sqrt(12)
        return Measure(float(low + high) / 2 * factor, spread or None)
    if high is None:
        raise InputError(f"'{amount.text}', which is no measured number")
    return Measure(None, limit=float(min(high, WHOLE)) * factor)
