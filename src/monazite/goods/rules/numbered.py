"""Contents that a line writes without a sign for per cent: Sn42Bi58, W92.5 Ni5.25 Fe2.25."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from monazite.chemistry.formula import parse_formula
from monazite.errors import InputError
from monazite.goods.answer import Content
from monazite.goods.rules.state import Reading
from monazite.goods.substance import shares_of

__all__ = ["numbered"]

PART = r"[A-Z][a-z]?\s?\d{1,2}(?:\.\d{1,3})?"
RUN = re.compile(rf"(?<![A-Za-z0-9.]){PART}(?:(?:[\s,/-]|,\s)?{PART}){{1,7}}(?![A-Za-z0-9.])")
ONE = re.compile(r"([A-Z][a-z]?)\s?(\d{1,2}(?:\.\d{1,3})?)")
BEHIND = re.compile(r"\s?\(?\s?(?:(?P<atomic>at|mol)\b|(?P<mass>wt|mass)\b)")
WHOLE = (Fraction(99), Fraction(101))  # what the parts of a whole add up to, as they are rounded


def numbered(r: Reading) -> Iterator[Content]:
    """Yield the contents of alloys whose numbers add up to a hundred; whether by mass or by atoms, both bounds hold."""
    text = r.folded.text
    for match in RUN.finditer(text):
        parts = [(symbol, Fraction(number)) for symbol, number in ONE.findall(match[0])]
        whole = sum((number for _, number in parts), Fraction(0))
        known = all(symbol in r.pack.elements for symbol, _ in parts)
        if known and WHOLE[0] <= whole <= WHOLE[1] and len({s for s, _ in parts}) == len(parts):
            yield from _contents(r, parts, BEHIND.match(text, match.end()), r.folded.quote(*match.span()))


def _contents(
    r: Reading, parts: list[tuple[str, Fraction]], unit: re.Match[str] | None, words: str
) -> Iterator[Content]:
    by_atoms = _by_atoms(r, parts)
    for symbol, number in parts:
        share = number / 100
        low, high = by_atoms.get(symbol, (Fraction(0), Fraction(1)))
        if unit is not None and unit["atomic"]:
            yield Content(symbol, low, high, "stated", words)
        elif unit is not None:
            yield Content(symbol, share, share, "stated", words)
        else:
            yield Content(symbol, min(share, low), max(share, high), "stated", words)


def _by_atoms(r: Reading, parts: list[tuple[str, Fraction]]) -> dict[str, tuple[Fraction, Fraction]]:
    try:
        formula = parse_formula("".join(f"{symbol}{float(number):g}" for symbol, number in parts))
    except InputError:
        return {}
    return dict(shares_of(formula, r.pack.weights))
