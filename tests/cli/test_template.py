"""`monazite template` writes a sheet that `monazite assess` reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from monazite.template import heading
from monazite.vocabulary import vocabulary
from tests.cli.conftest import Result

Run = Callable[..., Result]


def headings(file: Path) -> list[str]:
    return [str(cell) for cell in CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()[0]]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_chosen_facts_in_a_language(run: Run, tmp_path: Path, language: str) -> None:
    file = tmp_path / "lines.xlsx"
    result = run("template", file, "--language", language, "--facts", "date, mf_dy,destination")
    assert (result.code, result.err) == (0, "")
    assert str(file) in result.out
    assert headings(file) == [heading(vocabulary()[f], language) for f in ("date", "mf_dy", "destination")]


def test_all_facts(run: Run, tmp_path: Path) -> None:
    assert run("template", tmp_path / "all.xlsx").code == 0
    assert len(headings(tmp_path / "all.xlsx")) == len(vocabulary())


@pytest.mark.parametrize(
    ("words", "piece"),
    [
        (("lines.xlsx", "--facts", "date,mf_dyy"), "'mf_dy'"),
        (("lines.xlsx", "--facts", " , "), "names no fact"),
        (("lines.csv",), ".xlsx"),
        (("lines.xlsx", "--language", "fr"), "'en', 'zh'"),
    ],
)
def test_what_cannot_be_written_is_told_and_not_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], piece: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("template", *words)
    assert result.code == 2
    assert piece in result.err
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_that_is_there_is_not_written_over(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "lines.xlsx"
    file.write_bytes(b"filled in")
    result = run("template", file)
    assert result.code == 2 and "--force" in result.err
    assert file.read_bytes() == b"filled in"
    assert run("template", file, "--force").code == 0
    assert headings(file)
