"""Cells that are words of a known list: yes and no, choices, countries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from monazite.errors import nearest
from monazite.read.cells import Cell, Column, Conventions, unreadable
from monazite.read.shipped import shipped
from monazite.vocabulary import Fact

__all__ = ["country_code", "country_hint", "mark_shown", "read_boolean", "read_choice", "read_country"]

_YES = frozenset("yes|y|true|t|1|ja|oui|是|对|有|真|√|✓|✔|☑|✅|v".split("|"))
_NO = frozenset("no|n|false|f|0|nein|non|否|不是|无|没有|假|×|✗|✘|❌|☐".split("|"))
_CROSS = "x"


def _fold(text: str) -> str:
    return re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", text).casefold())


def read_boolean(text: str, column: Column, conventions: Conventions = Conventions()) -> Cell:  # noqa: B008
    """Return yes or no; an x is yes unless the column also writes ticks or yes."""
    word = _fold(text)
    if word in _YES or text.strip() in _YES:
        return Cell(True)
    if word in _NO or text.strip() in _NO:
        return Cell(False)
    if word == _CROSS and conventions.cross is not None:
        return Cell(conventions.cross)
    return unreadable(column, text, "may be yes or no" if word == _CROSS else "is neither yes nor no")


def mark_shown(text: str) -> bool | None:
    """Return what a cell of booleans says plainly, or None."""
    word = _fold(text)
    return True if word in _YES else False if word in _NO else None


@lru_cache(maxsize=64)
def _choices(fact: Fact) -> Mapping[str, str]:
    """Return folded word → value for a choice: its values, and their labels in values.csv."""
    words = {_fold(value): value for value in fact.of}
    for row in shipped("values.csv"):
        if row["fact"] == fact.name and row["value"] in fact.of:
            words.setdefault(_fold(row["label"]), row["value"])
    return words


def read_choice(text: str, column: Column) -> Cell:
    """Return the value of a choice, found by its name or a label in English or Chinese."""
    value = _choices(column.fact).get(_fold(text))
    if value is None:
        return unreadable(
            column, text, f"is no {column.fact.name}; {nearest(text.strip()[:60], column.fact.of, at_most=8)}"
        )
    return Cell(value)


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, str]:
    """Return folded name → ISO 3166-1 alpha-2 code, for codes and names in English and Chinese."""
    words: dict[str, str] = {}
    for row in shipped("countries.csv"):
        names = (row["code2"], row["code3"], *row["en"].split("|"), *row["zh"].split("|"))
        words.update({_fold_name(name): row["code2"] for name in names if name})
    return words


def _fold_name(name: str) -> str:
    return re.sub(r"[\s_\-.,'’()*]+", "", unicodedata.normalize("NFKC", name).casefold())


def country_code(text: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country given by a code or a name; None where it is unknown.

    >>> country_code("德国"), country_code("deu"), country_code("CN - China")
    ('DE', 'DE', 'CN')
    """
    known = _countries()
    found = known.get(_fold_name(text))
    if found is None:
        parts = [known.get(_fold_name(part)) for part in re.split(r"\s+[-–/]\s+|[()()/|]", text) if part.strip()]
        found = parts[0] if len(parts) == 2 and parts[0] == parts[1] else None
    return found


def country_hint(text: str) -> str:
    """Return the name nearest to an unknown country."""
    hint = nearest(text.strip()[:60], (row["en"].split("|")[0] for row in shipped("countries.csv")))
    return hint if hint.startswith("did") else "a code of ISO 3166 is needed"


def read_country(text: str, column: Column) -> Cell:
    """Return the ISO 3166-1 alpha-2 code of a country given by a code or a name."""
    code = country_code(text)
    return unreadable(column, text, f"is no known country; {country_hint(text)}") if code is None else Cell(code)
