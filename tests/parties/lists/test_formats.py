"""Each publisher's layout is read: names, kinds, countries, identifiers, programmes, days; every record is counted."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from monazite.errors import InputError, UsageError
from monazite.parties.lists import FORMATS, File, Reading
from monazite.parties.lists.formats.sniff import sniff
from monazite.parties.lists.formats.words import day_of, identifier_kind
from monazite.parties.model import NAME_KINDS, Party
from tests.parties.lists.made_up import FIXTURES, HERE, day, read, shared


def rows() -> list[dict[str, str]]:
    with (HERE / "expected.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def told(party: Party) -> dict[str, str]:
    names = [n.text if n.kind == "primary" else f"{n.kind}:{n.text}" for n in party.names]
    return {
        "kind": party.kind,
        "names": "|".join(names),
        "countries": " ".join(party.countries),
        "identifiers": " ".join(f"{i.kind}:{i.value}:{i.country}" for i in party.identifiers),
        "programmes": " ".join(party.programmes),
        "spans": " ".join(f"{s.first or ''}..{s.last or ''}:{s.act}" for s in party.spans),
    }


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['files'].split()[0]}-{row['id']}")
def test_a_party_is_read_as_its_publisher_means_it(row: dict[str, str]) -> None:
    reading = read(*row["files"].split())
    (found,) = [p for p in reading.parties if p.id == row["id"]]
    assert told(found) == {key: row[key] for key in told(found)}
    assert reading.format == row["format"] and reading.records == int(row["records"])
    assert reading.dated == (day(row["dated"]) if row["dated"] else None)
    assert len(reading.findings) == int(row["findings"]), reading.findings


@pytest.mark.parametrize("files", sorted({row["files"] for row in rows()}))
def test_every_record_is_a_party_a_reject_or_skipped(files: str) -> None:
    reading = read(*files.split())
    assert reading.records == len(reading.parties) + len(reading.rejects) + reading.skipped
    assert len(reading.parties) == len([row for row in rows() if row["files"] == files])
    assert all(n.kind in NAME_KINDS for p in reading.parties for n in p.names)


def test_every_format_has_a_fixture_and_every_fixture_is_expected() -> None:
    assert {row["format"] for row in rows()} == set(FORMATS)
    assert {name for row in rows() for name in row["files"].split()} == {p.name for p in FIXTURES.iterdir()}


@pytest.mark.parametrize("path", sorted(FIXTURES.iterdir()), ids=lambda path: path.name)
def test_the_contents_tell_the_format(path: Path) -> None:
    forms = {name: row["format"] for row in rows() for name in row["files"].split()}
    assert sniff(File(path, path.name)) == forms[path.name]


def test_the_two_layouts_of_ofac_name_a_party_alike() -> None:
    plain, tree = read("sdn.csv", "alt.csv", "add.csv"), read("sdn.xml")
    assert [p.names for p in plain.parties] == [p.names for p in tree.parties]
    assert plain.parties[1].phones == ("420-2-0000000",)
    assert plain.parties[0].addresses == ("Dlouha 1, Ostrava 70200, Czech Republic",)


def test_a_footnote_of_the_entity_list_is_a_programme() -> None:
    assert read("csl.csv").parties[0].programmes == ("EL", "EL-FN4")


def test_files_of_two_formats_are_no_edition() -> None:
    with pytest.raises(InputError, match="different formats"):
        read("sdn.csv", "sdn.xml")
    with pytest.raises(InputError, match="is one"):
        read("un.xml", "un.xml")
    with pytest.raises(UsageError, match="no format 'un-xlm': did you mean 'un-xml'"):
        read("un.xml", form="un-xlm")


def test_an_encoding_that_is_given_counts(tmp_path: Path) -> None:
    text = (FIXTURES / "fcdo.csv").read_text("utf-8").replace("Острава", "Ostrava–é").replace("\n", "\r\n")
    (tmp_path / "fcdo.csv").write_bytes(text.encode("cp1252"))
    assert "Ostrava–é" in {n.text for n in read("fcdo.csv", folder=tmp_path, encoding="cp1252").parties[0].names}
    with pytest.raises(InputError, match=r"fcdo.csv:3:.*not UTF-8.*--encoding"):
        read("fcdo.csv", folder=tmp_path)
    with pytest.raises(InputError, match="no encoding 'latin-z'"):
        read("fcdo.csv", folder=tmp_path, encoding="latin-z")
    (tmp_path / "fcdo.csv").write_bytes(text.encode("utf-16"))
    assert len(read("fcdo.csv", folder=tmp_path).parties) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-02-24", "2026-02-24"),
        ("2026-02-24T10:00:00Z", "2026-02-24"),
        ("24/02/2026", "2026-02-24"),
        ("24 Feb 2026", "2026-02-24"),
        ("20-Nov-2026", "2026-11-20"),
        ("30/02/2026", None),
        ("2026-13-01", None),
        ("0001-01-01", None),
        ("9999-12-31", None),
        ("24 Foo 2026", None),
        ("circa 1960", None),
    ],
)
def test_days(text: str, expected: str | None) -> None:
    assert day_of(text) == (day(expected) if expected else None)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Legal Entity Identifier", "lei"),
        ("Unified Social Credit Code (USCC)", "uscc"),
        ("Vessel Registration Identification", "registration"),
        ("Passport", "passport"),
        ("NIT #", "tax"),
        ("regnumber", "registration"),
        ("D-U-N-S Number", "D-U-N-S Number"),
    ],
)
def test_kinds_of_identifiers(word: str, kind: str) -> None:
    assert identifier_kind(word) == kind


def test_the_real_list_of_ofac_is_read_whole() -> None:
    names, aliases = shared("ofac_sdn_raw.csv"), shared("ofac_alt_raw.csv")
    reading: Reading = read(names.name, aliases.name, folder=names.parent)
    with names.open(encoding="utf-8", newline="") as lines:
        entries = list(csv.DictReader(lines))
    with aliases.open(encoding="utf-8", newline="") as lines:
        known = {(row["ent_num"], " ".join(row["alt_name"].split())) for row in csv.DictReader(lines)}
    assert not reading.rejects and len(reading.parties) == len(entries) == 7379
    assert {p.id for p in reading.parties} == {row["ent_num"] for row in entries}
    ours = {(p.id, n.text) for p in reading.parties for n in p.names}
    ids = {p.id for p in reading.parties}
    assert {pair for pair in known if pair[0] in ids} <= ours
    kinds = {kind: sum(p.kind == kind for p in reading.parties) for kind in ("person", "vessel", "aircraft")}
    types = [row["sdn_type"] for row in entries]
    assert kinds == {
        "person": types.count("individual"),
        "vessel": types.count("vessel"),
        "aircraft": types.count("aircraft"),
    }


def test_the_names_of_the_united_nations_come_back_from_its_layout(tmp_path: Path) -> None:
    with shared("un_entities.csv").open(encoding="utf-8", newline="") as lines:
        entries = list(csv.DictReader(lines))
    groups = {"Person": ("INDIVIDUALS", "INDIVIDUAL"), "Organization": ("ENTITIES", "ENTITY")}
    parts = []
    for schema, (group, element) in groups.items():
        own = [row for row in entries if row["schema"] == schema]
        inner = (
            f"<{element}><DATAID>{row['id']}</DATAID><FIRST_NAME><![CDATA[{row['name']}]]></FIRST_NAME></{element}>"
            for row in own
        )
        parts.append(f"<{group}>{''.join(inner)}</{group}>")
    (tmp_path / "un.xml").write_text(f"<CONSOLIDATED_LIST>{''.join(parts)}</CONSOLIDATED_LIST>", "utf-8")
    reading = read("un.xml", folder=tmp_path)
    assert len(reading.parties) == 1003 and not reading.rejects
    assert {p.id: p.names[0].text for p in reading.parties} == {r["id"]: " ".join(r["name"].split()) for r in entries}
