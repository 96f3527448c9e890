"""Certificates of the Material Identity schemas in JSON: CoA v1.1.0, EN 10168 v0.4 and v0.5, Metals v0.0.1 to v0.1.1.

EN 10168 and Metals tell contents of a metal, which are a share of it as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from monazite.formats.certificate_draft import Draft, Line, Notes
from monazite.formats.certificate_json import At, objects, text_of

__all__ = ["identity", "is_identity"]

SCHEMAS = ("coa-schemas", "en10168-schemas", "metals-schemas")
COA = {"analyte": "Property", "value": "Value", "unit": "Unit", "method": "Method", "basis": "TestConditions"}
COMPOSITION = {"analyte": "Symbol", "value": "Actual/Value", "operator": "Actual/Operator", "unit": "Unit"}
METALS = {"analyte": "PropertySymbol", "value": "Actual/Value", "operator": "Actual/Operator", "unit": "Unit"}
LISTS = ("Elements", "MechanicalProperties", "PhysicalProperties", "SupplementaryTests")


def is_identity(value: Any) -> bool:
    """Return whether a JSON value is a certificate of one of the schemas."""
    if not isinstance(value, dict):
        return False
    inner = value.get("Certificate")
    return isinstance(value.get("DigitalMaterialPassport"), dict) or (
        isinstance(inner, dict) and any(key in inner for key in ("Analysis", "Inspection", "ProductDescription"))
    )


def identity(value: Mapping[str, Any], source: str, notes: Notes) -> Iterator[Draft]:
    """Yield the certificates of a document: one, or for EN 10168 with several inspections one each."""
    at = At(source)
    if isinstance(passport := value.get("DigitalMaterialPassport"), dict):
        yield _metals(passport, at / "DigitalMaterialPassport")
        return
    inner, place = value["Certificate"], at / "Certificate"
    if "Analysis" in inner:
        yield _coa(inner, place, notes)
    else:
        yield from _en10168(inner, place)


def _get(value: Any, *path: str) -> Any:
    """Return a part of nested objects, None where one of the keys is not there."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _limits(low: Any, high: Any) -> str:
    """Return the limits that the issuer prints, as one text."""
    low, high = text_of(low), text_of(high)
    return f"{low}..{high}" if low and high else f">={low}" if low else f"<={high}" if high else ""


# ------------------------------------------------------------ certificate of analysis
def _coa(value: Mapping[str, Any], at: At, notes: Notes) -> Draft:
    fields = {
        "id": text_of(value.get("Id")),
        "issued": text_of(value.get("Date")),
        "product": text_of(_get(value, "Product", "Name")),
        "lot": text_of(_get(value, "Analysis", "LotId")) or text_of(_get(value, "Product", "ProductionBatchId")),
        "issuer": text_of(_get(value, "Parties", "Manufacturer", "Name")),
    }
    place = at / "Analysis" / "Inspections"
    lines = [_inspection(part, place / k) for k, part in objects(_get(value, "Analysis", "Inspections"))]
    said = text_of(_get(value, "DeclarationOfConformity", "Declaration"))
    standards = _get(value, "Product", "Standards")
    claims = [(text_of(one), "", said) for one in standards] if isinstance(standards, list) else [("", "", said)]
    return Draft(fields, at.named({"issued": "Date", "results": "Analysis/Inspections"}), lines, claims)


def _inspection(value: Mapping[str, Any], at: At) -> Line:
    fields = {name: text_of(value.get(key)) for name, key in COA.items()}
    fields["specification"] = _limits(value.get("Minimum"), value.get("Maximum"))
    if fields["basis"] and any(sign.isdigit() for sign in fields["basis"]):
        fields["basis"] = ""  # a temperature or a time: how it was tested, and no basis
    if text_of(value.get("ValueType")) not in ("", "number"):
        fields |= {"text": fields["value"], "value": ""}  # the issuer says that it is no number
    return Line(fields, at.named(COA))


# ------------------------------------------------------------ EN 10168
def _en10168(value: Mapping[str, Any], at: At) -> Iterator[Draft]:
    trade, goods = value.get("CommercialTransaction"), value.get("ProductDescription")
    fields = {
        "id": text_of(_get(trade, "A03")),
        "issuer": text_of(_get(trade, "A01", "Name")) or text_of(_get(trade, "A01", "CompanyName")),
        "product": text_of(_get(goods, "B01")),
        "lot": text_of(_get(goods, "B07")),
        "issued": text_of(_get(value, "Validation", "Z02")),
        "basis": "as_received",
    }
    norms = _get(goods, "B02", "ProductNorm") or _get(goods, "B02", "MaterialNorm")
    grade = text_of(_get(goods, "B02", "SteelDesignation"))
    claims = [(text_of(norms), grade, text_of(_get(value, "Validation", "Z01")))]
    inspections = value.get("Inspection")
    several = isinstance(inspections, list)
    for k, part in objects(inspections) or [(0, {})]:
        place = at / "Inspection" / k if several else at / "Inspection"
        lot = text_of(part.get("C00")) if several else ""
        where = at.named({"issued": "Validation/Z02", "results": "Inspection"})
        yield Draft(fields | ({"lot": lot} if lot else {}), where, list(_composition(part, place)), claims)


def _composition(value: Mapping[str, Any], at: At) -> Iterator[Line]:
    found = value.get("ChemicalComposition")
    for key, part in found.items() if isinstance(found, dict) else ():
        if isinstance(part, dict) and "Symbol" in part:
            place = (at / "ChemicalComposition" / key).named(COMPOSITION)
            told = part.get("Actual")
            actual = told if isinstance(told, dict) else {"Value": told}
            limits = _limits(_end(part.get("Minimum")), _end(part.get("Maximum")))
            unit = text_of(part.get("Unit")) or text_of(actual.get("Unit"))
            yield Line(
                {
                    "analyte": text_of(part["Symbol"]),
                    "value": text_of(actual.get("Value")),
                    "operator": text_of(actual.get("Operator")),
                    "unit": unit,
                    "specification": limits,
                },
                place,
            )


def _end(value: Any) -> Any:
    return value.get("Value") if isinstance(value, dict) else value


# ------------------------------------------------------------ metals
def _metals(value: Mapping[str, Any], at: At) -> Draft:
    product = next((part for _, part in objects(value.get("Products") or value.get("Product"))), {})
    lot = text_of(_get(value, "ChemicalAnalysis", "HeatNumber")) or text_of(product.get("HeatNumber"))
    parties = value.get("Parties") or _get(value, "TransactionData", "Parties")
    fields = {
        "id": text_of(value.get("Id")),
        "issued": text_of(value.get("IssueDate")),
        "product": text_of(product.get("Name")) or text_of(product.get("ProductName")),
        "lot": lot,
        "issuer": text_of(_get(parties, "Manufacturer", "Name"))
        or text_of(_get(parties, "Manufacturer", "CompanyName")),
        "basis": "as_received",
    }
    lines = []
    for path in (("ChemicalAnalysis", "Elements"), *((name,) for name in LISTS[1:])):
        place = at
        for key in path:
            place = place / key
        lines += [_measured(part, place / k) for k, part in objects(_get(value, *path)) if "Actual" in part]
    return Draft(fields, at.named({"issued": "IssueDate", "results": "ChemicalAnalysis"}), lines)


def _measured(value: Mapping[str, Any], at: At) -> Line:
    actual = value.get("Actual")
    told = actual if isinstance(actual, dict) else {"Value": actual}
    numeric = text_of(told.get("ResultType")) in ("", "numeric")
    result = text_of(told.get("Value"))
    symbol = text_of(value.get("PropertySymbol"))
    return Line(
        {
            "analyte": symbol or text_of(value.get("PropertyName")),
            "value": result if numeric else "",
            "text": "" if numeric else result or "several values",
            "operator": text_of(told.get("Operator")),
            "unit": text_of(value.get("Unit")),
            "standard_u": "",
            "method": text_of(value.get("Method")),
            "specification": _limits(_end(value.get("Minimum")), _end(value.get("Maximum"))),
        },
        at.named(METALS if symbol else {**METALS, "analyte": "PropertyName"}),
    )
