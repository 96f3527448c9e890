"""Reading whole compositions: which substance goes with which amount, and what could not be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from monazite.chemistry.amount import Amount
from monazite.chemistry.amount_words import coverage
from monazite.chemistry.amounts import NUMBER, AmountHit, limited, number, scan_amounts
from monazite.chemistry.formula import parse_formula
from monazite.chemistry.model import Formula
from monazite.chemistry.scan import formula_candidates, scan_formulas
from monazite.chemistry.signs import folded
from monazite.chemistry.symbols import ELEMENT

__all__ = ["Composition", "Names", "Part", "scan_composition"]

LONGEST = 20_000  # characters; what stands behind is not read
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

LEADING = re.compile(r"\s{0,2}(?:of|的)?\s{0,2}\Z")
FOLLOWING = re.compile(
    r"\s{0,2}(?:/\s?(?P<treo>TREO|REO)|/\s?(?P<trem>TREM|TRE|RE))?(?:\s?(?:content|含量|质量分数|\([^()]{1,12}\)))?"
    r"\s{0,2}(?:[:=]|is\b|was\b|为|是)?\s{0,2}\Z",
    re.I,
)
SIGNED = re.compile(
    rf"\s{{0,2}}(?:/\s?(?P<treo>TREO|REO)|/\s?(?P<trem>TREM|TRE|RE))?\s{{0,2}}[:=]?\s{{0,2}}(?P<sign>[<>≤≥~≈约]|<=|>=)?\s{{0,2}}"
    rf"(?P<first>{NUMBER})(?:\s?(?:±|\+/-)\s?(?P<tolerance>{NUMBER})|\s?[-~]\s?(?P<second>{NUMBER}))?"
    r"(?![.,]?[0-9]|[A-Za-z%‰]|\s?(?:kg|mg|g|t|mm|cm|nm|m|[µμu]m|pcs|ml|l|°|x|×|\*|件|个|公斤|吨|克)(?![A-Za-z]))",
    re.I,
)
SIGN_OF = {"<=": "≤", ">=": "≥", "~": "≈", "约": "≈"}
HEADER = re.compile(
    r"(?<![0-9\s])\s{0,2}\(?\s?(?:(wt|mass|at|mol|vol)\s?\.?\s?%|(ppmw?)|%)\s?\)?(?!\s?\w)|^\s*(wt|mass|at|mol)\s?\.?\s?%|^\s*(ppmw?)\b",
    re.I,
)
FAMILY_OF = {"wt": "mass", "mass": "mass", "at": "atomic", "mol": "mole", "vol": "volume"}
WORD = re.compile(r"[^\s,;:.()\[\]/|+&=·、。\-]+")
UNIT_AFTER = re.compile(r"\s?(?:wt|at|mol)?\.?\s?%")
# What makes a number behind a substance another quantity than a share: "Nd 3 oz/t", "Dy 5200 cps", "Sm 2 kg".
OTHER_UNIT = re.compile(
    r"\s?(?:[A-Za-zµμ]{1,5}/[A-Za-z]{1,5}|k?cps|counts?|keV|[kmµμ]?g|oz|lbs?|[mnµμ]m|pcs)(?![A-Za-z])"
)
FILLER = re.compile(
    r"(?:xrf|icp|ms|oes|aes|gdms|eds|edx|composition|chemical|analysis|assay|typical|results?|elements?|wt|at|mol|mass|ppmw?|%"
    r"|and|with|containing|contains|content|of|by|in|is|the|max|min|purity|化学|成分|含量|含|和|与|及|其中|分析|结果|纯度|为)+",
    re.I,
)


class Part(NamedTuple):
    """One substance of a composition with its amount; `formula` is None for a total such as TREO."""

    substance: str
    amount: Amount
    start: int
    end: int
    formula: Formula | None


class Composition(NamedTuple):
    """What a text says a thing is made of, and the places (start, end) of words and numbers it could not read."""

    parts: list[Part]
    unread: list[tuple[int, int]]


class _Substance(NamedTuple):
    start: int
    end: int
    name: str
    formula: Formula | None


def scan_composition(text: str, names: Names | None = None) -> Composition:
    """Read a list of substances and amounts: "Nd 29.5, Dy 1.9 wt%, Fe bal.", "TREO 99.5 %, Pr6O11/TREO 25±2", "2% Dy".

    Numbers without a unit are per cent, unless the list says ppm. `names` maps names to formulas, or is a function
    that returns (start, end, formula) for a text. Never raises on a text; reads 20 000 characters.
    """
    text = text[:LONGEST]
    plain = folded(text, same_length=True)
    substances = _substances(plain, names)
    alloys = _alloys(plain, text)
    free = [one for one in substances if not _overlaps(one, alloys)]
    parts = alloys + _Linker(plain, text, free).parts()
    parts.sort(key=lambda part: (part.start, part.end))
    return Composition(parts, _unread(plain, parts))


def _overlaps(one: tuple[int, int] | _Substance | Part, others: Iterable[_Substance | Part]) -> bool:
    start, end = (one[0], one[1]) if not isinstance(one, Part) else (one.start, one.end)
    return any(int(start) < other.end and other.start < int(end) for other in others)


def _substances(plain: str, names: Names | None) -> list[_Substance]:
    """Totals come before formulas, formulas before names, names before bare symbols."""
    found = [_Substance(*m.span(), NAME_OF[m.lastgroup or "treo"], None) for m in TOTALS.finditer(plain)]
    hits, symbols = formula_candidates(plain)
    certain = [hit for hit in [*hits, *scan_formulas(plain)] if hit.end - hit.start > 2 or hit.certain]
    layers: list[Iterable[tuple[int, int, Formula]]] = [[(hit.start, hit.end, hit.formula) for hit in certain]]
    layers.append(_named(plain, names) if names is not None else ())
    layers.append((one.start, one.end, parse_formula(one.symbol)) for one in symbols)
    for layer in layers:
        for start, end, formula in layer:
            if not _overlaps((start, end), found):
                found.append(_Substance(start, end, str(formula), formula))
    return sorted(found, key=lambda one: one.start)


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


class _Linker:
    """Goes through the substances of a text once and gives each the amount beside it."""

    def __init__(self, plain: str, text: str, substances: list[_Substance]) -> None:
        self.plain, self.text, self.substances = plain, text, substances
        self.amounts = [hit for hit in scan_amounts(text) if not _inside(hit, substances)]
        self.taken: set[int] = set()
        self.next = 0
        self.family, self.is_ppm = _header(plain)

    def parts(self) -> list[Part]:
        ends = [one.start for one in self.substances[1:]] + [len(self.plain)]
        found, before = [], 0
        for one, end in zip(self.substances, ends, strict=False):
            part = self.leading(one, before) or self.following(one, end) or self.bare(one, end)
            found += [part] if part else []
            before = max(one.end, part.end if part else 0)
        return found

    def leading(self, one: _Substance, before: int) -> Part | None:
        """Return '2% Dy': an amount nobody has taken, right before the substance."""
        while self.next < len(self.amounts) and self.amounts[self.next].start < one.start:
            self.next += 1
        hit = self.amounts[self.next - 1] if self.next else None
        if not hit or hit.start in self.taken or hit.start < before or hit.end > one.start:
            return None
        if not LEADING.match(self.plain[hit.end : one.start]) or hit.amount.balance:
            return None
        self.taken.add(hit.start)
        return Part(one.name, hit.amount, hit.start, one.end, one.formula)

    def following(self, one: _Substance, end: int) -> Part | None:
        """Return 'Dy: 2%' and 'Pr6O11/TREO 25±2 %': an amount with its unit behind the substance."""
        hit = self.amounts[self.next] if self.next < len(self.amounts) else None
        if not hit or hit.start >= end or hit.start < one.end:
            return None
        gap = FOLLOWING.match(self.plain[one.end : hit.start]) if hit.start - one.end < 40 else None
        if not gap:
            return None
        self.taken.add(hit.start)
        return Part(one.name, _on(hit.amount, gap), one.start, hit.end, one.formula)

    def bare(self, one: _Substance, end: int) -> Part | None:
        """Return 'Nd 29.5' and 'Dy 10.4±0.8': a number without a unit behind the substance, and no other unit."""
        match = SIGNED.match(self.plain, one.end, end)
        amount = self.counted(match) if match else None
        if not match or not amount or OTHER_UNIT.match(self.plain, match.end()):
            return None
        stop, k = coverage(self.plain, match.end())
        made = _on(
            _changed(amount, k=k if amount.tolerance else None, text=self.text[match.start() : stop].strip()), match
        )
        return Part(one.name, made, one.start, stop, one.formula)

    def counted(self, match: re.Match[str]) -> Amount | None:
        """Read the numbers as per cent, or as ppm where the list says so; above the whole they are something else."""
        scale = 10**6 if self.is_ppm else 100
        first, second, tolerance = (
            number(match[name], scale) / scale if match[name] else None for name in ("first", "second", "tolerance")
        )
        if first is None or max(first, second or 0) > 1:
            return None
        if second is not None:
            return Amount(min(first, second), max(first, second), family=self.family)
        if tolerance is not None:
            low = max(first - tolerance, Fraction(0))
            return Amount(low, first + tolerance, nominal=first, tolerance=tolerance, family=self.family)
        sign = match["sign"] or ""
        return _changed(limited(first, SIGN_OF.get(sign, sign)), family=self.family)


def _inside(hit: AmountHit, substances: list[_Substance]) -> bool:
    return any(one.start <= hit.start < one.end for one in substances)


def _on(amount: Amount, match: re.Match[str]) -> Amount:
    """Add the basis that stands behind the stroke: Pr6O11/TREO."""
    word = "treo" if match["treo"] else "trem" if match["trem"] else ""
    return amount if not word or word in amount.basis else _changed(amount, basis=(word, *amount.basis))


def _changed(amount: Amount, **fields: object) -> Amount:
    values = {name: getattr(amount, name) for name in Amount.__slots__}
    return Amount(**{**values, **fields})


def _header(plain: str) -> tuple[str, bool]:
    """Return what a unit without a number says of the whole list: (family, whether ppm)."""
    match = HEADER.search(plain)
    if not match:
        return "unstated", False
    word = (match[1] or match[3] or "").lower()
    ppm = (match[2] or match[4] or "").lower()
    return FAMILY_OF.get(word, "mass" if ppm == "ppmw" else "unstated"), bool(ppm)


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
