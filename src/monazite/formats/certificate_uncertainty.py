"""The uncertainty of a line: standard (u), expanded (U with k), or an interval of 95 %."""

from __future__ import annotations

from fractions import Fraction

from monazite.formats.certificate_draft import Line, Notes, shown
from monazite.formats.certificate_numbers import number
from monazite.quality.decision import Uncertainty
from monazite.quality.printed import Printed
from monazite.quality.units import unit

__all__ = ["uncertainty_of"]

# Of an interval of 95 % of a normal distribution, half its length in standard uncertainties (JCGM 100:2008, G.2).
K95 = Fraction("1.96")
MOST_K = 10
LEAST_K = Fraction(2)
MOST_K_USED = Fraction(4)  # where no k is told; of few measurements it is above 3
SLACK = Fraction(1, 20)  # between 1.96 and 2, and what was rounded on the way
PLAIN = "a number in the unit of the result, without a unit of its own"
CONTRADICT = "write the one that is right"


def uncertainty_of(line: Line, beside: str, notes: Notes) -> Uncertainty:
    """Return the uncertainty of a line, in its unit; `beside` is what stands behind ± in the result.

    What cannot be read is noted, and then none is told; nor is it where two of u, U, ± and the interval contradict.
    """
    k = _number(line, "k", line["k"], notes)
    if k is not None and not 0 < k.value <= MOST_K:
        notes.say(line.where, "k", "C029", f"a coverage factor cannot be {line['k']}", "k is 2 for most certificates")
        return Uncertainty()
    standard = _positive(line, "standard_u", line["standard_u"], notes)
    expanded = _positive(line, "expanded", line["expanded"] or _plain(line, beside, notes), notes)
    ends = _interval(line, notes)
    of_k = k.value if k else None
    if _two(line, beside, notes) or _contradicted(line, standard, expanded, of_k, ends, notes):
        return Uncertainty()
    if standard is not None or expanded is not None:
        wide = expanded.value if expanded else None
        told = of_k or (Fraction(2) if wide is not None else None)
        return Uncertainty(standard.value if standard else None, wide, told)
    return Uncertainty(expanded=(ends[1].value - ends[0].value) / 2, k=K95) if ends else Uncertainty()


def _plain(line: Line, beside: str, notes: Notes) -> str:
    """Return what stands behind ±; nothing for "0.09 ± 10 %", which is a share of the result (and is noted)."""
    read = number(line["value"])
    wide, size = number(beside).value if beside else None, unit(read.unit)
    if not wide or not read.value or size is None or size.name != "%" or wide.value < read.value.value:
        return beside
    said = f"it is not plain what '{shown(line['value'])}' is: a share of the result, or of the sample?"
    notes.say(line.where, "value", "C029", said, PLAIN)
    return ""


def _two(line: Line, beside: str, notes: Notes) -> bool:
    """Return whether what stands behind ± in a result is another number than U (which is noted)."""
    one, other = (number(text.lstrip("±")).value if text else None for text in (line["expanded"], beside))
    if one is None or other is None or one.value == other.value:
        return False
    text = f"there are two uncertainties: ±{shown(beside)} and U {shown(line['expanded'])}"
    notes.say(line.where, "expanded", "C029", text, CONTRADICT)
    return True


def _contradicted(
    line: Line,
    standard: Printed | None,
    expanded: Printed | None,
    k: Fraction | None,
    ends: tuple[Printed, Printed] | None,
    notes: Notes,
) -> bool:
    """Return whether u, U and the interval cannot all be of this result, beyond their digits (which is noted)."""
    reached = [
        *([_reach(standard.value, standard.step, Fraction(1), Fraction(1))] if standard else ()),
        *([_reach(expanded.value, expanded.step, *((k, k) if k else (Fraction(1), MOST_K_USED)))] if expanded else ()),
        *([_reach((ends[1].value - ends[0].value) / 2, ends[0].step + ends[1].step, K95, K95)] if ends else ()),
    ]
    if max((low for low, _ in reached), default=0) > min((high for _, high in reached), default=0):
        told = (("u", line["standard_u"]), ("U", line["expanded"]), ("k", line["k"]), ("ci95", _ends(line)))
        text = ", ".join(f"{name} {shown(value)}" for name, value in told if value)
        notes.say(line.where, "expanded", "C029", f"these uncertainties contradict each other: {text}", CONTRADICT)
        return True
    value = number(line["value"]).value
    if ends is None or value is None or value.operator != "=":
        return False
    if ends[0].value - ends[0].step <= value.value <= ends[1].value + ends[1].step:
        return False
    text = f"the result {shown(line['value'])} is outside its own interval, {_ends(line)}"
    notes.say(line.where, "low", "C029", text, CONTRADICT)
    return True


def _reach(half: Fraction, step: Fraction, least: Fraction, most: Fraction) -> tuple[Fraction, Fraction]:
    """Return the least and the most that 2 u can be, by a half width of between `least` and `most` u."""
    low, high = max(half - step / 2, Fraction(0)) / most, (half + step / 2) / least
    return low * LEAST_K * (1 - SLACK), high * LEAST_K * (1 + SLACK)


def _ends(line: Line) -> str:
    return f"{shown(line['low'])} to {shown(line['high'])}" if line["low"] else ""


def _interval(line: Line, notes: Notes) -> tuple[Printed, Printed] | None:
    low, high = (_number(line, name, line[name], notes) for name in ("low", "high"))
    if low is None or high is None:
        return None
    if high.value < low.value:
        text = f"the interval ends ({line['high']}) below its beginning ({line['low']})"
        notes.say(line.where, "high", "C029", text, "low, then high")
        return None
    return low, high


def _positive(line: Line, name: str, text: str, notes: Notes) -> Printed | None:
    value = _number(line, name, text, notes)
    if value is not None and value.value <= 0:
        notes.say(
            line.where, name, "C029", f"an uncertainty cannot be {shown(text)}", "leave it out where none is told"
        )
        return None
    return value


def _number(line: Line, name: str, text: str, notes: Notes) -> Printed | None:
    if not text:
        return None
    found = number(text.lstrip("±"), comma=None)
    if found.value is None or found.value.operator != "=":
        notes.say(line.where, name, "C029", f"'{shown(text)}' is no number", "0.02")
        return None
    if found.unit and not _own_unit(line, found.unit):
        said = f"it is not plain what '{shown(text)}' is: a share of the result, or of the sample?"
        notes.say(line.where, name, "C029", said, PLAIN)
        return None
    return found.value


def _own_unit(line: Line, text: str) -> bool:
    """Return whether a unit is that of the result, and no per cent: 10 % of a content in per cent may be 10 % of it."""
    own, told = unit(line["unit"] or number(line["value"]).unit), unit(text)
    return told is not None and told == own and told.name not in ("%", "‰")
