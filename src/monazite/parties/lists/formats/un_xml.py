"""The UN Security Council's consolidated list: INDIVIDUAL and ENTITY elements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from monazite.parties.lists.formats.gather import Gather, Place, named, unique
from monazite.parties.lists.formats.tree import elements, place, said, texts
from monazite.parties.lists.formats.words import day_of, identifier_kind
from monazite.parties.lists.model import Context, File, Reading
from monazite.parties.model import Identifier, Name, Party, Span

__all__ = ["read"]

WANTED = frozenset(("INDIVIDUAL", "ENTITY"))
_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_ADDRESS = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")


def read(files: Sequence[File], context: Context) -> Reading:
    """Read the consolidated XML; LISTED_ON is the first day, aliases of low quality are weak."""
    gather, file = Gather(context), files[0]
    dated: dt.date | None = None
    for name, element in elements(file, WANTED):
        if name not in WANTED:
            dated = day_of(element.get("dateGenerated", "")[:10])
            continue
        at = place(file, element)
        gather.add(_party(element, name, at, gather), at)
    return gather.reading("un-xml", dated)


def _party(element: Any, group: str, at: Place, gather: Gather) -> Party:
    reference = said(element, "REFERENCE_NUMBER")
    addresses = element.findall(f"{{*}}{group}_ADDRESS")
    lands = (*texts(element, "NATIONALITY/VALUE"), *(said(a, "COUNTRY") for a in addresses))
    return Party(
        id=said(element, "DATAID") or reference,
        list=gather.context.list,
        kind="person" if group == "INDIVIDUAL" else "organization",
        names=named(" ".join(filter(None, (said(element, n) for n in _NAMES))), _aliases(element, group)),
        countries=gather.countries(lands, at),
        identifiers=gather.identifiers([Identifier("un reference", reference), *_documents(element, at, gather)]),
        addresses=unique(", ".join(filter(None, (said(a, part) for part in _ADDRESS))) for a in addresses),
        programmes=unique([said(element, "UN_LIST_TYPE")]),
        spans=_spans(element, reference, at, gather),
        remarks=said(element, "COMMENTS1"),
    )


def _aliases(element: Any, group: str) -> Iterator[Name]:
    original = said(element, "NAME_ORIGINAL_SCRIPT")
    if original:
        yield Name(original, "alias")
    for alias in element.findall(f"{{*}}{group}_ALIAS"):
        quality = said(alias, "QUALITY").lower()
        kind = "weak" if quality == "low" else "former" if quality.startswith("f.") else "alias"
        yield Name(said(alias, "ALIAS_NAME"), kind)


def _documents(element: Any, at: Place, gather: Gather) -> Iterator[Identifier]:
    for document in element.findall("{*}INDIVIDUAL_DOCUMENT"):
        country = gather.country(said(document, "ISSUING_COUNTRY") or said(document, "COUNTRY_OF_ISSUE"), at)
        yield Identifier(identifier_kind(said(document, "TYPE_OF_DOCUMENT")), said(document, "NUMBER"), country)


def _spans(element: Any, reference: str, at: Place, gather: Gather) -> tuple[Span, ...]:
    first = gather.day(said(element, "LISTED_ON"), at, "LISTED_ON")
    return (Span(first, None, first, reference),) if first else ()
