"""`monazite consultation export`: comments with what was decided, as a table for people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.consultation_options import batch_of, consultation_options, store_of
from monazite.cli.standards_options import standards_options

if TYPE_CHECKING:
    from monazite.quality.consultation.model import Comment, Disposition
    from monazite.quality.consultation.store import Kept
    from monazite.report.texts import Texts

__all__ = ["command"]

SUFFIXES = (".xlsx", ".csv", ".jsonl", ".parquet")


@click.command("export")
@click.option("--out", required=True, metavar="FILE", help="File to write: .xlsx, .csv, .jsonl or .parquet.")
@consultation_options
@standards_options
def command(out: str, batch: str, home: Path | None, language: str, folder: Path | None, as_json: bool) -> None:
    """Write all comments of a consultation with what was decided on each: the summary table of opinions.

    With --lang zh the headings are those of the Chinese form (序号 章节号 原文 修改后内容 理由 …). The file is
    written whole or not at all; texts that a spreadsheet would run as a formula are guarded. It can be filled in and
    read again by `decide --from`.

    \b
    Examples:
      monazite consultation export --batch "MIIT 2026-01" --out opinions.xlsx --lang zh
      monazite consultation export --batch "MIIT 2026-01" --out opinions.csv
    """
    import json

    import pyarrow as pa

    from monazite.cli.words_of import words_of
    from monazite.errors import OutputError, UsageError
    from monazite.write import open_output

    if not out.lower().endswith(SUFFIXES):
        raise OutputError(f"cannot write {out}: the table is written as {', '.join(SUFFIXES)}")
    known, t = batch_of(batch, folder), words_of("consultation", language)
    kept = store_of(home).kept(known.id)
    if not kept.comments:
        raise UsageError(f"{known.id} has no comments yet; monazite consultation comments FILE takes some")
    rows = _rows(kept, t)
    schema = pa.schema([(name, pa.string()) for name in rows[0]])
    with open_output(out, title=known.title, schema=schema, describe=False) as output:
        output.write(pa.RecordBatch.from_pylist(rows, schema))
    told = {"batch": known.id, "comments": len(rows), "out": out}
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else t("written", n=len(rows), out=out))


def _rows(kept: Kept, t: Texts) -> list[dict[str, Any]]:
    from monazite.quality.consultation.clusters import clusters

    first = {member.comment.id: group.first.id for group in clusters(kept.comments) for member in group.members}
    decided = kept.decided()
    return [_row(one, decided.get(one.id), first.get(one.id, ""), t) for one in kept.comments]


def _row(one: Comment, decided: Disposition | None, same_as: str, t: Texts) -> dict[str, Any]:
    texts = {"number": one.id, "clause": one.clause, "original": one.original, "proposed": one.proposed}
    texts |= {"reason": one.reason, "submitter": one.submitter, "draft": one.draft}
    texts |= {
        "decision": t(f"decision.{decided.decision}") if decided else "",
        "why": decided.reason if decided else "",
    }
    texts |= {"received": one.received, "late": t("came_late") if one.late else "", "same_as": same_as}
    return {t(f"column.{name}"): text or None for name, text in texts.items()}
