"""`monazite lists show`: the parties of a list on a day."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monazite.cli.law_options import DAY, today
from monazite.cli.lists_options import NAME, folder_option, store_of

if TYPE_CHECKING:
    from monazite.parties.model import Party

__all__ = ["command"]


@click.command("show")
@click.argument("name", type=NAME)
@click.option("--on", type=DAY, help="Parties listed on this day [default: today].")
@click.option("--known-on", type=DAY, help="What was known on this day [default: today].")
@click.option("--ever", is_flag=True, help="Parties that ever were listed too.")
@click.option("--search", default="", metavar="TEXT", help="Only parties with this text in a name, id or programme.")
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, help="How many; 0 is all.")
@folder_option
@click.option("--json", "as_json", is_flag=True, help="As JSON, one party a line.")
def command(
    name: str,
    on: dt.date | None,
    known_on: dt.date | None,
    ever: bool,
    search: str,
    limit: int,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Show who is on the list NAME, on a day, as known on a day: id, names, countries, days, act.

    \b
    Examples:
      monazite lists show cn-control --on 2025-04-20
      monazite lists show cn-control --on 2025-06-01 --known-on 2025-05-01 --search Cyberlux
      monazite lists show ofac-sdn --search "aero" --limit 0 --json
    """
    from monazite.cli.lists_text import party_line, party_record
    from monazite.parties.lists import listed_on, readiness

    store, day = store_of(folder), on or today()
    parties = [p for p in store.load(name, known_on or today()) if ever or listed_on(p, day)]
    found = [party for party in parties if _holds(party, search)]
    state = readiness(store.folder, name, day, known_on or today())
    for party in found[: limit or None]:
        click.echo(json.dumps(party_record(party), ensure_ascii=False) if as_json else party_line(party))
    told = f"{name}: {len(found):,} parties {'ever listed' if ever else f'listed on {day}'}"
    more = f", {len(found) - limit:,} not shown" if limit and len(found) > limit else ""
    warned = f"; {state.state}: {state.reason}" if state.reason else ""
    click.echo(f"{told}{more}; edition {state.edition}{warned}", err=True)


def _holds(party: Party, text: str) -> bool:
    lower = text.casefold()
    told = (party.id, *(n.text for n in party.names), *party.programmes)
    return not lower or any(lower in one.casefold() for one in told)
