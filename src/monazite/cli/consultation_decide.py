"""`monazite consultation decide`: record what was decided on comments."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monazite.cli.consultation_options import batch_of, consultation_options, store_of
from monazite.cli.standards_options import standards_options

if TYPE_CHECKING:
    from monazite.quality.consultation.model import Disposition

__all__ = ["command"]


@click.command("decide")
@click.argument("number", required=False, metavar="[NUMBER]")
@click.argument("decision", required=False, metavar="[accepted|partly|rejected]")
@click.option("--reason", default="", help="Why; needed for partly and rejected.")
@click.option("--by", default="", help="Who decided.")
@click.option(
    "--from",
    "form",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An export in which the column for decisions is filled in.",
)
@consultation_options
@standards_options
def command(
    number: str | None,
    decision: str | None,
    reason: str,
    by: str,
    form: Path | None,
    batch: str,
    home: Path | None,
    language: str,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Record what was decided on a comment, or on all comments of an export that was filled in.

    A later decision takes the place of an earlier one; both stay on file. All are taken, or none.

    \b
    Examples:
      monazite consultation decide 3 accepted --batch "MIIT 2026-01"
      monazite consultation decide 4 rejected --batch "MIIT 2026-01" --reason "outside the scope"
      monazite consultation decide --from opinions.xlsx --batch "MIIT 2026-01" --by "working group"
    """
    from monazite.cli.words_of import words_of

    known = batch_of(batch, folder)
    decisions = _decisions(number, decision, reason, by, form)
    count = store_of(home).decide(known.id, decisions, dt.datetime.now(dt.UTC))
    told = words_of("consultation", language)("decided", n=count)
    click.echo(json.dumps({"batch": known.id, "decided": count}) if as_json else told)


def _decisions(number: str | None, decision: str | None, reason: str, by: str, form: Path | None) -> list[Disposition]:
    from dataclasses import replace

    from monazite.errors import UsageError
    from monazite.packs.consultation_form import read_comments
    from monazite.quality.consultation.model import Disposition

    if form is not None:
        if number is not None:
            raise UsageError("name a comment or --from a file, not both")
        found = [replace(one, by=by) for one in read_comments(form).decisions]
        if not found:
            raise UsageError(f"{form} holds no decisions; fill in 处理意见 (decision)")
        return found
    if number is None or decision is None:
        raise UsageError("name the comment and the decision: 3 accepted; or --from FILE")
    return [Disposition(number, decision.strip().lower(), reason, by)]
