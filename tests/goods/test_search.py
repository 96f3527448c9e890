"""Searching short texts: what is searched, and scores that a plain formula gives too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isclose, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.goods.search import K1, B, Bm25, tokens

Query = Sequence[tuple[str, float]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("Permanent Magnets", ["permanent", "magnet"]),
        ("parts of motors, other", ["part", "motor"]),
        ("Dy 99.9 % x", ["dy"]),
        ("氧化镝", ["氧", "氧化", "化", "化镝", "镝"]),
        ("氧化 镝", ["氧", "氧化", "化", "镝"]),
        ("镝Dy铁", ["镝", "dy", "铁"]),
    ],
)
def test_what_is_searched(text: str, found: list[str]) -> None:
    assert sorted(tokens(text)) == sorted(found)


def plain(texts: Sequence[Mapping[str, float]], query: Query) -> list[float]:
    """The formula of Robertson and Zaragoza with Lucene's idf, text by text."""
    mean = sum(sum(t.values()) for t in texts) / len(texts)

    def score(text: Mapping[str, float]) -> float:
        total = 0.0
        for token, weight in query:
            holding = sum(token in t for t in texts)
            count = text.get(token, 0.0)
            if count:
                idf = log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
                norm = K1 * (1 - B + B * sum(text.values()) / mean)
                total += weight * idf * count * (K1 + 1) / (count + norm)
        return total

    return [score(text) for text in texts]


WORD = st.sampled_from("oxide magnet motor 镝 氧化 dy".split())
COUNT = st.sampled_from([0.3, 1.0, 1.8, 2.0, 5.0])
TEXTS = st.lists(st.dictionaries(WORD, COUNT, min_size=1), min_size=1, max_size=6)
QUERIES = st.lists(st.dictionaries(WORD | st.just("unknown"), COUNT).map(lambda d: list(d.items())), max_size=4)


@settings(max_examples=150, deadline=None)
@given(TEXTS, QUERIES)
def test_scores_are_those_of_the_formula(texts: list[dict[str, float]], queries: list[list[tuple[str, float]]]) -> None:
    found = Bm25(texts).scores(queries)
    assert found.shape == (len(queries), len(texts))
    for row, query in zip(found.tolist(), queries, strict=True):
        for score, wanted in zip(row, plain(texts, query), strict=True):
            assert isclose(score, wanted, rel_tol=1e-5, abs_tol=1e-6)


def test_many_queries_score_as_each_alone() -> None:
    index = Bm25([{"oxide": 1.0, "dy": 2.0}, {"magnet": 1.0}, {"oxide": 1.0}])
    queries = [[("oxide", 1.0)], [], [("magnet", 0.5), ("dy", 1.0)], [("none", 1.0)]]
    together = index.scores(queries).tolist()
    assert together == [index.scores([q]).tolist()[0] for q in queries]
    assert together[1] == together[3] == [0.0, 0.0, 0.0]


def test_a_rare_word_tells_more_than_a_common_one_and_a_short_text_more_than_a_long_one() -> None:
    index = Bm25([{"oxide": 1.0}, {"oxide": 1.0, "dy": 1.0, "tb": 1.0}, {"oxide": 1.0, "er": 1.0}])
    common, rare = index.scores([[("oxide", 1.0)], [("dy", 1.0)]]).tolist()
    assert common[0] > common[2] > common[1] and rare[1] > common[1] and rare[0] == 0
