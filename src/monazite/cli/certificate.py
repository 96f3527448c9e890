"""`monazite certificate`: certificates of analysis; each command in a file of its own, imported only when it runs."""

from __future__ import annotations

import click

from monazite.cli.lazy import LazyGroup

__all__ = ["command"]

COMMANDS = {
    "check": "Hold certificates against a grade, or find the best grade that they meet.",
    "sign": "Write a certificate with its verdict as a signed UNTP credential.",
    "verify": "Say whether signed certificates are genuine, and who signed them.",
    "key": "Make a key to sign certificates with.",
}


@click.group("certificate", cls=LazyGroup, known=COMMANDS, modules="monazite.cli.certificate_")
def command() -> None:
    """Certificates of analysis: does the lot meet the grade that it claims, and why?

    \b
    Examples:
      monazite certificate check coa.json --against "GB/T 31978-2015 Ce-3NA"
      monazite certificate check coas/*.json --best-grade --out verdicts.parquet
      monazite certificate sign coa.json --key key.pem --to "Northwind Magnets" --out lot.vc.json
      monazite certificate verify lot.vc.json --trust trust.yml
    """
