"""A gallery of wrong files: refused as a whole, at the cost of one record, or only told; each with its place."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from monazite.errors import InputError
from tests.parties.lists.made_up import GALLERY, HERE, read


def rows() -> list[dict[str, str]]:
    with (HERE / "expected_errors.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['file']}-{row['code'] or row['what']}")
def test_a_wrong_file_is_told_with_its_place(row: dict[str, str]) -> None:
    if row["what"] == "refused":
        with pytest.raises(InputError) as refused:
            read(row["file"], folder=GALLERY)
        assert str(refused.value).startswith(row["place"]) and row["text"] in str(refused.value)
        return
    reading = read(row["file"], folder=GALLERY)
    found = reading.rejects if row["what"] == "reject" else reading.findings
    assert any(
        f"{p.path}:{p.line}:{p.column}" == row["place"] and p.code == row["code"] and row["text"] in p.text
        for p in found
    ), found


@pytest.mark.parametrize("name", sorted({row["file"] for row in rows() if row["what"] != "refused"}))
def test_nothing_else_is_told(name: str) -> None:
    expected = [row["what"] for row in rows() if row["file"] == name]
    reading = read(name, folder=GALLERY)
    assert len(reading.rejects) == expected.count("reject") and len(reading.findings) == expected.count("finding")
    assert reading.records == len(reading.parties) + len(reading.rejects) + reading.skipped


def test_no_entry_is_orphaned() -> None:
    assert {path.name for path in GALLERY.iterdir()} == {row["file"] for row in rows()}


def test_entities_are_not_opened(tmp_path: Path) -> None:
    """An entity that names a file is refused before anything of it is read; so is one far behind the head."""
    (tmp_path / "secret").write_text("secret", "utf-8")
    far = f'<!-- {"x" * (1 << 20)} --><!DOCTYPE sdnList [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]>'
    for name, kind in (("near.xml", far[-200:][far[-200:].index("<!DOCTYPE") :]), ("far.xml", far)):
        (tmp_path / name).write_text(
            f'<?xml version="1.0"?>{kind}<sdnList><sdnEntry><uid>1</uid><lastName>&e;</lastName></sdnEntry></sdnList>',
            "utf-8",
        )
        with pytest.raises(InputError, match="document type"):
            read(name, folder=tmp_path, form="ofac-xml")


@pytest.mark.parametrize("name", ["sdn.xml", "sdn_advanced.xml", "un.xml", "eu.xml", "csl.json", "entities.ftm.json"])
def test_a_file_cut_anywhere_is_refused_or_tells_a_reject(name: str, tmp_path: Path) -> None:
    data = (HERE / "fixtures" / name).read_bytes()
    whole = len(read(name).parties)
    for cut in range(200, len(data.rstrip()) - 1, max(1, len(data) // 40)):
        (tmp_path / name).write_bytes(data[:cut])
        try:
            reading = read(name, folder=tmp_path)
        except InputError:
            continue
        assert name.endswith("ftm.json") and (reading.rejects or len(reading.parties) <= whole)


@pytest.mark.parametrize("path", sorted((HERE / "fixtures").iterdir()), ids=lambda path: path.name)
def test_no_damage_ends_in_a_traceback(path: Path, tmp_path: Path) -> None:
    """Bytes changed, cut out and put in at random: read with all records counted, or refused with a reason."""
    chance, data = random.Random(path.name), path.read_bytes()
    for _ in range(80):
        broken = bytearray(data)
        for _ in range(chance.randint(1, 5)):
            place = chance.randrange(len(broken))
            put = chance.choice(
                [b"", b'"', b";", b"<", b"null", b"[]", b"9" * 20, b"\x00", b"\xff", data[place : place + 30]]
            )
            broken[place : place + chance.randint(0, 20)] = put
        (tmp_path / path.name).write_bytes(bytes(broken) or b"x")
        try:
            reading = read(path.name, folder=tmp_path)
        except InputError as error:
            assert str(error).startswith(path.name)
            continue
        assert reading.records == len(reading.parties) + len(reading.rejects) + reading.skipped
        assert all(party.id and party.names for party in reading.parties)
