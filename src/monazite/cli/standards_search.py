"""`monazite standards search`: find editions by words, fragments of numbers, names of grades."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import click

from monazite.cli.law_options import today
from monazite.cli.standards_options import on_option, register_of, standards_options

__all__ = ["command"]


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@on_option
@standards_options
def command(words: tuple[str, ...], on: dt.date | None, language: str, folder: Path | None, as_json: bool) -> None:
    """Find editions by WORDS in English or Chinese, fragments of numbers, or names and numbers of grades.

    Every word must be found. Exit 1 where nothing is; then what is near is told.

    \b
    Examples:
      monazite standards search 31978
      monazite standards search lithium carbonate
      monazite standards search 氧化钕
      monazite standards search 024030A
    """
    from monazite.cli.standards_record import designation_record, edition_record
    from monazite.cli.standards_text import list_text, said_text, standards_texts
    from monazite.quality.search import searched

    day, register = on or today(), register_of(folder)
    parts = [part for word in words for part in word.split()]
    found, hint = searched(register, parts)
    said = {part: record for part in parts if (record := designation_record(part))}
    if as_json:
        records = [edition_record(register, each, day) for each in found]
        notice = standards_texts("en")("notice")
        out = {"on": str(day), "notice": notice, "editions": records, "designations": said, "hint": hint}
        click.echo(json.dumps(out, ensure_ascii=False, indent=1))
    else:
        for part in said:
            click.echo(said_text(part, language))
        if found:
            click.echo(list_text(register, found, 0, day, language, terminal=sys.stdout.isatty()))
    if not found:
        click.echo(f"{standards_texts(language)('none')}: {' '.join(parts)}{f'; {hint}' if hint else ''}", err=True)
        raise SystemExit(1)
