"""Building the goods packs of the gallery: the base with a folder laid over it."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

from monazite.goods.doubts.model import LIMITS, LISTS, WORDINGS

GALLERY = Path(__file__).parent / "goods_gallery"


def goods_laid_over(target: Path, *folders: str) -> Path:
    """Return the folder of a goods pack: the base of the gallery with the files of some of its folders."""
    pack = target / "goods"
    shutil.copytree(GALLERY / "base", pack)
    (pack / "doubts.yml").write_text(_rules(), "utf-8")
    (pack / "doubts_texts.csv").write_text(_texts(), "utf-8")
    for folder in folders:
        for file in sorted(f for f in (GALLERY / folder).rglob("*") if f.is_file()):
            name = file.relative_to(GALLERY / folder)
            if file.suffix == ".absent":
                (pack / name.with_suffix("")).unlink()
            else:
                (pack / name).parent.mkdir(exist_ok=True)
                shutil.copy(file, pack / name)
    return pack


def _rules() -> str:
    """Return every limit and list that rules read, so that a new one needs no change here."""
    kept = "\n  meaning: made up\n  source: made up\n  confidence: memory\n"
    return "".join(f'{name}:\n  is: "2"{kept}' for name in LIMITS) + "".join(f"{n}:\n  of: []{kept}" for n in LISTS)


def _texts() -> str:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow("id code strength facts en zh source confidence".split())
    rows.writerows([name, "made_up", "1", "material", "made up", "编造", "made up", "memory"] for name in WORDINGS)
    return out.getvalue()
