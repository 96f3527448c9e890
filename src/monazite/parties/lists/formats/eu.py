"""What the XML and the CSV of the EU's list have in common: one entity, put as a party."""

from __future__ import annotations

from dataclasses import dataclass, field

from monazite.parties.lists.formats.gather import Gather, Place, named, unique
from monazite.parties.lists.formats.words import identifier_kind, party_kind
from monazite.parties.model import Identifier, Name, Party, Span

__all__ = ["Entity", "add_entity"]


@dataclass
class Entity:
    """One entity of the list as plain texts; `ids` are (kind, number, country)."""

    id: str
    reference: str = ""
    kind: str = ""
    names: list[Name] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    ids: list[tuple[str, str, str]] = field(default_factory=list)
    programmes: list[str] = field(default_factory=list)
    designated: str = ""
    act: str = ""
    remarks: list[str] = field(default_factory=list)


def add_entity(entity: Entity, at: Place, gather: Gather) -> None:
    """Add an entity as a party. Its act is the last one that touched it: only the day of designation begins a span."""
    first = gather.day(entity.designated, at, "designation date")
    names = sorted(entity.names, key=lambda n: n.kind == "weak")
    party = Party(
        id=entity.reference or entity.id,
        list=gather.context.list,
        kind=party_kind(entity.kind),
        names=named(names[0].text if names else "", names[1:]),
        countries=gather.countries(entity.countries, at),
        identifiers=gather.identifiers(
            Identifier(identifier_kind(k), n, gather.country(c if c != "00" else "", at)) for k, n, c in entity.ids
        ),
        addresses=unique(entity.addresses),
        programmes=unique(entity.programmes),
        spans=(Span(first, None, first, entity.act),) if first else (),
        remarks="; ".join(unique([*entity.remarks, entity.act and f"Act: {entity.act}"])),
    )
    gather.add(party, at)
