"""The tables of words that ship with the readers: countries, currencies, labels of values."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

__all__ = ["shipped"]


@lru_cache(maxsize=8)
def shipped(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a table by its file name."""
    text = files("monazite.read").joinpath(name).read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
