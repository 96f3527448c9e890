"""What is read of a file of parties: parties with their places, and rows that cannot be screened."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from monazite.cli.progress import Progress
from monazite.errors import InputError, UsageError, nearest
from monazite.formats.ftm_parties import OTHERS, entities, parties_of
from monazite.parties.asked import Asked, identifiers_of, unread_ids
from monazite.read import Piece, Reject, open_input
from monazite.report.texts import short
from monazite.vocabulary import fold_heading

__all__ = ["Headings", "Read", "read_entities", "read_rows"]

# Facts of the line table that carry what is read of a party, and the headings that are read so.
CARRIED = {
    "name": (
        "consignee",
        "name fullname party partyname company companyname entity entityname legalname firm customer customername"
        " client supplier suppliername vendor consignee buyer"
        " 名称 企业名称 公司名称 主体 主体名称 姓名 客户 客户名称 供应商 供应商名称",
    ),
    "country": ("consignee_country", "country countrycode nation 国家 国别 国家(地区) 国家/地区"),
    "id": ("consignee_id", "id identifier registration number lei uscc taxnumber vat 识别号 统一社会信用代码 编号"),
    "address": ("consignee_address", "address 地址"),
    "phone": ("intermediary", "phone telephone tel 电话"),
    "kind": ("carrier", "kind type 类型"),
}
NO_COLUMN = "no column is a fact"  # what the reader says of a table without any heading that it knows
KINDS = {"company": "organization", "individual": "person", "ship": "vessel", "entity": "organization"}


@dataclass
class Read:
    """What a file holds: parties with their places, what is odd of each, rejects.

    Where entities are read, `ids` are theirs, `also` further names of each, and `others` how many are no parties.
    """

    asked: list[Asked] = field(default_factory=list)
    places: list[tuple[str, int]] = field(default_factory=list)
    findings: list[tuple[str, ...]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    also: list[tuple[str, ...]] = field(default_factory=list)
    others: int = 0


class Headings(Mapping[str, str]):
    """Answers for any heading which fact carries it; only what the user wishes is counted."""

    def __init__(self, wishes: Mapping[str, str]) -> None:
        for column, name in wishes.items():
            if name and name not in CARRIED:
                raise UsageError(f"--map {column}={name}: a party has no '{name}'; {nearest(name, CARRIED)}")
        self._wishes = {column: CARRIED[name][0] if name else "" for column, name in wishes.items()}
        known = {fold_heading(w): fact for name, (fact, words) in CARRIED.items() for w in (name, *words.split())}
        self._known = {heading: fact for heading, fact in known.items() if fact not in self._wishes.values()}
        self.seen: dict[str, None] = {}
        self.found: set[str] = set()

    def __getitem__(self, heading: str) -> str:
        # A heading that is none of ours is left out, whatever fact of a line it may name.
        own = self._wishes.get(heading)
        fact = self._known.get(fold_heading(heading), "") if own is None else own
        self.seen[heading] = None
        self.found |= {fact} - {""}
        return fact

    def advice(self) -> str:
        """Return what to do where no column holds names."""
        first = re.split(r"[;\t|]", next((heading for heading in self.seen if heading.strip()), ""))[0]
        told = f" (its first heading is '{short(first, 40)}')" if first else ""
        return f"no column of names or ids{told}; name the one that holds names, --map HEADING=name, or head it 'name'"

    def __contains__(self, heading: object) -> bool:
        return isinstance(heading, str)

    def __iter__(self) -> Iterator[str]:
        return iter(self._wishes)

    def __len__(self) -> int:
        return len(self._wishes)

    def __bool__(self) -> bool:
        return True


# ---------------------------------------------------------------- reading
def read_rows(name: str, headings: Headings, bar: Progress) -> Read:
    """Return the parties of a table, - for standard input; InputError where no column holds names or ids."""
    try:
        source = open_input([name], mapping=headings, stdin=sys.stdin.buffer)
    except InputError as error:
        if headings.seen and (not headings.found or NO_COLUMN in str(error)):
            raise InputError(f"{name}: {headings.advice()}") from None
        said = re.sub(r"(?<=are both )\w+", lambda fact: _renamed(fact[0]), str(error))
        raise InputError(said) from None
    if headings.seen and not headings.found & {CARRIED[field][0] for field in ("name", "id")}:
        raise InputError(f"{name}: {headings.advice()}")
    bar.opened(source)
    read = Read()
    for piece in source.pieces():
        _take(read, piece)
    return read


def _take(read: Read, piece: Piece) -> None:
    chunk = piece.load()
    read.rejects += chunk.rejects
    for batch in chunk.batches:
        have = set(batch.schema.names)
        names = [fact for fact, _ in CARRIED.values()]
        columns = [batch.column(n).to_pylist() if n in have else [None] * batch.num_rows for n in names]
        found = batch.column("findings").to_pylist() if "findings" in have else [None] * batch.num_rows
        places = zip(batch.column("source").to_pylist(), batch.column("row").to_pylist(), strict=True)
        for place, told, *cells in zip(places, found, *columns, strict=True):
            name, country, id, address, phone, kind = (str(cell or "").strip() for cell in cells)
            if not name and not id:
                read.rejects.append(Reject(place[0], place[1], 0, "neither a name nor an id", ""))
                continue
            if name and not _comparable(name):
                read.rejects.append(Reject(place[0], place[1], 0, _said(name), name))
                continue
            asked = Asked(name, _kind(kind), country, identifiers_of(id, country), address, phone)
            _add(read, asked, place, (*(_renamed(text) for text in told or ()), *unread_ids(id, asked.identifiers)))


def _renamed(text: str) -> str:
    """Name what is odd by the party's field, not by the fact that carried it."""
    for name, (fact, _) in sorted(CARRIED.items(), key=lambda one: -len(one[1][0])):
        text = text.replace(fact, name)
    return text


def _kind(text: str) -> str:
    folded = text.lower()
    folded = KINDS.get(folded, folded)
    return folded if folded in ("person", "organization", "vessel", "aircraft") else ""


def _comparable(name: str) -> bool:
    return any(c.isalnum() for c in name)


def _said(name: str) -> str:
    return f"no letter or digit in the name '{name[:80]}'"


def _add(
    read: Read,
    asked: Asked,
    place: tuple[str, int],
    findings: tuple[str, ...] = (),
    id: str = "",
    also: tuple[str, ...] = (),
) -> None:
    read.asked.append(asked)
    read.places.append(place)
    read.findings.append(findings)
    read.ids.append(id)
    read.also.append(also)


def read_entities(path: Path) -> Read:
    """Return the parties of a file of FollowTheMoney entities."""
    read = Read()
    for number, entity in entities(path):
        if isinstance(entity, Mapping) and entity.get("schema") in OTHERS:
            read.others += 1
            continue
        parties = entity if isinstance(entity, str) else parties_of(entity)
        if isinstance(parties, str):
            read.rejects.append(Reject(str(path), number, 0, parties, ""))
        elif isinstance(entity, Mapping):
            first, *more = parties
            _add(read, first, (str(path), number), (), str(entity["id"]), tuple(one.name for one in more))
    return read
