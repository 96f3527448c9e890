"""Finding formulas in free text of any language, and leaving alone what only looks like one."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from monazite.chemistry.formula import parse_formula
from monazite.chemistry.model import Formula
from monazite.chemistry.sense import sensible, sensible_respelled
from monazite.chemistry.signs import LONGEST, folded
from monazite.chemistry.symbols import ELEMENT, RARE_EARTHS

__all__ = ["Hit", "Symbol", "formula_candidates", "scan_formulas"]


COUNT = r"(?:[0-9]{1,5}(?:\.[0-9]{1,5})?(?:[+-][xyzδ](?![a-z]))*|[xyz](?![a-z0-9])|\([0-9](?:[+-][xyz])+\))"
PART = rf"{ELEMENT}{COUNT}?"
INNER = rf"[(\[](?:{PART})(?:,?{PART})*[)\]]{COUNT}?"
GROUP = rf"[(\[](?:{PART}|{INNER})(?:,?(?:{PART}|{INNER}))*[)\]]{COUNT}?"
BODY = rf"(?:{PART}|{GROUP})+"
JOINED = rf"(?: ?[·*] ?(?:[0-9]{{1,2}}(?:\.[0-9])?|[nx])?{BODY}|\.(?:[0-9]{{1,2}}|[nx])?H2O)*"
DOPED = rf"(?::{ELEMENT}(?:[0-9]?[+-])?(?:,{ELEMENT}(?:[0-9]?[+-])?)*(?![A-Za-z0-9]|\s?[<>=≤≥%]))?"
SYSTEM = rf"(?:-{ELEMENT})*"
FORMULA = re.compile(rf"(?<![A-Za-z0-9]){BODY}{SYSTEM}{JOINED}{DOPED}(?![A-Za-z0-9])")
ONE_CASE = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z]{1,2}|[a-z]{1,2})[0-9]{0,2}(?:O|F|FE|CO|CL|o|f|fe|co|cl)[0-9]{1,2}[Bb]?(?![A-Za-z0-9])"
)
CAPITAL = re.compile(r"[A-Z]").search
ONE_CASE_HINT = re.compile(r"[OFELoefl][0-9]").search

NUMBER = r"[0-9][0-9.,]{0,12}(?:\s?(?:[-~±]|\+/-)\s?[0-9.,]{1,12})?"
SIGN = r"\s?[:=]?\s?(?:[<>≤≥~≈约]=?|max\.?|min\.?)?\s?"
MEASURED = re.compile(rf"{SIGN}(?:{NUMBER}\s?(?:%|‰|wt|at\.?\s?%|mol|ppm|ppb|g/kg|mg/kg)|[2-9]N[0-9]?\b|bal\b|余)")
MEASURE_BEFORE = re.compile(r"(?:%|ppmw?|ppb)\s?(?:\(?(?:w/w|wt)\)?\s)?(?:of\s)?\Z")
COUNTED = re.compile(rf"{SIGN}(?:{NUMBER}\s?(?:%|‰|wt\.?\s?%|at\.?\s?%|ppm)?|bal\b\.?|balance\b|余量?)")
BETWEEN = re.compile(r"\s*(?:[,;/&+]|and|和|与|及)?\s*\Z")
WORDS = frozenset(
    "H B C N O F P S K V Y I W U In As At No He Be Am Ho La Er Lu Ce Po Co Re Ra Fr Ac Pm Pa Si Na Ta Li Al Mo".split()
)
"""Symbols that are also words, initials or marks: alone, or side by side, they say nothing."""
GRADE = re.compile(r"[0-9]+(?!\.?[0-9])")
"""Whole digits at a single letter are a grade or a model (N52), never an amount."""
ALONE = RARE_EARTHS - {"Y", "Pm"}
LOT = re.compile(r"[-_]?[0-9]")
NAMES = re.compile(r"\s+[A-Z][a-z]{2,}")


class Hit(NamedTuple):
    """A formula in a text: from `start` to `end`; `certain` is false for a bare symbol or a system without a mark."""

    start: int
    end: int
    formula: Formula
    certain: bool


class Symbol(NamedTuple):
    """One symbol of an element in a text; `after` is where its number, if it has one, ends."""

    start: int
    end: int
    symbol: str
    after: int


def scan_formulas(text: str) -> list[Hit]:
    """Return every formula in a free text, in order, never overlapping; places are those of the text as given.

    Magnet and steel grades, models, units and words are left alone. Bare symbols of elements count only beside an
    amount or among others, rare earths also alone; such hits are not `certain`. Never raises; reads 20 000 characters.
    """
    text = text[:LONGEST]
    if not text.isascii():
        text = folded(text, same_length=True)
    hits, symbols = formula_candidates(text) if CAPITAL(text) else ([], [])
    if symbols:
        hits += _bare(text, symbols)
    if ONE_CASE_HINT(text):
        hits += _one_case(text, hits)
    return sorted(hits)


def formula_candidates(text: str) -> tuple[list[Hit], list[Symbol]]:
    """Return the formulas of a folded text, and all bare symbols of elements, whether they mean one or not."""
    hits: list[Hit] = []
    symbols: list[Symbol] = []
    for match in FORMULA.finditer(text):
        start, end = match.span()
        raw = match[0]
        if end - start > 1 and (reading := sensible(_unwrapped(raw))):
            shift = (end - start - len(_unwrapped(raw))) // 2
            hits.append(Hit(start + shift, end - shift, *reading))
        elif symbol := SYMBOL_COUNT.fullmatch(raw):
            symbols.append(_symbol(text, start, symbol[1]))
    return hits, symbols


SYMBOL_COUNT = re.compile(rf"({ELEMENT})(?:[0-9]{{1,2}}(?:\.[0-9]{{1,4}})?)?")


def _unwrapped(raw: str) -> str:
    """(Dy2O3) in a sentence is Dy2O3 in brackets; (Pr,Nd) stays a choice."""
    inner = raw[1:-1]
    wrapped = raw[0] in "([" and raw[-1] in ")]" and "," not in inner and not any(sign in inner for sign in "()[]")
    return inner if wrapped else raw


def _symbol(text: str, start: int, symbol: str) -> Symbol:
    end = start + len(symbol)
    grade = len(symbol) == 1 and GRADE.match(text, end)
    counted = None if grade else COUNTED.match(text, end)
    return Symbol(start, end, symbol, counted.end() if counted else end)


def _bare(text: str, symbols: list[Symbol]) -> list[Hit]:
    listed = _listed(text, symbols)
    kept = [one for one in symbols if one in listed or _is_measured(text, one) or _stands_alone(text, one)]
    return [Hit(one.start, one.end, parse_formula(one.symbol), False) for one in kept]


def _listed(text: str, symbols: list[Symbol]) -> set[Symbol]:
    """Return the symbols that stand in lists: each with its number, or joined by commas and strokes."""
    found: set[Symbol] = set()
    for one, other in zip(symbols, symbols[1:], strict=False):
        gap = text[one.after : other.start]
        numbered = one.after > one.end and other.after > other.end
        if len(gap) < 8 and BETWEEN.match(gap) and (numbered or _joined(gap, one, other)):
            found |= {one, other}
    return found


def _joined(gap: str, one: Symbol, other: Symbol) -> bool:
    return bool(gap.strip()) and one.symbol not in WORDS and other.symbol not in WORDS and one.symbol != other.symbol


def _is_measured(text: str, one: Symbol) -> bool:
    """A share beside it makes a symbol of a letter; 'In 5% of cases' and 'No 5' stay words."""
    if text[one.end : one.end + 1].isdigit() and "." not in text[one.end : one.after]:
        return False
    after = MEASURED.match(text, one.end)
    if after and (one.symbol not in WORDS or text[one.end] in "<>≤≥:=" or _is_purity(after[0])):
        return True
    return bool(MEASURE_BEFORE.search(text[max(0, one.start - 16) : one.start])) and one.symbol not in (
        "In",
        "As",
        "At",
    )


def _is_purity(text: str) -> bool:
    return "N" in text or "99" in text


def _stands_alone(text: str, one: Symbol) -> bool:
    """Rare earths count by themselves, unless a name goes on behind (La Paz, Ho Chi Minh)."""
    if one.symbol not in ALONE or LOT.match(text, one.end):
        return False
    return one.symbol not in WORDS or not NAMES.match(text, one.end)


def _one_case(text: str, hits: list[Hit]) -> list[Hit]:
    found = []
    starts = sorted(hits)
    for match in ONE_CASE.finditer(text):
        at = bisect_left(starts, (match.end(),)) - 1  # the last that starts before the end; those before it end sooner
        if (at < 0 or starts[at].end <= match.start()) and (reading := sensible_respelled(match[0])):
            found.append(Hit(*match.span(), *reading))
    return found
