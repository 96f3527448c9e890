"""`monazite explain`: why a line has its answer."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monazite.cli.options import goods_of, known_day, law_options, pairs, regimes_of
from monazite.cli.party_options import Asked, party_options
from monazite.cli.quality_options import Claims, quality_options

if TYPE_CHECKING:
    import pyarrow as pa

    from monazite.assess import Request

__all__ = ["command"]


@click.command("explain")
@click.argument("inputs", nargs=-1, required=True)
@click.option(
    "--line",
    "row",
    type=click.IntRange(1),
    help="Row of the file (the header is 1); with --declaration the item number.",
)
@click.option("--declaration", help="Every line of this declaration.")
@click.option("--licences", type=click.Path(exists=True, dir_okay=False), help="Register of licences to draw on.")
@click.option("--full", is_flag=True, help="Write every condition out, also what does not matter.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@law_options
@party_options
@quality_options
def command(
    inputs: tuple[str, ...],
    row: int | None,
    declaration: str | None,
    licences: str | None,
    full: bool,
    as_json: bool,
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
    """Explain the answer for one line: regime, provision, atoms with value and truth, exceptions, citations.

    \b
    Examples:
      monazite explain declarations.csv --line 17
      monazite explain declarations.csv --declaration D-77 --json
      monazite explain declarations.csv --line 17 --reading announced --known-on 2026-10-01 --full
    """
    from monazite.assess import Request
    from monazite.explain import explain_line, explanation_text, lines_to_explain

    if row is None and declaration is None:
        raise click.UsageError("say which line: --line ROW or --declaration ID")
    day = known_day(known_on)
    request = Request(
        inputs=inputs,
        packs=regimes_of(regimes, folder),
        known_on=day,
        reading=reading,
        licences=licences,
        mapping=pairs(mapping, "--map"),
        assume=pairs(assume, "--assume"),
        keep=("all",),
        goods=goods_of(as_stated, folder),
        parties=asked.parties(as_stated, folder),
        quality=claims.quality(as_stated, folder, quiet=False),
        stdin=sys.stdin.buffer,
    )
    found = lines_to_explain(_batches(request), row, declaration)
    explained = [explain_line(line, request.packs, day, reading) for line in found]
    if as_json:
        one = declaration is None and len(explained) == 1
        click.echo(json.dumps(explained[0] if one else explained, ensure_ascii=False, indent=1))
        return
    click.echo("\n\n".join(explanation_text(e, full=full) for e in explained))
    click.echo("\nScreening aid, not legal advice.")


def _batches(request: Request) -> Iterator[pa.RecordBatch]:
    from monazite.assess import answered, ledger_of

    ledger = ledger_of(request)
    for part in answered(request):
        for batch in part.batches:
            yield ledger.apply(batch) if ledger else batch
