"""The rules for contradictions as data: what is shipped reads, and every mistake is told at its place."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from monazite.errors import InputError, PackError
from monazite.goods.doubts.model import LIMITS, LISTS, WORDINGS
from monazite.packs.find import packs_folder
from monazite.packs.goods import read_goods
from monazite.packs.goods_doubts import doubts_pack, load_doubts, read_doubts

SHIPPED = packs_folder() / "goods"
FILES = (
    *("doubts.yml", "doubts_texts.csv", "measures.csv", "rates.csv"),
    *("doubts_densities.csv", "doubts_controls.csv"),
)
GOODS, _ = read_goods(SHIPPED)
HERE = Path(__file__).parent


def cases() -> list[dict[str, str]]:
    with (HERE / "doubt_wrong.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(SHIPPED / name, tmp_path)
    return tmp_path


def test_what_is_shipped_has_every_rule_and_its_source() -> None:
    pack = load_doubts(SHIPPED, GOODS)
    assert set(pack.limits) == set(LIMITS) and set(pack.lists) == set(LISTS) and set(pack.wordings) == set(WORDINGS)
    stored = (*pack.wordings.values(), *pack.measures.values(), *pack.rates.values())
    assert all(thing.source and thing.confidence for thing in stored)
    assert all(rate.year >= 2026 for rate in pack.rates.values())


def test_measures_name_the_density_of_elements_alike() -> None:
    """A metal has one density, whichever file tells it."""
    for measure in load_doubts(SHIPPED, GOODS).measures.values():
        element = GOODS.elements.get(measure.main_element)
        if measure.material == "metal" and element is not None and element.density and measure.density:
            assert element.density in measure.density, measure.id


@pytest.mark.parametrize("case", cases(), ids=lambda c: f"{c['file']}: {c['new']} {c['code']}")
def test_a_mistake_is_told_at_its_place(folder: Path, case: Mapping[str, str]) -> None:
    file = folder / case["file"]
    text = file.read_text("utf-8")
    assert case["old"] in text
    file.write_text(text.replace(case["old"], case["new"], 1), "utf-8")
    line = case["line"] or str(text[: text.index(case["old"])].count("\n") + 1)
    _, found = read_doubts(folder, GOODS)
    told = [p for p in found if (p.path, p.code, str(p.line)) == (case["file"], case["code"], line)]
    assert any(case["says"] in str(p) for p in told), "\n".join(map(str, found))
    with pytest.raises(PackError):
        load_doubts(folder, GOODS)


@pytest.mark.parametrize("name", FILES[4:])
def test_a_pack_may_do_without_densities_of_articles_and_control_codes(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert not read_doubts(folder, GOODS)[1]


def test_every_code_of_rare_earths_that_the_law_knows_can_be_held_against_words() -> None:
    with (packs_folder() / "law" / "cn" / "items.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["code"].split(".")[0].casefold() for row in csv.DictReader(file)}
    wanted = {code for code in codes if code.startswith(("1c9", "2b902", "1e902"))}
    assert wanted and wanted <= {*load_doubts(SHIPPED, GOODS).controls}


@pytest.mark.parametrize("name", FILES[:2])
def test_without_a_file_what_it_holds_is_missing(folder: Path, name: str) -> None:
    (folder / name).unlink()
    _, found = read_doubts(folder, GOODS)
    assert {p.path for p in found} == {name}


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="doubts.yml"):
        doubts_pack(tmp_path)
