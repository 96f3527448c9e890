"""The vocabulary: every fact whole in both languages, headings that name one fact, exact numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.errors import VocabularyError
from monazite.vocabulary import COUNTRIES, Fact, fold_heading, read_vocabulary, vocabulary

WORDS = vocabulary()
FACTS = list(WORDS.values())
HANZI = re.compile(r"[\u4e00-\u9fff]")
WHO = {"declarant", "exporter", "manufacturer", "end_user", "carrier", "compliance"}

GOOD = """
purity:
  group: goods
  type: quantity
  unit: "%"
  decimals: 7
  meaning: Purity
  ask: How pure?
  ask_zh: 纯度?
  who: manufacturer
  en: [Purity]
  zh: [纯度]
"""


# ------------------------------------------------------------ the shipped file
@pytest.mark.parametrize("fact", FACTS, ids=list(WORDS))
def test_every_fact_is_whole_in_both_languages(fact: Fact) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", fact.name)
    assert fact.meaning
    assert not fact.meaning.endswith(".")
    assert fact.ask.endswith(("?", "? (none, if not)"))
    assert HANZI.search(fact.ask_zh)
    assert any(HANZI.search(label) for label in fact.zh)
    assert not any(HANZI.search(label) for label in fact.en)
    assert fact.who in WHO
    texts = (fact.meaning, fact.ask, fact.ask_zh, *fact.en, *fact.zh, fact.unit, fact.wco)
    assert not any(brace in text for text in texts for brace in "{}")


def test_no_heading_names_two_facts() -> None:
    names = defaultdict(set)
    for fact in FACTS:
        for label in (fact.name, *fact.en, *fact.zh):
            names[fold_heading(label)].add(fact.name)
    assert {label: found for label, found in names.items() if len(found) > 1} == {}
    assert WORDS.headings == {label: found.pop() for label, found in names.items()}


def test_no_column_of_bounds_is_a_fact_or_a_heading() -> None:
    bounds = [c for name, fact in WORDS.items() if fact.censored for c in (fact.below, fact.at_least)]
    assert not set(bounds) & set(WORDS)
    assert not {fold_heading(b) for b in bounds} & set(WORDS.headings)


def test_there_are_all_the_kinds_of_facts() -> None:
    assert {f.type for f in FACTS} == {"text", "code", "choice", "country", "boolean", "date", "quantity"}
    assert len(FACTS) >= 80


@pytest.mark.parametrize("fact", [f for f in FACTS if f.type == "choice"], ids=lambda f: f.name)
def test_choices_have_distinct_values(fact: Fact) -> None:
    assert len(fact.of) == len(set(fact.of)) >= 2
    assert all(re.fullmatch(r"\w+", value) for value in fact.of)


def test_only_quantities_have_units_and_bounds() -> None:
    assert all(f.unit for f in FACTS if f.type == "quantity")
    assert not [f.name for f in FACTS if f.type != "quantity" and (f.unit or f.decimals or f.censored)]


def test_mass_fractions_share_one_scale() -> None:
    fractions = [f for f in FACTS if f.name.startswith("mf_")]
    assert {(f.unit, f.decimals, f.censored) for f in fractions} == {("%", 7, True)}
    assert len({f.label() for f in fractions}) == len({f.label("zh") for f in fractions}) == len(fractions)


def test_countries_are_codes() -> None:
    assert all(re.fullmatch("[A-Z]{2}", code) for code in COUNTRIES)
    assert {"CN", "HK", "MO", "TW", "NO", "XK", "EU"} <= COUNTRIES
    assert not {"UK", "AN", "SU"} & COUNTRIES


def test_the_schema_has_every_fact_and_its_bounds() -> None:
    schema = WORDS.schema()
    assert len(schema.names) == len(set(schema.names)) == len(FACTS) + 2 * sum(f.censored for f in FACTS)
    assert schema.field("mf_dy_below").type == pa.int64()
    assert schema.field("date").type == pa.date32()
    assert schema.field("end_user_military").type == pa.bool_()
    assert schema.field("tariff_code").type == pa.string()


def test_a_column_knows_its_fact() -> None:
    for name in WORDS.schema().names:
        fact = WORDS.fact_of_column(name)
        assert fact is not None
        assert name in WORDS.columns(fact.name)
    assert WORDS.fact_of_column("origin_below") is None
    assert WORDS.fact_of_column("decision") is None


# ------------------------------------------------------------ numbers and headings
@pytest.mark.parametrize(
    ("fact", "number", "stored"),
    [
        ("mf_dy", "0.1", 1_000_000),
        ("mf_dy", "0.0000001", 1),
        ("mf_dy", "0.00000001", None),
        ("value", "1234.5678", 12_345_678),
        ("value", "0.00005", None),
        ("net_mass", "0.000001", 1),
        ("memory_layers", "128", 128),
        ("memory_layers", "128.5", None),
        ("temperature_low", "-40", -40_000_000),
    ],
)
def test_numbers_are_kept_exactly_or_not_at_all(fact: str, number: str, stored: int | None) -> None:
    assert WORDS[fact].scaled(number) == stored


@pytest.mark.parametrize(
    ("fact", "stored", "text"),
    [
        ("mf_dy", 1_000_000, "0.1 %"),
        ("mf_dy", 1_000_000_000, "100 %"),
        ("mf_dy", 0, "0 %"),
        ("mf_dy", 1, "0.0000001 %"),
        ("value", 12_345_000, "1234.5"),
        ("memory_layers", 120, "120"),
        ("net_mass", -1, "-0.000001 kg"),
        ("end_user_military", True, "yes"),
        ("end_user_military", False, "no"),
        ("origin", "NO", "NO"),
        ("origin", None, "not known"),
    ],
)
def test_values_are_shown_as_people_write_them(fact: str, stored: object, text: str) -> None:
    assert WORDS[fact].shown(stored) == text


@given(st.sampled_from([f for f in FACTS if f.type == "quantity"]), st.integers(-(2**62), 2**62))
def test_what_is_shown_is_what_is_stored(fact: Fact, stored: int) -> None:
    assert fact.scaled(Decimal(fact.shown(stored).split(" ")[0])) == stored


@pytest.mark.parametrize(
    "label", ["Net mass", "NET_MASS", "net-mass", " Net  Mass: ", "Ｎｅｔ　Ｍａｓｓ", "net.mass", "NetMass"]
)
def test_headings_are_found_in_any_dress(label: str) -> None:
    assert WORDS.headings[fold_heading(label)] == "net_mass"


@pytest.mark.parametrize(
    ("label", "fact"),
    [
        ("目的国", "destination"),
        ("最终目的国(地区)", "destination"),
        ("镝含量", "mf_dy"),
        ("Dy %", "mf_dy"),
        ("HS Code", "tariff_code"),
    ],
)
def test_headings_of_the_trade(label: str, fact: str) -> None:
    assert WORDS.headings[fold_heading(label)] == fact


def test_near_names() -> None:
    assert WORDS.near("destinaton") == "did you mean 'destination'?"


# ------------------------------------------------------------ mistakes in a vocabulary
@pytest.mark.parametrize(
    ("old", "new", "piece", "line"),
    [
        ("  who: manufacturer\n", "", "lacks 'who'", 2),
        ("type: quantity", "type: number", "'number' is no type", 4),
        ('  unit: "%"\n', "", "needs a unit", 2),
        ("decimals: 7", "decimals: some", "needs a unit", 2),
        ("type: quantity", "type: choice", "needs 'of'", 2),
        ("meaning:", "meening:", "unknown key 'meening'", 7),
        ("purity:", "purity: &x", "anchors", 2),
    ],
)
def test_mistakes_are_told_with_their_place(old: str, new: str, piece: str, line: int) -> None:
    with pytest.raises(VocabularyError) as error:
        read_vocabulary(GOOD.replace(old, new), "words.yml")
    found = [p for p in error.value.problems if piece in p.text]
    assert [(p.path, p.line) for p in found] == [("words.yml", line)]


def test_a_family_of_facts_is_written_out() -> None:
    text = GOOD.replace("purity:", "mf_{word}:").replace("[Purity]", '["{en}"]').replace("[纯度]", '["{zh}"]')
    words = read_vocabulary(text + "  each:\n    dy: [dysprosium, 镝]\n    tb: [terbium, 铽]\n", "words.yml")
    assert [(f.name, f.en, f.zh) for f in words.values()] == [
        ("mf_dy", ("Dysprosium",), ("镝",)),
        ("mf_tb", ("Terbium",), ("铽",)),
    ]


def test_a_fact_of_a_family_and_of_its_own_is_written_twice() -> None:
    text = GOOD + GOOD.replace("purity:", '"{word}":').rstrip() + "\n  each:\n    purity: [purity, 纯度]\n"
    with pytest.raises(VocabularyError, match="'purity' is written twice"):
        read_vocabulary(text, "words.yml")
