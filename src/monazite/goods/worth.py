"""What lines are worth, counted once: legs repeat the goods of the first, parts lie within the goods."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["worth"]


def worth(batch: pa.RecordBatch) -> pa.Array:
    """Return the declared value of each line, int64 steps of 1e-4; NULL on later legs and on parts of the goods."""
    value = batch.column("value")
    if "leg" in batch.schema.names:
        later = pc.fill_null(pc.greater(batch.column("leg"), 1), False)
        value = pc.if_else(later, pa.scalar(None, value.type), value)
    if "component" in batch.schema.names:
        value = pc.if_else(pc.is_valid(batch.column("component")), pa.scalar(None, value.type), value)
    return value
