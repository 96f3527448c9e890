"""OpenSanctions' targets.simple.csv: one row a party, lists in cells separated by semicolons."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from monazite.parties.lists.formats.gather import Gather, named, unique
from monazite.parties.lists.formats.rows import Row, open_table
from monazite.parties.lists.formats.words import party_kind
from monazite.parties.lists.model import Context, File, Reading
from monazite.parties.model import Identifier, Name, Party
from monazite.parties.names.check_digits import is_lei, is_uscc, normal

__all__ = ["read"]

NEEDED = ("id", "schema", "name", "aliases", "countries", "identifiers", "dataset")


def read(files: Sequence[File], context: Context) -> Reading:
    """Read targets.simple.csv (layout: OpenSanctions documentation); its data are CC BY-NC and stay the user's.

    When its publisher listed a party is not told: `first_seen` is when OpenSanctions met the record, which is long
    after the listing where it took up a list late. It dates nothing; the editions that have the party do.
    """
    gather = Gather(context)
    for row in open_table(files[0], gather, NEEDED).rows:
        gather.add(_party(row, gather), row.at)
    return gather.reading("opensanctions-csv")


def _party(row: Row, gather: Gather) -> Party:
    born, listed = row.get("birth_date"), row.get("sanctions")
    return Party(
        id=row.get("id"),
        list=gather.context.list,
        kind=party_kind(row.get("schema")),
        names=named(row.get("name"), [Name(text, "alias") for text in _parts(row, "aliases")]),
        countries=gather.countries(_parts(row, "countries"), row.place("countries")),
        identifiers=gather.identifiers(_identifier(text) for text in _parts(row, "identifiers")),
        addresses=unique(_parts(row, "addresses")),
        phones=unique(_parts(row, "phones")),
        programmes=unique((*_parts(row, "program_ids"), *_parts(row, "dataset"))),
        remarks="; ".join(filter(None, (born and f"DOB {born}", listed))),
    )


def _parts(row: Row, name: str) -> list[str]:
    """Return the parts of a cell; a part that holds a semicolon itself stands in quotes."""
    text = row.get(name)
    return next(csv.reader([text], delimiter=";"), []) if text else []


def _identifier(text: str) -> Identifier:
    """Return an identifier; what its check digits prove an LEI or a USCC is one, for the layout names no kinds."""
    match = re.fullmatch(r"IMO\s*(\d{7})", text.strip(), re.IGNORECASE)
    plain = normal("", text)
    if match or is_lei(plain) or is_uscc(plain):
        return Identifier("imo", match[1]) if match else Identifier("lei" if is_lei(plain) else "uscc", plain)
    return Identifier("registration", text.strip())
