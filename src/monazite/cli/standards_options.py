"""Options that the commands of `monazite standards` share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.law_options import DAY

if TYPE_CHECKING:
    from monazite.quality.model import Register

__all__ = ["contract_option", "on_option", "register_of", "standards_options"]

on_option = click.option("--on", type=DAY, help="How things stand on this day [default: today].")
contract_option = click.option(
    "--contract",
    "contracts",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV of limits agreed otherwise, with the columns of grades.csv; repeatable.",
)
_OPTIONS = (
    click.option(
        "--language",
        "--lang",
        "language",
        type=click.Choice(["en", "zh"]),
        default="en",
        show_default=True,
        help="Language of titles and headings.",
    ),
    click.option(
        "--packs",
        "folder",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Folder that holds standards/.",
    ),
    click.option("--json", "as_json", is_flag=True, help="As JSON."),
)


def standards_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that every command has: language, packs, JSON."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def register_of(folder: Path | None, contracts: Sequence[Path] = ()) -> Register:
    """Return the register that is asked, with the grades of contracts beside those of the standards."""
    from monazite.packs.standards import standards_register

    register = standards_register(folder)
    if not contracts:
        return register
    from monazite.packs.standards_contract import load_contract
    from monazite.quality.contract import agreed_register

    return agreed_register(register, [load_contract(path, register) for path in contracts])
