"""What OFAC writes into the remarks of its delimited files: weak names, documents, nationalities, telephones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monazite.parties.lists.formats.words import identifier_kind
from monazite.parties.model import Identifier, Name

__all__ = ["Remarks", "as_identifier", "read_remarks"]

_NAME = re.compile(r"(a\.k\.a\.|f\.k\.a\.|n\.k\.a\.)\s+'([^']+)'")
_LAND = re.compile(r"(?:alt\. )?(?:nationality|citizen|Nationality of Registration)\s+(.+)", re.IGNORECASE)
_FLAG = re.compile(r"(?:vessel|former vessel) flag\s+(.+)", re.IGNORECASE)
_IMO = re.compile(r"\bIMO\s+(\d{7})\b")
_PHONE = re.compile(r"(?:alt\. )?(?:phone|telephone)(?: no\.| number)?:?\s+(\+?[\d() .\-]{6,})", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?:alt\. )?("
    r"Passport|Tax ID No\.|NIT #|RUC #|RIF #|R\.F\.C\.|C\.U\.I\.T\.|D-U-N-S Number|LE Number|Cedula No\.|C\.U\.R\.P\.|"
    r"National ID No\.|Identification Number|Registration (?:ID|Number)|Commercial Registry Number|Company Number|"
    r"Business Registration Number|Unified Social Credit Code \(USCC\)|Legal Entity Number|SWIFT/BIC|VAT Number|"
    r"Matricula Mercantil No|Trade License No\.|Organization Code|Enterprise Number|Government Gazette Number|MMSI"
    r")\s+([^\s(;]+)(?:\s+\(([^)]+)\))?"
)
_KINDS = {"a": "weak", "f": "former", "n": "alias"}


@dataclass(frozen=True, slots=True)
class Remarks:
    """What remarks tell beside their text; `countries` are words."""

    names: tuple[Name, ...] = ()
    identifiers: tuple[tuple[str, str, str], ...] = ()
    countries: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


def read_remarks(text: str) -> Remarks:
    """Return what remarks tell: parts are separated by semicolons, the last ends with a point."""
    if not text:
        return Remarks()
    parts = [part.strip().removesuffix(".") for part in text.split(";")]
    return Remarks(
        tuple(Name(m[2], _KINDS[m[1][0]]) for m in _NAME.finditer(text)),
        tuple(found for part in parts for found in _numbers(part)),
        tuple(m[1].strip() for part in parts if (m := _LAND.fullmatch(part) or _FLAG.fullmatch(part))),
        tuple(m[1].strip() for part in parts if (m := _PHONE.match(part))),
    )


def _numbers(part: str) -> Iterator[tuple[str, str, str]]:
    if match := _IMO.search(part):
        yield "imo", match[1], ""
    elif match := _NUMBERED.match(part):
        yield identifier_kind(match[1]), match[2], match[3] or ""


def as_identifier(found: tuple[str, str, str], code: str) -> Identifier:
    """Return an identifier with the code of its country."""
    return Identifier(found[0], found[1], code)
