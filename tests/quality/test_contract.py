"""Limits of a contract over those of a standard: changed, added, left out; the grade says under what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from monazite.errors import InputError, PackError
from monazite.packs.standards import standards_register
from monazite.packs.standards_contract import load_contract
from monazite.quality.contract import Contract, agreed, agreed_register

HEAD = "edition,grade,analyte,basis,op,limit,unit\n"
NAME = "GB/T 31978-2015"


def contract(folder: Path, *rows: str, name: str = "order-7") -> Contract:
    file = folder / f"{name}.csv"
    file.write_text(HEAD + "".join(f"{row}\n" for row in rows), "utf-8")
    return load_contract(file, standards_register())


def test_a_contract_changes_adds_and_leaves_out(tmp_path: Path) -> None:
    made = contract(
        tmp_path,
        f"{NAME},Ce-3NA,Fe,as_received,<=,0.05,%",
        f"{NAME},Ce-3NA,Mo,as_received,<=,0.030,%",
        f"{NAME},Ce-3NA,Mg,as_received,none,,",
    )
    before = standards_register().grades[f"{NAME} Ce-3NA"]
    after = agreed(before, made)
    told = {one.analyte: one.printed for one in after.requirements if one.kind == "limit"}
    assert (told["Fe"], told["Mo"], "Mg" in told, told["Si"]) == ("<=0.05", "<=0.030", False, "<=0.02")
    assert (after.id, after.number) == (f"{NAME} Ce-3NA under order-7", "024030A")
    assert [one.analyte for one in after.requirements][-1] == "Mo"
    assert all(one.grade == after.name for one in after.requirements)
    changed = next(one for one in after.requirements if one.analyte == "Fe")
    assert (changed.note, changed.confidence) == ("agreed in order-7", "A")
    assert standards_register().grades[before.id] == before


def test_the_standard_stays_beside_its_contract(tmp_path: Path) -> None:
    made = contract(tmp_path, f"{NAME},,Fe,as_received,<=,0.05,%")
    register = agreed_register(standards_register(), [made])
    names = [grade.name for grade in register.grades.values() if grade.edition == NAME]
    assert names == ["Ce-3NA", "Ce-3NB", "Ce-3NA under order-7", "Ce-3NB under order-7"]
    assert len(register.grades) == len(standards_register().grades) + 2


def test_a_contract_on_another_grade_changes_nothing(tmp_path: Path) -> None:
    made = contract(tmp_path, f"{NAME},Ce-3NA,Fe,as_received,<=,0.05,%")
    other = standards_register().grades[f"{NAME} Ce-3NB"]
    assert agreed(other, made) is other


@pytest.mark.parametrize(
    ("row", "code", "column", "said"),
    [
        (f"{NAME},Ce-3NC,Fe,as_received,<=,0.05,%", "P082", 17, "did you mean 'Ce-3N"),
        ("GB/T 31987-2015,Ce-3NA,Fe,as_received,<=,0.05,%", "P082", 1, "did you mean 'GB/T 31978-2015'"),
        (f"{NAME},Ce-3NA,Fe,asreceived,<=,0.05,%", "P052", 27, "did you mean 'as_received'"),
        (f"{NAME},Ce-3NA,Fe,as_received,<=,little,%", "P083", 42, "as printed"),
        (f"{NAME},Ce-3NA,Fe,as_received,drop,,", "P052", 39, "one of"),
        (f"{NAME},Ce-3NA,Fe,as_received,<=,0.05,", "P051", 47, ""),
        (f"{NAME},Ce-3NA,,as_received,<=,0.05,%", "P051", 24, ""),
        (f"{NAME},Ce-3NA,Fe,treo,none,,", "P082", 27, "it is on as_received"),
        (f"{NAME},Ce-3NA,Ca,as_received,<=,-0.01,%", "P083", 42, "0 to the whole"),
        (f"{NAME},Ce-3NA,Mg,as_received,<=,150,%", "P083", 42, "0 to the whole"),
        (f"{NAME},Ce-3NA,Cu,as_received,none,,", "P082", 24, ""),
    ],
)
def test_mistakes_are_told_at_their_place(tmp_path: Path, row: str, code: str, column: int, said: str) -> None:
    with pytest.raises(PackError) as error:
        contract(tmp_path, row)
    (problem,) = error.value.problems
    assert (problem.path, problem.line, problem.column, problem.code) == ("order-7.csv", 2, column, code)
    assert said in problem.hint


def test_a_limit_that_is_agreed_twice_is_told(tmp_path: Path) -> None:
    row = f"{NAME},Ce-3NA,Al,as_received,<=,0.05,%"
    with pytest.raises(PackError, match="Al is agreed twice"):
        contract(tmp_path, row, row.replace("0.05", "0.06"))


def test_a_contract_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no contract at"):
        load_contract(tmp_path / "absent.csv", standards_register())


@pytest.mark.parametrize("edition", ["GB/T 13558-2017", "GB/T 12144-2009"])
def test_a_contract_brings_the_limits_of_a_grade_that_the_register_does_not_hold(edition: str, tmp_path: Path) -> None:
    made = contract(
        tmp_path, f"{edition},Dy2O3-4N,Dy2O3,treo,>=,99.99,%", f"{edition},Dy2O3-4N,TREO,as_received,>=,99,%"
    )
    grade = agreed_register(standards_register(), [made]).grades[f"{edition} Dy2O3-4N under order-7"]
    assert [one.printed for one in grade.requirements] == [">=99.99", ">=99"] and grade.product
