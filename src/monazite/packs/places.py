"""Where the cells of a CSV file stand: line and column of each, also behind quotes and over line breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monazite.text_yaml import Text

__all__ = ["Cell", "open_quote", "placed"]


class Cell(Text):
    """The text of a cell, stripped, with its place; `quoted` where the file has it in quotes."""

    quoted: bool = False

    def at(self, offset: int) -> Text:
        """Return an empty text at the place of the sign at `offset` of this one (over line breaks too)."""
        out, before = Text(), self[:offset]
        line = before.rfind("\n") + 1
        first = 1 if line else self.column
        out.line = self.line + before.count("\n")
        out.column = first + len(before) - line + (before.count('"', line) if self.quoted else 0)
        return out


def placed(raw: str, line: int, texts: Sequence[str]) -> list[Cell]:
    """Return the cells of one row: `raw` is the row as the file has it, `line` the line on which it begins."""
    cells = []
    for (at, column, quoted), text in zip(_starts(raw, line), texts, strict=False):
        cell = Cell(text.strip())
        cell.quoted, cell.line = quoted, at
        cell.column = column + quoted + len(text) - len(text.lstrip())
        cells.append(cell)
    return cells


def _starts(raw: str, line: int) -> Iterator[tuple[int, int, bool]]:
    """Yield (line, column, quoted) for each cell of a row."""
    column, fresh, quoted, inside = 1, True, False, False
    for sign in raw:
        if fresh:
            quoted = inside = sign == '"'
            fresh = False
            yield line, column, quoted
        elif sign == '"' and quoted:
            inside = not inside
        if sign == "," and not inside:
            fresh = True
        column += 1
        if sign == "\n":
            line, column = line + 1, 1
    if fresh:
        yield line, column, False


def open_quote(raw: str, line: int) -> tuple[int, int]:
    """Return (line, column) of the quote that opens the first cell which does not close before a comma."""
    start, column, fresh, inside, quoted = (line, 1), 1, True, False, False
    for sign, following in zip(raw, raw[1:] + "\n", strict=True):
        if fresh:
            quoted = inside = sign == '"'
            start, fresh = (line, column), False
        elif sign == '"' and quoted:
            inside = not inside
            if not inside and following not in ',"\r\n':
                return start
        if sign == "," and not inside:
            fresh = True
        column += 1
        if sign == "\n":
            line, column = line + 1, 1
    return start
