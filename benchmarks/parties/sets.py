"""The data of the benchmark: found through MONAZITE_SHARED (default ../shared), never part of the repository."""

from __future__ import annotations

import csv
import os
from pathlib import Path

__all__ = ["KIND", "folder", "rows_of"]

ROOT = Path(__file__).resolve().parents[2]
KIND = {"Person": "person", "Vessel": "vessel", "Airplane": "aircraft"} | dict.fromkeys(
    ("Organization", "Company", "LegalEntity", "PublicBody"), "organization"
)


def folder() -> Path:
    """Return the folder of the data of parties."""
    return Path(os.environ.get("MONAZITE_SHARED") or ROOT.parent / "shared") / "data" / "parties"


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of one file; say where it was sought if it is not there."""
    file = folder() / name
    if not file.is_file():
        raise SystemExit(
            f"the data of parties are not at {file}: set MONAZITE_SHARED to the folder that holds data/parties"
        )
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))
