"""Reading a user's list of supply: product, supplier, quantity, and the grades held."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from monazite.errors import InputError, PackError
from monazite.packs.fields import Problems
from monazite.packs.rows import Row, read_rows
from monazite.quality.printed import printed
from monazite.quality.sovereignty import Supply
from monazite.vocabulary import vocabulary

__all__ = ["COLUMNS", "load_supply"]

COLUMNS = tuple("product supplier quantity unit grade note".split())
NEEDED = ("product", "supplier", "quantity")


def load_supply(path: Path) -> list[Supply]:
    """Return the lines of a CSV of supply (columns product, supplier, quantity, unit, grade, note).

    `grade` holds the editions and grades a supplier holds, separated by semicolons; empty where it holds none. Raises
    PackError with every problem, InputError where there is no such file or no line in it.
    """
    if not path.is_file():
        raise InputError(f"no list of supply at {path}")
    problems = Problems(path.parent, vocabulary())
    found = [_supply(row) for row in read_rows(problems, path.name, COLUMNS, NEEDED)]
    if problems.found:
        raise PackError(sorted(set(problems.found)))
    if not found:
        raise InputError(f"{path} has no lines below its header")
    return found


def _supply(row: Row) -> Supply:
    held = tuple(map(str, row.parts("grade")))
    texts = (row.text("product"), row.text("supplier"), _quantity(row), row.text("unit"))
    return Supply(*texts, held, f"{row.path}:{row.at}")


def _quantity(row: Row) -> Fraction:
    text = row.text("quantity")
    number = printed(text) if text else None
    if text and (number is None or number.operator != "=" or number.value < 0):
        hint = "an amount of at least 0, 12.5; the unit has a column of its own"
        row.problems.say(row.path, row.cell("quantity"), "P070", f"'{text}' is no quantity", hint)
        return Fraction(0)
    return number.value if number else Fraction(0)
