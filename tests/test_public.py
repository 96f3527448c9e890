"""The public names are there, importing them is cheap, and arrows between packages point down only."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import monazite

SOURCES = Path(monazite.__file__ or "").parent
QUESTIONS = ("goods", "parties", "quality", "licences", "law", "targeting", "supply")
# What a package may import, besides vocabulary, outcomes, errors, coded, lists, processes and text_yaml, which
# everything may.
BELOW = {
    "chemistry": (),
    "credentials": (),
    "goods": ("chemistry",),
    "identify": ("chemistry", "goods", "law"),
    "law": (),
    "licences": ("read",),
    "read": (),
    "write": (),
    "engines": ("read",),
    "bulk": ("assess", "engines", "goods", "law", "quality", "read", "summary", "tally", "write"),
    "report": ("summary", "write", "whatif", "parity", "law"),
    "whatif": ("assess", "engines", "goods", "law", "parties", "quality", "read", "request", "write"),
    "parity": ("assess", "engines", "goods", "law", "parties", "read", "write"),
    "packs": ("chemistry", "law", "goods", "parties", "quality", "read", "engines", "tally"),
    "parties": ("write",),
    "quality": ("chemistry",),
    "formats": ("credentials", "parties", "quality", "read"),
    "simulate": ("write", "goods"),
}


def imports_of(file: Path) -> set[str]:
    """Return the parts of monazite that a file imports."""
    tree = ast.parse(file.read_text("utf-8"))
    names = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
    names |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    return {name.split(".")[1] for name in names if name.startswith("monazite.")}


@pytest.mark.parametrize("name", monazite.__all__)
def test_every_public_name_is_there(name: str) -> None:
    thing = getattr(monazite, name)
    assert not inspect.ismodule(thing) and thing is not None


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sys, monazite; print([m for m in ('pyarrow', 'numpy', 'duckdb', 'yaml') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("package", sorted(BELOW))
def test_arrows_point_down(package: str) -> None:
    allowed = {package, "coded", "errors", "lists", "outcomes", "processes", "vocabulary", "text_yaml", *BELOW[package]}
    found = {part for file in (SOURCES / package).rglob("*.py") for part in imports_of(file)}
    assert found <= allowed, f"{package} imports {sorted(found - allowed)}"


def test_questions_do_not_import_each_other() -> None:
    for package in QUESTIONS:
        found = {part for file in (SOURCES / package).rglob("*.py") for part in imports_of(file)}
        assert not found & (set(QUESTIONS) - {package}), package
