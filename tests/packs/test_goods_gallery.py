"""Each wrong goods pack gives exactly its one problem, at its place; what is not read is told."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

import monazite
from monazite.errors import MonaziteError, PackError
from monazite.packs.goods import load_goods, read_goods
from monazite.packs.goods_cases import run_goods_cases
from monazite.packs.goods_check import check_goods
from tests.packs.goods_overlays import GALLERY, goods_laid_over

with (GALLERY / "expected.csv").open(encoding="utf-8", newline="") as _file:
    EXPECTED = list(csv.DictReader(_file))
SOURCES = Path(monazite.__file__ or "").parent / "packs"
# Files that the reading of descriptions needs: with a mistake in one of them the pack is not used.
READ = ("pack.yml", "elements.csv", "atomic_weights.csv", "grades.csv", "traditional.csv", "terms", "tariff")
# What only shows when rows are held against each other, and leaves the pack usable.
TOGETHER = ("P005", "P072", "P073")


def place(row: dict[str, str]) -> tuple[str, str, int, int]:
    return (row["code"], row["path"], int(row["line"]), int(row["column"]))


def test_the_base_is_good_and_meets_its_cases(tmp_path: Path) -> None:
    found = check_goods(goods_laid_over(tmp_path))
    assert (found.problems, found.notes) == ((), ())
    assert (len(found.cases), found.materials, found.methods) == (2, 2, 1)
    assert run_goods_cases(found.pack, found.cases) == ([], {"oxide", "powder", "magnet", "for"})


@pytest.mark.parametrize("row", EXPECTED, ids=[r["folder"] for r in EXPECTED])
def test_one_mistake_is_reported_once_at_its_place(row: dict[str, str], tmp_path: Path) -> None:
    problems = check_goods(goods_laid_over(tmp_path, row["folder"])).problems
    assert [(p.code, p.path, p.line, p.column) for p in problems] == [place(row)], "\n".join(map(str, problems))
    assert row["text"] in problems[0].text
    assert row["hint"] in problems[0].hint
    assert row["folder"].startswith(row["code"])


@pytest.mark.parametrize("row", EXPECTED, ids=[r["folder"] for r in EXPECTED])
def test_a_pack_with_problems_is_not_used(row: dict[str, str], tmp_path: Path) -> None:
    """Loading reads without places first: it must see what a reading with places sees, and tell the same."""
    pack = goods_laid_over(tmp_path, row["folder"])
    told = read_goods(pack)[1]
    if row["path"].split("/")[0] in READ and row["code"] not in TOGETHER:
        with pytest.raises(PackError) as error:
            load_goods(pack)
        assert list(error.value.problems) == told != []
    else:
        assert told == [] == read_goods(pack, quick=True)[1]


def test_no_entry_is_orphaned() -> None:
    folders = {f.name for f in GALLERY.iterdir() if f.is_dir()} - {"base"}
    assert sorted(folders) == sorted(r["folder"] for r in EXPECTED)
    assert all(any(f.is_file() for f in (GALLERY / name).rglob("*")) for name in folders)


def test_every_code_has_a_mistake() -> None:
    codes = {c for f in SOURCES.glob("goods*.py") for c in re.findall(r'"(P\d{3})"', f.read_text("utf-8"))}
    assert codes <= {r["code"] for r in EXPECTED}


def test_several_mistakes_are_all_reported(tmp_path: Path) -> None:
    mistakes = ["P074-pattern", "P040-is", "P055-cas", "P077-two-signs", "P070-rate", "G202-kind", "P079-sign"]
    problems = check_goods(goods_laid_over(tmp_path, *mistakes)).problems
    wanted = sorted(place(r) for r in EXPECTED if r["folder"] in mistakes)
    assert sorted((p.code, p.path, p.line, p.column) for p in problems) == wanted


def test_an_empty_folder_names_what_is_missing(tmp_path: Path) -> None:
    problems = check_goods(tmp_path).problems
    assert {p.code for p in problems} == {"P003"} and len(problems) == 11


def test_no_wrong_row_ends_in_a_traceback(tmp_path: Path) -> None:
    """Rows of nonsense in each list: problems, or an error of ours, and nothing else."""
    for name in ("elements.csv", "grades.csv", "terms/magnets.csv", "tariff/85.csv", "rates.csv"):
        pack = goods_laid_over(tmp_path / name.replace("/", "-"))
        header = (pack / name).read_text("utf-8").splitlines()[0]
        for sign in ("(", "=", "..", "镝镝", "-1", "&", "{", "0x1", "1e999", '""""'):
            (pack / name).write_text(f"{header}\n{','.join([sign] * (header.count(',') + 1))}\n", "utf-8")
            try:
                assert check_goods(pack).problems
            except MonaziteError as error:
                pytest.fail(f"{name} {sign}: {error}")
