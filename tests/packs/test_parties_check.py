"""`monazite pack check` of packs of lists and of parties: each mistake is told once, at its place; all are told."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from monazite.cli import root
from monazite.packs.find import packs_folder
from monazite.packs.parties_check import check_of

with (Path(__file__).parent / "parties_gallery.csv").open(encoding="utf-8", newline="") as _file:
    GALLERY = list(csv.DictReader(_file))
PACKS = ("lists", "parties")


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """Return a copy of the shipped packs of lists and parties, and of the law that the rules of the US name."""
    for name in (*PACKS, "law/us"):
        shutil.copytree(packs_folder() / name, tmp_path / name)
    return tmp_path


def spoilt(pack: Path, row: dict[str, str]) -> None:
    """Make the mistake of a row of the gallery; a file that is not there is written."""
    file = pack / row["file"]
    text = file.read_text("utf-8") if row["was"] else ""
    assert row["was"] in text
    file.write_text(text.replace(row["was"], row["becomes"], 1) if row["was"] else row["becomes"], "utf-8")


def check(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(root.cli, ["pack", "check", *map(str, words)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


@pytest.mark.parametrize("row", GALLERY, ids=[f"{r['code']} {r['text']}" for r in GALLERY])
def test_one_mistake_is_told_once_at_its_place(packs: Path, row: dict[str, str]) -> None:
    pack = packs / row["pack"]
    spoilt(pack, row)
    look = check_of(pack)
    assert look is not None
    problems = look(pack).problems
    told = [(p.code, p.path, str(p.line), str(p.column)) for p in problems]
    assert told == [(row["code"], row["path"], row["line"], row["column"])], "\n".join(map(str, problems))
    assert row["text"] in problems[0].text and row["hint"] in problems[0].hint


def test_what_ships_has_no_problems() -> None:
    folder = packs_folder()
    status, text = check(*(folder / name for name in (*PACKS, "lists/cn-control")))
    assert status == 0 and text.count("0 problems") == 3
    assert "11 lists" in text and "8 rules" in text


def test_all_mistakes_are_told_in_order(packs: Path) -> None:
    rows = [row for row in GALLERY if row["pack"] == "lists" and row["code"] in ("P010", "P005", "P040", "P070")]
    for row in rows:
        spoilt(packs / "lists", row)
    status, text = check(packs / "lists", "--json")
    found = [(p["code"], p["path"], str(p["line"]), str(p["column"])) for p in json.loads(text)]
    assert status == 1
    assert found == sorted(((r["code"], r["path"], r["line"], r["column"]) for r in rows), key=lambda p: p[1:])


def test_several_packs_are_checked_and_one_mistake_fails_all(packs: Path) -> None:
    spoilt(packs / "lists", GALLERY[0])
    status, text = check(packs / "lists", packs / "parties")
    assert status == 1 and "1 problem" in text and "0 problems" in text


def test_a_list_that_is_told_and_not_there_is_missed(packs: Path) -> None:
    shutil.rmtree(packs / "lists" / "cn-watch")
    status, text = check(packs / "lists")
    assert status == 1 and "cn-watch/pack.yml:1:1: P003" in text


def test_a_pack_without_lists_beside_it_is_held_against_those_that_ship(packs: Path) -> None:
    shutil.rmtree(packs / "lists")
    assert check(packs / "parties")[0] == 0


def test_packs_without_cases_are_not_tested(packs: Path) -> None:
    done = CliRunner().invoke(root.cli, ["pack", "test", str(packs / "lists"), str(packs / "parties")])
    assert done.exit_code == 0 and done.output.count("no cases") == 2
