"""`monazite lists remove`: remove a list."""

from __future__ import annotations

import json
from pathlib import Path

import click

from monazite.cli.lists_options import NAME, folder_option, store_of

__all__ = ["command"]


@click.command("remove")
@click.argument("name", type=NAME)
@click.option("--yes", is_flag=True, help="Do not ask.")
@folder_option
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(name: str, yes: bool, folder: Path | None, as_json: bool) -> None:
    """Remove the list NAME with all its editions: what was known on past days is lost with it.

    \b
    Examples:
      monazite lists remove uk-ofsi
      monazite lists remove uk-ofsi --yes
    """
    from monazite.errors import InputError

    store = store_of(folder)
    try:
        count: int | None = len(store.manifest(name).editions)
    except InputError:
        count = None  # a damaged list can be removed: how many editions it had is not known
    what = "what is left of it" if count is None else f"{count} edition{'s' if count > 1 else ''}"
    if not yes:
        click.confirm(f"remove {name} with {what}?", abort=True, err=True)
    store.remove(name)
    told = {"list": name, "state": "removed", "editions": count}
    click.echo(json.dumps(told) if as_json else f"{name}: removed ({what})")
