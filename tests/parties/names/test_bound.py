"""The bound: what a pair of names can score at most, and that no hit is lost by it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.packs.parties import party_pack
from monazite.parties.model import Identifier, Name, Party
from monazite.parties.names.bound import Bound
from monazite.parties.names.candidates import Partition
from monazite.parties.names.evidence import Query
from monazite.parties.names.fold import Folder
from monazite.parties.names.lexicon import Lexicon
from monazite.parties.names.matcher import Matcher
from monazite.parties.names.score import Scorer
from monazite.parties.names.worth import SLACK

LEXICON = Lexicon(party_pack())
FOLDER, SCORER = Folder(LEXICON), Scorer(LEXICON)
# Words that are nearly the same, sound the same, are written as one or apart, are first letters, places, trades.
WORDS = """velmora velmorra welmora vel mora rotor rotors systems ningbo zhejiang hamburg china steel magnets rare earth
 rareearth trading metals petro pyotr p ivanenko ivanenco bin salman muhammad mohammed dr i iv vrs nrs 2 44 forty four
 first second copper north south kestrelin kestrel in ltd gmbh co the abdul rahman abdulrahman 远辰 磁材 محمد بن علي
 روتور عبد الرحمن روتورز فيلمورا शर्मा sharma राम ram रोटर dmytro דמיטרו"""
NAMES = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=5).map(" ".join)
FREE = st.text("abcdeioklst ", min_size=1, max_size=14)
LEI = (Identifier("lei", "5493001KJTIIGC8Y1R12"),)
KINDS = ("organization", "person", "unknown", "vessel")


def letters_alike(one: str, other: str) -> float:
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(one, other))


@settings(max_examples=600, deadline=None)
@given(NAMES | FREE, NAMES | FREE, st.booleans())
def test_no_pair_scores_more_than_its_bound(one: str, other: str, person: bool) -> None:
    left, right = FOLDER.fold(one, person=person), FOLDER.fold(other, person=person)
    compared = SCORER.compare(left, right)
    if compared is not None:
        alike = letters_alike(left.views[0].ordered, right.views[0].ordered)
        place = np.zeros(1, np.int64)
        most = Bound(SCORER, [right]).odds([left], place, place, np.array([alike]))
        assert compared.odds <= most[0] + 1e-9


@settings(max_examples=300, deadline=None)
@given(st.lists(NAMES | FREE, min_size=1, max_size=8), NAMES | FREE, st.booleans())
def test_no_candidate_scores_more_than_its_bound(names: list[str], asked: str, person: bool) -> None:
    listed = [FOLDER.fold(name, person=person) for name in names]
    left = FOLDER.fold(asked, person=person)
    near = Partition(listed, range(len(listed)), 0).near([left], 20, every=True)
    most = Bound(SCORER, listed).odds([left], near.query, near.name, near.alike)
    for name, odds in zip(near.name.tolist(), most.tolist(), strict=True):
        compared = SCORER.compare(left, listed[name])
        assert compared is None or compared.odds <= odds + SLACK


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Velmora Trading", "Kestrelin Trading"),
        ("Ningbo Velmora Metals", "Ningbo Kestrelin Metals"),
        ("Velmora Rotor", "Tessaly Minerals"),
    ],
)
def test_names_of_others_are_bounded_below_the_threshold(left: str, right: str) -> None:
    one, other = FOLDER.fold(left, person=False), FOLDER.fold(right, person=False)
    place = np.zeros(1, np.int64)
    alike = letters_alike(one.views[0].ordered, other.views[0].ordered)
    assert Bound(SCORER, [other]).odds([one], place, place, np.array([alike]))[0] < -1.4


QUERIES = st.builds(
    Query,
    NAMES | FREE,
    st.sampled_from(("", *KINDS)),
    st.sampled_from(("", "CN", "DE")),
    st.sampled_from(((), LEI)),
)
PARTIES = st.builds(
    lambda kind, names, countries, ids: (kind, names, countries, ids),
    st.sampled_from(KINDS),
    st.lists(st.builds(Name, NAMES | FREE, st.sampled_from(("primary", "alias", "weak"))), min_size=1, max_size=2),
    st.sampled_from(((), ("CN",), ("DE", "FR"))),
    st.sampled_from(((), LEI)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PARTIES, min_size=1, max_size=12), st.lists(QUERIES, min_size=1, max_size=6))
def test_with_a_least_score_no_hit_is_lost_and_none_is_added(
    made: list[tuple[str, list[Name], tuple[str, ...], tuple[Identifier, ...]]], queries: list[Query]
) -> None:
    parties = [
        Party(str(n), "made-up", kind, tuple(names), countries, ids)
        for n, (kind, names, countries, ids) in enumerate(made)
    ]
    matcher = Matcher(parties, party_pack())
    every = matcher.search(queries, 25)
    for least in (0.1, 0.2, 0.65, 0.95):
        for query, ranked, found in zip(queries, every, matcher.search(queries, 25, least), strict=True):
            scores = {hit.party.id: hit.score for hit in found}
            assert all(scores.get(hit.party.id, 0.0) >= hit.score for hit in ranked if hit.score >= least)
            assert all(score >= least for score in scores.values()) and not found.cut
            assert query.identifiers or all(
                hit.score <= matcher.explain(query, hit.party).score + 1e-9 for hit in found
            )
