"""The goods and the world of made-up trade, read from goods.yml and trade.yml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from monazite.text_yaml import read_yaml_text

__all__ = ["goods", "span", "trade"]


@lru_cache(maxsize=1)
def goods() -> Mapping[str, Any]:
    """Return family → its share and its goods."""
    return _read("goods.yml")


@lru_cache(maxsize=1)
def trade() -> Mapping[str, Any]:
    """Return countries, routes, words of names, shares."""
    return _read("trade.yml")


def _read(name: str) -> Mapping[str, Any]:
    tree, problems = read_yaml_text(files("monazite.simulate").joinpath(name).read_text("utf-8"), name)
    if problems:  # pragma: no cover - the shipped tables are tested
        raise ValueError(problems)
    found: Mapping[str, Any] = tree
    return found


def span(text: str, joint: str = "..") -> tuple[float, float]:
    """Return the two numbers of 'low..high' or 'median x spread'; a single number stands for both."""
    first, _, second = text.partition(joint)
    return float(first), float(second or first)
