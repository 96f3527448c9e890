"""`monazite screen FILE`: each distinct party is matched once in a run, and every row is answered all the same."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from monazite.cli import screen_answers
from monazite.cli.root import cli
from monazite.parties.asked import Asked
from monazite.parties.screening import Screener
from tests.parties.screened import DAY, LEI, lists

NAMES = ("Telmarine Alloys Ltd", "Nobody At All", "Oskavar Metals", "!!!", "Brundelko Trading", "Ltd", "")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lists(tmp_path_factory.mktemp("lists"))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[Asked]:
    """Count how often each party is matched."""
    told, own = Counter[Asked](), Screener.matches

    def matches(self: Screener, some: Sequence[Asked], *args: Any) -> Any:
        told.update(some)
        return own(self, some, *args)

    monkeypatch.setattr(Screener, "matches", matches)
    monkeypatch.setattr(screen_answers, "AT_ONCE", 10)
    return told


def rows(count: int) -> list[dict[str, str]]:
    """Return rows in which parties come again, some after long."""
    every = [NAMES[n * 3 % len(NAMES)] if n % 3 else f"Lone Company {n // 20}" for n in range(count)]
    return [{"name": name, "id": LEI if n % 11 == 0 else "", "address": "1"} for n, name in enumerate(every)]


def screened(folder: Path, place: Path, told: list[dict[str, str]]) -> list[dict[str, Any]]:
    with (place / "p.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(told[0]))
        writer.writeheader()
        writer.writerows(told)
    out = place / "h.jsonl"
    words = ["screen", str(place / "p.csv"), "--lists", str(folder), "--on", str(DAY), "--known-on", str(DAY)]
    done = CliRunner().invoke(cli, [*words, "--out", str(out)])
    assert done.exit_code == 1, done.output
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def test_a_party_that_comes_again_is_matched_once(folder: Path, tmp_path: Path, asked: Counter[Asked]) -> None:
    screened(folder, tmp_path, rows(200))
    assert len(asked) > 10 and set(asked.values()) == {1}


@pytest.mark.parametrize("kept", [0, 1, 3])
def test_what_is_kept_is_bounded_and_answers_are_the_same(
    folder: Path, tmp_path: Path, asked: Counter[Asked], monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    told = rows(120)
    every = screened(folder, tmp_path, told)
    monkeypatch.setattr(screen_answers, "KEPT", kept)
    asked.clear()
    assert screened(folder, tmp_path, told) == every and max(asked.values()) > 1


def test_every_row_is_answered_as_if_it_were_alone_or_rejected(folder: Path, tmp_path: Path) -> None:
    told = rows(60)
    every = screened(folder, tmp_path, told)
    with (tmp_path / "h.rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        rejected = {int(row["row"]) for row in csv.DictReader(file)}
    fit = [n for n, row in enumerate(told) if row["id"] or row["name"]]
    fit = [n for n in fit if told[n]["name"] != "!!!"]
    first = every[0]["row"]
    assert sorted({row["row"] for row in every}) == [n + first for n in fit]
    assert rejected == {n + first for n in range(60)} - {n + first for n in fit}
    found = {row["row"]: row for row in every}
    for n in fit[:12]:
        hits = screened(folder, tmp_path, [{"name": "Telmarine Alloys Ltd", "id": "", "address": ""}, told[n]])
        (alone, *_) = [row for row in hits if row["row"] == first + 1]
        same = {key: value for key, value in alone.items() if key not in ("row", "findings")}
        assert same == {key: found[first + n][key] for key in same}


def test_what_is_odd_of_an_id_is_told_of_every_row_that_has_it(folder: Path, tmp_path: Path) -> None:
    told = [
        {"name": name, "id": id} for name in ("Telmarine Alloys Ltd", "Nobody") for id in ("see file", "", "see file")
    ]
    found = screened(folder, tmp_path, told)
    assert [len(row["findings"]) for row in found] == [1, 0, 1] * 2


def test_columns_that_say_which_number_they_hold_are_all_read(folder: Path, tmp_path: Path) -> None:
    told = [
        {"name": "Nobody", "id": "", "LEI": LEI, "IMO": ""},
        {"name": "", "id": "", "LEI": LEI, "IMO": "9074729"},
        {"name": "Nobody", "id": f"lei:{LEI}; HRB 12", "LEI": "", "IMO": ""},
        {"name": "Nobody", "id": "", "LEI": "12", "IMO": ""},
    ]
    found = screened(folder, tmp_path, told)
    assert [(row["row"], row["entry"]) for row in found] == [(2, "1"), (3, "1"), (4, "1"), (5, None)]
    assert found[-1]["findings"] == ["lei '12' is wrong by its check digits, not compared"]
