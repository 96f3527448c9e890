"""An element that is only likely makes entries for it plausible, and others not."""

import pytest

from monazite.goods.answer import Derived, Goods
from monazite.identify.belief import Belief
from monazite.law.tree import OneOf
from monazite.packs.goods import goods_pack


@pytest.fixture(scope="module")
def believe():
    goods = Goods("zinc, melting at 271 °C", likely=(Derived("main_element", "Bi", certain=False),))
    return Belief(goods, goods_pack())


def test_what_is_likely_is_more_plausible_than_what_is_not(believe):
    likely, other = (believe(OneOf("main_element", frozenset((symbol,)))) for symbol in ("Bi", "Dy"))
    assert likely > 10 * other


def test_a_list_with_the_likely_one_is_as_plausible(believe):
    assert believe(OneOf("main_element", frozenset(("Bi", "Sb")))) == believe(OneOf("main_element", frozenset(("Bi",))))
