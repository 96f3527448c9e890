"""The timeline as a table for a terminal: a block of text a row, plain where it is no terminal."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import TYPE_CHECKING, Any

from monazite.report.timeline_rows import Row, rows
from monazite.report.timeline_texts import line_texts

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from monazite.report.texts import Texts

__all__ = ["console", "printed", "timeline_text"]

COLOURS = {
    "suspended": "yellow",
    "suspension": "yellow",
    "returns": "green",
    "resumed": "green",
    "resumption": "green",
    "takes_effect": "green",
    "ends": "red",
    "counter_measure": "magenta",
    "talks": "cyan",
    "statement": "cyan",
}


def console(*, terminal: bool) -> Console:
    """Return what lays text out for the width of the terminal (80 without one), coloured only on a terminal."""
    from rich.console import Console

    width = min(120, shutil.get_terminal_size((80, 24)).columns)
    return Console(file=StringIO(), force_terminal=terminal, no_color=not terminal, width=width, highlight=False)


def printed(console: Console) -> str:
    """Return what was laid out, without blanks at the ends of lines."""
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in text.rstrip("\n").splitlines())


def timeline_text(data: Mapping[str, Any], language: str, *, terminal: bool) -> str:
    """Return the timeline as text, one block a row."""
    from rich.table import Table

    t = line_texts(language)
    found = rows(data, t)
    out = console(terminal=terminal)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    line_drawn = False
    for row in found:
        if row.ahead and not line_drawn:
            line_drawn = True
            table.add_row(data["known_on"], "", _rule(t("as_known", day=data["known_on"])))
        table.add_row(_day(row), row.regime, _block(row, t))
    if found:
        out.print(table)
    for line in _closing(data, found, t):
        out.print(line, markup=False)
    return printed(out)


def _rule(words: str) -> Text:
    from rich.text import Text

    return Text(f"──── {words} ────\n", style="bold red")


def _day(row: Row) -> Text:
    from rich.text import Text

    return Text(row.day or "–", style="bold")


def _block(row: Row, t: Texts) -> Text:
    """What happens, to which titles, what they do in turn, where it was read."""
    from rich.text import Text

    text = Text()
    text.append(row.said, style=f"bold {COLOURS.get(row.tone, '')}")
    for word in (row.why, row.mark):
        text.append(f" · {word}" if word else "", style="italic")
    for subject in row.subjects:
        text.append(f"\n{subject.title}")
        text.append(f" – {subject.places}" if subject.places else "")
    for line in row.does:
        text.append(f"\n→ {line}")
    for line in _sources(row, t):
        text.append(f"\n{line}", style="dim")
    return text.append("\n")


def _sources(row: Row, t: Texts) -> Iterator[str]:
    ids = ", ".join(dict.fromkeys(s.id for s in row.subjects))
    if len(row.subjects) > 1:
        yield ids
        return
    (one,) = row.subjects
    sure = " ".join(filter(None, (t("memory") if one.confidence == "memory" else one.confidence, one.grade)))
    yield " · ".join(filter(None, (ids, one.by, sure)))
    if row.sourced:
        yield f"{t('source')}{t('colon')}{one.source}"


def _closing(data: Mapping[str, Any], found: list[Row], t: Texts) -> Iterator[str]:
    if not found:
        yield t("none")
    if any(row.mark for row in found):
        yield t("readings_marked")
    packs = [_pack(pack, t) for pack in data["packs"]]
    yield f"{t('as_known', day=data['known_on'])}{t('semicolon')}{t('packs')}{t('colon')}{t('semicolon').join(packs)}"


def _pack(pack: Mapping[str, Any], t: Texts) -> str:
    known = f"({t('looked_up', day=pack['state_of_knowledge'])})" if pack["state_of_knowledge"] else ""
    return " ".join(filter(None, (pack["regime"], pack["version"], t("skeleton") if pack["skeleton"] else "", known)))
