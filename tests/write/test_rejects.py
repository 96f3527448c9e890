"""The file of rejects: there when something was rejected, absent when not, safe to open."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from monazite.errors import OutputError
from monazite.read.chunks import Reject
from monazite.write import RejectFile

ONE = Reject("a.csv", 17, 3, "5 fields, expected 7", "x,y,z,u,v")


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_rejects_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    with RejectFile(str(path)) as file:
        file.write([ONE])
        file.write([Reject("b.csv", 1, 0, "氧化 ü", 'a "b"\nc')])
        assert file.written == 2 and not path.exists()
    assert rows(path) == [
        ["source", "row", "column", "reason", "text"],
        ["a.csv", "17", "3", "5 fields, expected 7", "x,y,z,u,v"],
        ["b.csv", "1", "", "氧化 ü", 'a "b"\nc'],
    ]


def test_without_rejects_there_is_no_file_and_an_old_one_goes(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    with RejectFile(str(path)) as file:
        file.write([ONE])
    with RejectFile(str(path)) as file:
        file.write([])
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_list_of_rejects_is_not_removed(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    path.write_text("mine\n")
    with RejectFile(str(path)):
        pass
    assert path.read_text() == "mine\n"


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_a_run_that_is_stopped_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    with pytest.raises(error), RejectFile(str(tmp_path / "rejects.csv")) as file:
        file.write([ONE])
        raise error
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\n=1", "＝1"])
def test_no_cell_runs_as_a_formula(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rejects.csv"
    with RejectFile(str(path)) as file:
        file.write([Reject(text, 1, 1, text, text)])
    assert rows(path)[1] == [f"'{text}", "1", "1", f"'{text}", f"'{text}"]


def test_a_place_that_will_not_do_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="does not exist"), RejectFile(str(tmp_path / "no" / "r.csv")) as file:
        file.write([ONE])
    with pytest.raises(OutputError, match=r"rejects are written as \.csv"):
        RejectFile(str(tmp_path / "r.xlsx"))
