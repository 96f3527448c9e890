"""From what is written in a certificate to a Certificate: every mistake noted, and nothing taken for more than it says.

A line with a mistake keeps its words and loses its number: it is then a claim, which proves nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from monazite.errors import nearest
from monazite.formats.certificate_draft import Draft, Line, Notes, Where, shown
from monazite.formats.certificate_numbers import Number, comma_of, number
from monazite.formats.certificate_uncertainty import uncertainty_of
from monazite.quality.certificate import Certificate, Claim, Result
from monazite.quality.naming import Named, Words
from monazite.quality.printed import WIDE, printed
from monazite.quality.units import UNITS, unit

__all__ = ["built", "day"]

DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?", re.ASCII)
WORD = re.compile(r"[A-Za-z]+[0-9]*(?:[A-Z][A-Za-z]?[0-9]*)*|[\u4e00-\u9fff]+")
MOST_PERCENT = 105  # an assay may come out above 100, but not so far


def built(draft: Draft, words: Words, notes: Notes, assumed: str = "") -> Certificate:
    """Return the certificate that a draft says; `assumed` is the basis where it tells none."""
    comma = comma_of(line["value"] for line in draft.lines)
    basis = _basis(draft["basis"], draft.where, words, notes) or assumed
    results = [_result(line, draft, words, notes, comma, basis) for line in draft.lines]
    if not draft.lines:
        notes.say(draft.where, "results", "C012", "there is no result", "one line a result")
    _twice(draft.lines, results, notes)
    days = {name: day(draft, name, notes) for name in ("issued", "sampled", "accredited_until", "valid_until")}
    if days["issued"] and days["sampled"] and days["sampled"] > days["issued"]:
        text = f"sampled on {days['sampled']}, after the day of issue {days['issued']}"
        notes.say(draft.where, "sampled", "C031", text, "a sample is taken before it is certified")
    return Certificate(
        id=draft["id"],
        product=draft["product"],
        lot=draft["lot"],
        issuer=draft["issuer"],
        laboratory=draft["laboratory"],
        accreditation=draft["accreditation"],
        issued=days["issued"],
        sampled=days["sampled"],
        accredited_until=days["accredited_until"],
        valid_until=days["valid_until"],
        results=tuple(results),
        claims=tuple(Claim(*claim) for claim in draft.claims if any(claim)),
        path=notes.path,
    )


def day(draft: Draft, name: str, notes: Notes) -> dt.date | None:
    """Return the day of a field, None for none or one that is impossible (which is noted)."""
    text = draft[name]
    match = DAY.fullmatch(text.translate(WIDE))
    try:
        if match:
            return dt.date(*(int(part) for part in match.groups()))
    except ValueError:
        pass
    if text:
        notes.say(draft.where, name, "C030", f"'{shown(text)}' is no day", "year-month-day: 2026-01-31")
    return None


def _result(line: Line, draft: Draft, words: Words, notes: Notes, comma: bool | None, basis: str) -> Result:
    named = _named(line, draft, words, notes)
    sure = named.analyte == line["analyte"] or words.analyte(line["analyte"]) is not None
    read = _number(line, words, notes, comma) if sure and not (draft.promised or line.unsure) else Number()
    size = _unit(line, named.unit or read.unit, notes, bool(read.value))
    said = _basis(line["basis"], line.where, words, notes)
    told = said or named.basis
    found = Result(
        analyte=named.analyte,
        text=line["text"] or _said(line),
        value=None if line["basis"] and not said else read.value,
        unit=size,
        basis=told or (basis if _is_share(size) else ""),
        uncertainty=uncertainty_of(line, read.expanded, notes),
        method=line["method"],
        specification=line["specification"] or (_said(line) if draft.promised else ""),
        place=line.where.label("value"),
    )
    return _possible(found, line, notes)


def _said(line: Line) -> str:
    """Return a result as printed: operator and number."""
    return f"{'' if line['operator'] == '=' else line['operator']}{line['value']}"


def _is_share(size: str) -> bool:
    known = unit(size)
    return known is not None and known.kind == "mass_fraction"


# ------------------------------------------------------------ the parts of a line
def _named(line: Line, draft: Draft, words: Words, notes: Notes) -> Named:
    text = line["analyte"]
    found = words.analyte(text)
    if found is not None and found.analyte == "assay":
        main = words.substance(draft["product"])
        return replace(found, analyte=main or "assay")
    if found is not None:
        return found
    if not text:
        notes.say(line.where, "analyte", "C012", "it is not said what was analysed", "Fe2O3, LOI, TREO")
    else:
        said = f"'{shown(text)}' is no content or property known here"
        notes.say(line.where, "analyte", "C020", said, lambda: _meant(text, words))
    return Named(_within(text, words) or text)


def _within(text: str, words: Words) -> str:
    """Return the content that a longer name speaks of: 铁(Fe), Total Fe, Fe (retest), 全铁; empty where there is none.

    Whether it is that content is not certain: the line has no number, and keeps what else is told of it from a pass.
    """
    for word in WORD.findall(text[:200]):
        for name in (word, word.title() if word.isupper() else word, word.strip("总全量")):
            if name and (found := words.analyte(name)) is not None and found.analyte != "assay":
                return found.analyte
    return ""


def _meant(text: str, words: Words) -> str:
    if len(text) == 2 and text.isupper():
        return f"did you mean '{text.title()}'?"
    return words.near("analyte", text)


def _number(line: Line, words: Words, notes: Notes, comma: bool | None) -> Number:
    """Return the number of a line; words that are known are claims, what else is no number is a mistake."""
    text = line["value"]
    if not text:
        if not line["text"]:
            hint = "a number, or words such as 'not detected'"
            notes.say(line.where, "value", "C027", f"'{shown(line['analyte'])}' has no result", hint)
        return _from_text(line, words)
    if words.of("claim", text):
        return Number()
    read = number(text, comma)
    if read.value is None:
        notes.say(line.where, "value", read.code, shown(read.reason), read.hint)
        return Number()
    return _with_operator(line, read, notes)


def _from_text(line: Line, words: Words) -> Number:
    """Return the limit of "< 0.001" that stands among the words; other words hold no number."""
    text = line["text"]
    found = printed(text) if text and not words.of("claim", text) else None
    return Number(found) if found is not None and found.operator != "=" else Number()


def _with_operator(line: Line, read: Number, notes: Notes) -> Number:
    sign = line["operator"].replace("≤", "<=").replace("≥", ">=")
    value = read.value
    if not sign or value is None or sign == value.operator:
        return read
    if sign not in ("=", "<", "<=", ">", ">="):
        signs = ("=", "<", "<=", ">", ">=")
        notes.say(line.where, "operator", "C026", f"'{shown(sign)}' is no operator", lambda: nearest(sign, signs))
        return Number()
    if value.operator != "=" and sign != "=":
        text = f"the operator is '{sign}', and the value says '{value.operator}'"
        notes.say(line.where, "operator", "C032", text, "write it once")
        return Number()
    return replace(read, value=replace(value, operator=sign if value.operator == "=" else value.operator))


def _unit(line: Line, beside: str, notes: Notes, counts: bool) -> str:
    """Return the unit of a line by its name here; as printed where it is not known (which is noted)."""
    text = line["unit"] or beside
    known = unit(text) if text else None
    if known is not None and line["unit"] and beside and unit(beside) not in (None, known):
        both = f"'{line['unit']}' and '{beside}'"
        notes.say(line.where, "unit", "C033", f"there are two units: {both}", "one unit a result")
        return f"{line['unit']} or {beside}"
    if known is not None or not counts:
        return known.name if known else text
    if text:
        notes.say(line.where, "unit", "C021", f"'{shown(text)}' is no unit known here", lambda: nearest(text, UNITS))
    elif line["analyte"].casefold() not in ("ph",):
        notes.say(line.where, "unit", "C033", f"'{shown(line['analyte'])}' has no unit", "%, ppm, µg/g")
    return text


def _basis(text: str, where: Where, words: Words, notes: Notes) -> str:
    found = words.of("basis", text)
    if text and not found:
        said = f"'{shown(text)}' is no basis known here"
        notes.say(where, "basis", "C022", said, lambda: words.near("basis", text))
    return found


def _possible(result: Result, line: Line, notes: Notes) -> Result:
    """Return a result without its number where no share of a mass can be that (which is noted)."""
    value, size = result.value, unit(result.unit)
    if value is None or size is None or size.kind != "mass_fraction":
        return result
    percent = value.value * size.size * 100
    if value.value < 0:
        notes.say(line.where, "value", "C025", f"a content cannot be negative: {value.text}", "<0.01 for below a limit")
    elif percent > MOST_PERCENT:
        text = f"a content cannot be {value.text} {size.name}: that is more than the whole"
        notes.say(line.where, "value", "C025", text, "is it ppm, not %?")
    else:
        return result
    return replace(result, value=None)


def _twice(lines: Sequence[Line], results: Sequence[Result], notes: Notes) -> None:
    """Note contents that are told twice with different numbers; the worse one then counts."""
    seen: dict[tuple[str, str], Result] = {}
    for line, result in zip(lines, results, strict=True):
        if result.value is None or not result.analyte:
            continue
        first = seen.setdefault((result.analyte, result.basis), result)
        if first is not result and (first.value, first.unit) != (result.value, result.unit):
            text = f"'{result.analyte}' is told twice: {first.text} {first.unit} and {result.text} {result.unit}"
            notes.say(line.where, "analyte", "C028", text, "one result a content and basis; the worse one counts")
