"""`monazite certificate check`: certificates against a grade, the grade they claim, or the best they meet."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.law_options import today
from monazite.cli.rule_option import DECISION_RULE
from monazite.cli.standards_options import contract_option, on_option, register_of, standards_options

if TYPE_CHECKING:
    from monazite.cli.certificate_record import FileChecked
    from monazite.quality.certificate import Certificate
    from monazite.quality.checking import Checked, Checker
    from monazite.quality.naming import Words
    from monazite.vouching import Vouching

__all__ = ["command"]

FULL_UP_TO = 3  # certificates; more are one line each
SHOWN_UP_TO = 100  # of more only some that did not pass
ROWS_AT_ONCE = 5_000
FAILS = ("fail", "conditional_fail")


@click.command("check")
@click.argument(
    "paths",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--against", default="", metavar="GRADE", help='Edition and grade: "GB/T 31978-2015 Ce-3NA".')
@click.option("--best-grade", "best", is_flag=True, help="The best grade of the product that each certificate meets.")
@click.option("--rule", **DECISION_RULE)
@click.option(
    "--compare",
    type=click.Choice(["full", "rounded"]),
    help="All digits of a result, or rounded to those of the limit [default: as each standard says].",
)
@click.option(
    "--basis",
    "assumed",
    type=click.Choice(["as_received", "dry", "ignited", "treo", "trem"]),
    help="What contents are a share of where a certificate does not say [default: not known].",
)
@click.option("--out", metavar="PATH", help="Write one row a requirement: .parquet, .csv, .xlsx, .jsonl; - for CSV.")
@click.option("--pdf", metavar="PATH", help="Write the verdicts as a PDF to hand on, a page or more a certificate.")
@click.option(
    "--trust",
    "trusted",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Verify signatures by this file, as certificate verify does; refuse what was changed.",
)
@click.option("--full", is_flag=True, help="Show every requirement, however many certificates there are.")
@contract_option
@on_option
@standards_options
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    against: str,
    best: bool,
    rule: str,
    compare: str | None,
    assumed: str | None,
    out: str | None,
    pdf: str | None,
    trusted: Path | None,
    full: bool,
    contracts: tuple[Path, ...],
    on: dt.date | None,
    language: str,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Say whether lots meet a grade by their certificates of analysis, requirement by requirement, and why.

    Without --against and --best-grade a certificate is held against the grade that it claims. What is not a number is a
    claim and proves nothing; what is not seen counts as less than the limit of the method; what is missing leaves the
    answer open. Formats are told by what is in a file: JSON (own form, Material Identity, EN 10168, UNTP, signed or
    not), XML (DCC), CSV, XLSX. What was changed after it was signed is refused. Who signed is verified only with
    --trust; a signature that is not by somebody trusted, or is missing, then leaves the answer open.

    What is met shows nothing where the certificate is of another product, or the edition is withdrawn, not yet in force
    or a draft on the day: the answer is then open. So it is where the grade has no limits.

    Exit status: 0 all pass, 1 one fails, 2 a file cannot be read, 3 an answer is open.

    \b
    Examples:
      monazite certificate check coa.json
      monazite certificate check coa.json --against "GB/T 31978-2015 Ce-3NA" --on 2026-03-01
      monazite certificate check coas/*.json --best-grade --out verdicts.parquet
      monazite certificate check coa.json --on 2026-03-01 --pdf verdict.pdf
      monazite certificate check lots.xlsx --against "YS/T 582-2013" --basis as_received --rule guard_u
    """
    from monazite.cli.certificate_record import file_record
    from monazite.errors import UsageError
    from monazite.packs.analytes import quality_words
    from monazite.packs.standards import standards_weights
    from monazite.quality.checking import Checker
    from monazite.quality.decision import rule_of
    from monazite.vouching import vouching

    if against and best:
        raise UsageError("--against names one grade, --best-grade looks at all: give one of them")
    _places(paths, out, pdf)
    words = quality_words(folder)
    register = register_of(folder, contracts)
    checker = Checker(register, standards_weights(), words.substance, on or today(), rule_of(rule), compare or "")
    vouched = vouching(trusted, checker.on)
    told = _with_findings(list(_all(paths, _way(checker, against, best), words, assumed or "", vouched)), checker)
    pages = _pages(told, checker, language, assumed or "") if pdf else b""
    if out:
        _write(out, told, checker)
    if pdf:
        _write_pdf(pdf, pages)
    if as_json:
        _to(out, json.dumps(_record(told, checker, file_record), ensure_ascii=False, indent=1))
    else:
        _to(out, _text(told, checker, language, assumed or "", full))
    ctx.exit(_status(told, verified=trusted is not None))


def _places(paths: Sequence[Path], out: str | None, pdf: str | None) -> None:
    """Raise before the work where an output is also an input or another output, or no PDF could be written."""
    from monazite.read.places import refuse_shared_places

    refuse_shared_places({"--out": out, "--pdf": pdf}, {"a certificate": [str(path) for path in paths]})
    if pdf:
        from monazite.report.verdict import check_verdicts

        check_verdicts("--pdf", pdf)


def _pages(told: Sequence[FileChecked], checker: Checker, language: str, assumed: str) -> bytes:
    """Return the PDF: made before anything is written, as it is refused where letters would be blank."""
    from monazite.cli.certificate_sheets import verdict_pages
    from monazite.report.verdict import render_verdicts

    return render_verdicts(verdict_pages(told, checker, language, assumed))


def _write_pdf(path: str, pages: bytes) -> None:
    from monazite.report.verdict import write_verdicts

    write_verdicts(path, pages)


def _to(out: str | None, text: str) -> None:
    """Print to standard output, or where that is the table, to standard error; half a sign ends no run."""
    click.echo(text.encode(errors="replace").decode(), err=out == "-")


def _way(checker: Checker, against: str, best: bool) -> Callable[[Certificate], Checked]:
    """Return how certificates are held against grades; raise UsageError for a grade that is not there."""
    from monazite.errors import UsageError
    from monazite.quality.search import asked

    if best:
        return checker.best
    if not against:
        return checker.claimed
    grades = asked(checker.register, against, checker.on).grades
    if not grades:
        raise UsageError(f"'{against}' has no grades in the register: name one, and give its limits with --contract")
    return lambda certificate: checker.against(certificate, grades)


def _all(
    paths: Sequence[Path],
    way: Callable[[Certificate], Checked],
    words: Words,
    assumed: str,
    vouched: Vouching,
) -> Iterator[FileChecked]:
    """Yield what is said of each file; a bar on a terminal tells how far it is."""
    from monazite.cli.certificate_record import FileChecked

    with ExitStack() as stack:
        shown: Any = paths
        if len(paths) > FULL_UP_TO and sys.stderr.isatty():
            shown = stack.enter_context(click.progressbar(paths, label="checking", file=sys.stderr))
        for path in shown:
            reading = vouched.read(path, words, assumed)
            checked = tuple(way(one) for one in reading.certificates)
            yield FileChecked(reading, checked)


def _with_findings(told: Sequence[FileChecked], checker: Checker) -> list[FileChecked]:
    """Return files with what does not fit on each certificate, and between it and all the others."""
    from dataclasses import replace

    from monazite.quality.forensics import findings

    every = [one.certificate for file in told for one in file.checked]
    found = iter(findings(every, checker.register, checker.weights, checker.on))
    return [replace(file, findings=tuple(next(found) for _ in file.checked)) for file in told]


def _write(out: str, told: Sequence[FileChecked], checker: Checker) -> None:
    import pyarrow as pa

    from monazite.cli.certificate_record import rows, schema
    from monazite.write import open_output

    columns = schema()
    with open_output(out, title="Monazite verdicts on certificates", schema=columns) as table:
        every = [row for file in told for row in rows(file, checker)]
        for at in range(0, len(every), ROWS_AT_ONCE):
            table.write(pa.RecordBatch.from_pylist(every[at : at + ROWS_AT_ONCE], schema=columns))


def _record(
    told: Sequence[FileChecked], checker: Checker, record: Callable[[FileChecked, Checker], dict[str, Any]]
) -> dict[str, Any]:
    from monazite.cli.standards_text import standards_texts

    return {
        "on": str(checker.on),
        "rule": checker.rule.id,
        "compare": checker.compare or "as each standard says",
        "register": dict(checker.register.versions),
        "notice": standards_texts("en")("notice"),
        "files": [record(file, checker) for file in told],
    }


def _text(told: Sequence[FileChecked], checker: Checker, language: str, assumed: str, full: bool) -> str:
    from monazite.cli.certificate_text import certificate_texts, checked_text, counts_text
    from monazite.cli.standards_text import standards_texts

    checked = [one for file in told for one in file.checked]
    wide = full or len(checked) <= FULL_UP_TO
    terminal = sys.stdout.isatty()
    shown = told if wide or len(checked) <= SHOWN_UP_TO else _open_ones(told)
    parts = [checked_text(file, checker, language, terminal=terminal, full=wide) for file in shown]
    closing = [counts_text(checked, sum(file.reading.refused for file in told), checker, language)]
    if shown is not told:
        closing.insert(0, certificate_texts(language)("not_all", n=SHOWN_UP_TO))
    if assumed:
        basis = standards_texts(language)(f"basis.{assumed}")
        closing.insert(0, certificate_texts(language)("assumed", basis=basis))
    return ("\n\n" if wide else "\n").join([*parts, "\n".join(closing)])


def _open_ones(told: Sequence[FileChecked]) -> list[FileChecked]:
    """Return the first of many files with only what did not pass."""
    from dataclasses import replace

    out, left = [], SHOWN_UP_TO
    for file in told:
        kept = [k for k, one in enumerate(file.checked) if one.state != "pass"][:left]
        if kept or file.reading.refused:
            some = tuple(file.checked[k] for k in kept), tuple(file.findings[k] for k in kept)
            out.append(replace(file, checked=some[0], findings=some[1]))
        left -= len(kept)
    return out[:SHOWN_UP_TO]


def _status(told: Sequence[FileChecked], *, verified: bool) -> int:
    from monazite.cli.certificate_signed import is_vouched_for

    states = {one.state for file in told for one in file.checked}
    if states & set(FAILS):
        return 1
    if any(file.reading.refused for file in told):
        return 2
    if verified and not all(is_vouched_for(file.reading) for file in told):
        return 3
    return 0 if states <= {"pass"} else 3
