"""Conformity credentials of UNTP (0.6.1) in JSON: the assessments of a lot, with their values, are a certificate.

The credential is read, its signature is not verified here. `accuracy` is no uncertainty that JCGM 100 knows, and is not
taken for one; a conformance of true or false is a claim. Where several products are assessed, each has a certificate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from monazite.formats.certificate_draft import Draft, Line, Notes, shown
from monazite.formats.certificate_json import At, objects, text_of
from monazite.formats.certificate_numbers import Number, number
from monazite.quality.printed import Printed
from monazite.quality.units import factor, unit

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
    """Yield one certificate for each lot that is assessed; one without declared values has no results.

    Assessments of one lot against one grade, by one laboratory on one day, are one certificate: each is a requirement.
    """
    at, subject = At(source), value.get("credentialSubject")
    assessments = subject.get("assessment") if isinstance(subject, dict) else None
    found = objects(assessments) if assessments else []
    if not isinstance(subject, dict) or not found:
        notes.say(at, "credentialSubject", "C012", "there is no assessment", "credentialSubject.assessment[]")
        return
    lots: dict[tuple[str, ...], list[tuple[At, Mapping[str, Any]]]] = {}
    for k, part in found:
        place = at / "credentialSubject" / "assessment" / k
        for n, one in enumerate(_each(part)):
            lots.setdefault(_lot(one) or (str(k), str(n)), []).append((place, one))
    for k, parts in enumerate(lots.values()):
        yield _assessed(parts, _fields(value, subject, parts[0][1], k if len(lots) > 1 else 0), notes)


def _each(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield an assessment for each product that it is of: what it declares, it declares of all of them."""
    products = [product for _, product in objects(part.get("assessedProduct"))]
    yield from ({**part, "assessedProduct": [product]} for product in products) if len(products) > 1 else (part,)


def _lot(part: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what tells the certificates of a credential apart; nothing where an assessment names no lot."""
    product = _first(part.get("assessedProduct"), "product")
    names = tuple(text_of(product.get(name)) for name in ("id", "batchNumber", "serialNumber", "name"))
    if not any(names[:3]):
        return ()
    return (*names, *_claimed(part), _name(part.get("auditor")), text_of(part.get("assessmentDate")))


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
        "valid_until": text_of(whole.get("validUntil")),
        "accreditation": text_of(_first(subject.get("authorisation"), "").get("name")),
    }


def _claimed(part: Mapping[str, Any]) -> tuple[str, str]:
    """Return standard and grade of an assessment."""
    return _name(part.get("referenceStandard")), text_of(_first(part.get("assessmentCriteria"), "").get("name"))


def _assessed(parts: Sequence[tuple[At, Mapping[str, Any]]], fields: dict[str, str], notes: Notes) -> Draft:
    """Return the certificate of assessments of one lot; a value that several of them declare is one result."""
    at, first = parts[0]
    claims = [(*_claimed(first), _said([part.get("conformance") for _, part in parts]))]
    lines: dict[tuple[str, ...], Line] = {}
    for place, part in parts:
        for k, metric in objects(part.get("declaredValue")):
            line = _value(metric, place / "declaredValue" / k, notes)
            key = (str(place.keys), str(k)) if len(parts) == 1 else tuple(line.fields.values())
            lines.setdefault(key, line)
    return Draft(fields, at.named({"issued": "assessmentDate", "results": "declaredValue"}), [*lines.values()], claims)


def _said(conformances: Sequence[Any]) -> str:
    """Return what the issuer concludes of all requirements together; nothing where one has no answer."""
    if any(one is False for one in conformances):
        return "does not conform"
    return "conforms" if all(one is True for one in conformances) else ""


def _value(metric: Mapping[str, Any], at: At, notes: Notes) -> Line:
    told = metric.get("metricValue")
    value, size = (told.get("value"), told.get("unit")) if isinstance(told, dict) else (told, None)
    code = text_of(size)
    size = CODES.get(code.upper(), code)
    value, score = text_of(value), text_of(metric.get("score"))
    both = _as_printed(value, score, size)
    if both is None:
        text = f"the value is {shown(value)}, and the score says {shown(score)}"
        notes.say(at.named(NAMES), "text", "C032", text, "write it once")
        both = "", f"{value}; {score}"  # which of them was found is not known: nothing counts
    fields = {"analyte": text_of(metric.get("metricName")), "value": both[0], "unit": size, "text": both[1]}
    return Line(fields, at.named(NAMES))


def _as_printed(value: str, score: str, size: str) -> tuple[str, str] | None:
    """Return value and words of a metric, None where value and score are two different numbers.

    UNTP has no "<": a score "<0.001" beside the value 0.001, or a smaller one, says that it is none of these. Of a
    number and its rounding the finer one was found. A score of words ("F") is a rating beside a value, and no result;
    beside a value of nought it may say that nothing was seen, and then only the words are left.
    """
    plain, told = number(value).value, number(score) if score else Number()
    printed = told.value
    if plain is None:
        return value, score
    if printed is None:
        return ("", score) if score and not plain.value else (value, "")
    at = _in_unit(plain, size, told.unit)
    below = printed.operator in ("<", "<=") and 0 <= at <= printed.value
    above = printed.operator in (">", ">=") and at >= printed.value
    if below or above:
        return score, ""
    if printed.operator != "=":
        return None
    if at == plain.value:
        return _finer(value, plain, score, printed)
    return (value, "") if at == printed.value else None


def _in_unit(plain: Printed, size: str, other: str) -> Fraction:
    """Return a value in the unit that a score names; as it is where it names none."""
    own, asked = unit(size), unit(other) if other else None
    by = factor(own, asked) if own and asked else None
    return plain.value * (by or 1)


def _finer(value: str, plain: Printed, score: str, printed: Printed) -> tuple[str, str] | None:
    """Return the finer one of a value and its score, None where neither is the other one rounded."""
    if abs(plain.value - printed.value) > max(plain.step, printed.step) / 2:
        return None
    return (value, "") if plain.step < printed.step else (score, "")


def _name(value: Any) -> str:
    return text_of(value.get("name")) if isinstance(value, dict) else text_of(value)


def _first(value: Any, key: str) -> Mapping[str, Any]:
    """Return the first object of a list, or what it holds under a key."""
    for _, part in objects(value) if value else ():
        inner = part.get(key, {}) if key else part
        return inner if isinstance(inner, dict) else {}
    return {}
