"""Which facts legs and parts share, and how what a row leaves blank is filled from the row that it belongs with.

A wrong share may release what must be held, so a fact that may be another one on the next leg is shared by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.read.quantities import COMPANIONS
from monazite.vocabulary import vocabulary

__all__ = ["CONTENT_VALUES", "IDENTITY", "fill", "item_facts", "movement_facts", "own_facts", "put", "told_in"]

IDENTITY = ("declaration", "line")
CONTENT_VALUES = ("cn_content_value", "us_content_value")
_ITEM_GROUPS = frozenset({"goods", "composition", "parameters", "technology", "content"})
# Facts whose group does not say it: about the item though filed under use and documents, or the other way round.
_ITEM = frozenset({"national_list_item", "certificate_number"})
_MOVEMENT = frozenset({"leg_kind", "line_service", "helps_overseas_rare_earths"})
# Facts in groups of the item that are answered for one movement of one row.
_OWN = frozenset(
    {
        # US law asks what holds for the destination: which content needs a licence there, what reaches it at all.
        "us_content_value",
        "us_content_without_minimum",
        "us_direct_product",
        "subject_to_ear",
        # Which list, so which entry, is looked at depends on where the goods leave and where they go.
        "meets_all_listed_features",
        # What the declarant of this movement states, in the codes of the list that binds this declarant.
        "claimed_control_code",
        # What this receiver does with the item; technology for a patent filing is so for this filing only.
        "for_jewellery",
        "for_missile_parts",
        "public_domain",
    }
)
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@lru_cache(maxsize=1)
def item_facts() -> frozenset[str]:
    """Return the facts about the item itself, which all legs share: goods, composition, parameters, content."""
    return frozenset(
        f.name
        for f in vocabulary().values()
        if (f.group in _ITEM_GROUPS and f.name not in _MOVEMENT | _OWN) or f.name in _ITEM
    )


def own_facts() -> frozenset[str]:
    """Return the facts that no leg and no part has from another row: they depend on the destination or the use."""
    return _OWN


@lru_cache(maxsize=1)
def movement_facts() -> frozenset[str]:
    """Return the facts about the movement, which the goods and their parts share: day, leg, parties, route, use."""
    return frozenset(vocabulary()) - item_facts() - own_facts() - {"component", *IDENTITY}


def told_in(fact: str) -> str | None:
    """Return the fact that says what the number of another one counts: its currency or unit."""
    return "currency" if fact in CONTENT_VALUES else COMPANIONS.get(fact)


def put(batch: pa.RecordBatch, name: str, array: pa.Array) -> pa.RecordBatch:
    """Return the batch with a column set, added where there is none."""
    at = batch.schema.get_field_index(name)
    return batch.append_column(name, array) if at < 0 else batch.set_column(at, name, array)


def fill(batch: pa.RecordBatch, source: Ints, facts: Iterable[str]) -> pa.RecordBatch:
    """Return the batch where each row has what it leaves blank from the row `source` (-1: from none).

    A fact with a stated bound is not blank. An amount in another currency or unit than the row states is not taken.
    """
    if not (source >= 0).any():
        return batch
    names, out = set(batch.schema.names), batch
    for fact in facts:
        columns = [name for name in vocabulary().columns(fact) if name in names]
        blank = source >= 0
        for name in columns:
            blank &= np.asarray(batch.column(name).is_null())
        if columns and blank.any():
            blank &= _same_unit(batch, fact, source)
            take = pa.array(np.where(blank, source, np.arange(len(source))))
            columns += ["instant"] if fact == "date" and "instant" in names else []
            for name in columns:
                out = put(out, name, batch.column(name).take(take))
    return out


def _same_unit(batch: pa.RecordBatch, fact: str, source: Ints) -> Any:
    """Return where a row says no currency (or unit) of its own, or the very one of its source."""
    name = told_in(fact)
    if name is None or name not in batch.schema.names:
        return np.ones(len(source), bool)
    own = batch.column(name)
    own = own.dictionary_decode() if isinstance(own, pa.DictionaryArray) else own
    other = own.take(pa.array(np.maximum(source, 0)))
    return np.asarray(pc.or_(pc.is_null(own), pc.fill_null(pc.equal(own, other), False)))
