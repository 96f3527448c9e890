"""`monazite screen decide`: keep what an analyst decided of a hit."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from monazite.cli.law_options import DAY, today
from monazite.cli.lists_options import folder_option
from monazite.cli.screen_options import language_option

__all__ = ["command"]


@click.command("decide")
@click.argument("party", metavar="NAME")
@click.option("--list", "list_name", required=True, metavar="NAME", help="The list of the entry.")
@click.option("--entry", required=True, metavar="ID", help="The entry's id on its list, as screen shows it.")
@click.option("--same", is_flag=True, help="The party is the listed one.")
@click.option("--not-same", is_flag=True, help="It is another one.")
@click.option("--by", required=True, help="Who decided.")
@click.option("--why", required=True, help="Why.")
@click.option("--country", default="", metavar="CODE", help="Only the party of this name in this country.")
@click.option("--on", type=DAY, help="Day of the decision [default: today].")
@folder_option
@click.option("--decisions", type=click.Path(dir_okay=False, path_type=Path), help="File: .csv or .jsonl.")
@language_option
def command(
    party: str,
    list_name: str,
    entry: str,
    same: bool,
    not_same: bool,
    by: str,
    why: str,
    country: str,
    on: dt.date | None,
    folder: Path | None,
    decisions: Path | None,
    language: str,
) -> None:
    """Keep a decision: NAME is, or is not, the entry of a list.

    It is added to decisions.csv beside the lists, and applied by `screen` and `assess` from its day on. It is void when
    the entry's names change, and says nothing of a party whose name is another one.

    \b
    Examples:
      monazite screen decide "Example Trading" --list us-csl --entry 12345 --not-same --by "A. B." --why "other owners"
      monazite screen decide "Example Works" --list cn-watch --entry 7 --same --by "A. Nalyst" --why "same USCC"
    """
    from monazite.cli.screen_text import screen_texts
    from monazite.errors import UsageError, nearest
    from monazite.parties.decisions import Decision, append_decision, names_print
    from monazite.parties.lists import lists_folder, load_parties
    from monazite.read.words import country_code
    from monazite.report.texts import short
    from monazite.screening import decisions_file

    if same == not_same:
        raise click.UsageError(f"say --same or --not-same{', not both' if same else ''}")
    if not (party.strip() and by.strip() and why.strip()):
        raise click.UsageError("NAME, --by and --why must not be empty")
    code = country_code(country) if country else ""
    if code is None or (country and not code):
        raise click.BadParameter(f"'{country}' is no country; write a code such as CN", param_hint="--country")
    place = lists_folder(folder)
    entries = {one.id: one for one in load_parties(place, [list_name], today())}
    if entry not in entries:
        raise UsageError(f"no entry '{entry}' on {list_name}: {nearest(entry, entries)}")
    day, names = on or today(), names_print(entries[entry])
    verdict = "same" if same else "not_same"
    decision = Decision(party.strip(), code, list_name, entry, verdict, day, by.strip(), why.strip(), names)
    file = decisions_file(place, decisions)
    append_decision(file, decision)
    told = {"file": file, "party": short(decision.party), "name": short(entries[entry].names[0].text)}
    click.echo(screen_texts(language)(f"kept.{verdict}", list=list_name, entry=entry, day=day, **told))
