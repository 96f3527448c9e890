"""Names as they are typed: in several scripts, with letters apart, as one word, among others; and any sign at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.packs.parties import party_pack
from monazite.parties.model import Name, Party
from monazite.parties.names.evidence import Query
from monazite.parties.names.letters import HAN, pinyin
from monazite.parties.names.matcher import Matcher

LISTED = [
    Party("p", "made-up", "person", (Name("KESTRELOV, Mihail Andronovitch"),)),
    Party("k", "made-up", "person", (Name("TAN, Wei Shun"), Name("谭伟顺", "alias"))),
    Party("b", "made-up", "person", (Name("Petrov-Kestrel, Ivan (佩特罗夫)"),)),
    Party("u", "made-up", "unknown", (Name("Jonathan Quillmarsh Mbeki-Sorvensen"),)),
    Party("o", "made-up", "organization", (Name("Yamarhdi Industries Group"),)),
    Party("a", "made-up", "organization", (Name("AEROVELMORA AIRLINES"),)),
    Party("m", "made-up", "organization", (Name("远辰磁材有限公司 (Velmora Magnetics)"),)),
    Party("w", "made-up", "organization", (Name("Brondvale Tessarin", "weak"),)),
]
MATCHER = Matcher(LISTED, party_pack())
HELD, HIT, REVIEW = 0.35, 0.2, 0.65


def scores(name: str, kind: str = "", matcher: Matcher = MATCHER) -> dict[str, float]:
    """Return the scores by party of those that hit, as screening asks."""
    return {hit.party.id: hit.score for hit in matcher.search([Query(name, kind)], 25, HIT)[0]}


# ---------------------------------------------------------------- scripts
@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("Mihail Andronovitch Kestrelov (米哈伊尔·克斯特雷洛夫)", "p"),
        ("米哈伊尔 Mihail Andronovitch Kestrelov", "p"),
        ("Mihail Andronovitch Kestrelov 先生", "p"),
        ("Mihail Andronovich Kestrelow 先生 收", "p"),
        ("Mihail KESTRELOV, 莫斯科", "p"),
        ("Mihail Andronovitch Kestrelov (ميخائيل)", "p"),
        ("Михаил Mihail Andronovitch Kestrelov", "p"),
        ("TAN Wei Shun谭伟顺", "k"),
        ("谭伟顺先生", "k"),
        ("谭伟顺 (Mr. W. S.)", "k"),
        ("Ivan Petrov-Kestrel", "b"),
        ("Velmora Magnetics Co., Ltd.", "m"),
        ("远辰磁材", "m"),
        ("Aerovelmora Airlines（航空）", "a"),
        ("航空公司 AEROVELMORA AIRLINES", "a"),
    ],
)
def test_a_name_in_several_scripts_is_found_by_each(name: str, who: str) -> None:
    assert scores(name)[who] >= REVIEW


def test_a_brand_inside_a_name_in_hanzi_is_no_name_of_its_own() -> None:
    brand = Matcher([Party("1", "made-up", "organization", (Name("Qorvima"),))], party_pack())
    assert scores("上海Qorvima贸易有限公司", matcher=brand).get("1", 0.0) < REVIEW
    assert scores("上海远辰 Qorvima", matcher=brand)["1"] >= REVIEW


@pytest.mark.parametrize(
    "name", ["Mihail Andronovitch Kestrelov 先生", "Velmora Magnetics", "YAMARHDIINDUSTRIESGROUPLTD"]
)
def test_what_is_a_part_alone_is_not_told_as_equal(name: str) -> None:
    for hit in MATCHER.search([Query(name)], 5, HIT)[0]:
        assert not MATCHER.explain(Query(name), hit.party).equal


# ---------------------------------------------------------------- letters and words
@pytest.mark.parametrize(
    ("name", "who", "least"),
    [
        ("M I H A I L  K E S T R E L O V", "p", HIT),
        ("M.I.H.A.I.L K.E.S.T.R.E.L.O.V", "p", HIT),
        ("A E R O V E L M O R A  A I R L I N E S", "a", REVIEW),
        ("A E R O V E L M O R A A I R L I N E S", "a", HELD),
        ("AEROVELMORAAIRLINES", "a", HELD),
        ("YAMARHDIINDUSTRIESGROUP", "o", HELD),
        ("YAMARHDIINDUSTRIESGROUPCOLTD", "o", HELD),
        ("MIHAILANDRONOVITCHKESTRELOV", "p", HELD),
        ("Yam Arhd I Indus Tries Group", "o", HELD),
        ("Goods of Example x Aerovelmora Airlines Havana Office and Partners", "a", HELD),
        ("Consignee care Yamarhdi Industries Group warehouse 5 gate 7 of the eastern harbour", "o", HELD),
        ("Delivery office for Mihail Andronovitch Kestrelov or his wife at home in town", "p", HELD),
    ],
)
def test_letters_apart_words_as_one_and_names_among_others_are_found(name: str, who: str, least: float) -> None:
    assert scores(name)[who] >= least


@pytest.mark.parametrize(
    "name",
    ["I B M Ltd", "J. R. R. Sample", "Zhabotin Kvellmar Ostrovix Brondvale Tessarin Hestivall Pomradin Quandermeer"],
)
def test_initials_and_weak_names_among_others_are_no_hits(name: str) -> None:
    assert not scores(name)


def test_a_name_among_others_says_so() -> None:
    query = Query("Yamarhdi Industries Group warehouse gate of the eastern harbour of Example beside Sample Street")
    told = MATCHER.explain(query, LISTED[4])
    assert told.score == pytest.approx(0.5) and "stands among other words" in told.text()


# ---------------------------------------------------------------- kinds
@pytest.mark.parametrize("kind", ["", "person", "organization", "vessel", "unknown"])
def test_no_kind_that_is_stated_hides_a_party_of_unknown_kind(kind: str) -> None:
    assert scores("Jonathan Quillmarsh Mbeki-Sorvensen", kind)["u"] >= 0.9
    assert scores("Mbeki-Sorvenson, Jonathan Q.", kind)["u"] >= HIT


def test_a_party_of_unknown_kind_is_read_as_a_person_too() -> None:
    party = Party("1", "made-up", "unknown", (Name("Dr. Abdul Rahman bin Kestrelov"),))
    matcher = Matcher([party], party_pack())
    assert scores("Kestrelov, Abdulrahman", "person", matcher)["1"] >= HIT
    query = Query("Kestrelov, Abdulrahman", "person")
    assert matcher.explain(query, party).score == pytest.approx(scores(query.name, "person", matcher)["1"])


@pytest.mark.parametrize(
    ("name", "kind", "who"),
    [("Mihail Andronovitch Kestrelov", "organization", "p"), ("Yamarhdi Industries Group", "person", "o")],
)
def test_another_kind_lowers_and_does_not_hide(name: str, kind: str, who: str) -> None:
    assert HELD < scores(name, kind)[who] < scores(name)[who]


# ---------------------------------------------------------------- any sign
SIGNS = [chr(n) for n in range(0x3005, 0xFB00) if HAN.match(chr(n))]


def test_no_sign_is_without_a_reading() -> None:
    assert all(len(pinyin(sign)) > 0 and all(pinyin(sign)) for sign in SIGNS)


def test_a_sign_that_repeats_the_one_before_it_is_that_sign() -> None:
    party = Party("1", "made-up", "person", (Name("佐佐木磁子"),))
    assert scores("佐々木磁子", "person", Matcher([party], party_pack()))["1"] >= 0.9


def test_every_sign_can_be_listed_asked_for_and_explained() -> None:
    names = ["".join(SIGNS[at : at + 24]) for at in range(0, len(SIGNS), 24)]
    kinds = ("person", "organization", "unknown")
    parties = [Party(str(n), "made-up", kinds[n % 3], (Name(name),)) for n, name in enumerate(names)]
    matcher = Matcher([*parties, *LISTED], party_pack())
    asked = [Query(name if n % 2 else f"Velmora {name}技术") for n, name in enumerate(names)]
    found = matcher.search(asked, 3, HIT)
    assert all(any(hit.party is party for hit in hits) for party, hits in zip(parties[1::2], found[1::2], strict=True))
    assert all(matcher.explain(query, hits[0].party).text() for query, hits in zip(asked, found, strict=True) if hits)


MIXED = st.text(
    st.one_of(
        st.sampled_from("々㐀㐄䶵一金正恩先生收有限公司 .,·()/&-'"),
        st.sampled_from("abcKESTRELOV velmora ltd äßøž ИванОВ Ωμέγα كريموف משה さくらサクラ 삼성 राम ไทย"),
        st.characters(),
    ),
    max_size=24,
)


@settings(max_examples=25, deadline=None)
@given(st.lists(MIXED, min_size=8, max_size=30), st.sampled_from(("", "person", "organization", "unknown")))
def test_no_mixture_of_scripts_stops_a_search(names: list[str], kind: str) -> None:
    parties = [Party(str(n), "made-up", kind or "unknown", (Name(name),)) for n, name in enumerate(names)]
    matcher = Matcher([*parties, *LISTED], party_pack())
    queries = [Query(name, kind) for name in names]
    for least in (0.0, HIT):
        for query, hits in zip(queries, matcher.search(queries, 5, least), strict=True):
            told = [(matcher.explain(query, hit.party).score, hit) for hit in hits]
            assert all(hit.rough or score >= hit.score - 1e-9 for score, hit in told)
    assert 0.0 <= MATCHER.explain(queries[0], parties[1]).score < 1.0


# ---------------------------------------------------------------- where words end
@pytest.mark.parametrize(
    ("name", "listed", "kind"),
    [
        ("محمدعلي", "Mohamed Ali", "person"),
        ("Mohamed Ali", "محمدعلي", "person"),
        ("Ke St Re Li N", "Kestrelin", "organization"),
        ("Kestrelin", "Ke St Re Li N", "organization"),
    ],
)
def test_names_that_differ_in_where_words_end_are_compared(name: str, listed: str, kind: str) -> None:
    others = [Party(f"x{n}", "made-up", kind, (Name(f"Mahmud Kestner {n}"),)) for n in range(30)]
    matcher = Matcher([*others, Party("1", "made-up", kind, (Name(listed),))], party_pack())
    assert scores(name, kind, matcher)["1"] >= HELD


def test_a_party_is_found_by_its_name_without_vowels_though_it_has_one_in_latin_letters() -> None:
    party = Party("1", "made-up", "person", (Name("Abu Brondval"), Name("طارق عزيز الكستراني", "alias")))
    assert scores("Tariq Aziz al-Kestrani", "person", Matcher([party], party_pack()))["1"] >= HELD
