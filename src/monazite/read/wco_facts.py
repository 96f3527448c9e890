"""What a WCO declaration says about each goods item, as facts of the vocabulary.

A value is looked for at the goods item, then at the shipment, then at the declaration; the first one counts.

    declaration            Declaration/FunctionalReferenceID, else ID
    line                   GovernmentAgencyGoodsItem/SequenceNumeric
    date                   AcceptanceDateTime, else IssueDateTime (formats 102, 203, 204, 205, 208 and 304)
    kind                   always goods
    description            Commodity/Description
    tariff_code            Commodity/Classification/ID of type TSP, with the two digits of type TRC behind eight
    quantity(_unit)        Commodity/GoodsMeasure/TariffQuantity and its unitCode
    net_mass, gross_mass   Commodity/GoodsMeasure/NetNetWeightMeasure, GrossMassMeasure (kg unless unitCode says other)
    packages               sum of Packaging/QuantityQuantity
    value, currency        StatisticalValueAmount, else Commodity/InvoiceLine/ItemChargeAmount, else CustomsValueAmount,
                           else InvoiceAmount of a declaration with one item
    origin                 Origin/CountryCode, the one of type 2 (preference) last
    dispatch, destination  ExportCountry/ID, Destination/CountryCode
    transit                Itinerary/RoutingCountryCode, without dispatch at the start and destination at the end
    mode                   BorderTransportMeans/ModeCode (UN/ECE Recommendation 19)
    containers             TransportEquipment/ID of the item, else of the shipment
    exporter               Exporter, else Consignor        consignee     Consignee, else Importer
    end_user               EndUser, else UltimateConsignee carrier       Carrier
    intermediary           Buyer who is not the consignee, else Seller who is not the exporter
    licence_number, certificate_number, claimed_control_code
                           AdditionalDocument with a code of wco_documents.csv
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from monazite.read.wco_documents import document_kind
from monazite.read.wco_tree import Node

__all__ = ["declaration_rows"]

MODES = {
    "1": "sea",
    "2": "rail",
    "3": "road",
    "4": "air",
    "5": "post",
    "6": "multimodal",
    "7": "pipeline",
    "8": "inland_waterway",
    "9": "own_propulsion",
}
PARTIES = {
    "exporter": ("Exporter", "Consignor", "Consignment/Consignor"),
    "consignee": ("Consignee", "Importer"),
    "end_user": ("EndUser", "UltimateConsignee"),
    "carrier": ("Carrier", "Consignment/Carrier"),
}
ADDRESSED = ("exporter", "consignee", "end_user")
MASS_UNITS = {"KGM": "kg", "GRM": "g", "TNE": "t", "MGM": "mg", "DTN": "dt", "LBR": "lb"}
KILOGRAMS = {"dt": Decimal(100)}
DATE_FORMATS = ("", "102", "203", "204", "205", "208", "304")
DATE_TIME = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T?(\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d+)?)?(Z|[+-]\d\d(?::?\d\d)?)?")

Row = dict[str, str | None]


@dataclass
class _Line:
    """One goods item while its facts are collected: the levels that it inherits from, facts and findings so far."""

    levels: tuple[Node, ...]
    facts: Row = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)

    def first(self, path: str) -> Node | None:
        """Return the element at a path from the innermost level that has it."""
        return next((found for level in self.levels if (found := level.at(path))), None)

    def said(self, *paths: str) -> str | None:
        """Return the text at the first path that any level has."""
        return next((n.text for path in paths if (n := self.first(path)) and n.text), None)

    def finding(self, text: str) -> None:
        self.findings.append(text)


def declaration_rows(declaration: Node) -> Iterator[tuple[int, Row]]:
    """Yield (line in the file, facts as texts) for each goods item of a declaration."""
    pairs = [(s, i) for s in declaration.all("GoodsShipment") for i in s.all("GovernmentAgencyGoodsItem")]
    for shipment, item in pairs:
        line = _Line((item, shipment, declaration))
        line.facts["kind"] = "goods"
        for collect in (_identity, _goods, _masses, _route, _parties, _documents):
            collect(line)
        _value(line, alone=len(pairs) == 1)
        _count(line, len(pairs))
        if line.findings:
            line.facts["findings"] = "\n".join(line.findings)
        yield item.line, line.facts


def _identity(line: _Line) -> None:
    item, declaration = line.levels[0], line.levels[-1]
    line.facts["declaration"] = declaration.said("FunctionalReferenceID") or declaration.said("ID")
    line.facts["line"] = item.said("SequenceNumeric")
    for path in ("AcceptanceDateTime", "IssueDateTime"):
        if stamp := declaration.at(f"{path}/DateTimeString") or declaration.at(f"{path}/DateTime"):
            line.facts["date"] = _date(stamp, line)
            return


def _date(stamp: Node, line: _Line) -> str | None:
    """Return a WCO date and time in ISO 8601; what it is not stays as it is, for the reader of cells to refuse."""
    code = stamp.attributes.get("formatCode", "")
    match = DATE_TIME.fullmatch(stamp.text)
    if match is None or code not in DATE_FORMATS:
        line.finding(f"unreadable date: '{stamp.text}' in format '{code}'")
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    if hour is None:
        return f"{year}-{month}-{day}"
    return f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{_zone(zone)}"


def _zone(zone: str | None) -> str:
    if not zone or zone == "Z":
        return zone or ""
    return f"{zone[:3]}:{zone[3:].lstrip(':') or '00'}"


def _goods(line: _Line) -> None:
    item = line.levels[0]
    line.facts["description"] = item.said("Commodity/Description")
    line.facts["tariff_code"] = _tariff_code(item)
    line.facts["packages"] = _sum(p.text for p in item.all("Packaging/QuantityQuantity"))
    origins = [o for o in item.all("Origin") if o.said("CountryCode")]
    origins.sort(key=lambda origin: origin.said("TypeCode") == "2")
    line.facts["origin"] = origins[0].said("CountryCode") if origins else None


def _tariff_code(item: Node) -> str | None:
    """Return the commodity code: eight digits (TSP) with two more (TRC) behind, or what else is digits."""
    codes: dict[str, str] = {}
    for entry in item.all("Commodity/Classification"):
        digits = re.sub(r"[ .]", "", entry.said("ID") or "")
        if digits.isascii() and digits.isdigit():
            codes.setdefault(entry.said("IdentificationTypeCode") or "", digits)
    main = codes.get("TSP") or codes.get("HS") or codes.get("")
    if main is None:
        return next((c for c in codes.values() if 6 <= len(c) <= 10), None)
    return (main + codes.get("TRC", "") if len(main) == 8 else main)[:10]


def _sum(texts: Iterable[str]) -> str | None:
    """Return the sum of whole numbers, the first text that is none, or None where there are none at all."""
    total, seen = 0, False
    for text in filter(None, texts):
        try:
            number = Decimal(text)
        except InvalidOperation:
            return text
        if not number.is_finite() or number != int(number):
            return text
        total, seen = total + int(number), True
    return str(total) if seen else None


def _masses(line: _Line) -> None:
    item = line.levels[0]
    for fact, path in (("net_mass", "NetNetWeightMeasure"), ("gross_mass", "GrossMassMeasure")):
        if measure := item.at(f"Commodity/GoodsMeasure/{path}"):
            line.facts[fact] = _mass(measure, fact, line)
    if tariff := item.at("Commodity/GoodsMeasure/TariffQuantity"):
        line.facts["quantity"] = tariff.text
        line.facts["quantity_unit"] = tariff.attributes.get("unitCode")


def _mass(measure: Node, fact: str, line: _Line) -> str | None:
    """Return a mass as number and unit; a unit that is no mass makes a finding, never a guess."""
    code = measure.attributes.get("unitCode", "KGM").partition("#")[0]
    unit = MASS_UNITS.get(code)
    if unit is None:
        line.finding(f"unreadable {fact}: unit code '{code}' is no mass known here")
        return None
    if unit in KILOGRAMS:
        return _times(measure.text, KILOGRAMS[unit])
    return f"{measure.text} {unit}"


def _times(text: str, factor: Decimal) -> str:
    try:
        return format(Decimal(text) * factor, "f")
    except InvalidOperation:
        return text


def _value(line: _Line, *, alone: bool) -> None:
    item, declaration = line.levels[0], line.levels[-1]
    paths = ("StatisticalValueAmount", "Commodity/InvoiceLine/ItemChargeAmount", "CustomsValueAmount")
    amount = next((a for path in paths if (a := item.at(path))), None)
    if amount is None and alone:
        amount = declaration.at("InvoiceAmount")
    if amount is not None:
        line.facts["value"] = amount.text
        line.facts["currency"] = amount.attributes.get("currencyID")


def _route(line: _Line) -> None:
    line.facts["dispatch"] = start = line.said("ExportCountry/ID")
    line.facts["destination"] = end = line.said("Destination/CountryCode")
    line.facts["transit"] = " ".join(_between(_itinerary(line), start, end)) or None
    item, *outer = line.levels
    ids = _distinct([*item.all("Commodity/TransportEquipment/ID"), *item.all("TransportEquipment/ID")])
    ids = ids or _distinct([n for level in outer for n in level.all("Consignment/TransportEquipment/ID")])
    line.facts["containers"] = " ".join(ids) or None
    if code := line.said("BorderTransportMeans/ModeCode", "Consignment/BorderTransportMeans/ModeCode"):
        line.facts["mode"] = MODES.get(code)
        if code not in MODES:
            line.finding(f"unreadable mode: code '{code}' is none of UN/ECE Recommendation 19")


def _distinct(nodes: Iterable[Node]) -> list[str]:
    return list(dict.fromkeys(n.text.replace(" ", "") for n in nodes if n.text))


def _itinerary(line: _Line) -> list[str]:
    """Return the routing countries in the order of their numbers, from the innermost level that has any."""
    for level in line.levels:
        stops = [s for path in ("Itinerary", "Consignment/Itinerary") for s in level.all(path)]
        stops.sort(key=lambda s: int(n) if (n := s.said("SequenceNumeric") or "").isdecimal() else 0)
        if countries := [c for s in stops if (c := s.said("RoutingCountryCode"))]:
            return countries
    return []


def _between(countries: list[str], start: str | None, end: str | None) -> list[str]:
    """Return the countries on the way: a route lists where it starts and ends, which transit does not."""
    if countries and countries[0] == start:
        countries = countries[1:]
    if countries and countries[-1] == end:
        countries = countries[:-1]
    return list(dict.fromkeys(countries))


def _parties(line: _Line) -> None:
    for role, elements in PARTIES.items():
        if party := _party(line, elements):
            _tell(line.facts, role, party)
    for element, other in (("Buyer", "consignee"), ("Seller", "exporter")):
        party = _party(line, (element,))
        if party and _who(party) not in ((None, None), (line.facts.get(other), line.facts.get(f"{other}_id"))):
            _tell(line.facts, "intermediary", party)
            return


def _party(line: _Line, elements: Iterable[str]) -> Node | None:
    return next((p for e in elements if (p := line.first(e)) and _who(p) != (None, None)), None)


def _who(party: Node) -> tuple[str | None, str | None]:
    return party.said("Name"), party.said("ID")


def _tell(facts: Row, role: str, party: Node) -> None:
    facts[role], number = _who(party)
    if role in ADDRESSED:
        facts[f"{role}_id"] = number
        parts = ("Line", "CityName", "CountrySubDivisionName", "PostcodeID")
        facts[f"{role}_country"] = party.said("Address/CountryCode")
        facts[f"{role}_address"] = ", ".join(t for p in parts if (t := party.said(f"Address/{p}"))) or None


def _documents(line: _Line) -> None:
    found: dict[str, list[str]] = {}
    for document in line.levels[0].all("AdditionalDocument"):
        code = (document.said("CategoryCode") or "") + (document.said("TypeCode") or "")
        waived = (document.said("LPCOExemptionCode") or "").startswith("X")
        if (kind := document_kind(code)) and not waived:
            found.setdefault(kind, []).append(document.said("ID") or "")
    for kind, fact in (("export_licence", "licence_number"), ("certificate", "certificate_number")):
        _number(line, fact, list(dict.fromkeys(filter(None, found.get(kind, ())))))
    if "not_controlled" in found:
        line.facts["claimed_control_code"] = "not controlled"


def _number(line: _Line, fact: str, numbers: list[str]) -> None:
    if numbers:
        line.facts[fact] = numbers[0]
    if len(numbers) > 1:
        line.finding(f"{fact}: {len(numbers)} are named ({', '.join(numbers)}), the first is used")


def _count(line: _Line, items: int) -> None:
    stated = line.levels[-1].said("GoodsItemQuantity")
    if stated and stated.isdecimal() and int(stated) != items:
        line.finding(f"the declaration states {stated} goods items and holds {items}")
