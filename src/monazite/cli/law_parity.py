"""`monazite law parity`: equal treatment, in the law itself and over real lines."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monazite.cli.options import goods_of, known_day, law_options, pairs, regimes_of
from monazite.cli.party_options import Asked, party_options

if TYPE_CHECKING:
    from monazite.parity import Swap

__all__ = ["command"]

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("parity")
@click.argument("inputs", nargs=-1)
@click.option("--vary", metavar="FACT", help="Fact to swap on every line [default: destination].")
@click.option("--with", "along", multiple=True, metavar="FACT", help="A fact that takes the same value; repeatable.")
@click.option("--on", type=_DAY, help="Day whose law is audited [default: today]; lines keep their own days.")
@click.option("--html", help="One HTML file with tables and pictures.")
@click.option("--csv", "table", help="All figures as one long table: .csv, .xlsx, .parquet, .jsonl.")
@click.option(
    "--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of --html."
)
@click.option(
    "--all", "everything", is_flag=True, help="List also what only tells home from abroad, or is not in force."
)
@click.option("--threads", type=click.IntRange(1, 256), help="Threads [default: cores].")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON on standard output.")
@click.option("--quiet", "-q", is_flag=True, help="No notes, no progress.")
@law_options
@party_options
def command(
    inputs: tuple[str, ...],
    vary: str | None,
    along: tuple[str, ...],
    on: dt.datetime | None,
    html: str | None,
    table: str | None,
    language: str,
    everything: bool,
    threads: int | None,
    as_json: bool,
    quiet: bool,
    known_on: dt.datetime | None,
    reading: str,
    regimes: tuple[str, ...],
    folder: Path | None,
    mapping: tuple[str, ...],
    assume: tuple[str, ...],
    as_stated: bool,
    asked: Asked,
) -> None:
    """Show where only a country, or a named party, changes the outcome, and on what legal basis.

    Without INPUTS the law itself is audited: which provisions turn on the destination, the origin, a listed party,
    and who is in reach. With INPUTS (as for assess) the fact of --vary is swapped besides on every line, all other
    facts as declared, and the outcomes are compared.

    \b
    Examples:
      monazite law parity
      monazite law parity --regime cn,us --on 2026-11-11 --html parity.html
      monazite law parity declarations.csv --vary destination
      monazite law parity lines.parquet --vary destination --with end_user_country --csv parity.csv
      monazite law parity lines.parquet --vary end_user_cn_listing --json

    Exit status: 0 done, 1 done with rejected lines or unread files, 2 unusable input.
    """
    from monazite.parity import Wish, audit, told, write_table

    _check(inputs, vary, along, html)
    packs, known = regimes_of(regimes, folder), known_day(known_on)
    found = audit(packs, on.date() if on else known_day(None), known, reading)
    swapped = None
    if inputs:
        wish = Wish(
            inputs=inputs,
            packs=packs,
            known_on=known,
            reading=reading,
            vary=vary or "destination",
            along=along,
            mapping=pairs(mapping, "--map"),
            assume=pairs(assume, "--assume"),
            threads=threads or 0,
            stdin=sys.stdin.buffer,
            outputs={"--html": html, "--csv": table},
            goods=goods_of(as_stated, folder),
            parties=asked.parties(as_stated, folder),
        )
        swapped = _swapped(wish, quiet)
    if table:
        write_table(table, found, swapped)
    data = told(found, swapped)
    if html:
        from monazite.report.parity import write_parity

        write_parity(html, data, language=language)
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False))
    else:
        from monazite.cli.law_parity_text import parity_text

        click.echo(parity_text(data, vary=vary, everything=everything), nl=False)
    raise SystemExit(1 if swapped and (swapped.rejected or swapped.unread) else 0)


def _check(inputs: tuple[str, ...], vary: str | None, along: tuple[str, ...], html: str | None) -> None:
    """Fail before the work rather than after it."""
    from monazite.errors import UsageError
    from monazite.parity.facts import variable

    variable(vary or "destination")
    for fact in along:
        if not inputs:
            raise UsageError(f"--with {fact}: swaps a fact on lines; name a file with lines")
        if variable(fact).type != variable(vary or "destination").type:
            raise UsageError(f"--with {fact}: takes the value of {vary or 'destination'}, but is of another type")
    if html:
        from monazite.report.pages import check_place

        check_place("--html", html)


def _swapped(wish: object, quiet: bool) -> Swap:
    from monazite.cli.progress import Progress
    from monazite.parity import Wish, swap

    assert isinstance(wish, Wish)
    with Progress("swapping", quiet=quiet) as bar:
        return swap(wish, opened=bar.opened, progress=bar.advance)
