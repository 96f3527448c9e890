"""`monazite pack`: check, test, show and diff, as a lawyer meets them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Result
from tests.packs.overlays import laid_over

Run = Callable[..., Result]
LINES = "date,material,main_element,destination,end_use,value,currency\n2025-03-01,metal,Dy,US,civil,100,EUR\n"


def edited(pack: Path, path: str, old: str, new: str) -> Path:
    file = pack / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    return pack


# ------------------------------------------------------------ check
def test_check_of_a_good_pack(run: Run, base: Path) -> None:
    result = run("pack", "check", base)
    assert (result.code, result.err) == (0, "")
    assert result.out == f"{base}: 2 instruments, 2 items, 2 provisions, 8 expectations, 0 problems\n"


def test_check_of_a_wrong_pack_tells_place_and_hint(run: Run, tmp_path: Path) -> None:
    result = run("pack", "check", laid_over(tmp_path, "P040-provision", "P052-case"))
    assert result.code == 1
    first, *_ = result.out.splitlines()
    assert first.startswith("cases/rules.yml:5:33: P052 'free' is no outcome")
    assert "provisions/rules.yml:9:9: P040 unknown fact 'destinaton' in: destinaton <> 'CN'" in result.out
    assert "    hint: did you mean 'destination'?" in result.out
    assert result.out.endswith("2 problems\n")


def test_check_as_json(run: Run, tmp_path: Path) -> None:
    result = run("pack", "check", "--json", laid_over(tmp_path, "P021-dots"))
    (problem,) = json.loads(result.out)
    assert (result.code, problem["code"], problem["path"], problem["line"]) == (1, "P021", "items.csv", 3)
    assert set(problem) == {"path", "line", "column", "code", "text", "hint"}


def test_check_of_several_packs(run: Run, tmp_path: Path) -> None:
    good, bad = laid_over(tmp_path / "a"), laid_over(tmp_path / "b", "P053-time-zone")
    result = run("pack", "check", good, bad)
    assert result.code == 1
    assert f"{good}: 2 instruments" in result.out
    assert "1 problem" in result.out


def test_check_of_no_folder(run: Run, tmp_path: Path) -> None:
    result = run("pack", "check", tmp_path / "absent")
    assert result.code == 2
    assert "does not exist" in result.err


# ------------------------------------------------------------ test
def test_cases_that_hold(run: Run, base: Path) -> None:
    result = run("pack", "test", base)
    assert result.code == 0
    assert "8 expectations, 0 failed, 0 rules unnoticed" in result.out


def test_a_case_that_fails_says_what_holds_instead(run: Run, base: Path) -> None:
    edited(base, "cases/rules.yml", "on: 2025-06-15, outcome: not_controlled", "on: 2025-06-15, outcome: exempt")
    result = run("pack", "test", base)
    assert result.code == 1
    assert "cases/rules.yml:5: metal to the United States, on 2025-06-15 (instruments)" in result.out
    assert "not_controlled where exempt is expected" in result.out


def test_a_rule_that_no_case_notices_is_named(run: Run, base: Path) -> None:
    spare = "  title: Spare\n  instrument: ex.act\n  article: art 9\n  when: single_crystal\n  outcome: prohibited\n"
    edited(base, "provisions/rules.yml", "ex.act.art-2:\n", f"ex.act.spare:\n{spare}ex.act.art-2:\n")
    rules = base / "cases" / "rules.yml"
    rules.write_text(rules.read_text("utf-8").replace("end_use: civil", "end_use: civil, single_crystal: no"), "utf-8")
    (base / "cases" / "table.csv").unlink()
    result = run("pack", "test", base)
    assert result.code == 0, result.out
    assert "provisions/rules.yml:12: warning: no case notices 'ex.act.spare'" in result.out
    assert "warning" not in run("pack", "test", "--quick", base).out


def test_a_fact_that_cannot_be_read_fails_the_case(run: Run, base: Path) -> None:
    edited(base, "cases/rules.yml", "material: metal", "material: mettle")
    result = run("pack", "test", base)
    assert result.code == 1
    assert "mettle" in result.out


def test_a_wrong_pack_is_not_tested(run: Run, tmp_path: Path) -> None:
    result = run("pack", "test", laid_over(tmp_path, "P053-time-zone"))
    assert result.code == 2
    assert "P053" in result.err
    assert "Traceback" not in result.err


def test_test_as_json(run: Run, base: Path) -> None:
    told = json.loads(run("pack", "test", "--json", base).out)
    assert told == {"failures": [], "problems": [], "unnoticed": [], "unnoticed_acts": []}


# ------------------------------------------------------------ show
@pytest.mark.parametrize(
    ("name", "piece"),
    [
        ((), "2 instruments (0 statements), 2 items"),
        (("ex.stay",), "suspends ex.act from 2025-06-10 to 2025-06-30"),
        (("ex.act.art-1",), "destination <> 'CN'"),
        (("1C.2",), 'Magnets, "strong"'),
        (("allies",), "allies: NO (from 2025-01-01), JP (to 2025-12-31)"),
    ],
)
def test_show(run: Run, base: Path, name: tuple[str, ...], piece: str) -> None:
    result = run("pack", "show", base, *name)
    assert (result.code, result.err) == (0, "")
    assert piece in result.out
    assert "\x1b" not in result.out


def test_show_as_json(run: Run, base: Path) -> None:
    data = json.loads(run("pack", "show", "--json", base, "ex.act.art-1").out)
    assert data["unless"][0]["provision"] == "ex.act.art-2"


def test_show_of_nothing_names_the_nearest(run: Run, base: Path) -> None:
    result = run("pack", "show", base, "ex.act.art1")
    assert result.code == 2
    assert "did you mean 'ex.act.art-1'?" in result.err


# ------------------------------------------------------------ diff
def test_diff(run: Run, tmp_path: Path) -> None:
    old, new = laid_over(tmp_path / "old"), laid_over(tmp_path / "new")
    edited(new, "provisions/rules.yml", "outcome: licence_required", "outcome: prohibited")
    lines = tmp_path / "lines.csv"
    lines.write_text(LINES, "utf-8")
    result = run("pack", "diff", old, new, "--lines", lines)
    assert (result.code, result.err) == (0, "")
    assert "outcome: licence_required → prohibited" in result.out
    assert "1 lines: 1 change (100.0 %)" in result.out
    data = json.loads(run("pack", "diff", old, new, "--lines", lines, "--json").out)
    assert data["flips"][0]["new"] == {"decision": "refuse", "low": "prohibited", "high": "prohibited"}


def test_diff_takes_reading_and_day(run: Run, tmp_path: Path) -> None:
    old, new = laid_over(tmp_path / "old"), laid_over(tmp_path / "new")
    edited(new, "provisions/rules.yml", "outcome: licence_required", "outcome: prohibited")
    lines = tmp_path / "lines.csv"
    lines.write_text(LINES, "utf-8")
    options = ("--lines", lines, "--known-on", "2025-01-01", "--reading", "announced", "--json")
    assert json.loads(run("pack", "diff", old, new, *options).out)["changed"] == 0


def test_diff_needs_lines(run: Run, base: Path) -> None:
    result = run("pack", "diff", base, base)
    assert result.code == 2
    assert "--lines" in result.err


def test_diff_with_lines_that_are_not_there(run: Run, base: Path, tmp_path: Path) -> None:
    result = run("pack", "diff", base, base, "--lines", tmp_path / "absent.csv")
    assert result.code == 2
    assert "absent.csv" in result.err
    assert "Traceback" not in result.err
