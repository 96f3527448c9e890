"""Monazite's own form of a certificate in JSON, and the plain layout of published certificates.

The form is documented in docs/reference/certificates.md; FIELDS below is what that page is held to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from monazite.formats.certificate_draft import Draft, Line, Notes, shown
from monazite.formats.certificate_json import At, text_of, unknown_keys

__all__ = ["CLAIM_KEYS", "FORM", "KEYS", "RESULT_KEYS", "is_own", "is_published", "own", "published"]

FORM = "monazite-certificate/1"
# Key → what it says. The first ones of each are needed.
KEYS = {
    "format": f'always "{FORM}"',
    "results": "list of results",
    "id": "number of the certificate; the name of the file where it is left out",
    "product": "what the lot is, in English or Chinese, or a formula",
    "lot": "number of the lot, batch or heat",
    "issuer": "who issues the certificate",
    "laboratory": "who analysed",
    "issued": "day of issue, YYYY-MM-DD",
    "sampled": "day of sampling, YYYY-MM-DD",
    "accreditation": "number of the accreditation of the laboratory (ISO/IEC 17025)",
    "accredited_until": "last day of that accreditation, YYYY-MM-DD",
    "basis": "what contents are a share of where a result tells none: as_received, dry, ignited, treo or trem",
    "claims": "list of what the issuer says that the lot meets",
}
RESULT_KEYS = {
    "analyte": "content or property: a formula, or a name in English or Chinese",
    "value": 'the result as printed, as a text, so that its digits count: "99.90", "<0.001"',
    "text": 'a result in words ("Complies", "not detected"): a claim that proves nothing',
    "unit": "%, ppm, µg/g, µm, …",
    "basis": "what the content is a share of",
    "operator": "=, <, <=, > or >= where it does not stand in the value",
    "u": "standard uncertainty, in the unit",
    "U": "expanded uncertainty, in the unit",
    "k": "coverage factor of U; 2 where it is left out",
    "ci95": "interval of 95 %: a list of its lower and upper end",
    "method": 'method of analysis ("XB/T 625-2020 method 1")',
    "specification": "limit that the issuer prints beside the result",
}
CLAIM_KEYS = {
    "standard": "edition of a standard",
    "grade": "grade of it",
    "conclusion": "what the issuer concludes, in words",
}
NAMES = {"expanded": "U", "standard_u": "u", "low": "ci95/0", "high": "ci95/1"}
PUBLISHED_NAMES = {
    "analyte": "characteristic",
    "text": "text_result",
    "standard_u": "standard_uncertainty",
    "low": "ci95_low",
    "high": "ci95_high",
}


def is_own(value: Any) -> bool:
    """Return whether a JSON value is a certificate in Monazite's own form, or a list of them."""
    parts = value.get("certificates") if isinstance(value, dict) and "certificates" in value else value
    parts = parts if isinstance(parts, list) else [parts]
    return any(isinstance(part, dict) and ("results" in part or "format" in part) for part in parts)


def own(value: Any, source: str, notes: Notes) -> Iterator[Draft]:
    """Yield the certificates of a document in Monazite's own form."""
    at = At(source)
    if isinstance(value, dict) and "certificates" in value:
        value, at = value["certificates"], at / "certificates"
    for k, part in enumerate(value) if isinstance(value, list) else [(-1, value)]:
        place = at if k < 0 else at / k
        if isinstance(part, dict):
            yield _own(part, place, notes)
        else:
            notes.say(place, "", "C010", "a certificate is an object", '{"format": …, "results": […]}')


def _own(value: Mapping[str, Any], at: At, notes: Notes) -> Draft:
    unknown_keys(value, tuple(KEYS), at, notes)
    form = text_of(value.get("format"))
    if form != FORM:
        notes.say(at, "format", "C010", f"the format is '{shown(form)}'", f'"{FORM}"')
    fields = _texts(value, ("claims", "results", "format"), at, notes)
    lines = [line for k, part in _list(value, "results", at, notes) if (line := _line(part, at / "results" / k, notes))]
    if form != FORM:  # what another form means by these words is not known
        lines = [replace(line, unsure=True) for line in lines]
    claims = [_claim(part, at / "claims" / k, notes) for k, part in _list(value, "claims", at, notes)]
    return Draft(fields, at, lines, claims)


def _line(value: Any, at: At, notes: Notes) -> Line | None:
    if not isinstance(value, dict):
        notes.say(at, "", "C010", "a result is an object", '{"analyte": "Fe2O3", "value": "0.01", "unit": "%"}')
        return None
    unsure = unknown_keys(value, tuple(RESULT_KEYS), at, notes)
    fields = _texts(value, ("ci95",), at, notes)
    fields |= {"expanded": fields.get("U", ""), "standard_u": fields.get("u", "")}
    ends = value.get("ci95")
    if isinstance(ends, list) and len(ends) == 2:
        fields |= {"low": text_of(ends[0]), "high": text_of(ends[1])}
    elif ends is not None:
        notes.say(at, "ci95", "C029", "an interval has two ends", '["0.95", "1.05"]')
    return Line(fields, at.named(NAMES), unsure)


def _claim(value: Any, at: At, notes: Notes) -> tuple[str, str, str]:
    if not isinstance(value, dict):
        notes.say(at, "", "C010", "a claim is an object", '{"standard": …, "grade": …}')
        return "", "", ""
    unknown_keys(value, tuple(CLAIM_KEYS), at, notes)
    fields = _texts(value, (), at, notes)
    return fields.get("standard", ""), fields.get("grade", ""), fields.get("conclusion", "")


def _list(value: Mapping[str, Any], key: str, at: At, notes: Notes) -> list[tuple[int, Any]]:
    found = value.get(key)
    if found is None or isinstance(found, list):
        return list(enumerate(found or ()))
    notes.say(at, key, "C010", f"'{key}' is a list", "[ … ]")
    return []


def _texts(value: Mapping[str, Any], but: tuple[str, ...], at: At, notes: Notes) -> dict[str, str]:
    """Return the fields that are texts or numbers; null is none, and anything else is noted."""
    out = {}
    for key, part in value.items():
        if isinstance(part, str):
            out[key] = part
        elif key not in but and part is not None:
            notes.say(at, key, "C010", f"'{shown(key)}' is one text", f'"{shown(key)}": "…"')
    return out


# ------------------------------------------------------------ published certificates
def is_published(value: Any) -> bool:
    """Return whether a JSON value has the plain layout in which published certificates are written down."""
    results = value.get("results") if isinstance(value, dict) else None
    return isinstance(results, list) and any(isinstance(part, dict) and "characteristic" in part for part in results)


def published(value: Mapping[str, Any], source: str, notes: Notes) -> Iterator[Draft]:
    """Yield the one certificate of a document of that layout; a specification promises, and reports nothing."""
    at = At(source)
    fields = {key: text_of(value.get(key)) for key in ("product", "issuer", "laboratory", "lot", "basis")}
    fields |= {"id": text_of(value.get("document")), "issued": text_of(value.get("issued"))}
    conclusion = text_of(value.get("declared_conclusion"))
    claims = [("", "", conclusion)] if conclusion else []
    names = {**NAMES, **PUBLISHED_NAMES}
    lines = []
    for k, part in enumerate(value["results"]):
        if not isinstance(part, dict):
            notes.say(at / "results" / k, "", "C010", "a result is an object", '{"characteristic": …, "value": …}')
            continue
        told = {name: text_of(part.get(names.get(name, name))) for name in (*NAMES, *PUBLISHED_NAMES)}
        told |= {name: text_of(part.get(name)) for name in "operator value unit basis method specification".split()}
        lines.append(Line(told, (at / "results" / k).named(names)))
    promised = "specification" in text_of(value.get("kind")).casefold()
    if promised:
        text = "this is a specification: what goods are to be, and nothing that was found in a lot"
        notes.say(at, "kind", "C034", text, "a certificate reports results of a lot")
    yield Draft(fields, at, lines, claims, promised)
