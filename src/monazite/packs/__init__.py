"""Packs: law and standards as data. Finding, reading, checking, testing and comparing them."""

from monazite.packs.find import law_packs, packs_folder
from monazite.packs.law import load_law, read_law

__all__ = ["law_packs", "load_law", "packs_folder", "read_law"]
