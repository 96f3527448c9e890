"""Matching: what is found, how sure, and why."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.errors import UsageError
from monazite.packs.parties import party_pack
from monazite.parties.model import Identifier, Name, Party
from monazite.parties.names.evidence import Query
from monazite.parties.names.matcher import Matcher

LEI = Identifier("lei", "5493001KJTIIGC8Y1R12")
LISTED = [
    Party("1", "made-up", "organization", (Name("Velmora Rotor Systems Ltd"), Name("Kestrelin", "alias")), ("AE",)),
    Party("2", "made-up", "organization", (Name("宁波远辰磁材有限公司"),), ("CN",), (LEI,)),
    Party("3", "made-up", "person", (Name("Petro Ivanenko"), Name("The Carpenter", "weak")), ("UA",)),
    Party("4", "made-up", "vessel", (Name("Amber Lodestar"),), (), (Identifier("imo", "9074729"),)),
    Party("5", "made-up", "organization", (Name("有限公司"),)),
    Party("6", "made-up", "unknown", (Name("Tessaly Minerals"),)),
]
with Path(__file__).with_name("fold_cases.csv").open(encoding="utf-8", newline="") as text:
    CASES = list(csv.DictReader(text))
WORDS = st.sampled_from("velmora rotor systems ltd petro ivanenko kestrelin 远辰 磁材 有限公司 amber 44 co".split())


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(LISTED, party_pack())


def top(matcher: Matcher, query: Query) -> tuple[str, float]:
    """Return the id and score of the first hit; nothing is ("", 0)."""
    hits = matcher.search([query])[0]
    return (hits[0].party.id, hits[0].score) if hits else ("", 0.0)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['why']}: {case['left']}")
def test_names_are_as_alike_as_the_case_says(case: dict[str, str]) -> None:
    one = Matcher([Party("1", "made-up", case["kind"], (Name(case["right"]),))], party_pack())
    found = top(one, Query(case["left"], case["kind"]))[1]
    assert float(case["least"]) <= found <= float(case["most"])


@pytest.mark.parametrize(
    ("query", "who"),
    [
        (Query("VELMORA ROTOR SYSTEMS"), "1"),
        (Query("Kestrelin GmbH", "organization"), "1"),
        (Query("Ningbo Yuanchen Magnetics Co., Ltd.", "organization"), "2"),
        (Query("IVANENKO PETRO"), "3"),
        (Query("M/V AMBER LODESTAR", "vessel"), "4"),
        (Query("Tessaly Minerals", "organization"), "6"),
    ],
    ids=lambda value: value.name if isinstance(value, Query) else value,
)
def test_the_party_meant_comes_first(matcher: Matcher, query: Query, who: str) -> None:
    found, score = top(matcher, query)
    assert found == who and score > party_pack().scoring.uses["screening"].threshold


@pytest.mark.parametrize("name", ["有限公司", "Co., Ltd.", "GmbH", "ООО", "", "   ", "!!!"])
def test_a_legal_form_alone_finds_nothing(matcher: Matcher, name: str) -> None:
    assert matcher.search([Query(name)]) == [[]]


def test_an_identifier_finds_a_party_under_another_name(matcher: Matcher) -> None:
    with_it = Query("Brightwater Holdings", identifiers=(LEI,))
    assert top(matcher, with_it)[0] == "2" and top(matcher, with_it)[1] > 0.5
    assert top(matcher, Query("Brightwater Holdings"))[1] < 0.2


def test_an_identifier_with_a_wrong_check_digit_is_no_evidence(matcher: Matcher) -> None:
    wrong = Query("Brightwater Holdings", identifiers=(Identifier("lei", "5493001KJTIIGC8Y1R13"),))
    assert top(matcher, wrong)[1] < 0.2


def test_another_identifier_of_its_kind_lowers(matcher: Matcher) -> None:
    other = (Identifier("imo", "9319466"),)
    assert top(matcher, Query("Amber Lodestar", identifiers=other))[1] < top(matcher, Query("Amber Lodestar"))[1]


def test_the_country_speaks_for_and_against(matcher: Matcher) -> None:
    plain, same, other = (top(matcher, Query("Velmora Rotor", country=c))[1] for c in ("", "AE", "FR"))
    assert other < plain < same


def test_the_nearest_of_a_stated_kind_are_its_own(matcher: Matcher) -> None:
    asked = matcher.search([Query("Velmora Rotor Line", "person"), Query("Tessaly Mineral", "person")])
    assert all(hit.party.kind in ("person", "unknown") for hits in asked for hit in hits)
    assert asked[1][0].party.kind == "unknown"


def test_a_weak_name_weighs_less(matcher: Matcher) -> None:
    strong = Matcher([Party("3", "made-up", "person", (Name("The Carpenter"),))], party_pack())
    query = Query("The Carpenter", "person")
    assert 0.2 < top(matcher, query)[1] < top(strong, query)[1]


def test_only_equal_names_come_near_one(matcher: Matcher) -> None:
    equal, near = (
        top(matcher, Query(name, "organization"))[1] for name in ("Velmora Rotor Systems", "Velmora Rotor System Line")
    )
    assert near <= party_pack().scoring.most < equal < 1


def test_an_unknown_kind_is_refused(matcher: Matcher) -> None:
    with pytest.raises(UsageError, match="did you mean 'person'"):
        matcher.search([Query("Petro", "persons")])


def test_an_empty_list_has_no_hits() -> None:
    assert Matcher([], party_pack()).search([Query("Velmora"), Query("远辰")]) == [[], []]


def test_at_most_as_many_hits_as_asked_for(matcher: Matcher) -> None:
    assert [len(row) for row in matcher.search([Query("Velmora Tessaly Petro Amber")], 2)] == [2]


def test_threads_find_what_one_thread_finds(matcher: Matcher) -> None:
    queries = [Query(name) for name in ("Velmora", "宁波远辰", "Petro", "Amber", "محمد", "Mao Tse-tung")] * 20
    alone = matcher.search(queries)
    with ThreadPoolExecutor(4) as pool:
        assert all(found == alone for found in pool.map(matcher.search, [queries] * 8))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=6))
def test_a_batch_finds_what_single_queries_find(names: list[str]) -> None:
    matcher = _shared()
    queries = [Query(name) for name in names]
    batch = matcher.search(queries)
    single = [matcher.search([query])[0] for query in queries]
    for one, other in zip(batch, single, strict=True):
        assert [h.party.id for h in one] == [h.party.id for h in other]
        assert [h.score for h in one] == pytest.approx([h.score for h in other], abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=4).map(" ".join))
def test_scores_are_probabilities_in_order_and_case_is_nothing(name: str) -> None:
    hits = _shared().search([Query(name)])[0]
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True) and all(0 <= s < 1 for s in scores)
    assert [h.party.id for h in _shared().search([Query(name.upper())])[0]] == [h.party.id for h in hits]


def _shared(made: dict[str, Matcher] = {}) -> Matcher:  # noqa: B006 (made once: hypothesis takes no fixtures of modules)
    return made.setdefault("one", Matcher(LISTED, party_pack()))


# ---------------------------------------------------------------- reasons
def test_an_explanation_says_what_agreed_what_not_and_what_lowered_it(matcher: Matcher) -> None:
    found = matcher.explain(Query("Velmora Rotor Leasing", "organization", "FR"), LISTED[0])
    assert [pair[0] for pair in found.matched] == ["velmora", "rotor"]
    assert found.unmatched == (("leasing",), ("systems",))
    assert {"both names have words of their own", "share of the asked name without a counterpart"} <= dict(
        found.lowered
    ).keys()
    assert [(s.name, s.odds < 0) for s in found.evidence] == [("other_country", True)]
    assert "only listed: systems" in found.text() and "AE, not FR" in found.text()


def test_an_explanation_has_the_score_of_the_hit(matcher: Matcher) -> None:
    query = Query("Velmora Rotor System", "organization")
    hit = matcher.search([query])[0][0]
    assert matcher.explain(query, hit.party).score == pytest.approx(hit.score)


def test_equal_names_have_nothing_that_lowered_them(matcher: Matcher) -> None:
    found = matcher.explain(Query("Velmora Rotor Systems"), LISTED[0])
    assert found.equal and found.lowered == () and found.unmatched == ((), ())


def test_nothing_to_compare_is_said_so(matcher: Matcher) -> None:
    found = matcher.explain(Query("Ltd", "organization"), LISTED[0])
    assert found.score == 0 and found.text() == "nothing to compare"


NAMESAKES = tuple("velmora velmorra welmora velmoras velmoro velmara velmore".split())


def namesakes(names: tuple[str, ...]) -> Matcher:
    """Return a matcher of made-up companies, each on a list of its own."""
    listed = (Party(str(n), f"list-{n}", "organization", (Name(f"{name} Rotor"),)) for n, name in enumerate(names))
    return Matcher(tuple(listed), party_pack())


def test_ten_lists_that_name_one_party_are_all_told() -> None:
    hits = namesakes(("velmora",) * 40).search([Query("Velmora Rotor")], 60, 0.2)[0]
    assert {hit.party.list for hit in hits} == {f"list-{n}" for n in range(40)} and not hits.cut


def test_hits_as_good_as_the_last_one_come_too_and_what_is_left_out_is_told() -> None:
    matcher = namesakes(("velmora",) * 12 + ("velmorra",) * 3)
    hits = matcher.search([Query("Velmora Rotor")], 5, 0.2)[0]
    assert len(hits) == 12 and hits.cut
    assert not matcher.search([Query("Velmora Rotor")], 15, 0.2)[0].cut


def test_namesakes_that_are_nearer_do_not_hide_a_party() -> None:
    others = NAMESAKES * 8
    alone = namesakes(("welmora",)).search([Query("Velmora Rotor")], 9, 0.2)[0][0].score
    among = namesakes((*others, "welmora")).search([Query("Velmora Rotor")], 99, 0.2)[0]
    assert {hit.party.id: hit.score for hit in among}[str(len(others))] == pytest.approx(alone)


def test_the_nearest_are_compared_word_by_word_where_no_score_is_asked_for() -> None:
    hits = namesakes(NAMESAKES).search([Query("Velmora Rotor")])[0]
    assert len(hits) == len(NAMESAKES) and not any(hit.rough for hit in hits)


def test_the_best_of_the_names_of_a_party_counts() -> None:
    party = Party("1", "made-up", "organization", (Name("Velmora Rotor Line", "weak"), Name("Velmora Rotors Lines")))
    matcher = Matcher([party], party_pack())
    query = Query("Velmora Rotor Line")
    assert matcher.search([query], 5, 0.2)[0][0].score == pytest.approx(matcher.explain(query, party).score)


ARABIC = [
    Party("1", "made-up", "person", (Name("AL-KESTRANI, Tariq Aziz"),)),
    Party("2", "made-up", "person", (Name("Bashar al-Mirtadi"),)),
    Party("3", "made-up", "organization", (Name("Sharikat al-Durra lil-Tijara"),)),
    Party("4", "made-up", "person", (Name("قاسم الدرماني"),)),
]


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("طارق عزيز الكستراني", "1"),
        ("الكستراني طارق عزيز", "1"),
        ("بشار المرتضي", "2"),
        ("بشار المرتضى", "2"),
        ("Qasem al-Darmani", "4"),
    ],
)
def test_names_without_vowels_are_found_among_many(name: str, who: str) -> None:
    others = [Party(f"x{n}", "made-up", "person", (Name(f"{a} {b}"),)) for n, (a, b) in enumerate(OTHERS)]
    matcher = Matcher([*ARABIC, *others], party_pack())
    assert matcher.search([Query(name, "person")], 9, 0.2)[0][0].party.id == who


OTHERS = [(a, b) for a in NAMESAKES for b in "ivanenko petro kestrelin lodestar tessaly amber carpenter".split()]


def test_only_the_first_signs_of_a_long_name_are_read_and_that_is_told(matcher: Matcher) -> None:
    hits = matcher.search([Query("Velmora Rotor " + "co ltd " * 40_000)], 5, 0.2)[0]
    assert hits.cut
    assert not matcher.search([Query("Velmora Rotor")], 5, 0.2)[0].cut


def test_hanzi_that_sound_like_a_party_are_not_it_where_its_own_are_known() -> None:
    names = (Name("Yuanchen Technology"), Name("远辰科技有限公司"))
    with_hanzi, without = (Party("1", "made-up", "organization", names[:n]) for n in (2, 1))
    query = Query("元晨科技有限公司")
    found, alone = (Matcher([party], party_pack()).explain(query, party).score for party in (with_hanzi, without))
    assert found <= 0.5 < alone


@pytest.mark.parametrize(
    ("asked", "listed", "kind", "country", "equal"),
    [
        ("Ahmed Hassan", "AHMAD, Hasan", "person", "", False),
        ("Ahmad Hasan", "AHMAD, Hasan", "person", "", False),
        ("Ahmad Hasan", "AHMAD, Hasan", "person", "SY", True),
        ("Ahmed Hassan", "AHMAD, Hasan", "person", "SY", False),
        ("Wang Wei", "WANG, Wei", "person", "", False),
        ("Kestrelsson Volmarin", "KESTRELSSON, Volmarin", "person", "", True),
        ("Velmora Rotor", "VELMORA ROTOR LTD", "organization", "", True),
        ("General Trading Company", "General Trading Co", "organization", "", False),
    ],
)
def test_names_that_many_have_are_not_told_as_equal(
    asked: str, listed: str, kind: str, country: str, equal: bool
) -> None:
    party = Party("1", "made-up", kind, (Name(listed),), ("SY",))
    assert Matcher([party], party_pack()).explain(Query(asked, kind, country), party).equal is equal
