"""Where `monazite goods` finds what the goods pack holds beside its words: rules for contradictions, tables."""

from __future__ import annotations

from pathlib import Path

from monazite.goods.doubts.model import DoubtsPack
from monazite.goods.model import GoodsPack
from monazite.packs.find import packs_folder
from monazite.packs.goods_doubts import load_doubts

__all__ = ["goods_folder", "rules_of"]


def goods_folder(folder: Path | None) -> Path:
    """Return the folder of the goods pack: that of the folder of packs where it has one, else the one shipped."""
    own = folder / "goods" if folder else None
    return own if own is not None and (own / "pack.yml").is_file() else packs_folder() / "goods"


def rules_of(folder: Path, goods: GoodsPack) -> DoubtsPack | None:
    """Return the rules for contradictions of a goods pack; None where it has none."""
    return load_doubts(folder, goods) if (folder / "doubts.yml").is_file() else None
