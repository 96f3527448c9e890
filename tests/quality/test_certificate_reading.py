"""Reading certificates: every format says the same, and nothing is taken for more than it says."""

from __future__ import annotations

import datetime as dt
import io
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from monazite.errors import PackError
from monazite.formats.certificate_numbers import comma_of, number
from monazite.formats.certificates import FORMATS, Reading, read_certificates
from monazite.packs.analytes import load_words, quality_words
from monazite.packs.standards import standards_weights
from monazite.quality.certificate import Certificate, Result
from monazite.quality.decision import RULES
from monazite.quality.limits import Bound, Limits
from monazite.quality.model import Grade, Requirement
from monazite.quality.naming import Named, Words
from monazite.quality.verdict import judge

EXAMPLES = Path(__file__).parents[2] / "examples" / "certificates"


def read(folder: Path, data: bytes | str | dict[str, Any], name: str = "lot-7") -> Reading:
    """Return what the reader says of a file with this content."""
    if isinstance(data, dict):
        data = json.dumps(data)
    file = folder / name
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_certificates(file, quality_words())


def only(reading: Reading) -> Certificate:
    """Return the one certificate of a file without mistakes."""
    assert not reading.problems and len(reading.certificates) == 1, [str(p) for p in reading.problems]
    return reading.certificates[0]


def of(certificate: Certificate, analyte: str) -> Result:
    """Return the one result on a content."""
    (found,) = [one for one in certificate.results if one.analyte == analyte]
    return found


# ------------------------------------------------------------ names
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Dy2O3", Named("Dy2O3")),
        ("Dy₂O₃", Named("Dy2O3")),
        ("SO4²⁻", Named("SO4")),
        ("Fe³⁺", Named("Fe")),
        ("Cl⁻", Named("Cl")),
        ("BET (m²/g)", Named("specific surface", unit="m2/g")),
        ("DY2O3", Named("Dy2O3")),
        ("氧化镝", Named("Dy2O3")),
        ("dysprosium oxide", Named("Dy2O3")),
        ("Lead", Named("Pb")),
        ("铅", Named("Pb")),
        ("Loss on ignition", Named("LOI")),
        ("LOI (1000 °C, 1 h)", Named("LOI")),
        ("灼减", Named("LOI")),
        ("H2O", Named("moisture")),
        ("Loss on drying", Named("moisture")),
        ("水分", Named("moisture")),
        ("REO", Named("TREO")),
        ("ΣREO", Named("TREO")),
        ("稀土总量(REO)", Named("TREO")),
        ("RE", Named("TREM")),
        ("SO4 2-", Named("SO4")),
        ("硫酸根", Named("SO4")),
        ("Cl-", Named("Cl")),
        ("Nd2O3/TREO (%)", Named("Nd2O3", "treo", "%")),
        ("Ce/RE", Named("Ce", "trem")),
        ("w(Fe)", Named("Fe")),
        ("Fe2O3_ppm", Named("Fe2O3", "", "ppm")),
        ("Fe (dry basis), µg/g", Named("Fe", "dry", "ppm")),
        ("D50 (µm)", Named("D50", "", "µm")),
        ("Pr6O11 + Nd2O3", Named("Nd2O3+Pr6O11")),
    ],
)
def test_names_of_contents(text: str, says: Named) -> None:
    assert quality_words().analyte(text) == says


@pytest.mark.parametrize(
    "text", ["", "Fe (soluble)", "PB", "Fee2O3", "unobtainium", "x" * 500, "co", "Fe2O33x", "Fe²", "Si¹", "Nd2O3①"]
)
def test_what_is_no_content_known_here(text: str) -> None:
    assert quality_words().analyte(text) is None


@pytest.mark.parametrize(
    ("product", "substance"),
    [
        ("Neodymium oxide, high purity", "Nd2O3"),
        ("碳酸锂", "Li2CO3"),
        ("金属铈", "Ce"),
        ("Cerium metal", "Ce"),
        ("Pr-Nd oxide", "PrNd oxide"),
        ("Lithium orotate", ""),
        ("ore", ""),
    ],
)
def test_what_a_product_is(product: str, substance: str) -> None:
    assert quality_words().substance(product) == substance


@given(st.text(max_size=60))
def test_any_text_may_be_asked(text: str) -> None:
    words = quality_words()
    found = words.analyte(text)
    assert found is None or found.analyte
    assert isinstance(words.substance(text), str) and isinstance(words.near("analyte", text), str)


def test_mistakes_in_the_list_of_names_are_told(tmp_path: Path) -> None:
    file = tmp_path / "analytes.csv"
    file.write_text("kind,name,words\nanalyte,LOI,loi\nanalyte,ash,loi\nbasis,drie,dry\nnoun,x,y\n", "utf-8")
    with pytest.raises(PackError) as error:
        load_words(file)
    assert [(p.line, p.code) for p in error.value.problems] == [(3, "P020"), (4, "P052"), (5, "P052")]


# ------------------------------------------------------------ numbers
@pytest.mark.parametrize(
    ("text", "comma", "value"),
    [
        ("0,05", None, "0.05"),
        ("0,005", None, "0.005"),
        ("1,234", True, "1.234"),
        ("1,234", False, "1234"),
        ("12,5", None, "12.5"),
        ("<0,001", None, "0.001"),
        ("99.90 %", None, "99.90"),
        ("0.12 ± 0.02", None, "0.12"),
        ("５．２", None, "5.2"),
        ("5×10⁻⁴", None, "0.0005"),
    ],
)
def test_numbers_as_laboratories_write_them(text: str, comma: bool | None, value: str) -> None:
    found = number(text, comma).value
    assert found is not None and found.value == Fraction(value)


def test_what_a_comma_is_follows_from_the_other_numbers() -> None:
    assert comma_of(["0,05", "1,234"]) is True
    assert comma_of(["0.05", "1,234"]) is False
    assert comma_of(["1,234", "7"]) is None
    assert comma_of(["0,05", "0.05"]) is None


@given(st.decimals(min_value=0, max_value=100, places=4))
def test_a_decimal_comma_is_a_decimal_point(value: Any) -> None:
    text = f"{value:f}"
    point, comma = number(text, None).value, number(text.replace(".", ","), True).value
    assert point is not None and comma is not None and point.value == comma.value and point.step == comma.step


# ------------------------------------------------------------ formats
@pytest.mark.parametrize(
    ("name", "kind", "lot", "analyte", "value"),
    [
        ("cerium_metal.json", "own", "C26-017", "TREM", "99.4"),
        ("cerium_metal_en10168.json", "identity", "C26-021", "Fe", "0.14"),
        ("dysprosium_fluoride_coa.json", "identity", "DF-7", "CaO", "0.12"),
        ("cerium_metal_untp.json", "untp", "C26-030", "TREM", "99.20"),
        ("cerium_metal_dcc.xml", "dcc", "C26-033", "Fe", "0.09"),
        ("lithium_carbonate_zh.csv", "csv", "260105", "Li2CO3", "99.62"),
    ],
)
def test_the_examples_are_read_without_a_mistake(name: str, kind: str, lot: str, analyte: str, value: str) -> None:
    reading = read_certificates(EXAMPLES / name, quality_words())
    certificate = only(reading)
    assert (reading.format, certificate.lot) == (kind, lot) and kind in FORMATS
    found = of(certificate, analyte)
    assert found.value is not None and found.text == value and found.unit == "%"


def test_a_number_keeps_the_digits_it_is_written_with() -> None:
    certificate = only(read_certificates(EXAMPLES / "cerium_metal_untp.json", quality_words()))
    found = of(certificate, "TREM").value
    assert found is not None and found.step == Fraction("0.01")


def test_uncertainties_are_read(tmp_path: Path) -> None:
    lines = [
        {"analyte": "Fe", "value": "0.1", "unit": "%", "u": "0.01"},
        {"analyte": "Si", "value": "0.1", "unit": "%", "U": "0.03", "k": "3"},
        {"analyte": "Al", "value": "0.1", "unit": "%", "U": "0.02"},
        {"analyte": "Ca", "value": "0.1", "unit": "%", "ci95": ["0.0804", "0.1196"]},
        {"analyte": "Mg", "value": "0.1 ± 0.04", "unit": "%"},
        {"analyte": "Zn", "value": "0.1", "unit": "%"},
    ]
    found = only(read(tmp_path, {"format": "monazite-certificate/1", "results": lines}))
    told = [one.uncertainty.u for one in found.results]
    assert told == [Fraction("0.01"), Fraction("0.01"), Fraction("0.01"), Fraction("0.01"), Fraction("0.02"), None]


@pytest.mark.parametrize("text", ["Complies", "n.d.", "未检出", "<LOD", "not detected", "合格", "痕量", "-", "Pass"])
def test_words_are_no_numbers(tmp_path: Path, text: str) -> None:
    line = {"analyte": "Pb", "value": text, "unit": "ppm", "basis": "as_received"}
    found = only(read(tmp_path, {"format": "monazite-certificate/1", "results": [line]}))
    assert found.results[0].value is None and found.results[0].text == text


def test_a_certificate_takes_its_basis_only_for_shares(tmp_path: Path) -> None:
    lines = [{"analyte": "Fe", "value": "1", "unit": "%"}, {"analyte": "D50", "value": "3", "unit": "µm"}]
    found = only(read(tmp_path, {"format": "monazite-certificate/1", "basis": "dry", "results": lines}))
    assert [one.basis for one in found.results] == ["dry", ""]


def test_an_assay_is_of_the_product(tmp_path: Path) -> None:
    line = {"analyte": "Assay", "value": "99.6", "unit": "%", "basis": "dry"}
    value = {"format": "monazite-certificate/1", "product": "Battery grade lithium carbonate", "results": [line]}
    assert of(only(read(tmp_path, value)), "Li2CO3").basis == "dry"


def test_certificates_without_a_number_take_the_name_of_the_file(tmp_path: Path) -> None:
    table = "lot,Fe (%),Si (%)\nA,0.1,0.2\nB,0.3,0.4\n"
    assert [one.id for one in read(tmp_path, table).certificates] == ["lot-7#A", "lot-7#B"]


# ------------------------------------------------------------ tables
LONG = "analyte,value,unit,basis\nFe,0.1,%,dry\n二氧化硅,20,ppm,干基\n"
WIDE = "Basis:,dry\nLot,Fe (%),SiO2 (ppm)\n7,0.1,20\n"
UNITS = "Lot\tFe\tSiO2\n\t%\tppm\n7\t0.1\t20\n"
CHINESE = "检测项目；检测结果；单位；基准\n铁；0.1；%；干基\nSiO2；20；mg/kg；干基\n".replace("；", ";")


ACROSS = "Basis: dry\nElement,Unit,7\nFe,%,0.1\nSiO2,ppm,20\n"
POWERS = "批号,w(Fe)/10⁻²,SiO2/10⁻⁶\n7,0.1,20\n"
LAYOUTS = {
    "long": LONG,
    "wide": WIDE,
    "row of units": UNITS,
    "Chinese": CHINESE,
    "across": ACROSS,
    "powers of ten": POWERS,
}


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS)
def test_tables_of_any_layout_say_the_same(tmp_path: Path, text: str) -> None:
    found = only(read(tmp_path, text))
    told = [(one.analyte, one.value and one.value.value, one.unit) for one in found.results]
    assert told == [("Fe", Fraction("0.1"), "%"), ("SiO2", 20, "ppm")]


def test_a_column_may_be_a_sample(tmp_path: Path) -> None:
    text = "产品,氧化钕\n项目,单位,P-1,P-2\n签发日期,,2026-01-02,2026-01-03\nFe,%,0.1,0.2\nSi,%,0.3,\n结论：合格\n"
    first, second = read(tmp_path, text).certificates
    assert (first.lot, first.issued, len(first.results)) == ("P-1", dt.date(2026, 1, 2), 2)
    assert (second.lot, second.issued, len(second.results)) == ("P-2", dt.date(2026, 1, 3), 1)
    assert first.product == second.product == "氧化钕" and second.claims[0].conclusion == "合格"


def test_chinese_tables_in_gb18030_are_read(tmp_path: Path) -> None:
    assert only(read(tmp_path, CHINESE.encode("gb18030"))).results == only(read(tmp_path, CHINESE)).results


def test_rows_beside_the_table_tell_of_the_certificate(tmp_path: Path) -> None:
    text = "产品名称：氧化钕\n批号,N-9\n签发日期,2026年1月5日\n检测项目,检测结果(%)\nFe,0.1\n结论：合格\n"
    found = only(read(tmp_path, text))
    assert (found.product, found.lot, found.issued) == ("氧化钕", "N-9", dt.date(2026, 1, 5))
    assert found.claims[0].conclusion == "合格" and found.results[0].unit == "%"


def test_columns_of_uncertainties_belong_to_their_contents(tmp_path: Path) -> None:
    found = only(read(tmp_path, "Lot,Fe (%),U(Fe),SiO2 (%),u(SiO2)\n7,0.1,0.02,0.2,0.03\n"))
    assert [one.uncertainty.u for one in found.results] == [Fraction("0.01"), Fraction("0.03")]


def test_a_row_of_limits_is_no_sample(tmp_path: Path) -> None:
    found = only(read(tmp_path, "Lot,Fe (%),Si (%)\n标准要求,≤0.1,≤0.2\n7,0.05,0.1\n"))
    assert [one.specification for one in found.results] == ["≤0.1", "≤0.2"]


def test_a_row_of_ones_is_a_sample_and_no_row_of_units(tmp_path: Path) -> None:
    assert [one.lot for one in read(tmp_path, "lot,Fe,Si\nA,1,1\nB,0.5,0.5\n").certificates] == ["A", "B"]
    assert len(read(tmp_path, "Fe,Si\n1,1\n0.5,0.5\n").certificates) == 2
    first, *others = read(tmp_path, "lot,Fe,Si\n单位,%,1\nA,1,1\nB,0.5,0.5\n").certificates
    assert [one.unit for one in first.results] == ["%", "1"] and [one.lot for one in others] == ["B"]


def test_a_sample_with_units_for_results_does_not_vanish(tmp_path: Path) -> None:
    found = read(tmp_path, "lot,Fe,Si\nA,%,ppm\nB,0.5,0.5\n")
    assert [one.lot for one in found.certificates] == ["A", "B"] and found.problems


def test_a_result_that_says_limit_does_not_make_its_row_one_of_limits(tmp_path: Path) -> None:
    found = read(tmp_path, "lot,Fe (%),Si (%)\nA,limit,5\n7,0.05,0.1\n")
    assert [one.lot for one in found.certificates] == ["A", "7"] and found.problems


@pytest.mark.parametrize("table", ["lot,Fe (1),Si (2)\nA,0.1,0.2\n", "analyte,result (1)\nFe,0.1\nSi,0.2\n"])
def test_a_footnote_in_a_heading_is_no_unit(tmp_path: Path, table: str) -> None:
    found = read(tmp_path, table)
    assert all(result.unit == "" for one in found.certificates for result in one.results) and found.problems


def test_two_columns_that_tell_samples_apart_are_both_kept(tmp_path: Path) -> None:
    table = "lot,sample,analyte,value,unit\nA,1,Fe,0.1,%\nA,2,Fe,0.2,%\n"
    found = read(tmp_path, table)
    assert [one.lot for one in found.certificates] == ["A | 1", "A | 2"]
    assert [problem.code for problem in found.problems] == ["C035"]


def test_a_workbook_says_what_it_shows(tmp_path: Path) -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet, percent = book.add_worksheet(), book.add_format({"num_format": "0.00%"})
        book.add_worksheet("Notes").write(0, 0, "nothing to see")
        sheet.write_row(0, 0, ["Lot", "TREO", "Fe (ppm)"])
        sheet.write_row(1, 0, ["7"])
        sheet.write_number(1, 1, 0.9962, percent)
        sheet.write_number(1, 2, 0.1 + 0.2)
    reading = read(tmp_path, data.getvalue())
    found = only(reading)
    assert reading.format == "workbook"
    told = [(one.value and one.value.value, one.unit) for one in found.results]
    assert told == [(Fraction("99.62"), "%"), (Fraction("0.3"), "ppm")]


@pytest.mark.parametrize(
    ("shown", "value", "expected"),
    [("0%", 1.0, "100"), ("0%", 0.5, "50"), ("0.00%", 0.999, "99.9"), ("0%", 0.1, "10"), ("0%", 0, "0")],
)
def test_a_share_shown_in_percent_keeps_its_zeros(tmp_path: Path, shown: str, value: float, expected: str) -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Lot", "TREO", "Fe (ppm)"])
        sheet.write_row(1, 0, ["7"])
        sheet.write_number(1, 1, value, book.add_format({"num_format": shown}))
        sheet.write_number(1, 2, 3)
    found = of(only(read(tmp_path, data.getvalue())), "TREO")
    assert (found.value and found.value.value, found.unit) == (Fraction(expected), "%")


def test_hints_are_looked_for_only_where_they_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def near(_: Words, kind: str, text: str) -> str:
        asked.append(f"{kind} {text}")
        return ""

    monkeypatch.setattr(Words, "near", near)
    rows = "".join(f"Quux{k},0.1,%\n" for k in range(3_000))
    assert len(read(tmp_path, f"analyte,value,unit\n{rows}").problems) == 500
    assert len(asked) == 500


def test_a_very_long_cell_takes_no_long_time(tmp_path: Path) -> None:
    blanks = "1" + " " * 100_000 + "x"
    found = read(tmp_path, f"analyte,value,unit,{blanks}\nFe,{blanks},%,\n{blanks},1,%,\n")
    assert {problem.code for problem in found.problems} == {"C011", "C020", "C023"}


# ------------------------------------------------------------ foreign forms
def test_metals_keep_operators_and_words_apart(tmp_path: Path) -> None:
    elements = [
        {"PropertySymbol": "Fe", "Unit": "%", "Actual": {"ResultType": "numeric", "Value": 0.10, "Operator": "<"}},
        {"PropertySymbol": "Si", "Unit": "%", "Actual": {"ResultType": "textual", "Value": "conforms"}},
    ]
    value = {"DigitalMaterialPassport": {"Id": "M-1", "ChemicalAnalysis": {"HeatNumber": "H1", "Elements": elements}}}
    found = only(read(tmp_path, value))
    assert found.lot == "H1" and found.results[0].basis == "as_received"
    assert found.results[0].value is not None and found.results[0].value.operator == "<"
    assert found.results[1].value is None and found.results[1].text == "conforms"


def test_a_credential_of_several_assessments_is_several_certificates(tmp_path: Path) -> None:
    metric = {"metricName": "Fe", "metricValue": {"value": 1, "unit": "59"}, "accuracy": 0.05}
    part = {"declaredValue": [metric], "conformance": False}
    value = {
        "type": ["DigitalConformityCredential"],
        "id": "urn:x:1",
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"assessment": [part, part]},
    }
    found = read(tmp_path, value).certificates
    assert [one.id for one in found] == ["urn:x:1", "urn:x:1#2"]
    assert found[0].claims[0].conclusion == "does not conform"
    assert found[0].results[0].unit == "ppm" and found[0].results[0].uncertainty.u is None


def test_certificates_may_stand_one_a_line(tmp_path: Path) -> None:
    line = {"analyte": "Fe", "value": "1", "unit": "%"}
    some = [{"format": "monazite-certificate/1", "id": name, "results": [line]} for name in "ABC"]
    some[1]["results"] = [{**line, "value": "x"}]
    found = read(tmp_path, "\n".join(map(json.dumps, some)))
    assert [one.id for one in found.certificates] == ["A", "B", "C"]
    assert [(problem.line, problem.code) for problem in found.problems] == [(2, "C023")]


def test_units_of_a_calibration_certificate_are_translated() -> None:
    certificate = only(read_certificates(EXAMPLES / "cerium_metal_dcc.xml", quality_words()))
    found = of(certificate, "Si")
    assert found.unit == "ppm" and found.uncertainty.u == 10 and found.basis == "as_received"


def test_the_sum_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    assert read(tmp_path, WIDE).sha256 != read(tmp_path, WIDE + "\n").sha256
    assert len(read(tmp_path, "no certificate").sha256) == 64


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_what_is_told(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.getbasetemp()
    found = read(folder, data)
    assert found.problems or found.certificates


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"basis": "per batch"}, "C022"),
        ({"bases": "trem"}, "C011"),
        ({"Operator": ">"}, "C011"),
    ],
)
def test_a_result_with_a_mistake_counts_for_nothing(tmp_path: Path, change: dict[str, str], code: str) -> None:
    line = {"analyte": "Fe", "value": "0.05", "unit": "%"} | change
    told = read(tmp_path, {"format": "monazite-certificate/1", "basis": "as_received", "results": [line]})
    assert [problem.code for problem in told.problems] == [code]
    assert told.certificates[0].results[0].value is None and told.certificates[0].results[0].text == "0.05"


def test_what_another_form_means_is_not_known(tmp_path: Path) -> None:
    line = {"analyte": "Fe", "value": "0.05", "unit": "%", "basis": "as_received"}
    told = read(tmp_path, {"format": "monazite-certificate/2", "results": [line]})
    assert told.certificates[0].results[0].value is None


@pytest.mark.parametrize(
    "head",
    [
        "产品名称：,金属铈,批号：,C26-101\n执行标准：,GB/T 31978-2015,牌号：,Ce-3NA\n",
        "产品名称：金属铈,,批号：C26-101\n执行标准：GB/T 31978-2015,牌号：Ce-3NA\n",
        "产品名称,金属铈\n批号,C26-101\n执行标准,GB/T 31978-2015,牌号,Ce-3NA\n",
    ],
)
def test_several_words_with_values_stand_in_one_row_above_a_table(head: str, tmp_path: Path) -> None:
    told = read(tmp_path, head + "项目,单位,检测结果\nFe,%,0.11\nSi,%,0.01\n", "min.csv")
    (one,) = told.certificates
    assert (one.product, one.lot, one.claims[0].standard, one.claims[0].grade) == (
        "金属铈",
        "C26-101",
        "GB/T 31978-2015",
        "Ce-3NA",
    )
    assert [result.text for result in one.results] == ["0.11", "0.01"] and not told.problems


def test_a_basis_is_a_column_of_a_table_with_a_row_a_sample(tmp_path: Path) -> None:
    told = read(tmp_path, "Lot,Basis,Fe (%),Si (%)\nL1,as received,0.1,0.01\n", "wide.csv")
    assert [result.basis for result in told.certificates[0].results] == ["as_received"] * 2 and not told.problems


BASE = "analyte,result,unit,basis\nTREM,99.5,%,as_received\nFe,0.05,%,as_received\n"


@pytest.mark.parametrize(
    "row",
    [
        "铁(Fe),0.15,%,",
        "Iron (Fe),0.15,%,",
        "Total Fe,0.15,%,",
        "全铁,0.15,%,",
        "Fe (retest),0.15,%,",
        "Fe*,0.15,%,",
        "FE,0.15,%,",
        "Fe,0.15%(复检),,",
        "Fe,不合格,%,",
        "Fe,fail,%,",
    ],
)
def test_a_line_that_cannot_be_read_keeps_its_content_from_a_pass(row: str, tmp_path: Path) -> None:
    limit = Limits(upper=Bound(Fraction(1, 10), Fraction(1, 100)))
    wanted = Requirement("T", "A", "Fe", "as_received", "%", "<=0.10", limit)
    grade = Grade("T", "Cerium metal", "A", requirements=(wanted,))
    for text, state in ((BASE, "pass"), (f"{BASE}{row}\n", "indeterminate")):
        (one,) = read(tmp_path, text, "lot.csv").certificates
        assert judge(one, grade, standards_weights(), RULES["simple"]).state == state


def test_a_second_column_of_results_is_told_and_none_counts(tmp_path: Path) -> None:
    told = read(tmp_path, "Analyte,Unit,Result,Result 2\nFe,%,0.05,0.15\n", "lot.csv")
    assert [problem.code for problem in told.problems] == ["C035"] and told.certificates[0].results[0].value is None
