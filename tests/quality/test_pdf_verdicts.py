"""`monazite certificate check --pdf`: what stands on the pages, whole or not at all, and nothing read as Typst."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
import typst
from click.testing import CliRunner, Result

from monazite.cli import cli
from monazite.errors import MonaziteError, OutputError, UsageError
from monazite.report.verdict import MOST, Row, Sheet, Verdicts, check_verdicts, render_verdicts
from monazite.report.verdict_pdf import CHINESE_FONTS

EXAMPLES = Path(__file__).parents[2] / "examples" / "certificates"
ON = "2026-03-01"
CHINESE = bool(set(CHINESE_FONTS) & set(typst.Fonts().families()))
needs_chinese = pytest.mark.skipif(not CHINESE, reason="no font with Chinese letters here: fonts-droid-fallback")


def run(*arguments: object, on: str = ON) -> Result:
    """Run the command on a day."""
    return CliRunner().invoke(cli, ["certificate", "check", *map(str, arguments), "--on", on])


def pages(file: Path) -> list[str]:
    """Return the text of each page, blanks and breaks folded."""
    return [" ".join(page.extract_text().replace("\u200b", "").split()) for page in pypdf.PdfReader(file).pages]


def made(folder: Path, *arguments: object) -> list[str]:
    """Return the text of the pages that the command makes."""
    out = folder / "verdict.pdf"
    answer = run(*arguments, "--pdf", out)
    assert answer.exit_code in (0, 1, 2, 3) and out.is_file(), answer.output
    return pages(out)


def own(folder: Path, name: str = "coa.json", **more: Any) -> Path:
    """Write a certificate in Monazite's own form, with its results."""
    results = [{"analyte": "Fe", "value": "0.08", "unit": "%", "basis": "as_received"}]
    claims = [{"standard": "GB/T 31978-2015", "grade": "Ce-3NA"}]
    base = {"format": "monazite-certificate/1", "product": "Cerium metal", "claims": claims, "results": results}
    file = folder / name
    file.write_text(json.dumps(base | more), "utf-8")
    return file


# ------------------------------------------------------------ what stands there
@pytest.mark.parametrize(
    "says",
    [
        "Verdict on certificate HL-2026-0142",
        "Fail GB/T 31978-2015 Ce-3NB",
        "Fe: 0.14 % is outside <=0.10 %",
        "GB/T 31978-2015 Cerium metal; in force on 2026-03-01",
        "Lot C26-021",
        "Issuer Heron Lake Metals (invented)",
        "Laboratory not said",
        "pass Al <=0.05 % <0.01 %",
        "indeterminate Ca <=0.01 % – no result",
        "Contradiction fails_beside",
        "It does not show a false certificate",
        "C: a scanned or aggregated copy",
        "simple acceptance, no guard band",
        "Version of the rules: 2. Register: ",
        "page 1 of 1",
    ],
)
def test_a_page_tells(tmp_path: Path, says: str) -> None:
    (text,) = made(tmp_path, EXAMPLES / "cerium_metal_en10168.json")
    assert says in text and text.count("Not legal advice") == 1


def test_the_sum_of_the_file_stands_whole(tmp_path: Path) -> None:
    record = json.loads(run(EXAMPLES / "cerium_metal.json", "--json").stdout)
    assert record["files"][0]["sha256"] in made(tmp_path, EXAMPLES / "cerium_metal.json")[0]


def test_what_was_converted_and_how_likely_it_is_stand_beside_it(tmp_path: Path) -> None:
    results = [{"analyte": "Si", "value": "150", "U": "40", "unit": "ppm", "basis": "as_received"}]
    (text,) = made(tmp_path, own(tmp_path, results=results), "--rule", "guard_u")
    assert "150 ppm = 0.015 %" in text and "probability of conformity 99.4 %" in text and "guard band of U" in text


def test_many_certificates_have_an_overview_with_pages(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{", "utf-8")
    files = [EXAMPLES / "cerium_metal.json", EXAMPLES / "cerium_metal_en10168.json", tmp_path / "bad.json"]
    first, *others = made(tmp_path, *files)
    assert "2 certificates on 2026-03-01: 1 pass, 1 fail, 1 file not read" in first and "bad.json:1" in first
    assert re.search(r"Pass HL-2026-0117 .* each of 8 requirements is met 2", first)
    assert [text for text in others if "HL-2026-0142" in text] == [others[1]]
    assert "".join([first, *others]).count("Not legal advice") == 1
    assert all(f"page {k} of 3" in text for k, text in enumerate([first, *others], 1))


def test_three_hundred_certificates_have_a_page_each(tmp_path: Path) -> None:
    line = (own(tmp_path, id="N-{}", lot="L-{}")).read_text("utf-8")
    (tmp_path / "many.jsonl").write_text("\n".join(line.replace("{}", str(k)) for k in range(300)), "utf-8")
    out = tmp_path / "verdict.pdf"
    run(tmp_path / "many.jsonl", "--pdf", out)
    reader = pypdf.PdfReader(out)
    titles = [one["/Title"] for one in reader.outline if isinstance(one, dict)]
    assert [title for title in titles if "N-" in title] == [f"Verdict on certificate N-{k}" for k in range(300)]
    assert "N-0" in reader.pages[0].extract_text() and "N-299" in reader.pages[-1].extract_text()


def test_a_certificate_that_says_nothing_is_told_so(tmp_path: Path) -> None:
    (text,) = made(tmp_path, own(tmp_path, product="", results=[], claims=[]))
    assert "Indeterminate the certificate claims no standard and grade" in text and text.count("not said") == 5
    assert "there is no result" in text


def test_only_files_that_cannot_be_read_are_an_overview(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{", "utf-8")
    (text,) = made(tmp_path, tmp_path / "bad.json")
    assert "Files that could not be read" in text and "C003" in text


def test_very_long_texts_are_broken_and_cut(tmp_path: Path) -> None:
    long = {"id": "x" * 5_000, "product": "Very-long-" * 90, "lot": "W" * 400, "issuer": "a/b" * 300}
    told = made(tmp_path, own(tmp_path, **long))
    assert len(told) <= 2 and "…" in told[0] and "x" * 20 in told[0]


def test_each_text_is_inside_the_page(tmp_path: Path) -> None:
    out = tmp_path / "verdict.pdf"
    run(own(tmp_path, id="x" * 900, product="y" * 900, lot="W" * 900), "--pdf", out)
    ends: list[float] = []

    def visit(text: str, now: Any, matrix: Any, font: Any, size: float) -> None:
        if text.strip():
            ends.append(now[4] * matrix[0] + matrix[4] if matrix else now[4])

    page = pypdf.PdfReader(out).pages[0]
    page.extract_text(visitor_text=visit)
    assert max(ends) <= float(page.mediabox.width)


@needs_chinese
def test_chinese_pages(tmp_path: Path) -> None:
    told = " ".join(made(tmp_path, EXAMPLES / "lithium_carbonate_zh.csv", "--lang", "zh"))
    for says in (
        "证书 CL-0042 的判定",
        "无法判定",
        "产品 碳酸锂",
        "位置图",
        "限值来源",
        "简单接受",
        "不构成法律意见",
        "第1页，共1页",
    ):
        assert says in told.replace(" 页", "页").replace("第 1", "第1").replace("共 1", "共1"), told


@needs_chinese
def test_chinese_names_stand_on_english_pages(tmp_path: Path) -> None:
    assert "碳酸锂" in made(tmp_path, EXAMPLES / "lithium_carbonate_zh.csv")[0]


# ------------------------------------------------------------ how it is made
def test_pages_are_the_same_bytes_and_of_the_day(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        run(EXAMPLES / "cerium_metal.json", "--pdf", tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    about = pypdf.PdfReader(tmp_path / "a.pdf").metadata
    assert about is not None and about.creation_date is not None and about.creation_date.date().isoformat() == ON


def test_it_is_an_archive_file_with_tags(tmp_path: Path) -> None:
    out = tmp_path / "verdict.pdf"
    run(EXAMPLES / "cerium_metal.json", EXAMPLES / "cerium_metal_en10168.json", "--pdf", out)
    reader = pypdf.PdfReader(out)
    root: Any = reader.trailer["/Root"]
    told = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfaid:part[=>\"]+2", told) and re.search(r"pdfaid:conformance[=>\"]+A", told)
    assert re.search(r"pdfuaid:part[=>\"]+1", told)
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en" and "/StructTreeRoot" in root
    titles = [one["/Title"] for one in reader.outline if isinstance(one, dict)]
    assert "Verdict on certificate HL-2026-0117" in titles


INJECTED = [
    '#read("/etc/passwd")',
    '#import "@preview/x:1.0.0": *',
    "*bold* _it_ `raw` $x^2$ @ref <label> = head",
    "#panic()",
    "\\u{48} \\ // comment /* more */",
    '"]; #eval("1+1")',
    "https://lab.example.org/a?b=c&d",
]


@pytest.mark.parametrize("text", INJECTED)
def test_nothing_of_a_certificate_is_read_as_typst(tmp_path: Path, text: str) -> None:
    lines = [{"analyte": "Fe", "text": text}, {"analyte": text, "value": "1", "unit": "%"}]
    file = own(tmp_path, id=text, product=text, lot=text, issuer=text, results=lines)
    told = made(tmp_path, file)[0].replace(" ", "")
    assert told.count(text.replace(" ", "")) >= 5


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\u202e", "\ue000", "\ufeff", "\u200b", "\u2028", "\U000f0000"])
def test_signs_that_no_page_can_hold_are_blanks(tmp_path: Path, sign: str) -> None:
    assert "Ab cd" in made(tmp_path, own(tmp_path, lot=f"Ab{sign}cd"))[0].replace("Abcd", "Ab cd")


# ------------------------------------------------------------ whole, or not at all
def sheet(**more: Any) -> Verdicts:
    """Return pages with one requirement."""
    labels = dict.fromkeys(
        "page on_page state requirement limit result picture why grade requirements legend notes findings mistakes "
        "refused sources file rule certificate verdicts".split(),
        "word",
    )
    row = Row("pass", "pass", "Fe", "<=0.1", "0.05")
    one = Sheet("pass", "Pass", "Verdict", "A", "", more.pop("product", ""), "", "fine", rows=[row])
    import datetime as dt

    return Verdicts("Title", "en", dt.date(2026, 3, 1), [one] * more.pop("n", 1), labels, closing=["end"])


def test_letters_that_no_font_can_show_are_told_before_anything_is_written() -> None:
    assert render_verdicts(sheet(product="Cerium"), system_fonts=False).startswith(b"%PDF")
    many = sheet(n=2, product="氧化镝")
    with pytest.raises(UsageError, match="no font here can show 氧 化 镝; install fonts-noto-cjk"):
        render_verdicts(many, system_fonts=False)


def test_too_many_certificates_are_refused() -> None:
    with pytest.raises(UsageError, match="1,001 certificates: 1,000 at most"):
        render_verdicts(sheet(n=MOST + 1))


@pytest.mark.parametrize(
    ("name", "kind", "says"),
    [
        ("verdict.txt", UsageError, "ends in .pdf"),
        ("-", UsageError, "ends in .pdf"),
        ("none/verdict.pdf", OutputError, "does not exist"),
    ],
)
def test_places_where_no_pdf_can_be_are_told_first(
    tmp_path: Path, name: str, kind: type[MonaziteError], says: str
) -> None:
    with pytest.raises(kind, match=says):
        check_verdicts("--pdf", name if name == "-" else str(tmp_path / name))


@pytest.mark.parametrize("second", ["--out", "--pdf"])
def test_an_output_is_no_input_and_no_other_output(tmp_path: Path, second: str) -> None:
    file = own(tmp_path, "coa.pdf")
    words = (
        [file, "--pdf", file] if second == "--pdf" else [file, "--pdf", tmp_path / "v.pdf", "--out", tmp_path / "v.pdf"]
    )
    answer = run(*words)
    assert isinstance(answer.exception, UsageError) and "is also" in str(answer.exception)
    assert json.loads(file.read_text("utf-8")) and not (tmp_path / "v.pdf").exists()


def test_without_typst_it_is_told_before_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    answer = run(EXAMPLES / "cerium_metal.json", "--pdf", tmp_path / "v.pdf", "--out", tmp_path / "v.csv")
    assert isinstance(answer.exception, UsageError) and "monazite[reports]" in str(answer.exception)
    assert not list(tmp_path.iterdir())


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave only the fonts that come with Typst."""
    real = typst.Fonts
    monkeypatch.setattr(typst, "Fonts", lambda include_system_fonts=True: real(include_system_fonts=False))
    yield


def test_where_letters_would_be_blank_no_file_is_written(tmp_path: Path, no_fonts: None) -> None:
    answer = run(EXAMPLES / "lithium_carbonate_zh.csv", "--pdf", tmp_path / "v.pdf", "--out", tmp_path / "v.csv")
    assert isinstance(answer.exception, UsageError) and "no font here can show" in str(answer.exception)
    assert not list(tmp_path.iterdir())


def test_latin_greek_and_cyrillic_pages_need_no_font_of_the_system(tmp_path: Path, no_fonts: None) -> None:
    assert "Müller Дом µ≤" in made(tmp_path, own(tmp_path, issuer="Müller Дом µ≤"))[0]
