"""Which parties of a graph are listed: named on the command line, in a file, by the document's own topics, by lists."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from monazite.errors import InputError, UsageError, nearest
from monazite.parties.ownership.days import DayError, read_day
from monazite.parties.ownership.graph import Graph
from monazite.parties.ownership.model import Listed

__all__ = ["listed_parties"]

TOPICS = ("sanction", "export.control")
COLUMNS = ("name", "id", "list", "from", "to", "known")


# What is wrong with a word for a list, and what may be meant: both empty where it is one.
Check = Callable[[str], tuple[str, str]]


def listed_parties(
    graph: Graph, named: Sequence[str], file: Path | None, on: dt.date, known_on: dt.date, check: Check
) -> Iterator[Listed]:
    """Yield the listed parties of a graph on a day; one that is named and is not there is a UsageError.

    Parties of a file that the graph does not have are passed over: a list is longer than a graph. Without either, what
    the document itself marks with a topic of sanctions or export control is listed. `check` tells words that are no
    list.
    """
    for text in named:
        yield from _named(graph, text, check)
    if file:
        yield from _filed(graph, file, on, known_on, check)
    elif not named:
        found = [k for topic in TOPICS for k in graph.find(f"topic:{topic}")]
        yield from (Listed(graph.ids[k]) for k in dict.fromkeys(found))


def _named(graph: Graph, text: str, check: Check) -> Iterator[Listed]:
    list_name, sign, rest = text.partition("=")
    name, list_name = (rest, list_name) if sign and not graph.find(text) else (text, "")
    found = graph.find(name.strip())
    if not found:
        near = nearest(name, [graph.name(k) for k in range(min(len(graph), 20_000))], at_most=6)
        raise UsageError(f"--listed {text}: no such party in the document; {near}")
    wrong, hint = check(list_name.strip()) if list_name.strip() else ("", "")
    if wrong:
        raise UsageError(f"--listed {text}: {wrong}: {hint}")
    yield from (Listed(graph.ids[k], list_name.strip()) for k in found)


def _filed(graph: Graph, file: Path, on: dt.date, known_on: dt.date, check: Check) -> Iterator[Listed]:
    try:
        rows = csv.DictReader(file.read_text("utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: cannot be read: {getattr(error, 'strerror', None) or 'not UTF-8'}") from None
    headings = [heading.strip().lower() for heading in rows.fieldnames or ()]
    rows.fieldnames = headings
    if not {"name", "id"} & set(headings):
        raise InputError(f"{file}: no column 'name' or 'id' among {', '.join(headings)[:200]}; columns: {COLUMNS}")
    for number, row in enumerate(rows, 2):
        cells = {key: (value or "").strip() for key, value in row.items() if key in COLUMNS}
        wrong, hint = check(cells["list"]) if cells.get("list") else ("", "")
        if wrong:
            raise InputError(f"{file}: row {number}: {wrong}: {hint}")
        if _counts(file, number, cells, on, known_on):
            parties = graph.find(cells.get("id") or "") or graph.find(cells.get("name") or "")
            yield from (Listed(graph.ids[k], cells.get("list", "")) for k in parties)


def _counts(file: Path, number: int, cells: dict[str, str], on: dt.date, known_on: dt.date) -> bool:
    """Whether a row lists its party on the day, as known; a date that leaves it open lists it."""
    try:
        first, last, known = (read_day(cells.get(name, "")) for name in ("from", "to", "known"))
    except DayError as error:
        raise InputError(f"{file}: row {number}: {error}") from None
    if known and known[0] > known_on:
        return False
    return (first is None or first[0] <= on) and (last is None or on <= last[1])
