"""Reading whole compositions: which substance goes with which amount, and what could not be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from monazite.chemistry.amount import Amount
from monazite.chemistry.formula import parse_formula
from monazite.chemistry.linking import MAYBE, UNTOLD, Linker, Part, Substance, covered
from monazite.chemistry.model import Formula
from monazite.chemistry.scan import formula_candidates, scan_formulas
from monazite.chemistry.signs import LONGEST, folded
from monazite.chemistry.symbols import ELEMENT

__all__ = ["MAYBE", "UNTOLD", "Composition", "Names", "Part", "scan_composition"]

Names = Mapping[str, Formula] | Callable[[str], Iterable[tuple[int, int, Formula]]]

TOTALS = re.compile(
    r"(?<![A-Za-z0-9/])(?P<treo>TREO|REO|ΣREO|∑REO|T\.R\.E\.O\.?)(?![A-Za-z])"
    r"|(?<![A-Za-z0-9/])(?P<trem>TREM|TRE)(?![A-Za-z])"
    r"|(?P<oxides>稀土氧化物总量|稀土总量|total rare[ -]earth oxides?)"
    r"|(?P<loi>(?<![A-Za-z])LOI(?![A-Za-z])|灼减|灼烧减量)",
    re.I,
)
NAME_OF = {"treo": "TREO", "trem": "TREM", "oxides": "TREO", "loi": "LOI"}
ALLOY = re.compile(rf"(?<![A-Za-z0-9-])({ELEMENT})((?:-[0-9]{{1,2}}(?:\.[0-9]{{1,3}})?{ELEMENT})+)(?![A-Za-z0-9])")
ADDED = re.compile(rf"-([0-9.]+)({ELEMENT})")

WORD = re.compile(r"[^\s,;:.()\[\]/|+&=·、。\-]+")
UNIT_AFTER = re.compile(r"\s?(?:wt|at|mol)?\.?\s?%")
FILLER = re.compile(
    r"(?:xrf|sem|icp|ms|oes|aes|gdms|eds|edx|composition|chemical|analysis|assay|typical|results?|elements?|wt|at|mol|mass|ppmw?|%"
    r"|and|or|each|with|containing|contains|content|of|by|in|is|the|max|min|purity|化学|成分|含量|含|各|和|与|及|其中|分析|结果|纯度|为)+",
    re.I,
)


class Composition(NamedTuple):
    """What a text says a thing is made of, and the places (start, end) of words and numbers it could not read.

    `named` are the substances of which it gives no amount: their amounts are `UNTOLD`, or `MAYBE` where words beside
    them may deny that there is any.
    """

    parts: list[Part]
    unread: list[tuple[int, int]]
    named: list[Part]


def scan_composition(text: str, names: Names | None = None) -> Composition:
    """Read a list of substances and amounts: "Nd 29.5, Dy 1.9 wt%, Fe bal.", "TREO 99.5 %, Pr6O11/TREO 25±2", "2% Dy".

    Numbers without a unit are per cent, unless the list says ppm. Of "Dy+Tb 4 %" each has some, and at most all of it.
    `names` maps names to formulas, or is a function that returns (start, end, formula) for a text. Never raises on a
    text; reads 20 000 characters, and tells the rest as not read.
    """
    whole, text = len(text), text[:LONGEST]
    plain = folded(text, same_length=True)
    alloys = _alloys(plain, text)
    taken = covered(len(plain), [(part.start, part.end) for part in alloys])
    free = [one for one in _substances(plain, names) if not any(taken[one.start : one.end])]
    found, named = Linker(plain, text, free).parts()
    parts = sorted([*alloys, *found], key=lambda part: (part.start, part.end))
    tail = [(len(text), whole)] if whole > len(text) else []
    return Composition(parts, [*_unread(plain, parts), *tail], named)


def _substances(plain: str, names: Names | None) -> list[Substance]:
    """Totals come before formulas, formulas before names, names before bare symbols."""
    found = [Substance(*m.span(), NAME_OF[m.lastgroup or "treo"], None) for m in TOTALS.finditer(plain)]
    taken = covered(len(plain), [(one.start, one.end) for one in found])
    for start, end, formula, sure in _layers(plain, names):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append(Substance(start, end, str(formula), formula, sure))
    return sorted(found, key=lambda one: one.start)


def _layers(plain: str, names: Names | None) -> Iterable[tuple[int, int, Formula, bool]]:
    hits, symbols = formula_candidates(plain)
    scanned = scan_formulas(plain)
    sure = {hit.start for hit in scanned}
    for hit in [*hits, *scanned]:
        if hit.end - hit.start > 2 or hit.certain:
            yield hit.start, hit.end, hit.formula, True
    for start, end, formula in _named(plain, names) if names is not None else ():
        yield start, end, formula, True
    for one in symbols:
        yield one.start, one.end, parse_formula(one.symbol), one.start in sure


def _named(plain: str, names: Names) -> Iterable[tuple[int, int, Formula]]:
    if callable(names):
        return names(plain)
    lower = {name.lower(): formula for name, formula in names.items()}
    found = _pattern(tuple(lower)).finditer(plain) if lower else ()
    return [(*match.span(), lower[match[0].lower()]) for match in found]


@lru_cache(maxsize=16)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Longest first; Latin names stand as words, Chinese ones anywhere."""
    words = [re.escape(name) for name in sorted(names, key=len, reverse=True)]
    forms = [rf"(?<![A-Za-z]){word}(?![A-Za-z])" if word.isascii() else word for word in words]
    return re.compile("|".join(forms), re.I)


def _alloys(plain: str, text: str) -> list[Part]:
    """Ti-6Al-4V: numbers before the symbols are per cent by mass, and the first element is the balance."""
    parts = []
    for match in ALLOY.finditer(plain):
        parts.append(_part(match.span(1), match[1], Amount(balance=True, family="mass", text=match[1])))
        for added in ADDED.finditer(plain, match.start(2), match.end(2)):
            value = Fraction(added[1]) / 100
            amount = Amount(value, value, nominal=value, family="mass", text=text[slice(*added.span())])
            parts.append(_part(added.span(), added[2], amount))
    return parts


def _part(span: tuple[int, int], symbol: str, amount: Amount) -> Part:
    return Part(symbol, amount, *span, parse_formula(symbol))


def _unread(plain: str, parts: list[Part]) -> list[tuple[int, int]]:
    """Return the places between parts that hold more than headings and marks."""
    found, at = [], 0
    for start, end in [(part.start, part.end) for part in parts] + [(len(plain), len(plain))]:
        words = [m for m in WORD.finditer(plain, at, max(start, at)) if not FILLER.fullmatch(m[0])]
        if words:
            unit = UNIT_AFTER.match(plain, words[-1].end())
            found.append((words[0].start(), unit.end() if unit else words[-1].end()))
        at = max(at, end)
    return found
