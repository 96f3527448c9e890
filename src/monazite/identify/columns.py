"""Derived facts as the columns of a line, so that conditions can be asked of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from monazite.goods.answer import Goods
from monazite.vocabulary import vocabulary

__all__ = ["columns_of", "measured", "with_stated"]


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


def measured(goods: Goods, stated: Mapping[str, object]) -> dict[str, object]:
    """Return the columns of a line without what its words call the goods: what is stated, and quantities."""
    amounts = {name: d for name, d in goods.facts.items() if vocabulary()[name].type == "quantity"}
    return with_stated(replace(goods, facts=amounts), stated)
