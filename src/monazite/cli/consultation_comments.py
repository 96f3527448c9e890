"""`monazite consultation comments`: take comments from a form, or show those that are kept."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.consultation_options import batch_of, consultation_options, store_of
from monazite.cli.law_options import DAY
from monazite.cli.standards_options import standards_options

if TYPE_CHECKING:
    from monazite.quality.consultation.clusters import Cluster, Member
    from monazite.quality.consultation.model import Comment, Disposition
    from monazite.quality.consultation.store import Kept
    from monazite.report.texts import Texts

__all__ = ["command"]


@click.command("comments")
@click.argument("form", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="[FILE]")
@click.option("--submitter", default="", help="Who submits, where the form has no such column.")
@click.option("--draft", default="", help="The draft that is commented on, where the form has no such column.")
@click.option("--received", type=DAY, help="The day on which they came, where that is not today.")
@click.option("--check", is_flag=True, help="Only read the form and show its duplicates; keep nothing.")
@consultation_options
@standards_options
def command(
    form: Path | None,
    submitter: str,
    draft: str,
    received: dt.date | None,
    check: bool,
    batch: str,
    home: Path | None,
    language: str,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Take comments from a form (.xlsx, .csv) into a consultation; without FILE show those that are kept.

    The form has the columns 序号 章节号 原文 修改后内容 理由, or number clause original proposed reason; submitter
    and draft may stand beside them. A form with a mistake is not taken, and every mistake is told. A form that is taken
    twice is kept once. Comments on one clause that ask for nearly the same are shown together, with how near they are.

    \b
    Examples:
      monazite consultation comments examples/comments_zh.csv --batch "MIIT 2026-01" --submitter "Baishan Metals"
      monazite consultation comments opinions.xlsx --batch "MIIT 2026-01" --check
      monazite consultation comments --batch "MIIT 2026-01" --json
    """
    from monazite.packs.consultation_form import read_comments
    from monazite.quality.consultation.model import zone_of
    from monazite.quality.consultation.store import Kept

    known, store = batch_of(batch, folder), store_of(home)
    record: dict[str, Any] = {"batch": known.id}
    if form is None:
        kept = store.kept(known.id)
    else:
        filled = read_comments(form, submitter=submitter, draft=draft)
        if not check:
            came = dt.datetime.combine(received, dt.time(12), zone_of(known)) if received else None
            added = store.add(known, filled.comments, dt.datetime.now(dt.UTC), came)
            record |= {"added": len(added.comments), "already": added.already}
            record |= {"late": sum(one.late for one in added.comments), "decisions_in_form": len(filled.decisions)}
        kept = Kept(filled.comments) if check else store.kept(known.id)
    if as_json:
        click.echo(json.dumps(record | _record(kept), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_text(record, kept, language)))


def _record(kept: Kept) -> dict[str, Any]:
    from monazite.quality.consultation.clusters import clusters

    told, decided = [], kept.decided()
    for cluster in clusters(kept.comments):
        near = [_near(member) for member in cluster.members]
        first = _comment(cluster.first, decided.get(cluster.first.id))
        told.append({"first": first, "nearly_the_same": near, "submitters": cluster.submitters})
    return {"comments": len(kept.comments), "clusters": told, "torn_lines": list(kept.torn)}


def _comment(one: Comment, decided: Disposition | None) -> dict[str, Any]:
    record = {name: value for name, value in asdict(one).items() if value not in ("", False)}
    return record | ({"disposition": asdict(decided)} if decided else {})


def _near(member: Member) -> dict[str, Any]:
    told = {"similarity": f"{member.shared}/{member.either}", "exact": member.exact}
    one = member.comment
    return told | {"id": one.id, "submitter": one.submitter, "proposed": one.proposed, "reason": one.reason}


def _text(record: dict[str, Any], kept: Kept, language: str) -> Iterator[str]:
    from monazite.cli.words_of import words_of
    from monazite.quality.consultation.clusters import clusters

    t = words_of("consultation", language)
    if "added" in record:
        yield t("added", n=record["added"], already=record["already"])
        if record["late"]:
            yield t("late", n=record["late"])
        if record["decisions_in_form"]:
            yield t("decisions_in_form", n=record["decisions_in_form"])
        yield ""
    found, decided = clusters(kept.comments), kept.decided()
    for cluster in found:
        yield from _cluster(cluster, decided.get(cluster.first.id), t)
    yield t("counted", n=len(kept.comments), groups=len(found))
    if kept.torn:
        yield t("torn", lines=", ".join(map(str, kept.torn)))


def _cluster(cluster: Cluster, decided: Disposition | None, t: Texts) -> Iterator[str]:
    from monazite.report.texts import short

    one = cluster.first
    who = " · ".join(filter(None, (one.draft, one.submitter, t("came_late") if one.late else "")))
    yield f"{one.id or one.place}  {one.clause}  {who}".rstrip()
    for name in ("original", "proposed", "reason"):
        if text := getattr(one, name):
            yield f"    {t(name)}: {short(text)}"
    if decided:
        yield f"    {t(f'decision.{decided.decision}')}  {short(decided.reason)}".rstrip()
    for member in cluster.members:
        key = "same" if member.exact else "near"
        told = t(key, id=member.comment.id or member.comment.place, shared=member.shared, either=member.either)
        yield f"    = {told}  {member.comment.submitter}".rstrip()
