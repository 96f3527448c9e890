"""How much likeness it takes to name an entry: the limits, from both sides.

What the nearest examples say is made up here, so that each limit is met from just below and just above.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from monazite.goods.answer import Goods
from monazite.goods.examples import Example, Likeness
from monazite.identify import Identification, Identifier, Texts, regime
from monazite.packs import load_law
from monazite.packs.goods import goods_pack

MINI = load_law(Path(__file__).parents[1] / "law" / "mini")
PACK, DAY = goods_pack(), dt.date(2025, 6, 1)
A2 = Example("E", "something", ("A2",))


def asked(monkeypatch: pytest.MonkeyPatch, text: str, like: Likeness) -> Identification:
    class Made:
        def __init__(self, _: object) -> None:
            pass

        def like(self, _: Goods) -> Likeness:
            return like

    monkeypatch.setattr(regime, "Examples", Made)
    return Identifier(PACK, [MINI]).identify(Texts(text), DAY)


def likeness(share: float, listed: float, of: float = 1.0) -> Likeness:
    """What is near: `share` of the votes for A2, `listed` of the weight `of` under any entry."""
    return Likeness({"A2": share}, {"A2": A2}, listed * of, of)


# Goods that tell something of what lists are about are not cleared from half on, others from .65 of all and 0.04.
CLEARED = [
    ("Erbium nitrate", 0.3, 0.49, 1.0, "not_listed"),
    ("Erbium nitrate", 0.3, 0.51, 1.0, "may_be_listed"),
    ("Erbium nitrate", 0.07, 0.51, 1.0, "not_listed"),
    ("Erbium nitrate", 0.09, 0.51, 1.0, "may_be_listed"),
    ("Wooden chairs", 0.3, 0.67, 1.0, "not_listed"),
    ("Wooden chairs", 0.3, 0.68, 1.0, "may_be_listed"),
    ("Wooden chairs", 0.3, 0.9, 0.1, "not_listed"),
    ("Wooden chairs", 0.3, 0.92, 0.1, "may_be_listed"),
]


@pytest.mark.parametrize(("text", "share", "listed", "of", "verdict"), CLEARED)
def test_goods_are_cleared_up_to_a_limit(
    text: str, share: float, listed: float, of: float, verdict: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = asked(monkeypatch, text, likeness(share, listed, of))
    assert found.verdict == verdict
    assert [e.basis for e in found.entries] == ([] if verdict == "not_listed" else ["against_words"])


@pytest.mark.parametrize(("share", "shown"), [(0.19, False), (0.31, True)])
def test_beside_an_entry_that_applies_only_much_likeness_counts(
    share: float, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The score is two thirds of the vote where the conditions say nothing: 0.2 is a vote of 0.3."""
    found = asked(monkeypatch, "氧化镝 99.9%", likeness(share, 0.9))
    assert found.verdict == "listed" and ("A2" in found.codes()) is shown


def test_a_ruling_on_the_same_words_counts_whatever_else_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    free = Example("F", "Erbium nitrate")
    same = Likeness({"A2": 0.9}, {"A2": A2}, 0.9, 1.0, same=free)
    assert asked(monkeypatch, "Erbium nitrate", same).verdict == "not_listed"
    listed = Likeness({}, {}, 0.0, 1.0, same=Example("L", "Erbium nitrate", ("A2",)))
    assert asked(monkeypatch, "Erbium nitrate", listed).codes() == ("A2",)
