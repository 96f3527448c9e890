"""A group of commands, each in a file of its own that is imported only when it runs, so that --help is quick."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

__all__ = ["LazyGroup"]


class LazyGroup(click.Group):
    """Commands by name with their line in the help; command "x" is `command` in the module `modules` + "x"."""

    def __init__(self, *args: Any, known: Mapping[str, str], modules: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self._known, self._modules = known, modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order of the help."""
        return list(self._known)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; None for a name that is none."""
        if cmd_name not in self._known:
            return None
        command: click.Command = import_module(f"{self._modules}{cmd_name}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Find the command that is asked for; UsageError names the nearest one."""
        if args and args[0] not in self._known and not args[0].startswith("-"):
            from monazite.errors import nearest

            asked = f"{self.name} {args[0]}" if ctx.parent else args[0]
            raise click.UsageError(f"no command '{asked}': {nearest(args[0], self._known)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the lines of the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._known.items()))
