"""`monazite vocabulary`: every fact, found by name, heading or a part of one, in both languages."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from monazite.cli.vocabulary import found_facts
from monazite.errors import UsageError
from monazite.vocabulary import vocabulary
from tests.cli.conftest import Result

Run = Callable[..., Result]


@pytest.mark.parametrize("word", ["net_mass", "Net mass", "NET MASS", "net-weight", "净重", "净重量", "net_mass "])
def test_a_fact_is_found_by_any_of_its_headings(word: str) -> None:
    assert [f.name for f in found_facts(word)] == ["net_mass"]


def test_a_part_of_a_heading_finds_all_that_have_it() -> None:
    assert {f.name for f in found_facts("weight")} == {"net_mass", "gross_mass"}
    assert {"exporter", "exporter_id", "exporter_country"} < {f.name for f in found_facts("export")}
    assert [f.name for f in found_facts("最终用户国")] == ["end_user_country"]


def test_an_exact_name_is_not_drowned_by_parts() -> None:
    assert [f.name for f in found_facts("date")] == ["date"]


def test_every_fact_is_found_by_its_name() -> None:
    assert all([f.name for f in found_facts(name)] == [name] for name in vocabulary())


@pytest.mark.parametrize(("word", "near"), [("destinaton", "destination"), ("Net weigth", "net_mass"), ("纯渡", "")])
def test_nothing_found_names_the_nearest(word: str, near: str) -> None:
    with pytest.raises(UsageError) as error:
        found_facts(word)
    assert f"'{near}'" in str(error.value) if near else "lists them all" in str(error.value)


@pytest.mark.parametrize("word", ["", " ", "-", "?"])
def test_a_word_of_no_letters_finds_nothing_or_says_so(word: str) -> None:
    with pytest.raises(UsageError):
        found_facts(word)


def test_the_overview_lists_every_fact_once(run: Run) -> None:
    result = run("vocabulary")
    assert result.code == 0
    names = [line.split()[0] for line in result.out.splitlines() if line.startswith("  ")]
    assert names == list(vocabulary())
    assert f"{len(vocabulary())} facts" in result.out


def test_one_fact_is_shown_whole(run: Run) -> None:
    out = run("vocabulary", "destination").out
    for piece in ("country", "final destination?", "exporter", "目的国", "GoodsShipment/Destination/CountryCode"):
        assert piece in out


def test_chinese_questions(run: Run) -> None:
    out = run("vocabulary", "destination", "--language", "zh").out
    assert "最终目的国是哪里?" in out
    assert "destination · 目的国" in out


def test_one_group(run: Run) -> None:
    out = run("vocabulary", "--group", "route").out
    assert out.splitlines()[0] == "route"
    assert "net_mass" not in out


def test_json_has_everything(run: Run) -> None:
    (fact,) = json.loads(run("vocabulary", "mf_dy", "--json").out)
    assert (fact["unit"], fact["decimals"], fact["censored"], fact["who"]) == ("%", 7, True, "manufacturer")
    assert "镝" in fact["headings"]["zh"]
    assert set(fact["ask"]) == {"en", "zh"}


@pytest.mark.parametrize(
    ("words", "piece"),
    [
        (("destinaton",), "'destination'"),
        (("--group", "rute"), "'route'"),
        (("mf_dy", "--group", "route"), "no fact 'mf_dy' in route"),
    ],
)
def test_nothing_found_is_exit_2(run: Run, words: tuple[str, ...], piece: str) -> None:
    result = run("vocabulary", *words)
    assert (result.code, result.out) == (2, "")
    assert piece in result.err
