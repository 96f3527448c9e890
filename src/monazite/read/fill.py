"""Facts that stand for what a line does not state: assumptions of the user, names of the folders of a dataset."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from monazite.read.chunks import rows_to_chunk
from monazite.vocabulary import vocabulary

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["filler"]


def filler(
    facts: Mapping[str, str], place: str, checked: str = ""
) -> tuple[Callable[[pa.RecordBatch], pa.RecordBatch], list[str]]:
    """Return the stage that gives lines these facts where they state nothing, and what is wrong with the texts.

    `facts` are texts by fact name, converted as cells of a table are; `place` says where they stand.
    With `checked`, what they are to a line ("its folder"), a line that states another value gets a finding.
    """
    if not facts:
        return _unchanged, []
    line = rows_to_chunk([dict(facts)], [1], place, [], 0).batches[0]
    found = line.column("findings").to_pylist()[0] if "findings" in line.schema.names else None
    if checked:
        return lambda batch: _filled(_checked(batch, line, checked), line), list(found or ())
    return lambda batch: _filled(batch, line), list(found or ())


def _unchanged(batch: pa.RecordBatch) -> pa.RecordBatch:
    return batch


def _checked(batch: pa.RecordBatch, line: pa.RecordBatch, what: str) -> pa.RecordBatch:
    """Return the batch with a finding on each line that states another value than `line` does."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts: dict[int, list[str]] = {}
    for name in (n for n in line.schema.names if n in batch.schema.names and not line.column(n).null_count):
        fact = vocabulary().get(name)
        if fact is None:
            continue
        own, other = batch.column(name), line.column(name)[0].as_py()
        own = own.dictionary_decode() if isinstance(own, pa.DictionaryArray) else own
        differs = pc.not_equal(own, pa.scalar(other, own.type))
        for row in pc.indices_nonzero(pc.fill_null(differs, False)).to_pylist():
            said = f"{name}: {what} says {fact.shown(other)}, the line says otherwise: '{fact.shown(own[row].as_py())}'"
            texts.setdefault(row, []).append(said)
    return _with_findings(batch, texts) if texts else batch


def _with_findings(batch: pa.RecordBatch, texts: Mapping[int, list[str]]) -> pa.RecordBatch:
    import pyarrow as pa

    at = batch.schema.get_field_index("findings")
    old = batch.column(at).to_pylist() if at >= 0 else [None] * batch.num_rows
    both = [[*(found or ()), *texts.get(row, ())] or None for row, found in enumerate(old)]
    array = pa.array(both, pa.list_(pa.string()))
    return batch.set_column(at, "findings", array) if at >= 0 else batch.append_column("findings", array)


def _filled(batch: pa.RecordBatch, line: pa.RecordBatch) -> pa.RecordBatch:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    words = vocabulary()
    for fact in dict.fromkeys(filter(None, map(words.fact_of_column, line.schema.names))):
        # A fact and its bounds are one statement: what a line says of it in any way stays as it says it.
        columns = words.columns(fact.name)
        open_rows = pa.array(np.ones(batch.num_rows, bool))
        for name in (c for c in columns if c in batch.schema.names):
            open_rows = pc.and_(open_rows, pc.is_null(batch.column(name)))
        for name in (c for c in columns if c in line.schema.names and not line.column(c).null_count):
            batch = _set(batch, name, pa.scalar(line.column(name)[0].as_py(), fact.arrow_type()), open_rows)
    return batch


def _set(batch: pa.RecordBatch, name: str, value: pa.Scalar, rows: pa.Array) -> pa.RecordBatch:
    """Return the batch with a value in the rows told of one column."""
    import pyarrow as pa
    import pyarrow.compute as pc

    at = batch.schema.get_field_index(name)
    own = batch.column(at) if at >= 0 else pa.nulls(batch.num_rows, value.type)
    own = own.dictionary_decode() if isinstance(own, pa.DictionaryArray) else own
    filled = pc.if_else(rows, value, own)
    return batch.set_column(at, name, filled) if at >= 0 else batch.append_column(name, filled)
