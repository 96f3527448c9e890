"""XLSX outputs: written row by row in constant memory, text as text, over more sheets where one is full."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.errors import OutputError
from monazite.write.cells import plain, unguarded_text
from monazite.write.columns import Column, columns

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["MAX_ROWS", "XlsxFormat", "column_width"]

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_TEXT = 32_767
EXACT_DIGITS = 15
WIDEST = 48
HEADER = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EAED", "bottom": 1}

Put = Callable[[Any, int, int, Any], Any]


class XlsxFormat:
    """An Excel workbook with a frozen header and filters; text is never a formula, numbers are exact or text."""

    def __init__(self, file: Path, metadata: Mapping[str, str], title: str) -> None:
        self._file, self._metadata, self._title = file, metadata, title
        self._folder = tempfile.TemporaryDirectory(prefix="monazite-")
        self._book: Any = None
        self._sheet: Any = None
        self._sheets, self._row = 0, 0

    def start(self, schema: pa.Schema) -> None:
        import xlsxwriter

        if len(schema) > MAX_COLUMNS:
            raise OutputError(f"an Excel sheet holds {MAX_COLUMNS} columns, not {len(schema)}")
        options = {"constant_memory": True, "tmpdir": self._folder.name, "in_memory": False}
        self._book = xlsxwriter.Workbook(str(self._file), options)
        self._book.set_properties({"title": self._title, "comments": _lines(self._metadata)})
        self._header = self._book.add_format(HEADER)
        self._columns = columns(schema)
        self._puts = [_put(self._book, column) for column in self._columns]
        self._next_sheet()

    def _next_sheet(self) -> None:
        self._end_sheet()
        self._sheets += 1
        self._sheet = self._book.add_worksheet("Lines" if self._sheets == 1 else f"Lines {self._sheets}")
        self._sheet.freeze_panes(1, 0)
        for at, column in enumerate(self._columns):
            self._sheet.set_column(at, at, column_width(column))
            self._sheet.write_string(0, at, column.name, self._header)
        self._row = 1

    def _end_sheet(self) -> None:
        if self._sheet is not None and self._columns:
            self._sheet.autofilter(0, 0, max(self._row - 1, 0), len(self._columns) - 1)

    def write(self, batch: pa.RecordBatch) -> None:
        values = [_cells(column, array) for column, array in zip(self._columns, batch.columns, strict=True)]
        for row in zip(*values, strict=True):
            if self._row >= MAX_ROWS:
                self._next_sheet()
            for at, value in enumerate(row):
                if value is not None:
                    self._puts[at](self._sheet, self._row, at, value)
            self._row += 1

    def finish(self) -> None:
        from xlsxwriter.exceptions import XlsxWriterException

        self._end_sheet()
        try:
            self._book.close()
        except XlsxWriterException as error:
            raise OutputError(f"cannot write the workbook: {error}") from error
        finally:
            self._folder.cleanup()

    def abandon(self) -> None:
        for sheet in self._book.worksheets() if self._book else ():
            sheet.row_data_fh.close()  # what waits on disk for the end of the workbook, which never comes
        if self._book:
            self._book.fileclosed = True
        self._folder.cleanup()


def _lines(metadata: Mapping[str, str]) -> str:
    return "\n".join(f"{key}: {value}" for key, value in metadata.items())


def _cells(column: Column, array: pa.Array) -> list[Any]:
    """Return a column as Python values: text, number as text, date or None."""
    import pyarrow as pa
    import pyarrow.compute as pc

    array = plain(array)
    kind = array.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return list(pc.binary_join(array.cast(pa.list_(pa.string())), "; ").to_pylist())
    if pa.types.is_date(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return list(array.to_pylist())
    return list(unguarded_text(column, array).to_pylist())


def _put(book: Any, column: Column) -> Put:
    """Return how a value of this column goes into a cell."""
    import pyarrow as pa

    if pa.types.is_date(column.type):
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        return lambda sheet, row, at, value: _put_date(sheet, row, at, value, day)
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        return _put_number
    return _put_text


def _put_text(sheet: Any, row: int, at: int, value: str) -> None:
    """Write text as text; what is longer than a cell may hold is cut and says so."""
    sheet.write_string(row, at, value if len(value) <= MAX_TEXT else value[: MAX_TEXT - 1] + "…")


def _put_number(sheet: Any, row: int, at: int, value: str) -> None:
    """Write a number that a spreadsheet keeps exactly as a number, any other as text."""
    digits = value.lstrip("-0.").replace(".", "")
    if len(digits) <= EXACT_DIGITS and digits.isdecimal() or not digits:
        sheet.write_number(row, at, float(value))
    else:
        sheet.write_string(row, at, value)


def _put_date(sheet: Any, row: int, at: int, value: date, day: Any) -> None:
    """Write a date as a date; days that a spreadsheet does not know become text."""
    if value.year < 1901:
        sheet.write_string(row, at, value.isoformat())
    else:
        sheet.write_datetime(row, at, datetime(value.year, value.month, value.day), day)


def column_width(column: Column) -> int:
    """Return a width in characters that suits what a column holds."""
    import pyarrow as pa

    usual = 12
    if pa.types.is_list(column.type):
        usual = 32
    elif pa.types.is_string(column.type) or pa.types.is_dictionary(column.type):
        wide = column.name.endswith(("_address", "description")) or column.fact in ("exporter", "consignee")
        usual = 28 if wide else 14
    return min(max(usual, len(column.name) + 3), WIDEST)
