"""Reading the examples of a law pack: declared lines, what they were, and the entries they may fall under."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from monazite.errors import PackError, Problem, nearest
from monazite.goods.examples import Example
from monazite.law.model import LawPack
from monazite.packs.fields import Problems
from monazite.packs.goods_values import once
from monazite.packs.rows import Row, read_rows
from monazite.vocabulary import vocabulary

__all__ = ["COLUMNS", "load_examples", "read_examples"]

COLUMNS = (
    *"id lang text tariff_code net_mass_kg volume_l value_usd assay gold_tariff gold_entries".split(),
    *"controlled disguise why".split(),
)
REQUIRED = ("id", "text", "gold_entries")
NONE = "none"  # what is not listed


def load_examples(pack: LawPack) -> tuple[Example, ...]:
    """Return the examples beside a law pack, in order of file and row; raise PackError with every problem."""
    found, problems = read_examples(pack.path, pack, quick=True)
    if problems:
        found, problems = read_examples(pack.path, pack)
        raise PackError(problems)
    return found


def read_examples(
    path: Path, pack: LawPack, broken: Collection[str] = (), *, quick: bool = False
) -> tuple[tuple[Example, ...], list[Problem]]:
    """Read the examples in the folder of a law pack; every entry named must be one of the pack's.

    What they name of files that are `broken` is not held against them.
    """
    problems = Problems(path, vocabulary(), quick=quick, lost=set(broken))
    codes = frozenset(item.code for item in pack.items.values())
    seen: dict[str, str] = {}
    found = tuple(example for row in _rows(problems) for example in _example(row, codes, seen))
    return found, sorted(set(problems.found))


def _rows(problems: Problems) -> Iterator[Row]:
    for file in sorted((problems.root / "examples").glob("*.csv")):
        yield from read_rows(problems, f"examples/{file.name}", COLUMNS, REQUIRED)


def _example(row: Row, codes: Collection[str], seen: dict[str, str]) -> Iterator[Example]:
    once(row, "id", seen)
    entries = row.parts("gold_entries", "|")
    named = tuple(str(code) for code in entries if code != NONE)
    if len(named) != len(entries) and len(entries) > 1:
        row.problems.say(row.path, row.cell("gold_entries"), "P004", "'none' stands beside entries", "delete one")
    for code in entries:
        if code not in codes and code != NONE and "items.csv" not in row.problems.lost:
            row.problems.say(row.path, code, "P050", f"the pack has no entry '{code}'", nearest(code, codes))
    if row.text("text"):
        yield Example(str(row.text("id")), str(row.text("text")), named, bool(row.text("disguise")))
