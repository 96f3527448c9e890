"""`monazite consultation`: what is open, comments on clauses, what was decided; each command in a file of its own."""

from __future__ import annotations

import click

from monazite.cli.lazy import LazyGroup

__all__ = ["command"]

COMMANDS = {
    "open": "What is open for comments on a day, days left, reminders.",
    "comments": "Take comments from a form, or show those kept, duplicates together.",
    "decide": "Record what was decided on comments, with the reason.",
    "export": "Write comments with what was decided, as XLSX or CSV.",
}


@click.group("consultation", cls=LazyGroup, known=COMMANDS, modules="monazite.cli.consultation_")
def command() -> None:
    """Consultations on drafts of standards: windows, comments clause by clause, what was decided on each.

    Comments lie in --folder, in MONAZITE_CONSULTATIONS, or in the user's data folder; to them is only ever added.

    \b
    Examples:
      monazite consultation open
      monazite consultation comments comments.xlsx --batch "MIIT 2026-01"
      monazite consultation decide 3 partly --batch "MIIT 2026-01" --reason "only for grade A"
      monazite consultation export --batch "MIIT 2026-01" --out opinions.xlsx --lang zh
    """
