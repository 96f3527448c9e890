"""Facts that stand for what a line does not state: assumptions of the user, names of the folders of a dataset."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from monazite.read.chunks import rows_to_chunk
from monazite.vocabulary import vocabulary

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["filler"]


def filler(facts: Mapping[str, str], place: str) -> tuple[Callable[[pa.RecordBatch], pa.RecordBatch], list[str]]:
    """Return the stage that gives lines these facts where they state nothing, and what is wrong with the texts.

    `facts` are texts by fact name, converted as cells of a table are; `place` says where they stand.
    """
    if not facts:
        return _unchanged, []
    line = rows_to_chunk([dict(facts)], [1], place, [], 0).batches[0]
    found = line.column("findings").to_pylist()[0] if "findings" in line.schema.names else None
    return lambda batch: _filled(batch, line), list(found or ())


def _unchanged(batch: pa.RecordBatch) -> pa.RecordBatch:
    return batch


def _filled(batch: pa.RecordBatch, line: pa.RecordBatch) -> pa.RecordBatch:
    import pyarrow as pa
    import pyarrow.compute as pc

    for name in line.schema.names:
        fact = vocabulary().get(name)
        if fact is None or line.column(name).null_count:
            continue
        value = pa.scalar(line.column(name)[0].as_py(), fact.arrow_type())
        at = batch.schema.get_field_index(name)
        if at < 0:
            batch = batch.append_column(name, pa.repeat(value, batch.num_rows))
            continue
        own = batch.column(at)
        own = own.dictionary_decode() if isinstance(own, pa.DictionaryArray) else own
        open_rows = pc.is_null(own)
        for bound in (b for b in (fact.below, fact.at_least) if b in batch.schema.names):
            open_rows = pc.and_(open_rows, pc.is_null(batch.column(bound)))
        batch = batch.set_column(at, name, pc.if_else(open_rows, value, own))
    return batch
