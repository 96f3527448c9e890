"""Where packs are: named folders, MONAZITE_PACKS, those shipped with Monazite."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from monazite.errors import InputError, UsageError, nearest
from monazite.law.model import LawPack
from monazite.packs.law import load_law

__all__ = ["law_packs", "packs_folder"]


def packs_folder() -> Path:
    """Return the folder that holds the packs: MONAZITE_PACKS, else those beside or inside the installed package."""
    named = os.environ.get("MONAZITE_PACKS")
    here = Path(__file__).resolve().parent.parent
    for folder in (Path(named),) if named else (here / "_packs", here.parent.parent / "packs"):
        if (folder / "law").is_dir():
            return folder
    raise InputError(
        f"no packs found in {named or 'the installation'}; set MONAZITE_PACKS to the folder that holds law/"
    )


def law_packs(regimes: Sequence[str] = (), folder: Path | None = None) -> list[LawPack]:
    """Return the law packs of some regimes, each checked as it is read.

    Where none is named: all that are whole. A skeleton answers only who asks for it by name.
    """
    root = (folder or packs_folder()) / "law"
    known = sorted(p.name for p in root.iterdir() if (p / "pack.yml").is_file()) if root.is_dir() else []
    for regime in regimes:
        if regime not in known:
            raise UsageError(f"no law pack '{regime}': {nearest(regime, known)}")
    if regimes:
        return [load_law(root / regime) for regime in dict.fromkeys(regimes)]
    packs = [pack for r in known if not _says_skeleton(root / r) and not (pack := load_law(root / r)).skeleton]
    if not packs:
        raise InputError(f"no law packs in {root}")
    return packs


def _says_skeleton(folder: Path) -> bool:
    """Whether a pack plainly says that it is a skeleton: then all of it need not be read."""
    text = (folder / "pack.yml").read_text("utf-8", errors="replace")
    return re.search(r"^status: skeleton\s*$", text, re.MULTILINE) is not None
