"""`monazite law timeline`: instruments and events on one dated line."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monazite.cli.law_options import DAY, READING, every_pack, pack_options, today

if TYPE_CHECKING:
    from monazite.law.timeline import Timeline

__all__ = ["command"]


@click.command("timeline")
@click.option("--from", "first", type=DAY, help="Leave out what ended before this day.")
@click.option("--to", "last", type=DAY, help="Leave out what begins after this day.")
@click.option("--kind", "kinds", multiple=True, help="Kinds: suspension or measure,talks; repeatable.")
@click.option("--about", metavar="ID|WORDS", help="One thing and all that is one step from it, or words of titles.")
@click.option(
    "--reading",
    type=READING,
    help="Leave out what holds only under the other reading [default: both, marked].",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON on standard output.")
@click.option("--csv", "csv_path", metavar="FILE", help="Entries as CSV, - for standard output.")
@click.option("--html", "html_path", metavar="FILE", help="One HTML page with the picture, to forward or print.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of texts.")
@pack_options
def command(
    first: dt.date | None,
    last: dt.date | None,
    kinds: tuple[str, ...],
    about: str | None,
    reading: str | None,
    as_json: bool,
    csv_path: str | None,
    html_path: str | None,
    language: str,
    known_on: dt.date | None,
    regimes: tuple[str, ...],
    folder: Path | None,
) -> None:
    """Show what was issued, takes effect, is suspended, comes back and ends, and what happened beside it.

    Where the instruments and what has been announced differ, both are shown and marked.

    \b
    Examples:
      monazite law timeline --from 2025-10-01 --regime cn
      monazite law timeline --about "rare-earth technology" --language zh
      monazite law timeline --kind suspension,resumption --known-on 2025-12-01
      monazite law timeline --html timeline.html --csv timeline.csv
    """
    from monazite.law.related import chosen
    from monazite.law.timeline import timeline

    _check(csv_path, html_path, as_json)
    line = timeline(every_pack(regimes, folder), known_on or today(), reading)
    line = chosen(line, first, last, _kinds(kinds), about)
    if html_path:
        from monazite.report.timeline import write_timeline

        write_timeline(html_path, line.as_json(), first, last, language=language)
    if csv_path:
        from monazite.cli.law_csv import write_entries

        write_entries(csv_path, line.entries)
    _show(line, as_json, language, silent=bool(html_path or csv_path))


def _check(csv_path: str | None, html_path: str | None, as_json: bool) -> None:
    """Fail before the work rather than after it."""
    from monazite.errors import UsageError
    from monazite.read.places import refuse_shared_places

    if as_json and csv_path == "-":
        raise UsageError("--json and --csv - both go to standard output; name a file for the CSV")
    refuse_shared_places({"--csv": csv_path, "--html": html_path}, {})


def _kinds(kinds: tuple[str, ...]) -> set[str]:
    from monazite.errors import UsageError, nearest
    from monazite.packs.dated import EVENT_KINDS

    named = {k.strip() for part in kinds for k in part.split(",") if k.strip()}
    for kind in sorted(named - set(EVENT_KINDS)):
        raise UsageError(f"--kind {kind}: no such kind; {nearest(kind, EVENT_KINDS)}")
    return named


def _show(line: Timeline, as_json: bool, language: str, *, silent: bool) -> None:
    if as_json:
        click.echo(json.dumps(line.as_json(), ensure_ascii=False, indent=1))
    elif not silent:
        from monazite.cli.law_table import timeline_text

        click.echo(timeline_text(line.as_json(), language, terminal=sys.stdout.isatty()))
