"""Screening a file of parties: every row is answered or rejected, in the order of the rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from monazite.cli.progress import Progress
from monazite.cli.screen_answers import answers, clusters_of
from monazite.cli.screen_reading import Headings, read_entities, read_rows
from monazite.cli.screen_told import Told, tell
from monazite.errors import OutputError
from monazite.formats.ftm_parties import entities, is_ftm_file, written
from monazite.parties.coverage import file_clears
from monazite.parties.table import SCHEMA, hits_table
from monazite.read import refuse_shared_places
from monazite.write import RejectFile, open_output, whole_file

if TYPE_CHECKING:
    import datetime as dt

    from monazite.parties.screening import Answer, Screener

__all__ = ["screen_file"]


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
        numbers = clusters_of(read, screener, known_on)
        with ExitStack() as stack:
            table = open_output(str(out), title="Monazite screening", schema=SCHEMA) if out and not ftm_out else None
            write = stack.enter_context(table).write if table else None
            found: list[tuple[str, Answer]] = []
            for at, some in answers(read, screener, on, known_on):
                end = at + len(some)
                places, own = read.places(at, end), read.which[at:end].tolist()
                told.add(some, places)
                if write:
                    write(hits_table(some, places, [numbers[n] for n in own], read.findings(at, end)))
                if ftm_out:
                    found += zip((read.ids[n] for n in own), some, strict=True)
                bar.advance(len(some), 0)
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


# ---------------------------------------------------------------- writing
def _write_ftm(out: Path, path: Path, found: Sequence[tuple[str, Answer]]) -> None:
    """Write the entities of the input that are parties, then what was found of them."""
    with whole_file(out) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        for _, entity in entities(path):
            if isinstance(entity, Mapping):
                file.write(json.dumps(entity, ensure_ascii=False) + "\n")
        for line in written(found):
            file.write(line + "\n")
