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
_NO_NUMBER = re.compile(
    r"sanctions risk|sanctions information|website|email|determination|gender|flag|phone", re.IGNORECASE
)


def read(files: Sequence[File], context: Context) -> Reading:
    """Read the CSV of the International Trade Administration (layout: trade.gov, Consolidated Screening List)."""
    gather = Gather(context)
    for row in open_table(files[0], gather, NEEDED, known=KNOWN).rows:
        add_record(_record(row), row.at, gather)
    return gather.reading("csl-csv")


def _record(row: Row) -> Record:
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
        ids=tuple(_ids(row)),
        notice=row.get("federal_register_notice"),
        start=row.first("start_date", "date_of_listing"),
        end=row.get("end_date"),
        requirement=row.get("license_requirement"),
        policy=row.get("license_policy"),
        remarks=remarks,
    )


def _parts(row: Row, name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in row.get(name).split(";") if part.strip())


def _ids(row: Row) -> Iterator[tuple[str, str, str]]:
    """Yield identifiers: 'CO, 811038291-3, NIT #' or 'IMO 8898831, Vessel Registration Identification'."""
    for part in _parts(row, "ids"):
        cells = [cell.strip() for cell in part.split(",")]
        if len(cells) < 2 or _NO_NUMBER.search(cells[-1]):
            continue
        land = cells[0] if len(cells) > 2 and re.fullmatch("[A-Z]{2}", cells[0]) else ""
        number = ", ".join(cells[1 if land else 0 : -1])
        if number.upper().startswith("IMO "):
            yield "imo", number[4:].strip(), land
        else:
            yield identifier_kind(cells[-1]), number, land
