"""Days: accreditations that were over, and editions that were not in force, when a certificate was issued."""

from __future__ import annotations

from collections.abc import Iterator

from monazite.quality.certificate import Certificate
from monazite.quality.forensics.lines import Known, Sheet
from monazite.quality.forensics.model import Finding, tell
from monazite.quality.model import Edition
from monazite.quality.registry import split

__all__ = ["days"]

CODES = {"withdrawn": "edition_withdrawn", "issued": "edition_early", "project": "edition_draft"}


def days(sheet: Sheet) -> Iterator[Finding]:
    """Yield what was out of date, or not yet, on the day of issue."""
    one = sheet.certificate
    yield from _on_the_day(sheet)
    if one.issued is None:
        return
    issued = one.issued.isoformat()
    if one.accredited_until is not None and one.accredited_until < one.issued:
        until = one.accredited_until.isoformat()
        yield tell("accreditation_over", (), {"until": until, "issued": issued}, fields=("accredited_until", "issued"))
    if one.sampled is not None and one.sampled > one.issued:
        sampled = one.sampled.isoformat()
        yield tell("issued_before_sampled", (), {"sampled": sampled, "issued": issued}, fields=("sampled", "issued"))
    for field, text in _named(one):
        yield from _edition(sheet.known, one, field, text)


def _on_the_day(sheet: Sheet) -> Iterator[Finding]:
    """Yield what was not yet, or no more, on the day that is asked for."""
    one, on = sheet.certificate, sheet.known.on
    if on is None:
        return
    if one.issued is not None and one.issued > on:
        yield tell("issued_later", (), {"issued": one.issued.isoformat(), "on": on.isoformat()}, fields=("issued",))
    if one.valid_until is not None and one.valid_until < on:
        values = {"until": one.valid_until.isoformat(), "on": on.isoformat()}
        yield tell("expired", (), values, fields=("valid_until",))


def _named(certificate: Certificate) -> Iterator[tuple[str, str]]:
    """Yield the editions that a certificate names, with where; those of methods once each."""
    for number, claim in enumerate(certificate.claims):
        if claim.standard:
            yield f"claims[{number}].standard", claim.standard
    for method in dict.fromkeys(result.method for result in certificate.results if result.method):
        yield "method", method


def _edition(known: Known, certificate: Certificate, field: str, text: str) -> Iterator[Finding]:
    standard, year = split(text)
    editions = known.editions(standard) if year else ()
    assert certificate.issued is not None
    if not editions:
        return
    issued = certificate.issued.isoformat()
    found = next((edition for edition in editions if _is(edition, year)), None)
    if found is None:
        names = ", ".join(edition.id for edition in editions)
        yield tell("edition_unknown", (), {"edition": text.strip(), "known": names}, fields=(field,))
        return
    code = CODES.get(known.standing(found, certificate.issued), "")
    if code:
        strength = 1 if field == "method" else 0  # laboratories may go on with an accredited method for a while
        rows = [result for result in certificate.results if result.method == text] if field == "method" else []
        values = {"edition": found.id, "issued": issued}
        yield tell(code, rows, values, strength=strength, fields=(field, "issued"))


def _is(edition: Edition, year: str) -> bool:
    return edition.year == year or edition.year[-2:] == year
