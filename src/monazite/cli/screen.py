"""`monazite screen`: is a party on a list, on that day?"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

__all__ = ["command"]

COMMANDS = {"decide": "Keep what an analyst decided of a hit."}


class _Screen(click.Group):
    """The group of `screen`: what is none of its commands is a party or a file to screen."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"monazite.cli.screen_{cmd_name}").command
        return found

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] in COMMANDS:
            return super().parse_args(ctx, args)
        ctx.obj = args or ["--help"]
        ctx.args = []
        return []

    def invoke(self, ctx: click.Context) -> Any:
        if ctx.obj is None:
            return super().invoke(ctx)
        from monazite.cli.screen_party import command as party

        return party.main(ctx.obj, prog_name=ctx.command_path, standalone_mode=False)

    def get_help(self, ctx: click.Context) -> str:
        from monazite.cli.screen_party import command as party

        with click.Context(party, info_name=ctx.info_name, parent=ctx.parent, **_widths(ctx)) as inner:
            return party.get_help(inner)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        from monazite.cli.screen_party import command as party

        # For completion in a shell.
        return [*super().get_params(ctx), *party.params] if ctx.resilient_parsing else super().get_params(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _widths(ctx: click.Context) -> dict[str, Any]:
    return {"terminal_width": ctx.terminal_width, "max_content_width": ctx.max_content_width}


@click.command("screen", cls=_Screen, add_help_option=False)
def command() -> None:
    """Say whether a party is on a list on a day."""
