"""`monazite law`: the law through time; each command in a file of its own, imported only when it runs."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click

__all__ = ["command"]

COMMANDS = {
    "timeline": "Instruments and events on one dated line, as a table or a picture.",
    "on": "The law of a day, as known on a day.",
    "parity": "Equal treatment: where does only the country or the party change the outcome?",
}


def _module(name: str) -> str:
    return f"monazite.cli.law_{name}"


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in COMMANDS if find_spec(_module(name))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(_module(cmd_name)).command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            from monazite.errors import nearest

            raise click.UsageError(f"no command 'law {args[0]}': {nearest(args[0], known)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])


@click.group("law", cls=_Lazy)
def command() -> None:
    """The law through time: timeline, the law of a day, equal treatment.

    \b
    Examples:
      monazite law timeline --from 2025-01-01 --html timeline.html
      monazite law timeline --about cn.mofcom-gacc.2025-70
      monazite law on 2026-11-11 --known-on 2026-10-01
      monazite law on today --regime cn
    """
