"""Tables of untrusted files: decoded or refused at the first wrong byte, every row with its line."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from monazite.errors import InputError, nearest
from monazite.parties.lists.formats.gather import Gather, Place, clean
from monazite.parties.lists.model import File

__all__ = ["Row", "Table", "decode", "open_table", "raw_rows"]

LONGEST_CELL = 1_000_000
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode(file: File, encoding: str = "") -> str:
    """Return the text of a file: in `encoding`, else by its mark, else UTF-8; InputError at the first wrong byte."""
    data = file.path.read_bytes()
    name = encoding or next((word for mark, word in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(name)
    except LookupError:
        raise InputError(
            f"no encoding '{encoding}'; write utf-8, cp1252, gb18030 or another that Python knows"
        ) from None
    except UnicodeDecodeError as error:
        line, before = data.count(b"\n", 0, error.start) + 1, data[data.rfind(b"\n", 0, error.start) + 1 : error.start]
        place = f"{file.shown}:{line}:{len(before.decode('utf-8', 'replace')) + 1}"
        hint = "say which encoding it is in (--encoding cp1252), if it is no damaged file"
        raise InputError(f"{place}: not {name.upper()} (byte {error.start}); {hint}") from None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; `get` gives the cell under a heading."""

    path: str
    line: int
    columns: dict[str, int]
    cells: Sequence[str]

    def get(self, name: str) -> str:
        """Return the cell under a heading without blanks round it, empty where there is no such column."""
        place = self.columns.get(name)
        return clean(self.cells[place]) if place is not None and place < len(self.cells) else ""

    def first(self, *names: str) -> str:
        """Return the first cell under some headings that is not empty."""
        return next((text for name in names if (text := self.get(name))), "")

    @property
    def at(self) -> Place:
        """Return where the row begins."""
        return Place(self.path, self.line)

    def place(self, name: str) -> Place:
        """Return where the cell under a heading stands: the row, and which cell of it as the column."""
        return Place(self.path, self.line, self.columns.get(name, 0) + 1)


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was opened: its headings as written, rows before them, and what follows."""

    before: tuple[tuple[str, ...], ...]
    header: tuple[str, ...]
    rows: Sequence[Row]


def raw_rows(text: str, shown: str, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not empty with the line on which it begins; raise InputError at what is no CSV."""
    csv.field_size_limit(LONGEST_CELL)
    reader: Any = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begin = 1
    try:
        for cells in reader:
            if any(cells) and cells != ["\x1a"]:
                yield begin, cells
            begin = reader.line_num + 1
    except csv.Error as error:
        hint = "is a quote not closed, or the file cut off?"
        raise InputError(f"{shown}:{begin}:1: no CSV from here on ({error}); {hint}") from None


def open_table(
    file: File, gather: Gather, needed: Sequence[str], *, delimiter: str = ",", known: Sequence[str] = ()
) -> Table:
    """Return a table whose headings hold all of `needed`, in any case; raise InputError that names what is missing.

    Rows before the headings (a date of issue) are kept apart. A row with too many or too few cells is a reject.
    """
    text = decode(file, gather.context.encoding)
    found = raw_rows(text, file.shown, delimiter)
    before: list[tuple[str, ...]] = []
    for line, cells in found:
        header = tuple(clean(cell).lstrip("\ufeff") for cell in cells)
        if len({h.lower() for h in header} & {n.lower() for n in needed}) * 2 > len(needed):
            _check(file, line, header, needed)
            _odd(file, line, header, known, gather)
            columns = _columns(header, (*needed, *known))
            return Table(tuple(before), header, list(_rows(file, found, columns, len(header), gather)))
        before.append(header)
        if len(before) > 5:
            break
    raise InputError(f"{file.shown}:1:1: no row of headings with {', '.join(needed)}; has the publisher changed it?")


def _check(file: File, line: int, header: Sequence[str], needed: Sequence[str]) -> None:
    lower = {h.lower() for h in header}
    missing = [n for n in needed if n.lower() not in lower]
    if missing:
        hints = "; ".join(f"'{n}' ({nearest(n, header, at_most=0)})".replace(" ( …)", "") for n in missing)
        raise InputError(f"{file.shown}:{line}:1: the headings lack {hints}; the publisher may have changed the layout")


def _odd(file: File, line: int, header: Sequence[str], known: Sequence[str], gather: Gather) -> None:
    """Note headings that are not known: what stands under them is not read."""
    names = {k.lower() for k in known}
    odd = [h for h in header if h and h.lower() not in names] if known else []
    if odd:
        gather.find(Place(file.shown, line), "L030", f"columns that are not read: {', '.join(odd[:8])}")


def _columns(header: Sequence[str], names: Sequence[str]) -> dict[str, int]:
    """Return the places of columns under the names we use, whatever their case in the file."""
    own = {n.lower(): n for n in names}
    out: dict[str, int] = {}
    for place, heading in enumerate(header):
        out.setdefault(own.get(heading.lower(), heading), place)
    return out


def _rows(
    file: File, found: Iterator[tuple[int, list[str]]], columns: dict[str, int], width: int, gather: Gather
) -> Iterator[Row]:
    for line, cells in found:
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if len(cells) == width:
            yield Row(file.shown, line, columns, cells)
        else:
            text = f"{len(cells)} cells where the headings are {width}"
            gather.reject(Place(file.shown, line), "L031", text, "is the row cut off, or a delimiter not quoted?")
