"""Parties as a table: one row for each record and each unbroken time that editions hold it unchanged."""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from monazite.parties.model import Identifier, Name, Party, Span

__all__ = ["MEANINGS", "SCHEMA", "Stay", "from_table", "print_of", "to_table", "undisturbed"]

_NAME = pa.struct([("text", pa.string()), ("kind", pa.string())])
_IDENTIFIER = pa.struct([("kind", pa.string()), ("value", pa.string()), ("country", pa.string())])
_DAYS = [("first", pa.date32()), ("last", pa.date32()), ("known", pa.date32())]
_SPAN = pa.struct(
    [*_DAYS, ("act", pa.string()), ("binds", pa.string()), ("note", pa.string()), ("replaced", pa.date32())]
)
_TEXTS = pa.list_(pa.string())
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("kind", pa.string()),
        ("names", pa.list_(_NAME)),
        ("countries", _TEXTS),
        ("identifiers", pa.list_(_IDENTIFIER)),
        ("addresses", _TEXTS),
        ("phones", _TEXTS),
        ("programmes", _TEXTS),
        ("spans", pa.list_(_SPAN)),
        ("remarks", pa.string()),
        ("source", pa.string()),
        ("confidence", pa.string()),
        ("print", pa.string()),
        ("seen_first", pa.date32()),
        ("seen_last", pa.date32()),
    ]
)
MEANINGS = {
    "id": "Id of the party on its list",
    "kind": "person, organization, vessel, aircraft or unknown",
    "names": "Names with their kind: primary, alias, former or weak",
    "countries": "Countries, ISO 3166-1 alpha-2",
    "identifiers": "Registrations with kind and country",
    "addresses": "Addresses as the list writes them",
    "phones": "Telephone numbers",
    "programmes": "Programmes or sub-lists, as the list names them",
    "spans": "Days that the publisher gives: first, last, known from; act, whom it binds, note, replaced from",
    "remarks": "Remarks of the list",
    "source": "Where the record was read, if the list tells",
    "confidence": "verified or memory, if the list tells",
    "print": "Fingerprint of the record: another one is another version of it",
    "seen_first": "First edition in a row that holds the record so",
    "seen_last": "Last edition in a row that holds the record so",
}


@dataclass(slots=True)
class Stay:
    """A record of a party, its fingerprint, and the first and last edition in a row that hold it so."""

    party: Party
    print: str
    first: dt.date
    last: dt.date


def print_of(party: Party) -> str:
    """Return a fingerprint of all that a record says; the order of its parts counts."""
    told = (
        party.kind,
        [(n.text, n.kind) for n in party.names],
        party.countries,
        [(i.kind, i.value, i.country) for i in party.identifiers],
        (party.addresses, party.phones, party.programmes),
        [(str(s.first), str(s.last), str(s.known), s.act, s.binds, s.note, str(s.replaced)) for s in party.spans],
        (party.remarks, party.source, party.confidence),
    )
    return hashlib.blake2b(json.dumps(told, ensure_ascii=False).encode(), digest_size=12).hexdigest()


def to_table(stays: Sequence[Stay]) -> pa.Table:
    """Return the table of records, in the order of their ids and days."""
    rows = sorted(stays, key=lambda stay: (stay.party.id, stay.first))
    parties = [stay.party for stay in rows]
    columns: dict[str, list[Any]] = {
        "print": [stay.print for stay in rows],
        "seen_first": [stay.first for stay in rows],
        "seen_last": [stay.last for stay in rows],
    }
    arrays = []
    for field in SCHEMA:
        values = columns.get(field.name) or [getattr(party, field.name) for party in parties]
        deep = pa.types.is_list(field.type) and pa.types.is_struct(field.type.value_type)
        arrays.append(_of_records(values, field.type) if deep else pa.array(values, field.type))
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


def _of_records(values: list[tuple[Any, ...]], kind: Any) -> Any:
    """Return a column of lists of records: each field of all records at once, not a dict for each record."""
    inner = kind.value_type
    flat = [record for records in values for record in records]
    fields = [pa.array([getattr(record, f.name) for record in flat], f.type) for f in inner]
    offsets = np.cumsum([0, *map(len, values)], dtype=np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.StructArray.from_arrays(fields, fields=list(inner)))


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let the collector of garbage rest while records are made that all stay: looking at them costs a third."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def from_table(table: pa.Table, name: str) -> list[Stay]:
    """Return the records of a table as those of the list `name`; columns of lists are taken apart as wholes."""
    with undisturbed():
        return _stays(table, name)


def _stays(table: pa.Table, name: str) -> list[Stay]:
    plain = {n: table[n].to_pylist() for n in ("id", "kind", "remarks", "source", "confidence", "print")}
    texts = {n: list(_lists(table[n])) for n in ("countries", "addresses", "phones", "programmes")}
    names = list(_structs(table["names"], Name, ("text", "kind")))
    identifiers = list(_structs(table["identifiers"], Identifier, ("kind", "value", "country")))
    spans = list(_structs(table["spans"], Span, tuple(f.name for f in _SPAN)))
    days = zip(table["seen_first"].to_pylist(), table["seen_last"].to_pylist(), strict=True)
    columns = (*texts.values(), names, identifiers, spans)
    out = []
    for row, (first, last) in enumerate(days):
        countries, addresses, phones, programmes, called, numbers, listed = (column[row] for column in columns)
        party = Party(
            plain["id"][row],
            name,
            plain["kind"][row],
            called,
            countries,
            numbers,
            addresses,
            phones,
            programmes,
            listed,
            plain["remarks"][row],
            plain["source"][row],
            plain["confidence"][row],
        )
        out.append(Stay(party, plain["print"][row], first, last))
    return out


def _whole(column: pa.ChunkedArray) -> Any:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _lists(column: pa.ChunkedArray) -> Iterator[tuple[str, ...]]:
    array = _whole(column)
    values, offsets = array.values.to_pylist(), array.offsets.to_pylist()
    return _cut(values, offsets)


def _structs(column: pa.ChunkedArray, make: Callable[..., Any], fields: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    array = _whole(column)
    parts = [array.values.field(name).to_pylist() for name in fields]
    return _cut([make(*cells) for cells in zip(*parts, strict=True)], array.offsets.to_pylist())


def _cut(values: list[Any], offsets: list[int]) -> Iterator[tuple[Any, ...]]:
    return (tuple(values[a:b]) if b > a else () for a, b in zip(offsets, offsets[1:], strict=False))
