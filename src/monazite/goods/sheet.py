"""What batches need to know of texts that were read, as columns: a row for each text, whatever lines carry it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import pyarrow as pa

from monazite.goods.answer import Derived, Goods
from monazite.goods.completion import held
from monazite.goods.doubts.expected import about, fact
from monazite.goods.doubts.model import DoubtsPack
from monazite.goods.doubts.words import by_words, is_pure
from monazite.goods.headings import Search
from monazite.goods.packed import doubts_packed, packed
from monazite.vocabulary import Fact, vocabulary

__all__ = [
    "ABOUT",
    "CASE",
    "CLASS",
    "CODES",
    "DERIVED",
    "DOUBTS",
    "FITS",
    "FREE",
    "HELD",
    "PURE",
    "sheet",
    "shown",
    "stated_as",
]

# The columns besides those of facts. Long texts have offsets of 64 bits, so that sheets can be laid together.
ABOUT, CLASS, CODES, HELD = ".about", ".with_class", ".codes", ".held"  # texts: parts in one
DERIVED, FITS = ".derived", ".fits"  # lists of texts
PURE, FREE = ".pure", ".free"  # yes or no
CASE, DOUBTS = ".case", ".doubts"  # bytes, as `packed` makes them
TEXTS = pa.list_(pa.large_string())
APART = "\x1f"

Told = Callable[[Goods, Search], Any]


def sheet(
    goods: Sequence[Goods], searches: Sequence[Search], pack: DoubtsPack, wanted: frozenset[str] | None = None
) -> pa.RecordBatch:
    """Return one row for each of some goods and the headings they fit.

    The columns are those of the facts that any of them says, of the facts `wanted` (None: of all), and those named
    above, with `stated_as(fact)` for each fact that the pack compares.
    """
    pairs = list(zip(goods, searches, strict=True))
    columns = _facts(goods, wanted)
    for name, (kind, tell) in _told(pack).items():
        columns[name] = pa.array([tell(*pair) for pair in pairs], kind)
    return pa.record_batch(columns)


def stated_as(name: str) -> str:
    """Return the column with the word that texts say for certain of a fact that lines may state otherwise."""
    return f".is_{name}"


def _told(pack: DoubtsPack) -> dict[str, tuple[pa.DataType, Told]]:
    """Return how each column that is no fact is filled."""
    free = frozenset(pack.lists["free_claims"])
    compared = {stated_as(name): (pa.string(), partial(_certain, name)) for name in pack.lists["compared"]}
    return {
        ABOUT: (pa.string(), lambda g, _: APART.join(about(g))),
        CLASS: (pa.string(), lambda g, _: APART.join(sorted(g.told_with_class))),
        HELD: (pa.string(), lambda g, _: held(g)),
        CODES: (pa.string(), lambda _, s: APART.join(f.code for f in s.fits)),
        DERIVED: (TEXTS, lambda g, _: [f"{name}={shown(d)} ({d.words})" for name, d in g.facts.items()]),
        FITS: (TEXTS, lambda _, s: [f"{f.code} {f.score:.2f}" for f in s.fits]),
        PURE: (pa.bool_(), lambda g, _: "purity" in g.facts and is_pure(g, pack)),
        FREE: (pa.bool_(), lambda g, _: not free.isdisjoint(g.terms)),
        CASE: (pa.large_binary(), packed),
        DOUBTS: (pa.large_binary(), lambda g, _: doubts_packed(by_words(g, pack))),
        **compared,
    }


def _certain(name: str, goods: Goods, _: Search) -> str | None:
    return fact(goods, name) or None


def _facts(goods: Sequence[Goods], wanted: frozenset[str] | None) -> dict[str, pa.Array]:
    """Return the columns that facts fill, NULL where goods say nothing of them."""
    words, values = vocabulary(), defaultdict[str, list[Any]](lambda: [None] * len(goods))
    for row, one in enumerate(goods):
        for name, derived in one.facts.items():
            if name in words and (wanted is None or name in wanted):
                for column, value in _values(words[name], derived):
                    values[column][row] = value
    schema = words.schema()
    return {column: pa.array(told, schema.field(column).type) for column, told in values.items()}


def _values(fact: Fact, derived: Derived) -> Iterator[tuple[str, str | bool | int]]:
    """Yield the columns that one derived fact fills: itself, or its bounds where only they are known."""
    if fact.type != "quantity":
        if derived.value is not None:
            yield fact.name, derived.value
    elif derived.low is not None and derived.exact:
        yield fact.name, derived.low
    elif fact.censored:
        if derived.high is not None:
            yield fact.below, derived.high + 1
        if derived.low is not None:
            yield fact.at_least, derived.low


def shown(derived: Derived) -> str:
    """Return what was derived as people write it: "oxide", "yes", "2 %", "≥ 86.7 %", "86.7 … 87.1 %"."""
    fact = vocabulary()[derived.fact]
    if fact.type != "quantity":
        return fact.shown(derived.value)
    if derived.exact:
        return fact.shown(derived.low)
    if derived.low is not None and derived.low <= 1:
        return "inside" if derived.high is None else f"inside, ≤ {fact.shown(derived.high)}"
    if derived.high is None:
        return f"≥ {fact.shown(derived.low)}"
    return (
        f"≤ {fact.shown(derived.high)}"
        if derived.low is None
        else f"{fact.number(derived.low)} … {fact.shown(derived.high)}"
    )
