"""The page on forensics: its programs print what stands below them, and every finding is in its table."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

from monazite.quality.forensics import CODES

PAGE = (Path(__file__).parents[2] / "docs" / "howto" / "question-certificates.md").read_text("utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```\n\n((?:    [^\n]*\n)+)", PAGE, re.DOTALL)


@pytest.mark.parametrize("number", range(len(PROGRAMS)))
def test_a_program_prints_what_the_page_says(number: int) -> None:
    code, shown = PROGRAMS[number]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "page", "exec"), {})  # noqa: S102 - our own page
    assert printed.getvalue().splitlines() == [line[4:] for line in shown.splitlines()]


def test_the_page_has_its_programs_and_every_finding() -> None:
    assert len(PROGRAMS) == PAGE.count("```python") == 4
    assert all(f"`{code}`" in PAGE for code in CODES)
