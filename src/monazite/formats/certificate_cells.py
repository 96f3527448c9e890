"""Rows of a table with their cells, and which of its columns say what: a column told twice is a mistake."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from monazite.formats.certificate_draft import LINE_FIELDS, Notes, shown
from monazite.quality.naming import Words
from monazite.quality.units import unit

__all__ = ["ABOUT", "CLAIMED", "Cells", "Columns", "Place", "field_of", "say_strays"]

ABOUT = tuple("certificate lot product issuer laboratory issued sampled accreditation accredited_until".split())
CLAIMED = ("standard", "grade", "conclusion")
APART = ("certificate", "lot")  # tell certificates apart: both texts are kept where two columns say them
LONGEST = 200  # signs of a heading
NUMBERED = re.compile(r"[\s_.#-]*\d{1,2}$", re.ASCII)  # the second of several columns of results: Result 2, 结果2
UNITED = re.compile(r"(?P<name>.+?)\s*(?:[(\[（](?P<unit>[^()（）\[\]]+)[)\]）]|/\s*(?P<also>[^/]+))")


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a table: its number in the file, from 1, and its cells."""

    number: int
    texts: Sequence[str]

    def __getitem__(self, k: int) -> str:
        return self.texts[k].strip() if k < len(self.texts) else ""

    @property
    def filled(self) -> list[str]:
        """The cells that are not empty."""
        return [text.strip() for text in self.texts if text.strip()]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands, and in which column each of its fields."""

    row: int
    columns: Mapping[str, int] = field(default_factory=dict)

    def of(self, name: str) -> tuple[int, int, str]:
        column = self.columns.get(name, min(self.columns.values(), default=0))
        return self.row, column + 1, f"cell {_letters(column)}{self.row}"

    def label(self, name: str) -> str:
        return self.of(name)[2]


def _letters(column: int) -> str:
    """Return how a spreadsheet calls a column, counted from 0: A, Z, AA."""
    text = ""
    while column >= 0:
        text, column = chr(65 + column % 26) + text, column // 26 - 1
    return text


class Columns:
    """The columns of a table by what their headings say; `doubled` has what several of them say."""

    def __init__(self, header: Cells, names: Callable[[str], str]) -> None:
        self.all: dict[str, list[int]] = {}
        for k, text in enumerate(header.texts):
            if text.strip() and (name := names(text.strip())):
                self.all.setdefault(name, []).append(k)
        self.first = {name: places[0] for name, places in self.all.items()}
        self.doubled = {name: places for name, places in self.all.items() if len(places) > 1 and name != "note"}

    @property
    def unsure(self) -> bool:
        """Whether it is not certain which column holds a part of the results, which then count for nothing."""
        return any(name in LINE_FIELDS for name in self.doubled)

    def text(self, row: Cells, name: str) -> str:
        """Return what a row says of a field; where two columns say different things, none of them is taken."""
        told = list(dict.fromkeys(row[k] for k in self.all.get(name, ()) if row[k]))
        return " | ".join(told) if len(told) == 1 or name in (*APART, "value", "analyte") else ""

    def say_doubled(self, header: Cells, notes: Notes) -> None:
        """Note each column that says what another one says already."""
        for name, (first, *others) in self.doubled.items():
            hint = "delete one; until then its results count for nothing" if name in LINE_FIELDS else "delete one"
            for k in others:
                text = f"'{shown(header[k])}' and '{shown(header[first])}' are two columns of '{name}'"
                notes.say(Place(header.number, {"": k}), "", "C035", text, hint)


def field_of(heading: str, words: Words) -> tuple[str, str]:
    """Return which field a heading names, and the unit that it carries; "result (1)" carries none."""
    if name := words.of("heading", heading):
        return name, ""
    match = UNITED.fullmatch(heading) if len(heading) <= LONGEST else None
    size = (match["unit"] or match["also"]).strip() if match else ""
    if match and (name := words.of("heading", match["name"])) and unit(size) and not size.isnumeric():
        return name, size
    plain = NUMBERED.sub("", heading) if len(heading) <= LONGEST else heading
    return ("value", "") if plain != heading and words.of("heading", plain) == "value" else ("", "")


def say_strays(row: Cells, header: Cells, notes: Notes) -> bool:
    """Note cells that stand under no heading; return whether one may be a part of a number: "0,05" in two cells."""
    strays = [(k, text) for k, text in _beyond(row, header)]
    for k, text in strays:
        hint = "a decimal comma that splits a number in two? write 0.05"
        notes.say(Place(row.number, {"": k}), "", "C036", f"'{shown(text)}' stands under no heading", hint)
    return any(sign.isdigit() for _, text in strays for sign in text)


def _beyond(row: Cells, header: Cells) -> Iterator[tuple[int, str]]:
    for k, text in enumerate(row.texts):
        if text.strip() and not header[k]:
            yield k, text.strip()
