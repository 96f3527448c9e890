"""`monazite lists status`: which lists may be relied on."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import click

from monazite.cli.law_options import DAY, today
from monazite.cli.lists_options import NAME, folder_option, store_of

__all__ = ["command"]

COLUMNS = (
    ("list", "list"),
    ("state", "state"),
    ("edition", "edition"),
    ("checked", "checked"),
    ("age_days", "age"),
    ("next", "check by"),
    ("parties", "parties"),
    ("editions", "editions"),
    ("checksum", "sha256"),
)


@click.command("status")
@click.argument("names", nargs=-1, type=NAME)
@click.option("--on", type=DAY, help="As on this day [default: today].")
@click.option("--check", is_flag=True, help="Exit 1 if any list is stale or missing.")
@folder_option
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(names: tuple[str, ...], on: dt.date | None, check: bool, folder: Path | None, as_json: bool) -> None:
    """Show the lists NAMES, all that are kept where none is named: edition, age, counts, checksum, when to check next.

    A list is `ok`, `stale` (not checked for longer than it may be) or `missing`. What a stale or missing list does not
    say clears nobody: screening against it is incomplete.

    \b
    Examples:
      monazite lists status
      monazite lists status ofac-sdn un-sc --check
      monazite lists status --json
    """
    from monazite.cli.lists_text import status_record
    from monazite.errors import InputError
    from monazite.parties.lists import readiness
    from monazite.parties.lists.package import read_manifest

    store, day = store_of(folder), on or today()
    records = []
    for name in names or store.names():
        try:
            manifest = read_manifest(store.path(name))
        except InputError:
            manifest = None
        record = status_record(manifest, readiness(store.folder, name, day))
        if manifest:
            record["next"] = str(dt.date.fromisoformat(record["checked"]) + dt.timedelta(manifest.list.stale_days))
        records.append(record)
    if as_json:
        click.echo(json.dumps({"folder": str(store.folder), "lists": records}, ensure_ascii=False, indent=1))
    else:
        _print(records, store.folder)
    raise SystemExit(1 if check and (not records or any(r["state"] != "ok" for r in records)) else 0)


def _print(records: list[dict[str, Any]], folder: Path) -> None:
    if not records:
        click.echo(f"no lists in {folder}; monazite lists add NAME")
        return
    rows = [[title for _, title in COLUMNS], *([_cell(record, key) for key, _ in COLUMNS] for record in records)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    for record in records:
        if record["reason"]:
            click.echo(f"{record['list']}: {record['reason']}")


def _cell(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    if value is None:
        return "-"
    if key == "checksum":
        return str(value)[:12] or "-"
    return f"{value:,}" if isinstance(value, int) else str(value)
