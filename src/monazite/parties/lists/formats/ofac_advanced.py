"""OFAC's advanced XML (sdn_advanced.xml, Advanced Sanctions Data Model): parts by reference, listings dated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from monazite.errors import InputError
from monazite.parties.lists.formats.gather import Gather, Place, clean, listings, named, unique
from monazite.parties.lists.formats.tree import elements, local, place, said
from monazite.parties.lists.formats.words import identifier_kind, party_kind
from monazite.parties.lists.model import Context, File, Reading
from monazite.parties.model import Identifier, Name, Party, Span

__all__ = ["read"]

# In the file's own order: references come first, entries on lists last.
WANTED = frozenset(
    ("DateOfIssue", "ReferenceValueSets", "Location", "IDRegDocument", "DistinctParty", "SanctionsEntry")
)
_ORDER = ("Last Name", "First Name", "Middle Name", "Maiden Name", "Patronymic", "Matronymic")
_KINDS = {"f.k.a.": "former", "a.k.a.": "alias", "n.k.a.": "alias", "name": "alias"}


@dataclass
class _Sets:
    """What the parts of the file that come before the parties say, by the ids that parties use."""

    words: dict[tuple[str, str], str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[str, str]] = field(default_factory=dict)
    documents: dict[str, list[Identifier]] = field(default_factory=dict)
    parties: dict[str, tuple[Party, Place]] = field(default_factory=dict)
    entries: dict[str, tuple[list[Span], list[str], list[str]]] = field(default_factory=dict)

    def word(self, kind: str, number: str | None) -> str:
        """Return what a reference value means."""
        return self.words.get((kind, number or ""), "")


def read(files: Sequence[File], context: Context) -> Reading:
    """Read the advanced XML (OFAC, "Advanced Sanctions List Standard"); days of listing give the spans."""
    gather, file, sets = Gather(context), files[0], _Sets()
    dated: dt.date | None = None
    for name, element in elements(file, WANTED):
        at = place(file, element)
        if name == "DateOfIssue":
            dated = _day(element)
        elif name == "ReferenceValueSets":
            _references(element, sets)
        elif name == "Location":
            sets.places[element.get("ID", "")] = _location(element, sets)
        elif name == "IDRegDocument":
            _document(element, at, sets, gather)
        elif name == "DistinctParty":
            _distinct(element, at, sets, gather)
        elif name == "SanctionsEntry":
            _entry(element, at, sets, gather)
    if not sets.words:
        raise InputError(
            f"{file.shown}:1:1: <Sanctions> without ReferenceValueSets; no advanced list as OFAC writes it"
        )
    for profile, (party, at) in sets.parties.items():
        gather.add(_listed(party, *sets.entries.get(profile, ([], [], []))), at)
    _orphans(file, sets, gather)
    return gather.reading("ofac-advanced", dated)


def _references(element: Any, sets: _Sets) -> None:
    for values in element:
        for value in values:
            text = clean(value.text) or value.get("Description", "")
            sets.words[local(value), value.get("ID", "")] = value.get("ISO2") or text
            if local(value) == "PartySubType":
                sets.parents[value.get("ID", "")] = value.get("PartyTypeID", "")


def _day(element: Any) -> dt.date | None:
    try:
        return dt.date(int(said(element, "Year")), int(said(element, "Month")), int(said(element, "Day")))
    except ValueError:
        return None


def _location(element: Any, sets: _Sets) -> tuple[str, str]:
    """Return the address of a location, and its country as a word."""
    parts = [said(part, "LocationPartValue/Value") for part in element.findall("{*}LocationPart")]
    country = element.find("{*}LocationCountry")
    word = sets.word("Country", country.get("CountryID")) if country is not None else ""
    return ", ".join(filter(None, (*parts, word))), word


def _document(element: Any, at: Place, sets: _Sets, gather: Gather) -> None:
    kind = sets.word("IDRegDocType", element.get("IDRegDocTypeID"))
    number = said(element, "IDRegistrationNo")
    if number.upper().startswith("IMO "):
        kind, number = "imo", number[4:].strip()
    country = gather.country(sets.word("Country", element.get("IssuedBy-CountryID")), at)
    sets.documents.setdefault(element.get("IdentityID", ""), []).append(
        Identifier(identifier_kind(kind), number, country)
    )


def _distinct(element: Any, at: Place, sets: _Sets, gather: Gather) -> None:
    profile, identity = element.find("{*}Profile"), element.find("{*}Profile/{*}Identity")
    if profile is None or identity is None:
        gather.reject(at, "L011", f"the party '{element.get('FixedRef', '')}' has no profile or identity")
        return
    lands, addresses, remarks, phones = _features(profile, sets)
    subtype = profile.get("PartySubTypeID", "")
    kind = party_kind(sets.word("PartySubType", subtype))
    names = list(_names(identity, sets))
    party = Party(
        id=profile.get("ID", ""),
        list=gather.context.list,
        kind=kind if kind != "unknown" else party_kind(sets.word("PartyType", sets.parents.get(subtype))),
        names=named(names[0].text if names else "", names[1:]),
        countries=gather.countries(lands, at),
        identifiers=gather.identifiers(sets.documents.get(identity.get("ID", ""), ())),
        addresses=unique(addresses),
        phones=unique(phones),
        remarks="; ".join(filter(None, (said(element, "Comment"), *remarks))),
    )
    if party.id in sets.parties:
        gather.reject(at, "L012", f"the id '{party.id}' is there twice", "the first record is kept")
    else:
        sets.parties[party.id] = (party, at)


def _names(identity: Any, sets: _Sets) -> Iterator[Name]:
    """Yield the names, the primary one first; parts are put as the delimited files do: 'LAST, First Middle'."""
    groups = {
        group.get("ID"): sets.word("NamePartType", group.get("NamePartTypeID"))
        for group in identity.findall("{*}NamePartGroups/{*}MasterNamePartGroup/{*}NamePartGroup")
    }
    aliases = identity.findall("{*}Alias")
    for alias in sorted(aliases, key=lambda a: a.get("Primary") != "true"):
        primary, weak = alias.get("Primary") == "true", alias.get("LowQuality") == "true"
        kind = _KINDS.get(sets.word("AliasType", alias.get("AliasTypeID")).lower(), "alias")
        for k, documented in enumerate(alias.findall("{*}DocumentedName")):
            text = _name(documented, groups)
            yield Name(text, "primary" if primary and not k else "weak" if weak else "alias" if primary else kind)


def _name(documented: Any, groups: dict[str | None, str]) -> str:
    parts: dict[str, list[str]] = {}
    for value in documented.findall("{*}DocumentedNamePart/{*}NamePartValue"):
        parts.setdefault(groups.get(value.get("NamePartGroupID"), ""), []).append(clean(value.text))
    last = " ".join(parts.pop("Last Name", ()))
    rest = [text for kind in (*_ORDER, *parts) for text in parts.pop(kind, ())]
    return ", ".join(filter(None, (last, " ".join(rest))))


def _features(profile: Any, sets: _Sets) -> tuple[list[str], list[str], list[str], list[str]]:
    """Return countries, addresses, remarks and telephones from the features of a party."""
    lands: list[str] = []
    addresses: list[str] = []
    remarks: list[str] = []
    phones: list[str] = []
    for feature in profile.findall("{*}Feature"):
        label = sets.word("FeatureType", feature.get("FeatureTypeID"))
        for where in feature.findall("{*}FeatureVersion/{*}VersionLocation"):
            address, land = sets.places.get(where.get("LocationID", ""), ("", ""))
            lands.append(land)
            if label == "Location":
                addresses.append(address)
        for detail in feature.findall("{*}FeatureVersion/{*}VersionDetail"):
            text = clean(detail.text) or sets.word("DetailReference", detail.get("DetailReferenceID"))
            (phones if "phone" in label.lower() else remarks).append(
                text if "phone" in label.lower() else f"{label}: {text}"
            )
    return lands, addresses, remarks, phones


def _entry(element: Any, at: Place, sets: _Sets, gather: Gather) -> None:
    spans, records, programmes = sets.entries.setdefault(element.get("ProfileID", ""), ([], [], []))
    act = sets.word("List", element.get("ListID"))
    events = [event for event in element.findall("{*}EntryEvent") if event.find("{*}Date") is not None]
    days = [day for event in events if (day := _day(event.find("{*}Date")))]
    if events and not days:
        gather.find(at, "L020", "a listing whose day is none in the calendar", "it is taken as not known")
    first = min(days, default=None)
    spans.append(Span(first, None, first, act))
    records.append(element.get("ID", ""))
    programmes += [said(measure, "Comment") for measure in element.findall("{*}SanctionsMeasure")]


def _listed(party: Party, spans: list[Span], records: list[str], programmes: list[str]) -> Party:
    return Party(
        party.id,
        party.list,
        party.kind,
        party.names,
        party.countries,
        party.identifiers,
        party.addresses,
        party.phones,
        unique(programmes),
        listings(spans, records),
        party.remarks,
    )


def _orphans(file: File, sets: _Sets, gather: Gather) -> None:
    lost = [profile for profile in sets.entries if profile not in sets.parties]
    if lost:
        gather.find(
            Place(file.shown), "L040", f"{len(lost)} entries of parties that are not there: {', '.join(lost[:5])}"
        )
