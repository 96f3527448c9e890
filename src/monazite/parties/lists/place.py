"""Where lists are kept: a folder that is named, MONAZITE_LISTS, or the user's data folder of the platform."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["lists_folder"]


def lists_folder(named: Path | None = None) -> Path:
    """Return the folder of the lists: `named`, else MONAZITE_LISTS, else the platform's place for a user's data.

    That is %LOCALAPPDATA% on Windows, ~/Library/Application Support on macOS, and XDG_DATA_HOME or ~/.local/share
    elsewhere (XDG Base Directory Specification). The folder need not exist.
    """
    if named is not None:
        return named
    told = os.environ.get("MONAZITE_LISTS")
    return Path(told).expanduser() if told else _data_folder() / "monazite" / "lists"


def _data_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    told = os.environ.get("XDG_DATA_HOME", "")
    return Path(told) if told.startswith("/") else Path.home() / ".local" / "share"
