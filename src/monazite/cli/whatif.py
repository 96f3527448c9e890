"""`monazite whatif`: whose decision flips between two laws."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monazite.cli.law_options import READING, reading_option
from monazite.cli.options import goods_of, known_day, pairs, regimes_of
from monazite.cli.party_options import Asked, party_options
from monazite.cli.progress import Progress
from monazite.cli.quality_options import Claims, quality_options

if TYPE_CHECKING:
    from monazite.law.model import LawPack
    from monazite.whatif import Side

__all__ = ["command"]

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("whatif")
@click.argument("inputs", nargs=-1, required=True)
@click.option("--from", "day_from", type=DAY, help="The law of this day before [default: of each line's own day].")
@click.option("--to", "day_to", type=DAY, help="The law of this day after [default: as before].")
@click.option(
    "--pack",
    "new",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="After: this pack in place of the one with its id; repeatable.",
)
@click.option(
    "--without", "gone", multiple=True, metavar="ID", help="After: without this provision or instrument; repeatable."
)
@click.option("--as-stated", is_flag=True, help="Only what lines state counts; descriptions are not read.")
@click.option(
    "--assume", multiple=True, metavar="FACT=VALUE", help="After: where a line does not state a fact; repeatable."
)
@click.option("--known-on", type=DAY, help="What was known on this day, before and after [default: today].")
@click.option("--known-to", type=DAY, help="After: what is known on this day.")
@reading_option
@click.option("--reading-to", type=READING, help="After: this reading.")
@click.option(
    "--given",
    multiple=True,
    metavar="FACT=VALUE",
    help="Before and after: where a line does not state a fact; repeatable.",
)
@click.option("--regime", "regimes", multiple=True, help="Regimes: cn or cn,us [default: every whole pack].")
@click.option(
    "--packs", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder that holds law/."
)
@click.option("--map", "mapping", multiple=True, metavar="COLUMN=FACT", help="Read a column as a fact; repeatable.")
@party_options
@quality_options
@click.option(
    "--out",
    "-o",
    help="The lines that change: .parquet, .csv, .csv.gz, .xlsx, .jsonl, or - for CSV on standard output.",
)
@click.option("--rejects", help="Lines that cannot be read.")
@click.option("--html", help="One HTML file to forward.")
@click.option(
    "--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the HTML file."
)
@click.option("--threads", type=click.IntRange(1, 256), help="Threads [default: cores].")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON on standard output.")
@click.option("--quiet", "-q", is_flag=True, help="No notes, no progress.")
def command(
    inputs: tuple[str, ...],
    day_from: dt.datetime | None,
    day_to: dt.datetime | None,
    new: tuple[Path, ...],
    gone: tuple[str, ...],
    assume: tuple[str, ...],
    as_stated: bool,
    known_on: dt.datetime | None,
    known_to: dt.datetime | None,
    reading: str,
    reading_to: str | None,
    given: tuple[str, ...],
    regimes: tuple[str, ...],
    folder: Path | None,
    mapping: tuple[str, ...],
    out: str | None,
    rejects: str | None,
    html: str | None,
    language: str,
    threads: int | None,
    as_json: bool,
    quiet: bool,
    asked: Asked,
    claims: Claims,
) -> None:
    """Show whose decision flips if the law changes, why, and what is at stake.

    The same lines are asked under two laws: before and after. Say what changes: the day (--from, --to), the pack, a
    provision or instrument taken away, a fact, what is known, or the reading. Licences are not drawn.

    \b
    Examples:
      monazite whatif lines.parquet --from 2026-11-10 --to 2026-11-11
      monazite whatif lines.csv --from 2026-12-01 --to 2026-12-01 --reading-to announced
      monazite whatif lines.csv --pack my-packs/law/cn --out flips.xlsx --html flips.html
      monazite whatif lines.csv --without cn.mofcom-gacc.2025-70
      monazite whatif lines.csv --assume end_use=civil --json

    Exit status: 0 done, 1 done with rejected lines or unread files, 2 unusable input.
    """
    from monazite.whatif import Question, Side, whatif

    packs = regimes_of(regimes, folder)
    before = Side(packs, known_day(known_on), reading, _day(day_from), pairs(given, "--given"))
    after = Side(
        _after(packs, new, gone),
        known_day(known_to or known_on),
        reading_to or reading,
        _day(day_to or day_from),
        {**pairs(given, "--given"), **pairs(assume, "--assume")},
    )
    _check_change(before, after, changed_packs=bool(new or gone))
    for name, day in () if quiet else _unknown(before, after):
        text = f"{name} can be known from {day} on, later than {after.known_on}: it does not count"
        click.echo(f"note: {text}; give --known-on (or --known-to)", err=True)
    if html:
        from monazite.report.pages import check_place

        check_place("--html", html)
    question = Question(
        inputs,
        before,
        after,
        out,
        rejects,
        html,
        pairs(mapping, "--map"),
        threads or 0,
        sys.stdin.buffer,
        goods_of(as_stated, folder),
        asked.parties(as_stated, folder),
        claims.quality(as_stated, folder, quiet=quiet),
    )
    with Progress("comparing", quiet=quiet) as bar:
        flips = whatif(question, opened=bar.opened, progress=bar.advance)
        if html:
            from monazite.report.whatif import write_flips

            write_flips(html, flips, language=language)
    to_stderr = out == "-"
    if as_json:
        click.echo(json.dumps(flips.as_json(), ensure_ascii=False), err=to_stderr)
    else:
        from monazite.cli.whatif_table import flips_text

        click.echo(flips_text(flips, terminal=sys.stdout.isatty() and not to_stderr), err=to_stderr)
    raise SystemExit(1 if flips.rejected or flips.unread else 0)


def _day(moment: dt.datetime | None) -> dt.date | None:
    return moment.date() if moment else None


def _after(packs: list[LawPack], new: tuple[Path, ...], gone: tuple[str, ...]) -> list[LawPack]:
    """Return the packs after: some replaced or added, some provisions or instruments taken away."""
    from monazite.packs import load_law
    from monazite.whatif import without

    replaced = {pack.id: pack for pack in map(load_law, new)}
    after = [replaced.pop(pack.id, pack) for pack in packs] + list(replaced.values())
    for name in gone:
        after = without(after, name)
    return after


def _unknown(before: Side, after: Side) -> Iterator[tuple[str, dt.date]]:
    """Yield the instruments that only the packs after have and that are not yet known there."""
    old = {name for pack in before.packs for name in pack.instruments}
    for instrument in (i for pack in after.packs for i in pack.instruments.values() if i.id not in old):
        if instrument.known_from and instrument.known_from > after.known_on:
            yield instrument.id, instrument.known_from


def _check_change(before: Side, after: Side, *, changed_packs: bool) -> None:
    """Refuse a question in which nothing changes."""
    same = (before.known_on, before.reading, before.day, before.assume) == (
        after.known_on,
        after.reading,
        after.day,
        after.assume,
    )
    if same and not changed_packs:
        raise click.UsageError(
            "nothing changes: say what differs after, such as --from 2026-11-10 --to 2026-11-11, --pack FOLDER, "
            "--without ID, --assume FACT=VALUE, --reading-to announced"
        )
