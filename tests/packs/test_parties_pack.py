"""The pack of parties: the shipped one has no problems; a wrong one tells each mistake at its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from monazite.errors import InputError, PackError
from monazite.packs.find import packs_folder
from monazite.packs.parties import load_parties, party_pack, read_parties

SHIPPED = packs_folder() / "parties"
# file, what is replaced (empty: appended), by what, then code, path, and words of the problem.
WRONG = [
    ("terms.csv", "", "zz,tradex,测试,testing words,,made up,memory\n", "P052", "'tradex' is no class"),
    ("terms.csv", "", "zz,trade,稀土,zz words,,made up,memory\n", "P020", "'稀土' belongs to 'rareearth' already"),
    ("terms.csv", "", "group,general,,zz words,,made up,memory\n", "P020", "'group' is there twice"),
    ("terms.csv", "", "zz,trade,,zz words,,,memory\n", "P051", "'source' is empty"),
    ("terms.csv", "", "zz,trade,,zz words,,made up,hearsay\n", "P052", "'hearsay' is no confidence"),
    ("places.csv", "", "zz,某地,zz place,,nowhere,made up,memory\n", "P050", "'nowhere' is no place of this list"),
    ("brands.csv", "", "zz,,zz brand,made up,memory\n", "P051", "'zh' is empty"),
    ("people.csv", "", "zz,nick,zzz,,made up,memory\n", "P052", "'nick' is no class"),
    ("forms.csv", "", "zz,ltd,XX,made up,memory\n", "P020", "'ltd' belongs to"),
    ("score.csv", "weight,place,", "weight,plaice,", "P050", "'plaice' is no part of 'weight'"),
    ("score.csv", "start,person,4.5", "start,person,high", "P052", "'high' is no number"),
    ("score.csv", "start,person,4.5", "start,person,nan", "P052", "'nan' is no number"),
    ("cantonese.csv", "", "陈,chan,made up,memory\n", "P020", "'陈' belongs to"),
    ("uses.csv", "screening,0.2", "sreening,0.2", "P052", "'sreening' is no use"),
    ("pack.yml", "title: ", "titel: ", "P050", "unknown key 'titel'"),
    ("pack.yml", "kind: parties", "kind: goods", "P052", "'goods' is no kind of pack here"),
]


def laid_over(folder: Path, file: str, old: str, new: str) -> Path:
    """Return a copy of the shipped pack with one mistake."""
    pack = folder / "parties"
    shutil.copytree(SHIPPED, pack)
    text = (pack / file).read_text("utf-8")
    assert not old or text.count(old) == 1
    (pack / file).write_text(text.replace(old, new) if old else text + new, "utf-8")
    return pack


def test_the_shipped_pack_has_no_problems() -> None:
    pack, problems = read_parties(SHIPPED)
    assert problems == []
    assert pack == party_pack()


@pytest.mark.parametrize(("file", "old", "new", "code", "text"), WRONG, ids=[w[-1] for w in WRONG])
def test_a_mistake_is_told_at_its_place(file: str, old: str, new: str, code: str, text: str, tmp_path: Path) -> None:
    pack = laid_over(tmp_path, file, old, new)
    told = [p for p in read_parties(pack)[1] if p.path == file and p.code == code and text in p.text]
    assert len(told) == 1
    lines = (pack / file).read_text("utf-8").splitlines()
    assert (new.strip() or old) in lines[told[0].line - 1]
    with pytest.raises(PackError, match=code):
        load_parties(pack)


def test_a_missing_list_is_told(tmp_path: Path) -> None:
    pack = laid_over(tmp_path, "pack.yml", "", "")
    (pack / "forms.csv").unlink()
    assert [(p.code, p.path) for p in read_parties(pack)[1]] == [("P003", "forms.csv")]


def test_a_weight_that_is_missing_is_told(tmp_path: Path) -> None:
    pack = laid_over(tmp_path, "score.csv", "most,unequal", "weight,trade")
    assert {("P020", "'weight trade' is there twice"), ("P051", "'most unequal' is missing")} == {
        (p.code, p.text) for p in read_parties(pack)[1]
    }


def test_several_mistakes_are_told_at_once(tmp_path: Path) -> None:
    pack = laid_over(tmp_path, "terms.csv", "", "zz,tradex,,zz words,,made up,memory\nyy,trade,,yy words,,,memory\n")
    assert {p.code for p in read_parties(pack)[1]} == {"P051", "P052"}


def test_no_pack_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no pack of parties"):
        party_pack(tmp_path)


def test_every_row_of_the_pack_says_how_sure_it_is() -> None:
    for file in sorted(SHIPPED.glob("*.csv")):
        header, *rows = file.read_text("utf-8").splitlines()
        assert header.endswith("source,confidence"), file.name
        assert all(row.endswith((",memory", ",verified")) for row in rows), file.name
