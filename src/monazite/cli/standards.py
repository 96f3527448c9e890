"""`monazite standards`: the register of standards; each command in a file of its own, imported only when it runs."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click

__all__ = ["command"]

COMMANDS = {
    "list": "Editions, and how each stands on a day.",
    "show": "One edition, grade or batch: its life, limits as printed, methods, adoption, sources.",
    "search": "Find editions by words, fragments of numbers, names of grades.",
    "timeline": "The editions of a standard over time, from issue to force to withdrawal.",
    "compare": "Two grades limit by limit: stricter, equal, looser.",
    "qualify": "Would a grade count in a market, by which path, and what is missing.",
    "recognition": "Instruments of recognition, published figures, use of standards abroad.",
    "participation": "Who takes part in making standards: counts, shares, concentration, a picture.",
    "sovereignty": "How much of a qualified supply qualifies under one issuer's standard only.",
    "impact": "Who would stop qualifying if a draft took effect.",
}


def _module(name: str) -> str:
    return f"monazite.cli.standards_{name}"


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

            raise click.UsageError(f"no command 'standards {args[0]}': {nearest(args[0], known)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])


@click.group("standards", cls=_Lazy)
def command() -> None:
    """Standards: which edition was in force on a day, what its grades allow, which of two is stricter.

    Numbers only, each with its source; buy the standard. Not legal advice.

    \b
    Examples:
      monazite standards list --body ISO --on 2025-01-01
      monazite standards show "GB/T 31978-2015"
      monazite standards search 镨钕
      monazite standards timeline "YS/T 582"
      monazite standards compare "GB/T 31978-2015 Ce-3NA" "GB/T 31978-2015 Ce-3NB"
    """
