"""Help for the tests of lists: fixtures read, made-up parties, lists kept in a folder of the test."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from monazite.errors import Problem
from monazite.packs.lists import country_of
from monazite.parties.lists import File, Limits, ListSource, ListStore, Outcome, Reading, read_files, take_reading
from monazite.parties.model import Name, Party, Span

HERE = Path(__file__).parent
FIXTURES, GALLERY = HERE / "fixtures", HERE / "gallery"
SHARED = Path(os.environ.get("MONAZITE_SHARED") or HERE.parents[3] / "shared")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def shared(name: str) -> Path:
    """Return a file of the shared data; where it is absent the test is skipped with the reason, or fails."""
    file = SHARED / "data" / "parties" / name
    if not file.is_file():
        text = f"the party data are not at {file}: set MONAZITE_SHARED to the folder that holds data/parties"
        if "MONAZITE_SHARED" in os.environ:
            pytest.fail(text)
        pytest.skip(text)
    return file


def read(*names: str, folder: Path = FIXTURES, form: str = "", encoding: str = "") -> Reading:
    files = [File(folder / name, name) for name in names]
    return read_files(files, "made-up", country_of, form, encoding)


def party(name: str, *spans: Span, text: str = "") -> Party:
    return Party(name, "made-up", "organization", (Name(text or f"{name.upper()} LTD"),), spans=spans)


def keep(
    store: ListStore,
    on: str,
    *parties: Party,
    source: ListSource | None = None,
    accept: bool = True,
    anew: bool = False,
    rejects: tuple[Problem, ...] = (),
) -> Outcome:
    """Keep parties as the edition of a day."""
    reading = Reading("made-up", parties, rejects, dated=day(on))
    return take_reading(store, source or ListSource("made-up"), reading, (), Limits(accept=accept, anew=anew))
