"""What is read of a file of parties: parties with their places, and rows that cannot be screened."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from monazite.cli.progress import Progress
from monazite.coded import coded_keys
from monazite.errors import InputError, UsageError, nearest
from monazite.formats.ftm_parties import OTHERS, entities, parties_of
from monazite.parties.asked import Asked, identifiers_of, unread_ids
from monazite.read import Piece, Reject, open_input
from monazite.report.texts import short
from monazite.vocabulary import fold_heading

__all__ = ["Headings", "Read", "read_entities", "read_rows"]

Ints = npt.NDArray[np.int64]
# Facts of the line table that carry what is read of a party, and the headings that are read so.
CARRIED = {
    "name": (
        "consignee",
        "name fullname party partyname company companyname entity entityname legalname firm customer customername"
        " client supplier suppliername vendor consignee buyer"
        " 名称 企业名称 公司名称 主体 主体名称 姓名 客户 客户名称 供应商 供应商名称",
    ),
    "country": ("consignee_country", "country countrycode nation 国家 国别 国家(地区) 国家/地区"),
    "id": ("consignee_id", "id identifier registration number taxnumber vat 识别号 编号"),
    "address": ("consignee_address", "address 地址"),
    "phone": ("intermediary", "phone telephone tel 电话"),
    "kind": ("carrier", "kind type 类型"),
    # Columns that say which number they hold: a party may have several.
    "lei": ("exporter_id", "lei leicode legalentityidentifier"),
    "uscc": ("end_user_id", "uscc unifiedsocialcreditcode 统一社会信用代码 社会信用代码"),
    "imo": ("licence_number", "imo imonumber imono"),
}
OWN_COLUMN = ("lei", "uscc", "imo")
NO_COLUMN = "no column is a fact"  # what the reader says of a table without any heading that it knows
KINDS = {"company": "organization", "individual": "person", "ship": "vessel", "entity": "organization"}


@dataclass
class Read:
    """What a file holds: its distinct parties, for each row which it is and where it stands, and rejects.

    `asked` are the parties, `odd` what is odd of each; `odd_rows` what is odd of rows, by their number. Where entities
    are read, `ids` are theirs, `also` further names of some, and `others` how many are no parties.
    """

    asked: list[Asked] = field(default_factory=list)
    odd: dict[int, tuple[str, ...]] = field(default_factory=dict)
    odd_rows: dict[int, tuple[str, ...]] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    also: dict[int, tuple[str, ...]] = field(default_factory=dict)
    others: int = 0
    sources: list[str] = field(default_factory=list)
    known: dict[bytes, int] = field(default_factory=dict)  # parties by a fingerprint of their cells; -1 is none
    lots: list[tuple[Ints, Ints, int]] = field(default_factory=list)  # parties, rows, source of each batch
    count: int = 0

    def __len__(self) -> int:
        """How many rows are answered."""
        return self.count

    def take(self, which: Ints, rows: Ints, source: str) -> None:
        """Add rows of a source."""
        if source not in self.sources[-1:]:
            self.sources.append(source)
        self.lots.append((which, rows, len(self.sources) - 1))
        self.count += len(which)

    @cached_property
    def which(self) -> Ints:
        """The party of each row, shape (rows,); asked for when all is read."""
        return np.concatenate([np.zeros(0, np.int64), *(which for which, _, _ in self.lots)])

    @cached_property
    def _where(self) -> tuple[Ints, Ints]:
        nothing = np.zeros(0, np.int64)
        rows = np.concatenate([nothing, *(rows for _, rows, _ in self.lots)])
        return rows, np.concatenate([nothing, *(np.full(len(rows), n) for _, rows, n in self.lots)])

    def places(self, start: int, end: int) -> list[tuple[str, int]]:
        """Return source and row of some rows."""
        rows, sources = self._where
        return [(self.sources[n], row) for n, row in zip(sources[start:end], rows[start:end].tolist(), strict=True)]

    def findings(self, start: int, end: int) -> list[tuple[str, ...]]:
        """Return what is odd of some rows and of their parties."""
        own = zip(range(start, end), self.which[start:end].tolist(), strict=True)
        return [(*self.odd_rows.get(row, ()), *self.odd.get(n, ())) for row, n in own]


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
    if headings.seen and not headings.found & {CARRIED[field][0] for field in ("name", "id", *OWN_COLUMN)}:
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
        codes, cells = coded_keys(batch, [fact for fact, _ in CARRIED.values()])
        which = np.array([_number(read, own) for own in cells], np.int64)[codes]
        rows = np.asarray(batch.column("row"), np.int64)
        source_codes, sources = coded_keys(batch, ["source"])
        read.rejects += (
            Reject(sources[source_codes[n]][0], int(rows[n]), 0, *_unfit(cells[codes[n]]))
            for n in np.flatnonzero(which < 0)
        )
        for number, (source,) in enumerate(sources):
            own = np.flatnonzero((which >= 0) & (source_codes == number))
            _odd(read, batch, own)
            read.take(which[own], rows[own], source)


def _odd(read: Read, batch: pa.RecordBatch, rows: Ints) -> None:
    """Keep what the reader found odd of some rows of a batch, which are to be taken next."""
    if "findings" in batch.schema.names:
        for place, told in enumerate(batch.column("findings").take(pa.array(rows)).to_pylist()):
            if told:
                read.odd_rows[len(read) + place] = tuple(_renamed(text) for text in told)


def _number(read: Read, cells: tuple[str, ...]) -> int:
    """Return the number of the party of some cells, -1 where they hold none that can be screened."""
    mark = blake2b(repr(cells).encode(), digest_size=16).digest()
    if mark not in read.known:
        read.known[mark] = -1 if _unfit(cells)[0] else _added(read, *(cell.strip() for cell in cells))
    return read.known[mark]


def _added(read: Read, name: str, country: str, id: str, address: str, phone: str, kind: str, *own: str) -> int:
    texts = [id, *(f"{kind}:{text}" for kind, text in zip(OWN_COLUMN, own, strict=True) if text)]
    told = [identifiers_of(text, country) for text in texts]
    identifiers = tuple(dict.fromkeys(one for some in told for one in some))
    read.asked.append(Asked(name, _kind(kind), country, identifiers, address, phone))
    number = len(read.asked) - 1
    if odd := [text for cell, some in zip(texts, told, strict=True) for text in unread_ids(cell, some)]:
        read.odd[number] = tuple(odd)
    return number


def _unfit(cells: tuple[str, ...]) -> tuple[str, str]:
    """Return why cells hold nobody that can be screened, and the name; empty where they do."""
    name, _, *ids = (cell.strip() for cell in (*cells[:3], *cells[-len(OWN_COLUMN) :]))
    if not name and not any(ids):
        return "neither a name nor an id", ""
    return (_said(name), name) if name and not _comparable(name) else ("", name)


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


def read_entities(path: Path) -> Read:
    """Return the parties of a file of FollowTheMoney entities."""
    read, places = Read(), list[int]()
    for number, entity in entities(path):
        if isinstance(entity, Mapping) and entity.get("schema") in OTHERS:
            read.others += 1
            continue
        parties = entity if isinstance(entity, str) else parties_of(entity)
        if isinstance(parties, str):
            read.rejects.append(Reject(str(path), number, 0, parties, ""))
        elif isinstance(entity, Mapping):
            _entity(read, parties, str(entity["id"]))
            places.append(number)
    read.take(np.arange(len(places)), np.array(places, np.int64), str(path))
    return read


def _entity(read: Read, parties: Sequence[Asked], id: str) -> None:
    first, *more = parties
    if more:
        read.also[len(read.asked)] = tuple(one.name for one in more)
    read.asked.append(first)
    read.ids.append(id)
