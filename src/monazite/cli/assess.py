"""`monazite assess`: the main job."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.options import known_day, law_options, pairs, regimes_of

if TYPE_CHECKING:
    from monazite.read import Input
    from monazite.summary import Summary

__all__ = ["command"]


@click.command("assess")
@click.argument("inputs", nargs=-1, required=True)
@click.option("--out", "-o", help="Decisions: .parquet, .csv, .csv.gz, .xlsx, .jsonl, or - for CSV on standard output.")
@click.option("--report", help="One HTML file to forward.")
@click.option(
    "--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the report."
)
@click.option("--rejects", help="Lines that cannot be read [default: beside --out].")
@click.option("--licences", type=click.Path(exists=True, dir_okay=False), help="Register of licences to draw on.")
@click.option("--keep", multiple=True, metavar="FACT", help="Facts to carry into the output, 'all' for every one.")
@click.option("--threads", type=click.IntRange(1, 256), help="Threads [default: cores].")
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON on standard output.")
@click.option("--quiet", "-q", is_flag=True, help="No notes, no progress.")
@law_options
def command(
    inputs: tuple[str, ...],
    out: str | None,
    report: str | None,
    language: str,
    rejects: str | None,
    licences: str | None,
    keep: tuple[str, ...],
    threads: int | None,
    as_json: bool,
    quiet: bool,
    known_on: dt.datetime | None,
    reading: str,
    regimes: tuple[str, ...],
    folder: Path | None,
    mapping: tuple[str, ...],
    assume: tuple[str, ...],
) -> None:
    """Assess declaration lines under the law of their day.

    INPUTS are tables (.csv .xlsx .ods .parquet .jsonl), WCO DEC 3.6 XML, zip or gzip of these, folders, or - for
    standard input.

    \b
    Examples:
      monazite assess declarations.csv
      monazite assess lines.xlsx --out decisions.xlsx --report report.html
      monazite assess 2026/ --out decisions.parquet --known-on 2026-11-22 --reading announced --regime cn
      monazite assess lines.csv --map "运抵国=destination" --assume knows_of_risk=no
      monazite assess lines.csv --licences register.csv --json

    Exit status: 0 done, 1 done with rejected lines, 2 unusable input.
    """
    from monazite.assess import Request, assess, check_keep

    kept = tuple(fact.strip() for part in keep for fact in part.split(",") if fact.strip())
    check_keep(kept)
    if report:
        _check_report(report)
    request = Request(
        inputs=inputs,
        packs=regimes_of(regimes, folder),
        known_on=known_day(known_on),
        reading=reading,
        out=out,
        rejects=rejects or _beside(out),
        licences=licences,
        mapping=pairs(mapping, "--map"),
        assume=pairs(assume, "--assume"),
        keep=kept,
        threads=threads or 0,
        explained=bool(report),
        stdin=sys.stdin.buffer,
        report=report,
    )
    with _Progress(quiet) as bar:
        summary = assess(request, opened=bar.opened, progress=bar.advance)
        if report:
            from monazite.report import write_report

            write_report(report, summary, language=language)
    _show(summary, request.rejects, as_json, to_stderr=out == "-")
    raise SystemExit(1 if summary.rejected else 0)


def _beside(out: str | None) -> str | None:
    """Return the place of the rejects: beside the output, with its name."""
    if not out or out == "-":
        return None
    path = Path(out)
    name = path.name.removesuffix(".gz")
    return str(path.with_name(name.removesuffix(Path(name).suffix) + ".rejects.csv"))


def _check_report(path: str) -> None:
    """Fail before the work rather than after it."""
    from monazite.errors import OutputError
    from monazite.report import check_reports

    check_reports()
    parent = Path(path).resolve().parent
    if not parent.is_dir():
        raise OutputError(f"--report {path}: the folder {parent} does not exist")


class _Progress:
    """A progress bar on a terminal, nothing elsewhere; notes of the reader go to standard error."""

    def __init__(self, quiet: bool) -> None:
        self.quiet, self.lines = quiet, 0
        self.bar: Any = None
        self.task: Any = None

    def __enter__(self) -> _Progress:
        return self

    def opened(self, source: Input) -> None:
        """Show the notes and start the bar."""
        if self.quiet:
            return
        for note in source.notes:
            click.echo(f"note: {note}", err=True)
        if sys.stderr.isatty():
            self._start(source.size)

    def _start(self, size: int | None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

        columns = (
            TextColumn("assessing"),
            BarColumn(),
            TextColumn("{task.fields[lines]:,} lines"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self.task = self.bar.add_task("assess", total=size, lines=0)
        self.bar.start()

    def advance(self, lines: int, size: int) -> None:
        """Count lines and bytes done."""
        self.lines += lines
        if self.bar:
            self.bar.update(self.task, advance=size, lines=self.lines)

    def __exit__(self, *_: object) -> None:
        if self.bar:
            self.bar.stop()


def _show(summary: Summary, rejects: str | None, as_json: bool, *, to_stderr: bool) -> None:
    if as_json:
        click.echo(json.dumps(summary.as_json(), ensure_ascii=False), err=to_stderr)
        return
    from monazite.cli.summary_table import summary_text

    click.echo(summary_text(summary, rejects, terminal=sys.stdout.isatty() and not to_stderr), err=to_stderr)
