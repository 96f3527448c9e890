"""Reading the cells of a goods pack: numbers, ranges, codes, formulas, patterns, facts; each mistake at its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from monazite.chemistry.formula import FormulaError, parse_formula
from monazite.errors import nearest
from monazite.goods.model import ZONES, Range
from monazite.packs.rows import Row

__all__ = ["codes", "formula", "known", "number", "once", "pattern", "percents", "range_of", "symbols"]

# What headings and terms may say besides facts of the vocabulary.
WORDS = {"rare_earth": ("yes", "no"), "zone": ZONES, "binds": ("after", "before", "adjacent")}
# What a pattern begins and ends with, so that no grade is read out of the middle of a word or number.
OPENS = re.compile(r"(?:\(\?:)*(?:\(\?<[!=]|\\b|\^)")
CLOSES = re.compile(r"(?:\\b|\$)\)*$")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
RANGE = re.compile(r"(\d+(?:\.\d+)?)(?:\.\.(\d+(?:\.\d+)?))?")


def number(row: Row, column: str) -> Fraction | None:
    """Return a number above zero, exactly; None where there is none or a wrong one (which is said)."""
    text = row.text(column)
    if not text or (NUMBER.fullmatch(text) and Fraction(text)):
        return Fraction(text) if text else None
    row.problems.say(row.path, row.cell(column), "P070", f"'{text}' is no number above zero", "digits and a point")
    return None


def range_of(row: Row, column: str) -> Range | None:
    """Return the range of a cell; None where there is none or a wrong one (which is said)."""
    text = row.text(column)
    found = read_range(text) if text else None
    if text and found is None:
        row.problems.say(row.path, row.cell(column), "P071", f"'{text}' is no range", "low..high, 7.3..7.7")
    return found


def read_range(text: str) -> Range | None:
    """Return what '7.3..7.7' or '7.5' means, or None."""
    match = RANGE.fullmatch(text)
    if not match:
        return None
    low, high = Fraction(match[1]), Fraction(match[2] or match[1])
    return Range(low, high) if low <= high else None


def percents(row: Row, column: str, elements: Mapping[str, object]) -> Iterator[tuple[str, Range]]:
    """Yield contents written 'Dy=0.5..3; Tb=0..1' in percent, as mass fractions."""
    for part in row.words(column):
        symbol, _, text = (t.strip() for t in part.partition("="))
        found = read_range(text)
        if found is None or found.high > 100:
            row.problems.say(row.path, part, "P071", f"'{part}' is no content", "Dy=0.5..3, in percent")
        elif symbol in elements:
            yield symbol, Range(found.low / 100, found.high / 100)
        elif "elements.csv" not in row.problems.lost:
            hint = nearest(symbol, elements)
            row.problems.say(row.path, part, "P050", f"no element '{symbol}'", hint)


def symbols(row: Row, column: str, elements: Mapping[str, object]) -> tuple[str, ...]:
    """Return the symbols of a cell, separated by '|' or ';'; one that the pack does not have is a problem."""
    parts = row.parts(column, "|;")
    for symbol in parts:
        if symbol not in elements and "elements.csv" not in row.problems.lost:
            hint = nearest(symbol, elements)
            row.problems.say(row.path, symbol, "P050", f"no element '{symbol}'", hint)
    return tuple(map(str, parts))


def codes(row: Row, column: str) -> tuple[str, ...]:
    """Return the tariff codes of a cell: headings of four digits or subheadings of six."""
    parts = row.words(column)
    for code in parts:
        if not re.fullmatch(r"\d{4}|\d{6}", code):
            hint = "4 or 6 digits without a point"
            row.problems.say(row.path, code, "P054", f"'{code}' is no tariff heading", hint)
    return tuple(map(str, parts))


def formula(row: Row, column: str) -> str:
    """Return a formula that can be read; one that cannot is a problem at the sign where reading ends."""
    text = row.text(column)
    try:
        if text:
            parse_formula(text)
    except FormulaError as error:
        row.problems.say(row.path, row.cell(column), "P076", str(error), "Dy2O3, or Sm-Co for a system")
    return text


NESTED = re.compile(r"[+*}]\??\)(?:[+*]|\{\d*,\}?\d*\})")


def pattern(row: Row, column: str) -> str:
    """Return a regular expression that compiles and begins and ends where a word does."""
    text = row.text(column)
    at = row.cell(column)
    try:
        re.compile(text)
    except re.error as error:
        row.problems.say(row.path, at, "P074", f"no pattern: {error.msg}", "", error.pos or 0)
        return "(?!)"
    if NESTED.search(text):
        hint = "repeat a group at most a few times: {0,3}"
        row.problems.say(row.path, at, "P075", "a repetition of a repetition may search for hours", hint)
        return "(?!)"
    if not OPENS.match(text):
        hint = "begin with (?<![A-Za-z0-9])"
        row.problems.say(row.path, at, "P075", "the pattern may begin inside a word", hint)
    if not CLOSES.search(text) and not _looks_ahead(text):
        hint = "end with (?![A-Za-z0-9])"
        row.problems.say(row.path, at, "P075", "the pattern may end inside a word", hint, len(text))
    return text


def _looks_ahead(text: str) -> bool:
    """Whether the last group of a pattern is a look at what follows."""
    depth, start, escaped, listed = 0, 0, False, False
    for place, sign in enumerate(text):
        if escaped or sign == "\\":
            escaped = not escaped
        elif sign in "[]":
            listed = sign == "["
        elif sign == "(" and not listed:
            start, depth = (place if depth == 0 else start), depth + 1
        elif sign == ")" and not listed:
            depth -= 1
    return text.endswith(")") and text.startswith(("(?!", "(?="), start)


def known(row: Row, at: object, fact: str, values: Iterable[str]) -> bool:
    """Whether a fact and its values are of the vocabulary, or words of the pack; what is not is said."""
    words = row.problems.vocabulary
    if fact not in words and fact not in WORDS:
        row.problems.say(row.path, at, "P040", f"no fact '{fact}'", nearest(fact, [*words, *WORDS]))
        return False
    allowed = WORDS.get(fact) or (("yes", "no") if words[fact].type == "boolean" else words[fact].of)
    for value in values:
        if not value or (allowed and value not in allowed):
            hint = nearest(value, allowed or ("a value",))
            row.problems.say(row.path, at, "P052", f"'{value}' is no {fact}", hint)
            return False
    return True


def once(row: Row, column: str, seen: dict[str, str]) -> None:
    """Note a value that another row has already; `seen` remembers where each stands."""
    value = row.text(column)
    if value in seen:
        text = f"'{value}' is there twice"
        row.problems.say(row.path, row.cell(column), "P020", text, f"first in {seen[value]}; delete or rename one")
    elif value:
        seen[value] = f"{row.path}, line {row.at}"
