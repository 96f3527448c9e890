"""`monazite standards list`: the editions of the register, and how each stands on a day."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monazite.cli.law_options import today
from monazite.cli.standards_options import on_option, register_of, standards_options

if TYPE_CHECKING:
    from monazite.quality.model import Edition, Register

__all__ = ["command"]

STANDING = ("project", "issued", "in_force", "withdrawn", "unknown")


@click.command("list")
@click.option("--body", metavar="NAME", help="Only of this body, or with this prefix: SAC, ISO, MIIT, GB/T, YS/T.")
@click.option("--kind", metavar="KIND", help="Only of this kind: product, test-method, terminology, …")
@click.option("--standing", type=click.Choice(STANDING), help="Only those that stand so on the day.")
@click.option("--all", "every", is_flag=True, help="Earlier stages of the same projects too.")
@on_option
@standards_options
def command(
    body: str | None,
    kind: str | None,
    standing: str | None,
    every: bool,
    on: dt.date | None,
    language: str,
    folder: Path | None,
    as_json: bool,
) -> None:
    """List the editions of the register: number, how it stands on the day, confidence, title.

    \b
    Examples:
      monazite standards list
      monazite standards list --body ISO --standing in_force --on 2025-01-01
      monazite standards list --kind product --body GB/T --lang zh
      monazite standards list --body MIIT --json
    """
    from monazite.quality import registry

    day, register = on or today(), register_of(folder)
    found = _of_kind(_of_body(list(register.editions.values()), body), kind)
    found = [each for each in found if not standing or registry.standing(register, each, day) == standing]
    shown = [each for each in found if every or not each.became]
    shown.sort(key=lambda each: (each.standard, each.year, each.stage))
    if as_json:
        click.echo(json.dumps(_record(register, shown, day), ensure_ascii=False, indent=1))
        return
    from monazite.cli.standards_text import list_text

    click.echo(list_text(register, shown, len(found) - len(shown), day, language, terminal=sys.stdout.isatty()))


def _of_body(editions: Sequence[Edition], body: str | None) -> list[Edition]:
    from monazite.errors import UsageError, nearest

    if not body:
        return list(editions)
    key = body.strip().casefold()
    found = [each for each in editions if key in _bodies(each)]
    if not found:
        known = sorted({name for each in editions for name in (*each.body.split("/"), each.id.split()[0])})
        raise UsageError(f"--body {body}: no such body; {nearest(body, known)}")
    return found


def _bodies(edition: Edition) -> set[str]:
    names = (edition.body, *edition.body.split("/"), edition.id.split()[0])
    return {name.casefold() for name in names}


def _of_kind(editions: Sequence[Edition], kind: str | None) -> list[Edition]:
    from monazite.errors import UsageError, nearest
    from monazite.packs.standards_rows import KINDS

    if kind and kind not in KINDS:
        raise UsageError(f"--kind {kind}: no such kind; {nearest(kind, KINDS)}")
    return [each for each in editions if not kind or each.kind == kind]


def _record(register: Register, shown: Sequence[Edition], day: dt.date) -> dict[str, object]:
    from monazite.cli.standards_record import edition_record
    from monazite.cli.standards_text import standards_texts

    records = [edition_record(register, each, day) for each in shown]
    return {"on": str(day), "notice": standards_texts("en")("notice"), "editions": records}
