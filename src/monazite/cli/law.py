"""`monazite law`: the law through time; each command in a file of its own, imported only when it runs."""

from __future__ import annotations

import click

from monazite.cli.lazy import LazyGroup

__all__ = ["command"]

COMMANDS = {
    "timeline": "Instruments and events on one dated line, as a table or a picture.",
    "on": "The law of a day, as known on a day.",
    "parity": "Equal treatment: where does only the country or the party change the outcome?",
}


@click.group("law", cls=LazyGroup, known=COMMANDS, modules="monazite.cli.law_")
def command() -> None:
    """The law through time: timeline, the law of a day, equal treatment.

    \b
    Examples:
      monazite law timeline --from 2025-01-01 --html timeline.html
      monazite law timeline --about cn.mofcom-gacc.2025-70
      monazite law on 2026-11-11 --known-on 2026-10-01
      monazite law on today --regime cn
    """
