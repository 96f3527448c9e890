"""Two grades beside each other, as text and as plain JSON types."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monazite.chemistry.weights import Weights
from monazite.cli.law_table import console, printed
from monazite.cli.standards_record import requirement_record
from monazite.cli.standards_text import grid, standards_texts
from monazite.quality.compare import Compared, compared, overall
from monazite.quality.model import Grade, Register, Requirement
from monazite.quality.registry import standing
from monazite.report.texts import Texts

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["Pair", "pair_of", "versus_record", "versus_text"]

COLOURS = {"stricter": "yellow", "equal": "green", "looser": "cyan", "crossed": "magenta", "incomparable": "dim"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two grades, their limits beside each other, and what holds of the wholes."""

    first: Grade
    second: Grade
    rows: tuple[Compared, ...]
    relation: str


def pair_of(first: Grade, second: Grade, weights: Weights) -> Pair:
    """Return two grades limit by limit."""
    rows = tuple(compared(first, second, weights))
    known = first.requirements and second.requirements
    return Pair(first, second, rows if known else (), overall(rows) if known else "incomparable")


def versus_record(register: Register, pairs: Sequence[Pair], on: dt.date) -> dict[str, Any]:
    """Return pairs of grades with every limit."""
    told = [
        {
            "first": pair.first.id,
            "second": pair.second.id,
            "first_product": pair.first.product,
            "second_product": pair.second.product,
            "relation": pair.relation,
            "limits": [_row_record(row) for row in pair.rows],
        }
        for pair in pairs
    ]
    names = dict.fromkeys(grade.edition for pair in pairs for grade in (pair.first, pair.second))
    stand = {name: standing(register, register.editions[name], on) for name in names}
    return {"on": str(on), "notice": standards_texts("en")("notice"), "standing": stand, "pairs": told}


def _row_record(row: Compared) -> dict[str, Any]:
    sides = {
        name: requirement_record(one) if one else None for name, one in (("first", row.first), ("second", row.second))
    }
    return {"analyte": row.analyte, **sides, "relation": row.relation}


def versus_text(register: Register, pairs: Sequence[Pair], on: dt.date, language: str, *, terminal: bool) -> str:
    """Return one pair of grades limit by limit, several as a table of pairs."""
    t, out = standards_texts(language), console(terminal=terminal)
    if len(pairs) == 1:
        _one(out, pairs[0], t)
    else:
        _many(out, pairs, t)
    for name in dict.fromkeys(grade.edition for pair in pairs for grade in (pair.first, pair.second)):
        edition = register.editions[name]
        out.print(f"{name}: {t(f'told.{standing(register, edition, on)}', day=on)}", markup=False)
        if edition.kind == "market-specification":
            out.print(f"{name}: {t('market')}", markup=False)
    out.print(t("notice"), markup=False)
    return printed(out)


def _one(out: Console, pair: Pair, t: Texts) -> None:
    from rich.text import Text

    table = grid("plain", "wide", "wide", "plain")
    table.add_row("", Text(pair.first.id, style="bold"), Text(pair.second.id, style="bold"), "")
    for row in pair.rows:
        told = Text(t(f"relation.{row.relation}"), style=COLOURS[row.relation])
        limits = (Text(_limit(one, row.analyte, t)) for one in (row.first, row.second))
        table.add_row(Text(row.analyte), *limits, told)
    out.print(table)
    told_of = {"relation": t(f"relation.{pair.relation}"), "means": t(f"means.{pair.relation}")}
    out.print()
    out.print(t("overall", first=pair.first.id, second=pair.second.id, **told_of), style="bold", markup=False)


def _limit(one: Requirement | None, analyte: str, t: Texts) -> str:
    if one is None:
        return t("no_limit")
    named = f"{one.analyte} " if one.analyte != analyte else ""
    return named + t("on_basis", limit=one.printed, unit=one.unit, basis=t(f"basis.{one.basis}"))


def _many(out: Console, pairs: Sequence[Pair], t: Texts) -> None:
    from rich.text import Text

    table = grid("wide", "wide", "plain")
    for pair in pairs:
        ends = (Text(pair.first.id), Text(pair.second.id))
        table.add_row(*ends, Text(t(f"relation.{pair.relation}"), style=COLOURS[pair.relation]))
    out.print(table)
    out.print(f"\n{t('pairs')}", markup=False)
