"""`monazite completion` prints scripts that ask the command itself what can follow."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.cli.conftest import Result

Run = Callable[..., Result]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_asks_monazite(run: Run, shell: str) -> None:
    result = run("completion", shell)
    assert (result.code, result.err) == (0, "")
    assert f"_MONAZITE_COMPLETE={shell}_complete" in result.out
    assert "monazite" in result.out


def test_an_unknown_shell(run: Run) -> None:
    result = run("completion", "tcsh")
    assert result.code == 2
    assert "'bash'" in result.err


@pytest.mark.parametrize(
    ("words", "wanted"),
    [("monazite pa", "pack"), ("monazite pack sh", "show"), ("monazite vocabulary --gr", "--group")],
)
def test_what_the_script_is_told(words: str, wanted: str) -> None:
    program = "import sys; sys.argv = ['monazite']; from monazite.cli import main; main()"
    asked = {"_MONAZITE_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    done = subprocess.run([sys.executable, "-c", program], env={**os.environ, **asked}, capture_output=True, text=True)
    assert done.stdout.split() == [f"plain,{wanted}"]
