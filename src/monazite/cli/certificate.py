"""`monazite certificate`: certificates of analysis; each command in a file of its own, imported only when it runs."""

from __future__ import annotations

import click

from monazite.cli.lazy import LazyGroup

__all__ = ["command"]

COMMANDS = {
    "check": "Hold certificates against a grade, or find the best grade that they meet.",
}


@click.group("certificate", cls=LazyGroup, known=COMMANDS, modules="monazite.cli.certificate_")
def command() -> None:
    """Certificates of analysis: does the lot meet the grade that it claims, and why?

    \b
    Examples:
      monazite certificate check coa.json --against "GB/T 31978-2015 Ce-3NA"
      monazite certificate check coas/*.json --best-grade --out verdicts.parquet
    """
