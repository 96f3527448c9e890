"""What a cell of a table turns into, and what the cells of one column have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from monazite.read.units import Conversion
from monazite.vocabulary import Fact

__all__ = ["MISSING", "Cell", "Column", "Conventions", "is_missing", "kept", "unreadable"]

# Ways to say "not known", folded. 'NA' is not among them: it is Namibia, and is read so in columns of countries.
MISSING = frozenset(
    "|-|--|---|—|–|/|?|n/a|#n/a|unknown|not known|unk|nan|null|<na>|tbd|tba|未知|不详|不明|待定|待填|暂无".split("|")
)
# Of these, the words with which somebody says that something is not known; the others leave a cell empty.
SAID_UNKNOWN = frozenset("?|unknown|not known|unk|tbd|tba|未知|不详|不明|待定|待填".split("|"))
SHOWN = 60


class Cell(NamedTuple):
    """A converted cell: a value or NULL, bounds where the fact is censored, and what was wrong.

    `companion` is the currency or unit that the cell names beside its number; several candidates are separated by
    bars ("AUD|CAD|USD" for "$"). `instant` is in seconds since 1970 UTC.
    """

    value: Any = None
    finding: str = ""
    below: int | None = None
    at_least: int | None = None
    companion: str = ""
    instant: int | None = None


@dataclass(frozen=True, eq=False)
class Column:
    """A column of an input that is a fact: its heading, its place, and what the heading says about its cells.

    `part` is "" for the fact itself, "below" or "from" for a column of bounds. `unit` and `companion` (currency or
    unit of quantity) come from the heading, as does `dates`, the order of day and month ("dmy", "mdy").
    """

    heading: str
    index: int
    fact: Fact
    part: str = ""
    unit: Conversion | None = None
    companion: str = ""
    dates: str = ""

    @property
    def name(self) -> str:
        """Return the name of the column in the line table."""
        return f"{self.fact.name}_{self.part}" if self.part else self.fact.name


@dataclass(frozen=True)
class Conventions:
    """How a column writes what can be read in two ways, as its own cells show.

    `decimal` is "." or "," (or "mixed"), `dates` "dmy" or "mdy" (or "mixed"), `cross` what an x in a column of
    booleans means; "" and None where no cell tells.
    """

    decimal: str = ""
    dates: str = ""
    cross: bool | None = True


def is_missing(text: str) -> bool:
    """Return whether a cell says that the value is not known."""
    return text.strip().casefold() in MISSING


def _quoted(text: str) -> str:
    shown = "".join(c if c.isprintable() else " " for c in text[:SHOWN])
    return f"'{shown}…'" if len(text) > SHOWN else f"'{shown}'"


def unreadable(column: Column, text: str, why: str) -> Cell:
    """Return NULL with the finding that a cell cannot be read."""
    return Cell(finding=f"unreadable {column.name}: {_quoted(text)} {why}")


def kept(column: Column, text: str, what: str) -> str:
    """Return the finding for a cell whose value is kept although something is wrong with it."""
    return f"{column.name}: {_quoted(text)} {what}"
