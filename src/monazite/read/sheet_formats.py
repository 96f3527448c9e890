"""How cells of a workbook are shown where that changes what they say: 0.019 shown as 1.9 %, 101 shown as 0101.

The library that reads the cells gives bare numbers, so the few formats that matter are read from the file itself.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import IO, Any, BinaryIO

__all__ = ["Formats", "sheet_names", "shown_formats"]

# (row, column), from 0 → the format of the cell
Formats = Mapping[tuple[int, int], str]
_BUILT_IN = {9: "0%", 10: "0.00%"}
_PART = 1 << 22


def shown_formats(stream: BinaryIO) -> dict[str, Formats]:
    """Return the formats that matter by sheet name; empty for workbooks that have none or are no zip archives."""
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            if "content.xml" in names:
                return _open_document(archive)
            return _office(archive) if "xl/styles.xml" in names else {}
    except (zipfile.BadZipFile, KeyError, ValueError, _xml_error()):
        return {}
    finally:
        stream.seek(0)


def sheet_names(stream: BinaryIO) -> dict[str, str]:
    """Return member → sheet of an Office workbook; empty where that cannot be told."""
    try:
        with zipfile.ZipFile(stream) as archive:
            return dict(_sheets(archive))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError, RuntimeError, zlib.error, _xml_error()):
        return {}
    finally:
        stream.seek(0)


def _xml_error() -> type[Exception]:
    from lxml import etree

    return etree.XMLSyntaxError


def _tree(archive: zipfile.ZipFile, name: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    with archive.open(name) as part:
        return etree.parse(part, parser).getroot()


def _office(archive: zipfile.ZipFile) -> dict[str, Formats]:
    styles = _styles(archive)
    if not styles:
        return {}
    out: dict[str, Formats] = {}
    for path, name in _sheets(archive):
        with archive.open(path) as part:
            out[name] = dict(_cells(part, styles))
    return out


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield (member, name) of the sheets."""
    relations = {r.get("Id"): r.get("Target") for r in _tree(archive, "xl/_rels/workbook.xml.rels")}
    for sheet in _tree(archive, "xl/workbook.xml").iterfind("{*}sheets/{*}sheet"):
        target = next((relations.get(v) for k, v in sheet.attrib.items() if k.endswith("}id")), None)
        if target:
            path = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            yield path, sheet.get("name", path)


def _styles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the number of every cell style whose format matters → its format."""
    tree = _tree(archive, "xl/styles.xml")
    codes = {int(f.get("numFmtId")): f.get("formatCode", "") for f in tree.iterfind("{*}numFmts/{*}numFmt")}
    codes = _BUILT_IN | codes
    styles = (codes.get(int(xf.get("numFmtId", "0")), "") for xf in tree.iterfind("{*}cellXfs/{*}xf"))
    return {str(k): code for k, style in enumerate(styles) if (code := _matters(style))}


def _matters(code: str) -> str:
    """Return the part of a format that changes what a number says: '%', or zeros such as '0000' and '0000.00'."""
    first = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code).split(";")[0].strip()
    if "%" in first:
        return "%"
    return first if re.fullmatch(r"0{2,}|0+\.0+", first) else ""


def _cells(part: IO[bytes], styles: Mapping[str, str]) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the cells of a sheet that have one of the styles; the sheet is scanned, not kept."""
    ids = "|".join(styles).encode()
    tag = re.compile(
        rb"<(?:\w+:)?c\s(?=[^<>]*\bs=[\"'](" + ids + rb")[\"'])[^<>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^<>]*>"
    )
    rest = b""
    while data := part.read(_PART):
        data = rest + data
        cut = data.rfind(b"<")
        for match in tag.finditer(data, 0, cut):
            column = 0
            for letter in match[2]:
                column = column * 26 + letter - 64
            yield (int(match[3]) - 1, column - 1), styles[match[1].decode()]
        rest = data[cut:] if cut >= 0 else b""


def _open_document(archive: zipfile.ZipFile) -> dict[str, Formats]:
    """Return the percentages of an OpenDocument spreadsheet."""
    from lxml import etree

    out: dict[str, Formats] = {}
    with archive.open("content.xml") as part:
        for _, table in etree.iterparse(part, tag="{*}table", resolve_entities=False, no_network=True, load_dtd=False):
            name = next((v for k, v in table.attrib.items() if k.endswith("}name")), "")
            out[str(name)] = dict(_percentages(table))
            table.clear()
    return {name: formats for name, formats in out.items() if formats}


def _percentages(table: Any) -> Iterator[tuple[tuple[int, int], str]]:
    row = 0
    for line in table.iter("{*}table-row"):
        column = 0
        for cell in line.iterfind("{*}table-cell"):
            told = {k.rpartition("}")[2]: v for k, v in cell.attrib.items()}
            times = int(told.get("number-columns-repeated", "1"))
            if told.get("value-type") == "percentage":
                yield from (((row, column + k), "%") for k in range(min(times, 1024)))
            column += times
        row += int(next((v for k, v in line.attrib.items() if k.endswith("}number-rows-repeated")), "1"))
