"""`monazite lists update`: fetch what is new."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.lists_options import NAME, fetching, limits_of, store_of

if TYPE_CHECKING:
    from monazite.parties.lists import ListStore, Outcome

__all__ = ["command"]


@click.command("update")
@click.argument("names", nargs=-1, type=NAME)
@fetching
def command(names: tuple[str, ...], quiet: bool, as_json: bool, **options: Any) -> None:
    """Fetch what is new of the lists NAMES, of all that are kept where none is named.

    Servers are asked with the version that is kept, so that what has not changed is not fetched. A list whose edition
    may not be taken stays as it is; the others go on. Exit 1 if any list could not be updated.

    \b
    Examples:
      monazite lists update
      monazite lists update ofac-sdn un-sc
      monazite lists update --json
      monazite lists update uk-sanctions --accept
    """
    from monazite.cli.lists_text import Fetched, outcome_line, outcome_record, tell_problems
    from monazite.errors import MonaziteError

    store, shown, records, failed = store_of(options["folder"]), Fetched(quiet=quiet), [], 0
    for name in names or store.names():
        try:
            outcome = _one(store, name, options, shown)
        except MonaziteError as error:
            failed += 1
            records.append({"list": name, "state": "failed", "reason": str(error)})
            click.echo(f"{name}: {str(error).removeprefix(f'{name}: ')}", err=True)
            continue
        finally:
            shown.done()
        records.append(outcome_record(outcome))
        if not quiet:
            tell_problems(outcome)
        if not as_json:
            click.echo(outcome_line(outcome))
    if as_json:
        click.echo(json.dumps(records, ensure_ascii=False, indent=1))
    elif not records:
        click.echo(f"no lists in {store.folder}; monazite lists add NAME")
    raise SystemExit(1 if failed else 0)


def _one(store: ListStore, name: str, options: dict[str, Any], shown: Any) -> Outcome:
    """Update one list from where its newest edition came from; what is known of it is renewed."""
    from dataclasses import replace

    from monazite.cli.lists_add import taken
    from monazite.packs.lists import known_lists

    manifest = store.manifest(name)
    known = known_lists().get(name)
    source = manifest.list
    if known:
        # Facts and addresses as they ship now; the limits as they were set when the list was added.
        source = replace(source, feeds=known.feeds, urls=known.urls, licence=known.licence, note=known.note)
    places = store.places(name)
    return taken(store, source, places, limits_of(options, manifest.newest.format if places else ""), shown)
