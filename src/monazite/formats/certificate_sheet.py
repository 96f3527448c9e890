"""The cells of delimited texts and workbooks, as texts with the numbers of their rows."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from monazite.formats.certificate_cells import Cells
from monazite.formats.certificate_draft import Notes
from monazite.read.sheet_formats import Formats, shown_formats
from monazite.read.sheet_texts import Malformed, unfolded

__all__ = ["delimited", "workbook"]

UNPACKED_AT_MOST = 200 << 20
MOST_ROWS = 1_000_000  # a table with more is refused: half a table would clear what stands in the other half
MOST_COLUMNS = 2_000
# A number format that writes words beside a number, which the reader of the sheet sees: ">"0.00, 0.0" (min)".
WRITTEN = re.compile(r'(?:"(?P<before>[^"]*)")?\s*[#0?][#0?.,]*\s*(?:"(?P<behind>[^"]*)")?')
# How a cell of an .xls begins that refers to a shared text; such a text has at most that many signs.
SHARES_TEXT, LONGEST_TEXT = b"\xfd\x00\x0a\x00", 65_535
OLD_AT_MOST = 300_000_000
SIGNS = (",", ";", "\t", "|")


def delimited(text: str, notes: Notes) -> list[Cells]:
    """Return the rows of a delimited text; raise CodedError where it is none."""
    sign = _sign(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    rows, start = [], 1
    try:
        for cells in reader:
            _refuse_large(start, len(cells), notes)
            rows.append(Cells(start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise notes.fail("C003", f"this is no table: {error}", "a quote that is not closed?", start) from None
    return [row for row in rows if row.filled]


def _sign(text: str) -> str:
    """Return what separates the cells: the sign that most of the first lines have most often."""
    lines = [line for line in text.splitlines()[:40] if line.strip()]
    return max(SIGNS, key=lambda sign: (sum(sign in line for line in lines), sum(line.count(sign) for line in lines)))


def workbook(data: bytes, notes: Notes) -> Iterator[list[Cells]]:
    """Yield the rows of each visible sheet that has any; raise CodedError for what is no workbook."""
    import python_calamine as calamine

    raised = _within_bounds(data, notes)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        formats = shown_formats(io.BytesIO(data))
        for told in book.sheets_metadata:
            if told.visible == calamine.SheetVisibleEnum.Visible and told.typ == calamine.SheetTypeEnum.WorkSheet:
                yield _rows(book.get_sheet_by_name(told.name), formats.get(told.name, {}), raised, notes)
    except calamine.PasswordError:
        raise notes.fail("C002", "the workbook is encrypted", "save it without a password") from None
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise notes.fail("C003", f"this is no workbook that can be read: {error}", "save it as .xlsx or .csv") from None


def _within_bounds(data: bytes, notes: Notes) -> Mapping[str, str]:
    """Return the texts with raised digits of a workbook; raise CodedError for one that unfolds to too much."""
    if not data.startswith(b"PK"):
        return _old_within_bounds(data, notes)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(info.file_size for info in archive.infolist())
        if size > UNPACKED_AT_MOST:
            text = f"unpacked it has {size >> 20} MiB, more than {UNPACKED_AT_MOST >> 20}"
            raise notes.fail("C002", text, "a certificate is small")
        found = unfolded(data)
    except zipfile.BadZipFile:
        raise notes.fail("C003", "this is no workbook that can be read: the archive is broken") from None
    except Malformed as error:
        text = f"this is no workbook that can be read: {error}"
        raise notes.fail("C003", text, "save it as .xlsx or .csv") from None
    if found.too_much:
        raise notes.fail("C002", found.too_much, "a certificate is small")
    return found.raised


def _old_within_bounds(data: bytes, notes: Notes) -> Mapping[str, str]:
    """Raise CodedError for an .xls whose cells may share texts that are too long together: no part of it is read."""
    most = data.count(SHARES_TEXT) * min(len(data), LONGEST_TEXT)
    if most > OLD_AT_MOST:
        raise notes.fail("C002", "its cells may share too much text", "save it as .xlsx or .csv")
    return {}


def _refuse_large(row: int, columns: int, notes: Notes) -> None:
    if row > MOST_ROWS:
        raise notes.fail("C002", f"the table has more than {MOST_ROWS:,} rows", "write it in several files", row)
    if columns > MOST_COLUMNS:
        text = f"the row has {columns:,} cells, more than {MOST_COLUMNS:,}"
        raise notes.fail("C002", text, "one row a result, or fewer contents", row)


def _rows(sheet: Any, formats: Formats, raised: Mapping[str, str], notes: Notes) -> list[Cells]:
    top, left = sheet.start or (0, 0)
    _refuse_large(sheet.height, sheet.width, notes)
    rows = []
    for k, row in enumerate(sheet.to_python(skip_empty_area=True), top):
        texts = [_text(cell, formats.get((k, left + j), "")) for j, cell in enumerate(row)]
        rows.append(Cells(k + 1, [*[""] * left, *(raised.get(text, text) for text in texts)]))
    return [row for row in rows if row.filled]


def _text(value: Any, shown: str) -> str:
    """Return a cell as text; a number shown as per cent says so, and noise behind the 15th digit is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).strip()
    number = Decimal(f"{value:.15g}")
    if "%" in shown:
        text = f"{number * 100:f}"
        return f"{text.rstrip('0').rstrip('.') if '.' in text else text} %"
    beside = WRITTEN.fullmatch(shown.split(";")[0].strip())
    return f"{beside['before'] or ''}{number:f}{beside['behind'] or ''}" if beside else f"{number:f}"
