"""`monazite standards recognition`: instruments, published figures, use of standards abroad."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.standards_options import standards_options

if TYPE_CHECKING:
    from monazite.quality.recognition import Indicator, Instrument, Recognition, StandardUse
    from monazite.report.texts import Texts

__all__ = ["command"]


@click.command("recognition")
@standards_options
def command(language: str, folder: Path | None, as_json: bool) -> None:
    """Show what is known of recognition: instruments, published figures with their day, use of standards abroad.

    Figures stand as their source gives them. Countries and standards that a source does not name are not guessed.

    \b
    Examples:
      monazite standards recognition
      monazite standards recognition --lang zh
      monazite standards recognition --packs my-packs --json
    """
    from monazite.packs.recognition import recognition_of

    told = recognition_of(folder)
    if as_json:
        click.echo(json.dumps(_record(told), ensure_ascii=False, indent=1))
    else:
        click.echo(_text(told, language))


def _record(told: Recognition) -> dict[str, Any]:
    return {
        "packs": dict(told.versions),
        "instruments": [_plain(asdict(one)) | {"unnamed": one.unnamed} for one in told.instruments],
        "indicators": [_plain(asdict(one)) for one in told.indicators],
        "uses": [_plain(asdict(one)) for one in told.uses],
        "markets": [_plain(asdict(one)) for one in told.markets.values()],
    }


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    """Return what is known of a record; days as they are known."""
    from monazite.quality.model import Period

    found = {}
    for name, value in record.items():
        day = str(Period(**value)) if isinstance(value, dict) else value
        if day not in ("", None, ()):
            found[name] = list(day) if isinstance(day, tuple) else str(day) if hasattr(day, "isoformat") else day
    return found


def _text(told: Recognition, language: str) -> str:
    from monazite.cli.law_table import console, printed
    from monazite.cli.standards_text import grid
    from monazite.cli.words_of import words_of

    t, out = words_of("recognition", language), console(terminal=sys.stdout.isatty())
    sections: list[tuple[str, Iterable[tuple[str, str, str]]]] = [
        ("instruments", (_instrument(one, t) for one in told.instruments)),
        ("indicators", (_indicator(one, t) for one in told.indicators)),
        ("uses", (_use(one, t) for one in told.uses)),
    ]
    for name, rows in sections:
        from rich.text import Text

        out.print(t(name), style="bold")
        table = grid("plain", "right", "wide")
        for row in rows:
            table.add_row(*map(Text, row))
        out.print(table)
        out.print()
    out.print(t("notice"), markup=False)
    return printed(out)


def _instrument(one: Instrument, t: Texts) -> tuple[str, str, str]:
    number = "" if one.documents is None else t("documents", n=one.documents)
    if one.of is not None:
        number = t("of", n=one.documents, whole=one.of)
    words = [_title(one, t), t(f"level.{one.level}"), t("issuer_word", issuer=one.issuer)]
    words += [", ".join(one.editions), ", ".join(sorted(set(one.parties) - {one.issuer}))]
    words += [t("unnamed", n=one.unnamed) if one.unnamed else "", *_known(one, t)]
    return one.id, number, " · ".join(filter(None, words))


def _indicator(one: Indicator, t: Texts) -> tuple[str, str, str]:
    value = f"{'' if one.relation == '=' else one.relation + ' '}{one.value}"
    value = t("of", n=value, whole=one.of) if one.of else value
    span = "–".join(dict.fromkeys(str(day) for day in (one.since, one.until) if day))
    return one.id, value, " · ".join(filter(None, (_title(one, t), one.scope, span, *_known(one, t))))


def _use(one: StandardUse, t: Texts) -> tuple[str, str, str]:
    number = "" if one.count is None else f"{one.count} {one.unit}"
    words = (one.project, one.country, one.standard, t(f"use.{one.use}"), *_known(one, t))
    return one.country or "?", number, " · ".join(filter(None, words))


def _title(one: Instrument | Indicator, t: Texts) -> str:
    return (one.title_zh if t.language == "zh" else "") or one.title


def _known(one: Instrument | Indicator | StandardUse, t: Texts) -> Iterator[str]:
    if one.as_of:
        yield t("as_of", day=one.as_of)
    yield f"{one.source} ({one.confidence})"
