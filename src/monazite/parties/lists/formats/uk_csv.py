"""The two lists of the United Kingdom as CSV: OFSI's consolidated list, and the sanctions list of the FCDO."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monazite.parties.lists.formats.gather import Gather, named, unique
from monazite.parties.lists.formats.rows import Row, open_table
from monazite.parties.lists.formats.sniff import sniff
from monazite.parties.lists.formats.words import day_of, party_kind
from monazite.parties.lists.model import Context, File, Reading
from monazite.parties.model import Identifier, Name, Party, Span

__all__ = ["read"]


@dataclass(frozen=True, slots=True)
class _Layout:
    """The headings of one of the two lists."""

    form: str
    id: str
    kind: str
    regime: str
    designated: tuple[str, ...]
    name_kind: str
    strength: str
    address: tuple[str, ...]
    lands: tuple[str, ...]
    numbers: tuple[tuple[str, str], ...]
    original: str


_OFSI = _Layout(
    form="uk-ofsi",
    id="Group ID",
    kind="Group Type",
    regime="Regime",
    designated=("UK Sanctions List Date Designated", "Listed On"),
    name_kind="Alias Type",
    strength="Alias Quality",
    address=(*(f"Address {n}" for n in range(1, 7)), "Post/Zip Code", "Country"),
    lands=("Country", "Nationality"),
    numbers=(("Passport Number", "passport"), ("National Identification Number", "national id")),
    original="Name Non-Latin Script",
)
_FCDO = _Layout(
    form="uk-fcdo",
    id="Unique ID",
    kind="Designation Type",
    regime="Regime Name",
    designated=("Date Designated",),
    name_kind="Name type",
    strength="Alias strength",
    address=(*(f"Address Line {n}" for n in range(1, 7)), "Address Postal Code", "Address Country"),
    lands=("Address Country", "Nationality(/ies)", "Current believed flag of ship"),
    numbers=(
        ("Passport number", "passport"),
        ("National Identifier number", "national id"),
        ("Business registration number (s)", "registration"),
        ("IMO number", "imo"),
    ),
    original="Name non-latin script",
)


def read(files: Sequence[File], context: Context) -> Reading:
    """Read either CSV: rows of one id are one party, one row a name; a row above the headings tells the day."""
    gather, file = Gather(context), files[0]
    layout = _OFSI if sniff(file) == "uk-ofsi" else _FCDO
    table = open_table(file, gather, (layout.id, "Name 6", "Name 1", layout.kind, layout.regime))
    found: dict[str, list[Row]] = {}
    for row in table.rows:
        if row.get(layout.id):
            found.setdefault(row.get(layout.id), []).append(row)
        else:
            gather.reject(row.at, "L010", f"a row without {layout.id}")
    for number, rows in found.items():
        gather.add(_party(number, rows, layout, gather), rows[0].at)
    return gather.reading(layout.form, _dated(table.before))


def _dated(before: tuple[tuple[str, ...], ...]) -> dt.date | None:
    words = [cell.partition(":")[2].strip() or cell for row in before for cell in row]
    return next((day for word in words if (day := day_of(word))), None)


def _party(number: str, rows: Sequence[Row], layout: _Layout, gather: Gather) -> Party:
    at = rows[0].at
    names = sorted(_names(rows, layout), key=lambda n: n.kind != "primary")
    lands = (part for row in rows for name in layout.lands for part in re.split(r"[;|]|\(\d+\)", row.get(name)))
    return Party(
        id=number,
        list=gather.context.list,
        kind=party_kind(rows[0].get(layout.kind)),
        names=named(names[0].text if names else "", names[1:]),
        countries=gather.countries(lands, at),
        identifiers=gather.identifiers(Identifier(k, row.get(h)) for row in rows for h, k in layout.numbers),
        addresses=unique(", ".join(filter(None, (row.get(part) for part in layout.address))) for row in rows),
        phones=unique(row.get("Phone number") for row in rows),
        programmes=unique(row.get(layout.regime) for row in rows),
        spans=_spans(rows, layout, gather),
        remarks=rows[0].get("Other Information"),
    )


def _names(rows: Sequence[Row], layout: _Layout) -> Iterator[Name]:
    for row in rows:
        kind, strength = row.get(layout.name_kind).lower(), row.get(layout.strength).lower()
        parts = [row.get(f"Name {n}") for n in (1, 2, 3, 4, 5, 6)]
        weak = "low" in strength or "weak" in strength
        word = "primary" if kind == "primary name" else "weak" if weak else "former" if "fka" in kind else "alias"
        yield Name(" ".join(filter(None, parts)), word)
        if original := row.get(layout.original):
            yield Name(original, "alias")


def _spans(rows: Sequence[Row], layout: _Layout, gather: Gather) -> tuple[Span, ...]:
    days = [gather.day(text, row.at, "day of designation") for row in rows if (text := row.first(*layout.designated))]
    known = [day for day in days if day]
    return (Span(min(known), None, min(known), rows[0].get(layout.regime)),) if known else ()
