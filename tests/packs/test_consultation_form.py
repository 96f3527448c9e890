"""Forms of comments in small workbooks that unfold to much are refused before they are opened."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from monazite.errors import InputError
from monazite.packs.consultation_form import read_comments


def test_a_text_that_many_cells_share_is_not_unfolded(tmp_path: Path) -> None:
    file = tmp_path / "form.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet()
        for row in range(2_000):
            sheet.write_row(row, 0, ["A" * 32_000])
    assert file.stat().st_size < 50_000
    with pytest.raises(InputError, match="letters, more than"):
        read_comments(file)


def test_cells_that_are_far_apart_are_not_unfolded(tmp_path: Path) -> None:
    file = tmp_path / "form.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["序号", "章节号", "原文", "修改后内容", "理由"])
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(InputError, match="places, more than"):
        read_comments(file)
