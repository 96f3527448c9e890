"""What the commands of `monazite lists` share: the folder, completion of names, how limits are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from monazite.parties.lists import Limits, ListStore

__all__ = ["NAME", "fetching", "folder_option", "limits_of", "store_of"]

folder_option = click.option(
    "--lists",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the lists [default: MONAZITE_LISTS, else the user's data folder].",
)

_FETCHING = (
    click.option("--accept", is_flag=True, help="Take the edition though its counts speak against it."),
    click.option("--allow-http", is_flag=True, help="Fetch without encryption too."),
    click.option("--allow-private", is_flag=True, help="Fetch from private and local addresses too."),
    click.option("--quiet", "-q", is_flag=True, help="No progress and no findings on standard error."),
    click.option("--json", "as_json", is_flag=True, help="As JSON."),
)


def fetching(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say what may be fetched and taken."""
    for option in reversed((folder_option, *_FETCHING)):
        function = option(function)
    return function


def store_of(folder: Path | None) -> ListStore:
    """Return the lists of the folder that is named, or of the default one."""
    from monazite.parties.lists import ListStore, lists_folder

    return ListStore(lists_folder(folder))


def limits_of(options: dict[str, Any], form: str = "", encoding: str = "", edition: dt.date | None = None) -> Limits:
    """Return what the options allow."""
    from monazite.parties.lists import Limits
    from monazite.parties.lists.guard import Allowed

    allowed = Allowed(http=options["allow_http"], private=options["allow_private"])
    return Limits(form=form, encoding=encoding, edition=edition, accept=options["accept"], allowed=allowed)


class _Name(click.ParamType[str]):
    """The name of a list; completed from those that are kept, and for `add` from those that are known."""

    name = "name"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        from monazite.packs.lists import known_lists

        names = set(store_of(ctx.params.get("folder")).names())
        if ctx.info_name == "add":
            names |= set(known_lists())
        return [CompletionItem(name) for name in sorted(names) if name.startswith(incomplete)]


NAME = _Name()
