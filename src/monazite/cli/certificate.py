"""`monazite certificate`: certificates of analysis; each command in a file of its own, imported only when it runs."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click

__all__ = ["command"]

COMMANDS = {
    "check": "Hold certificates against a grade, or find the best grade that they meet.",
    "sign": "Sign a certificate as a verifiable credential.",
    "verify": "Verify the signature of a credential.",
}


def _module(name: str) -> str:
    return f"monazite.cli.certificate_{name}"


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

            raise click.UsageError(f"no command 'certificate {args[0]}': {nearest(args[0], known)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])


@click.group("certificate", cls=_Lazy)
def command() -> None:
    """Certificates of analysis: does the lot meet the grade that it claims, and why?

    \b
    Examples:
      monazite certificate check coa.json --against "GB/T 31978-2015 Ce-3NA"
      monazite certificate check coas/*.json --best-grade --out verdicts.parquet
    """
