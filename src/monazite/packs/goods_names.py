"""Names of a goods pack held against each other, as texts are read: folded, stemmed, sign by sign."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from monazite.goods.fold import fold
from monazite.goods.lexicon import words
from monazite.packs.places import Cell
from monazite.packs.rows import Row

__all__ = ["doubled_names", "never_met", "one_language"]

Told = tuple[tuple[str, Cell | int], str, str]  # (path, place), text, hint
SPOKEN = ("article", "stuff", "class", "form", "quality", "activity", "document", "service")


def read_as(name: str, traditional: Mapping[int, str]) -> tuple[str, ...]:
    """Return a name as the lexicon finds it in a text: its words without case, plural, hyphens and blanks.

    >>> read_as("Tungsten-Carbides", {})
    ('tungsten', 'carbide')
    """
    return tuple(token for token, _, _ in words(fold(name, traditional).text))


def doubled_names(rows: Sequence[Row], traditional: Mapping[int, str]) -> Iterator[Told]:
    """Yield each name that an earlier row has already: only the first would be read."""
    seen: dict[tuple[str, ...], tuple[Row, Cell]] = {}
    for row in rows:
        for name in _names(row):
            first, place = seen.setdefault(read_as(name, traditional), (row, name))
            if first is not row:
                other = f"'{_id(first)}' ({first.path}:{place.line}:{place.column})"
                text = f"'{name}' of '{_id(row)}' is read like '{place}' of {other}"
                yield (row.path, name), text, "one name stands in one row: delete it here or there"


def never_met(rows: Sequence[Row], traditional: Mapping[int, str]) -> Iterator[Told]:
    """Yield each name that is read otherwise than written, so that no text can meet it, where no other name helps."""
    kept = {tuple(token for token, _, _ in words(name)) for row in rows for name in _names(row)}
    for row in rows:
        for name in _names(row):
            met = read_as(name, traditional)
            if met and met != tuple(token for token, _, _ in words(name)) and met not in kept:
                plain = fold(name, traditional).text
                yield (row.path, name), f"no text meets '{name}': it is read as '{plain}'", f"write '{plain}'"
            elif not met:
                yield (row.path, name), f"no text meets '{name}': it has no letter, number or character", ""


def one_language(rows: Sequence[Row]) -> Iterator[Told]:
    """Yield rows that name goods in English only, or in Chinese only."""
    for row in rows:
        missing = [column for column in ("en", "zh") if not row.text(column)]
        if len(missing) == 1 and row.text("role") in SPOKEN:
            language = "Chinese" if missing == ["zh"] else "English"
            yield (row.path, row.cell("id")), f"'{row.text('id')}' has no {language} name", f"fill '{missing[0]}'"


def _names(row: Row) -> tuple[Cell, ...]:
    return (*row.words("en"), *row.words("zh"))


def _id(row: Row) -> str:
    return row.text("id") or row.text("symbol")
