"""Each wrong pack gives exactly its one problem, at its place; several mistakes are all reported."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

import monazite
from monazite.errors import PackError
from monazite.packs import load_law, read_law
from tests.packs.overlays import GALLERY, laid_over, problems_of

with (GALLERY / "expected.csv").open(encoding="utf-8", newline="") as _file:
    EXPECTED = list(csv.DictReader(_file))
SOURCES = Path(monazite.__file__ or "").parent


def place(row: dict[str, str]) -> tuple[str, str, int, int]:
    return (row["code"], row["path"], int(row["line"]), int(row["column"]))


def test_the_base_is_good(tmp_path: Path) -> None:
    assert problems_of(laid_over(tmp_path)) == []


@pytest.mark.parametrize("row", EXPECTED, ids=[r["folder"] for r in EXPECTED])
def test_one_mistake_is_reported_once_at_its_place(row: dict[str, str], tmp_path: Path) -> None:
    problems = problems_of(laid_over(tmp_path, row["folder"]))
    assert [(p.code, p.path, p.line, p.column) for p in problems] == [place(row)], "\n".join(map(str, problems))
    assert row["text"] in problems[0].text
    assert row["hint"] in problems[0].hint
    assert row["folder"].startswith(row["code"])


def test_no_entry_is_orphaned() -> None:
    folders = {f.name for f in GALLERY.iterdir() if f.is_dir()} - {"base"}
    named = [r["folder"] for r in EXPECTED]
    assert sorted(folders) == sorted(named)
    assert all(any(f.is_file() for f in (GALLERY / name).rglob("*")) for name in named)


def test_every_code_has_a_mistake() -> None:
    # Packs of goods, of lists, of parties and of standards have galleries of their own.
    others = ("goods", "list", "owner", "parties", "standards", "analytes", "recognition", "consultation", "draft")
    others += ("participation", "supply")
    packs = (f for f in (SOURCES / "packs").glob("*.py") if not f.name.startswith(others))
    files = [*packs, SOURCES / "law" / "conditions.py", SOURCES / "text_yaml.py"]
    codes = {code for file in files for code in re.findall(r'"(P\d{3})"', file.read_text("utf-8"))}
    assert codes == {r["code"] for r in EXPECTED}


def test_every_problem_of_a_lawyer_has_a_hint_where_there_is_something_to_do() -> None:
    silent = [r["folder"] for r in EXPECTED if not r["hint"]]
    assert len(silent) < len(EXPECTED) / 3


def test_several_mistakes_are_all_reported(tmp_path: Path) -> None:
    mistakes = [
        "P053-time-zone",
        "P030-act",
        "P021-dots",
        "P043-group",
        "P043-listing",
        "P048-quotes-forgotten",
        "P052-case",
        "P010-case-table",
    ]
    problems = problems_of(laid_over(tmp_path, *mistakes))
    wanted = sorted(place(r) for r in EXPECTED if r["folder"] in mistakes)
    assert sorted((p.code, p.path, p.line, p.column) for p in problems) == wanted


def test_a_broken_file_does_not_hide_mistakes_in_others(tmp_path: Path) -> None:
    problems = problems_of(laid_over(tmp_path, "P001-tab", "P048-quotes-forgotten", "P021-dots"))
    assert [p.code for p in problems] == ["P001", "P021", "P048"]


def test_a_pack_with_problems_is_not_used(tmp_path: Path) -> None:
    with pytest.raises(PackError) as error:
        load_law(laid_over(tmp_path, "P053-time-zone", "P021-dots"))
    assert [p.code for p in error.value.problems] == ["P021", "P053"]


def test_a_folder_that_is_none_is_one_problem(tmp_path: Path) -> None:
    assert [p.code for p in read_law(tmp_path / "nothing")[1]] == ["P003"]


def test_an_empty_folder_says_what_is_missing(tmp_path: Path) -> None:
    assert {(p.code, p.path) for p in read_law(tmp_path)[1]} == {("P003", "pack.yml"), ("P003", "instruments.yml")}


@pytest.mark.parametrize("depth", [10, 1_000, 100_000])
@pytest.mark.parametrize("piece", ["(", "[", "{a: ", "- ", "NOT ", "'", '"', "? ", "&a ", "any:\n  "])
def test_no_nesting_ends_in_a_traceback(piece: str, depth: int, tmp_path: Path) -> None:
    pack = laid_over(tmp_path)
    (pack / "provisions" / "rules.yml").write_text(f"ex.act.art-1:\n  when: {piece * depth}\n", "utf-8")
    (pack / "items.csv").write_text(f"item,code,title,instrument,when\nex.a,1,A,ex.act,{piece * depth}\n", "utf-8")
    assert problems_of(pack)


def test_a_long_chain_of_or_is_read(tmp_path: Path) -> None:
    """A long list is clumsy, not wrong: it is told apart from deep nesting."""
    pack = laid_over(tmp_path)
    when = " OR ".join(f"tariff_code = '{n:08d}'" for n in range(3_000))
    (pack / "items.csv").write_text(
        f"item,code,title,instrument,when,groups\nex.a,1,A,ex.act,{when},magnets\n", "utf-8"
    )
    assert problems_of(pack) == []


def test_a_cell_without_end_is_told(tmp_path: Path) -> None:
    pack = laid_over(tmp_path)
    (pack / "groups.csv").write_text("group,member\n" + "x" * 200_000 + ",JP\n", "utf-8")
    (problem, *_) = problems_of(pack)
    assert (problem.code, problem.path, problem.line) == ("P004", "groups.csv", 2)
    assert "more than" in problem.text


def test_words_that_yaml_would_change_stay(tmp_path: Path) -> None:
    pack, _ = read_law(laid_over(tmp_path))
    assert pack.items["ex.m1"].tariff_codes == ("28053012", "0101")
    assert [m.member for m in pack.memberships] == ["NO", "JP"]
    assert pack.items["ex.m2"].title == 'Magnets, "strong"'
    assert pack.provisions["ex.act.art-2"].duties[0].text == "Report the export: by e-mail #1"
