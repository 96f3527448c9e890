"""The uncertainty of a line: standard (u), expanded (U with k), or an interval of 95 %."""

from __future__ import annotations

from fractions import Fraction

from monazite.formats.certificate_draft import Line, Notes, shown
from monazite.formats.certificate_numbers import number
from monazite.quality.decision import Uncertainty

__all__ = ["uncertainty_of"]

# Of an interval of 95 % of a normal distribution, half its length in standard uncertainties (JCGM 100:2008, G.2).
K95 = Fraction("1.96")
MOST_K = 10


def uncertainty_of(line: Line, beside: str, notes: Notes) -> Uncertainty:
    """Return the uncertainty of a line, in its unit; `beside` is what stands behind ± in the result.

    What cannot be read is noted, and then none is told.
    """
    k = _number(line, "k", line["k"], notes)
    if k is not None and not 0 < k <= MOST_K:
        notes.say(line.where, "k", "C029", f"a coverage factor cannot be {line['k']}", "k is 2 for most certificates")
        return Uncertainty()
    standard = _positive(line, "standard_u", line["standard_u"], notes)
    expanded = _positive(line, "expanded", line["expanded"] or beside, notes)
    if standard is not None or expanded is not None:
        return Uncertainty(standard, expanded, k or (Fraction(2) if expanded is not None else None))
    return _interval(line, notes)


def _interval(line: Line, notes: Notes) -> Uncertainty:
    low, high = (_number(line, name, line[name], notes) for name in ("low", "high"))
    if low is None or high is None:
        return Uncertainty()
    if high < low:
        text = f"the interval ends ({line['high']}) below its beginning ({line['low']})"
        notes.say(line.where, "high", "C029", text, "low, then high")
        return Uncertainty()
    return Uncertainty(expanded=(high - low) / 2, k=K95)


def _positive(line: Line, name: str, text: str, notes: Notes) -> Fraction | None:
    value = _number(line, name, text, notes)
    if value is not None and value <= 0:
        notes.say(
            line.where, name, "C029", f"an uncertainty cannot be {shown(text)}", "leave it out where none is told"
        )
        return None
    return value


def _number(line: Line, name: str, text: str, notes: Notes) -> Fraction | None:
    if not text:
        return None
    found = number(text.lstrip("±"), comma=None)
    if found.value is None or found.value.operator != "=":
        notes.say(line.where, name, "C029", f"'{shown(text)}' is no number", "0.02")
        return None
    return found.value.value
