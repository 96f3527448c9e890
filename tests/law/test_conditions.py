"""What is written is what is read; one-sided and odd texts never end in a traceback."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monazite.law.conditions import Refused, near_country, read_condition
from monazite.law.explain import written
from monazite.law.tree import (
    FALSE,
    TRUE,
    Compare,
    Countries,
    Flag,
    Items,
    Node,
    Not,
    OneOf,
    Ratio,
    StartsWith,
    both,
    day_number,
    either,
)
from monazite.vocabulary import COUNTRIES, Fact, vocabulary

OPS = (">=", ">", "<=", "<", "=", "<>")
FACTS = list(vocabulary().values())
LIMIT = 2**62 - 1
# A quote, a percent sign, blanks, hanzi: whatever stands in SQL quotes.
WORDS = st.text(st.sampled_from("aZ09 .-%;#_'\"钕é"), min_size=1, max_size=8)
NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)


def named(*types: str) -> list[str]:
    return [f.name for f in FACTS if f.type in types]


def texts(fact: Fact) -> st.SearchStrategy[str]:
    if fact.type == "choice":
        return st.sampled_from(fact.of)
    return st.sampled_from(sorted(COUNTRIES)) if fact.type == "country" else WORDS


def one_of() -> st.SearchStrategy[Node]:
    names = st.sampled_from([f for f in FACTS if f.type in ("choice", "country", "code", "text")])
    return names.flatmap(
        lambda f: st.lists(texts(f), min_size=1, max_size=4, unique=True).map(lambda v: OneOf(f.name, tuple(v)))
    )


def most(fact: str) -> int:
    """Return the largest number that a condition may compare a fact with: 100 for percent."""
    return 100 * 10 ** vocabulary()[fact].decimals if vocabulary()[fact].unit == "%" else LIMIT


def comparisons() -> st.SearchStrategy[Node]:
    numbers = st.sampled_from(named("quantity")).flatmap(
        lambda f: st.builds(
            Compare, st.just(f), st.sampled_from(OPS), st.integers(-LIMIT, most(f)) | st.integers(0, 30)
        )
    )
    days = st.dates(dt.date(1000, 1, 1)).map(day_number)
    return numbers | st.builds(Compare, st.sampled_from(named("date")), st.sampled_from(OPS), days)


def ratios() -> st.SearchStrategy[Node]:
    """Ratios of two amounts of money; the share as it can be written with a point."""
    shares = st.decimals("0.0000001", "1000", places=7).map(lambda d: d.as_integer_ratio())
    money = st.sampled_from([f.name for f in FACTS if f.unit == "money"])
    return st.builds(lambda a, b, op, pq: Ratio(a, b, op, *pq), money, money, st.sampled_from(OPS), shares)


def atoms() -> st.SearchStrategy[Node]:
    return st.one_of(
        one_of(),
        comparisons(),
        ratios(),
        st.builds(StartsWith, st.sampled_from(named("code", "text")), WORDS),
        st.sampled_from(named("boolean")).map(Flag),
        st.builds(Items, st.sampled_from(("code", "instrument", "group")), NAMES),
        st.builds(Countries, st.sampled_from(named("country")), NAMES),
    )


def contrary(node: Node) -> Node:
    return node.child if isinstance(node, Not) else Not(node)


def conditions() -> st.SearchStrategy[Node]:
    groups = lambda part: st.one_of(  # noqa: E731
        st.lists(part, min_size=2, max_size=4).map(lambda c: both(*c)),
        st.lists(part, min_size=2, max_size=4).map(lambda c: either(*c)),
        part.map(contrary),
    )
    return st.recursive(atoms(), groups, max_leaves=8)


@settings(max_examples=400, deadline=None)
@given(conditions())
@example(Ratio("cn_content_value", "value", ">=", 1, 10_000_000))
@example(Compare("value", "=", 10**17))
@example(Not(both(Flag("cn_technology"), Flag("end_user_military"))))
def test_what_is_written_is_read_as_the_same(node: Node) -> None:
    assert read_condition(written(node, vocabulary()), vocabulary(), one_atom=False) == node


@pytest.mark.parametrize("node", [Compare("memory_layers", ">=", 21), OneOf("consignee", ("O'Invented",))])
def test_counts_and_quotes_are_written_as_they_are_read(node: Node) -> None:
    try:
        assert read_condition(written(node, vocabulary()), vocabulary()) == node
    except Refused as refused:
        raise AssertionError from refused


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.text(st.sampled_from("()'\"=<>., ;-%andotrigin0123"), max_size=60))
def test_any_text_is_read_or_refused_inside_it(text: str) -> None:
    for one_atom in (True, False):
        try:
            read_condition(text, vocabulary(), one_atom=one_atom)
        except Refused as refused:
            assert refused.code.startswith("P0")
            assert refused.text
            assert 1 <= refused.column <= len(text) + 1


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("origin <> 'CN'", Not(OneOf("origin", ("CN",)))),
        ("origin NOT IN ('CN', 'HK', 'CN')", Not(OneOf("origin", ("CN", "HK")))),
        ("mf_dy >= 0.1", Compare("mf_dy", ">=", 1_000_000)),
        ("mf_dy BETWEEN 1 AND 2", both(Compare("mf_dy", ">=", 10**7), Compare("mf_dy", "<=", 2 * 10**7))),
        ("memory_layers IN (128, 256)", either(Compare("memory_layers", "=", 128), Compare("memory_layers", "=", 256))),
        ("cn_content_value / value >= 0.001", Ratio("cn_content_value", "value", ">=", 1, 1000)),
        ("date >= '2025-12-01'", Compare("date", ">=", day_number(dt.date(2025, 12, 1)))),
        ("NOT NOT cn_technology", Flag("cn_technology")),
        ("NOT TRUE", FALSE),
        ("NOT (FALSE)", TRUE),
        ("starts_with(tariff_code, '0101')", StartsWith("tariff_code", "0101")),
        ("item('1C905.a')", Items("code", "1C905.a")),
        ("listed_by('cn.x')", Items("instrument", "cn.x")),
        ("in_items('*')", Items("group", "*")),
        ("in_countries(destination, 'eu')", Countries("destination", "eu")),
    ],
)
def test_the_forms(text: str, node: Node) -> None:
    assert read_condition(text, vocabulary()) == node


def test_numbers_are_exact() -> None:
    """0.1 + 0.7 is not 0.8 in floating point; here every written digit counts."""
    assert read_condition("mf_dy >= 0.8000001", vocabulary()) == Compare("mf_dy", ">=", 8_000_001)
    assert read_condition("mf_dy >= 0.8", vocabulary()) == Compare("mf_dy", ">=", 8_000_000)
    assert read_condition("value >= 461168601842738.7903", vocabulary()) == Compare("value", ">=", 2**62 - 1)
    with pytest.raises(Refused):
        read_condition("value >= 461168601842738.7904", vocabulary())


def test_chains_keep_their_order_and_length() -> None:
    values = [f"{n:08d}" for n in range(2_000)]
    node = read_condition(" OR ".join(f"tariff_code = '{v}'" for v in values), vocabulary(), one_atom=False)
    assert node == either(*(OneOf("tariff_code", (v,)) for v in values))


def test_one_atom_a_line_but_whole_expressions_in_cells() -> None:
    text = "material = 'metal' AND main_element = 'Dy'"
    assert read_condition(text, vocabulary(), one_atom=False) == both(
        OneOf("material", ("metal",)), OneOf("main_element", ("Dy",))
    )
    with pytest.raises(Refused, match="joins two conditions"):
        read_condition(text, vocabulary())


def test_a_cell_may_go_over_lines() -> None:
    text = "material = 'metal'\n AND orgin = 'CN'"
    with pytest.raises(Refused) as refused:
        read_condition(text, vocabulary(), one_atom=False)
    assert text[refused.value.column - 1 :].startswith("orgin")


@pytest.mark.parametrize(
    ("word", "hint"), [("cn", "'CN'"), ("CHN", "two capital letters"), ("", "two capital letters")]
)
def test_hints_for_countries(word: str, hint: str) -> None:
    assert hint in near_country(word)


def test_day_numbers_count_from_1970() -> None:
    assert [day_number(dt.date(1970, 1, d)) for d in (1, 2)] == [0, 1]
    assert day_number(dt.date(1969, 12, 31)) == -1
