"""`monazite standards sovereignty`: how much of a qualified supply hangs on one issuer's standards."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.law_options import today
from monazite.cli.standards_options import on_option, register_of, standards_options

if TYPE_CHECKING:
    from monazite.quality.sovereignty import Edge, Index, Lot
    from monazite.report.texts import Texts

__all__ = ["command"]


@click.command("sovereignty")
@click.argument("supply", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="SUPPLY.csv")
@on_option
@standards_options
def command(supply: Path, on: dt.date | None, language: str, folder: Path | None, as_json: bool) -> None:
    """Tell which share of each product's qualified supply qualifies under one issuer's standard only.

    SUPPLY.csv has the columns product, supplier, quantity, unit and grade: the editions and grades that the supplier
    holds, separated by semicolons. A path of recognition, adoption or limits to a standard of another issuer takes a
    lot out of the index; a path that is not known makes it an interval. Shares are exact fractions. Specifications of
    price agencies are no standards and qualify nothing.

    \b
    Examples:
      monazite standards sovereignty examples/supply.csv
      monazite standards sovereignty examples/supply.csv --on 2026-03-01 --json
    """
    from monazite.packs.recognition import recognition_of
    from monazite.packs.standards import standards_weights
    from monazite.packs.supply import load_supply
    from monazite.quality.sovereignty import indices

    day, lines = on or today(), load_supply(supply)
    found = indices(lines, register_of(folder), recognition_of(folder), standards_weights(), day)
    if as_json:
        told = {"on": str(day), "products": [_record(one) for one in found]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_text(found, language)))


def _record(one: Index) -> dict[str, Any]:
    return {
        "product": one.product,
        "unit": one.unit,
        "low": _exact(one.low),
        "high": _exact(one.high),
        "issuers": {name: _exact(share) for name, share in one.issuers.items()},
        "qualified": _exact(one.qualified),
        "not_qualified": _exact(one.unqualified),
        "grade_not_in_register": _exact(one.unclear),
        "lots": [_lot(lot) for lot in one.lots],
    }


def _lot(lot: Lot) -> dict[str, Any]:
    from dataclasses import asdict

    line = lot.supply
    told = {"supplier": line.supplier, "quantity": _exact(line.quantity), "held": list(line.held), "place": line.place}
    return told | {"issuer": lot.issuer, "alone": lot.alone, "edges": [asdict(edge) for edge in lot.edges]}


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _text(found: Sequence[Index], language: str) -> Iterator[str]:
    from monazite.cli.words_of import words_of

    t = words_of("recognition", language)
    for one in found:
        yield from _product(one, t)
        yield ""
    yield t("formula")
    yield t("notice")


def _product(one: Index, t: Texts) -> Iterator[str]:
    if one.low is None or one.high is None:
        yield t("no_supply", product=one.product)
    else:
        key = "index" if one.low == one.high else "index_between"
        yield _bold(t(key, product=one.product, low=_share(one.low, t), high=_share(one.high, t)))
    for name, share in one.issuers.items():
        yield f"  {t('of_issuer', issuer=name)}: {_share(share, t)}"
    amounts = (_number(one.qualified), _number(one.unqualified), _number(one.unclear))
    words = dict(zip(("qualified", "other", "unclear"), amounts, strict=True))
    yield f"  {t('quantities', unit=one.unit, **words)}"
    for lot in one.lots:
        yield f"  {lot.supply.supplier}  {_number(lot.supply.quantity)} {one.unit}  {_standing(lot, t)}"
        yield from (f"    {_edge(edge, t)}" for edge in lot.edges)


def _standing(lot: Lot, t: Texts) -> str:
    return " · ".join(filter(None, (t(f"alone.{lot.alone}"), lot.issuer, "; ".join(lot.supply.held))))


def _edge(edge: Edge, t: Texts) -> str:
    if edge.kind == "held":
        key = "held" if edge.state == "yes" else "maybe"
        return t(key, issuer=edge.issuer, via=edge.via, reason=f"{t('alone.unclear')}: {edge.via}")
    if edge.state == "yes":
        return t("over", issuer=edge.issuer, kind=t(f"kind.{edge.kind}"), via=edge.via)
    reason = t(f"reason.{edge.reason}", count="", limits="")
    return t("maybe", issuer=edge.issuer, reason=f"{edge.via}: {reason}")


def _share(share: Fraction, t: Texts) -> str:
    """Return a share in per cent and as the exact fraction."""
    return f"{t.share(share.numerator, share.denominator)} ({share})"


def _number(value: Fraction) -> str:
    from monazite.cli.standards_record import exact

    return exact(value) or ""


def _bold(text: str) -> str:
    return click.style(text, bold=True) if sys.stdout.isatty() else text
