"""`monazite law on DAY`: the law of a day, as known on a day."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import click

from monazite.cli.law_options import DAY, every_pack, pack_options, reading_option, today

__all__ = ["command"]


@click.command("on")
@click.argument("day", type=DAY)
@reading_option
@click.option("--full", is_flag=True, help="List every provision and item in force, not their number alone.")
@click.option("--json", "as_json", is_flag=True, help="As JSON on standard output: everything, with ids and days.")
@pack_options
def command(
    day: dt.date,
    reading: str,
    full: bool,
    as_json: bool,
    known_on: dt.date | None,
    regimes: tuple[str, ...],
    folder: Path | None,
) -> None:
    """Show the law of a day as known on a day: what is in force, suspended, to come, ended, announced only.

    DAY is a date such as 2026-11-11, or today.

    \b
    Examples:
      monazite law on today
      monazite law on 2026-11-11 --known-on 2026-10-01
      monazite law on 2026-11-11 --reading announced --regime cn --full
      monazite law on 2025-10-20 --known-on 2025-10-20 --json
    """
    from monazite.law.standing import standing

    known = known_on or today()
    found = standing(every_pack(regimes, folder), day, known, reading)
    if as_json:
        head = {"day": str(day), "known_on": str(known), "reading": reading}
        regimes_json = [one.as_json() for one in found]
        click.echo(json.dumps({**head, "regimes": regimes_json}, ensure_ascii=False, indent=1))
        return
    from monazite.cli.law_on_table import standing_text

    click.echo(standing_text(found, full=full, terminal=sys.stdout.isatty()))
