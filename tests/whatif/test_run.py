"""What a user of `monazite whatif` gets: whose decision flips, why, files whole, clear refusals."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from monazite.cli.root import cli
from monazite.packs import packs_folder

HEADINGS = (
    "declaration,line,date,kind,material,main_element,form,purity,composition_complete,dispatch,destination,origin,"
    "end_use,value,currency"
)
HOLMIUM = "H,1,2026-03-16,goods,oxide,Ho,powder,99.9,yes,CN,KR,CN,civil,1000.50,USD"
GALLIUM = "G,1,2026-03-16,goods,metal,Ga,,99.9999,yes,CN,US,CN,civil,2000,USD"
DYSPROSIUM = "D,1,2026-03-16,goods,metal,Dy,,99.5,yes,CN,DE,CN,civil,3000,EUR"
SURE = ("knows_of_risk=no", "raises_military_strength=no", "illegal_source=no", "end_user_military=no")
GIVEN = [
    part
    for fact in (
        *SURE,
        "end_user_cn_listing=none",
        "consignee_cn_listing=none",
        "consignee_military=no",
        "end_user_country=KR",
    )
    for part in ("--given", fact)
]


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    file = tmp_path / "lines.csv"
    file.write_text("\n".join((HEADINGS, HOLMIUM, GALLIUM, DYSPROSIUM)) + "\n", "utf-8")
    return file


def asked(*arguments: object, code: int = 0) -> str:
    done = CliRunner().invoke(cli, ["whatif", *map(str, arguments)], catch_exceptions=True)
    assert done.exit_code == code, done.output + str(done.exception)
    return done.output


def result(*arguments: object, code: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(asked(*arguments, "--json", "-q", "--regime", "cn", code=code).splitlines()[-1])
    return found


def changed(found: dict[str, Any]) -> dict[str, tuple[str, str, str, str]]:
    return {
        line["declaration"]: (line["decision_before"], line["high_before"], line["decision_after"], line["high_after"])
        for line in found["first"]
    }


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (("2026-11-09", "2026-11-10"), {}),
        (("2026-11-10", "2026-11-11"), {"H": ("not_controlled", "licence_required")}),
        (("2026-11-27", "2026-11-28"), {"G": ("licence_required", "presumption_of_denial")}),
        (("2025-04-03", "2025-04-04"), {"D": ("not_controlled", "licence_required")}),
    ],
)
def test_the_boundary_days_of_the_law_flip_what_they_concern(
    lines: Path, days: tuple[str, str], expected: dict[str, tuple[str, str]]
) -> None:
    found = result(lines, "--from", days[0], "--to", days[1], *GIVEN)
    assert {name: (told[1], told[3]) for name, told in changed(found).items()} == expected
    assert found["lines_in"] == found["lines_out"] + found["rejected"] == 3


def test_the_announced_reading_lets_the_suspension_go_on(lines: Path) -> None:
    day = ("--from", "2026-12-01", "--to", "2026-12-01")
    found = result(lines, *day, "--reading-to", "announced", *GIVEN)
    assert changed(found)["H"][1::2] == ("licence_required", "not_controlled") and found["changes"] == {"looser": 1}


def test_what_was_known_decides(lines: Path) -> None:
    found = result(
        lines,
        "--to",
        "2025-12-02",
        "--from",
        "2025-12-02",
        "--known-on",
        "2025-10-20",
        "--known-to",
        "2025-11-08",
        *GIVEN,
    )
    assert changed(found)["H"][1::2] == ("licence_required", "not_controlled")


def test_without_the_suspension_the_package_is_in_force(lines: Path) -> None:
    found = result(lines, "--without", "cn.mofcom-gacc.2025-70", *GIVEN)
    assert changed(found)["H"][1::2] == ("not_controlled", "licence_required")
    assert "cn.mofcom-gacc.2025-57.art-1-5" in {group["name"] for group in found["groups"]["added"]}


def test_an_assumption_settles_lines(lines: Path) -> None:
    found = result(
        lines,
        "--assume",
        "end_user_cn_listing=none",
        "--assume",
        "consignee_cn_listing=none",
        *[a for f in SURE for a in ("--assume", f)],
    )
    assert found["changes"] and set(found["changes"]) <= {"looser", "stricter", "less_sure"}
    assert found["after"]["assumed"].startswith("end_user_cn_listing=none")


def test_a_changed_pack_stands_against_the_shipped_one(lines: Path, tmp_path: Path) -> None:
    mine = tmp_path / "cn"
    shutil.copytree(packs_folder() / "law" / "cn", mine)
    table = mine / "instruments.yml"
    text = table.read_text("utf-8")
    assert "to: 2026-11-10" in text
    table.write_text(text.replace("to: 2026-11-10", "to: 2027-11-10"), "utf-8")
    found = result(lines, "--from", "2026-11-11", "--to", "2026-11-11", "--pack", mine, *GIVEN)
    assert changed(found)["H"][1::2] == ("licence_required", "not_controlled")


def test_an_instrument_that_is_not_known_yet_is_told_of(lines: Path, tmp_path: Path) -> None:
    mine = tmp_path / "cn"
    shutil.copytree(packs_folder() / "law" / "cn", mine)
    new = "cn.mofcom.2026-999:\n  title: New\n  issuer: MOFCOM\n  issued: 2026-12-20\n  in_force_from: 2026-12-20\n"
    with (mine / "instruments.yml").open("a", encoding="utf-8") as file:
        file.write(new)
    words = ("--pack", mine, "--regime", "cn", "--known-on")
    said = asked(lines, *words, "2026-11-22")
    assert "cn.mofcom.2026-999 can be known from 2026-12-20 on, later than 2026-11-22" in said
    assert "can be known" not in asked(lines, *words, "2026-12-20")


def test_files_hold_the_lines_that_change_and_why(lines: Path, tmp_path: Path) -> None:
    out, page = tmp_path / "flips.csv", tmp_path / "flips.html"
    asked(lines, "--from", "2026-11-10", "--to", "2026-11-11", *GIVEN, "--out", out, "--html", page, "--language", "zh")
    with out.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["declaration"], row["value"], row["change"]) == ("H", "1000.5", "stricter")
    assert "cn.mofcom-gacc.2025-57.art-1-5" in row["added"].split("; ")
    text = page.read_text("utf-8")
    assert "变动前" in text and "<script" not in text and 'lang="zh' in text


def test_names_of_lines_cannot_break_the_page(tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(f"{HEADINGS},end_user\n{HOLMIUM},<script>alert(1)</script>\n", "utf-8")
    page = tmp_path / "p.html"
    asked(file, "--from", "2026-11-10", "--to", "2026-11-11", *GIVEN, "--html", page)
    assert "<script" not in page.read_text("utf-8") and "&lt;script&gt;" in page.read_text("utf-8")


def test_rejects_are_counted_and_told_by_the_exit_status(lines: Path, tmp_path: Path) -> None:
    with lines.open("a", encoding="utf-8") as file:
        file.write('too,few\n"unbalanced\n')
    rejects = tmp_path / "rejects.csv"
    found = result(lines, "--from", "2026-11-10", "--to", "2026-11-11", "--rejects", rejects, code=1)
    assert found["lines_in"] == found["lines_out"] + found["rejected"] and found["rejected"] > 0
    assert rejects.read_text("utf-8").count("\n") > 1


def test_inputs_with_other_columns_go_into_one_file(lines: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("material,main_element,dispatch,destination,end_use\noxide,Ho,CN,KR,civil\n", "utf-8")
    out = tmp_path / "flips.parquet"
    found = result(other, lines, "--from", "2026-11-10", "--to", "2026-11-11", *GIVEN, "--out", out)
    assert found["changed"] == 2 and out.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "nothing changes"),
        (("--from", "2026-11-10"), "nothing changes"),
        (("--from", "2026-11-10", "--to", "2026-11-10"), "nothing changes"),
        (("--to", "10.11.2026"), "does not match the format"),
        (("--without", "cn.mofcom-gacc.2025-7"), "no such provision or instrument"),
        (("--assume", "end_us=civil"), "did you mean 'end_use'"),
        (("--pack", "/nowhere"), "does not exist"),
    ],
)
def test_questions_that_make_no_sense_are_refused(lines: Path, arguments: tuple[str, ...], said: str) -> None:
    done = CliRunner().invoke(cli, ["whatif", str(lines), *arguments], catch_exceptions=True)
    assert said in done.output + str(done.exception) and done.exit_code != 0


def test_an_output_never_takes_the_place_of_an_input(lines: Path) -> None:
    before = lines.read_bytes()
    done = CliRunner().invoke(cli, ["whatif", str(lines), "--to", "2026-11-11", "--out", str(lines)])
    assert done.exit_code != 0 and lines.read_bytes() == before
