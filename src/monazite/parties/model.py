"""What is known of a party: names, identifiers, addresses, and when which list names it, as frozen records."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

__all__ = ["KINDS", "NAME_KINDS", "Identifier", "Name", "Party", "Span"]

KINDS = ("person", "organization", "vessel", "aircraft", "unknown")
# How a list gives a name: its own, another it is known by, a former one, or one that it calls weak.
NAME_KINDS = ("primary", "alias", "former", "weak")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as the list writes it, in any script."""

    text: str
    kind: str = "primary"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A registration of a party: `kind` is lei, uscc, imo, tax, registration, passport or the list's own word."""

    kind: str
    value: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which a list names a party: inclusive, None is open; `known` is the day from which that could be known.

    `act` is what lists, suspends or removes it (an announcement, a Federal Register citation), `binds` whom the
    listing binds (empty: as the list says), `note` a footnote or licence requirement. `replaced` is the day from which
    the source tells it otherwise in other spans (None: it stands). `doubt` is of days between an edition without the
    party and one with it, where nobody says since when it is listed: it may have been. No list keeps it.
    """

    first: dt.date | None = None
    last: dt.date | None = None
    known: dt.date | None = None
    act: str = ""
    binds: str = ""
    note: str = ""
    replaced: dt.date | None = None
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """One party of one list. Without spans its editions say when it is named: from the first seen to the last."""

    id: str
    list: str
    kind: str
    names: tuple[Name, ...]
    countries: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    addresses: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    remarks: str = ""
    source: str = ""
    confidence: str = ""
