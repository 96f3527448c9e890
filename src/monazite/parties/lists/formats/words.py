"""Words of the publishers: days, kinds of parties and of identifiers."""

from __future__ import annotations

import datetime as dt
import re

__all__ = ["day_of", "identifier_kind", "party_kind"]

_MONTHS = {m: i for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*|Z|[+-]\d{2}:\d{2})?")
_BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_WORDY = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*\.?[ -](\d{4})")
EARLIEST, LATEST = 1900, 2199

_PARTIES = {
    "individual": "person",
    "person": "person",
    "p": "person",
    "entity": "organization",
    "enterprise": "organization",
    "organization": "organization",
    "organisation": "organization",
    "company": "organization",
    "publicbody": "organization",
    "e": "organization",
    "vessel": "vessel",
    "ship": "vessel",
    "aircraft": "aircraft",
    "airplane": "aircraft",
}
# The first that fits a publisher's word for an identifier; what fits none keeps that word.
_IDENTIFIERS = (
    ("lei", r"\blei\b|legal entity (identifier|number)"),
    ("uscc", r"unified social credit|\buscc\b|统一社会信用"),
    ("imo", r"\bimo\b"),
    ("passport", r"passport"),
    ("tax", r"\btax|\bv\.?a\.?t\b|\bnit\b|\binn\b|fiscal|\brfc\b|\bcuit\b"),
    ("registration", r"regist|regnumber|(company|business|enterprise) number|\bogrn\b|commercial|matricula|folio"),
)


def day_of(text: str, *, american: bool = False) -> dt.date | None:
    """Return the day that a text writes (2026-02-24, 24/02/2026, 24 Feb 2026), None where it is none.

    `american` reads 02/24/2026. Years outside 1900 to 2199 are none.
    """
    try:
        if match := _ISO.fullmatch(text):
            year, month, day = map(int, match.groups())
        elif match := _BRITISH.fullmatch(text):
            day, month, year = map(int, match.groups())
            day, month = (month, day) if american else (day, month)
        elif match := _WORDY.fullmatch(text):
            day, month, year = int(match[1]), _MONTHS[match[2].lower()], int(match[3])
        else:
            return None
        return dt.date(year, month, day) if EARLIEST <= year <= LATEST else None
    except (KeyError, ValueError):
        return None


def party_kind(text: str) -> str:
    """Return the kind of party that a publisher's word means, unknown where it says nothing."""
    return _PARTIES.get(re.sub(r"[^a-z]", "", text.lower()), "unknown")


def identifier_kind(text: str) -> str:
    """Return lei, uscc, imo, tax, registration or passport for a publisher's word, else the word itself."""
    lower = text.lower()
    return next((kind for kind, words in _IDENTIFIERS if re.search(words, lower)), text.strip(" .:#"))
