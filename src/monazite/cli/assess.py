"""`monazite assess`: the main job."""

from __future__ import annotations

import datetime as dt
import gc
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monazite.cli.options import goods_of, known_day, law_options, pairs, regimes_of
from monazite.cli.party_options import Asked, party_options
from monazite.cli.progress import Progress
from monazite.cli.quality_options import Claims, quality_options

if TYPE_CHECKING:
    from monazite.assess import Request
    from monazite.summary import Summary

__all__ = ["command"]


@click.command("assess")
@click.argument("inputs", nargs=-1, required=True)
@click.option(
    "--out",
    "-o",
    help="Decisions: .parquet, .csv, .csv.gz, .xlsx, .jsonl, - for CSV on standard output, or FOLDER/ for a dataset.",
)
@click.option("--report", help="One HTML file to forward.")
@click.option(
    "--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the report."
)
@click.option("--rejects", help="Lines that cannot be read [default: beside --out].")
@click.option("--licences", type=click.Path(exists=True, dir_okay=False), help="Register of licences to draw on.")
@click.option("--keep", multiple=True, metavar="FACT", help="Facts to carry into the output, 'all' for every one.")
@click.option("--threads", type=click.IntRange(1, 256), help="Threads [default: cores]; on Spark, tasks.")
@click.option("--engine", default="local", show_default=True, help="local, or a Spark Connect server: sc://host:15002.")
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON on standard output.")
@click.option("--quiet", "-q", is_flag=True, help="No notes, no progress.")
@law_options
@party_options
@quality_options
def command(
    inputs: tuple[str, ...],
    out: str | None,
    report: str | None,
    language: str,
    rejects: str | None,
    licences: str | None,
    keep: tuple[str, ...],
    threads: int | None,
    engine: str,
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
    claims: Claims,
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
      monazite assess lines.csv --certificates coas/ --out decisions.xlsx
      monazite assess s3://bucket/lines/ --out s3://bucket/decisions/ --engine sc://host:15002

    With --out FOLDER/ a Parquet file is written for each part of the input; the same command again works only what is
    missing or has changed.

    Exit status: 0 done, 1 done with rejected lines or unread files, 2 unusable input.
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
        known_on_given=known_on is not None,
        reading=reading,
        out=out,
        rejects=rejects or (None if engine != "local" or _is_folder(out) else _beside(out)),
        licences=licences,
        mapping=pairs(mapping, "--map"),
        assume=pairs(assume, "--assume"),
        keep=kept,
        threads=threads or 0,
        explained=bool(report),
        stdin=sys.stdin.buffer,
        report=report,
        engine=engine,
        started=dt.datetime.now(dt.UTC),
        goods=goods_of(as_stated, folder),
        parties=asked.parties(as_stated, folder),
        quality=claims.quality(as_stated, folder),
    )
    # Hundreds of thousands of answers are kept, and none of them in circles: looking for circles costs a tenth.
    gc.set_threshold(200_000, 50, 100)
    with Progress("assessing", quiet=quiet) as bar, _resumable(request):
        summary = assess(request, opened=bar.opened, progress=bar.advance)
        if report:
            from monazite.report import write_report

            write_report(report, summary, language=language)
    _show(summary, request.rejects or _rejects_in(request, summary), as_json, to_stderr=out == "-")
    unread = summary.unread or summary.certificates.get("not_read")
    raise SystemExit(1 if summary.rejected or unread else 0)


def _rejects_in(request: Request, summary: Summary) -> str | None:
    """Return where the rejects of a run into a folder are."""
    from monazite.read.urls import shown_url

    return f"{shown_url(str(request.out))}_rejects/" if summary.parts and str(request.out).endswith("/") else None


def _is_folder(out: str | None) -> bool:
    return bool(out) and (str(out).endswith(("/", os.sep)) or "://" in str(out) or os.path.isdir(str(out)))


@contextmanager
def _resumable(request: Request) -> Iterator[None]:
    """Say of a run into a folder that was stopped how it goes on; the parts that are done stay."""
    try:
        yield
    except KeyboardInterrupt:
        from monazite.read.urls import shown_url

        if not _is_folder(request.out):
            raise
        click.echo(
            f"stopped; what is done stays in {shown_url(str(request.out))}, the same command goes on from there",
            err=True,
        )
        raise SystemExit(130) from None


def _beside(out: str | None) -> str | None:
    """Return the place of the rejects: beside the output, with its name."""
    if not out or out == "-":
        return None
    path = Path(out)
    name = path.name.removesuffix(".gz")
    return str(path.with_name(name.removesuffix(Path(name).suffix) + ".rejects.csv"))


def _check_report(path: str) -> None:
    """Fail before the work rather than after it."""
    from monazite.report import check_reports
    from monazite.report.pages import check_place

    check_reports()
    check_place("--report", path)


def _show(summary: Summary, rejects: str | None, as_json: bool, *, to_stderr: bool) -> None:
    if as_json:
        click.echo(json.dumps(summary.as_json(), ensure_ascii=False), err=to_stderr)
        return
    from monazite.cli.summary_table import summary_text

    text = summary_text(summary, rejects, terminal=sys.stdout.isatty() and not to_stderr)
    if summary.parts:
        counts = ", ".join(f"{n:,} {what}" for what, n in summary.parts.items() if n or what == "worked")
        text += f"\nparts: {counts}"
    click.echo(text, err=to_stderr)
