"""Formulas typed in one case only: which letters belong together, where only one way makes sense."""

from __future__ import annotations

import re

from monazite.chemistry.symbols import METALS, NUMBER_OF, RARE_EARTHS

__all__ = ["respelled"]

RUN = re.compile(r"[A-Za-z]+|[^A-Za-z]+")
PLAIN = re.compile(r"[A-Za-z]{1,6}(?:[0-9]{1,2}(?:\.[0-9]{1,4})?[A-Za-z]{0,4}){0,6}")
FEW = 64  # more ways than this to split a text are no help to anybody


def respelled(text: str) -> str | None:
    """Return the text with its letters in the case of the one formula it can be; None where there is none, or doubt."""
    if not PLAIN.fullmatch(text) or not (text.isupper() or text.islower() or _is_odd(text)):
        return None
    ways: list[list[str]] = [[]]
    for run in RUN.findall(text):
        pieces = _splits(run) if run[0].isalpha() else [[run]]
        ways = [way + piece for way in ways for piece in pieces]
        if not 0 < len(ways) <= FEW:
            return None
    return "".join(ways[0]) if len(ways) == 1 else _most_sensible(ways)


def _is_odd(text: str) -> bool:
    """Tell whether a mixed text cannot be right as it stands: a small letter that ends no symbol."""
    return any(piece.capitalize() != piece or piece not in NUMBER_OF for piece in re.findall(r"[A-Z]?[a-z]+", text))


def _splits(run: str) -> list[list[str]]:
    """Return every way to read a run of letters as symbols of elements."""
    ways: list[list[list[str]]] = [[[]]]
    for end in range(1, len(run) + 1):
        found = []
        for size in (1, 2):
            symbol = run[end - size : end].capitalize()
            if size <= end and symbol in NUMBER_OF and len(symbol) == size:
                found += [way + [symbol] for way in ways[end - size]]
        ways.append(found)
    return ways[-1]


def _most_sensible(ways: list[list[str]]) -> str | None:
    """Of several ways take the only one that is an oxide of one metal, else the only alloy of a rare earth."""
    for sensible in (_is_oxide, _is_alloy):
        found = [way for way in ways if sensible([piece for piece in way if piece in NUMBER_OF])]
        if len(found) == 1:
            return "".join(found[0])
    return None


def _is_oxide(symbols: list[str]) -> bool:
    return len(symbols) == 2 and symbols[1] == "O" and symbols[0] in METALS


def _is_alloy(symbols: list[str]) -> bool:
    return METALS.issuperset(set(symbols) - {"B"}) and not RARE_EARTHS.isdisjoint(symbols)
