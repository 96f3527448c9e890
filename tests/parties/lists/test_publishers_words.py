"""What a publisher says is read as it means it: kinds of parties, identifiers, and the format, by the contents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monazite.formats.ftm_parties import parties_of
from monazite.packs.lists import country_of, known_lists
from monazite.parties.lists import Limits, ListStore, Reading, update_list
from tests.parties.lists.made_up import FIXTURES, day, read

SIMPLE = "id,schema,name,aliases,countries,identifiers,dataset,first_seen"


def simple(folder: Path, *rows: str) -> Reading:
    (folder / "simple.csv").write_text("\n".join((SIMPLE, *rows, "")), "utf-8")
    return read("simple.csv", folder=folder)


def csl(folder: Path, ids: str) -> Reading:
    text = (FIXTURES / "csl.csv").read_text("utf-8")
    old = "IMO 9074729, Vessel Registration Identification; Subject to Secondary Sanctions, Additional Sanctions"
    assert old in text
    (folder / "csl.csv").write_text(text.replace(f"{old} Information -", ids), "utf-8")
    return read("csl.csv", folder=folder)


@pytest.mark.parametrize(
    ("schema", "kind"),
    [("LegalEntity", "unknown"), ("Person", "person"), ("Company", "organization"), ("PublicBody", "organization")],
)
def test_a_legal_entity_may_be_a_person(tmp_path: Path, schema: str, kind: str) -> None:
    (found,) = simple(tmp_path, f"L2,{schema},王建军,,,,m,").parties
    entity = {"id": "p", "schema": schema, "properties": {"name": ["王建军"], "topics": ["sanction"]}}
    (tmp_path / "e.ftm.json").write_text(json.dumps(entity) + "\n", "utf-8")
    (told,) = read("e.ftm.json", folder=tmp_path).parties
    asked = parties_of(entity)
    assert (found.kind, told.kind) == (kind, kind)
    assert not isinstance(asked, str) and asked[0].kind == kind.replace("unknown", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Passport, 4510123456, RU", ("passport", "4510123456", "RU")),
        ("RU, 4510123456, Passport", ("passport", "4510123456", "RU")),
        ("Vessel Registration Identification, IMO 9074729", ("imo", "9074729", "")),
        ("IMO 9074729, Vessel Registration Identification", ("imo", "9074729", "")),
        ("V.A.T. Number, CHE-1.2, CH", ("tax", "CHE-1.2", "CH")),
        ("SWIFT/BIC, INVERUMM", ("SWIFT/BIC", "INVERUMM", "")),
        ("INVERUMM, SWIFT/BIC", ("SWIFT/BIC", "INVERUMM", "")),
        ("Tazkira, 12345", ("Tazkira", "12345", "")),
        ("Unified Social Credit Code (USCC), 91330000X, CN", ("uscc", "91330000X", "CN")),
        ("CN, 91330000X, Unified Social Credit Code (USCC)", ("uscc", "91330000X", "CN")),
    ],
)
def test_ids_of_the_screening_list_are_read_in_both_orders(
    tmp_path: Path, text: str, expected: tuple[str, str, str]
) -> None:
    reading = csl(tmp_path, f"{text}; Gender, Male; Secondary sanctions risk:, sections 510.201 and 510.210")
    (one,) = reading.parties[2].identifiers
    assert (one.kind, one.value, one.country) == expected and not reading.findings


@pytest.mark.parametrize("text", ["4510123456", "foo, bar", "Passport, , RU", "Passport, see, elsewhere"])
def test_an_id_that_cannot_be_read_is_told(tmp_path: Path, text: str) -> None:
    reading = csl(tmp_path, f"{text}; MMSI, 123456789")
    assert [one.value for one in reading.parties[2].identifiers] == ["123456789"]
    (told,) = reading.findings
    assert (told.code, told.line, told.column) == ("L023", 4, 29) and text in told.text


def test_the_contents_tell_the_format_of_a_list_that_is_known_in_another(tmp_path: Path) -> None:
    known = known_lists()["eu-fsf"]
    assert known.format == "eu-xml"
    store, places = ListStore(tmp_path / "lists"), [str(FIXTURES / "eu.csv")]
    limits = Limits(accept=True, edition=day("2026-11-20"))
    outcome = update_list(store, known, places, day("2026-11-23"), country_of, limits)
    assert (outcome.edition.format, outcome.edition.parties) == ("eu-csv", 2)
