"""Identifying one line: verdicts, entries ranked with what to ask, and the law's own word on what is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.goods.answer import Content, Derived, Goods
from monazite.goods.examples import Example
from monazite.goods.reader import Reader
from monazite.identify import VERDICTS, Entry, Identification, Identifier, Texts, columns_of, first_of_each
from monazite.law.plain import Case
from monazite.law.state import resolve
from monazite.law.tree import day_number
from monazite.packs import law_packs, load_law
from monazite.packs.goods import goods_pack
from monazite.packs.goods_doubts import doubts_pack
from monazite.vocabulary import vocabulary

MINI = load_law(Path(__file__).parents[1] / "law" / "mini")
PACK = goods_pack()
IDENTIFIER, READER = Identifier(PACK, [MINI]), Reader(PACK)
DOUBTING = Identifier(doubts_pack().goods, [MINI], rules=doubts_pack())
STATE = resolve(MINI)
DAY, EARLY = dt.date(2025, 6, 1), dt.date(2025, 1, 15)
WORDS = vocabulary()


def identified(text: str, on: dt.date = DAY, /, **stated: object) -> Identification:
    return IDENTIFIER.identify(Texts(text), on, stated)


@pytest.mark.parametrize(
    ("text", "verdict", "codes"),
    [
        ("氧化镝 99.9%", "listed", ("A1.a",)),
        ("Dy2O3 powder", "listed", ("A1.a",)),
        ("Dysprosium oxide, not controlled", "listed", ("A1.a",)),
        ("NdFeB magnets with 2 % Dy", "listed", ("A2",)),
        ("NdFeB magnets, Dy 0.05 %", "not_listed", ()),
        ("NdFeB magnets N42SH", "may_be_listed", ("A2",)),
        ("Magnets", "may_be_listed", ("A2",)),
        ("NdFeB magnets without dysprosium", "not_listed", ()),
        ("Ferrite magnets", "not_listed", ()),
        ("Erbium nitrate", "not_listed", ()),
        ("Wooden chairs", "not_listed", ()),
        ("Repair of jet mills", "not_listed", ()),
        ("qqq", "cannot_tell", ()),
        ("", "cannot_tell", ()),
    ],
)
def test_verdicts(text: str, verdict: str, codes: tuple[str, ...]) -> None:
    found = identified(text)
    assert (found.verdict, found.codes()) == (verdict, codes)
    assert found.because and found.verdict in VERDICTS and found.on == DAY


def test_what_to_ask_is_named_and_told_once_only() -> None:
    found = identified("NdFeB magnets N42SH")
    assert found.ask == ("mf_dy",) and found.entries[0].ask == ("mf_dy",)
    assert found.entries[0].applies is None and 0 < found.entries[0].score < 1
    assert set(identified("Magnets").ask) == {"magnet_family", "mf_dy"}
    assert identified("Dy2O3").ask == ()


def test_an_entry_tells_where_it_comes_from() -> None:
    entry = identified("Dy2O3").entries[0]
    assert (entry.regime, entry.item, entry.code, entry.instrument) == ("xx", "xx.dy", "A1.a", "xx.list")
    assert (entry.title, entry.confidence, entry.score, entry.state) == (
        "dysprosium oxide",
        "verified",
        1.0,
        "in_force",
    )


@pytest.mark.parametrize(
    ("text", "stated", "verdict"),
    [
        ("NdFeB magnets", {"mf_dy": 10**7}, "listed"),
        ("NdFeB magnets", {"mf_dy": 10**6 - 1}, "not_listed"),
        ("NdFeB magnets", {"mf_dy": 0}, "not_listed"),
        ("NdFeB magnets with 2 % Dy", {"mf_dy": 0}, "not_listed"),
        ("NdFeB magnets with 2 % Dy", {"mf_dy_below": 5 * 10**5}, "not_listed"),
        ("Magnets", {"magnet_family": "ferrite"}, "not_listed"),
        ("Dysprosium oxide", {"material": "salt"}, "not_listed"),
        ("", {"material": "oxide", "main_element": "Dy"}, "listed"),
        ("white powder", {"material": "mixture", "mf_dy": 1}, "listed"),
    ],
)
def test_what_is_stated_counts_for_more_than_words(text: str, stated: dict[str, object], verdict: str) -> None:
    assert identified(text, **stated).verdict == verdict


def test_the_day_decides_how_an_entry_stands() -> None:
    early = identified("Dy2O3", EARLY)
    assert early.verdict == "not_listed" and early.entries == ()
    assert [(e.code, e.state, e.until, e.applies) for e in early.waiting] == [
        ("A1.a", "pending", dt.date(2025, 1, 31), True)
    ]
    assert identified("Dy2O3", dt.date(2025, 2, 1)).verdict == "listed"
    assert identified("Dy2O3", dt.date(2024, 6, 1)).every_waiting == (), "not yet issued"


def test_entries_come_best_first_and_those_that_apply_before_all() -> None:
    def entry(code: str, applies: bool | None, score: float, item: str) -> Entry:
        return Entry("xx", item, code, "t", "", applies, score, (), "verified", "xx.list")

    entries = [entry("A", True, 1.0, "a"), entry("A", None, 0.5, "b"), entry("B", None, 0.4, "c")]
    assert [e.item for e in first_of_each(entries)] == ["a", "c"]
    assert first_of_each(entries, 1) == (entries[0],)
    found = IDENTIFIER.identify(Texts("Dy2O3 powder; NdFeB magnets"), DAY).every
    assert [(e.applies is not True, -e.score) for e in found] == sorted(
        (e.applies is not True, -e.score) for e in found
    )


def test_headings_and_goods_come_with_the_answer() -> None:
    found = identified("氧化镝 99.9%")
    assert found.headings.fits[0].code.startswith("2846") and found.goods == READER.read("氧化镝 99.9%")
    assert found.doubts == ()


def test_all_texts_of_a_line_are_read() -> None:
    texts = Texts("Magnets", specification="NdFeB", composition="Nd 29.5, Dy 1.9, Fe bal.")
    assert IDENTIFIER.identify(texts, DAY).verdict == "listed"


def test_a_telling_tariff_code_names_entries_where_plain_words_are_not_believed() -> None:
    """Toys under the tariff line of dysprosium oxide are neither cleared nor only magnets."""
    asked = Identifier(doubts_pack().goods, law_packs(["cn"]), rules=doubts_pack())
    day = dt.date(2026, 11, 22)
    for text in ("toys", "plastic granules"):
        found = asked.identify(Texts(text), day, {"tariff_code": "2846901500"})
        assert (found.verdict, found.codes()[0]) == ("may_be_listed", "1C905.b")
        assert asked.identify(Texts(text), day, {"tariff_code": "9503"}).verdict == "not_listed"


# ------------------------------------------------------------ words that something contradicts
def test_a_ferrite_as_heavy_as_neodymium_magnets_may_be_listed() -> None:
    stated = {"net_mass": 75 * 10**6, "volume": 10 * 10**6}
    found = DOUBTING.identify(Texts("Ferrite magnets"), DAY, stated)
    assert found.verdict == "may_be_listed" and found.codes() == ("A2",)
    assert [d.code for d in found.doubts] == ["magnet_ferrite"] and "contradicts" in found.because
    assert DOUBTING.identify(Texts("Ferrite magnets"), DAY, stated | {"net_mass": 49 * 10**6}).verdict == "not_listed"
    assert IDENTIFIER.identify(Texts("Ferrite magnets"), DAY, stated).verdict == "not_listed"


def test_a_claim_is_held_against_the_entries_that_apply() -> None:
    claimed = DOUBTING.identify(Texts("Dy2O3, not controlled"), DAY)
    assert claimed.verdict == "listed" and [d.code for d in claimed.doubts] == ["claimed_not_controlled"]
    assert DOUBTING.identify(Texts("Wooden chairs, not controlled"), DAY).doubts == ()
    coded = DOUBTING.identify(Texts("Dy2O3"), DAY, {"claimed_control_code": "EAR99"})
    assert [d.code for d in coded.doubts] == ["claimed_not_controlled"]


# ------------------------------------------------------------ facts as columns
def test_facts_become_columns_of_exact_steps() -> None:
    facts = {
        "material": Derived("material", "oxide"),
        "single_crystal": Derived("single_crystal", False),
        "purity": Derived("purity", low=999_000_000),
        "mf_dy": Derived("mf_dy", low=20_000_000, high=20_000_000),
        "mf_tb": Derived("mf_tb", low=1, high=5),
        "mf_nd": Derived("mf_nd", high=0),
        "mf_la": Derived("mf_la", low=0, high=0),
    }
    assert columns_of(Goods("x", facts=facts)) == {
        "material": "oxide",
        "single_crystal": False,
        "purity_from": 999_000_000,
        "mf_dy": 20_000_000,
        "mf_tb_from": 1,
        "mf_tb_below": 6,
        "mf_nd_below": 1,
        "mf_la": 0,
    }


def test_likely_facts_and_contents_become_no_columns() -> None:
    goods = Goods(
        "x",
        likely=(Derived("material", "oxide", certain=False),),
        contents={"Dy": Content("Dy", None, None, "name", "镝")},
        typical={"Tb": Content("Tb", None, None, "grade", "N42SH")},
    )
    assert columns_of(goods) == {}


# ------------------------------------------------------------ the law's own word
TEXTS = (
    "Dysprosium oxide", "氧化镝 99.9%", "NdFeB magnets", "NdFeB magnets with 2 % Dy", "Ferrite magnets", "Magnets",
    "Glaze with dysprosium oxide", "Terbium metal", "Dy2O3 solution", "Motors", "", "qqq",
)  # fmt: skip
STATED: dict[str, st.SearchStrategy[object]] = {
    "material": st.sampled_from(["oxide", "mixture", "magnet", "metal"]),
    "main_element": st.sampled_from(["Dy", "Nd", "other"]),
    "magnet_family": st.sampled_from(["NdFeB", "ferrite"]),
    "mf_dy": st.sampled_from([0, 1, 10**6 - 1, 10**6, 10**8]),
    "mf_dy_from": st.sampled_from([0, 1, 10**6]),
    "mf_dy_below": st.sampled_from([1, 10**6, 10**7]),
    "net_mass": st.just(10**7),
}


def known(text: str, stated: Mapping[str, object]) -> dict[str, object]:
    """The plain meaning: what is stated, and of other facts what the words say."""
    told = {fact.name for column in stated if (fact := WORDS.fact_of_column(column))}
    words = columns_of(READER.read(text))
    return {c: v for c, v in words.items() if (f := WORDS.fact_of_column(c)) and f.name not in told} | dict(stated)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TEXTS), st.fixed_dictionaries({}, optional=STATED), st.booleans())
def test_listed_is_what_the_law_says_of_the_facts(text: str, stated: dict[str, object], doubting: bool) -> None:
    """Whatever is stated, an entry applies where the plain meaning of the law holds, and stays out where it fails."""
    identifier = DOUBTING if doubting else IDENTIFIER
    found = identifier.identify(Texts(text), DAY, stated)
    case = Case(known(text, stated), day_number(DAY))
    truths = {name: case.truth(node) for name, node in STATE.items.items()}
    assert {e.item for e in found.every if e.applies} == {name for name, truth in truths.items() if truth}
    if found.verdict == "not_listed" or not found.doubts:
        assert not any(truths[e.item] is False for e in found.every)
    assert (found.verdict == "listed") == any(truths.values())
    assert all(e.ask or e.applies is not None for e in found.every)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_any_text_gets_a_verdict(text: str) -> None:
    found = identified(text)
    assert found.verdict in VERDICTS and found.because and found == identified(text)


# ------------------------------------------------------------ examples
def with_examples(*examples: tuple[str, tuple[str, ...]]) -> Identifier:
    unlike = [(f"{word} {word}s for the {word} trade", ()) for word in OTHERS.split()]
    known = [Example(f"E{n}", text, codes) for n, (text, codes) in enumerate([*examples, *unlike])]
    return Identifier(PACK, [MINI], examples={"xx": known})


OTHERS = "rope candle saddle kettle carpet bicycle lantern violin anvil basket ladder mirror pillow teapot umbrella"
MASS = ("grey sintered segments for wind turbine rotors, bakery mould", ("A2",))
CHAIRS = ("wooden chairs, stackable", ())


def test_goods_worded_like_an_example_are_not_cleared() -> None:
    text = "bakery mould, sintered grey segments for wind turbine rotors"
    assert identified(text).verdict != "may_be_listed"
    found = with_examples(MASS, CHAIRS).identify(Texts(text), DAY)
    assert (found.verdict, found.codes()) == ("may_be_listed", ("A2",))
    entry = found.entries[0]
    assert entry.applies is None and entry.like is not None and entry.like.id == "E0" and entry.ask


def test_examples_of_what_is_not_listed_clear_as_before() -> None:
    found = with_examples(MASS, CHAIRS).identify(Texts("Wooden chairs"), DAY)
    assert (found.verdict, found.codes()) == ("not_listed", ())


def test_what_a_line_measures_counts_for_more_than_examples() -> None:
    known = with_examples(("NdFeB magnets for speakers", ("A2",)))
    assert known.identify(Texts("NdFeB magnets for speakers, Dy 0.05 %"), DAY).verdict == "not_listed"
    assert known.identify(Texts("NdFeB magnets for speakers"), DAY, {"mf_dy": 0}).verdict == "not_listed"


def test_an_example_never_makes_an_entry_apply() -> None:
    known = with_examples(("Wooden chairs", ("A1.a",)))
    found = known.identify(Texts("Wooden chairs"), DAY)
    assert [(e.code, e.applies, e.basis) for e in found.entries] == [("A1.a", None, "against_words")]
    assert found.because == "goods that are worded alike fall under the entry"


def test_examples_of_another_regime_say_nothing() -> None:
    other = Identifier(PACK, [MINI], examples={"yy": [Example("E", "Wooden chairs", ("A1.a",))]})
    assert other.identify(Texts("Wooden chairs"), DAY).verdict == "not_listed"


def test_goods_that_nobody_knows_are_told_with_what_is_worded_alike() -> None:
    found = with_examples(("Silverleaf kit, 12 pcs", ("A2",))).identify(Texts("Silverleaf kit, 24 pcs"), DAY)
    assert (found.verdict, found.codes()) == ("cannot_tell", ("A2",))
    assert found.entries[0].like is not None and found.entries[0].like.id == "E0"


def test_a_ruling_on_the_same_words_is_always_shown() -> None:
    known = with_examples(("Fresh garlic, white", ("A2",)), ("ferrite rings, Y30", ()))
    found = known.identify(Texts("FRESH GARLIC; WHITE"), DAY)
    assert (found.verdict, found.codes()) == ("may_be_listed", ("A2",))
    assert found.entries[0].basis == "against_words" and found.entries[0].like is not None


def test_nothing_speaks_for_an_entry_that_asks_only_for_what_is_not_stated() -> None:
    """Garlic of unknown field strength is no magnet."""
    found = Identifier(PACK, law_packs(["us"])).identify(Texts("garlic"), DAY)
    assert (found.verdict, found.codes()) == ("not_listed", ())
    assert found.remote and found.because.endswith("nothing speaks for them")


@pytest.mark.parametrize("text", ["office chair", "T-shirts", "kaolin", "PVC pipe", "coffee beans"])
def test_everyday_goods_are_named_under_no_regime(text: str) -> None:
    asked = Identifier(PACK, law_packs(["cn", "us", "eu"]))
    assert asked.identify(Texts(text), DAY).codes() == ()
