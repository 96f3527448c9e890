"""An owner whom no list clears leaves open what is below: for `monazite owners` and for the facts of lines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from click.testing import CliRunner

from monazite.cli import root
from monazite.formats.owners import read_owners
from monazite.parties.matched import asked_of
from monazite.parties.ownership.graph import Graph
from monazite.parties.ownership.model import Node
from monazite.parties.stage import PartyStage
from monazite.screening import open_parties
from tests.parties.screened import DAY, keep, lists, party

FACT, LISTED = "end_user_us_owned", "end_user_us_listed"
LONG = "Verlimont " * 60
MANY = " / ".join(f"Quandril {chr(65 + k)}olmet Ltd" for k in range(25))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the lists that the rules of the United States ask, fresh and whole."""
    place = lists(tmp_path_factory.mktemp("lists"))
    keep(place, "ofac-sdn", (party("9", "Solbrenna Shipping", list="ofac-sdn"),))
    return place


def table(path: Path, owner: str, *, kind: str = "") -> Path:
    """Write that an owner has 30 % of One, which has 30 % of Two; somebody who is no question has the rest."""
    rows = [f'"{owner}",One,30,{kind}', "Somebody,One,70,person", "One,Two,30,", "Somebody,Two,70,person"]
    path.write_text("\n".join(["owner,asset,share,owner_kind", *rows]) + "\n", "utf-8")
    return path


def status(path: Path, folder: Path, *words: str) -> tuple[int, str]:
    days = ["--on", str(DAY), "--known-on", str(DAY)] if "--on" not in words else []
    command = ["owners", str(path), "--lists", str(folder), "--regime", "us.bis.affiliates", *days, *words]
    done = CliRunner().invoke(root.cli, command)
    return done.exit_code, done.output


def fact(path: Path, folder: Path, name: str) -> Any:
    line = pa.RecordBatch.from_pylist([{"date": DAY, "end_user": name}])
    return PartyStage(open_parties(folder, owners=path), DAY, [FACT, LISTED]).apply(line).to_pylist()[0].get(FACT)


@pytest.mark.parametrize(
    ("owner", "kind", "why"),
    [
        ("GmbH & Co. KG", "", "nothing but a legal form"),
        (LONG.strip(), "", "longer than"),
        (MANY, "", "more than 20 parties"),
        ("Some Holder", "unknown", "nobody says who it is"),
    ],
)
def test_an_owner_whom_no_list_clears_leaves_open_what_is_below(
    owner: str, kind: str, why: str, folder: Path, tmp_path: Path
) -> None:
    path = table(tmp_path / "o.csv", owner, kind=kind)
    code, text = status(path, folder, "--party", "Two")
    assert code == 3 and "Nobody is cleared:" in text and why in " ".join(text.split())
    assert fact(path, folder, "Two") is None


def test_owners_who_are_read_clear_what_is_below(folder: Path, tmp_path: Path) -> None:
    path = table(tmp_path / "o.csv", "Plain Holder Ltd")
    assert status(path, folder, "--party", "Two")[0] == 0
    assert fact(path, folder, "Two") is False


def test_a_day_after_the_day_of_knowledge_clears_nobody(folder: Path, tmp_path: Path) -> None:
    path = table(tmp_path / "o.csv", "Plain Holder Ltd")
    code, text = status(path, folder, "--party", "Two", "--on", "2026-11-25", "--known-on", str(DAY))
    assert code == 3 and f"who is listed after {DAY} is not known" in text


def test_an_owner_of_whom_nobody_says_what_it_is_is_met_as_a_person_too(folder: Path, tmp_path: Path) -> None:
    keep(tmp_path / "l", "us-csl", (party("1", "Ostrava Belinko", kind="person"),))
    keep(tmp_path / "l", "ofac-sdn", (party("9", "Solbrenna Shipping", list="ofac-sdn"),))
    (tmp_path / "o.csv").write_text("owner,asset,share,owner_name\nP1,One,60,Ostrava Belinko\n", "utf-8")
    code, text = status(tmp_path / "o.csv", tmp_path / "l", "--party", "One")
    assert code == 1 and "LISTED  Ostrava Belinko" in text


def asked(graph: Graph, id: str) -> Sequence[Any]:
    return list(asked_of(graph, graph.number[id]))


def test_a_party_is_asked_under_every_name_that_rows_give_it(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text("owner,asset,share,owner_name,owner_kind\nP,A,60,One,person\nP,B,5,Other,organization\n", "utf-8")
    assert [(one.name, one.kind) for one in asked(read_owners(path), "P")] == [("One", ""), ("Other", "")]


def test_a_party_is_asked_with_all_of_its_countries(tmp_path: Path) -> None:
    details = {"name": ["One"], "jurisdiction": ["gb"], "country": ["cn", "ru"]}
    lines = [
        {"id": "x", "schema": "LegalEntity", "properties": details},
        {"id": "o", "schema": "Ownership", "properties": {"owner": ["x"], "asset": ["x"]}},
    ]
    (tmp_path / "e.json").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    (one,) = asked(read_owners(tmp_path / "e.json"), "x")
    assert set(one.countries) == {"GB", "CN", "RU"} and one.kind == ""
    (own,) = asked(Graph.of([Node("x", "One", "person", countries=("DE", "IR"))], []), "x")
    assert own.countries == ("DE", "IR") and own.kind == "person"


def test_a_listed_party_of_the_second_country_is_met(folder: Path, tmp_path: Path) -> None:
    person = {
        "isComponent": False,
        "personType": "knownPerson",
        "names": [{"type": "legal", "fullName": "Ana Belinko"}],
    }
    nations = [{"code": "DE", "name": "Germany"}, {"code": "CN", "name": "China"}]
    held = {"interestedParty": "p", "subject": "c", "interests": [{"type": "shareholding", "share": {"exact": 60}}]}
    lines = [
        {"recordId": "p", "recordType": "person", "recordDetails": {**person, "nationalities": nations}},
        {"recordId": "c", "recordType": "entity", "recordDetails": {"isComponent": False, "name": "Oskel"}},
        {"recordId": "r", "recordType": "relationship", "recordDetails": held},
    ]
    (tmp_path / "b.json").write_text(json.dumps(lines), "utf-8")
    keep(tmp_path / "l", "us-csl", (party("1", "Ana Belinko", kind="person", country="CN"),))
    keep(tmp_path / "l", "ofac-sdn", (party("9", "Solbrenna Shipping", list="ofac-sdn"),))
    code, text = status(tmp_path / "b.json", tmp_path / "l", "--party", "Oskel")
    assert code == 1 and "LISTED  Ana Belinko" in text and "another country" not in text
