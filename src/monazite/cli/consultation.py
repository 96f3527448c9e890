"""`monazite consultation`: what is open, comments on clauses, what was decided; each command in a file of its own."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

__all__ = ["command"]

COMMANDS = {
    "open": "What is open for comments on a day, days left, reminders.",
    "comments": "Take comments from a form, or show those kept, duplicates together.",
    "decide": "Record what was decided on comments, with the reason.",
    "export": "Write comments with what was decided, as XLSX or CSV.",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"monazite.cli.consultation_{cmd_name}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from monazite.errors import nearest

            raise click.UsageError(f"no command 'consultation {args[0]}': {nearest(args[0], COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group("consultation", cls=_Lazy)
def command() -> None:
    """Consultations on drafts of standards: windows, comments clause by clause, what was decided on each.

    Comments lie in --folder, in MONAZITE_CONSULTATIONS, or in the user's data folder; to them is only ever added.

    \b
    Examples:
      monazite consultation open
      monazite consultation comments comments.xlsx --batch "MIIT 2026-01"
      monazite consultation decide 3 partly --batch "MIIT 2026-01" --reason "only for grade A"
      monazite consultation export --batch "MIIT 2026-01" --out opinions.xlsx --lang zh
    """
