"""`monazite certificate check`: the verdict with its reason, what was converted, tables, and the exit status."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from monazite.cli import cli
from monazite.cli.certificate_record import COLUMNS
from monazite.cli.certificate_text import certificate_texts
from monazite.errors import MonaziteError
from monazite.formats.certificates import read_certificates
from monazite.packs.analytes import quality_words
from monazite.packs.standards import standards_register, standards_weights
from monazite.quality.checking import DOUBTS, WHYS, Checked, Checker
from monazite.quality.decision import RULES, STATES
from monazite.quality.difference import by_difference
from monazite.quality.verdict import REASONS

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "certificates"
SHARED = Path(os.environ.get("MONAZITE_SHARED") or ROOT.parent / "shared")
COAS = (SHARED if (SHARED / "quality").is_dir() else SHARED / "data") / "quality" / "coas"
ON = "2026-03-01"


def run(*arguments: object, on: str = ON) -> Result:
    """Run the command on a day."""
    return CliRunner().invoke(cli, ["certificate", "check", *map(str, arguments), "--on", on])


def told(*arguments: object, on: str = ON) -> dict[str, Any]:
    """Return what the command says as JSON, for one file with one certificate."""
    answer: dict[str, Any] = json.loads(run(*arguments, "--json", on=on).stdout)
    (file,) = answer["files"]
    certificate: dict[str, Any] = file["certificates"][0]
    return certificate


def states(certificate: dict[str, Any]) -> dict[str, str]:
    """Return the state of each requirement by its content and basis."""
    rows = certificate["verdict"]["requirements"]
    return {f"{row['analyte']} {row['basis']}": row["state"] for row in rows}


def own(folder: Path, *results: dict[str, str], **more: Any) -> Path:
    """Write a certificate in Monazite's own form."""
    file = folder / "certificate.json"
    value = {"format": "monazite-certificate/1", "product": "Dysprosium fluoride", "results": results, **more}
    file.write_text(json.dumps(value), "utf-8")
    return file


TREO = {"analyte": "TREO", "value": "83.5", "unit": "%"}
CAO = {"analyte": "CaO", "value": "0.08", "unit": "%", "basis": "as_received"}
GRADE = "XB/T 215-2006 102020"  # TREO at least 83 %, CaO at most 0.1 %


# ------------------------------------------------------------ verdicts
@pytest.mark.parametrize(
    ("name", "state", "status"),
    [
        ("cerium_metal.json", "pass", 0),
        ("cerium_metal_en10168.json", "fail", 1),
        ("cerium_metal_untp.json", "pass", 0),
        ("dysprosium_fluoride_coa.json", "fail", 1),
        ("lithium_carbonate_zh.csv", "indeterminate", 3),
    ],
)
def test_examples_are_held_against_what_they_claim(name: str, state: str, status: int) -> None:
    assert told(EXAMPLES / name)["state"] == state
    assert run(EXAMPLES / name).exit_code == status


@pytest.mark.parametrize(
    ("cao", "state", "reason"),
    [
        ({"value": "0.10"}, "pass", ""),
        ({"value": "0.1001"}, "fail", ""),
        ({"value": "<0.05"}, "pass", ""),
        ({"value": "<0.5"}, "indeterminate", "censored"),
        ({"value": ">0.2"}, "fail", ""),
        ({"value": "Complies"}, "indeterminate", "words_only"),
        ({"value": "n.d."}, "indeterminate", "words_only"),
        ({"value": "-0.1"}, "indeterminate", "words_only"),
        ({"value": "0.08", "unit": "ppn"}, "indeterminate", "unit_unknown"),
        ({"value": "0.08", "unit": "µm"}, "indeterminate", "unit_differs"),
        ({"value": "0.08", "basis": ""}, "indeterminate", "basis_unknown"),
        ({"value": "0.08", "basis": "dry"}, "indeterminate", "basis_differs"),
        ({"value": "800", "unit": "ppm"}, "pass", ""),
        ({"value": "0.08", "analyte": "Ca"}, "fail", ""),  # 0.112 % CaO
    ],
)
def test_one_result_and_its_verdict(tmp_path: Path, cao: dict[str, str], state: str, reason: str) -> None:
    found = told(own(tmp_path, TREO, {**CAO, **cao}), "--against", GRADE)
    (row,) = [row for row in found["verdict"]["requirements"] if row["analyte"] == "CaO"]
    assert (row["state"], row.get("reason", "")) == (state, reason)
    assert found["state"] == state


def test_a_result_that_is_missing_leaves_the_answer_open(tmp_path: Path) -> None:
    found = told(own(tmp_path, TREO), "--against", GRADE)
    assert states(found) == {"TREO as_received": "pass", "CaO as_received": "indeterminate"}


def test_of_two_results_for_one_content_the_worse_counts(tmp_path: Path) -> None:
    found = told(own(tmp_path, TREO, CAO, {**CAO, "value": "0.2"}), "--against", GRADE)
    assert found["state"] == "fail"


def test_rounding_first_is_another_verdict(tmp_path: Path) -> None:
    file = own(tmp_path, TREO, {**CAO, "value": "0.14"})
    assert told(file, "--against", GRADE)["state"] == "fail"
    assert told(file, "--against", GRADE, "--compare", "rounded")["state"] == "pass"


@pytest.mark.parametrize(
    ("rule", "u", "state"),
    [
        ("simple", "", "pass"),
        ("guard_u", "", "indeterminate"),
        ("guard_u", "0.005", "pass"),
        ("guard_u", "0.015", "conditional_pass"),
        ("guard_5", "0.012", "pass"),
        ("guard_5", "0.013", "conditional_pass"),
    ],
)
def test_decision_rules_need_and_use_the_uncertainty(tmp_path: Path, rule: str, u: str, state: str) -> None:
    line = {**CAO, **({"u": u} if u else {})}
    file = own(tmp_path, {**TREO, "u": "0.01"}, line)
    found = told(file, "--against", GRADE, "--rule", rule)
    assert states(found)["CaO as_received"] == state
    status = run(file, "--against", GRADE, "--rule", rule).exit_code
    assert status == (0 if state == "pass" else 3)


def test_a_basis_is_assumed_only_where_it_is_asked_and_said(tmp_path: Path) -> None:
    file = own(tmp_path, TREO, {**CAO, "basis": ""})
    assert told(file, "--against", GRADE)["state"] == "indeterminate"
    assert told(file, "--against", GRADE, "--basis", "as_received")["state"] == "pass"
    assert "taken as as received" in run(file, "--against", GRADE, "--basis", "as_received").stdout


# ------------------------------------------------------------ which grade
def test_a_contract_counts_in_the_place_of_the_grade_that_is_claimed(tmp_path: Path) -> None:
    (tmp_path / "order-7.csv").write_text(
        "edition,grade,analyte,basis,op,limit,unit\nGB/T 31978-2015,Ce-3NA,Fe,as_received,<=,0.005,%\n", "utf-8"
    )
    plain, agreed = (
        told(EXAMPLES / "cerium_metal.json", *more)["verdict"]
        for more in ((), ("--contract", tmp_path / "order-7.csv"))
    )
    assert (plain["grade"], plain["state"]) == ("Ce-3NA", "pass")
    assert (agreed["grade"], agreed["state"]) == ("Ce-3NA under order-7", "fail")


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("0.83U", "guard band of 0.83U"),
        ("w = 1.2 u", "guard band of 1.2u"),
        ("guard_1.2u", "guard band of 1.2u"),
        ("risk 2%", "guard band for a risk of at most 2 %"),
    ],
)
def test_a_rule_may_be_a_guard_band_or_a_risk(rule: str, told: str) -> None:
    assert told in run(EXAMPLES / "cerium_metal.json", "--rule", rule).output


def test_the_best_grade_met_is_the_strictest(tmp_path: Path) -> None:
    found = told(own(tmp_path, TREO, {**CAO, "value": "0.04"}), "--best-grade")
    # 102030 asks for silica too, which is not told; 102025 allows 0.05 % CaO, 102020 0.1 %
    assert found["verdict"]["grade"] == "102025" and found["state"] == "pass"
    assert {each["state"] for each in found["other_grades"]} == {"pass", "indeterminate"}


def test_where_no_grade_is_met_the_nearest_is_shown(tmp_path: Path) -> None:
    answer = run(own(tmp_path, {**TREO, "value": "80"}, CAO), "--best-grade")
    assert answer.exit_code == 1 and "none of 3 grades is met" in answer.stdout
    assert answer.stdout.startswith("fail: XB/T 215-2006 102020")


def test_products_without_grades_are_told() -> None:
    found = told(EXAMPLES / "cerium_metal_dcc.xml")
    assert (found["state"], found["why"]) == ("indeterminate", "no_claim")
    found = told(EXAMPLES / "lithium_carbonate_zh.csv", "--best-grade")
    assert found["why"] == "not_in_force" and found["verdict"]["edition"] == "YS/T 582-2013"


def test_a_claim_that_is_not_in_the_register_is_told_with_what_is_near(tmp_path: Path) -> None:
    file = own(tmp_path, TREO, claims=[{"standard": "XB/T 215-2006", "grade": "102019"}])
    answer = run(file)
    assert answer.exit_code == 3 and "not in the register" in answer.stdout and "XB/T 215-2006" in answer.stdout


@pytest.mark.parametrize("grade", ["GB/T 13558-2017 Dy2O3-4N", "GB/T 12144-2009 Tb4O7-4N", "GB/T 4154-2015 011055"])
def test_a_grade_whose_limits_are_not_held_leaves_the_answer_open(grade: str) -> None:
    answer = run(EXAMPLES / "cerium_metal.json", "--against", grade)
    assert answer.exit_code == 3 and "limits are not in this register" in " ".join(answer.stdout.split())
    assert "--contract" in answer.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--against", "GB/T 31978-2015 Ce-3NX"], "nothing in the register is called"),
        (["--against", "GB/T 12144-2009"], "has no grades in the register: name one"),
        (["--against", GRADE, "--best-grade"], "give one of them"),
        (["--rule", "strict"], "'strict' is no decision rule"),
        (["--out", "verdicts.docx"], "is no format known here"),
    ],
)
def test_wrong_questions_are_told(arguments: list[str], says: str) -> None:
    answer = run(EXAMPLES / "cerium_metal.json", *arguments)
    said = str(answer.exception) if isinstance(answer.exception, MonaziteError) else answer.stderr
    assert answer.exit_code != 0 and says in said


@pytest.mark.parametrize(
    ("grade", "product", "on", "doubt", "head"),
    [
        (GRADE, "Dysprosium fluoride", "2006-09-01", "issued", "edition not yet in force"),
        (GRADE, "Dysprosium fluoride", "2005-01-01", "project", "edition is a draft"),
        ("GB/T 5240-1992 Nd2O3-1", "Neodymium oxide", "2026-03-01", "withdrawn", "edition withdrawn"),
    ],
)
def test_what_is_met_of_an_edition_that_does_not_count_is_no_pass(
    tmp_path: Path, grade: str, product: str, on: str, doubt: str, head: str
) -> None:
    wanted = standards_register().grades[grade].requirements
    line = {"analyte": "", "value": "", "unit": "", "basis": ""}
    lines = [
        line | {"analyte": one.analyte, "unit": one.unit, "basis": one.basis, "value": one.printed.lstrip("<>=")}
        for one in wanted
        if one.kind == "limit"
    ]
    file = own(tmp_path, *lines, product=product)
    found, answer = told(file, "--against", grade, on=on), run(file, "--against", grade, on=on)
    if doubt not in [each["code"] for each in found.get("doubts", ())]:
        pytest.skip(f"the days of {grade} are known otherwise: {found['verdict']['standing']}")
    assert (found["state"], found["verdict"]["state"], answer.exit_code) == ("indeterminate", "pass", 3)
    assert head in " ".join(answer.stdout.split("1 certificate on")[0].split())
    worse = own(tmp_path, *lines[1:], lines[0] | {"value": "50"}, product=product)
    assert run(worse, "--against", grade, on=on).exit_code == 1  # what fails, fails all the same


def test_the_table_says_so_too(tmp_path: Path) -> None:
    run(EXAMPLES / "cerium_metal.json", "--out", tmp_path / "v.csv", on="2016-01-01")
    with (tmp_path / "v.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["grade_state"] for row in csv.DictReader(file)} == {"indeterminate"}


@pytest.mark.parametrize("product", ["Monazite", "Monazite concentrate"])
def test_where_nothing_is_assessed_the_answer_is_open(tmp_path: Path, product: str) -> None:
    file = own(tmp_path, TREO, product=product)
    answer = run(file, "--against", "Chinese spot price board Monazite")
    assert answer.exit_code == 3 and "nothing was assessed" in " ".join(answer.stdout.split())
    assert "requirements is met" not in answer.stdout
    assert told(file, "--against", "Chinese spot price board Monazite")["state"] == "not_assessed"


@pytest.mark.parametrize(
    "spelling", ["GBT31978-2015 Ce-3NA", "gb/t31978-2015 ce-3na", "ＧＢ／Ｔ ３１９７８－２０１５ Ce-3NA"]
)
def test_a_grade_is_found_as_assess_finds_it(spelling: str) -> None:
    assert run(EXAMPLES / "cerium_metal.json", "--against", spelling).exit_code == 0


def test_a_sign_more_is_another_grade(tmp_path: Path) -> None:
    answer = run(EXAMPLES / "cerium_metal.json", "--against", "GB/T 31978-2015 Ce-3NA+")
    assert answer.exit_code != 0 and "nothing in the register is called" in str(answer.exception or answer.output)
    file = own(tmp_path, TREO, CAO, claims=[{"standard": "XB/T 215-2006", "grade": "102020*"}])
    assert run(file).exit_code == 3 and told(file)["why"] == "not_in_register"


def test_half_a_sign_ends_no_run(tmp_path: Path) -> None:
    file = tmp_path / "lot.json"
    text = json.dumps({"format": "monazite-certificate/1", "id": "HALF", "results": [TREO, CAO]})
    file.write_text(text.replace("HALF", "\\ud800"), "utf-8")
    answer = run(file, "--against", GRADE, "--out", tmp_path / "v.csv")
    assert answer.exit_code in (0, 2, 3) and isinstance(answer.exception, SystemExit | None)


def test_an_edition_that_was_not_in_force_is_told() -> None:
    early = run(EXAMPLES / "cerium_metal.json", on="2016-01-01").stdout
    assert "issued on 2016-01-01, not yet in force" in early
    assert "in force on 2026-03-01" in run(EXAMPLES / "cerium_metal.json").stdout


def test_another_product_than_that_of_the_grade_is_told(tmp_path: Path) -> None:
    answer = run(own(tmp_path, TREO, CAO, product="Cerium metal"), "--against", GRADE)
    assert "is not that of the grade" in " ".join(answer.stdout.split())
    assert answer.exit_code == 3 and answer.stdout.startswith(f"indeterminate: {GRADE} (another product)")
    assert run(own(tmp_path, TREO, CAO, product="PrNd oxide"), "--against", GRADE).exit_code == 3


# ------------------------------------------------------------ what is shown and written
def test_the_reason_stands_first_and_conversions_are_shown(tmp_path: Path) -> None:
    lines = run(own(tmp_path, TREO, {**CAO, "analyte": "Ca"}), "--against", GRADE).stdout.splitlines()
    assert lines[0] == f"fail: {GRADE}" and "CaO: 0.111936" in lines[1]
    assert any("by Ca as CaO" in line for line in lines)


def test_findings_and_mistakes_stand_below(tmp_path: Path) -> None:
    file = own(tmp_path, TREO, {**CAO, "value": "O.05"}, accredited_until="2025-01-01", issued="2026-01-01")
    text = run(file, "--against", GRADE).stdout
    assert "accreditation_over" in text and "C023 /results/1/value" in text


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([CAO, {**CAO, "analyte": "DyF3", "value": "104"}], "sum_over"),
        ([TREO, {"analyte": "Dy2O3", "value": "99.9", "unit": "%", "basis": "as_received"}], "part_over_total"),
        ([TREO, {**CAO, "value": "0.0812345", "u": "0.01"}], "digits_uncertainty"),
    ],
)
def test_certificates_that_contradict_themselves_are_told(
    tmp_path: Path, lines: list[dict[str, str]], code: str
) -> None:
    found = told(own(tmp_path, *lines), "--against", GRADE)["findings"]
    assert code in [each["code"] for each in found]
    assert all(each["text"] and each["places"] for each in found)


def test_blocks_copied_between_files_are_found(tmp_path: Path) -> None:
    first = EXAMPLES / "lithium_carbonate_zh.csv"
    (tmp_path / "other.csv").write_text(first.read_text("utf-8").replace("260105", "260106"), "utf-8")
    answer = run(first, tmp_path / "other.csv")
    assert answer.stdout.count("block_copied") == 2


def test_both_languages_say_everything() -> None:
    english, chinese = certificate_texts("en"), certificate_texts("zh")
    keys = [f"reason.{key}" for key in REASONS] + [f"state.{key}" for key in STATES] + [f"why.{key}" for key in WHYS]
    keys += [f"{kind}.{key}" for kind in ("doubt", "short_doubt") for key in DOUBTS]
    keys += [f"rule.{key}" for key in RULES] + [f"short.{key}" for key in REASONS if key]
    for key in keys:
        assert bool(english(key)) == bool(chinese(key)) == (not key.endswith("."))
    for key in REASONS:
        assert english(f"reason.{key}") == REASONS[key]
    for key in WHYS:
        assert english(f"why.{key}") == WHYS[key]
    for key in DOUBTS:
        assert english(f"doubt.{key}") == DOUBTS[key]
    assert "不合格：" in run(EXAMPLES / "dysprosium_fluoride_coa.json", "--lang", "zh").stdout


def test_the_table_has_one_row_a_requirement(tmp_path: Path) -> None:
    out = tmp_path / "verdicts.parquet"
    run(EXAMPLES / "cerium_metal.json", EXAMPLES / "dysprosium_fluoride_coa.json", "--out", out)
    table = pq.read_table(out)
    assert table.schema.names == list(COLUMNS) and table.num_rows == 9 + 2
    row = next(row for row in table.to_pylist() if row["analyte"] == "Si")
    assert (row["result"], row["result_unit"], row["converted"], row["unit"]) == ("150", "ppm", "0.015", "%")
    assert (row["limit"], row["state"], row["ways"], row["rule"]) == ("<=0.02", "pass", "ppm as %", "simple")
    assert len(row["sha256"]) == len(row["inputs"]) == 64 and row["grade_state"] == "pass"


def test_a_spreadsheet_runs_no_formula_of_a_certificate(tmp_path: Path) -> None:
    out = tmp_path / "verdicts.csv"
    run(own(tmp_path, TREO, CAO, id="=cmd()", lot="@x"), "--against", GRADE, "--out", out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["certificate"], row["lot"]) for row in rows} == {("'=cmd()", "'@x")}


def test_what_a_verdict_rests_on_has_a_sum_of_its_own(tmp_path: Path) -> None:
    sums = []
    for value in ("0.08", "0.080", "0.08"):
        out = tmp_path / "verdicts.csv"
        run(own(tmp_path, TREO, {**CAO, "value": value}), "--against", GRADE, "--out", out)
        with out.open(encoding="utf-8-sig", newline="") as file:
            sums.append([row["inputs"] for row in csv.DictReader(file)])
    assert sums[0] == sums[2] != sums[1]


def test_many_certificates_are_one_line_each_and_one_bad_file_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{", "utf-8")
    files = sorted(EXAMPLES.glob("*.json"))
    answer = run(*files, tmp_path / "bad.json")
    assert "4 certificates on 2026-03-01: 2 pass, 2 fail, 1 file not read" in answer.stdout
    assert answer.exit_code == 1 and "C003" in answer.stdout
    assert run(EXAMPLES / "cerium_metal.json", tmp_path / "bad.json").exit_code == 2


# ------------------------------------------------------------ published certificates
def checked(name: str, grade: str = "") -> Checked:
    """Return what is said of a published certificate against a grade, or the best of its product."""
    file = COAS / name
    if not file.is_file():
        text = (
            f"THE PUBLISHED CERTIFICATES ARE NOT AT {file}: set MONAZITE_SHARED to the folder that holds data/quality"
        )
        if "MONAZITE_SHARED" in os.environ:
            pytest.fail(text)
        pytest.skip(text)
    words, register = quality_words(), standards_register()
    checker = Checker(register, standards_weights(), words.substance, dt.date(2026, 3, 1), RULES["simple"])
    (certificate,) = read_certificates(file, words).certificates
    return checker.against(certificate, [register.grades[grade]]) if grade else checker.best(certificate)


def reasons(one: Checked) -> dict[str, str]:
    """Return the reason of each requirement by its content."""
    assert one.verdict is not None
    return {each.requirement.analyte: each.reason or each.state for each in one.verdict.verdicts}


def test_elements_of_a_sample_are_no_shares_of_oxides_that_are_not_told() -> None:
    found = reasons(checked("ipen_nd2o3.json", "GB/T 5240-1992 Nd2O3-04"))
    assert found["Sm2O3"] == found["La2O3"] == "basis_differs" and found["TREO"] == found["Fe2O3"] == "missing"


def test_purity_by_difference_depends_on_the_form_and_is_no_verdict() -> None:
    certificate = checked("ipen_nd2o3.json").certificate
    oxide, metal = (by_difference(certificate, form, standards_weights()) for form in ("Nd2O3", "Nd"))
    assert oxide and metal and oxide.low == oxide.high and metal.low == metal.high
    # 118.65 µg/g as oxides, 100.49 as elements
    assert (round(float(oxide.low), 5), round(float(metal.low), 5)) == (99.98813, 99.98995)
    assert (oxide.count, metal.count) == (15, 15)
    assert "by difference Nd2O3 is 99.98813" in " ".join(run(COAS / "ipen_nd2o3.json", "--best-grade").stdout.split())


def test_what_is_not_seen_makes_a_purity_by_difference_a_stretch() -> None:
    found = by_difference(checked("nmij_la2o3.json").certificate, "La2O3", standards_weights())
    assert found and 99.999 < found.low < found.high < 100
    assert by_difference(checked("vendor_li2co3_spec.json").certificate, "Li2CO3", standards_weights()) is None


def test_a_report_of_impurities_says_nothing_of_the_purity_by_itself() -> None:
    found = checked("nmij_la2o3.json")
    assert (found.state, found.why) == ("indeterminate", "market_only")
    assert len(found.certificate.results) == 17
    assert sum(result.uncertainty.u is not None for result in found.certificate.results) == 17


def test_an_ore_has_no_grade() -> None:
    found = checked("oreas_136_ree.json")
    assert (found.verdict, found.why) == (None, "no_product")
    assert found.certificate.results[1].uncertainty.U == Fraction("0.16")  # 5.72 to 6.04


def test_a_specification_is_no_result_however_good_it_is() -> None:
    found = reasons(checked("vendor_li2co3_spec.json"))
    assert found["Li2CO3"] == found["Na"] == "words_only" and found["Mg"] == "missing"


def test_a_result_that_says_complies_is_a_claim() -> None:
    found = checked("vendor_lithium_orotate.json", "YS/T 582-2013")
    told_of = reasons(found)
    assert told_of["Pb"] == told_of["SO4"] == "words_only" and told_of["moisture"] == "pass"
    assert found.state == "indeterminate" and told_of["Li2CO3"] == "missing"  # 3.88 % Li is no assay of a carbonate


def test_a_certificate_that_is_held_against_no_grade_has_a_row_of_its_own(tmp_path: Path) -> None:
    lot = own(tmp_path, {"analyte": "Fe", "value": "0.1", "unit": "%"}, claims=[])
    run(lot, EXAMPLES / "cerium_metal.json", "--out", tmp_path / "v.jsonl")
    told = [json.loads(line) for line in (tmp_path / "v.jsonl").read_text("utf-8").splitlines()]
    assert [row["reason"] for row in told if row["grade"] is None] == ["no_claim"]
    again = json.loads(run(tmp_path / "v.jsonl", "--json").stdout)
    assert len(again["files"][0]["certificates"]) == 2
