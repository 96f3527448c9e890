"""FollowTheMoney entities, one JSON object a line: parties, and the Sanction entities that list them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from monazite.parties.lists.formats.gather import Gather, Place, clean, listings, named, unique
from monazite.parties.lists.formats.rows import decode
from monazite.parties.lists.formats.words import day_of, party_kind
from monazite.parties.lists.model import Context, File, Reading
from monazite.parties.model import Identifier, Name, Party, Span

__all__ = ["read"]

PARTIES = frozenset("Person Organization Company LegalEntity PublicBody Vessel Airplane".split())
# Properties of the FollowTheMoney schema that hold names and identifiers, and what they are here.
_NAMES = (("alias", "alias"), ("previousName", "former"), ("weakAlias", "weak"), ("abbreviation", "weak"))
_HOLD_NAMES = ("name", *(name for name, _ in _NAMES))
_IDENTIFIERS = (
    ("leiCode", "lei"),
    ("uscCode", "uscc"),
    ("imoNumber", "imo"),
    ("passportNumber", "passport"),
    ("taxNumber", "tax"),
    ("vatCode", "tax"),
    ("innCode", "tax"),
    ("registrationNumber", "registration"),
    ("ogrnCode", "registration"),
    ("idNumber", "national id"),
    ("swiftBic", "swift"),
    ("dunsCode", "duns"),
)
_COUNTRIES = ("country", "nationality", "citizenship", "jurisdiction", "mainCountry", "flag")
_TOPICS = ("sanction", "export.control", "export.risk", "debarment")


class _Line(msgspec.Struct):
    """One line: what other keys it has is not read."""

    id: str
    schema: str
    properties: dict[str, list[Any]]
    target: bool | None = None
    datasets: list[str] = []


@dataclass(frozen=True, slots=True)
class _Found:
    line: _Line
    at: Place


def read(files: Sequence[File], context: Context) -> Reading:
    """Read FollowTheMoney lines; entities that are no party, or are related to a target only, are skipped.

    A Sanction gives its entity a span (startDate or listingDate to endDate). Where nothing is flagged, all is taken.
    `first_seen` is when the record was met by who collects it, and dates nothing.
    """
    gather, file = Gather(context), files[0]
    parties: list[_Found] = []
    sanctions: dict[str, list[_Line]] = {}
    for found in _lines(file, gather):
        if found.line.schema in PARTIES:
            parties.append(found)
        else:
            gather.skipped += 1
            if found.line.schema == "Sanction":
                for subject in _texts(found.line, "entity"):
                    sanctions.setdefault(subject, []).append(found.line)
    flagged = any(found.line.target is not None for found in parties)
    for found in parties:
        if flagged and not _is_target(found.line) and found.line.id not in sanctions:
            gather.skipped += 1
        else:
            gather.add(_party(found, sanctions.get(found.line.id, ()), gather), found.at)
    return gather.reading("ftm-json")


def _lines(file: File, gather: Gather) -> Iterator[_Found]:
    decoder = msgspec.json.Decoder(_Line)
    for number, text in enumerate(decode(file, gather.context.encoding).lstrip("\ufeff").split("\n"), 1):
        if not text.strip():
            continue
        at = Place(file.shown, number)
        try:
            yield _Found(decoder.decode(text.encode()), at)
        except msgspec.MsgspecError as error:
            gather.reject(at, "L013", f"no FollowTheMoney entity ({error})")


def _is_target(line: _Line) -> bool:
    return line.target is True or any(topic in _TOPICS for topic in _texts(line, "topics"))


def _texts(line: _Line, name: str) -> list[str]:
    """Return the values of a property; a nested entity counts as its id."""
    out = []
    for value in line.properties.get(name, ()):
        text = value.get("id") if isinstance(value, dict) else value
        if isinstance(text, str) and clean(text):
            out.append(clean(text))
    return out


def _party(found: _Found, sanctions: Sequence[_Line], gather: Gather) -> Party:
    line, at = found.line, found.at
    for odd in (name for name in _HOLD_NAMES for value in line.properties.get(name, ()) if not isinstance(value, str)):
        gather.lose(at, "L013", f"'{line.id}' has a {odd} that is no text", "it is not taken")
    own = _texts(line, "name")
    others = [Name(text, "alias") for text in own[1:]]
    others += [Name(text, kind) for name, kind in _NAMES for text in _texts(line, name)]
    ids = [Identifier(kind, text.removeprefix("IMO")) for name, kind in _IDENTIFIERS for text in _texts(line, name)]
    programmes = [text for one in sanctions for name in ("programId", "program") for text in _texts(one, name)]
    return Party(
        id=line.id,
        list=gather.context.list,
        kind=party_kind(line.schema),
        names=named(own[0] if own else "", others),
        countries=gather.countries((t for name in _COUNTRIES for t in _texts(line, name)), at),
        identifiers=gather.identifiers(ids),
        addresses=unique(_texts(line, "address")),
        phones=unique(_texts(line, "phone")),
        programmes=unique((*programmes, *line.datasets)),
        spans=_spans(sanctions),
        remarks="; ".join(_texts(line, "notes")),
    )


def _spans(sanctions: Sequence[_Line]) -> tuple[Span, ...]:
    return listings([_span(one) for one in sanctions], [one.id for one in sanctions])


def _span(sanction: _Line) -> Span:
    """Return the days of a listing."""
    first = _day(sanction, "startDate") or _day(sanction, "listingDate")
    known = _day(sanction, "listingDate") or first
    act = next(iter((*_texts(sanction, "recordId"), *_texts(sanction, "authorityId"))), sanction.id)
    return Span(first, _day(sanction, "endDate"), known, act, "", "; ".join(_texts(sanction, "reason")))


def _day(line: _Line, name: str) -> dt.date | None:
    return next((day for text in _texts(line, name) if (day := day_of(text[:10]))), None)
