"""`monazite standards qualify`: would a grade count in a market, by which path, and what is missing."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.law_options import today
from monazite.cli.rule_option import DECISION_RULE
from monazite.cli.standards_options import contract_option, on_option, register_of, standards_options

if TYPE_CHECKING:
    from monazite.quality.certificate import Certificate
    from monazite.quality.model import Grade, Register
    from monazite.vouching import Vouching

__all__ = ["command"]


@click.command("qualify")
@click.argument("names", nargs=-1, metavar="[GRADE]...")
@click.option("--market", "markets", multiple=True, required=True, help="Country, DE, or a body, ISO; repeatable.")
@click.option(
    "--shown",
    type=click.Choice(["text", "test_result", "certificate", "mark"]),
    default="text",
    show_default=True,
    help="What is shown: that the standard is met, a test result, a certificate or a mark.",
)
@click.option(
    "--certificate",
    "paper",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A certificate: its results are judged against the grades of the market too.",
)
@click.option("--rule", **DECISION_RULE)
@click.option(
    "--trust",
    "trusted",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="YAML or JSON of those whose signatures count: a certificate that nobody of them signed is refused.",
)
@click.option("--out", metavar="FILE", help="The matrix as a table: .csv, .xlsx, .parquet, .jsonl.")
@contract_option
@on_option
@standards_options
def command(
    names: tuple[str, ...],
    markets: tuple[str, ...],
    shown: str,
    paper: Path | None,
    rule: str,
    trusted: Path | None,
    out: str | None,
    contracts: tuple[Path, ...],
    on: dt.date | None,
    language: str,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Say whether a grade counts in a market: by its own standard, by recognition, by adoption, by its limits.

    Several grades or markets give a matrix, grade by market. GRADE is a grade, or an edition or standard with all its
    grades; with --certificate it may be left out: then the grades that the certificate claims are looked at. Countries
    that an instrument does not name are not guessed: the answer is then not known.

    \b
    Examples:
      monazite standards qualify "GB/T 31978-2015 Ce-3NA" --market DE
      monazite standards qualify "GB/T 31978-2015" --market CN --market ISO --market SMM
      monazite standards qualify "YS/T 582-2013" --market Fastmarkets --on 2024-01-01 --json
      monazite standards qualify --certificate examples/certificates/cerium_metal.json --market SMM
    """
    from monazite.cli.qualify_text import matrix_text, qualification_record, qualification_text, write_matrix
    from monazite.errors import UsageError
    from monazite.packs.recognition import recognition_of
    from monazite.packs.standards import standards_weights
    from monazite.quality.decision import rule_of
    from monazite.quality.qualification import derive
    from monazite.quality.recognition import market_of
    from monazite.vouching import vouching

    day, register, recognition = on or today(), register_of(folder, contracts), recognition_of(folder)
    asked = [market_of(recognition, register, text) for text in markets]
    if trusted and not paper:
        raise UsageError("--trust is about a signed certificate: give it with --certificate")
    certificate = _certificate(paper, folder, vouching(trusted, day)) if paper else None
    grades = _grades(register, names or _claimed(certificate), day)
    base = (standards_weights(), day)
    more: dict[str, Any] = {"shown": shown, "certificate": certificate, "rule": rule_of(rule)}
    rows = [[derive(register, recognition, g, m, *base, **more) for m in asked] for g in grades]
    if out:
        write_matrix(out, rows)
    if as_json:
        told = [qualification_record(each) for row in rows for each in row]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    elif len(rows) == len(asked) == 1:
        click.echo(qualification_text(rows[0][0], language, terminal=sys.stdout.isatty()))
    else:
        click.echo(matrix_text(rows, language, terminal=sys.stdout.isatty()))


def _certificate(path: Path, folder: Path | None, vouched: Vouching) -> Certificate:
    """Return the one certificate in a file; raise InputError for none or one not to be trusted, UsageError for several.

    One that is signed and that nobody verified is told on standard error.
    """
    from monazite.errors import InputError, UsageError
    from monazite.packs.analytes import quality_words

    reading, unverified = vouched.told(path, quality_words(folder))
    if not reading.certificates:
        raise InputError("; ".join(map(str, reading.problems)) or f"there is no certificate in {path}")
    if len(reading.certificates) > 1:
        raise UsageError(f"{path} holds {len(reading.certificates)} certificates; give a file with one")
    if (why := unverified.get(reading.certificates[0])) and vouched.trust is not None:
        raise InputError(f"{path}: {why}")
    if why:
        click.echo(f"note: {path} {why}", err=True)
    return reading.certificates[0]


def _claimed(certificate: Certificate | None) -> tuple[str, ...]:
    from monazite.errors import UsageError

    claims = certificate.claims if certificate else ()
    names = tuple(text for claim in claims if (text := f"{claim.standard} {claim.grade}".strip()))
    if not names:
        what = "the certificate claims no grade; " if certificate else ""
        raise UsageError(f'{what}name a grade: monazite standards qualify "GB/T 31978-2015 Ce-3NA" --market DE')
    return names


def _grades(register: Register, names: Sequence[str], day: dt.date) -> list[Grade]:
    """Return the grades that are asked for; of an edition without any, the edition as a whole."""
    from monazite.errors import UsageError
    from monazite.quality.model import Grade
    from monazite.quality.search import asked

    found: list[Grade] = []
    for text in names:
        thing = asked(register, text, day)
        if thing.edition is None and not thing.grades:
            raise UsageError(f"{text.strip()} has no grades in the register, so nothing can be said of a market")
        whole = [Grade(thing.edition.id, thing.edition.title, "")] if thing.edition else []
        found += [grade for grade in thing.grades or whole if grade not in found]
    return found
