"""Packs: law and standards as data. Reading, checking, testing and comparing them."""

from monazite.packs.law import load_law, read_law

__all__ = ["load_law", "read_law"]
