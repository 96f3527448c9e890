"""Opening what parties are screened against: lists of a folder, the pack, decisions of analysts, ownership."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from monazite.errors import InputError, UsageError, nearest
from monazite.formats.owners import read_owners
from monazite.packs.lists import known_lists
from monazite.packs.ownership import ownership_rules
from monazite.packs.parties import party_pack
from monazite.parties.decisions import read_decisions
from monazite.parties.lists import ListStore, lists_folder
from monazite.parties.lists.model import ListSource
from monazite.parties.names.model import PartyPack
from monazite.parties.request import Owners, Parties, checksums

__all__ = ["decisions_file", "named_lists", "open_parties", "pack_of"]


def open_parties(
    folder: Path | None = None,
    lists: Sequence[str] = (),
    *,
    packs: Path | None = None,
    decisions: Path | None = None,
    owners: Path | None = None,
    use: str = "review",
) -> Parties | None:
    """Return what parties are screened against, for a `Request`; None where no list is kept and none is named.

    `folder` is that of the lists (None: the default one), `lists` some of it (empty: all that are kept), `packs` a
    folder of packs in place of the shipped ones. Decisions are those of `decisions`, else of decisions.csv or
    decisions.jsonl in the folder of the lists. `owners` is a document of ownership. Raises InputError, UsageError.
    """
    place = lists_folder(folder)
    names = named_lists(place, lists, packs)
    if not names and folder is None and not lists:
        if owners or decisions:
            raise UsageError(f"no lists in {place}, so nobody can be screened; see: monazite lists add")
        return None
    file = decisions_file(place, decisions)
    return Parties(
        folder=place.absolute(),
        lists=names,
        pack=pack_of(packs),
        sources=_sources(place, names, packs),
        checksums=checksums(place, names),
        use=use,
        decisions=tuple(read_decisions(file)),
        owners=_owners(owners, packs) if owners else None,
    )


def named_lists(place: Path, lists: Sequence[str], packs: Path | None = None) -> tuple[str, ...]:
    """Return the lists to ask: those named, which must be known or kept, or all that are kept."""
    kept = ListStore(place).names()
    known = {*kept, *_known(packs)}
    for name in lists:
        if name not in known:
            raise UsageError(f"no list '{name}': {nearest(name, sorted(known))}")
    return tuple(dict.fromkeys(lists or kept))


def decisions_file(place: Path, named: Path | None = None) -> Path:
    """Return where decisions are kept: the file named, else that of the folder of the lists."""
    if named is not None:
        return named
    lines = place / "decisions.jsonl"
    return lines if lines.is_file() else place / "decisions.csv"


def pack_of(packs: Path | None) -> PartyPack:
    """Return the pack of parties of a folder of packs where it has one, else the shipped one."""
    own = packs / "parties" if packs else None
    return party_pack(own if own and (own / "pack.yml").is_file() else None)


def _known(packs: Path | None) -> dict[str, ListSource]:
    return known_lists(packs if packs and (packs / "lists" / "sources.csv").is_file() else None)


def _sources(place: Path, names: Sequence[str], packs: Path | None) -> dict[str, ListSource]:
    """Return the lists that are known; one that is kept and not known feeds no fact."""
    known = _known(packs)
    return known | {name: ListSource(name) for name in names if name not in known}


def _owners(path: Path, packs: Path | None) -> Owners:
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None
    own = packs if packs and any((packs / "parties" / "ownership").glob("*.yml")) else None
    path = path.absolute()
    return Owners(str(path), partial(read_owners, path), digest, ownership_rules(own))
