"""What the CSV and the JSON of the US Consolidated Screening List have in common: one record, put as a party."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from monazite.parties.lists.formats.gather import Gather, Place, clean, named, unique
from monazite.parties.lists.formats.words import party_kind
from monazite.parties.model import Identifier, Name, Party, Span

__all__ = ["Record", "add_record"]

# Footnotes of the Entity List by the paragraphs of 15 CFR that a licence requirement cites; from memory.
_FOOTNOTES = (
    ("FN1", r"734\.9\(e\)\(1\)|736\.2\(b\)\(3\)\(vi\)|footnote 1\b"),
    ("FN3", r"734\.9\(g\)|footnote 3\b"),
    ("FN4", r"734\.9\(e\)\(2\)|footnote 4\b"),
    ("FN5", r"734\.9\(e\)\(3\)|footnote 5\b"),
)
# What the publisher says a record of such a list is, where it gives no type: firms and persons are mixed there.
_CODE = re.compile(r"\(([A-Z][A-Z0-9-]{1,9})\)")


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the list as plain texts; `ids` are (kind, number, country)."""

    id: str
    source: str
    name: str
    kind: str = ""
    programmes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    ids: tuple[tuple[str, str, str], ...] = ()
    notice: str = ""
    start: str = ""
    end: str = ""
    requirement: str = ""
    policy: str = ""
    remarks: str = ""


def add_record(record: Record, at: Place, gather: Gather) -> None:
    """Add a record as a party: the list it is on is its first programme (EL, MEU, UVL, DPL, SDN …)."""
    code = _CODE.search(record.source)
    own = code[1] if code else clean(record.source)
    notes = [f"EL-{note}" for note, words in _FOOTNOTES if own == "EL" and _cites(record, words)]
    party = Party(
        id=record.id or _stable(record),
        list=gather.context.list,
        kind=party_kind(record.kind),
        names=named(record.name, [Name(text, "alias") for text in record.aliases]),
        countries=gather.countries(record.countries, at),
        identifiers=gather.identifiers(Identifier(k, n, gather.country(c, at)) for k, n, c in record.ids),
        addresses=unique(record.addresses),
        programmes=unique((own, *notes, *record.programmes)),
        spans=_spans(record, at, gather),
        remarks=record.remarks,
    )
    gather.add(party, at)


def _cites(record: Record, words: str) -> bool:
    return re.search(words, f"{record.requirement} {record.policy}", re.IGNORECASE) is not None


def _stable(record: Record) -> str:
    """Return an id for a record that has none: the same for the same list, name and start in every edition."""
    if not record.name:
        return ""
    text = "\x1f".join((record.source, record.name, record.start, *record.addresses[:1]))
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _spans(record: Record, at: Place, gather: Gather) -> tuple[Span, ...]:
    first, last = gather.day(record.start, at, "start_date"), gather.day(record.end, at, "end_date")
    if first and last and last < first:
        gather.find(at, "L022", f"ends {last} before it begins {first}", "the end is taken as not known")
        last = None
    if not first:
        return ()
    note = "; ".join(filter(None, (record.requirement, record.policy)))
    return (Span(first, last, first, clean(record.notice), "", note),)
