"""Mistakes in files of certificates in Chinese: every sentence of the readers has one, what stands in it is kept."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import monazite
from monazite.cli import cli
from monazite.cli.certificate_mistakes import problem_in, translated
from monazite.errors import Problem
from monazite.quality.forensics.model import wordings

FORMATS = Path(monazite.__file__ or "").parent / "formats"
GALLERY = yaml.safe_load(Path(__file__).with_name("certificate_mistakes.yml").read_text("utf-8"))
FILES = sorted(FORMATS.glob("certificate*.py"))
# Where a message stands in the calls and records that tell mistakes: text, then hint.
PLACES = {"say": (3, 4), "fail": (1, 2)}


def texts_of(file: Path) -> Iterator[str]:
    """Yield every text that a reader may tell, with "7" for what is filled in."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PLACES:
            parts = [node.args[k] for k in PLACES[node.func.attr] if k < len(node.args)]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Number", "Problem"):
            parts = [word.value for word in node.keywords if word.arg in ("reason", "hint")]
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            parts = [node.value] if node.targets[0].id in ("text", "hint", "words") else []
        else:
            parts = []
        yield from filter(None, map(written, parts))


def written(node: ast.expr) -> str:
    """Return a text as it is written, empty for what is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else "7" for v in node.values)
    return ""


def is_plain(text: str) -> bool:
    """Return whether a text is an example, names or signs, and no sentence."""
    return text.startswith(('"', "{", "[")) or text in ("%, ppm, µg/g", "Fe2O3, LOI, TREO", "0.02") or text == "7"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_message_has_words_in_chinese(file: Path) -> None:
    english = [text for text in texts_of(file) if not is_plain(text) and translated(text, "zh") == text]
    assert [text for text in english if " " in text] == []


@pytest.mark.parametrize("case", [case for case in GALLERY if "result" in case], ids=lambda case: str(case["name"]))
def test_mistakes_of_the_gallery_are_told_in_chinese(case: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    results = [case["result"], {"analyte": "Fe", "value": "1", "unit": "%"}]
    file.write_text(json.dumps({"format": "monazite-certificate/1", "results": results}), "utf-8")
    shown = CliRunner().invoke(cli, ["certificate", "check", str(file), "--lang", "zh", "--on", "2026-03-01"]).stdout
    (line, *_) = [line for line in shown.splitlines() if f" {case['code']} " in line]
    assert any("\u4e00" <= sign <= "\u9fff" for sign in line), line


def test_what_stands_in_a_message_and_its_place_are_kept() -> None:
    problem = Problem(
        "a.json", 3, 7, "C025", "/results/0/value: a content cannot be 120 %: that is more than the whole"
    )
    told = problem_in(problem, "zh")
    assert told.text == "/results/0/value: 含量不可能为120 %：已超过总量"
    assert (told.path, told.line, told.column, told.code) == ("a.json", 3, 7, "C025")
    assert problem_in(problem, "en") is problem


def test_a_claim_that_names_nothing_is_told_in_chinese(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(
        '{"format": "monazite-certificate/1", "claims": [{"standard": "GB/T 3197"}], "results": []}', "utf-8"
    )
    shown = CliRunner().invoke(cli, ["certificate", "check", str(file), "--lang", "zh", "--on", "2026-03-01"]).stdout
    assert "未收录“GB/T 3197”" in shown


@given(st.text(max_size=80))
def test_any_text_can_be_asked_and_none_is_lost(text: str) -> None:
    assert translated(text, "en") == text and isinstance(translated(text, "zh"), str)
    assert text in translated(f"'{text}' is no day", "zh") or "\n" in text or ": " in text


def test_findings_have_words_in_both_languages() -> None:
    for code, words in wordings().items():
        assert words.en and words.zh and words.not_en and words.not_zh, code
