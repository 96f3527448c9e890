"""`monazite standards timeline`: the editions of a standard over time."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.law_options import today
from monazite.cli.standards_options import on_option, register_of, standards_options

if TYPE_CHECKING:
    from monazite.quality.model import Edition, Register

__all__ = ["command"]


@click.command("timeline")
@click.argument("name", metavar="STANDARD")
@on_option
@standards_options
def command(name: str, on: dt.date | None, language: str, folder: Path | None, as_json: bool) -> None:
    """Show the editions of a standard over time: issued, waiting, in force, withdrawn.

    STANDARD is the number without the year; the number of an edition shows all of its standard. Between issue and force
    the earlier edition holds.

    \b
    Examples:
      monazite standards timeline "YS/T 582"
      monazite standards timeline "GB/T 9967" --on 2025-12-15
      monazite standards timeline "ISO 24181-1" --json
    """
    from monazite.cli.standards_picture import timeline_text
    from monazite.errors import UsageError
    from monazite.quality.registry import editions_of
    from monazite.quality.search import asked

    day, register = on or today(), register_of(folder)
    edition = asked(register, name, day).edition
    if edition is None:
        raise UsageError(f"'{name}' is a batch of drafts; monazite standards show \"{name}\" tells its window")
    editions = editions_of(register, edition.standard)
    if as_json:
        click.echo(json.dumps(_record(register, editions, day), ensure_ascii=False, indent=1))
    else:
        click.echo(timeline_text(register, editions, day, language, terminal=sys.stdout.isatty()))


def _record(register: Register, editions: list[Edition], day: dt.date) -> dict[str, Any]:
    from monazite.cli.standards_record import edition_record, stretch_records
    from monazite.cli.standards_text import standards_texts

    told = [edition_record(register, e, day) | {"stood": stretch_records(register, e)} for e in editions]
    return {
        "standard": editions[0].standard,
        "on": str(day),
        "notice": standards_texts("en")("notice"),
        "editions": told,
    }
