"""Small workbooks that unfold to much are told before they are opened; raised digits are told apart."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from monazite.read.sheet_texts import Malformed, unfolded

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OPEN = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)

MANY = 'table:number-columns-repeated="16384" office:value-type="string"'


def archive(*parts: tuple[str, str]) -> bytes:
    """Return a zip archive of (name, text)."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in parts:
            out.writestr(name, text)
    return data.getvalue()


def office(cells: str, texts: str = "", sheet: str = "xl/worksheets/sheet1.xml", more: str = "") -> bytes:
    """Return the parts of a workbook that matter here."""
    shared = f'<sst xmlns="{MAIN}">{texts}</sst>'
    return archive(
        (sheet, f'{more}<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'),
        ("xl/sharedStrings.xml", shared),
    )


def table(rows: str) -> bytes:
    """Return an OpenDocument spreadsheet with one table of these rows."""
    inner = f'<office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet>'
    return archive(
        ("content.xml", f"<office:document-content {OPEN}><office:body>{inner}</office:body></office:document-content>")
    )


def test_a_text_that_many_cells_share_counts_for_each() -> None:
    row = "<row r='1'>" + "<c t='s'><v>1</v></c><c t='s'><v>0</v></c>" * 10 + "</row>"
    found = unfolded(office(row, "<si><t>ab</t></si><si><r><t>abc</t></r><r><t>de</t></r></si>"))
    assert (found.signs, found.cells, found.too_much) == (70, 20, "")


def test_a_small_file_with_much_text_is_too_much() -> None:
    row = "<row>" + "<c t='s'><v>0</v></c>" * 20 + "</row>"
    data = office(row * 100, f"<si><t>{'A' * 500_000}</t></si>")
    assert len(data) < 10_000 and "1,000,000,000 letters" in unfolded(data).too_much


def test_two_far_cells_span_too_many_places() -> None:
    cells = "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
    assert "17,179,869,184 places" in unfolded(office(cells)).too_much
    blank = cells.replace("<c r='XFD1048576'><v>1</v></c>", "<c r='XFD1048576' s='3'/>")
    assert unfolded(office(blank)).cells == 1


def test_a_sheet_by_any_name_is_seen_where_the_workbook_refers_to_it() -> None:
    row = "<row>" + "<c t='s'><v>0</v></c>" * 200 + "</row>"
    relation = '<Relationships><Relationship Id="r" Target="media/picture.png"/></Relationships>'
    data = io.BytesIO(office(row, f"<si><t>{'A' * 500_000}</t></si>", "xl/media/picture.png"))
    with zipfile.ZipFile(data, "a") as out:
        out.writestr("xl/_rels/workbook.xml.rels", relation)
    assert unfolded(data.getvalue()).too_much


@pytest.mark.parametrize(
    "cell",
    [
        f"<table:table-cell {MANY}><text:p>{{a}}</text:p></table:table-cell>",
        '<table:table-cell><text:p><text:s text:c="900000000"/></text:p></table:table-cell>',
        f'<table:table-cell {MANY} office:string-value="{{a}}"/>',
    ],
)
def test_repeated_cells_of_an_open_document_count_as_often(cell: str) -> None:
    row = f"<table:table-row>{cell.format(a='A' * 9000)}</table:table-row>"
    assert "letters" in unfolded(table(row)).too_much


def test_repeated_rows_count_as_often_and_blank_ones_do_not() -> None:
    cell = '<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'
    row = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
    found = unfolded(table(row.format(3, cell * 2) + row.format(1_048_000, "<table:table-cell/>")))
    assert (found.signs, found.cells) == (6, 6)
    assert "places" in unfolded(table(row.format(1_000_000, cell * 20))).too_much


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04 broken", "broken"),
        (archive(("xl/workbook.bin", "")), "binary workbook"),
        (archive(("xl/a.xml", "<a/>"), ("XL/A.xml", "<a/>")), "twice"),
        (archive(("xl/a.xml", "<a><b></a>")), "broken"),
        (archive(("xl/a.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")), "document type"),
    ],
)
def test_what_is_no_workbook_is_told(data: bytes, says: str) -> None:
    with pytest.raises(Malformed, match=says):
        unfolded(data)


def test_a_size_that_is_not_the_one_told_is_a_broken_archive() -> None:
    data = bytearray(office("<row/>", "<si><t>" + "A" * 9000 + "</t></si>"))
    for sign, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = data.rfind(sign)
        data[place + at : place + at + 4] = (100).to_bytes(4, "little")
    with pytest.raises(Malformed, match="broken"):
        unfolded(bytes(data))


def test_raised_digits_behind_a_number_are_told() -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet, raised = book.add_worksheet(), book.add_format({"font_script": 1})
        sheet.write_rich_string(0, 0, "99.9", raised, "5", " ")
        sheet.write_rich_string(1, 0, "5×10", raised, "-4", " %")
        sheet.write_rich_string(2, 0, "SO4", raised, "2-", " ")
        sheet.write_string(3, 0, "99.95")
    assert unfolded(data.getvalue()).raised == {"99.95": "99.9⁵", "5×10-4 %": "5×10⁻⁴ %"}
