"""Goods, headings and contradictions as bytes: small to keep, quick to send from one of our processes to another."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from operator import attrgetter
from typing import Any

from monazite.goods.answer import Content, Derived, Goods, Open
from monazite.goods.doubts.model import Doubt
from monazite.goods.headings import Fit, Search

__all__ = ["doubts_packed", "doubts_unpacked", "packed", "unpacked"]

# Tuples of plain values: a tenth of the time that pickling the classes takes. Each in the order of its fields.
DERIVED = attrgetter("fact", "value", "low", "high", "certain", "origin", "words", "because")
OPEN = attrgetter("fact", "values", "words", "because")
FIT = attrgetter("code", "score", "because")
DOUBT = attrgetter("code", "strength", "text", "text_zh", "facts", "wording")
LISTS = ("contents", "typical", "assay")
REST = ("text", "head", "terms", "claims", "grade", "rare_earth", "naming")
PLAIN = attrgetter(*REST)

KEPT = 10_000

Amount = tuple[int, int] | None


def packed(goods: Goods, search: Search) -> bytes:
    """Return goods and the headings they fit as bytes, without what only search and ranking read of goods.

    Left out are `query`, `likely`, `slips` and `parts`.
    """
    contents = [[_content(c) for c in getattr(goods, name).values()] for name in LISTS]
    facts, left = [*map(DERIVED, goods.facts.values())], [*map(OPEN, goods.open)]
    return _bytes((facts, left, contents, PLAIN(goods), [*map(FIT, search.fits)], search.because))


def unpacked(packed: bytes) -> tuple[Goods, Search]:
    """Return what `packed` made into bytes, in a process of our own."""
    facts, left, contents, plain, fits, because = pickle.loads(packed)
    fields: dict[str, Any] = dict(zip(REST, plain, strict=True))
    fields |= {name: _contents(told) for name, told in zip(LISTS, contents, strict=True)}
    derived = {told[0]: _derived(*told) for told in facts}
    goods = Goods(facts=derived, open=tuple(Open(*told) for told in left), **fields)
    return goods, Search(tuple(Fit(*told) for told in fits), because)


def doubts_packed(doubts: Iterable[Doubt]) -> bytes | None:
    """Return contradictions as bytes, None where there are none."""
    told = [*map(DOUBT, doubts)]
    return _bytes(told) if told else None


def doubts_unpacked(packed: bytes) -> tuple[Doubt, ...]:
    """Return what `doubts_packed` made into bytes, in a process of our own."""
    return tuple(Doubt(*told) for told in pickle.loads(packed))


def _bytes(told: Any) -> bytes:
    return pickle.dumps(told, protocol=5)


def _content(content: Content) -> tuple[str, Amount, Amount, str, str]:
    return content.symbol, _ratio(content.low), _ratio(content.high), content.origin, content.words


def _ratio(amount: Fraction | None) -> Amount:
    return None if amount is None else (amount.numerator, amount.denominator)


def _contents(told: Sequence[tuple[str, Amount, Amount, str, str]]) -> Mapping[str, Content]:
    return {one[0]: _one(*one) for one in told}


# The same words say the same of goods again and again.
@lru_cache(maxsize=KEPT)
def _derived(*told: Any) -> Derived:
    return Derived(*told)


@lru_cache(maxsize=KEPT)
def _one(symbol: str, low: Amount, high: Amount, origin: str, words: str) -> Content:
    return Content(symbol, _amount(low), _amount(high), origin, words)


def _amount(ratio: Amount) -> Fraction | None:
    return None if ratio is None else Fraction(*ratio)
