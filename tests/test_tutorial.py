"""What the pages of the documentation show is what their commands print.

MONAZITE_REFRESH=1 pytest tests/test_tutorial.py writes the present outputs into the pages; read the difference before
you commit it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ELSEWHERE = ("sign-certificates",)  # what it prints hangs on a key: tests/quality/test_sign_page.py gives it one
PAGES = [
    page
    for page in sorted((ROOT / "docs").rglob("*.md"))
    if page.stem not in ELSEWHERE and BLOCK.search(page.read_text("utf-8"))
]
SPEED = re.compile(r"[\d.,]+ s, [\d,]+ lines/s(?:; slowest stage: .*)?")


def printed(command: str, folder: Path) -> str:
    """Return what a shell prints for a command of the page."""
    tool = f'monazite() {{ "{sys.executable}" -m monazite "$@"; }}'
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8"}
    environment |= {"COLUMNS": "100", "MONAZITE_CONSULTATIONS": str(folder / ".consultations")}
    done = subprocess.run(
        ["bash", "-c", f"{tool}; {command}"], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )
    return done.stdout


def shown(block: str, folder: Path) -> str:
    """Return a block with every command followed by its present output."""
    out = []
    for command in (line for line in block.splitlines() if line.startswith("$ ")):
        out += [command, *(line.rstrip() for line in printed(command[2:], folder).splitlines())]
    return "\n".join(out) + "\n"


def steady(text: str) -> str:
    return SPEED.sub("… s", text)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not here; the page is for a shell")
@pytest.mark.parametrize("page_file", PAGES, ids=[page.stem for page in PAGES])
def test_a_page_shows_what_its_commands_print(page_file: Path, tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    shutil.copytree(ROOT / "packs", tmp_path / "packs")  # a copy: pages change packs
    page = page_file.read_text(encoding="utf-8")
    fresh = BLOCK.sub(lambda found: f"```console\n{shown(found[1], tmp_path)}```", page)
    if os.environ.get("MONAZITE_REFRESH"):
        page_file.write_text(fresh, encoding="utf-8")
        return
    assert steady(page) == steady(fresh)


README = (ROOT / "README.md").read_text("utf-8")
EXCERPT = re.compile(r"\(shortened;\s`(monazite\s(?:goods|explain|certificate)[^`]+)`\):\n\n((?:    .*\n|\n(?=    ))+)")


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not here; the page is for a shell")
@pytest.mark.parametrize("excerpt", EXCERPT.findall(README), ids=lambda found: found[0][:20])
def test_what_the_readme_shows_shortened_is_printed(excerpt: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    command, shown_lines = excerpt
    wide = f"COLUMNS=400 {' '.join(command.split())}"
    told = [" ".join(line.split()) for line in printed(wide, tmp_path).splitlines()]
    missing = [line for text in shown_lines.splitlines() if (line := " ".join(text.split())) and not _among(line, told)]
    assert missing == []


def _among(line: str, told: list[str]) -> bool:
    return any(line in one for one in told)
