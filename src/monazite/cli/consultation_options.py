"""What the commands of `monazite consultation` share: the batch, the folder, the language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from monazite.quality.consultation.store import ConsultationStore
    from monazite.quality.model import Batch

__all__ = ["batch_of", "consultation_options", "store_of"]

_OPTIONS = (
    click.option("--batch", required=True, metavar="B", help="The batch, as `consultation open --all` names it."),
    click.option(
        "--folder",
        "home",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder of the comments [default: MONAZITE_CONSULTATIONS, else the user's data folder].",
    ),
)


def consultation_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say which consultation, and where it is kept."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def store_of(home: Path | None) -> ConsultationStore:
    """Return the consultations of the folder that is named, or of the default one."""
    from monazite.quality.consultation.store import ConsultationStore, consultations_folder

    return ConsultationStore(consultations_folder(home))


def batch_of(text: str, folder: Path | None) -> Batch:
    """Return a batch of the register by its id; raise UsageError with the nearest."""
    from monazite.cli.standards_options import register_of
    from monazite.errors import UsageError, nearest

    batches = register_of(folder).batches
    plain = "".join(text.split()).casefold()
    found = next((each for each in batches.values() if "".join(each.id.split()).casefold() == plain), None)
    if found is None:
        hint = nearest(text, batches) or "no pack of standards has batches"
        raise UsageError(f"no batch '{text}' in the register: {hint}")
    return found
