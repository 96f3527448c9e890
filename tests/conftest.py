"""For all tests: no list that the user of this machine keeps is screened against, unless a test says so."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def no_lists_of_this_machine(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder, empty at first, that stands for the user's lists."""
    folder = tmp_path_factory.getbasetemp() / "no-lists"
    folder.mkdir(exist_ok=True)
    monkeypatch.setenv("MONAZITE_LISTS", str(folder))
    return folder
