"""Screening a file of parties: every row is answered or rejected, in the order of the rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from monazite.cli.progress import Progress
from monazite.cli.screen_reading import Headings, Read, read_entities, read_rows
from monazite.cli.screen_told import Told, tell
from monazite.engines.local import default_threads, in_order
from monazite.errors import OutputError
from monazite.formats.ftm_parties import entities, is_ftm_file, written
from monazite.parties.contacts import address_key, clusters, phone_key
from monazite.parties.coverage import file_clears, together
from monazite.parties.decisions import party_key
from monazite.parties.table import SCHEMA, hits_table
from monazite.read import refuse_shared_places
from monazite.write import RejectFile, open_output, whole_file

if TYPE_CHECKING:
    import datetime as dt

    from monazite.parties.asked import Asked
    from monazite.parties.screening import Answer, Screener

__all__ = ["screen_file"]

AT_ONCE = 1_000


def screen_file(
    name: str,
    screener: Screener,
    on: dt.date,
    known_on: dt.date,
    *,
    mapping: Sequence[str],
    out: str | None,
    rejects: str | None,
    quiet: bool,
    as_json: bool,
    language: str,
) -> int:
    """Screen the parties of a file, write hits and rejects, print the counts; return the exit status."""
    from monazite.cli.options import pairs

    path = Path(name)
    refuse_shared_places({"--out": out, "--rejects": rejects}, {"FILE": [name]})
    ftm_in = name != "-" and is_ftm_file(path)
    ftm_out = bool(out) and str(out).lower().endswith((".ftm.json", ".ftm.jsonl"))
    if ftm_out and not ftm_in:
        raise OutputError(f"--out {out}: entities are written of entities; {name} has none, name .csv or .parquet")
    rejects = rejects or (_beside(out) if out and out != "-" else None)
    told = Told(on, known_on, rejects, written=bool(out))
    with Progress("screening", quiet=quiet) as bar:
        read = read_entities(path) if ftm_in else read_rows(name, Headings(pairs(tuple(mapping), "--map")), bar)
        numbers = _clusters(read, screener, known_on)
        with ExitStack() as stack:
            table = open_output(str(out), title="Monazite screening", schema=SCHEMA) if out and not ftm_out else None
            write = stack.enter_context(table).write if table else None
            found: list[tuple[str, Answer]] = []
            for at, answers in _answers(read, screener, on, known_on):
                end = at + len(answers)
                told.add(answers, read.places[at:end])
                if write:
                    write(hits_table(answers, read.places[at:end], numbers[at:end], read.findings[at:end]))
                if ftm_out:
                    found += zip(read.ids[at:end], answers, strict=True)
                bar.advance(len(answers), 0)
        if ftm_out:
            _write_ftm(Path(str(out)), path, found)
        if rejects and read.rejects:
            with RejectFile(rejects) as file:
                file.write(read.rejects)
    lists = screener.known(known_on).lists(on)
    tell(told, read, lists, language, as_json=as_json, to_stderr=out == "-")
    clears = file_clears(lists, told.counts["screening_incomplete"], len(read.rejects))
    return 1 if told.counts["hits"] else 0 if clears else 3


def _beside(out: str) -> str:
    """Return where rejects go: beside the output, by its name without its endings."""
    path = Path(out)
    name = path.name.removesuffix(".gz").removesuffix(".json").removesuffix(".jsonl").removesuffix(".ftm")
    return str(path.with_name(f"{Path(name).stem}.rejects.csv"))


# ---------------------------------------------------------------- screening
def _answers(read: Read, screener: Screener, on: dt.date, known_on: dt.date) -> Iterator[tuple[int, list[Answer]]]:
    """Yield (place of the first, answers) in order; a party that comes again is matched once in its part."""

    def work(at: int) -> tuple[int, list[Answer]]:
        some, also = read.asked[at : at + AT_ONCE], read.also[at : at + AT_ONCE]
        names = [replace(one, name=name) for one, more in zip(some, also, strict=True) for name in more]
        distinct = list(dict.fromkeys([*some, *names]))
        matches = dict(zip(distinct, screener.matches(distinct, known_on), strict=True))
        answers = {one: screener.answer(one, matches[one], on, known_on) for one in distinct}
        return at, [_with_names(one, more, answers) for one, more in zip(some, also, strict=True)]

    yield from in_order(range(0, len(read.asked), AT_ONCE), work, default_threads())


def _with_names(asked: Asked, more: Sequence[str], answers: Mapping[Asked, Answer]) -> Answer:
    """Return the answer of a party with the hits of its other names: of each entry the best one, best first."""
    own = answers[asked]
    if not more:
        return own
    every = [hit for one in (own, *(answers[replace(asked, name=name)] for name in more)) for hit in one.hits]
    every.sort(key=lambda hit: (-hit.counts, -hit.match.score))
    best = {(hit.match.party.list, hit.match.party.id): hit for hit in reversed(every)}
    every_name = [own, *(answers[replace(asked, name=name)] for name in more)]
    coverage = together([one.coverage for one in every_name])
    return replace(own, hits=tuple(sorted(best.values(), key=lambda hit: -hit.match.score)), coverage=coverage)


def _clusters(read: Read, screener: Screener, known_on: dt.date) -> list[int]:
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
