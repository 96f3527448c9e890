"""`monazite owners` with lists that are kept: who is listed on the day, how sure that is, and what is not known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from monazite.cli import root
from monazite.formats.owners import read_owners
from monazite.parties.matched import asked_of, words_of
from monazite.parties.model import Identifier
from tests.parties.screened import LEI, keep, lists, party

TABLE = f"""owner,asset,share,owner_name
Gorvanix Magnet Works Co Ltd,Alpha Ltd,60,
Telmarine Aloys Limited,Beta Ltd,50,
Alpha Ltd,Gamma Ltd,51,
N.N. Holding,Oskavar Metals Ltd,51,
{LEI},Delta Ltd,70,Another Name Altogether
"""
DAYS = {"on": "2026-11-20", "known": "2026-11-23"}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lists(tmp_path_factory.mktemp("lists"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "h.csv"
    path.write_text(TABLE, "utf-8")
    return path


def run(file: Path, folder: Path, *words: str, on: str = DAYS["on"], known: str = DAYS["known"]) -> Any:
    told = ["owners", str(file), "--lists", str(folder), "--on", on, "--known-on", known, *words]
    return CliRunner().invoke(root.cli, told)


def answer(file: Path, folder: Path, *words: str, **days: str) -> dict[str, Any]:
    done = run(file, folder, "--json", *words, **days)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    found: dict[str, Any] = json.loads(done.output)
    return found


def states(told: dict[str, Any], rule: str = "us.bis.affiliates") -> dict[str, str]:
    own = next(one for one in told["rules"] if one["id"] == rule)
    return {party["name"]: party["state"] for party in own["parties"]}


def test_lists_say_who_is_listed_and_how_sure_that_is(file: Path, kept: Path) -> None:
    told = answer(file, kept, "--regime", "us.bis.affiliates")
    hits = {hit["name"]: (hit["sure"], hit["hit"]["entry"]) for hit in told["hits"]}
    assert hits == {
        "Gorvanix Magnet Works Co Ltd": (True, "1"),
        "Telmarine Aloys Limited": (False, "2"),
        "Oskavar Metals Ltd": (True, "3"),
        "Another Name Altogether": (True, "1"),
    }
    found = states(told)
    assert {name: found[name] for name in ("Alpha Ltd", "Beta Ltd", "Gamma Ltd", "Delta Ltd")} == {
        "Alpha Ltd": "certain",
        "Beta Ltd": "possible",
        "Gamma Ltd": "certain",
        "Delta Ltd": "certain",
    }
    assert found["Telmarine Aloys Limited"] == "possible"


def test_a_party_is_listed_on_its_days_only(file: Path, kept: Path) -> None:
    before = answer(file, kept, "--regime", "us.bis.affiliates", on="2026-10-20")
    assert "Oskavar Metals Ltd" not in {hit["name"] for hit in before["hits"]}
    assert "Gorvanix Magnet Works Co Ltd" in {hit["name"] for hit in before["hits"]}


def test_the_version_of_each_list_is_shown_and_what_is_not_kept(file: Path, kept: Path) -> None:
    told = answer(file, kept, "--regime", "us")
    assert [(one["list"], one["state"], one["edition"], one["age_days"]) for one in told["lists"]] == [
        ("ofac-sdn", "missing", None, None),
        ("us-csl", "ok", "2026-11-20", 3),
    ]
    text = run(file, kept, "--regime", "us").output
    assert "lists: us-csl of 2026-11-20 (3 days old)" in text and "not kept: ofac-sdn" in text
    assert "LISTED  Gorvanix Magnet Works Co Ltd: us-csl:EL 1" in text and "MAY BE LISTED  Telmarine" in text
    assert "if Telmarine Aloys" in text and "it may itself be listed" in text


def test_without_lists_it_says_so(file: Path, tmp_path: Path) -> None:
    text = run(file, tmp_path / "none", "--regime", "us", "--listed", "Alpha Ltd").output
    assert "No list is asked, for none is kept (ofac-sdn, us-csl)" in text
    done = run(file, tmp_path / "none", "--regime", "us")
    assert "who is listed?" in str(done.exception) and "no list is kept" in str(done.exception)


def test_what_is_named_adds_to_what_the_lists_say(file: Path, kept: Path) -> None:
    told = answer(file, kept, "--regime", "us.bis.affiliates", "--listed", "us-csl:MEU=N.N. Holding")
    assert {one["list"] for one in told["listed"]} == {"us-csl:EL", "us-csl:MEU"}


def test_a_list_that_no_rule_speaks_of_is_told(file: Path, kept: Path) -> None:
    text = run(file, kept, "--regime", "us", "--listed", "un-sc=Alpha Ltd").output
    assert "No rule asked here speaks of un-sc" in text


def test_programmes_decide_which_rule_counts_a_party(file: Path, tmp_path: Path) -> None:
    keep(tmp_path / "l", "ofac-sdn", (party("9", "Alpha Ltd", list="ofac-sdn", programmes=("CUBA",)),))
    told = answer(file, tmp_path / "l", "--regime", "us")
    assert states(told, "us.ofac.2014")["Gamma Ltd"] == "certain"
    assert "Gamma Ltd" not in states(told, "us.bis.affiliates")


@pytest.mark.parametrize(
    ("asked", "status"), [("Gamma Ltd", 1), ("Beta Ltd", 1), ("Oskavar Metals Ltd", 1), ("N.N. Holding", 0)]
)
def test_the_exit_status_says_whether_a_party_is_listed_or_owned(
    file: Path, kept: Path, asked: str, status: int
) -> None:
    assert run(file, kept, "--regime", "us", "--party", asked).exit_code == status


def test_nobody_is_cleared_by_a_stale_list(file: Path, kept: Path) -> None:
    done = run(file, kept, "--regime", "us", "--party", "N.N. Holding", on="2027-06-01", known="2027-06-01")
    assert done.exit_code == 3 and "Nobody is cleared:" in done.output and "us-csl: stale" in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--listed", "us-entity-list=Alpha Ltd"), "no list 'us-entity-list' is known"),
        (("--listed", "us-cls:EL=Alpha Ltd"), "did you mean 'us-csl'"),
        (("--listed-file", "{listed}"), "row 2: no list 'eu-fsff' is known: did you mean 'eu-fsf'"),
    ],
)
def test_a_word_that_is_no_list_is_told(file: Path, kept: Path, words: tuple[str, ...], said: str) -> None:
    listed = file.parent / "l.csv"
    listed.write_text("name,list\nAlpha Ltd,eu-fsff\n", "utf-8")
    done = run(file, kept, *(word.format(listed=listed) for word in words))
    assert said in str(done.exception)


def test_aliases_and_identifiers_of_documents_are_asked_too(tmp_path: Path) -> None:
    ftm, bods = tmp_path / "e.json", tmp_path / "b.json"
    company = {"name": ["One"], "alias": ["Gorvanix Magnet Works"], "leiCode": [LEI], "jurisdiction": ["cn"]}
    lines = [
        {"id": "x", "schema": "Company", "properties": company},
        {"id": "o", "schema": "Ownership", "properties": {"owner": ["x"], "asset": ["x"]}},
    ]
    ftm.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    details = {
        "isComponent": False,
        "entityType": {"type": "registeredEntity"},
        "name": "One",
        "jurisdiction": {"code": "GB", "name": "United Kingdom"},
        "identifiers": [{"id": LEI, "scheme": "XI-LEI"}, {"id": "01234567", "scheme": "GB-COH"}],
    }
    bods.write_text(json.dumps([{"recordId": "x", "recordType": "entity", "recordDetails": details}]), "utf-8")
    first, second = asked_of(read_owners(ftm), 0)
    assert (first.name, second.name, second.country) == ("One", "Gorvanix Magnet Works", "CN")
    assert Identifier("lei", LEI) in first.identifiers
    (own,) = asked_of(read_owners(bods), 0)
    assert own.country == "GB"
    assert own.identifiers == (Identifier("lei", LEI), Identifier("registration", "01234567", "GB"))


@pytest.mark.parametrize("aliases", [10, 150])
def test_every_name_of_a_party_is_asked_however_many_it_has(aliases: int, tmp_path: Path, kept: Path) -> None:
    names = [f"Unlisted Number {k} Trading" for k in range(aliases)]
    company = {"name": ["One"], "alias": [*names, "Gorvanix Magnet Works Co., Ltd."], "jurisdiction": ["cn"]}
    lines = [
        {"id": "x", "schema": "Company", "properties": company},
        {"id": "y", "schema": "Company", "properties": {"name": ["Owned Works"]}},
        {"id": "o", "schema": "Ownership", "properties": {"owner": ["x"], "asset": ["y"], "percentage": ["80"]}},
    ]
    path = tmp_path / "e.json"
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    told = answer(path, kept, "--regime", "us.bis.affiliates", "--party", "Owned Works")
    assert [hit["name"] for hit in told["hits"]] == ["One"]
    assert states(told)["Owned Works"] in ("certain", "possible")


def damaged(folder: Path) -> Path:
    """Return a folder of lists of which one sign of the table is another than was kept."""
    table = next((lists(folder) / "us-csl").glob("parties-*.parquet"))
    data = bytearray(table.read_bytes())
    data[len(data) // 2] ^= 1
    table.write_bytes(bytes(data))
    return folder


@pytest.mark.parametrize(("asked", "status"), [("Oskavar Metals Ltd", 3), ("N.N. Holding", 3)])
def test_nobody_is_cleared_by_a_list_that_is_damaged(file: Path, tmp_path: Path, asked: str, status: int) -> None:
    folder = damaged(tmp_path / "l")
    done = run(file, folder, "--regime", "us.bis.affiliates", "--party", asked)
    assert done.exit_code == status, done.output
    assert "Nobody is cleared:" in done.output and "nobody in the document is found" not in done.output
    assert "NOT ASKED: us-csl cannot be read" in done.output and "None" not in done.output
    assert run(file, folder, "--regime", "us.bis.affiliates").exit_code == 3
    incomplete = answer(file, folder, "--regime", "us.bis.affiliates", "--party", asked)["incomplete"]
    assert any(text.startswith("us-csl: missing") for text in incomplete)


def test_an_owner_whose_name_cannot_be_compared_clears_nobody_below(tmp_path: Path) -> None:
    path, folder = tmp_path / "h.csv", tmp_path / "l"
    path.write_text("owner,asset,share\n삼성전자,Alpha,40\nAlpha,Beta,40\nOther,Gamma,40\n", "utf-8")
    for name in ("us-csl", "ofac-sdn"):
        keep(folder, name, (party("1", "Oskavar Metals", list=name),))
    done = [run(path, folder, "--regime", "us", "--party", name) for name in ("Beta", "Gamma")]
    assert [one.exit_code for one in done] == [3, 0], [one.output for one in done]
    assert "Nobody is cleared: 삼성전자: script not read (Hangul)" in done[0].output


def test_an_owner_who_is_not_named_is_not_asked(tmp_path: Path) -> None:
    path = tmp_path / "h.csv"
    path.write_text("owner,asset,share,owner_kind\nX,A,50,unknown\n", "utf-8")
    graph = read_owners(path)
    assert [list(asked_of(graph, graph.number[name])) != [] for name in ("X", "A")] == [False, True]


def test_a_list_is_spoken_of_by_its_programmes() -> None:
    assert words_of(party("1", "One", programmes=("EL", "EL-FN4"))) == ("us-csl:EL", "us-csl:EL-FN4")
    assert words_of(party("1", "One", programmes=())) == ("us-csl",)
