"""Half a list is none: aliases, identifiers and files that were there must be there, and what is lost is a gap."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from monazite.errors import InputError
from monazite.packs.lists import country_of
from monazite.parties.lists import Limits, ListSource, ListStore, Outcome, Readiness, readiness, update_list
from monazite.parties.lists.package import describe, read_manifest
from monazite.parties.model import Identifier, Name, Party
from tests.parties.lists.made_up import FIXTURES, GALLERY, day, keep, read

TODAY = dt.date(2026, 11, 23)
SOURCE = ListSource("own", stale_days=30)


def entries(count: int) -> str:
    return "".join(f'{k},"Company {k} Ltd",-0- ,"X"{",-0- " * 8}\n' for k in range(count))


def aliases(count: int, start: int = 0) -> str:
    return "".join(f'{k},{k},"aka","Other {k} Ltd",-0-\n' for k in range(start, count))


def take(folder: Path, on: dt.date, *, accept: bool = False, **files: str) -> Outcome:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    places = [str(folder / f"{name}.csv") for name in files]
    limits = Limits(edition=on, accept=accept, anew=True)
    return update_list(ListStore(folder / "lists"), SOURCE, places, TODAY, country_of, limits)


def state(folder: Path) -> Readiness:
    return readiness(folder / "lists", "own", TODAY)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"sdn": entries(20), "alt": aliases(10)}, "10 aliases, where 2026-11-20 has 20"),
        ({"sdn": entries(20)}, "0 aliases, where 2026-11-20 has 20"),
        ({"sdn": entries(10), "alt": aliases(10)}, "10 parties, where 2026-11-20 has 20"),
    ],
)
@pytest.mark.parametrize("on", ["2026-11-20", "2026-11-22"])
def test_half_a_list_is_not_taken(tmp_path: Path, files: dict[str, str], told: str, on: str) -> None:
    take(tmp_path, day("2026-11-20"), sdn=entries(20), alt=aliases(20))
    with pytest.raises(InputError, match=f"what is kept stays: {told} .more than 10 % less.; --accept"):
        take(tmp_path, day(on), **files)
    assert ListStore(tmp_path / "lists").manifest("own").newest.aliases == 20 and state(tmp_path).covers("DE")
    assert take(tmp_path, day(on), accept=True, **files).edition.parties in (10, 20)


def test_a_kind_of_file_that_was_there_must_be_there(tmp_path: Path) -> None:
    places = '0,1,"1 Example Road","Baotou","China",-0-\n'
    take(tmp_path, day("2026-11-20"), sdn=entries(20), alt=aliases(20), add=places)
    with pytest.raises(InputError, match="no file of addresses, where 2026-11-20 has one"):
        take(tmp_path, day("2026-11-22"), sdn=entries(20), alt=aliases(20))


def test_an_edition_of_an_older_version_is_counted_by_its_records(tmp_path: Path) -> None:
    take(tmp_path, day("2026-11-20"), sdn=entries(20), alt=aliases(20))
    folder = tmp_path / "lists" / "own"
    manifest = read_manifest(folder)
    assert manifest is not None
    old = replace(manifest.newest, aliases=None, identifiers=None, parts=())
    describe(folder, replace(manifest, editions=(old,)))
    with pytest.raises(InputError, match="2 aliases, where 2026-11-20 has 20"):
        take(tmp_path, day("2026-11-22"), sdn=entries(20), alt=aliases(2))
    with pytest.raises(InputError, match="1 files, where 2026-11-20 has 2"):
        take(tmp_path, day("2026-11-22"), sdn=entries(20).replace("-0- \n", "a.k.a. 'OTHER'; a.k.a. 'SAME'.\n"))


def test_identifiers_that_are_gone_speak_against_an_edition(tmp_path: Path) -> None:
    some = [Party(f"p{k}", "made-up", "organization", (Name(f"Company {k}"),)) for k in range(20)]
    known = [replace(one, identifiers=(Identifier("tax", one.id),)) for one in some]
    store = ListStore(tmp_path)
    keep(store, "2026-11-20", *known)
    with pytest.raises(InputError, match="17 identifiers, where 2026-11-20 has 20"):
        keep(store, "2026-11-22", *known[:17], *some[17:], accept=False)
    assert keep(store, "2026-11-22", *known[:18], *some[18:], accept=False).edition.identifiers == 18


@pytest.mark.parametrize(
    ("alt", "gap"),
    [
        (aliases(20) + "3,21,", "1 names or rows with names cannot be used"),
        (aliases(20) + 'three,21,"aka","Other",-0-\n', "1 names or rows with names cannot be used"),
        (aliases(21), "1 names or rows with names cannot be used"),
        (None, "the file of aliases is not there"),
    ],
)
def test_a_row_of_aliases_that_is_lost_is_a_gap(tmp_path: Path, alt: str | None, gap: str) -> None:
    take(tmp_path, day("2026-11-20"), sdn=entries(20), **({"alt": alt} if alt else {}))
    assert gap in state(tmp_path).reason and not state(tmp_path).covers("DE")
    take(tmp_path, day("2026-11-22"), sdn=entries(20), alt=aliases(20))
    assert state(tmp_path).covers("DE")


@pytest.mark.parametrize("name", ["no_id.csv", "no_name.csv", "twice.csv", "odd_lines.json", "no_number.csv"])
def test_a_record_that_cannot_be_used_is_a_gap_in_every_format(tmp_path: Path, name: str) -> None:
    rejects = read(name, folder=GALLERY).rejects
    places = [str(GALLERY / name)]
    limits = Limits(edition=TODAY, accept=True)
    update_list(ListStore(tmp_path / "lists"), SOURCE, places, TODAY, country_of, limits)
    assert state(tmp_path).covers("DE") is not bool(rejects)


@pytest.mark.parametrize("name", ["eu.csv", "ofsi.csv", "fcdo.csv", "simple.csv", "entities.ftm.json"])
def test_a_record_without_an_id_is_kept_or_a_gap(tmp_path: Path, name: str) -> None:
    """Whatever the publisher: no record goes without a trace where its id is not there."""
    ids = {p.id for p in read(name).parties}
    text = (FIXTURES / name).read_text("utf-8-sig")
    first = next(one for one in sorted(ids) if one in text)
    (tmp_path / name).write_text(text.replace(f'"id": "{first}", ', "").replace(first, ""), "utf-8")
    reading = read(name, folder=tmp_path)
    told = [party for party in reading.parties if party.id.startswith("no-id-")]
    assert reading.rejects or told
    assert len(reading.parties) + len(reading.rejects) >= len(ids)


def test_aliases_of_the_us_list_may_be_one_text(tmp_path: Path) -> None:
    def told(value: object) -> Path:
        one = {"id": "1", "source": "Entity List (EL)", "name": "Example Works", "alt_names": value}
        (tmp_path / "csl.json").write_text(json.dumps({"results": [one]}), "utf-8")
        return tmp_path

    names = [[n.text for n in read("csl.json", folder=told(v)).parties[0].names] for v in ("EW; Ex Wks", ["EW"], None)]
    assert names == [["Example Works", "EW", "Ex Wks"], ["Example Works", "EW"], ["Example Works"]]
    for odd in ({"name": "EW"}, 7, ["EW", 8]):
        reading = read("csl.json", folder=told(odd))
        assert [f.code for f in reading.findings] == ["L013"] and len(reading.gaps) == 1
