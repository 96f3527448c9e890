"""The options of screening parties that commands on lines share."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from monazite.parties.request import Parties

__all__ = ["Asked", "party_options"]

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclass(frozen=True)
class Asked:
    """What the options say of screening."""

    lists_folder: Path | None
    list_names: tuple[str, ...]
    owners: Path | None
    decisions: Path | None

    def parties(self, as_stated: bool, packs: Path | None) -> Parties | None:
        """Return what parties are screened against; None with --as-stated, and where there are no lists."""
        if as_stated:
            return None
        from monazite.screening import open_parties

        names = [name.strip() for part in self.list_names for name in part.split(",") if name.strip()]
        return open_parties(self.lists_folder, names, packs=packs, decisions=self.decisions, owners=self.owners)


_OPTIONS = (
    click.option(
        "--lists",
        "lists_folder",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder of the lists to screen parties against [default: MONAZITE_LISTS, else the user's data folder].",
    ),
    click.option("--list", "list_names", multiple=True, metavar="NAME", help="Only these lists; repeatable."),
    click.option("--owners", type=_FILE, help="Who owns whom (BODS, FollowTheMoney, CSV): facts on listed owners."),
    click.option("--decisions", type=_FILE, help="Decisions of analysts [default: decisions.csv beside the lists]."),
)


def party_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of screening; the command gets them as one `asked`."""

    @functools.wraps(function)
    def command(**options: Any) -> Any:
        told = {name: options.pop(name) for name in ("lists_folder", "list_names", "owners", "decisions")}
        return function(asked=Asked(**told), **options)

    for option in reversed(_OPTIONS):
        command = option(command)
    return command
