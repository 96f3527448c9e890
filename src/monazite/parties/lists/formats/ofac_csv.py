"""OFAC's delimited files: sdn.csv or cons_prim.csv, with alt.csv and add.csv, told apart by their widths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from monazite.errors import InputError
from monazite.parties.lists.formats.gather import Gather, Place, clean, named, unique
from monazite.parties.lists.formats.ofac_remarks import as_identifier, read_remarks
from monazite.parties.lists.formats.rows import decode, raw_rows
from monazite.parties.lists.formats.words import party_kind
from monazite.parties.lists.model import Context, File, Gap, Reading
from monazite.parties.model import Name, Party

__all__ = ["programmes", "read"]

EMPTY = "-0-"
NAMES, ALIASES, ADDRESSES, COMMENTS = 12, 5, 6, 2
PARTS = {NAMES: "entries", ALIASES: "aliases", ADDRESSES: "addresses", COMMENTS: "comments"}
NO_ALIASES = Gap("the file of aliases is not there; names beside the first of each party are not known")
_KINDS = {"aka": "alias", "fka": "former", "nka": "alias"}


@dataclass
class _Sheets:
    """The rows of each kind of file, those of aliases and addresses by the number of their entry."""

    names: list[tuple[Place, list[str]]] = field(default_factory=list)
    aliases: dict[str, list[list[str]]] = field(default_factory=dict)
    addresses: dict[str, list[list[str]]] = field(default_factory=dict)
    comments: dict[str, list[list[str]]] = field(default_factory=dict)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    widths: set[int] = field(default_factory=set)


def read(files: Sequence[File], context: Context) -> Reading:
    """Read the delimited files of one list (layout: OFAC, "SDN data file specifications"); `-0-` is empty."""
    gather, sheets = Gather(context), _Sheets()
    for file in files:
        _sort(file, sheets, gather)
    if not sheets.names:
        raise InputError(f"{files[0].shown}: no entries; sdn.csv or cons_prim.csv (12 columns) must be among the files")
    for at, cells in sheets.names:
        gather.add(_party(at, cells, sheets, gather), at)
    _orphans(sheets, gather)
    parts = tuple(name for width, name in PARTS.items() if width in sheets.widths)
    return gather.reading("ofac-csv", None, () if ALIASES in sheets.widths else (NO_ALIASES,), parts)


def _sort(file: File, sheets: _Sheets, gather: Gather) -> None:
    width = 0
    for line, cells in raw_rows(decode(file, gather.context.encoding), file.shown):
        cells = ["" if (text := clean(cell)) == EMPTY else text for cell in cells]
        width = width or len(cells)
        if width not in (NAMES, ALIASES, ADDRESSES, COMMENTS):
            told = "OFAC's files have 12 (entries), 5 (aliases), 6 (addresses) or 2 (comments)"
            raise InputError(f"{file.shown}:{line}:1: {width} columns; {told}")
        sheets.widths.add(width)
        at = Place(file.shown, line)
        if line == 1 and cells[0].lower() in ("ent_num", "entnum", "uid"):
            continue
        if len(cells) != width:
            _uneven(at, cells, width, gather)
        elif not cells[0].isdigit():
            _unnumbered(at, cells, width, gather)
        else:
            _put(at, cells, width, sheets)


def _uneven(at: Place, cells: list[str], width: int, gather: Gather) -> None:
    text = f"{len(cells)} cells where the rows have {width}"
    _teller(width, gather)(at, "L031", text, "is the file cut off here?")


def _unnumbered(at: Place, cells: list[str], width: int, gather: Gather) -> None:
    _teller(width, gather)(at, "L010", f"'{cells[0]}' is no number of an entry")


def _teller(width: int, gather: Gather) -> Callable[..., None]:
    """Return what notes a row that cannot be used: an entry is a reject, aliases and comments hold names too."""
    return gather.reject if width == NAMES else gather.find if width == ADDRESSES else gather.lose


def _put(at: Place, cells: list[str], width: int, sheets: _Sheets) -> None:
    if width == NAMES:
        sheets.names.append((at, cells))
        return
    rows = {ALIASES: sheets.aliases, ADDRESSES: sheets.addresses, COMMENTS: sheets.comments}[width]
    rows.setdefault(cells[0], []).append(cells)
    sheets.places.setdefault((str(width), cells[0]), at)


def _party(at: Place, cells: list[str], sheets: _Sheets, gather: Gather) -> Party:
    number, name, kind, programme, title, call, _, _, _, flag, owner, remarks = cells
    remarks = " ".join((remarks, *(row[1] for row in sheets.comments.get(number, ())))).strip()
    told = read_remarks(remarks)
    aliases = [
        Name(row[3], _KINDS.get(row[2].lower().replace(".", ""), "alias")) for row in sheets.aliases.get(number, ())
    ]
    addresses = sheets.addresses.get(number, ())
    numbers = [as_identifier(n, gather.country(n[2], at)) for n in told.identifiers]
    parts = (title and f"Title: {title}", call and f"Call sign: {call}", owner and f"Owner: {owner}", remarks)
    return Party(
        id=number,
        list=gather.context.list,
        # An entry without a type is an organization: OFAC types persons, vessels and aircraft.
        kind=party_kind(kind) if kind else "organization",
        names=named(name, [*aliases, *told.names]),
        countries=gather.countries((*(row[4] for row in addresses), flag, *told.countries), at),
        identifiers=gather.identifiers(numbers),
        addresses=unique(", ".join(filter(None, row[2:5])) for row in addresses),
        phones=unique(told.phones),
        programmes=programmes(programme),
        remarks="; ".join(filter(None, parts)),
    )


def programmes(text: str) -> tuple[str, ...]:
    """Return the programmes of a cell: 'SDGT] [IFSR' or 'SDGT; IFSR'."""
    return unique(text.replace("[", ";").replace("]", ";").split(";"))


def _orphans(sheets: _Sheets, gather: Gather) -> None:
    """Note aliases, addresses and comments of entries that are not there."""
    known = {cells[0] for _, cells in sheets.names}
    kinds = ((ALIASES, "aliases", sheets.aliases), (ADDRESSES, "addresses", sheets.addresses))
    for width, what, rows in (*kinds, (COMMENTS, "comments", sheets.comments)):
        lost = [number for number in rows if number not in known]
        if lost:
            shown = ", ".join(lost[:5]) + (" …" if len(lost) > 5 else "")
            at = sheets.places[str(width), lost[0]]
            told = f"{what} of {len(lost)} entries that are not there: {shown}"
            gather.lose(at, "L040", told, "files of two editions, or one that is cut off?")
