"""Workbooks (XLSX, XLSM, XLS, ODS): every visible sheet whose header has facts, cell by cell as it is shown."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from monazite.errors import InputError
from monazite.read.cells import Column, Conventions
from monazite.read.chunks import Chunk, Piece, Reject, excerpt
from monazite.read.columns import Wishes, facts_named, map_columns
from monazite.read.conventions import observe
from monazite.read.layout import HEADER_WITHIN, find_header
from monazite.read.origins import Origin, Source, spooled
from monazite.read.sheet_extents import refuse_too_wide
from monazite.read.sheet_formats import Formats, sheet_names, shown_formats

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

__all__ = ["open_sheets"]

UNPACKED_AT_MOST = 2 << 30
SAMPLE_ROWS = 5000
OLD_PERCENT = "{}: this old format may keep 1.9 % as 0.019; numbers are read as per cent: save it as .xlsx to be sure"
# Excel counts days from 1899-12-30; a bare number in a column of dates is such a day.
EXCEL_DAY_0 = date(1899, 12, 30)
EXCEL_DAYS = range(10_000, 110_000)


@dataclass(frozen=True)
class _Sheet:
    """One sheet with its header found; `start` is the first row of data, from 0."""

    source: str
    sheet: CalamineSheet
    headings: tuple[str, ...]
    columns: tuple[Column, ...]
    conventions: tuple[Conventions, ...]
    formats: Formats
    start: int
    nbytes: int


def open_sheets(origin: Origin, wishes: Wishes, batch_rows: int) -> list[Source]:
    """Return every visible sheet that has facts; raise InputError where none has, or where the file cannot be read."""
    with spooled(origin) as stream:
        _bounded(stream, origin.name)
        refuse_too_wide(stream, origin.name, sheet_names(stream))
        formats = shown_formats(stream)
        book = _workbook(stream, origin.name)
        sheets, notes = _visible(book, origin.name)
        stream.seek(0)
        old = stream.read(4) == b"\xd0\xcf\x11\xe0"
        book.close()
    facts = {sheet.name: _facts(sheet, wishes) for sheet in sheets}
    chosen = [sheet for sheet in sheets if _is_table(facts[sheet.name], max(facts.values()))]
    if not chosen:
        return [_none(sheets, origin.name, wishes)]
    total = sum(sheet.total_height for sheet in chosen)
    out, facts_of = [], []
    for sheet in chosen:
        share = (origin.size or 0) * sheet.total_height // max(total, 1)
        source, told = _open(sheet, f"{origin.name}#{sheet.name}", formats.get(sheet.name, {}), wishes, share)
        facts_of.append(source.columns)
        out.append(Source(source.source, partial(_pieces, source, batch_rows), source.headings, told))
    left = [sheet.name for sheet in sheets if sheet not in chosen]
    if left:
        notes.append(f"{origin.name}: sheets that are no tables of facts are not read: {', '.join(left[:8])}")
    if old and any(column.fact.unit == "%" for columns in facts_of for column in columns):
        notes.append(OLD_PERCENT.format(origin.name))
    out[0].notes[:0] = notes
    return out


def _none(sheets: Sequence[CalamineSheet], name: str, wishes: Wishes) -> Source:
    """Raise the InputError for a workbook without any fact."""
    for sheet in sheets:
        rows = _head(sheet)
        if rows:
            map_columns(_headings(rows[find_header(rows, wishes)]), wishes, f"{name}#{sheet.name}")
    raise InputError(f"{name}: is empty: no sheet has a header row")


def _bounded(stream: BinaryIO, name: str) -> None:
    """Refuse a workbook that unpacks to more than is held in memory."""
    try:
        with zipfile.ZipFile(stream) as archive:
            if sum(member.file_size for member in archive.infolist()) > UNPACKED_AT_MOST:
                raise InputError(f"{name}: unpacks to more than {UNPACKED_AT_MOST >> 30} GiB")
    except zipfile.BadZipFile:
        pass
    finally:
        stream.seek(0)


def _workbook(stream: BinaryIO, name: str) -> CalamineWorkbook:
    import python_calamine as calamine

    try:
        return calamine.CalamineWorkbook.from_filelike(stream)
    except calamine.PasswordError:
        raise InputError(f"{name}: is encrypted; save it without a password") from None
    except (calamine.CalamineError, OSError, ValueError) as error:
        stream.seek(0)
        if "EncryptedPackage".encode("utf-16-le") in stream.read(1 << 16):
            raise InputError(f"{name}: is encrypted; save it without a password") from None
        raise InputError(f"{name}: cannot be read as a workbook: {error}") from None


def _visible(book: CalamineWorkbook, name: str) -> tuple[list[CalamineSheet], list[str]]:
    import python_calamine as calamine

    shown, hidden = [], []
    for told in book.sheets_metadata:
        if told.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        if told.visible != calamine.SheetVisibleEnum.Visible:
            hidden.append(told.name)
            continue
        try:
            shown.append(book.get_sheet_by_name(told.name))
        except calamine.CalamineError as error:
            said = f"cannot be read ({error}): its part may be missing from the workbook; open it and save it again"
            raise InputError(f"{name}: the sheet '{told.name}' {said}") from None
    return shown, [f"{name}: hidden sheets are not read: {', '.join(hidden[:8])}"] if hidden else []


def _head(sheet: CalamineSheet) -> list[list[str]]:
    return [[_text(cell) or "" for cell in row] for row in islice(sheet.iter_rows(), 2 * HEADER_WITHIN)][:HEADER_WITHIN]


def _facts(sheet: CalamineSheet, wishes: Wishes) -> tuple[int, bool]:
    """Return how many facts the header of a sheet names, and whether it names each once."""
    rows = _head(sheet)
    headings = _headings(rows[find_header(rows, wishes)]) if rows else ()
    count = facts_named(headings, wishes)
    return count, sum(facts_named([heading], wishes) for heading in headings) == count


def _is_table(facts: tuple[int, bool], best: tuple[int, bool]) -> bool:
    """Return whether a sheet is read: not where another has more, and this one only explains or lists some facts."""
    count, once = facts
    return count > 0 and count >= min(best[0], 2 if once else best[0] / 2)


def _headings(row: Iterable[str]) -> tuple[str, ...]:
    return tuple(" ".join(cell.split()) for cell in row)


def _open(sheet: CalamineSheet, source: str, formats: Formats, wishes: Wishes, nbytes: int) -> tuple[_Sheet, list[str]]:
    rows = _head(sheet)
    at = find_header(rows, wishes)
    headings = _headings(rows[at])
    columns, notes = map_columns(headings, wishes, source)
    if at:
        notes.insert(0, f"{source}: header found in row {at + 1}")
    shift = sheet.start[1] if sheet.start else 0
    moved = {(row, column - shift): code for (row, column), code in formats.items()}
    found = _Sheet(source, sheet, headings, columns, (), moved, at + 1, nbytes)
    sample: list[set[str | None]] = [set() for _ in columns]
    for number, row in islice(_data(found), SAMPLE_ROWS):
        for place, text in zip(sample, _texts(row, number, found), strict=True):
            place.add(text)
    return _Sheet(source, sheet, headings, columns, observe(columns, sample), moved, at + 1, nbytes), notes


def _data(sheet: _Sheet) -> Iterator[tuple[int, list[Any]]]:
    """Yield (row from 0, cells) of the rows below the header that are not blank."""
    for number, row in enumerate(islice(sheet.sheet.iter_rows(), sheet.start, None), sheet.start):
        if any(cell != "" and not (isinstance(cell, str) and not cell.strip()) for cell in row):
            yield number, row


def _pieces(sheet: _Sheet, batch_rows: int) -> Iterator[Piece]:
    rows = _data(sheet)
    total, done = sheet.sheet.end[0] + 1 if sheet.sheet.end else 1, 0
    while part := list(islice(rows, min(batch_rows, 16_384))):
        upto = sheet.nbytes * (part[-1][0] + 1) // total
        yield Piece(sheet.source, partial(_load, part, sheet, max(upto - done, 0)))
        done = upto


def _load(part: Sequence[tuple[int, list[Any]]], sheet: _Sheet, nbytes: int) -> Chunk:
    import numpy as np
    import pyarrow as pa

    from monazite.read.lines import texts_to_batch

    rejects, rows, texts = [], [], []
    for number, row in part:
        if len(row) == len(sheet.headings) and _headings(_text(cell) or "" for cell in row) == sheet.headings:
            shown = excerpt(", ".join(sheet.headings))
            rejects.append(Reject(sheet.source, number + 1, 0, "the line repeats the header", shown))
            continue
        rows.append(number + 1)
        texts.append(_texts(row, number, sheet))
    arrays = [pa.array([row[k] for row in texts], pa.string()) for k in range(len(sheet.columns))]
    lines = (texts_to_batch(sheet.columns, arrays, sheet.conventions, sheet.source, np.array(rows, np.int64)),)
    return Chunk(lines if rows else (), tuple(rejects), nbytes, len(part))


def _texts(row: Sequence[Any], number: int, sheet: _Sheet) -> list[str | None]:
    """Return the mapped cells of a row as the texts that a person sees."""
    return [
        _shown(row[c.index], c, sheet.formats.get((number, c.index), "")) if c.index < len(row) else None
        for c in sheet.columns
    ]


def _shown(cell: Any, column: Column, code: str) -> str | None:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if column.fact.type == "date" and float(cell).is_integer() and int(cell) in EXCEL_DAYS:
            return (EXCEL_DAY_0 + timedelta(days=int(cell))).isoformat()
        return _number(cell, column, code)
    return _text(cell)


def _number(cell: float, column: Column, code: str) -> str | None:
    """Return a number as it is shown: with 15 digits, which is what a workbook keeps, in per cent or with its zeros."""
    if cell != cell:
        return None
    text = _plain(cell)
    if code == "%":
        return f"{format(Decimal(text).scaleb(2), 'f')}%"
    if code and column.fact.type in ("code", "text"):
        whole, _, decimals = code.partition(".")
        return f"{cell:0{len(code)}.{len(decimals)}f}" if decimals or len(whole) > 1 else text
    # '1.234' could be read as 1234 beside texts with decimal commas; '1.2340' cannot.
    return (
        f"{text}0" if column.fact.type == "quantity" and len(text.partition(".")[2]) == 3 and "e" not in text else text
    )


def _plain(cell: float) -> str:
    if isinstance(cell, int) or (cell.is_integer() and abs(cell) < 1e15):
        return str(int(cell))
    return format(cell, ".15g")


def _text(cell: Any) -> str | None:
    """Return a cell as a text; None where it is blank."""
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, (int, float)):
        return _plain(cell)
    return str(cell)
