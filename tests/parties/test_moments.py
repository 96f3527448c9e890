"""One moment for lists and what they say of themselves; several countries of a party; many threads on one shelf."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from monazite.cli.root import cli
from monazite.errors import InputError
from monazite.formats.ftm_parties import parties_of
from monazite.packs.parties import party_pack
from monazite.parties import named
from monazite.parties.asked import Asked
from monazite.parties.contacts import Contacts
from monazite.parties.decisions import Decision, Decisions, names_print
from monazite.parties.lists import Gap, Limits, ListSource, ListStore, Reading, take_reading
from monazite.parties.model import Party
from monazite.parties.screening import Matches, Screener
from monazite.screening import open_parties
from tests.parties.screened import DAY, keep, party

WORKS = party("1", "Gorvanix Magnet Works Co., Ltd.", country="DE", addresses=("77 Example Street, Baotou",))
JAPAN = (Gap("names of Japan are not known", countries=("JP",)),)


def kept(folder: Path, on: dt.date, *parties: Party, gaps: tuple[Gap, ...] = ()) -> None:
    reading = Reading("made-up", parties, dated=on, gaps=gaps)
    take_reading(ListStore(folder), ListSource("us-csl", stale_days=90), reading, (), Limits(accept=True))


# ---------------------------------------------------------------- one moment
def test_what_is_written_later_clears_nobody(tmp_path: Path) -> None:
    kept(tmp_path, dt.date(2026, 11, 18), WORKS, gaps=(Gap("some names are not known"),))
    screener = Screener(tmp_path, party_pack())
    screener.known(DAY)
    kept(tmp_path, dt.date(2026, 11, 19), WORKS, party("2", "Zorblax Heavy Mining"))
    asked = Asked("Zorblax Heavy Mining")
    answer = screener.screen(asked, DAY, DAY)
    assert answer.state == "screening_incomplete" and answer.lists[0].edition == dt.date(2026, 11, 18)
    assert Screener(tmp_path, party_pack()).screen(asked, DAY, DAY).state == "hits"


def test_a_list_that_goes_or_comes_changes_nothing_of_what_was_read(tmp_path: Path) -> None:
    keep(tmp_path, "us-csl", (WORKS,), edition=dt.date(2025, 1, 2))
    keep(tmp_path, "us-csl", (WORKS,))
    screener = Screener(tmp_path, party_pack(), ["us-csl", "eu-fsf"])
    before = screener.known(DAY).lists(DAY)
    keep(tmp_path, "eu-fsf", (WORKS,))
    ListStore(tmp_path).remove("us-csl")
    assert [one.state for one in before] == ["ok", "missing"]
    assert screener.known(DAY).lists(DAY) == before and screener.known(DAY).lists(dt.date(2025, 6, 1))[0].ok


def test_a_run_ends_where_a_list_is_changed_before_it_is_read(tmp_path: Path) -> None:
    keep(tmp_path, "us-csl", (WORKS,))
    parties = open_parties(tmp_path)
    assert parties is not None
    screener = parties.screener()
    keep(tmp_path, "us-csl", (WORKS, party("2", "Zorblax Heavy Mining")))
    with pytest.raises(InputError, match="was changed while it was read"):
        screener.known(DAY)


# ---------------------------------------------------------------- several countries
@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("gaps")
    kept(place, dt.date(2025, 1, 2), WORKS)
    kept(place, DAY, WORKS, gaps=JAPAN)
    return place


def entity(name: str, **told: list[str]) -> dict[str, Any]:
    return {"id": name, "schema": "Company", "properties": {"name": [name], **told}}


@pytest.mark.parametrize(
    ("countries", "state"),
    [
        (["de"], "nothing"),
        (["jp"], "screening_incomplete"),
        (["de", "jp"], "screening_incomplete"),
        (["jp", "de"], "screening_incomplete"),
        (["de", "fr"], "nothing"),
        (["gb-sct", "de"], "nothing"),
        (["de", "zz"], "screening_incomplete"),
        (["eu"], "screening_incomplete"),
        ([], "screening_incomplete"),
    ],
)
def test_a_list_must_cover_every_country_of_a_party(folder: Path, countries: list[str], state: str) -> None:
    parties = parties_of(entity("Nobody At All", country=countries))
    assert not isinstance(parties, str)
    assert Screener(folder, party_pack()).screen(parties[0], DAY, DAY).state == state


def test_of_several_countries_the_best_evidence_counts_in_any_order(folder: Path) -> None:
    screener = Screener(folder, party_pack())
    both = [Asked(WORKS.names[0].text, country=a, more_countries=(b,)) for a, b in (("DE", "FR"), ("FR", "DE"))]
    found = screener.screen_many([*both, Asked(WORKS.names[0].text, country="DE")], DAY, DAY)
    assert [one.hits[0].sure for one in found] == [True] * 3 and len({one.hits[0].match.score for one in found}) == 1
    assert not screener.screen(Asked(WORKS.names[0].text, country="FR"), DAY, DAY).hits[0].sure


def test_every_address_and_telephone_number_is_looked_at(folder: Path) -> None:
    told = entity("Nobody At All", country=["de", "fr"], address=["1 Other Road, Ganzhou", "77 Example St., Baotou"])
    parties = parties_of(told)
    assert not isinstance(parties, str)
    answer = Screener(folder, party_pack()).screen(parties[0], DAY, DAY)
    assert [one.id for _, one in answer.contacts] == ["1"]


@pytest.mark.parametrize(("countries", "state"), [(("DE", "FR"), "hits"), (("DE",), "nothing"), (("FR", "DE"), "hits")])
def test_a_decision_of_one_country_frees_no_party_of_two(
    tmp_path: Path, countries: tuple[str, ...], state: str
) -> None:
    kept(tmp_path, dt.date(2025, 1, 2), WORKS)
    kept(tmp_path, DAY, WORKS)
    name = WORKS.names[0].text
    one = Decision(name, "DE", "us-csl", "1", "not_same", DAY, "A. B.", "other owners", names_print(WORKS))
    screener = Screener(tmp_path, party_pack(), decisions=Decisions([one]))
    asked = Asked(name, country=countries[0], more_countries=countries[1:])
    assert screener.screen(asked, DAY, DAY).state == state


def test_a_file_of_entities_asks_all_countries(folder: Path, tmp_path: Path) -> None:
    rows = [entity("Nobody", country=c, address=["1 Far Road"], phone=["1", "2"]) for c in (["de", "jp"], ["jp", "de"])]
    (tmp_path / "e.ftm.json").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    words = ["screen", str(tmp_path / "e.ftm.json"), "--lists", str(folder), "--known-on", str(DAY), "--json"]
    words += ["--out", str(tmp_path / "o.jsonl")]
    told = CliRunner().invoke(cli, words)
    assert told.exit_code == 3 and json.loads(told.stdout)["answers"] == {"screening_incomplete": 2}
    out = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text("utf-8").splitlines()]
    assert [row["country"] for row in out] == ["DE JP", "JP DE"]


# ---------------------------------------------------------------- many threads
def test_threads_share_a_shelf_that_overflows(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nobody:
        def answers(self, asked: list[Asked]) -> list[list[Matches]]:
            return [[Matches() for _ in asked]]

    monkeypatch.setattr(named, "KEPT", 50)
    monkeypatch.setattr(named, "NEAR", 20)  # some keys are at hand, others by their marks
    some = named.Named(Nobody(), Contacts([]), None)  # type: ignore[arg-type]
    turns = [[(f"n{(k * 7 + n) % 300}", "", "", "") for n in range(20)] for k in range(2_000)]
    with ThreadPoolExecutor(8) as threads:
        for keys, (shelf, numbers) in zip(turns, threads.map(some.numbers, turns), strict=True):
            assert (numbers > 0).all() and len(set(numbers.tolist())) == len(set(keys))
            assert shelf.codes.shape[1] > numbers.max()
