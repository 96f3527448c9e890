"""`monazite consultation open`: what is open for comments on a day."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.standards_options import on_option, register_of, standards_options

if TYPE_CHECKING:
    from monazite.quality.consultation.model import Window
    from monazite.quality.model import Batch
    from monazite.report.texts import Texts

__all__ = ["command"]


@click.command("open")
@click.option("--all", "everything", is_flag=True, help="Those that are closed or not yet open too.")
@click.option("--remind", default="7,3,1,0", show_default=True, metavar="DAYS", help="Days before the last to remind.")
@on_option
@standards_options
def command(
    everything: bool, remind: str, on: dt.date | None, language: str, folder: Path | None, as_json: bool
) -> None:
    """Tell which batches of drafts are open for comments on a day, how many days are left, and when to remind.

    Both ends of a window are days on which it is open, in the time zone of the publisher. Without --on the day is that
    of now at each publisher. Exit status 1 where nothing is open.

    \b
    Examples:
      monazite consultation open
      monazite consultation open --on 2026-02-18
      monazite consultation open --all --json
    """
    days = _days(remind)
    found = [_window(each, on, days) for each in register_of(folder).batches.values()]
    shown = [each for each in found if everything or each.state == "open"]
    if as_json:
        click.echo(json.dumps([_record(each) for each in shown], ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_text(shown, len(found), language)))
    raise SystemExit(0 if any(each.state == "open" for each in found) else 1)


def _days(text: str) -> tuple[int, ...]:
    from monazite.errors import UsageError

    parts = [part.strip() for part in text.split(",") if part.strip()]
    for part in parts:
        if not (part.isascii() and part.isdecimal() and len(part) < 4):
            raise UsageError(f"--remind {text}: '{part}' is no number of days; write 7,3,1,0")
    return tuple(int(part) for part in parts)


def _window(batch: Batch, on: dt.date | None, days: Sequence[int]) -> Window:
    from monazite.quality.consultation.model import day_in, window

    return window(batch, on or day_in(batch, dt.datetime.now(dt.UTC)), days)


def _record(one: Window) -> dict[str, Any]:
    from monazite.quality.consultation.model import ends_at

    batch, ends = one.batch, ends_at(one.batch)
    return {
        "batch": batch.id,
        "title": batch.title,
        "body": batch.body,
        "on": str(one.on),
        "state": one.state,
        "opens": str(batch.opens) if batch.opens else None,
        "closes": str(batch.closes) if batch.closes else None,
        "zone": batch.zone or None,
        "over_from": ends.isoformat() if ends else None,
        "days": batch.days,
        "days_left": one.days_left,
        "days_to_opening": one.days_to_opening,
        "reminders": [str(day) for day in one.reminders],
        "remind_today": one.due,
        "drafts": batch.drafts,
        "source": batch.source,
        "confidence": batch.confidence,
    }


def _text(shown: Sequence[Window], count: int, language: str) -> Iterator[str]:
    from monazite.cli.words_of import words_of

    t = words_of("consultation", language)
    for one in shown:
        yield from _one(one, t)
        yield ""
    if not any(one.state == "open" for one in shown):
        yield t("nothing_open", n=count)


def _one(one: Window, t: Texts) -> Iterator[str]:
    from monazite.quality.consultation.model import ends_at

    batch, ends = one.batch, ends_at(one.batch)
    title = (batch.title_zh if t.language == "zh" else "") or batch.title
    yield f"{batch.id}  {title}"
    left = one.days_to_opening if one.state == "upcoming" else one.days_left
    yield f"  {t(f'state.{one.state}', day=one.on, n=left)}"
    if ends is not None:
        yield f"  {t('window', opens=batch.opens, closes=batch.closes, zone=batch.zone or 'UTC', n=batch.days)}"
        yield f"  {t('over', instant=ends.strftime('%Y-%m-%d %H:%M'))}"
    ahead = [str(day) for day in one.reminders if day >= one.on]
    if ahead:
        yield f"  {t('reminders', days=', '.join(ahead))}{t('today') if one.due else ''}"
    yield f"  {t('drafts', n=batch.drafts)}" if batch.drafts is not None else f"  {t('drafts_unknown')}"
    yield f"  {batch.source} ({batch.confidence})"
