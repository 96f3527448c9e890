"""What the cells of a column show about the way they are written, so that none is guessed one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from monazite.read import dates, decimals, words
from monazite.read.cells import Column, Conventions
from monazite.read.decimals import NUMBER
from monazite.read.units import plain

__all__ = ["observe"]

CELL_AT_MOST = 100
_MARKED = re.compile(r"\d[.,]|[.,]\d|[．，]")
_NUMBER = re.compile(NUMBER)


def observe(
    columns: Sequence[Column], texts: Sequence[Iterable[str | None]], *, doubtful: bool = False
) -> tuple[Conventions, ...]:
    """Return the conventions of each column, from (a sample of) its distinct texts.

    A column of numbers that shows no decimal mark of its own follows the other columns, where they agree. In
    a `doubtful` table (semicolons between cells: the comma may be the decimal mark) "1.500" alone is then not settled.
    """
    own = [_of_column(column, words_) for column, words_ in zip(columns, texts, strict=True)]
    shown = {conventions.decimal for conventions in own} - {""}
    everywhere = shown.pop() if len(shown) == 1 else "mixed" if doubtful else ""
    return tuple(c if c.decimal else replace(c, decimal=everywhere) for c in own)


def _of_column(column: Column, texts: Iterable[str | None]) -> Conventions:
    known = [text for text in texts if text and len(text) <= CELL_AT_MOST]
    if column.fact.type == "quantity":
        return Conventions(decimal=_agreed(mark for text in known if _MARKED.search(text) for mark in _marks(text)))
    if column.fact.type == "date":
        return Conventions(dates=_agreed(dates.order_shown(text) for text in known if "/" in text or "-" in text))
    if column.fact.type == "boolean":
        return Conventions(cross=_cross(known))
    return Conventions()


def _agreed(signs: Iterable[str]) -> str:
    found = set(signs) - {""}
    return found.pop() if len(found) == 1 else "mixed" if found else ""


def _marks(text: str) -> Iterable[str]:
    for number in _NUMBER.findall(plain(text)):
        mark = decimals.mark_shown(re.split(r"[eE×xX*·]", number)[0].strip("+-"))
        yield mark if mark in (".", ",") else ""


def _cross(texts: Iterable[str]) -> bool | None:
    """Return what an x means: no beside ticks, yes beside crosses that say no, yes where it stands alone."""
    said = {words.mark_shown(text) for text in texts} - {None}
    return None if len(said) == 2 else said != {True}
