"""`monazite lists`: lists of parties, fetched, kept by edition and shown; each command in a file of its own."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

__all__ = ["command"]

COMMANDS = {
    "add": "Take a list, from the net, from files, or from what ships with Monazite.",
    "update": "Fetch what is new of the lists that are kept.",
    "status": "Age, edition, counts and checksum of each list; which may be relied on.",
    "show": "The parties of a list, as listed on a day.",
    "remove": "Remove a list with all its editions.",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"monazite.cli.lists_{cmd_name}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from monazite.errors import nearest

            raise click.UsageError(f"no command 'lists {args[0]}': {nearest(args[0], COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group("lists", cls=_Lazy)
def command() -> None:
    """Lists of parties: OFAC, the US Consolidated Screening List, UN, EU, UK, OpenSanctions, China's lists.

    Each is kept as a Data Package with all its editions, so that it can be asked who was listed on a day, as known on a
    day. Lists lie in --lists, in MONAZITE_LISTS, or in the user's data folder.

    \b
    Examples:
      monazite lists add cn-control
      monazite lists add un-sc
      monazite lists add ofac-sdn --from sdn.csv --from alt.csv --from add.csv
      monazite lists update
      monazite lists status
      monazite lists show cn-control --on 2026-02-24
    """
