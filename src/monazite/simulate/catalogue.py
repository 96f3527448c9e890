"""The goods of made-up trade as arrays, one place a kind of goods, ready to be drawn from in bulk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from monazite.simulate.draw import Draw, Floats, Ints, Mask
from monazite.simulate.words import goods, span, trade
from monazite.vocabulary import vocabulary

__all__ = ["Catalogue", "Options", "Range", "catalogue"]

# Words that go behind a description, so that there are many: model numbers, packings.
MODELS = 600


@dataclass(frozen=True)
class Options:
    """For each kind of goods some words of which one is drawn; none where `counts` is 0."""

    words: pa.Array
    first: Ints
    counts: Ints

    def draw(self, draw: Draw, kinds: Ints) -> Ints:
        """Return the place of a word for each line, -1 where its goods have none."""
        counts = self.counts[kinds]
        return np.where(counts > 0, self.first[kinds] + draw.below(np.maximum(counts, 1)), -1)


@dataclass(frozen=True)
class Range:
    """For each kind of goods the range of a number, NaN where it has none; one of `values` where they are given."""

    low: Floats
    high: Floats
    values: Mapping[int, Floats] = field(default_factory=dict)

    def draw(self, draw: Draw, kinds: Ints) -> tuple[Floats, Mask]:
        """Return a number for each line, and where its goods have none."""
        out = self.low[kinds] + (self.high - self.low)[kinds] * draw.unit(len(kinds))
        for kind, values in self.values.items():
            rows = np.flatnonzero(kinds == kind)
            out[rows] = values[draw.below(np.full(len(rows), len(values)))]
        return np.nan_to_num(out), np.isnan(out)


@dataclass(frozen=True)
class Catalogue:
    """Every array has one entry a kind of goods; `families` lists their places by family."""

    names: tuple[str, ...]
    families: dict[str, Ints]
    shares: Floats
    family_shares: Floats
    family: Ints
    tariff_codes: Options
    english: Options
    chinese: Options
    claims: Options
    claimed_from: Ints
    models: pa.Array
    mass: Range
    price: Range
    fee: Range
    each: Floats
    purity: Range
    fractions: dict[str, Range]
    traces: dict[str, Floats]
    choices: dict[str, Options]
    quantities: dict[str, Range]
    booleans: dict[str, Floats]
    composed: Mask


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """Return the goods of goods.yml."""
    entries = [entry for family in goods().values() for entry in family["goods"].values()]
    names = tuple(str(name) for family in goods().values() for name in family["goods"])
    sizes = np.array([len(family["goods"]) for family in goods().values()])
    starts = np.cumsum(sizes) - sizes
    choices, quantities, booleans = _set([entry["set"] for entry in entries])
    return Catalogue(
        names=names,
        families={
            str(f): np.arange(a, a + n) for f, a, n in zip(goods(), starts.tolist(), sizes.tolist(), strict=True)
        },
        shares=np.array([float(entry["share"]) for entry in entries]),
        family_shares=np.array([float(family["share"]) for family in goods().values()]),
        family=np.repeat(np.arange(len(sizes)), sizes),
        tariff_codes=_options([_weighted(entry["hs"]) for entry in entries]),
        english=_options([entry["en"] for entry in entries]),
        chinese=_options([entry["zh"] for entry in entries]),
        claims=_options([[entry["claim"]] if "claim" in entry else [] for entry in entries]),
        claimed_from=np.array([_since(entry.get("claim", "")) for entry in entries], np.int64),
        models=_models(),
        mass=_spans([entry.get("mass") for entry in entries], "x"),
        price=_spans([entry.get("price") for entry in entries], "x"),
        fee=_spans([entry.get("fee") for entry in entries], "x"),
        each=np.array([float(entry.get("each", "nan")) for entry in entries]),
        purity=_ranges([entry.get("purity") for entry in entries]),
        fractions=_by_element([entry.get("comp", {}) for entry in entries]),
        traces={
            element: np.array([float(entry.get("trace", {}).get(element, "nan")) for entry in entries])
            for element in dict.fromkeys(e for entry in entries for e in entry.get("trace", {}))
        },
        choices=choices,
        quantities=quantities,
        booleans=booleans,
        composed=np.array(["comp" in entry for entry in entries]),
    )


def _since(claim: str) -> int:
    """Return the day number from which a control code is stated."""
    since = trade()["since"]
    day = next(day for start, day in since.items() if claim.startswith(start))
    return (dt.date.fromisoformat(day) - dt.date(1970, 1, 1)).days


def _weighted(words: Sequence[str]) -> list[str]:
    """Return words with the first ones repeated, so that they are drawn more often."""
    return [word for place, word in enumerate(words) for _ in range(3 if place == 0 and len(words) > 1 else 1)]


def _options(lists: Sequence[Sequence[str]]) -> Options:
    counts = np.array([len(words) for words in lists], np.int64)
    words = [str(word) for words in lists for word in words]
    return Options(pa.array(words, pa.string()), np.cumsum(counts) - counts, counts)


def _models() -> pa.Array:
    """Return what stands behind a description: nothing half of the time, else a model or a packing."""
    letters = "ABCDEFGHKLMNPQRSTUVWXYZ"
    packings = (", in drums", ", in cartons", ", on pallets", ", sample", ", 25 kg bags", ", vacuum packed")
    named = [
        f" {letters[k % 23]}{letters[k * 7 % 23]}-{100 + k * 37 % 899}" for k in range(MODELS // 2 - len(packings))
    ]
    return pa.array([*packings, *named, *[""] * (MODELS // 2)], pa.string())


def _spans(texts: Sequence[str | None], joint: str) -> Range:
    pairs = [span(text, joint) if text else (np.nan, np.nan) for text in texts]
    return Range(np.array([low for low, _ in pairs]), np.array([high for _, high in pairs]))


def _ranges(things: Sequence[Any]) -> Range:
    """Return ranges written 'low..high', and lists of numbers of which one is drawn."""
    lists = {k: np.array([float(x) for x in thing]) for k, thing in enumerate(things) if isinstance(thing, list)}
    plain = [thing if isinstance(thing, str) else "0" if k in lists else None for k, thing in enumerate(things)]
    spans = _spans(plain, "..")
    return Range(spans.low, spans.high, lists)


def _by_element(compositions: Sequence[Mapping[str, str]]) -> dict[str, Range]:
    elements = dict.fromkeys(str(element) for composition in compositions for element in composition)
    return {element: _ranges([c.get(element) for c in compositions]) for element in elements}


def _set(entries: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Options], dict[str, Range], dict[str, Floats]]:
    """Return the other facts by their type: choices, quantities, chances of a yes in thousandths."""
    choices: dict[str, Options] = {}
    quantities: dict[str, Range] = {}
    booleans: dict[str, Floats] = {}
    for name in dict.fromkeys(str(fact) for entry in entries for fact in entry):
        told = [entry.get(name) for entry in entries]
        fact = vocabulary()[name]
        if fact.type == "quantity":
            quantities[name] = _ranges(told)
        elif fact.type == "boolean":
            booleans[name] = np.array([float(x.rstrip("%")) * 10 if x else np.nan for x in told])
        else:
            choices[name] = _options([[x] if isinstance(x, str) else x or [] for x in told])
    return choices, quantities, booleans
