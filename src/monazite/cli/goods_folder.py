"""Where `monazite goods` finds the goods pack."""

from __future__ import annotations

from pathlib import Path

from monazite.packs.find import packs_folder

__all__ = ["goods_folder"]


def goods_folder(folder: Path | None) -> Path:
    """Return the folder of the goods pack: that of the folder of packs where it has one, else the one shipped."""
    own = folder / "goods" if folder else None
    return own if own is not None and (own / "pack.yml").is_file() else packs_folder() / "goods"
