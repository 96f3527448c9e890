"""`monazite certificate verify`: is a signed credential genuine, from whom, and does it count on a day."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monazite.cli.law_options import today
from monazite.cli.standards_options import on_option

if TYPE_CHECKING:
    from monazite.credentials.model import Told
    from monazite.credentials.trust import Trust

__all__ = ["command"]

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("verify")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=FILE)
@click.option("--trust", "trusted", type=FILE, help="YAML or JSON of those you trust: identifiers, names, keys, days.")
@click.option(
    "--status",
    "lists",
    multiple=True,
    type=FILE,
    help="Signed status list that tells what was withdrawn; repeatable. Nothing is fetched.",
)
@on_option
@click.option(
    "--language",
    "--lang",
    "language",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Language of headings.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    trusted: Path | None,
    lists: tuple[Path, ...],
    on: dt.date | None,
    language: str,
    as_json: bool,
) -> None:
    """Say whether signed certificates are genuine, who signed them, and whether they count on a day.

    Two forms are read: vc+jwt (a token, or the envelope around one) and JSON with a proof of eddsa-jcs-2022. Whom you
    trust stands in a file of yours; no key and no status list is ever fetched. Without it a good signature by did:key
    proves only that nothing was changed since the holder of that key signed.

    Exit status: 0 valid and from somebody you trust, 1 invalid (changed, expired, withdrawn, badly signed),
    2 unreadable or not signed, 3 open: the signer is not known, or its key or the status was not checked.

    \b
    Examples:
      monazite certificate verify lot.vc.json
      monazite certificate verify lot.vc.json --trust trust.yml
      monazite certificate verify lots/*.jwt --trust trust.yml --status revoked.jwt --on 2026-03-01
    """
    from monazite.cli.signature_text import counted_text, told_record, told_text
    from monazite.credentials.trust import Trust, read_trust

    day = on or today()
    told = list(_verified(paths, lists, day, read_trust(trusted) if trusted else Trust()))
    if as_json:
        click.echo(
            json.dumps({"on": str(day), "files": [told_record(one) for one in told]}, ensure_ascii=False, indent=1)
        )
    else:
        terminal = sys.stdout.isatty()
        parts = [told_text(one, language, terminal=terminal) for one in told]
        click.echo("\n\n".join([*parts, counted_text(told, day, language)]))
    ctx.exit(_status(told))


def _verified(paths: Iterable[Path], lists: Iterable[Path], on: dt.date, trust: Trust) -> Iterable[Told]:
    """Return what is said of each file; the lists are verified first, by the same trust."""
    from dataclasses import replace

    from monazite.credentials.reading import read_credential
    from monazite.credentials.verifying import Verifier

    verifier = Verifier(on, trust)
    verifier = replace(verifier, lists=[verifier.verify(read_credential(path), str(path)) for path in lists])
    return [verifier.verify(read_credential(path), str(path)) for path in paths]


def _status(told: Iterable[Told]) -> int:
    """Return the worst status of some files: 1, then 2, then 3."""
    from monazite.credentials.model import EXITS

    found = {EXITS[one.state] for one in told}
    return next((status for status in (1, 2, 3) if status in found), 0)
