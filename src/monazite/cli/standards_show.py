"""`monazite standards show`: an edition, a grade or a batch of drafts in full."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.law_options import today
from monazite.cli.standards_options import contract_option, on_option, register_of, standards_options

if TYPE_CHECKING:
    from monazite.quality.model import Register
    from monazite.quality.search import Asked

__all__ = ["command"]


@click.command("show")
@click.argument("name", metavar="ID")
@contract_option
@on_option
@standards_options
def command(
    name: str, contracts: tuple[Path, ...], on: dt.date | None, language: str, folder: Path | None, as_json: bool
) -> None:
    """Show an edition, a grade or a batch: days, standing, limits as printed, methods, adoption, sources.

    ID is the number with the year, with the name of a grade for that alone, or without the year for the edition of the
    day. Blanks, case and the kind of dash do not matter.

    \b
    Examples:
      monazite standards show "GB/T 31978-2015"
      monazite standards show "GB/T 31978-2015 Ce-3NA"
      monazite standards show "YS/T 582" --on 2024-03-01
      monazite standards show "MIIT 2026-01" --lang zh
      monazite standards show "GB/T 31978-2015" --contract order-7.csv
    """
    from monazite.cli.standards_text import batch_text, show_text
    from monazite.quality.search import asked

    day, register = on or today(), register_of(folder, contracts)
    thing, terminal = asked(register, name, day), sys.stdout.isatty()
    if as_json:
        click.echo(json.dumps(_record(register, thing, day), ensure_ascii=False, indent=1))
    elif thing.batch is not None:
        click.echo(batch_text(register, thing.batch, language, terminal=terminal))
    else:
        click.echo(show_text(register, thing, day, language, terminal=terminal))


def _record(register: Register, thing: Asked, day: dt.date) -> dict[str, Any]:
    from dataclasses import asdict

    from monazite.cli import standards_record as record
    from monazite.cli.standards_text import drafts_of, standards_texts

    out: dict[str, Any] = {"on": str(day), "notice": standards_texts("en")("notice")}
    if thing.batch is not None:
        return out | {"batch": record.batch_record(thing.batch, drafts_of(register, thing.batch))}
    assert thing.edition is not None
    methods = [record.scope_record(each) for each in record.methods_of(register, thing.edition.id)]
    return out | {
        "edition": record.edition_record(register, thing.edition, day),
        "stood": record.stretch_records(register, thing.edition),
        "grades": [record.grade_record(each) for each in thing.grades],
        "methods": methods,
        "adoptions": [asdict(each) for each in record.adoptions_of(register, thing.edition.id)],
    }
