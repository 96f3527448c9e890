"""The progress bar of long work, and the notes of the reader."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from monazite.read import Input

__all__ = ["Progress"]


class Progress:
    """A progress bar on a terminal, nothing elsewhere; notes of the reader go to standard error."""

    def __init__(self, work: str, *, quiet: bool) -> None:
        self.work, self.quiet, self.lines = work, quiet, 0
        self.bar: Any = None
        self.task: Any = None

    def __enter__(self) -> Progress:
        return self

    def opened(self, source: Input) -> None:
        """Show the notes and start the bar."""
        if self.quiet:
            return
        for note in source.notes:
            click.echo(f"note: {note}", err=True)
        if sys.stderr.isatty():
            self._start(source.size)

    def _start(self, size: int | None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        columns = (
            TextColumn(self.work),
            BarColumn(),
            TextColumn("{task.fields[lines]:,} lines"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        self.bar = Bar(*columns, console=Console(stderr=True), transient=True)
        self.task = self.bar.add_task(self.work, total=size, lines=0)
        self.bar.start()

    def advance(self, lines: int, size: int) -> None:
        """Count lines and bytes done."""
        self.lines += lines
        if self.bar:
            self.bar.update(self.task, advance=size, lines=self.lines)

    def __exit__(self, *_: object) -> None:
        if self.bar:
            self.bar.stop()
