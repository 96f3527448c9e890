"""Derived facts as the columns of a line, so that conditions can be asked of them."""

from __future__ import annotations

from collections.abc import Mapping

from monazite.goods.answer import Goods
from monazite.vocabulary import vocabulary

__all__ = ["columns_of", "with_stated"]


def columns_of(goods: Goods) -> dict[str, object]:
    """Return the derived facts as the columns of a line: values, or exact steps and bounds for quantities."""
    words, found = vocabulary(), dict[str, object]()
    for name, derived in goods.facts.items():
        fact = words[name]
        if fact.type != "quantity":
            found[name] = derived.value
        elif derived.exact:
            found[name] = derived.low
        elif fact.censored:
            if derived.low is not None:
                found[fact.at_least] = derived.low
            if derived.high is not None:
                found[fact.below] = derived.high + 1
    return found


def with_stated(goods: Goods, stated: Mapping[str, object]) -> dict[str, object]:
    """Return the columns of a line: what is stated, and what was derived of facts of which nothing is stated."""
    words = vocabulary()
    told = {fact.name for column in stated if (fact := words.fact_of_column(column))}
    derived = columns_of(goods)
    silent = {c: v for c, v in derived.items() if (fact := words.fact_of_column(c)) is None or fact.name not in told}
    return {**silent, **stated}
