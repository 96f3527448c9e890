"""Currencies as people write them (ISO 4217 codes, symbols, words in English and Chinese), read from currencies.csv."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from monazite.read.cells import Cell, Column, unreadable
from monazite.read.shipped import shipped
from monazite.read.units import plain

__all__ = ["currency_candidates", "read_currency"]


@lru_cache(maxsize=1)
def _words() -> Mapping[str, str]:
    """Return folded word → codes that it may mean, separated by bars."""
    codes: dict[str, list[str]] = {}
    for row in shipped("currencies.csv"):
        for word in (row["code"], *filter(None, row["words"].split("|"))):
            codes.setdefault(_fold(word), []).append(row["code"])
    return {word: "|".join(sorted(found)) for word, found in codes.items()}


def _fold(word: str) -> str:
    return plain(word).casefold().replace(" ", "")


def currency_candidates(word: str) -> str:
    """Return the ISO code that a word or symbol means, several separated by bars, or "" where it means none.

    >>> currency_candidates("美元")
    'USD'
    """
    return _words().get(_fold(word), "")


def read_currency(text: str, column: Column) -> Cell:
    """Return the ISO code of a cell; a symbol of several currencies is NULL with a finding."""
    found = currency_candidates(text)
    if "|" in found:
        return unreadable(column, text, f"may be {', '.join(found.split('|'))}")
    if not found:
        return Cell(text.strip(), f"{column.name}: '{text.strip()[:40]}' is no currency code of ISO 4217")
    return Cell(found)
