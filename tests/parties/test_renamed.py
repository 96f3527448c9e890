"""What editions tell without days of their publisher: names that were given up, and since when a party is listed."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from monazite.cli.root import cli
from monazite.packs.parties import party_pack
from monazite.parties.asked import Asked
from monazite.parties.lists import ListStore
from monazite.parties.model import Name, Span
from monazite.parties.screening import Answer, Screener
from monazite.parties.standing import state_on
from tests.parties.lists.made_up import day
from tests.parties.screened import keep, party
from tests.parties.test_clearing import staged

TODAY = day("2026-11-23")
HEAD = "id,schema,name,aliases,countries,identifiers,dataset,first_seen\n"


def add(folder: Path, edition: str, *rows: str) -> None:
    file = folder / "simple.csv"
    file.write_text(HEAD + "".join(f"{row}\n" for row in rows), "utf-8")
    words = ["lists", "add", "us-csl", "--from", str(file), "--edition", edition, "--accept", "--lists", str(folder)]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.output


def ask(folder: Path, name: str, on: str, known_on: dt.date = TODAY) -> Answer:
    return Screener(folder, party_pack(), ["us-csl"]).screen(Asked(name), day(on), known_on)


def shown(folder: Path, *words: str) -> Any:
    return CliRunner().invoke(cli, ["screen", *words, "--lists", str(folder), "--known-on", str(TODAY)])


# ---------------------------------------------------------------- names
@pytest.fixture
def renamed(tmp_path: Path) -> Path:
    add(tmp_path, "2026-10-01", "R1,Company,Quendolin Metals Ltd,,,,EL,", "R2,Company,Bruvano Works Ltd,,,,EL,")
    add(tmp_path, "2026-11-22", "R1,Company,Zavrikel Alloys Ltd,,,,EL,")
    return tmp_path


@pytest.mark.parametrize("on", ["2026-10-01", "2026-11-21", "2026-11-22", "2026-11-23"])
@pytest.mark.parametrize("name", ["Quendolin Metals Ltd", "Zavrikel Alloys Ltd"])
def test_a_name_that_an_edition_gave_up_is_still_compared(renamed: Path, name: str, on: str) -> None:
    answer = ask(renamed, name, on)
    (hit,) = answer.hits
    assert answer.state == "hits" and hit.sure and hit.match.former == name.startswith("Quendolin")


def test_a_name_that_an_edition_gave_up_is_told_as_such(renamed: Path) -> None:
    result = shown(renamed, "Quendolin Metals Ltd", "--on", "2026-11-23")
    assert result.exit_code == 1 and "(a former name of Zavrikel Alloys Ltd)" in result.output
    assert "（Zavrikel Alloys Ltd的曾用名）" in shown(renamed, "Quendolin Metals Ltd", "--language", "zh").output
    (hit,) = json.loads(shown(renamed, "Quendolin Metals Ltd", "--json").stdout)["hits"]
    assert hit["why"].endswith("a former name of the entry")
    (now,) = ListStore(renamed).load("us-csl", TODAY)[:1]
    assert now.names == (Name("Zavrikel Alloys Ltd"), Name("Quendolin Metals Ltd", "former"))


def test_no_name_is_known_before_its_edition_and_a_party_that_is_gone_is_gone(renamed: Path) -> None:
    early = day("2026-11-01")
    assert ask(renamed, "Zavrikel Alloys Ltd", "2026-11-01", early).hits == ()
    assert ask(renamed, "Bruvano Works Ltd", "2026-11-22").state == "nothing"
    assert ask(renamed, "Bruvano Works Ltd", "2026-11-21").state == "hits"


def test_a_weak_name_that_was_given_up_stays_weak(tmp_path: Path) -> None:
    old = party("1", "Gorvanix Magnet Works Ltd")
    keep(tmp_path, "us-csl", (_named(old, Name("Gorvanix Magnet Works Ltd"), Name("GMW", "weak")),))
    keep(tmp_path, "us-csl", (_named(old, Name("Torvanix Works Ltd")),), edition=day("2026-11-21"))
    (now,) = ListStore(tmp_path).load("us-csl", TODAY)
    assert [(n.text, n.kind) for n in now.names[1:]] == [("Gorvanix Magnet Works Ltd", "former"), ("GMW", "weak")]


def _named(one: Any, *names: Name) -> Any:
    return replace(one, names=names)


# ---------------------------------------------------------------- days
@pytest.fixture
def grown(tmp_path: Path) -> Path:
    first = "G1,Company,Tellurin Works Ltd,,,,EL,"
    add(tmp_path, "2026-04-01", first, "B3,Company,Oskelven Foundry Ltd,,,,EL,2020-01-01")
    add(tmp_path, "2026-07-01", first)
    late = "B2,Company,Varkhan Optics Ltd,,,,EL,2026-10-25T00:00:00"
    add(tmp_path, "2026-11-20", first, late, "B3,Company,Oskelven Foundry Ltd,,,,EL,2020-01-01")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "on", "state", "sure"),
    [
        ("Tellurin Works", "2026-04-01", "listed", True),
        ("Varkhan Optics", "2026-05-01", "not_yet", None),
        ("Varkhan Optics", "2026-07-01", "not_yet", None),
        ("Varkhan Optics", "2026-07-02", "perhaps", False),
        ("Varkhan Optics", "2026-11-19", "perhaps", False),
        ("Varkhan Optics", "2026-11-20", "listed", True),
        ("Oskelven Foundry", "2026-06-30", "listed", True),
        ("Oskelven Foundry", "2026-07-01", "removed", None),
        ("Oskelven Foundry", "2026-07-02", "perhaps", False),
        ("Oskelven Foundry", "2026-11-20", "listed", True),
    ],
)
def test_who_first_saw_a_party_dates_no_listing(grown: Path, name: str, on: str, state: str, sure: bool | None) -> None:
    answer = ask(grown, name, on)
    (hit,) = answer.hits
    assert (hit.state, hit.sure if hit.counts else None) == (state, sure)
    assert answer.state == ("nothing" if sure is None else "hits")


@pytest.mark.parametrize("kind", ["person", "organization", ""])
def test_a_legal_entity_is_screened_as_whatever_it_may_be(tmp_path: Path, kind: str) -> None:
    add(tmp_path, "2026-11-20", "L1,Company,Some Filler Works Ltd,,,,EL,", "L2,LegalEntity,王建军,,,,EL,")
    for name in ("Jianjun Wang", "王建军"):
        answer = Screener(tmp_path, party_pack(), ["us-csl"]).screen(Asked(name, kind), TODAY, TODAY)
        assert answer.state == "hits" and answer.hits[0].match.party.id == "L2"


def test_a_day_between_two_editions_is_a_doubt_everywhere(grown: Path) -> None:
    result = shown(grown, "Varkhan Optics Ltd", "--on", "2026-08-01")
    assert result.exit_code == 1 and "may be on a list" in result.output
    assert "may have been listed, between two editions 2026-07-02 to 2026-11-19" in result.output
    words = ["lists", "show", "us-csl", "--ever", "--search", "Varkhan", "--lists", str(grown)]
    assert "perhaps 2026-07-02 to 2026-11-19; since 2026-11-20" in CliRunner().invoke(cli, words).output
    rows = [{"consignee": "Varkhan Optics Ltd", "date": day(on)} for on in ("2026-08-01", "2026-06-01")]
    between, before = staged(grown, *rows)
    assert between["consignee_us_listed"] is None and "possible_match" in between["findings"][0]
    assert before["consignee_us_listed"] is False


def test_a_list_that_an_older_version_kept_with_first_seen_is_dated_by_its_editions(tmp_path: Path) -> None:
    """Until 2026-11 `first_seen` was kept as a span that says only since when a party could be known."""
    other, seen = party("1", "Gorvanix Works Ltd"), (Span(None, None, day("2025-01-01"), note="Invented 2022"),)
    keep(tmp_path, "us-csl", (other,), edition=day("2026-03-01"))
    keep(tmp_path, "us-csl", (other, party("2", "Telmarine Alloys Ltd", spans=seen)), edition=day("2026-06-01"))
    known = {on: ListStore(tmp_path).load("us-csl", day(on)) for on in ("2026-02-01", "2026-04-01", "2026-06-01")}
    assert [len(some) for some in known.values()] == [1, 1, 2]
    found = known["2026-06-01"][1]
    assert [state_on(found, day(on)) for on in ("2026-03-01", "2026-03-02", "2026-06-01")] == [
        "not_yet",
        "perhaps",
        "listed",
    ]


def test_a_publishers_day_does_not_close_a_gap_that_its_editions_show(tmp_path: Path) -> None:
    since = (Span(day("2020-01-01"), None, day("2020-01-01"), "act"),)
    other, one = party("1", "Gorvanix Works Ltd"), party("2", "Telmarine Alloys Ltd", spans=since)
    for edition, some in (("2026-01-01", (other, one)), ("2026-03-01", (other,)), ("2026-06-01", (other, one))):
        keep(tmp_path, "us-csl", some, edition=day(edition))
    (found,) = (p for p in ListStore(tmp_path).load("us-csl", TODAY) if p.id == "2")
    told = {on: state_on(found, day(on)) for on in ("2019-12-31", "2020-01-01", "2026-02-28", "2026-03-01")}
    told |= {on: state_on(found, day(on)) for on in ("2026-05-31", "2026-06-01")}
    assert list(told.values()) == ["not_yet", "listed", "listed", "perhaps", "perhaps", "listed"]
    assert len(found.spans) == 3
