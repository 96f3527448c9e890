"""Options that the commands of `monazite law` share: days, regimes, folders of packs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from monazite.law.model import LawPack

__all__ = ["DAY", "READING", "every_pack", "pack_options", "reading_option", "today"]


def today() -> dt.date:
    """Return the day of the clock; the engine knows no clock, the command line does."""
    return dt.datetime.now(dt.UTC).date()


class _Day(click.ParamType[dt.date]):
    """A day: 2026-11-11, or the word today."""

    name = "day"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "DAY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        if isinstance(value, dt.date):
            return value
        text = str(value).strip()
        if text.lower() == "today":
            return today()
        try:
            if len(text) != len("2026-11-11"):
                raise ValueError
            return dt.date.fromisoformat(text)
        except ValueError:
            self.fail(f"'{value}' is no day; write year-month-day, such as 2026-11-11, or today", param, ctx)


DAY = _Day()
READING = click.Choice(["instruments", "announced"])
reading_option = click.option(
    "--reading",
    type=READING,
    default="instruments",
    show_default=True,
    help="Only issued instruments count, or announced ones too.",
)

_PACKS = (
    click.option("--known-on", type=DAY, help="What was known on this day [default: today]."),
    click.option("--regime", "regimes", multiple=True, help="Regimes: cn or cn,us [default: every pack]."),
    click.option(
        "--packs",
        "folder",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Folder that holds law/.",
    ),
)


def pack_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say which law is shown, as known when."""
    for option in reversed(_PACKS):
        function = option(function)
    return function


def every_pack(regimes: Sequence[str], folder: Path | None) -> list[LawPack]:
    """Return the packs of the regimes named; where none is named every pack, skeletons too: they only are shown."""
    from monazite.packs import law_packs, packs_folder

    named = [r.strip() for part in regimes for r in part.split(",") if r.strip()]
    root = (folder or packs_folder()) / "law"
    if not named and root.is_dir():
        named = sorted(p.name for p in root.iterdir() if (p / "pack.yml").is_file())
    return law_packs(named, folder)
