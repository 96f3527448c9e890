"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.law_options import reading_option

if TYPE_CHECKING:
    from monazite.goods.doubts.model import DoubtsPack
    from monazite.law.model import LawPack

__all__ = ["goods_of", "known_day", "law_options", "pairs", "regimes_of"]

_LAW = (
    click.option("--known-on", type=click.DateTime(["%Y-%m-%d"]), help="What was known on this day [default: today]."),
    reading_option,
    click.option("--regime", "regimes", multiple=True, help="Regimes: cn or cn,us [default: every whole pack]."),
    click.option(
        "--packs",
        "folder",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Folder that holds law/.",
    ),
    click.option("--map", "mapping", multiple=True, metavar="COLUMN=FACT", help="Read a column as a fact; repeatable."),
    click.option(
        "--assume",
        "assume",
        multiple=True,
        metavar="FACT=VALUE",
        help="Where a line does not state a fact; repeatable.",
    ),
    click.option("--as-stated", is_flag=True, help="Only what lines state counts; descriptions are not read."),
)


def law_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say which law is asked, and how columns are read."""
    for option in reversed(_LAW):
        function = option(function)
    return function


def known_day(known_on: dt.datetime | None) -> dt.date:
    """Return the day of knowledge; the engine knows no clock, the command line does."""
    return known_on.date() if known_on else dt.datetime.now(dt.UTC).date()


def regimes_of(regimes: tuple[str, ...], folder: Path | None) -> list[LawPack]:
    """Return the packs of the regimes named ("cn,us" or repeated), all of them where none is."""
    from monazite.packs import law_packs

    return law_packs([r.strip() for part in regimes for r in part.split(",") if r.strip()], folder)


def goods_of(as_stated: bool, folder: Path | None) -> DoubtsPack | None:
    """Return the pack that descriptions are read with: that of the folder of packs where it has one, or none."""
    from monazite.packs.goods_doubts import doubts_pack

    if as_stated:
        return None
    own = folder / "goods" if folder else None
    return doubts_pack(own if own and (own / "pack.yml").is_file() else None)


def pairs(values: tuple[str, ...], option: str) -> Mapping[str, str]:
    """Return NAME=VALUE options as a mapping."""
    out = {}
    for text in values:
        name, sign, value = text.partition("=")
        # A column that is mapped to nothing is left out.
        if not (name.strip() and sign and (value.strip() or option == "--map")):
            raise click.BadParameter(f"'{text}' is not NAME=VALUE", param_hint=option)
        out[name.strip()] = value.strip()
    return out
