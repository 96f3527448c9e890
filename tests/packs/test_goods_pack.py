"""The goods pack that is shipped, what a check notes, what a case may demand, and what `monazite pack` tells of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from monazite.cli.root import cli
from monazite.packs.find import packs_folder
from monazite.packs.goods import goods_pack, load_goods, read_goods
from monazite.packs.goods_cases import read_goods_cases, run_goods_cases
from monazite.packs.goods_check import check_goods, is_goods
from tests.packs.goods_overlays import goods_laid_over

SHIPPED = packs_folder() / "goods"
HEADER = "text,lang,specification,composition,facts,open,typical,heading,note\n"
MAGNET = "N42 magnet for a motor"


def edited(pack: Path, path: str, old: str, new: str) -> Path:
    file = pack / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    return pack


def failures(tmp_path: Path, **cells: str) -> list[str]:
    """Run one case on the pack of the gallery and return what fails."""
    pack = goods_laid_over(tmp_path)
    names = HEADER.strip().split(",")
    row = {"text": MAGNET, "lang": "en", **cells}
    (pack / "cases" / "words.csv").write_text(HEADER + ",".join(f'"{row.get(n, "")}"' for n in names) + "\n", "utf-8")
    cases, problems = read_goods_cases(pack, load_goods(pack))
    assert problems == []
    return [f.text for f in run_goods_cases(load_goods(pack), cases)[0]]


def run(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["pack", *map(str, words)])
    return done.exit_code, done.output


# ------------------------------------------------------------ what is shipped
def test_the_shipped_pack_has_no_problem_and_meets_its_cases() -> None:
    found = check_goods(SHIPPED)
    assert found.problems == ()
    assert len(found.cases) >= 250
    told, read = run_goods_cases(found.pack, found.cases)
    assert list(map(str, told)) == []
    assert len(read) > 200


def test_a_reading_without_places_reads_the_same() -> None:
    assert read_goods(SHIPPED, quick=True) == read_goods(SHIPPED)
    assert goods_pack() is goods_pack()


def test_cases_cover_every_role_and_language() -> None:
    found = check_goods(SHIPPED)
    _, read = run_goods_cases(found.pack, found.cases)
    roles = {found.pack.terms[term].role for term in read}
    assert roles >= {"article", "stuff", "class", "form", "activity", "document", "service", "relation", "claim"}
    texts = [case.text for case in found.cases]
    assert sum(text.isascii() for text in texts) > 100 < sum(not text.isascii() for text in texts)


# ------------------------------------------------------------ which folders are goods packs
def test_a_goods_pack_is_known_by_its_kind_or_its_files(tmp_path: Path) -> None:
    pack = goods_laid_over(tmp_path)
    assert is_goods(pack)
    edited(pack, "pack.yml", "kind: goods\n", "")
    assert is_goods(pack)
    (pack / "pack.yml").unlink()
    assert is_goods(pack)
    assert not any(is_goods(folder) for folder in (*(packs_folder() / "law").iterdir(), tmp_path, tmp_path / "absent"))


# ------------------------------------------------------------ notes
@pytest.mark.parametrize(
    ("path", "old", "new", "code", "text"),
    [
        ("terms/magnets.csv", ",磁铁,", ",,", "N070", "'magnet' has no Chinese name"),
        ("terms/magnets.csv", "magnet;permanent magnet,磁铁", ",磁铁", "N070", "'magnet' has no English name"),
        ("terms/magnets.csv", "850511", "850511;960610", "N071", "a search never finds '960610'"),
        ("terms/chemistry.csv", "赤铁矿", "赤鐵矿", "N072", "it is read as '赤铁矿'"),
        ("terms/chemistry.csv", "red ochre", "--", "N072", "no letter"),
    ],
)
def test_what_may_be_meant_is_noted_and_fails_nothing(
    path: str, old: str, new: str, code: str, text: str, tmp_path: Path
) -> None:
    pack = edited(goods_laid_over(tmp_path), path, old, new)
    found = check_goods(pack)
    assert found.problems == ()
    assert [(note.code, note.path) for note in found.notes] == [(code, path)]
    assert text in found.notes[0].text
    assert run("check", pack)[0] == 0
    assert "1 note (--notes tells them)" in run("check", pack)[1]
    assert f"note {code} " in run("check", "--notes", pack)[1]


# ------------------------------------------------------------ cases
@pytest.mark.parametrize(
    "cells",
    [
        {"facts": "material=magnet & kind=goods"},
        {"facts": "material & -purity & -material=oxide & -mf_dy>1"},
        {"facts": "mf_dy=2", "composition": "Dy 2 %"},
        {"facts": "mf_dy>1.9 & mf_dy<2.1 & mf_dy>=2 & mf_dy<=2", "composition": "Dy 2 %"},
        {"facts": "magnet_family=NdFeB", "text": "magnet", "specification": "N48"},
        {"typical": "Dy;-Fe", "open": "-material"},
        {"heading": "8505;2846"},
        {"heading": "-2846"},
        {"heading": "none", "text": "xqzv"},
    ],
)
def test_what_holds(cells: dict[str, str], tmp_path: Path) -> None:
    assert failures(tmp_path, **cells) == []


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ({"facts": "material=oxide"}, "material is magnet ('magnet', what the goods are called), where material=oxide"),
        ({"facts": "-material=magnet"}, "where -material=magnet is expected"),
        ({"facts": "-material"}, "where -material is expected"),
        ({"facts": "form=powder"}, "nothing says form, where form=powder is expected; read: material=magnet"),
        ({"facts": "form"}, "nothing says form, where form is expected"),
        ({"facts": "mf_dy>2", "composition": "Dy 2 %"}, "mf_dy is 2 % ('Dy 2 %', the amount stated)"),
        ({"facts": "mf_dy<2", "composition": "Dy 2 %"}, "where mf_dy<2 is expected"),
        (
            {"facts": "form=powder", "text": "haematite"},
            "nothing says form, where form=powder is expected; only likely: powder",
        ),
        ({"open": "material"}, "'material' is not open; open: nothing"),
        ({"typical": "Fe"}, "'Fe' is not typical; typical: Dy"),
        ({"typical": "-Dy"}, "'Dy' is typical"),
        ({"heading": "2846"}, "the best heading is 850511, where 2846 is expected; found: 850511"),
        ({"heading": "-8505"}, "heading 850511 is among those found"),
        ({"heading": "none"}, "the best heading is 850511, where none is expected"),
        ({"heading": "8505", "text": "xqzv"}, "the best heading is none, where 8505 is expected"),
    ],
)
def test_what_does_not_hold_is_told_with_what_was_read(cells: dict[str, str], text: str, tmp_path: Path) -> None:
    assert any(text in told for told in failures(tmp_path, **cells)), failures(tmp_path / "again", **cells)


# ------------------------------------------------------------ the command
def test_check_and_test_take_packs_of_both_kinds(tmp_path: Path) -> None:
    pack = goods_laid_over(tmp_path)
    law = Path(__file__).parent / "gallery" / "base"
    code, out = run("check", pack, law)
    assert code == 0
    assert out.splitlines()[0] == (
        f"{pack}: 5 terms, 4 headings, 4 elements, 1 grade, 2 materials, 1 method, 2 cases, 0 problems, 0 notes"
    )
    assert "2 provisions" in out
    code, out = run("test", law, pack)
    assert (code, out.splitlines()[-1]) == (0, f"{pack}: 2 cases, 0 failed, 4 of 5 terms read by them")


def test_a_problem_fails_the_check_and_a_failure_the_test(tmp_path: Path) -> None:
    wrong = goods_laid_over(tmp_path, "P072-plural")
    code, out = run("check", wrong)
    assert code == 1 and out.startswith("terms/magnets.csv:2:23: P072 'Oxides' of 'magnet' is read like 'oxide'")
    assert out.endswith("1 problem, 0 notes\n")
    failing = edited(goods_laid_over(tmp_path / "b"), "cases/words.csv", "form=powder", "form=ingot")
    code, out = run("test", failing)
    assert code == 1
    assert "cases/words.csv:2: '氧化鏑粉末': form is powder ('粉末', the form named), where form=ingot" in out


def test_json_of_check_and_test(tmp_path: Path) -> None:
    pack = goods_laid_over(tmp_path, "P055-cas")
    code, out = run("check", "--json", pack)
    (problem,) = json.loads(out)
    assert (code, problem["code"], problem["path"]) == (1, "P055", "terms/chemistry.csv")
    assert set(problem) == {"path", "line", "column", "code", "text", "hint"}
    code, out = run("test", "--json", goods_laid_over(tmp_path / "good"))
    assert code == 0
    assert json.loads(out) == {"failures": [], "problems": [], "unread": ["haematite"]}
