"""`monazite consultation` and the commands on recognition, participation, sovereignty and impact, as users run them."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Result

Run = Callable[..., Result]
EXAMPLES = Path(__file__).parents[2] / "examples"
BATCH = ("--batch", "MIIT 2026-01")
FORM = EXAMPLES / "comments_zh.csv"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of consultations of the test."""
    monkeypatch.setenv("MONAZITE_CONSULTATIONS", str(tmp_path / "kept"))
    return tmp_path / "kept"


# ------------------------------------------------------------ consultation
@pytest.mark.parametrize(
    ("day", "code", "text"),
    [
        ("2026-01-26", 1, "nothing is open"),
        ("2026-01-27", 0, "30 days left"),
        ("2026-02-25", 0, "the last day"),
        ("2026-02-26", 1, "nothing is open"),
    ],
)
def test_open_counts_both_ends(run: Run, day: str, code: int, text: str) -> None:
    result = run("consultation", "open", "--on", day)
    assert result.code == code and text in result.out


def test_open_as_json_tells_the_instant_and_the_reminders(run: Run) -> None:
    (told,) = json.loads(run("consultation", "open", "--on", "2026-02-22", "--json", "--remind", "3,1").out)
    assert (told["over_from"], told["days"], told["days_left"]) == ("2026-02-25T16:00:00+00:00", 30, 4)
    assert told["reminders"] == ["2026-02-22", "2026-02-24"] and told["remind_today"] is True
    (other,) = json.loads(run("consultation", "open", "--on", "2026-03-22", "--json", "--all").out)
    assert other["state"] == "closed" and other["drafts"] == 101


def test_open_refuses_days_that_are_none(run: Run) -> None:
    result = run("consultation", "open", "--remind", "3,x")
    assert result.code == 2 and "'x' is no number of days" in result.err


def test_from_the_form_to_the_table_of_opinions_and_back(run: Run, tmp_path: Path) -> None:
    first = json.loads(run("consultation", "comments", FORM, *BATCH, "--json").out)
    assert (first["added"], first["already"], first["comments"], len(first["clusters"])) == (4, 0, 4, 3)
    (near,) = first["clusters"][0]["nearly_the_same"]
    assert (near["id"], near["exact"], first["clusters"][0]["submitters"]) == ("2", True, 2)
    again = json.loads(run("consultation", "comments", FORM, *BATCH, "--json").out)
    assert (again["added"], again["already"], again["comments"]) == (0, 4, 4)
    assert run("consultation", "decide", "3", "partly", *BATCH, "--reason", "=1+1").code == 0
    out = tmp_path / "opinions.csv"
    assert run("consultation", "export", *BATCH, "--out", out, "--lang", "zh").code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:5] == ["序号", "章节号", "原文", "修改后内容", "理由"]
    assert [row["处理意见"] for row in rows] == ["", "", "部分采纳", ""]
    assert rows[2]["处理理由"] == "'=1+1"  # a spreadsheet would run it
    assert rows[1]["同意见序号"] == "1"


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_decisions_that_are_filled_in_come_back(run: Run, tmp_path: Path, suffix: str, language: str) -> None:
    run("consultation", "comments", FORM, *BATCH)
    run("consultation", "decide", "1", "rejected", *BATCH, "--reason", "-5 is out of scope")
    out = tmp_path / f"opinions.{suffix}"
    run("consultation", "export", *BATCH, "--out", out, "--lang", language)
    assert run("consultation", "decide", *BATCH, "--from", out, "--by", "WG 1").code == 0
    told = json.loads(run("consultation", "comments", *BATCH, "--json").out)
    decided = told["clusters"][0]["first"]["disposition"]
    assert (decided["decision"], decided["reason"], decided["by"]) == ("rejected", "-5 is out of scope", "WG 1")
    assert json.loads(run("consultation", "comments", out, *BATCH, "--json").out)["added"] == 0


def test_a_form_with_mistakes_is_not_taken(run: Run, tmp_path: Path) -> None:
    form = tmp_path / "form.csv"
    form.write_text("序号,章节号,原文,修改后内容,理由\n1,4.1,a,b,c\n2,,a,b,c\n", "utf-8")
    result = run("consultation", "comments", form, *BATCH)
    assert result.code == 2 and "form.csv:3:2: P051 the comment names no clause" in result.err
    assert json.loads(run("consultation", "comments", *BATCH, "--json").out)["comments"] == 0


@pytest.mark.parametrize(("day", "late"), [("2026-02-25", 0), ("2026-02-26", 4)])
def test_what_is_late_goes_by_the_day_on_which_it_came(run: Run, day: str, late: int) -> None:
    told = json.loads(run("consultation", "comments", FORM, *BATCH, "--received", day, "--json").out)
    assert (told["late"], told["clusters"][0]["first"]["received"]) == (late, f"{day}T04:00:00+00:00")


def test_a_check_keeps_nothing(run: Run, home: Path) -> None:
    result = run("consultation", "comments", FORM, *BATCH, "--check")
    assert result.code == 0 and "4 comments, 3 different ones" in result.out and not home.exists()


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("comments", "--batch", "MIIT 2026-1"), "did you mean 'MIIT 2026-01'"),
        (("decide", "9", "accepted", *BATCH), "no comment '9'"),
        (("decide", "1", *BATCH), "name the comment and the decision"),
        (("decide", *BATCH, "--from", str(FORM)), "holds no decisions"),
        (("decide", "1", "accepted", *BATCH, "--from", str(FORM)), "not both"),
        (("export", *BATCH, "--out", "x.csv"), "has no comments yet"),
        (("export", *BATCH, "--out", "x.pdf"), "the table is written as"),
        (("opne",), "did you mean 'open'"),
    ],
)
def test_what_cannot_be_done_is_told(run: Run, words: tuple[str, ...], text: str) -> None:
    result = run("consultation", *words)
    assert result.code == 2 and text in result.err


# ------------------------------------------------------------ recognition
def test_qualify_says_what_is_missing(run: Run) -> None:
    result = run("standards", "qualify", "GB/T 31978-2015 Ce-3NA", "--market", "DE", "--on", "2026-03-01")
    assert result.code == 0 and "no path is known" in result.out
    assert "no instrument of recognition in the packs names this standard for DE" in result.out
    (told,) = json.loads(run("standards", "qualify", "GB/T 31978-2015 Ce-3NA", "--market", "CN", "--json").out)
    assert (told["state"], told["paths"][0]["kind"], told["missing"]) == ("yes", "own", [])


def test_a_certificate_is_judged_by_the_grades_of_the_market(run: Run) -> None:
    coa = EXAMPLES / "certificates" / "cerium_metal.json"
    words = ("standards", "qualify", "--certificate", coa, "--market", "SMM", "--on", "2026-03-01")
    (told,) = json.loads(run(*words, "--json").out)
    (results,) = [path for path in told["paths"] if path["kind"] == "results"]
    assert told["grade"] == "GB/T 31978-2015 Ce-3NA" and results["reason"] == "verdict_pass"
    assert results["state"] == "unknown"  # whether what SMM quotes is in force is not known
    assert run("standards", "qualify", "--market", "SMM").code == 2
    many = run("standards", "qualify", "--market", "SMM", "--certificate", coa.parent / "neodymium_oxide_lots.csv")
    assert many.code == 2 and "holds 3 certificates" in many.err


def test_a_matrix_has_a_line_a_grade_and_can_be_written(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "matrix.csv"
    words = ("standards", "qualify", "GB/T 31978-2015", "--market", "CN", "--market", "SMM", "--on", "2026-03-01")
    result = run(*words, "--out", out, "--lang", "zh")
    assert "可以" in result.out and "Ce-3NB" in result.out
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["grade"].split()[-1], row["market"], row["state"]) for row in csv.DictReader(file)]
    assert rows == [
        ("Ce-3NA", "CN", "yes"),
        ("Ce-3NA", "SMM", "unknown"),
        ("Ce-3NB", "CN", "yes"),
        ("Ce-3NB", "SMM", "unknown"),
    ]


def test_the_published_figures_are_shown_with_their_day(run: Run) -> None:
    told = json.loads(run("standards", "recognition", "--json").out)
    led = next(one for one in told["indicators"] if one["id"] == "led")
    assert (led["value"], led["as_of"], led["confidence"], led["since"]) == ("1079", "2025-11-04", "D", "2020")
    text = run("standards", "recognition", "--lang", "zh").out
    assert "44个国家未列名" in text and "138项中的42项" in text


def test_packs_of_recognition_are_checked(run: Run, tmp_path: Path) -> None:
    pack = Path(__file__).parents[2] / "packs" / "recognition" / "sac-briefing-2025"
    result = run("pack", "check", pack)
    assert result.code == 0 and "4 instruments, 10 markets, 16 indicators, 2 uses, 0 problems" in result.out
    shutil.copytree(pack, tmp_path / "mine")
    file = tmp_path / "mine" / "instruments.csv"
    file.write_text(file.read_text("utf-8").replace(",44,text,", ",44,texts,"), "utf-8")
    wrong = run("pack", "check", tmp_path / "mine")
    assert wrong.code == 1 and "mine/instruments.csv:2:" in wrong.out and "did you mean 'text'?" in wrong.out


def test_sovereignty_is_told_with_its_fraction(run: Run) -> None:
    words = ("standards", "sovereignty", EXAMPLES / "supply.csv", "--on", "2026-03-01")
    told = json.loads(run(*words, "--json").out)["products"][0]
    assert (told["low"], told["high"], told["qualified"], told["not_qualified"]) == ("4/5", "1", "150", "10")
    assert "between 80.0 % (4/5) and 100 % (1)" in run(*words).out


# ------------------------------------------------------------ participation and impact
def test_participation_counts_and_draws(run: Run, tmp_path: Path) -> None:
    picture, table = tmp_path / "seats.svg", tmp_path / "seats.csv"
    words = ("standards", "participation", EXAMPLES / "participation.csv", "--on", "2025-12-31")
    result = run(*words, "--picture", picture, "--out", table)
    assert result.code == 0 and "Convenors, held on 2025-12-31: 3 in all, HHI 0.333" in result.out
    assert picture.read_text("utf-8").startswith("<svg") and "2024,1,proposer,CA,1/2,1/2,1/2" in table.read_text(
        "utf-8"
    )
    told = json.loads(run(*words, "--json", "--committee", "ISO/TC 333").out)["measures"]
    assert {(one["role"], one["hhi"]) for one in told} == {("chair", "1")}
    assert "no such committee" in run(*words, "--committee", "ISO/TC 9").err
    assert "is an .svg" in run(*words, "--picture", tmp_path / "seats.png").err


def test_impact_reads_certificates_and_verdicts_alike(run: Run, tmp_path: Path) -> None:
    coa, verdicts = EXAMPLES / "certificates" / "cerium_metal.json", tmp_path / "verdicts.parquet"
    run("certificate", "check", coa, "--against", "GB/T 31978-2015 Ce-3NA", "--out", verdicts)
    told = []
    for stored in (coa, verdicts):
        result = run("standards", "impact", EXAMPLES / "draft.yml", "--certificates", stored, "--json")
        assert result.code == 0
        told.append(json.loads(result.out))
    assert told[0]["counts"] == told[1]["counts"] and told[0]["grades"]["Ce-3NA"]["stops"] == 1
    assert told[0]["stopped_by"] == {"Fe": 1}
    fe = next(one for one in told[0]["effects"][0]["limits"] if one["analyte"] == "Fe")
    assert (fe["room"], fe["room_share"], fe["state"]) == ("-0.03", "-3/5", "fail")


def test_impact_takes_a_folder_and_writes_what_it_says(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "impact.csv"
    folder = EXAMPLES / "certificates"
    result = run("standards", "impact", EXAMPLES / "draft.yml", "--certificates", folder, "--out", out)
    assert result.code == 0 and "would stop" in result.out
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["change"] == "stops" and row["analyte"] == "Fe"]
    assert rows and all(row["side"] == "outside" and not row["room"].startswith(("-", "'")) for row in rows)


def test_a_certificate_that_cannot_be_read_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{", "utf-8")
    result = run("standards", "impact", EXAMPLES / "draft.yml", "--certificates", tmp_path)
    assert result.code == 1 and "Could not be read" in result.out and "broken.json" in result.out


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_reason_of_a_path_has_a_text(language: str) -> None:
    from monazite.cli.words_of import words_of
    from monazite.quality.decision import STATES as VERDICTS
    from monazite.quality.recognition import LEVELS
    from monazite.quality.registry import STANDINGS

    t = words_of("recognition", language)
    reasons = [f"own_{word}" for word in STANDINGS] + [f"level_{word}" for word in LEVELS]
    reasons += [f"verdict_{word}" for word in VERDICTS] + ["recognised", "conditions", "unnamed", "no_level", "adopted"]
    reasons += ["modified", "no_adoption", "equal", "stricter", "by_name_only", "limits"]
    assert all(t(f"reason.{reason}", limits="Fe", count=1) for reason in reasons)


def test_every_text_has_both_languages() -> None:
    from monazite.text_yaml import read_yaml

    folder = Path(__file__).parents[2] / "src" / "monazite" / "cli"
    for name in ("recognition", "consultation", "participation", "impact"):
        tree, problems = read_yaml(folder / f"{name}_words.yml")
        assert not problems and all({"en", "zh"} <= set(entry) for entry in tree.values())
