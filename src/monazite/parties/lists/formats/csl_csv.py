"""The US Consolidated Screening List as CSV: one row a party, lists in cells separated by '; '."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monazite.parties.lists.formats.csl import Record, add_record
from monazite.parties.lists.formats.gather import Gather
from monazite.parties.lists.formats.rows import Row, open_table
from monazite.parties.lists.formats.words import identifier_kind
from monazite.parties.lists.model import Context, File, Reading

__all__ = ["read"]

NEEDED = ("source", "type", "programs", "name", "addresses", "alt_names")
KNOWN = (
    *NEEDED,
    *"_id id entity_number title federal_register_notice start_date end_date standard_order".split(),
    *"license_requirement license_policy call_sign vessel_type gross_tonnage gross_registered_tonnage".split(),
    *"vessel_flag vessel_owner remarks source_list_url citizenships dates_of_birth nationalities".split(),
    *"places_of_birth source_information_url ids country date_of_listing".split(),
)
# What stands among the ids and numbers nobody: a risk, a determination, a website, a day.
_NO_NUMBER = re.compile(
    r"sanctions risk|sanctions information|secondary sanctions|transactions prohibited|determination|directive|website"
    r"|e-?mail|gender|flag|phone|\bfax\b|\bdate\b|\btype\b|issuer name",
    re.IGNORECASE,
)
# Words of a kind of number; what has none of them may be a kind, or a number.
_KIND = re.compile(
    r"passport|identification|identity|number|regist|swift|cedula|matricula|licen[cs]e|certificate|mmsi|address|permit"
    r"|folio|folder|d-u-n-s|document|v\.a\.t|\b(?:no|id|code|card|bic|bik|n\.?i\.?[tef]|ru[ct]|rif|tax|vat)\b",
    re.IGNORECASE,
)
_CODE = re.compile("[A-Z]{2}")


def read(files: Sequence[File], context: Context) -> Reading:
    """Read the CSV of the International Trade Administration (layout: trade.gov, Consolidated Screening List)."""
    gather = Gather(context)
    for row in open_table(files[0], gather, NEEDED, known=KNOWN).rows:
        add_record(_record(row, gather), row.at, gather)
    return gather.reading("csl-csv")


def _record(row: Row, gather: Gather) -> Record:
    addresses = _parts(row, "addresses")
    lands = [part.rpartition(",")[2].strip() for part in addresses]
    title, born = row.get("title"), row.get("dates_of_birth")
    remarks = "; ".join(filter(None, (title and f"Title: {title}", born and f"DOB {born}", row.get("remarks"))))
    return Record(
        id=row.first("_id", "id"),
        source=row.get("source"),
        name=row.get("name"),
        kind=row.get("type"),
        programmes=_parts(row, "programs"),
        aliases=_parts(row, "alt_names"),
        addresses=addresses,
        countries=(
            # Only a code of two letters ends an address as its country; elsewhere a state or a town does.
            *(land for land in lands if re.fullmatch("[A-Z]{2}", land)),
            *(p for name in ("country", "nationalities", "citizenships", "vessel_flag") for p in _parts(row, name)),
        ),
        ids=tuple(_ids(row, gather)),
        notice=row.get("federal_register_notice"),
        start=row.first("start_date", "date_of_listing"),
        end=row.get("end_date"),
        requirement=row.get("license_requirement"),
        policy=row.get("license_policy"),
        remarks=remarks,
    )


def _parts(row: Row, name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in row.get(name).split(";") if part.strip())


def _ids(row: Row, gather: Gather) -> Iterator[tuple[str, str, str]]:
    """Yield identifiers; what is neither one nor a remark that is known is told, and not compared."""
    for part in _parts(row, "ids"):
        cells = [cell.strip() for cell in part.split(",")]
        if _NO_NUMBER.search(cells[0]) or _NO_NUMBER.search(cells[-1]):
            continue
        if found := _id(cells):
            yield found
        else:
            gather.find(row.place("ids"), "L023", f"the id '{part[:80]}' cannot be read", "it is not compared")


def _id(cells: list[str]) -> tuple[str, str, str] | None:
    """Return kind, number and country of an id, None where it cannot be told which is which.

    The publisher writes 'Passport, 123456789, RU' (seen in files of 2025) and wrote 'RU, 123456789, Passport' (in files
    of 2022 and before); a country may be absent.
    """
    land, front = "", False
    if len(cells) > 2 and (_CODE.fullmatch(cells[-1]) or _CODE.fullmatch(cells[0])):
        front = not _CODE.fullmatch(cells[-1])
        land = cells.pop(0 if front else -1)
    ahead, behind = _like_kind(cells[0]), _like_kind(cells[-1])
    if len(cells) < 2 or not all(cells) or (ahead == behind and not land):
        return None
    first = ahead > behind or (ahead == behind and not front)
    kind, number = (cells[0], ", ".join(cells[1:])) if first else (cells[-1], ", ".join(cells[:-1]))
    if number.upper().startswith("IMO "):
        return "imo", number[4:].strip(), land
    return (identifier_kind(kind), number, land) if "," not in number or _digits(number) else None


def _like_kind(text: str) -> int:
    """Return how much a text is like the name of a kind of number: by its words, and by having no digits."""
    return 2 * bool(_KIND.search(text)) + (not _digits(text))


def _digits(text: str) -> bool:
    return any(c.isdigit() for c in text)
