"""Reading the names that laboratories give to contents, bases and results: analytes.csv beside the packs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from monazite.chemistry.formula import parse_formula
from monazite.chemistry.model import FormulaError
from monazite.errors import InputError, PackError
from monazite.packs.fields import Problems
from monazite.packs.find import packs_folder
from monazite.packs.rows import Row, read_rows
from monazite.packs.standards_values import NAMED
from monazite.quality.model import BASES
from monazite.quality.naming import KINDS, Words, folded
from monazite.vocabulary import vocabulary

__all__ = ["load_words", "quality_words"]

NAME, COLUMNS = "analytes.csv", ("kind", "name", "words")
CLAIMS = ("complies", "fails", "absent", "not_done", "balance", "words")


@lru_cache(maxsize=4)
def quality_words(folder: Path | None = None) -> Words:
    """Return the names of the packs shipped with Monazite, or of a folder of packs; kept once they are read."""
    root = folder or packs_folder()
    own = root / "standards" / NAME
    return load_words(own if own.is_file() else packs_folder() / "standards" / NAME)


def load_words(path: Path) -> Words:
    """Return the names in a file analytes.csv, with those of the elements; raise PackError with every problem.

    Raises InputError where there is no such file.
    """
    if not path.is_file():
        raise InputError(f"no names of analytes at {path}")
    problems = Problems(path.parent, vocabulary())
    kinds: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    for row in read_rows(problems, path.name, COLUMNS, COLUMNS):
        _take(row, kinds)
    if problems.found:
        raise PackError(sorted(set(problems.found)))
    for word, name in _elements():
        kinds["analyte"].setdefault(folded(word), name)
    return Words(kinds)


def _take(row: Row, kinds: dict[str, dict[str, str]]) -> None:
    kind, name = row.choice("kind", tuple(KINDS)), row.text("name")
    if kind not in KINDS:
        return
    known = {"basis": tuple(BASES), "claim": CLAIMS}.get(kind)
    if known:
        row.choice("name", known)
    for word in row.parts("words"):
        held = kinds[kind].setdefault(folded(word), str(name))
        if held != name:
            row.problems.say(row.path, word, "P020", f"'{word}' stands for '{held}' too", "one word, one meaning")
    if kind == "analyte" and name not in NAMED:
        kinds[kind].setdefault(folded(name), str(name))


@lru_cache(maxsize=1)
def _elements() -> tuple[tuple[str, str], ...]:
    """Return words for elements and their oxides, as the goods pack names them."""
    problems = Problems(packs_folder() / "goods", vocabulary())
    columns = tuple("symbol number en zh rare_earth oxide cas oxide_cas density source confidence".split())
    found: list[tuple[str, str]] = []
    for row in read_rows(problems, "elements.csv", columns, ("symbol",)):
        found += _named(row)
    return tuple(found)


def _named(row: Row) -> Iterator[tuple[str, str]]:
    symbol, oxide = row.text("symbol"), row.text("oxide")
    for word in row.parts("en"):
        yield from ((word, symbol), (f"{word} metal", symbol), (f"{word} content", symbol))
        yield from ((f"{word} oxide", oxide),) if oxide else ()
    for word in row.parts("zh"):
        yield from ((word, symbol), (f"金属{word}", symbol), (f"{word}含量", symbol))
        yield from ((f"氧化{word}", oxide),) if oxide else ()
    if oxide and _is_formula(oxide):
        yield oxide, oxide


def _is_formula(text: str) -> bool:
    try:
        return bool(parse_formula(text).symbols)
    except (FormulaError, InputError):
        return False
