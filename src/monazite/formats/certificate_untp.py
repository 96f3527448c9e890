"""Conformity credentials of UNTP (0.6.1) in JSON: each assessment with declared values is a certificate.

The credential is read, its signature is not verified here. `accuracy` is no uncertainty that JCGM 100 knows, and is not
taken for one; a conformance of true or false is a claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from monazite.formats.certificate_draft import Draft, Line, Notes
from monazite.formats.certificate_json import At, objects, text_of

__all__ = ["CODES", "is_untp", "untp"]

# UN/ECE Recommendation 20: the codes of units that certificates of analysis use.
CODES = {
    **{"P1": "%", "59": "ppm", "61": "ppb", "NX": "‰", "C62": "1", "E09": "", "NA": "mg/kg", "J33": "µg/kg"},
    **{"GK": "g/kg", "M29": "kg/kg", "4H": "µm", "C45": "nm", "MMT": "mm", "CEL": "°C", "23": "g/cm3", "KMQ": "kg/m3"},
    **{"D33": "T", "C29": "mT", "KGM": "kg", "GRM": "g", "TNE": "t"},
}
NAMES = {"analyte": "metricName", "value": "metricValue/value", "unit": "metricValue/unit", "text": "score"}


def is_untp(value: Any) -> bool:
    """Return whether a JSON value is a conformity credential."""
    kinds = value.get("type") if isinstance(value, dict) else None
    return "DigitalConformityCredential" in (kinds if isinstance(kinds, list) else [kinds])


def untp(value: Mapping[str, Any], source: str, notes: Notes) -> Iterator[Draft]:
    """Yield one certificate for each assessment; those without declared values have no results."""
    at, subject = At(source), value.get("credentialSubject")
    assessments = subject.get("assessment") if isinstance(subject, dict) else None
    found = objects(assessments) if assessments else []
    if not isinstance(subject, dict) or not found:
        notes.say(at, "credentialSubject", "C012", "there is no assessment", "credentialSubject.assessment[]")
        return
    for k, part in found:
        place = at / "credentialSubject" / "assessment" / k
        yield _assessment(part, place, _fields(value, subject, part, k if len(found) > 1 else 0))


def _fields(whole: Mapping[str, Any], subject: Mapping[str, Any], part: Mapping[str, Any], k: int) -> dict[str, str]:
    product = _first(part.get("assessedProduct"), "product")
    name = text_of(subject.get("id")) or text_of(whole.get("id"))
    return {
        "id": f"{name}#{k + 1}" if k else name,
        "product": text_of(product.get("name")),
        "lot": text_of(product.get("batchNumber")),
        "issuer": _name(whole.get("issuer")),
        "laboratory": _name(part.get("auditor")),
        "issued": text_of(part.get("assessmentDate")) or text_of(whole.get("validFrom")),
        "accreditation": text_of(_first(subject.get("authorisation"), "").get("name")),
    }


def _assessment(part: Mapping[str, Any], at: At, fields: dict[str, str]) -> Draft:
    conformance = part.get("conformance")
    said = {True: "conforms", False: "does not conform"}.get(conformance, "") if isinstance(conformance, bool) else ""
    grade = text_of(_first(part.get("assessmentCriteria"), "").get("name"))
    claims = [(_name(part.get("referenceStandard")), grade, said)]
    place = at / "declaredValue"
    lines = [_value(metric, place / k) for k, metric in objects(part.get("declaredValue"))]
    return Draft(fields, at.named({"issued": "assessmentDate", "results": "declaredValue"}), lines, claims)


def _value(metric: Mapping[str, Any], at: At) -> Line:
    told = metric.get("metricValue")
    value, size = (told.get("value"), told.get("unit")) if isinstance(told, dict) else (told, None)
    code = text_of(size)
    fields = {
        "analyte": text_of(metric.get("metricName")),
        "value": text_of(value),
        "unit": CODES.get(code.upper(), code),
        "text": text_of(metric.get("score")),
    }
    return Line(fields, at.named(NAMES))


def _name(value: Any) -> str:
    return text_of(value.get("name")) if isinstance(value, dict) else text_of(value)


def _first(value: Any, key: str) -> Mapping[str, Any]:
    """Return the first object of a list, or what it holds under a key."""
    for _, part in objects(value) if value else ():
        inner = part.get(key, {}) if key else part
        return inner if isinstance(inner, dict) else {}
    return {}
