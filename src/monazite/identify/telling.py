"""Whether a line tells anything at all of what control lists are about."""

from __future__ import annotations

from monazite.goods.answer import Goods
from monazite.goods.model import GoodsPack
from monazite.vocabulary import vocabulary

__all__ = ["telling"]

NAMING = frozenset("equipment activity magnet_family substance alloy main_element material".split())
NOTHING = ("other", "none")


def telling(goods: Goods, pack: GoodsPack) -> bool:
    """Whether words name a controlled element, a grade, an activity or likely goods, or contradict each other.

    Garlic and office chairs tell nothing; a glaze with a CAS number of dysprosium does.
    """
    if goods.rare_earth or goods.grade or goods.open or goods.assay or goods.claims:
        return True
    if any(f"mf_{symbol.lower()}" in vocabulary() and c.high != 0 for symbol, c in goods.contents.items()):
        return True
    if any(d.fact in NAMING and d.value not in NOTHING for d in goods.likely):
        return True
    return any(term in pack.terms and pack.terms[term].role == "activity" for term in goods.terms)
