"""Screening a file of parties: every row is answered or rejected, in the order of the rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monazite.cli.progress import Progress
from monazite.engines.local import default_threads, in_order
from monazite.errors import OutputError, UsageError, nearest
from monazite.formats.ftm_parties import entities, is_ftm_file, party_of, written
from monazite.parties.asked import Asked, identifiers_of
from monazite.parties.contacts import address_key, clusters, phone_key
from monazite.parties.decisions import party_key
from monazite.parties.table import SCHEMA, hits_table
from monazite.read import Piece, Reject, open_input, refuse_shared_places
from monazite.vocabulary import fold_heading
from monazite.write import RejectFile, open_output, whole_file

if TYPE_CHECKING:
    import datetime as dt

    from monazite.parties.screening import Answer, Screener

__all__ = ["screen_file"]

AT_ONCE = 1_000
# Facts of the line table that carry what is read of a party, and the headings that are read so.
CARRIED = {
    "name": (
        "consignee",
        "name party partyname company companyname entity entityname customer supplier 名称 企业名称 公司名称 主体",
    ),
    "country": ("consignee_country", "country countrycode nation 国家 国别 国家(地区)"),
    "id": ("consignee_id", "id identifier registration number lei uscc taxnumber vat 识别号 统一社会信用代码 编号"),
    "address": ("consignee_address", "address 地址"),
    "phone": ("intermediary", "phone telephone tel 电话"),
    "kind": ("carrier", "kind type 类型"),
}
KINDS = {"company": "organization", "individual": "person", "ship": "vessel", "entity": "organization"}


@dataclass
class _Read:
    """What a file holds: parties with their places, what is odd of each, rejects, and ids where entities have them."""

    asked: list[Asked] = field(default_factory=list)
    places: list[tuple[str, int]] = field(default_factory=list)
    findings: list[tuple[str, ...]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


class _Headings(Mapping[str, str]):
    """Answers for any heading which fact carries it; only what the user wishes is counted."""

    def __init__(self, wishes: Mapping[str, str]) -> None:
        for column, name in wishes.items():
            if name not in CARRIED:
                raise UsageError(f"--map {column}={name}: a party has no '{name}'; {nearest(name, CARRIED)}")
        self._wishes = {column: CARRIED[name][0] for column, name in wishes.items()}
        known = {fold_heading(w): fact for name, (fact, words) in CARRIED.items() for w in (name, *words.split())}
        self._known = {heading: fact for heading, fact in known.items() if fact not in self._wishes.values()}

    def __getitem__(self, heading: str) -> str:
        if heading in self._wishes:
            return self._wishes[heading]
        # A heading that is none of ours is left out, whatever fact of a line it may name.
        return self._known.get(fold_heading(heading), "")

    def __contains__(self, heading: object) -> bool:
        return isinstance(heading, str)

    def __iter__(self) -> Iterator[str]:
        return iter(self._wishes)

    def __len__(self) -> int:
        return len(self._wishes)

    def __bool__(self) -> bool:
        return True


def screen_file(
    path: Path,
    screener: Screener,
    on: dt.date,
    known_on: dt.date,
    *,
    mapping: Sequence[str],
    out: str | None,
    rejects: str | None,
    quiet: bool,
    as_json: bool,
) -> int:
    """Screen the parties of a file, write hits and rejects, print the counts; return the exit status."""
    from monazite.cli.options import pairs

    refuse_shared_places({"--out": out, "--rejects": rejects}, {"FILE": [str(path)]})
    as_ftm = bool(out) and str(out).lower().endswith((".ftm.json", ".ftm.jsonl"))
    if as_ftm and not is_ftm_file(path):
        raise OutputError(f"--out {out}: entities are written of entities; {path} has none, name .csv or .parquet")
    rejects = rejects or (str(Path(out).with_suffix("")) + ".rejects.csv" if out and out != "-" else None)
    counts: Counter[str] = Counter()
    with Progress("screening", quiet=quiet) as bar:
        read = _entities(path) if is_ftm_file(path) else _rows(path, _Headings(pairs(tuple(mapping), "--map")), bar)
        numbers = _clusters(read, screener, known_on)
        parts = _answers(read, screener, on, known_on)
        with ExitStack() as stack:
            table = open_output(str(out), title="Monazite screening", schema=SCHEMA) if out and not as_ftm else None
            write = stack.enter_context(table).write if table else None
            found: list[tuple[str, Answer]] = []
            for at, answers in parts:
                counts.update(answer.state for answer in answers)
                if write:
                    end = at + len(answers)
                    write(hits_table(answers, read.places[at:end], numbers[at:end], read.findings[at:end]))
                if as_ftm:
                    found += zip(read.ids[at : at + len(answers)], answers, strict=True)
                bar.advance(len(answers), 0)
        if as_ftm:
            _write_ftm(Path(str(out)), path, found)
        if rejects and read.rejects:
            with RejectFile(rejects) as file:
                file.write(read.rejects)
    _tell(counts, read, screener, on, known_on, rejects, as_json=as_json, to_stderr=out == "-")
    return 1 if counts["hits"] else 3 if counts["screening_incomplete"] or not screener.names else 0


# ---------------------------------------------------------------- reading
def _rows(path: Path, headings: _Headings, bar: Progress) -> _Read:
    source = open_input([str(path)], mapping=headings)
    bar.opened(source)
    read = _Read()
    for piece in source.pieces():
        _take(read, piece)
    return read


def _take(read: _Read, piece: Piece) -> None:
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
            asked = Asked(name, _kind(kind), country, identifiers_of(id, country), address, phone)
            _add(read, asked, place, tuple(_renamed(text) for text in told or ()))


def _renamed(text: str) -> str:
    """Name what is odd by the party's field, not by the fact that carried it."""
    for name, (fact, _) in sorted(CARRIED.items(), key=lambda one: -len(one[1][0])):
        text = text.replace(fact, name)
    return text


def _kind(text: str) -> str:
    folded = text.lower()
    folded = KINDS.get(folded, folded)
    return folded if folded in ("person", "organization", "vessel", "aircraft") else ""


def _add(read: _Read, asked: Asked, place: tuple[str, int], findings: tuple[str, ...] = (), id: str = "") -> None:
    read.asked.append(asked)
    read.places.append(place)
    read.findings.append(findings)
    read.ids.append(id)


def _entities(path: Path) -> _Read:
    read = _Read()
    for number, entity in entities(path):
        party = entity if isinstance(entity, str) else party_of(entity)
        if isinstance(party, str):
            read.rejects.append(Reject(str(path), number, 0, party, ""))
        elif isinstance(entity, Mapping):
            _add(read, party, (str(path), number), (), str(entity["id"]))
    return read


# ---------------------------------------------------------------- screening
def _answers(read: _Read, screener: Screener, on: dt.date, known_on: dt.date) -> Iterator[tuple[int, list[Answer]]]:
    """Yield (place of the first, answers) in order; a party that comes again is matched once in its part."""

    def work(at: int) -> tuple[int, list[Answer]]:
        some = read.asked[at : at + AT_ONCE]
        distinct = list(dict.fromkeys(some))
        found = dict(zip(distinct, screener.matches(distinct, known_on), strict=True))
        return at, [screener.answer(one, found[one], on, known_on) for one in some]

    yield from in_order(range(0, len(read.asked), AT_ONCE), work, default_threads())


def _clusters(read: _Read, screener: Screener, known_on: dt.date) -> list[int]:
    """Return the number of each party's cluster of shared contacts, over file and lists together; 0 for none."""
    listed = screener.known(known_on).parties
    who = [party_key(one.name) for one in read.asked] + [f"{party.list} {party.id}" for party in listed]
    keys: list[Iterable[str]] = [(address_key(one.address), phone_key(one.phone)) for one in read.asked]
    keys += [(*map(address_key, party.addresses), *map(phone_key, party.phones)) for party in listed]
    return [int(n) for n in clusters(who, [list(some) for some in keys])[: len(read.asked)]]


# ---------------------------------------------------------------- writing
def _write_ftm(out: Path, path: Path, found: Sequence[tuple[str, Answer]]) -> None:
    """Write the entities of the input that are parties, then what was found of them."""
    with whole_file(out) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        for _, entity in entities(path):
            if isinstance(entity, Mapping):
                file.write(json.dumps(entity, ensure_ascii=False) + "\n")
        for line in written(found):
            file.write(line + "\n")


def _tell(
    counts: Counter[str],
    read: _Read,
    screener: Screener,
    on: dt.date,
    known_on: dt.date,
    rejects: str | None,
    *,
    as_json: bool,
    to_stderr: bool,
) -> None:
    lists = screener.known(known_on).lists(on)
    told = {"in": len(read.asked) + len(read.rejects), "answered": len(read.asked), "rejected": len(read.rejects)}
    if as_json:
        states = [{"list": one.list, "state": one.state, "edition": str(one.edition)} for one in lists]
        click.echo(json.dumps({**told, "answers": dict(counts), "lists": states}), err=to_stderr)
        return
    out = [f"{n:,} {state.replace('_', ' ')}" for state, n in counts.items()]
    text = f"{told['in']:,} parties in = {told['answered']:,} answered + {told['rejected']:,} rejected"
    text += f" (see {rejects})" if read.rejects and rejects else ""
    click.echo(f"{text}: {', '.join(out) or 'none'}; on {on}, as known on {known_on}", err=to_stderr)
    for one in lists:
        if not one.ok or one.gaps:
            click.echo(
                f"not cleared: {one.list}: {one.state if not one.ok else ''} {one.reason}".rstrip(), err=to_stderr
            )
