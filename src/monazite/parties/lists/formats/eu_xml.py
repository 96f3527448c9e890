"""The EU's consolidated list of financial sanctions as XML (1.0 and 1.1): one sanctionEntity a party."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from monazite.parties.lists.formats.eu import Entity, add_entity
from monazite.parties.lists.formats.gather import Gather, clean
from monazite.parties.lists.formats.tree import elements, place, texts
from monazite.parties.lists.formats.words import day_of
from monazite.parties.lists.model import Context, File, Reading
from monazite.parties.model import Name

__all__ = ["read"]

WANTED = frozenset(("sanctionEntity",))
_ADDRESS = ("street", "poBox", "zipCode", "city", "region", "countryDescription")


def read(files: Sequence[File], context: Context) -> Reading:
    """Read the XML of the Commission (namespace fpi/fsd/export); names that are not strong are weak."""
    gather, file = Gather(context), files[0]
    dated: dt.date | None = None
    for name, element in elements(file, WANTED):
        if name == "sanctionEntity":
            add_entity(_entity(element), place(file, element), gather)
        else:
            dated = day_of(element.get("generationDate", "")[:10])
    return gather.reading("eu-xml", dated)


def _entity(element: Any) -> Entity:
    regulation = element.find("{*}regulation")
    subject = element.find("{*}subjectType")
    citizenships, addresses = element.findall("{*}citizenship"), element.findall("{*}address")
    return Entity(
        id=element.get("logicalId", ""),
        reference=element.get("euReferenceNumber", ""),
        kind="" if subject is None else subject.get("code") or subject.get("classificationCode", ""),
        names=[
            Name(alias.get("wholeName", ""), "alias" if alias.get("strong", "true") == "true" else "weak")
            for alias in element.findall("{*}nameAlias")
        ],
        countries=[_land(one) for one in (*citizenships, *addresses)],
        addresses=[", ".join(filter(None, (clean(a.get(part)) for part in _ADDRESS))) for a in addresses],
        ids=[
            (one.get("identificationTypeCode", ""), clean(one.get("number")), one.get("countryIso2Code", ""))
            for one in element.findall("{*}identification")
        ],
        programmes=[one.get("programme", "") for one in element.findall("{*}regulation")],
        designated=element.get("designationDate", ""),
        act="" if regulation is None else regulation.get("numberTitle", ""),
        remarks=[*texts(element, "remark"), clean(element.get("designationDetails"))],
    )


def _land(element: Any) -> str:
    code: str = element.get("countryIso2Code", "")
    return "" if code == "00" else code or element.get("countryDescription", "")
