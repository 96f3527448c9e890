"""Packs of standards: each wrong one gives exactly its one problem at its place; those shipped hold what was found."""

from __future__ import annotations

import csv
import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from monazite.errors import InputError, PackError
from monazite.packs.standards import (
    is_standards,
    load_register,
    read_standards,
    standards_folders,
    standards_register,
)
from monazite.quality.model import BASES, CONFIDENCES
from monazite.quality.stages import STAGES, WORDS, stage_code, stage_named

HERE = Path(__file__).parent
BASE = HERE / "standards_gallery"
with (HERE / "standards_wrong.csv").open(encoding="utf-8", newline="") as _file:
    WRONG = list(csv.DictReader(_file))


def made(target: Path, row: dict[str, str] | None = None) -> Path:
    """Return a copy of the good pack, with one text replaced."""
    pack = target / "made-up"
    shutil.copytree(BASE, pack)
    if row:
        file = pack / row["file"]
        text = file.read_text("utf-8")
        assert row["old"] in text, "the case no longer fits the good pack"
        file.write_text(text.replace(row["old"], row["new"], 1), "utf-8")
    return pack


# ------------------------------------------------------------ a good pack
def test_a_good_pack_is_read_whole(tmp_path: Path) -> None:
    register = load_register([made(tmp_path)])
    assert list(register.editions) == ["T 1-2010", "T 1-2020", "T/CD 2"]
    assert (str(register.editions["T 1-2020"].issued), register.editions["T 1-2020"].stage) == ("2020-03", "60.60")
    grade = register.grades["T 1-2020 A"]
    upper = grade.requirements[1].limits.upper
    assert upper is not None
    assert (upper.value, upper.step, upper.strict) == (Fraction(1, 10), Fraction(1, 100), False)
    assert grade.requirements[1].limits.compare == "rounded"
    assert [one.printed for one in grade.requirements] == [">=99.99", "<=0.10", "0.5..1.0"]
    assert register.grades["T 1-2020 B"].requirements == ()
    assert register.batches["B 1"].days == 30
    assert register.versions == {"standards.made-up": "1"}


# ------------------------------------------------------------ wrong packs
@pytest.mark.parametrize("row", WRONG, ids=[row["case"] for row in WRONG])
def test_one_mistake_is_reported_once_at_its_place(row: dict[str, str], tmp_path: Path) -> None:
    pack = made(tmp_path, row)
    problems = read_standards(pack)[1]
    told = [(p.code, p.path, p.line, p.column) for p in problems]
    assert told == [(row["code"], row["file"], int(row["line"]), int(row["column"]))], "\n".join(map(str, problems))
    assert row["text"] in problems[0].text
    assert row["hint"] in problems[0].hint
    with pytest.raises(PackError) as error:
        load_register([pack])
    assert [p.code for p in error.value.problems] == [row["code"]]
    assert error.value.problems[0].path == f"made-up/{row['file']}"


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    pack = made(tmp_path)
    for row in (r for r in WRONG if r["case"] in ("basis unknown", "degree unknown", "suspect", "unknown key")):
        file = pack / row["file"]
        file.write_text(file.read_text("utf-8").replace(row["old"], row["new"], 1), "utf-8")
    assert [p.code for p in read_standards(pack)[1]] == ["P052", "P089", "P052", "P050"]


def test_a_missing_list_of_editions_is_told_and_blames_no_other_file(tmp_path: Path) -> None:
    pack = made(tmp_path)
    (pack / "editions.csv").unlink()
    (problem,) = read_standards(pack)[1]
    assert (problem.code, problem.path) == ("P003", "editions.csv")


def test_a_file_that_would_not_be_read_is_told(tmp_path: Path) -> None:
    pack = made(tmp_path)
    (pack / "grade.csv").write_text("edition\n", "utf-8")
    assert [(p.code, p.path) for p in read_standards(pack)[1]] == [("P005", "grade.csv")]


def test_an_edition_stands_in_one_pack(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="'T 1-2010' is in the pack 'standards.made-up' too"):
        load_register([made(tmp_path / "a"), made(tmp_path / "b")])


def test_a_pack_of_standards_is_told_from_others(tmp_path: Path) -> None:
    assert is_standards(made(tmp_path))
    assert not is_standards(HERE / "goods_gallery" / "base")
    assert not is_standards(tmp_path)


def test_no_packs_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no packs of standards"):
        standards_folders(tmp_path)


# ------------------------------------------------------------ stages
def test_words_of_stages_are_codes() -> None:
    assert all(stage_code(code) == code for code in WORDS.values())
    assert [stage_code(text) for text in ("现行", "即将实施", "废止", "征求意见", "FDIS", "60", "90.93")] == [
        *("60.60", "60.60", "95.99", "30.20", "50.00", "60.00", "90.93")
    ]
    assert all(stage_code(text) is None for text in ("", "70", "60.61", "60.6", "soon"))
    assert all(stage_named(code) and stage_named(code, "zh") for code in STAGES)


# ------------------------------------------------------------ the packs that ship
def test_every_shipped_pack_is_without_problems() -> None:
    assert [str(p) for folder in standards_folders() for p in read_standards(folder)[1]] == []


def test_every_fact_has_its_source_and_a_confidence_that_is_not_suspect() -> None:
    register = standards_register()
    rows = [*register.editions.values(), *register.methods, *register.adoptions, *register.batches.values()]
    rows += [one for grade in register.grades.values() for one in grade.requirements]  # type: ignore[misc]
    assert len(rows) > 300
    assert all(row.source and row.confidence in CONFIDENCES for row in rows)


def test_suspect_facts_are_not_there_and_the_readme_says_so() -> None:
    register = standards_register()
    assert not [name for name in register.editions if "4155" in name or "29582" in name or "10770" in name]
    assert not [one for one in register.adoptions if "4155" in one.national or "10770" in one.international]
    root = standards_folders()[0].parent
    assert "GB/T 4155-2012" in (root / "cn-rare-earths" / "README.md").read_text("utf-8")
    assert "ISO 29582-1" in (root / "iso-rare-earths" / "README.md").read_text("utf-8")


def test_market_specifications_are_kept_apart() -> None:
    register = standards_register()
    market = {each.id for each in register.editions.values() if each.kind == "market-specification"}
    assert market == {
        *("Fastmarkets Li2CO3 exw China", "Fastmarkets Li2CO3 regional", "Fastmarkets LiOH.H2O exw China"),
        *("SMM price specification", "SMM market grade 2012", "Chinese spot price board"),
    }
    assert not [name for name in market if re.search(r"GB|ISO|T \d", name)]


def test_the_digits_of_limits_are_kept() -> None:
    grade = standards_register().grades["GB/T 31978-2015 Ce-3NA"]
    printed = {one.analyte: one.printed for one in grade.requirements if one.kind == "limit"}
    assert (printed["Fe"], printed["RE impurities"], printed["TREM"]) == ("<=0.10", "<=0.1", ">=99.0")
    assert {one.basis for one in grade.requirements} <= set(BASES)


def test_the_batch_of_january_2026_is_a_batch_with_five_known_drafts() -> None:
    register = standards_register()
    batch = register.batches["MIIT 2026-01"]
    assert (str(batch.opens), str(batch.closes), batch.days, batch.drafts) == ("2026-01-27", "2026-02-25", 30, 101)
    assert len(batch.sectors) == 5
    drafts = [each for each in register.editions.values() if each.batch == batch.id]
    assert len(drafts) == 5
    assert {each.stage for each in drafts} == {"30.20"}
    assert all("No number is known" in each.note for each in drafts)
