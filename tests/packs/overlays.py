"""Building the packs of the gallery: the base with some folders laid over it."""

from __future__ import annotations

import shutil
from pathlib import Path

from monazite.errors import Problem
from monazite.packs import read_law
from monazite.packs.cases import read_cases

GALLERY = Path(__file__).parent / "gallery"


def laid_over(target: Path, *folders: str) -> Path:
    """Return the folder of a pack: the base of the gallery with the files of some of its folders."""
    pack = target / "ex"
    shutil.copytree(GALLERY / "base", pack)
    for folder in folders:
        for file in sorted(f for f in (GALLERY / folder).rglob("*") if f.is_file()):
            name = file.relative_to(GALLERY / folder)
            if file.suffix == ".absent":
                (pack / name.with_suffix("")).unlink()
            else:
                shutil.copy(file, pack / name)
    return pack


def problems_of(pack: Path) -> list[Problem]:
    """Return every problem that `pack check` would report."""
    law, problems = read_law(pack)
    return sorted({*problems, *read_cases(pack, law, problems)[1]})
