"""A reading of a laboratory or an instrument: mass fractions of elements, each with its uncertainty or its limit.

Numbers are binary floats, as measurements may be; nothing exact is decided by them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from monazite.chemistry.symbols import NUMBER_OF
from monazite.errors import InputError, PackError, Problem, nearest
from monazite.goods.unmixing.placed_rows import PlacedRow, placed_rows

__all__ = ["BASES", "Measure", "Method", "Reading", "UNKNOWN_METHOD", "load_methods"]

BASES = ("sample", "normalised")
"""What fractions are of: the whole sample, or of all that the method saw (scaled to 100 %)."""

COLUMNS = ("id", "en", "zh", "blind", "relative", "absolute", "limit", "note", "source", "confidence")
NUMBERS = ("relative", "absolute", "limit")


@dataclass(frozen=True, slots=True)
class Method:
    """A way to measure: which elements it does not see, and what stands in where a reading states no uncertainty.

    The standard uncertainty assumed is the larger of `relative` × value and `absolute`; `limit` is the detection limit
    assumed for what a complete scan does not list. All are mass fractions of 1.
    """

    id: str
    en: str
    zh: str = ""
    blind: frozenset[str] = frozenset()
    relative: float = 0.1
    absolute: float = 0.001
    limit: float = 0.003


UNKNOWN_METHOD = Method("", "a method not known", "方法不明", frozenset(["H", "He"]))


@dataclass(frozen=True, slots=True)
class Measure:
    """What a reading says of one element, as mass fractions of 1.

    `value` None: the element was looked for and not found above `limit`. `uncertainty` is one standard uncertainty;
    None: the reading does not state it.
    """

    value: float | None
    uncertainty: float | None = None
    limit: float | None = None

    def __post_init__(self) -> None:
        given = [n for n in (self.value, self.uncertainty, self.limit) if n is not None]
        if any(not 0 <= n <= 1 for n in given) or (self.value is None and not self.limit):
            raise InputError(f"{self}: a measure is a value, or a limit, as mass fractions from 0 to 1")


@dataclass(frozen=True, slots=True)
class Reading:
    """Mass fractions of elements as measured: `measures` maps symbol → Measure.

    `basis` says what they are fractions of (`BASES`). `complete`: the method looked for every element that it sees, so
    that one not listed is below the method's limit; otherwise nothing is known of what is not listed.
    """

    measures: Mapping[str, Measure]
    method: Method = UNKNOWN_METHOD
    basis: str = "sample"
    complete: bool = False
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        for symbol in self.measures:
            if symbol not in NUMBER_OF:
                raise InputError(f"'{symbol}' is not the symbol of an element; {nearest(symbol, NUMBER_OF)}")
        if self.basis not in BASES:
            raise InputError(f"'{self.basis}' is no basis of a reading; {nearest(self.basis, BASES)}")


def load_methods(path: Path | str) -> dict[str, Method]:
    """Read the table of methods: id → Method (packs/goods/methods.csv).

    `blind` holds symbols with blanks between; relative, absolute and limit are mass fractions of 1. Raises PackError
    with every mistake and its place, and InputError where the file cannot be read.
    """
    problems: list[Problem] = []
    rows = placed_rows(path, COLUMNS, COLUMNS, problems, "G211")
    for row in rows:
        problems += _mistakes(row)
    if problems:
        raise PackError(problems)
    return {row["id"]: _method(row) for row in rows}


def _mistakes(row: PlacedRow) -> Iterator[Problem]:
    for name in ("id", "en", "source"):
        if not row[name]:
            yield row.problem(name, "G212", f"'{name}' is empty", "every method is named and has a source")
    for symbol in row["blind"].split():
        if symbol not in NUMBER_OF:
            yield row.problem("blind", "G213", f"'{symbol}' is not an element", nearest(symbol, NUMBER_OF))
    for name in NUMBERS:
        if not _is_share(row[name]):
            yield row.problem(name, "G214", f"'{row[name]}' is no mass fraction", "a number above 0 and below 1: 0.05")


def _is_share(text: str) -> bool:
    try:
        return 0 < float(text) < 1
    except ValueError:
        return False


def _method(row: PlacedRow) -> Method:
    numbers = [float(row[name]) for name in NUMBERS]
    return Method(row["id"], row["en"], row["zh"], frozenset(row["blind"].split()), *numbers)
