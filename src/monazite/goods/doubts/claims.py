"""What a declarant claims of controls against the entries that apply; asked after the law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from monazite.goods.answer import Goods
from monazite.goods.doubts.claimed import claim_of
from monazite.goods.doubts.expected import cut
from monazite.goods.doubts.found import Found, Parts
from monazite.goods.doubts.model import Doubt, DoubtsPack, as_claim
from monazite.lists import Codes

__all__ = ["claim", "claims"]

# Claims that speak of one country's law alone: the entries of others are not denied by them.
OF_ONE = {"ear99": "us", "nlr": "us"}
SHOWN = 4  # entries that a finding names


def claim(line: Mapping[str, object], goods: Goods, pack: DoubtsPack) -> tuple[Doubt, ...]:
    """Return what a claim denies of the entries that apply to a line.

    `line` holds `claimed_control_code` and `items` ("cn:1C904.a.1", …). Without entries nothing is denied, and a
    claim in words counts where no code is claimed.
    """
    items, told = _items(line.get("items")), line.get("claimed_control_code")
    if not items:
        return ()
    if isinstance(told, str) and told.strip():
        return _code(told.strip(), items, pack)
    if set(goods.terms) & set(pack.lists["free_claims"]):
        return _free(" … ".join(goods.claims) or goods.text, items, pack)
    return ()


def _items(found: object) -> tuple[str, ...]:
    return tuple(str(item) for item in found) if isinstance(found, (list, tuple)) else ()


def _code(told: str, items: tuple[str, ...], pack: DoubtsPack) -> tuple[Doubt, ...]:
    """A claimed code may be wider or narrower than an entry that applies; several are separated by any sign."""
    said = claim_of(told, pack)
    if said.says == "free":
        return _free(told, items, pack)
    codes, entries = said.codes, [as_claim(part) for item in items for part in item.split(":", 1)[-1].split(";")]
    if not codes or any(_within(a, b) or _within(b, a) for a in codes for b in entries):
        return ()
    return (pack.wordings["claim_other"].doubt(claim=cut(told), items=_shown(items)),)


def _free(told: str, items: tuple[str, ...], pack: DoubtsPack) -> tuple[Doubt, ...]:
    """A claim that nothing controls the goods; one of a single country denies only that country's entries."""
    country = OF_ONE.get(as_claim(told))
    elsewhere = country is not None and not any(item.startswith(f"{country}:") for item in items)
    wording = "claim_free_elsewhere" if elsewhere else "claim_free"
    return (pack.wordings[wording].doubt(claim=cut(told), items=_shown(items)),)


def _within(narrow: str, wide: str) -> bool:
    return narrow == wide or narrow.startswith(f"{wide}.")


def _shown(items: tuple[str, ...]) -> str:
    return ", ".join(items[:SHOWN]) + (" …" if len(items) > SHOWN else "")


def claims(batch: pa.RecordBatch, codes: Codes, goods: Sequence[Goods], pack: DoubtsPack) -> Found:
    """Return what the claims of each row deny, for a batch with the column `items` of the law stage.

    `codes` gives for each row the place of its words in `goods`, -1 for none; shape (rows,), int32.
    """
    parts = Parts(batch.num_rows)
    if "items" not in batch.schema.names:
        return parts.found()
    goods = [*goods, Goods("")]
    places = np.where(codes < 0, len(goods) - 1, codes)
    free = np.array([bool(set(g.terms) & set(pack.lists["free_claims"])) for g in goods])[places]
    told = _column(batch, "claimed_control_code")
    entries = np.asarray(pc.fill_null(pc.list_value_length(batch.column("items")), 0)) > 0
    rows = np.flatnonzero(entries & (free | np.asarray(told.is_valid())))
    known: dict[tuple[Any, ...], int] = {}
    numbers = []
    lists = batch.column("items").take(pa.array(rows)).to_pylist()
    words = told.take(pa.array(rows)).to_pylist()
    for place, items, word in zip(places[rows].tolist(), lists, words, strict=True):
        key = (place if not word else -1, tuple(items), word)
        if key not in known:
            line = {"items": items, "claimed_control_code": word}
            known[key] = parts.number(claim(line, goods[place], pack))
        numbers.append(known[key])
    parts.add(rows, numbers)
    return parts.found()


def _column(batch: pa.RecordBatch, name: str) -> pa.Array:
    at = batch.schema.get_field_index(name)
    column = batch.column(at) if at >= 0 else pa.nulls(batch.num_rows, pa.string())
    return column.dictionary_decode() if isinstance(column, pa.DictionaryArray) else column
