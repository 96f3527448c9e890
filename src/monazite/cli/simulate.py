"""`monazite simulate`: made-up trade for benchmarks and demonstrations."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("simulate")
@click.option("--lines", type=click.IntRange(0), default=1000, show_default=True, help="How many lines.")
@click.option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed gives the same bytes."
)
@click.option("--out", required=True, help="File to write: .parquet, .csv, .csv.gz, .jsonl, .jsonl.gz or .xlsx.")
@click.option("--from", "first", type=DAY, default="2023-01-01", show_default=True, help="First day.")
@click.option("--to", "last", type=DAY, default="2027-12-31", show_default=True, help="Last day, included.")
@click.option("--shuffle", is_flag=True, help="Lines in no order of days, instead of by day as they are filed.")
@click.option("--licences", help="CSV to write the register of the named licences to, for assess --licences.")
@click.option(
    "--damage", type=click.FloatRange(0, 1), default=0.0, help="Share of damaged rows (CSV only), for tests of readers."
)
def command(
    lines: int,
    seed: int,
    out: str,
    first: dt.datetime,
    last: dt.datetime,
    shuffle: bool,
    licences: str | None,
    damage: float,
) -> None:
    """Write realistic, made-up declaration lines: rare earths, magnets, gallium, equipment and much ordinary trade.

    Every company is invented; goods, prices and routes are only plausible. Memory does not grow with the lines.

    \b
    Examples:
      monazite simulate --lines 1000000 --seed 1 --out lines.parquet
      monazite simulate --lines 5000 --from 2025-04-01 --to 2025-12-31 --out lines.csv
      monazite simulate --lines 5000 --out lines.csv --licences licences.csv
      monazite simulate --lines 1000000 --damage 0.01 --out damaged.csv
    """
    from monazite.read.places import refuse_shared_places
    from monazite.simulate import Trade, simulate

    refuse_shared_places({"--out": out, "--licences": licences}, {})
    trade = Trade(lines, seed, first.date(), last.date(), shuffle)
    with _progress(lines) as tell:
        made = simulate(trade, out, damage=damage, licences=licences, progress=tell)
    click.echo(f"{made.lines:,} lines in {out}", err=True)
    if licences:
        click.echo(f"{made.licences:,} licences in {licences}", err=True)
    if damage:
        told = ", ".join(f"{count:,} {kind}" for kind, count in made.damaged.items())
        click.echo(f"{sum(made.damaged.values()):,} rows damaged: {told}", err=True)


@contextmanager
def _progress(lines: int) -> Iterator[Callable[[int], None]]:
    """Yield what is told the lines made: a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda made: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("making lines"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=lines)
        yield lambda made: bar.advance(task, made)
