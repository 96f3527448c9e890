"""The fixed texts: complete in both languages; numbers, shares and money as people write them."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from monazite.report.texts import texts
from monazite.text_yaml import read_yaml_text
from monazite.vocabulary import vocabulary

TREE, PROBLEMS = read_yaml_text(files("monazite.report").joinpath("texts.yml").read_text("utf-8"), "texts.yml")
BRACES = re.compile(r"\{(\w+)\}")


def test_the_file_has_no_problems() -> None:
    assert PROBLEMS == []


@pytest.mark.parametrize("key", TREE)
def test_each_text_says_the_same_in_both_languages(key: str) -> None:
    entry = TREE[key]
    assert set(entry) in ({"en", "zh"}, {"en", "one", "zh"})
    assert all(set(BRACES.findall(text)) == set(BRACES.findall(entry["en"])) for text in entry.values())
    assert not re.search(r"[\u4e00-\u9fff]", entry["en"]) and entry["zh"]
    assert not re.search(r"[\u4e00-\u9fff][,:;?()]", entry["zh"]), "half-width punctuation after a hanzi"


def test_everyone_who_is_asked_has_a_name() -> None:
    assert {f"who.{fact.who}" for fact in vocabulary().values()} <= set(TREE)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 0, "0 %"), (0, 9, "0 %"), (9, 9, "100 %"), (1, 8, "12.5 %"), (1, 3, "33.3 %"), (1, 10**6, "<0.1 %")]
    + [(999_999, 10**6, ">99.9 %"), (1, 2000, "0.1 %"), (1, 2001, "<0.1 %")],
)
def test_shares_are_never_rounded_to_nothing_or_all(part: int, whole: int, shown: str) -> None:
    assert texts("en").share(part, whole) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "USD 0.00"), (1, "USD 0.0001"), (12_345_600, "USD 1,234.56"), (-5_000, "USD −0.50"), (None, "not stated")],
)
def test_money_is_exact(value: int | None, shown: str) -> None:
    assert texts("en").money(value, "USD") == shown
