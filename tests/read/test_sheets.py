"""Workbooks: what a person sees in a cell is what is read."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.errors import InputError
from monazite.read.inputs import open_input


def book(path: Path, **sheets: list[list[Any]]) -> Path:
    """Write a workbook; a cell may be (value, number format)."""
    with xlsxwriter.Workbook(path) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    value, code = cell if isinstance(cell, tuple) else (cell, None)
                    sheet.write(r, c, value, made.add_format({"num_format": code}) if code else None)
    return path


def read(path: Path, **wishes: Any) -> tuple[list[dict[str, Any]], list[Any], list[str]]:
    found = open_input([str(path)], **wishes)
    chunks = [piece.load() for piece in found.pieces()]
    rows = [row for chunk in chunks for batch in chunk.batches for row in batch.to_pylist()]
    rejects = [reject for chunk in chunks for reject in chunk.rejects]
    assert sum(chunk.lines for chunk in chunks) == len(rows) + len(rejects)
    return rows, rejects, found.notes


def test_cells_are_read_as_they_are_shown(tmp_path: Path) -> None:
    day, moment = datetime.date(2026, 11, 10), datetime.datetime(2026, 11, 10, 23, 30)
    path = book(
        tmp_path / "a.xlsx",
        Lines=[
            ["Declaration", "HS code", "Dy %", "Purity", "Net mass", "Date", "Made for rare earths", "Licence number"],
            ["D-1", 28469015, (0.019, "0.00%"), (0.995, "0%"), 1.234, (day, "yyyy-mm-dd"), True, (7, "0000")],
            ["D-2", (2846.9, "0.00"), 0.019, "≥99.5%", 0.1 + 0.2, (moment, "yyyy-mm-dd hh:mm"), "否", "0101"],
            ["D-3", "0101", "<0.01 %", "4N5", "0.6 t", 46336, "", 12],
            ["D-4", "2846.10", (1, "0%"), "", 1e-3, 20261110, "√", "NO"],
        ],
    )
    rows, rejects, notes = read(path)
    assert rejects == [] and notes == []
    assert [row["source"] for row in rows] == [f"{path}#Lines"] * 4 and [row["row"] for row in rows] == [2, 3, 4, 5]
    assert [row["tariff_code"] for row in rows] == ["28469015", "2846.90", "0101", "2846.10"]
    assert [row["licence_number"] for row in rows] == ["0007", "0101", "12", "NO"]
    assert [row["mf_dy"] for row in rows] == [19_000_000, 190_000, None, 1_000_000_000]
    assert [row["purity"] for row in rows] == [995_000_000, None, None, None]
    assert [row["purity_from"] for row in rows] == [None, 995_000_000, 999_950_000, None]
    assert [row["net_mass"] for row in rows] == [1_234_000, 300_000, 600_000_000, 1_000]
    assert {row["date"] for row in rows} == {day}
    assert [row["made_for_rare_earths"] for row in rows] == [True, False, None, True]
    assert [row["findings"] for row in rows] == [None] * 4


def test_a_header_below_a_title_and_beside_empty_columns(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        Data=[
            ["Report"],
            [],
            ["", "", "报关单号", "净重\n(千克)"],
            ["", "", "D-1", (0.5, "0%")],
            [],
            ["", "", "D-2", 7],
        ],
    )
    rows, _, notes = read(path)
    assert [(r["row"], r["declaration"], r["net_mass"]) for r in rows] == [(4, "D-1", None), (6, "D-2", 7_000_000)]
    assert "'50%' has no unit of net_mass" in rows[0]["findings"][0]
    assert notes == [f"{path}#Data: header found in row 3"]


def test_every_sheet_with_facts_is_read_and_others_are_named(tmp_path: Path) -> None:
    head = ["Declaration", "Net mass", "Origin", "Date", "Destination"]
    path = book(
        tmp_path / "a.xlsx",
        Notes=[["hello"]],
        May=[head, ["A", 1]],
        Lists=[["Material"]],
        About=[["Kind", "kind", "Goods"]],
        June=[head, ["B", 2], head],
    )
    rows, rejects, notes = read(path)
    assert [(r["source"].rpartition("#")[2], r["declaration"]) for r in rows] == [("May", "A"), ("June", "B")]
    assert [(r.source.rpartition("#")[2], r.row, r.reason) for r in rejects] == [
        ("June", 3, "the line repeats the header")
    ]
    assert notes == [f"{path}: sheets that are no tables of facts are not read: Notes, Lists, About"]


def test_hidden_sheets_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as made:
        for name in ("Seen", "Unseen"):
            sheet = made.add_worksheet(name)
            sheet.write_row(0, 0, ["Declaration", "Net mass"])
            sheet.write_row(1, 0, [name, 1])
        sheet.hide()
    rows, _, notes = read(path)
    assert [row["declaration"] for row in rows] == ["Seen"] and notes == [f"{path}: hidden sheets are not read: Unseen"]


def test_pieces_cover_the_file(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", L=[["Declaration", "Line"], *([f"D{k}", k] for k in range(5000))])
    found = open_input([str(path)], batch_rows=1000)
    chunks = [piece.load() for piece in found.pieces()]
    assert len(chunks) == 5 and all(len(batch) == 1000 for chunk in chunks for batch in chunk.batches)
    assert sum(chunk.bytes for chunk in chunks) == found.size == path.stat().st_size


def test_a_workbook_on_standard_input(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", L=[["Declaration", "Net mass"], ["A", 1]])
    found = open_input(["-"], stdin=io.BytesIO(path.read_bytes()))
    assert [p.load().batches[0].column("declaration").to_pylist() for p in found.pieces()] == [["A"]]


def open_document(path: Path) -> Path:
    cell = '<table:table-cell office:value-type="{}" office:value="{}"><text:p>x</text:p></table:table-cell>'
    text = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{t}</text:p></table:table-cell>'
        for t in ("Net mass", "Dy %")
    )
    body = (
        '<table:table table:name="L"><table:table-row table:number-rows-repeated="2"><table:table-cell/>'
        "</table:table-row>"
        f"<table:table-row>{text}</table:table-row><table:table-row>{cell.format('float', 5)}"
        f"{cell.format('percentage', '0.019')}</table:table-row></table:table>"
    )
    names = "office table text".split()
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in names)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>{body}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def test_percentages_of_open_document_sheets(tmp_path: Path) -> None:
    rows, _, _ = read(open_document(tmp_path / "a.ods"))
    assert [(r["row"], r["net_mass"], r["mf_dy"]) for r in rows] == [(4, 5_000_000, 19_000_000)]


def test_workbooks_that_cannot_be_read(tmp_path: Path) -> None:
    whole = book(tmp_path / "a.xlsx", L=[["Declaration"], ["A"]]).read_bytes()
    (tmp_path / "half.xlsx").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "locked.xlsx").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    )
    with pytest.raises(InputError, match="half.xlsx: cannot be read as a workbook"):
        read(tmp_path / "half.xlsx")
    with pytest.raises(InputError, match="locked.xlsx: is encrypted"):
        read(tmp_path / "locked.xlsx")
    with pytest.raises(InputError, match="is empty: no sheet has a header row"):
        read(book(tmp_path / "empty.xlsx", L=[]))
    with pytest.raises(InputError, match="#L: no column is a fact"):
        read(book(tmp_path / "other.xlsx", L=[["foo", "bar"], [1, 2]]))


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=15)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(TEXT, st.decimals(0, 10**8, places=6)), min_size=1, max_size=8))
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, Any]]) -> None:
    from monazite.read.cells import is_missing

    rows = [["Exporter", "Net mass", "Line"], *([text, float(number), k + 1] for k, (text, number) in enumerate(table))]
    path = tmp_path_factory.mktemp("x") / "a.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as made:
        sheet = made.add_worksheet()
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                sheet.write_string(r, c, cell) if isinstance(cell, str) else sheet.write_number(r, c, cell)
    found, _, _ = read(path)
    wanted = [(None if is_missing(t) else t.strip(), int(n.scaleb(6)), k + 1) for k, (t, n) in enumerate(table)]
    assert [(r["exporter"], r["net_mass"], r["line"]) for r in found] == wanted


def cell(place: str, text: str, tag: str = "c") -> str:
    at = f' r="{place}"' if place else ""
    return f'<{tag}{at} t="inlineStr"><is><t>{text}</t></is></{tag}>'


def bare_book(path: Path, rows: str, before: str = "") -> Path:
    """Write a workbook of one sheet, its XML as given."""
    made = book(path, Lines=[["declaration"]])
    with zipfile.ZipFile(made) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{space}" xmlns:x="{space}">{before}<sheetData>{rows}</sheetData></worksheet>'
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def test_a_sheet_whose_part_is_missing_is_named(tmp_path: Path) -> None:
    made = book(tmp_path / "a.xlsx", Lines=[["declaration"], ["A"]])
    with zipfile.ZipFile(made) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if "sheet1" not in name}
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(InputError, match="the sheet 'Lines' cannot be read .*its part may be missing"):
        read(made)


HEAD = f'<row r="1">{cell("A1", "declaration")}{cell("B1", "net mass")}</row>'
FAR = {
    "plain": f'<row r="1048576">{cell("XFD1048576", "x")}</row>',
    "the row is another": f'<row r="2">{cell("XFD1048576", "x")}</row>',
    "blanks and single quotes": cell("", "x").replace("<c", "<c\n s='1'  r = 'XFD1048576'"),
    "an attribute with a bracket": cell("", "x").replace("<c", "<c s='>' r='XFD1048576'"),
    "small letters": f'<row r="1048576">{cell("xfd1048576", "x")}</row>',
    "another prefix": f'<x:row r="1048576">{cell("XFD1048576", "x", "x:c")}</x:row>',
    "rows and cells without places": "<row/>" * 200_000 + f"<row>{cell('', 'x') * 300}</row>",
    "a long text before": f'<row r="2">{cell("A2", "y" * (9 << 20))}{cell("XFD1048576", "x")}</row>',
}


@pytest.mark.parametrize("rows", FAR.values(), ids=FAR)
def test_a_sheet_that_would_unfold_is_refused_before_it_is_read(tmp_path: Path, rows: str) -> None:
    path = bare_book(tmp_path / "a.xlsx", HEAD + rows)
    with pytest.raises(InputError, match=r"a\.xlsx#Lines: its cells reach to row [\d,]+ and column [\d,]+"):
        open_input([str(path)])


def test_what_only_looks_far_is_read(tmp_path: Path) -> None:
    near = f'<row r="2">{cell("A2", "D-1")}{cell("B2", "3")}</row>'
    blank = '<row r="1048576"><c r="XFD1048575" s="0"/><c r="XFD1048576" s="0"></c></row>'
    path = bare_book(tmp_path / "a.xlsx", HEAD + near + blank, '<dimension ref="A1:XFD1048576"/>')
    rows, _, _ = read(path)
    assert [row["declaration"] for row in rows] == ["D-1"]
    tall = f'<row r="1040000">{cell("A1040000", "D-2")}</row>'
    rows, _, _ = read(bare_book(tmp_path / "b.xlsx", HEAD + near + tall))
    assert [row["row"] for row in rows] == [2, 1_040_000]


def ods(path: Path, rows: str) -> Path:
    spaces = "office table text".split()
    names = " ".join(f'xmlns:{s}="urn:oasis:names:tc:opendocument:xmlns:{s}:1.0"' for s in spaces)
    body = f'<office:spreadsheet><table:table table:name="Lines">{rows}</table:table></office:spreadsheet>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        text = f"<office:document-content {names}><office:body>{body}</office:body></office:document-content>"
        archive.writestr("content.xml", text)
        manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}"/>')
    return path


def test_repeats_of_open_documents_are_bounded(tmp_path: Path) -> None:
    def line(*texts: str, cells: str = "", rows: int = 1) -> str:
        told = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{t}</text:p></table:table-cell>' for t in texts
        )
        return f'<table:table-row table:number-rows-repeated="{rows}">{told}{cells}</table:table-row>'

    filler = '<table:table-cell table:number-columns-repeated="16382"/>'
    head = line("declaration", "net mass", cells=filler)
    rows, _, _ = read(ods(tmp_path / "a.ods", head + line("D-1", "3", cells=filler) + line(cells=filler, rows=1048574)))
    assert [row["declaration"] for row in rows] == ["D-1"]
    wide = '<table:table-cell table:number-columns-repeated="4294967295" office:value-type="float" office:value="1"/>'
    for bad in (line("D-1", cells=wide), line("D-1", rows=60_000_000)):
        with pytest.raises(InputError, match=r"a\.ods#Lines: its cells reach to row"):
            open_input([str(ods(tmp_path / "a.ods", head + bad))])


def test_binary_workbooks_are_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", Lines=[["declaration"], ["D-1"]])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/workbook.bin", b"")
    with pytest.raises(InputError, match="binary workbook"):
        open_input([str(path)])
