"""Columns of the line table as JSON text: exact numbers, arrays for lists, null for what is not known."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from monazite.write.cells import decimal_text, plain, unguarded_text
from monazite.write.columns import Column

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["json_column"]

NEEDS_ESCAPE = r'["\\\x00-\x1f\x7f]'


def json_column(column: Column, values: pa.Array) -> pa.Array:
    """Return a column as JSON values, one text a row and never null."""
    import pyarrow.compute as pc

    return pc.fill_null(_json(column, plain(values)), "null")


def _json(column: Column, values: pa.Array) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = values.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _quoted(values)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return _listed(column, values)
    if pa.types.is_boolean(kind):
        return pc.if_else(values, pa.scalar("true"), pa.scalar("false"))
    if pa.types.is_integer(kind):
        return decimal_text(values, column.decimals or 0)
    if pa.types.is_floating(kind):
        return pc.if_else(pc.is_finite(values), values.cast(pa.string()), pa.scalar(None, pa.string()))
    if pa.types.is_nested(kind):
        return pa.array([_dumped(v) for v in values.to_pylist()], pa.string())
    return _quoted(unguarded_text(column, values))


def _dumped(value: object) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _quoted(texts: pa.Array) -> pa.Array:
    """Return texts as JSON strings; only the distinct texts that need escapes go through Python."""
    import pyarrow as pa
    import pyarrow.compute as pc

    quoted = pc.binary_join_element_wise('"', texts, '"', "")
    risky = pc.match_substring_regex(texts, NEEDS_ESCAPE)
    if not pc.any(risky).as_py():
        return quoted
    escaped = pa.array([json.dumps(t, ensure_ascii=False) for t in texts.filter(risky).to_pylist()], quoted.type)
    return pc.replace_with_mask(quoted, pc.fill_null(risky, False), escaped)


def _listed(column: Column, values: pa.Array) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    parts = json_column(column, values.flatten())
    lengths = pc.fill_null(pc.list_value_length(values), 0).to_numpy(zero_copy_only=False)
    offsets = pa.array([0, *lengths.cumsum().tolist()], pa.int32())
    joined = pc.binary_join(pa.ListArray.from_arrays(offsets, parts), ",")
    brackets = pc.binary_join_element_wise("[", joined, "]", "")
    return pc.if_else(pc.is_null(values), pa.scalar(None, pa.string()), brackets)
