"""The EU's consolidated list of financial sanctions as CSV (1.1): several rows an entity, separated by semicolons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from monazite.parties.lists.formats.eu import Entity, add_entity
from monazite.parties.lists.formats.gather import Gather, Place
from monazite.parties.lists.formats.rows import Row, open_table
from monazite.parties.lists.formats.words import day_of
from monazite.parties.lists.model import Context, File, Reading
from monazite.parties.model import Name

__all__ = ["read"]

NEEDED = ("Entity_LogicalId", "NameAlias_WholeName", "Entity_Regulation_Programme")
_ADDRESS = ("Street", "PoBox", "ZipCode", "City", "Region", "CountryDescription")


def read(files: Sequence[File], context: Context) -> Reading:
    """Read the CSV of the Commission: rows of one Entity_LogicalId are one party; a row without it is a reject."""
    gather = Gather(context)
    found: dict[str, tuple[Entity, Place]] = {}
    dated: dt.date | None = None
    for row in open_table(files[0], gather, NEEDED, delimiter=";").rows:
        dated = dated or day_of(row.get("fileGenerationDate")[:10])
        number = row.get("Entity_LogicalId")
        if not number:
            gather.reject(row.at, "L010", "a row without Entity_LogicalId")
            continue
        entity, _ = found.setdefault(number, (Entity(number), row.at))
        _take(row, entity)
    for entity, at in found.values():
        add_entity(entity, at, gather)
    return gather.reading("eu-csv", dated)


def _take(row: Row, entity: Entity) -> None:
    """Add what a row tells: each holds one name, or one address, or one document, of its entity."""
    entity.reference = entity.reference or row.get("Entity_EU_ReferenceNumber")
    entity.kind = entity.kind or row.first("Entity_SubjectType", "Entity_SubjectType_ClassificationCode")
    entity.designated = entity.designated or row.get("Entity_DesignationDate")
    entity.act = entity.act or row.get("Entity_Regulation_NumberTitle")
    entity.programmes.append(row.get("Entity_Regulation_Programme"))
    entity.remarks.append(row.get("Entity_Remark"))
    if name := row.get("NameAlias_WholeName"):
        entity.names.append(Name(name, "weak" if row.get("NameAlias_Strong").lower() == "false" else "alias"))
    entity.countries += [_land(row, "Address"), _land(row, "Citizenship")]
    entity.addresses.append(", ".join(filter(None, (row.get(f"Address_{part}") for part in _ADDRESS))))
    if number := row.get("Identification_Number"):
        kind = row.first("Identification_TypeCode", "Identification_TypeDescription")
        entity.ids.append((kind, number, row.get("Identification_CountryIso2Code")))


def _land(row: Row, what: str) -> str:
    code = row.get(f"{what}_CountryIso2Code")
    return "" if code == "00" else code or row.get(f"{what}_CountryDescription")
