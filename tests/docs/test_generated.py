"""The reference cannot rot: generated pages are up to date, and every command and column is documented."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from monazite.vocabulary import vocabulary

ROOT = Path(__file__).parents[2]


def _generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATE = _generate()


@pytest.mark.parametrize("page", ["facts_page", "cli_page", "columns_page", "certificates_page"])
def test_a_page_is_up_to_date(page: str) -> None:
    name = {"columns_page": "output-columns.md"}.get(page, page.replace("_page", ".md"))
    now = (ROOT / "docs" / "reference" / name).read_text("utf-8")
    # In a process of its own: click keeps the help option of whichever context asked for it first.
    code = f"import sys; sys.path.insert(0, 'docs'); import generate; sys.stdout.write(generate.{page}())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert now == done.stdout.decode("utf-8"), "run: python docs/generate.py"


def test_every_fact_has_a_heading_of_its_own() -> None:
    text = GENERATE.facts_page()
    assert all(f"\n### `{name}` " in text for name in vocabulary())


def test_every_command_is_shown_with_an_example() -> None:
    from monazite.cli.root import COMMANDS

    helps = dict(GENERATE._helps(__import__("monazite.cli.root", fromlist=["cli"]).cli, "monazite"))
    assert {f"monazite {word}" for word in COMMANDS} <= set(helps)
    assert all("Usage:" in text for text in helps.values())


def test_every_output_column_is_documented_and_no_other() -> None:
    from monazite.assess import ANSWERS, IDENTITY

    text = GENERATE.columns_page()
    shown = [line.split("`")[1] for line in text.splitlines() if line.startswith("| `")]
    assert [name for name in shown if not name.startswith("<")] == [*IDENTITY, *ANSWERS]


def test_every_page_is_in_the_navigation() -> None:
    nav = (ROOT / "mkdocs.yml").read_text("utf-8")
    pages = sorted((ROOT / "docs").rglob("*.md"))
    assert len(pages) >= 10
    missing = [str(p.relative_to(ROOT / "docs")) for p in pages if str(p.relative_to(ROOT / "docs")) not in nav]
    assert missing == []
