"""`monazite lists add`: take a list."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.law_options import DAY, today
from monazite.cli.lists_options import NAME, fetching, limits_of, store_of

if TYPE_CHECKING:
    from monazite.parties.lists import ListSource, ListStore, Outcome

__all__ = ["command", "taken"]

_OWN = (("minimum", "minimum"), ("maximum", "maximum"), ("stale_days", "stale_days"), ("drop", "drop"))


@click.command("add")
@click.argument("name", type=NAME)
@click.option(
    "--from", "places", multiple=True, metavar="FILE|URL", help="Where it is; repeat for a list of several files."
)
@click.option("--format", "form", default="", metavar="FORMAT", help="Format, where it cannot be told by the contents.")
@click.option("--encoding", default="", metavar="NAME", help="Encoding of the files, where it is not UTF-8.")
@click.option("--edition", type=DAY, help="Day of the edition [default: what the files say].")
@click.option("--title", default="", help="Title, for a list that Monazite does not know.")
@click.option("--minimum", type=click.IntRange(1), help="Fewest parties of an edition.")
@click.option("--maximum", type=click.IntRange(1), help="Most parties of an edition.")
@click.option("--drop", type=click.IntRange(0, 100), metavar="PERCENT", help="How much an edition may shrink.")
@click.option("--stale-days", type=click.IntRange(1), metavar="DAYS", help="After how many days unchecked it is stale.")
@click.option("--largest-mb", type=click.IntRange(1), metavar="MB", help="Largest size of a file.")
@fetching
def command(
    name: str,
    places: tuple[str, ...],
    form: str,
    encoding: str,
    edition: dt.date | None,
    quiet: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Take the list NAME: from --from, from its publisher, or from what ships with Monazite (cn-…).

    What is fetched is held against the counts that are expected: what is cut off, or an error page, never replaces a
    list that is kept. Adding an older edition puts it where it belongs in time; adding a list that is damaged replaces
    it, with its past editions. Exit 2 where it is not taken.

    \b
    Examples:
      monazite lists add cn-control
      monazite lists add un-sc
      monazite lists add us-csl --from consolidated.json
      monazite lists add ofac-sdn --from sdn.csv --from alt.csv --from add.csv
      monazite lists add ofac-sdn --from sdn-2023.xml --edition 2023-11-01
      monazite lists add our-own --from targets.simple.csv --title "Our own list" --stale-days 90
    """
    from dataclasses import replace

    from monazite.cli.lists_text import Fetched, outcome_line, outcome_record, tell_problems

    store = store_of(options["folder"])
    source = _source(store, name, options)
    shown = Fetched(quiet=quiet)
    limits = replace(limits_of(options, form, encoding, edition), anew=True)
    try:
        outcome = taken(store, source, places, limits, shown)
    finally:
        shown.done()
    if not quiet:
        tell_problems(outcome)
    if as_json:
        click.echo(json.dumps(outcome_record(outcome), ensure_ascii=False, indent=1))
    else:
        click.echo(outcome_line(outcome))


def _source(store: ListStore, name: str, options: dict[str, Any]) -> ListSource:
    """Return the list: as it is kept, else as it is known, else one of the user's own; with what the options say."""
    from dataclasses import replace

    from monazite.errors import InputError
    from monazite.packs.lists import known_lists
    from monazite.parties.lists import ListSource
    from monazite.parties.lists.package import read_manifest

    try:
        kept = read_manifest(store.path(name))
    except InputError:
        kept = None  # a description that cannot be read is replaced
    source = kept.list if kept else known_lists().get(name) or ListSource(name, title=name, maximum=5_000_000)
    told: dict[str, Any] = {field: options[key] for field, key in _OWN if options[key] is not None}
    if options["largest_mb"]:
        told["largest"] = options["largest_mb"] * 1_000_000
    if options["title"]:
        told["title"] = options["title"]
    return replace(source, **told)


def taken(store: ListStore, source: ListSource, places: tuple[str, ...], limits: Any, progress: Any) -> Outcome:
    """Take an edition of a list from its places, or from what ships with Monazite; raise where it may not be taken."""
    from monazite.errors import UsageError, nearest
    from monazite.packs.lists import country_of, known_lists, shipped_list
    from monazite.parties.lists import take_reading, update_list

    known = known_lists()
    reading = shipped_list(source.id) if not places and source.id in known else None
    if reading:
        return take_reading(store, source, reading, (), limits)
    if not places and not source.urls:
        hint = nearest(source.id, known)
        raise UsageError(f"no list '{source.id}' is known: {hint} Say where it is (--from FILE or URL)")
    return update_list(store, source, places or source.urls, today(), country_of, limits, progress)
