"""Running the command in this process, as a shell would see it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from monazite.cli import main
from tests.packs.overlays import laid_over


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Return what runs `monazite WORDS…` and gives back its exit code and texts."""

    def command(*words: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["monazite", *map(str, words)])
        with pytest.raises(SystemExit) as stopped:
            main()
        out, err = capfd.readouterr()
        return Result(int(stopped.value.code or 0), out, err)

    return command


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Return the good pack of the gallery, in a folder of its own."""
    return laid_over(tmp_path)
