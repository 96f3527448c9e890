"""The US Consolidated Screening List as JSON: {"results": [...]} or a bare list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from monazite.errors import InputError
from monazite.parties.lists.formats.csl import Record, add_record
from monazite.parties.lists.formats.gather import Gather, Place, clean
from monazite.parties.lists.formats.rows import decode
from monazite.parties.lists.formats.words import identifier_kind
from monazite.parties.lists.model import Context, File, Reading

__all__ = ["read"]


def read(files: Sequence[File], context: Context) -> Reading:
    """Read the JSON of the International Trade Administration; a record's place is its number in the list."""
    gather, file = Gather(context), files[0]
    try:
        data: Any = msgspec.json.decode(decode(file, context.encoding).lstrip("\ufeff").encode())
    except msgspec.DecodeError as error:
        raise InputError(f"{file.shown}:1:1: no whole JSON ({error}); is the file cut off?") from None
    results = data.get("results") if isinstance(data, dict) else data
    if not isinstance(results, list):
        raise InputError(f"{file.shown}:1:1: no list of 'results' in the JSON; has the publisher changed it?")
    for number, one in enumerate(results, 1):
        at = Place(file.shown, 1, number)
        if isinstance(one, dict):
            _odd(one, at, gather)
            add_record(_record(one), at, gather)
        else:
            gather.reject(at, "L013", f"record {number} is no object")
    return gather.reading("csl-json")


def _odd(one: dict[str, Any], at: Place, gather: Gather) -> None:
    """Tell of names beside the first that are neither a text nor a list of texts: the list lacks them."""
    value = one.get("alt_names")
    if value is None or isinstance(value, str) or (isinstance(value, list) and all(isinstance(v, str) for v in value)):
        return
    gather.lose(at, "L013", f"'{_text(one, 'name')}' has 'alt_names' that are no texts", "they are not taken")


def _record(one: dict[str, Any]) -> Record:
    addresses = [a for a in _list(one, "addresses") if isinstance(a, dict)]
    born = ", ".join(map(str, _list(one, "dates_of_birth")))
    title = _text(one, "title")
    told = (title and f"Title: {title}", born and f"DOB {born}", _text(one, "remarks"))
    return Record(
        id=_text(one, "id") or _text(one, "_id"),
        source=_text(one, "source"),
        name=_text(one, "name"),
        kind=_text(one, "type"),
        programmes=_words(one, "programs"),
        aliases=_words(one, "alt_names"),
        addresses=tuple(", ".join(filter(None, (_text(a, part) for part in _PARTS))) for a in addresses),
        countries=(
            *(_text(a, "country") for a in addresses),
            *_words(one, "nationalities"),
            *_words(one, "citizenships"),
            _text(one, "country"),
            _text(one, "vessel_flag"),
        ),
        ids=tuple(_ids(one)),
        notice=_text(one, "federal_register_notice"),
        start=_text(one, "start_date") or _text(one, "date_of_listing"),
        end=_text(one, "end_date"),
        requirement=_text(one, "license_requirement"),
        policy=_text(one, "license_policy"),
        remarks="; ".join(filter(None, told)),
    )


_PARTS = ("address", "city", "state", "postal_code", "country")


def _text(one: dict[str, Any], name: str) -> str:
    value = one.get(name)
    return clean(str(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _list(one: dict[str, Any], name: str) -> list[Any]:
    value = one.get(name)
    return value if isinstance(value, list) else []


def _words(one: dict[str, Any], name: str) -> tuple[str, ...]:
    """Return the texts of a list; of a text its parts, as the CSV of the same publisher writes them."""
    value = one.get(name)
    parts = value.split(";") if isinstance(value, str) else _list(one, name)
    return tuple(text for v in parts if isinstance(v, str) and (text := clean(v)))


def _ids(one: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for found in _list(one, "ids"):
        if not isinstance(found, dict):
            continue
        kind, number = _text(found, "type"), _text(found, "number")
        if number.upper().startswith("IMO "):
            kind, number = "imo", number[4:].strip()
        yield identifier_kind(kind), number, _text(found, "country")
