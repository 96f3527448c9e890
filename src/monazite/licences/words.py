"""The headings and words of a register, read from register.yml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from monazite.text_yaml import read_yaml_text
from monazite.vocabulary import fold_heading

__all__ = ["column_names", "headings", "pieces", "shown_headings", "values"]


@lru_cache(maxsize=1)
def _tree() -> Mapping[str, Mapping[str, list[str]]]:
    tree, problems = read_yaml_text(
        files("monazite.licences").joinpath("register.yml").read_text("utf-8"), "register.yml"
    )
    if problems:  # pragma: no cover - the shipped table is tested
        raise ValueError(problems)
    found: Mapping[str, Mapping[str, list[str]]] = tree
    return found


@lru_cache(maxsize=1)
def headings() -> Mapping[str, str]:
    """Return folded heading → column, for every name and heading in both languages."""
    out: dict[str, str] = {}
    for name, words in _tree()["columns"].items():
        for word in (name, *words):
            out.setdefault(fold_heading(word), str(name))
    return out


def column_names() -> tuple[str, ...]:
    """Return the columns of a register, in their order."""
    return tuple(map(str, _tree()["columns"]))


def shown_headings() -> tuple[str, ...]:
    """Return every heading that is read, as it is shown."""
    return tuple(str(word) for name, words in _tree()["columns"].items() for word in (name, *words))


@lru_cache(maxsize=4)
def values(column: str) -> Mapping[str, str]:
    """Return folded word → value for a column of fixed words (kind, status)."""
    return {fold_heading(word): str(value) for value, words in _tree()[column].items() for word in words}


@lru_cache(maxsize=1)
def pieces() -> frozenset[str]:
    """Return the words for goods that are counted one by one."""
    return frozenset(map(str, _tree()["pieces"]))
