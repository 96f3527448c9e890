"""How far the cells of a workbook reach, found without unfolding it.

The library that reads the cells lays a sheet out as a full grid from its first to its last cell: two cells in opposite
corners would ask for 17 thousand million. So the texts of the sheets are scanned first, a part at a time. What counts
are cells with something in them; the extent that a sheet states of itself, and blank cells that only have a format,
cost nothing and are often wrong or far away.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import IO, BinaryIO

from monazite.errors import InputError

__all__ = ["CELLS_AT_MOST", "refuse_too_wide"]

CELLS_AT_MOST = 50_000_000
_PART = 1 << 22
_TEXT_AT_MOST = 1 << 20
_ATTRIBUTES = rb"((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*?)"
# Cells as every usual program writes them, within 47 columns and 1,049,999 rows, or 702 and 69,999: below the bound.
_NEAR = (rb"(?:[A-Z]|A[A-U])(?:\d{1,6}|10[0-4]\d{4})", rb"[A-Z]{1,2}(?:\d{1,4}|[0-6]\d{4})")
_FAR = [re.compile(rb"<(?:\w+:)?c(?=[\s/>])(?!\s+r=\"" + near + rb"\")") for near in _NEAR]
_CELL = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])" + _ATTRIBUTES + rb"(/?)>(</)?")
_PLACE = re.compile(rb"(?:^|\s)r\s*=\s*[\"']\s*([A-Za-z]{0,4})(\d{0,10})")
_TARGET = re.compile(rb"\sTarget\s*=\s*[\"']([^\"'<]*)")
_TABLE = re.compile(rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])" + _ATTRIBUTES + rb"(/?)>")
_REPEATED = re.compile(rb"\stable:number-(?:columns|rows)-repeated\s*=\s*[\"']\s*(\d{1,12})")
_NAMED = re.compile(rb"\stable:name\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def refuse_too_wide(stream: BinaryIO, name: str, sheet_names: Mapping[str, str] | None = None) -> None:
    """Raise InputError, with the sheet, where cells span more than CELLS_AT_MOST; other files than zips pass."""
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.namelist()
            if "xl/workbook.bin" in members:
                raise InputError(f"{name}: is a binary workbook (.xlsb); save it as .xlsx")
            if "content.xml" in members:
                with archive.open("content.xml") as part:
                    _open_document(part, name)
                return
            for member in _worksheets(archive):
                _worksheet(archive, member, f"{name}#{(sheet_names or {}).get(member, PurePosixPath(member).stem)}")
    except zipfile.BadZipFile as error:
        if str(error) != "File is not a zip file":
            raise InputError(f"{name}: cannot be unpacked: {error}") from None
    except (zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise InputError(f"{name}: cannot be unpacked: {error}") from None
    finally:
        stream.seek(0)


def _worksheets(archive: zipfile.ZipFile) -> list[str]:
    """Return the members that may be sheets: by their folder, or because the workbook refers to them."""
    members = archive.namelist()
    targets: set[str] = set()
    if "xl/_rels/workbook.xml.rels" in members:
        with archive.open("xl/_rels/workbook.xml.rels") as part:
            found = (target.decode("utf-8", "replace") for target in _TARGET.findall(part.read(_PART)))
            targets = {t.lstrip("/") if t.startswith("/") else f"xl/{t}" for t in found}
    other = ("xl/sharedStrings.xml", "xl/styles.xml")
    return [m for m in dict.fromkeys(members) if ("worksheets/" in m.lower() or m in targets) and m not in other]


def _worksheet(archive: zipfile.ZipFile, member: str, name: str) -> None:
    for far in _FAR:
        with archive.open(member) as part:
            if not any((tag := far.search(data)) and tag.start() < end for data, end in _parts(part)):
                return
    with archive.open(member) as part:
        _refuse_far(part, name)


def _parts(part: IO[bytes]) -> Iterator[tuple[bytes, int]]:
    """Yield (text, end) in parts: tags that begin before `end` are whole, and so is the one that follows them."""
    rest = b""
    while data := part.read(_PART):
        data = rest + data
        last = data.rfind(b"<")
        end = data.rfind(b"<", 0, last)
        if len(data) - end > _TEXT_AT_MOST and data.find(b">", last) >= 0:
            end = len(data)
        if end > 0:
            yield data, end
            rest = data[end:]
        else:
            rest = data
    yield rest, len(rest)


def _refuse_far(part: IO[bytes], name: str) -> None:
    row = column = height = width = 0
    for data, end in _parts(part):
        for tag in _CELL.finditer(data):
            if tag.start() >= end:
                break
            place = _PLACE.search(tag[2])
            if tag[1] == b"row":
                row, column = int(place[2] or 0) if place else row + 1, 0
                continue
            column = _number(place[1]) if place else column + 1
            if not tag[3] and not tag[4]:
                height, width = max(height, int(place[2] or 0) if place else row), max(width, column)
                _check(height, width, name)


def _number(letters: bytes) -> int:
    """Return the number of a column from 1: 28 for AB."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    return column


def _check(height: int, width: int, name: str) -> None:
    if height * width > CELLS_AT_MOST:
        raise InputError(
            f"{name}: its cells reach to row {height:,} and column {width:,}, more than {CELLS_AT_MOST:,} cells; "
            "remove what lies far off, or save it as CSV or Parquet"
        )


def _open_document(part: IO[bytes], name: str) -> None:
    """Do the same for an OpenDocument spreadsheet, where rows and cells are written once and repeated."""
    sheet, row, column, height, width = name, 0, 0, 0, 0
    for data, end in _parts(part):
        for tag in _TABLE.finditer(data):
            if tag.start() >= end:
                break
            closing, kind, attributes, alone = tag.groups()
            times = int(found[1]) if (found := _REPEATED.search(attributes)) else 1
            if kind == b"table":
                called = _NAMED.search(attributes)
                sheet = f"{name}#{(called[1] or called[2] or b'').decode('utf-8', 'replace')}" if called else name
                row = column = height = width = 0
            elif kind == b"table-row":
                row, column = (row if closing else row + times), 0
            elif not closing:
                column += times
                if not alone or b"value-type" in attributes or b"formula" in attributes:
                    height, width = max(height, row), max(width, column)
                    _check(height, width, sheet)
