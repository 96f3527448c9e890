"""The entries of the timeline as CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monazite.write.whole import whole_file, writing

if TYPE_CHECKING:
    from monazite.law.timeline import Entry

__all__ = ["COLUMNS", "write_entries"]

COLUMNS = (
    *"day last what kind regime jurisdiction reading id title title_zh by binding places cause relations acts".split(),
    *"source url confidence grade note".split(),
)
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_entries(path: str, entries: Iterable[Entry]) -> None:
    """Write entries as CSV (UTF-8 with mark, lists joined by '; '), whole or not at all; - is standard output."""
    text = _text(entries)
    if path == "-":
        click.echo(text, nl=False)
        return
    with whole_file(Path(path)) as file, writing(path):
        file.write_text(text, "utf-8-sig", newline="")


def _text(entries: Iterable[Entry]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        cells = _cells(entry.as_json())
        writer.writerow([_guarded(cells[name]) for name in COLUMNS])
    return out.getvalue()


def _cells(data: dict[str, Any]) -> dict[str, Any]:
    relations = [f"{r['relation']} {r['target']}" for r in data["relations"]]
    acts = [
        " ".join(filter(None, (a["act"], a["target"], a["from"], "to" if a["to"] else "", a["to"])))
        for a in data["acts"]
    ]
    return {**data, "binding": "yes" if data["binding"] else "no", "relations": relations, "acts": acts}


def _guarded(value: Any) -> str:
    text = "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
