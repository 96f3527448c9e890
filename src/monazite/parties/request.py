"""What a run is told of parties: which lists, which facts they feed, decisions and ownership; it travels to workers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monazite.errors import InputError, UsageError
from monazite.parties.decisions import Decision, Decisions
from monazite.parties.lists.model import ListSource
from monazite.parties.lists.package import read_manifest, read_table
from monazite.parties.lists.store import ListStore
from monazite.parties.names.model import PartyPack
from monazite.parties.ownership.graph import Graph
from monazite.parties.ownership.model import Rule
from monazite.parties.screening import Screener

__all__ = ["Owners", "Parties", "checksums"]


@dataclass(frozen=True)
class Owners:
    """A document of ownership: `read` gives its graph, `sha256` is that of the file, `rules` those of the regimes."""

    path: str
    read: Callable[[], Graph]
    sha256: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Parties:
    """What the parties of lines are screened against.

    `lists` are those of the `folder` to ask, `sources` all that are known, with the facts that they feed; `checksums`
    is what the lists were when the run began: where a worker finds others, the run ends.
    """

    folder: Path
    lists: tuple[str, ...]
    pack: PartyPack
    sources: Mapping[str, ListSource]
    checksums: Mapping[str, str]
    use: str = "review"
    decisions: tuple[Decision, ...] = ()
    owners: Owners | None = None

    def screener(self) -> Screener:
        """Return what screens; raise InputError where the lists are not those that the run began with."""
        now = checksums(self.folder, self.lists)
        for name, was in self.checksums.items():
            if now.get(name) != was:
                raise InputError(f"{self.folder / name}: the list was changed while it was read; run the command again")
        decisions = Decisions(self.decisions)
        return Screener(self.folder, self.pack, self.lists, use=self.use, decisions=decisions, marks=self.checksums)

    def editions(self) -> list[str]:
        """Return the lists with their editions, for people; one that cannot be read is called damaged."""
        return [self._edition(name, was.partition(" ")[0]) for name, was in self.checksums.items()]

    def _edition(self, name: str, edition: str) -> str:
        path = ListStore(self.folder).path(name)
        try:
            manifest = read_manifest(path)
            if manifest is not None:
                read_table(path, manifest)
        except (InputError, UsageError):
            return f"{name} (damaged: it clears nobody; add it again)"
        return f"{name} {edition}"

    def record(self) -> dict[str, Any]:
        """Return all that the answers follow from, for the record of a run and to tell whether a part stands."""
        rules = hashlib.sha256(repr(self.owners.rules).encode()).hexdigest() if self.owners else ""
        feeds = repr([(name, source.feeds) for name, source in sorted(self.sources.items())])
        return {
            "lists": dict(self.checksums),
            "pack": {"version": self.pack.version, "sha256": hashlib.sha256(repr(self.pack).encode()).hexdigest()},
            "feeds": hashlib.sha256(feeds.encode()).hexdigest(),
            "use": self.use,
            "decisions": hashlib.sha256(repr(self.decisions).encode()).hexdigest() if self.decisions else "",
            "owners": {"sha256": self.owners.sha256, "rules": rules} if self.owners else {},
        }


def checksums(folder: Path, lists: tuple[str, ...]) -> dict[str, str]:
    """Return what changes of each list when an edition comes in or it is checked again; "missing" where it is not."""
    out = {}
    for name in lists:
        try:
            manifest = read_manifest(ListStore(folder).path(name))
        except (InputError, UsageError):
            manifest = None
        out[name] = manifest.mark if manifest else "missing"
    return out
