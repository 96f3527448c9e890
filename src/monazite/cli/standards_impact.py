"""`monazite standards impact`: who would stop qualifying if a draft took effect."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monazite.cli.law_options import today
from monazite.cli.rule_option import DECISION_RULE
from monazite.cli.standards_options import on_option, register_of, standards_options

if TYPE_CHECKING:
    from monazite.quality.certificate import Certificate
    from monazite.quality.naming import Words
    from monazite.vouching import Vouching

__all__ = ["command"]

SUFFIXES = (".json", ".jwt", ".xml", ".csv", ".xlsx")


@click.command("impact")
@click.argument("draft", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="DRAFT.yml")
@click.option(
    "--certificates",
    "stored",
    multiple=True,
    required=True,
    type=click.Path(exists=True, path_type=Path),
    help="Verdicts of `certificate check --out`, a certificate, or a folder of them; repeatable.",
)
@click.option("--rule", **DECISION_RULE)
@click.option(
    "--trust",
    "trusted",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="YAML or JSON of those whose signatures count: only what they signed is looked at.",
)
@click.option("--out", metavar="FILE", help="A row a certificate and limit: .csv, .xlsx, .parquet, .jsonl.")
@click.option("--full", is_flag=True, help="Every certificate, those that keep qualifying too.")
@on_option
@standards_options
def command(
    draft: Path,
    stored: tuple[Path, ...],
    rule: str,
    trusted: Path | None,
    out: str | None,
    full: bool,
    on: dt.date | None,
    language: str,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Run the limits of a draft over stored certificates: who qualifies today, who would stop or start, and why.

    DRAFT.yml holds the grades and limits of the draft, and for each grade the one of today whose place it takes;
    docs/howto/consultations.md tells its form. A certificate that was changed after it was signed is not looked at.

    Exit status: 0 done, 1 done but a certificate could not be read.

    \b
    Examples:
      monazite standards impact examples/draft.yml --certificates examples/certificates
      monazite standards impact draft.yml --certificates verdicts.parquet --out impact.xlsx
      monazite standards impact draft.yml --certificates coas/ --rule guard_u --json
      monazite standards impact draft.yml --certificates coas/ --rule 0.83U
    """
    from monazite.cli.impact_text import impact_record, impact_text, write_impact
    from monazite.packs.analytes import quality_words
    from monazite.packs.draft import load_draft
    from monazite.packs.standards import standards_weights
    from monazite.quality.decision import rule_of
    from monazite.quality.impact import impact
    from monazite.vouching import vouching

    register, words = register_of(folder), quality_words(folder)
    wanted = load_draft(draft, register)
    unread: list[str] = []
    day, weights = on or today(), standards_weights()
    certificates = list(_all(stored, words, vouching(trusted, day), unread))
    told = impact(wanted, certificates, weights, rule_of(rule), register.methods, words.substance)
    if out:
        write_impact(out, told)
    if as_json:
        click.echo(json.dumps(impact_record(told, day, rule, unread), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(impact_text(told, unread, language, full=full)))
    raise SystemExit(1 if unread else 0)


def _all(stored: Sequence[Path], words: Words, vouched: Vouching, unread: list[str]) -> Iterator[Certificate]:
    """Yield the certificates of tables, files and folders; what cannot be read, or does not count, is noted."""
    for path in _files(stored):
        reading, unverified = vouched.told(path, words)
        unread += [str(problem) for problem in reading.problems] if reading.refused else []
        for certificate in reading.certificates:
            why = unverified.get(certificate)
            if why and vouched.trust is not None:
                unread.append(f"{path}: {certificate.id}: {why}")
                continue
            if why:
                click.echo(f"note: {path}: {certificate.id} {why}", err=True)
            yield certificate


def _files(stored: Sequence[Path]) -> list[Path]:
    from monazite.errors import InputError

    found: list[Path] = []
    for path in stored:
        below = [each for each in path.rglob("*") if each.is_file()] if path.is_dir() else [path]
        known = sorted(each for each in below if not path.is_dir() or each.suffix.lower() in SUFFIXES)
        if not known:
            raise InputError(f"no certificates in {path}: {', '.join(SUFFIXES)}")
        found += known
    return found
