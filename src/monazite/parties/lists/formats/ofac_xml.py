"""OFAC's simple XML (sdn.xml, consolidated.xml): one sdnEntry a party."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from monazite.errors import InputError
from monazite.parties.lists.formats.gather import Gather, Place, named, unique
from monazite.parties.lists.formats.tree import elements, place, said, texts
from monazite.parties.lists.formats.words import day_of, identifier_kind, party_kind
from monazite.parties.lists.model import Context, File, Reading
from monazite.parties.model import Identifier, Name, Party

__all__ = ["read"]

WANTED = frozenset(("publshInformation", "sdnEntry"))  # the publisher writes it so
_LINES = ("address1", "address2", "address3", "city", "stateOrProvince", "postalCode", "country")
_NO_NUMBERS = ("gender", "secondary sanctions risk", "website", "email", "additional sanctions", "phone")


def read(files: Sequence[File], context: Context) -> Reading:
    """Read the simple XML; raise InputError where it holds another number of entries than it says itself."""
    gather, file = Gather(context), files[0]
    dated: dt.date | None = None
    told, found = 0, 0
    for name, element in elements(file, WANTED):
        if name == "publshInformation":
            dated = day_of(said(element, "Publish_Date"), american=True)
            told = _count(said(element, "Record_Count"), place(file, element), gather)
        elif name == "sdnEntry":
            found += 1
            at = place(file, element)
            gather.add(_party(element, at, gather), at)
    if told and told != found:
        raise InputError(f"{file.shown}: {found} entries, where the file says that it holds {told}")
    return gather.reading("ofac-xml", dated)


def _count(text: str, at: Place, gather: Gather) -> int:
    """Return how many entries the file says that it holds, 0 where it does not say it."""
    if text and not (text.isascii() and text.isdigit()):
        gather.find(at, "L023", f"'{text}' is no count of entries", "how many there should be is not known")
    return int(text) if text.isascii() and text.isdigit() else 0


def _party(entry: Any, at: Place, gather: Gather) -> Party:
    addresses = list(_addresses(entry))
    lands = (*texts(entry, "nationalityList/nationality/country"), *texts(entry, "citizenshipList/citizenship/country"))
    flag = said(entry, "vesselInfo/vesselFlag")
    title, remarks = said(entry, "title"), said(entry, "remarks")
    born = list(texts(entry, "dateOfBirthList/dateOfBirthItem/dateOfBirth"))
    told = (title and f"Title: {title}", *(f"DOB {day}" for day in born), remarks)
    return Party(
        id=said(entry, "uid"),
        list=gather.context.list,
        kind=party_kind(said(entry, "sdnType")),
        names=named(_name(entry), _aliases(entry)),
        countries=gather.countries((*(a[-1] for a in addresses), *lands, flag), at),
        identifiers=gather.identifiers(_identifiers(entry, at, gather)),
        addresses=unique(", ".join(filter(None, parts)) for parts in addresses),
        phones=unique(_phones(entry)),
        programmes=unique(texts(entry, "programList/program")),
        remarks="; ".join(filter(None, told)),
    )


def _name(element: Any) -> str:
    """Return a name as the delimited files write it: 'LAST, First'."""
    return ", ".join(filter(None, (said(element, "lastName"), said(element, "firstName"))))


def _aliases(entry: Any) -> Iterator[Name]:
    for aka in entry.findall("{*}akaList/{*}aka"):
        kind = said(aka, "type").lower()
        weak = said(aka, "category").lower() == "weak"
        yield Name(_name(aka), "weak" if weak else "former" if kind.startswith("f") else "alias")


def _addresses(entry: Any) -> Iterator[tuple[str, ...]]:
    for address in entry.findall("{*}addressList/{*}address"):
        yield tuple(said(address, line) for line in _LINES)


def _identifiers(entry: Any, at: Place, gather: Gather) -> Iterator[Identifier]:
    for one in entry.findall("{*}idList/{*}id"):
        word, number = said(one, "idType"), said(one, "idNumber")
        if any(word.lower().startswith(no) for no in _NO_NUMBERS):
            continue
        if number.upper().startswith("IMO "):
            word, number = "imo", number[4:].strip()
        yield Identifier(identifier_kind(word), number, gather.country(said(one, "idCountry"), at))


def _phones(entry: Any) -> Iterator[str]:
    for one in entry.findall("{*}idList/{*}id"):
        if "phone" in said(one, "idType").lower():
            yield said(one, "idNumber")
