"""The editions of a standard as bars over the years, for a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from monazite.cli.law_table import console, printed
from monazite.cli.standards_text import COLOURS, grid, standards_texts, title_of
from monazite.quality.history import change_days, waited
from monazite.quality.model import Edition, Register
from monazite.quality.registry import end_of, standing, start_of
from monazite.quality.stages import stage_named
from monazite.report.texts import Texts

__all__ = ["timeline_text"]

CELLS = 48  # of a bar
SIGNS = {"issued": "░", "unknown": "▒", "in_force": "█", "withdrawn": "·", "project": "·"}
SHOWN = tuple(SIGNS)  # where a cell holds several, the first of these: a short wait is not to vanish


def timeline_text(
    register: Register, editions: Sequence[Edition], on: dt.date, language: str, *, terminal: bool
) -> str:
    """Return the editions of a standard as bars, and the days behind them."""
    from rich.text import Text

    t, out = standards_texts(language), console(terminal=terminal)
    newest = editions[-1]
    out.print(f"{newest.standard}  {title_of(newest, t)}\n", style="bold", markup=False)
    days = [day for each in editions for day in change_days(register, each)]
    dated = [each for each in editions if change_days(register, each)]
    if dated:
        table, years = grid("plain", "plain", "plain"), _years(days, on)
        table.add_row("", _axis(years), "")
        for each in dated:
            told = standing(register, each, on)
            table.add_row(Text(each.id), _bar(register, each, years), Text(t(f"standing.{told}"), style=COLOURS[told]))
        out.print(table)
        out.print(t("legend"), markup=False)
    out.print(f"\n{t('events')} ({t('counted', n=len(editions), day=on)})", style="bold", markup=False)
    for each in editions:
        out.print(f"  {each.id}: {'; '.join(_events(register, each, t))}", markup=False)
    out.print(f"\n{t('notice')}", markup=False)
    return printed(out)


def _years(days: Sequence[dt.date], on: dt.date) -> tuple[int, int]:
    """Return the first year that is shown, and the one after the last."""
    return min(day.year for day in days), max(on.year, *(day.year for day in days)) + 1


def _axis(years: tuple[int, int]) -> str:
    first, last = map(str, years)
    return f"{first}{' ' * (CELLS - len(first) - len(last))}{last}"


def _bar(register: Register, edition: Edition, years: tuple[int, int]) -> str:
    """Return how an edition stood, cell by cell."""
    start = dt.date(years[0], 1, 1)
    length = (dt.date(years[1], 1, 1) - start).days
    edges = [start + dt.timedelta(days=length * cell // CELLS) for cell in range(CELLS + 1)]
    changes = change_days(register, edition)
    cells = []
    for first, after in zip(edges, edges[1:], strict=False):
        told = {standing(register, edition, day) for day in (first, *(d for d in changes if first <= d < after))}
        cells.append(SIGNS[next(word for word in SHOWN if word in told)])
    return "".join(cells)


def _events(register: Register, edition: Edition, t: Texts) -> Iterator[str]:
    """Yield what is known of the days of an edition, in order."""
    start, end, days = start_of(edition), end_of(register, edition), waited(edition)
    if edition.issued:
        yield t("issued", day=edition.issued)
    if edition.in_force:
        yield t("in_force", day=edition.in_force) + (f" ({t('waited', n=days)})" if days is not None else "")
    elif start and start != edition.issued:
        yield t("guessed", first=start.first, last=start.last)
    if end:
        yield t("ends", day=end.first if end.first == end.last else f"{end.first} … {end.last}")
    if edition.became:
        yield t("became", id=edition.became)
    if not (edition.issued or start or end):
        code = t("stage", code=edition.stage, words=stage_named(edition.stage, t.language)) if edition.stage else "–"
        yield t("undated", words=code)
