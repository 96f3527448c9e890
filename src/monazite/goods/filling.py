"""Filling the facts that lines do not state with what their words say, where nothing contests it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from monazite.goods.known import Texts
from monazite.goods.sheet import APART, CLASS, DERIVED
from monazite.vocabulary import vocabulary

__all__ = ["CONTESTED", "derived", "filled", "with_class"]

CONTESTED = "contested: "  # stands before a derived fact that something on the line contests

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


def filled(batch: pa.RecordBatch, texts: Texts, numbers: Ints, contested: Mapping[str, Bools]) -> pa.RecordBatch:
    """Return the batch with facts filled on rows that state nothing of them and where nothing contests them.

    `numbers` are those of the words of each row among the texts, shape (rows,); `contested` gives for a fact the rows
    where it is, as `with_class` returns them.
    """
    for name in vocabulary():
        told = {c: texts.take(c, numbers) for c in vocabulary().columns(name) if c in texts}
        told = {column: values for column, values in told.items() if values.null_count < len(values)}
        if told:
            batch = _filled(batch, name, told, contested.get(name))
    return batch


def with_class(texts: Texts, numbers: Ints, contested: Mapping[str, Bools]) -> dict[str, Bools]:
    """Return where facts are contested: where the material is, so is all that the words of its class of goods say."""
    found = dict(contested)
    material = contested.get("material")
    if material is not None:
        classes, places = texts.coded(CLASS, numbers)
        told = [frozenset((some or "").split(APART)) for some in classes]
        for name in frozenset().union(*told) - {""}:
            same = np.array([name in some for some in told])[places] & material
            found[name] = found[name] | same if name in found else same
    return found


def derived(texts: Texts, numbers: Ints, contested: Mapping[str, Bools]) -> pa.ListArray:
    """Return what the words of each row say for certain, texts of facts; those contested on the row are marked so."""
    told = texts.lists(DERIVED, numbers)
    if not contested:
        return told
    names = list(contested)
    flags = np.packbits(np.stack([contested[name] for name in names]), axis=0).T
    rows = np.flatnonzero(flags.any(axis=1))
    # Few rows are contested, and few differently: each distinct combination is written once.
    _, first, which = np.unique(
        np.column_stack([numbers[rows], flags[rows]]), axis=0, return_index=True, return_inverse=True
    )
    # In the order of the rows: the numbers of texts are others in each run, and answers are to be the same bytes.
    order = np.argsort(first)
    marked = [
        _marked(told[row].as_py(), {n for n in names if contested[n][row]}) for row in rows[first[order]].tolist()
    ]
    places = np.arange(len(told))
    places[rows] = len(told) + np.argsort(order)[which.reshape(-1)]
    return pa.concat_arrays([told, pa.array(marked, told.type)]).take(pa.array(places))


def _marked(told: list[str] | None, contested: set[str]) -> list[str]:
    return [CONTESTED * (text.partition("=")[0] in contested) + text for text in told or ()]


def _filled(batch: pa.RecordBatch, name: str, told: Mapping[str, pa.Array], contested: Bools | None) -> pa.RecordBatch:
    """Return the batch with the columns of one fact filled on rows that state nothing in any of them."""
    silent = np.ones(batch.num_rows, bool) if contested is None else ~contested
    for column in vocabulary().columns(name):
        if column in batch.schema.names:
            silent &= np.asarray(pc.is_null(batch.column(column)))
    for column, values in told.items():
        kept = values if silent.all() else pc.if_else(pa.array(silent), values, pa.scalar(None, values.type))
        batch = _put(batch, column, kept)
    return batch


def _put(batch: pa.RecordBatch, name: str, told: pa.Array) -> pa.RecordBatch:
    at = batch.schema.get_field_index(name)
    if at < 0:
        return batch.append_column(name, told)
    stated = batch.column(at)
    stated = stated.dictionary_decode() if isinstance(stated, pa.DictionaryArray) else stated
    return batch.set_column(at, name, pc.coalesce(stated, told.cast(stated.type)))
