"""Everything that reading leaves open can be shown, as text in both languages and as JSON: asked of all test cases."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import pytest

from monazite.cli.goods_answer import Desk
from monazite.cli.goods_record import record
from monazite.cli.goods_text import answer_text
from monazite.identify import Texts
from monazite.packs import law_packs, packs_folder
from monazite.packs.goods import goods_pack

CASES = Path(__file__).parents[1] / "goods"
DAY = dt.date(2026, 11, 22)
TWICE = [
    "Graphite powder density 1.9 g/cm3, density 1.6 g/cm3",
    "synthetic diamond powder 300-400目, 80-100 mesh",
    "D50 3 um, D50 12 um cerium oxide powder",
]


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(goods_pack(), law_packs(["cn"]), DAY, DAY, "instruments", packs_folder() / "goods")


def texts() -> list[str]:
    found = list(TWICE)
    for name in ("reading_cases", "measure_cases", "contradiction_cases"):
        with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            found += [row["text"] for row in csv.DictReader(file)]
    return found


def test_every_case_can_be_shown(desk: Desk) -> None:
    shown = 0
    for text in texts():
        answer = desk.answer(Texts(text), {})
        for language in ("en", "zh"):
            assert answer_text(answer, language, every=True, terminal=False)
        json.dumps(record(answer))
        shown += bool(answer.found.goods.open)
    assert shown > 30


@pytest.mark.parametrize("text", TWICE)
def test_a_quantity_stated_twice_shows_both_words(desk: Desk, text: str) -> None:
    answer = desk.answer(Texts(text), {})
    open_values = [value for left in answer.found.goods.open for value in left.values]
    view = "".join(answer_text(answer, "en", every=False, terminal=False).split())
    assert open_values and all("".join(value.split()) in view for value in open_values)


def test_a_very_long_assay_is_read_in_part_and_says_so(desk: Desk) -> None:
    unmixed = desk.answer(Texts("glaze", assay="Dy 10 %, Zr 30 %, " + "镝" * 20_000), {}).unmixed
    assert unmixed is not None and "only its first 4,000 signs were read" in unmixed.notes
