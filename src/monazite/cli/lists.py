"""`monazite lists`: lists of parties, fetched, kept by edition and shown; each command in a file of its own."""

from __future__ import annotations

import click

from monazite.cli.lazy import LazyGroup

__all__ = ["command"]

COMMANDS = {
    "add": "Take a list, from the net, from files, or from what ships with Monazite.",
    "update": "Fetch what is new of the lists that are kept.",
    "status": "Age, edition, counts and checksum of each list; which may be relied on.",
    "show": "The parties of a list, as listed on a day.",
    "remove": "Remove a list with all its editions.",
}


@click.group("lists", cls=LazyGroup, known=COMMANDS, modules="monazite.cli.lists_")
def command() -> None:
    """Lists of parties: OFAC, the US Consolidated Screening List, UN, EU, UK, OpenSanctions, China's lists.

    Each is kept as a Data Package with all its editions, so that it can be asked who was listed on a day, as known on a
    day. Lists lie in --lists, in MONAZITE_LISTS, or in the user's data folder.

    \b
    Examples:
      monazite lists add cn-control
      monazite lists add un-sc
      monazite lists add ofac-sdn --from sdn.csv --from alt.csv --from add.csv
      monazite lists update
      monazite lists status
      monazite lists show cn-control --on 2026-02-24
    """
