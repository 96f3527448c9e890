"""Columns of the line table as text for people's files: exact decimals, yes and no, lists, and no formulas.

All of it is Arrow compute on whole columns; nothing here loops over rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monazite.write.columns import Column

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["LIST_JOINT", "csv_column", "decimal_text", "guarded", "plain", "text_column", "unguarded_text"]

LIST_JOINT = "; "

# A spreadsheet takes a cell that begins so for a formula, even one that a person only wanted to look at.
FORMULA = r"^[=+\-@\t\r\n\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}]"

NEEDS_QUOTES = r'[",\r\n]|^\s|\s$'


def text_column(column: Column, values: pa.Array) -> pa.Array:
    """Return a column as text: quantities exact in their unit, dates ISO 8601, lists joined by '; ', null stays null.

    Texts that a spreadsheet would run as a formula get an apostrophe in front.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    values = plain(values)
    kind = values.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return guarded(pc.binary_join(_as_texts(values), LIST_JOINT))
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return guarded(values)
    return unguarded_text(column, values)


def csv_column(column: Column, values: pa.Array) -> pa.Array:
    """Return a column as cells of a CSV: quoted where they must be, empty for null, `""` for an empty text."""
    import pyarrow as pa

    texts = text_column(column, values)
    kind = plain(values).type
    if pa.types.is_list(kind):
        return _quoted(texts, NEEDS_QUOTES)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_nested(kind):
        return _quoted(texts, NEEDS_QUOTES + "|^$")
    return texts


def _quoted(texts: pa.Array, where: str) -> pa.Array:
    import pyarrow.compute as pc

    needed = pc.match_substring_regex(texts, where)
    if not pc.any(needed).as_py():
        return texts
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(texts, '"', '""'), '"', "")
    return pc.if_else(needed, quoted, texts)


def unguarded_text(column: Column, values: pa.Array) -> pa.Array:
    """Return a column that is neither text nor list as text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_boolean(values.type):
        return pc.if_else(values, pa.scalar("yes"), pa.scalar("no"))
    if pa.types.is_integer(values.type) and column.decimals:
        return decimal_text(values, column.decimals)
    if pa.types.is_timestamp(values.type):
        return _instant_text(values)
    if pa.types.is_nested(values.type) or pa.types.is_null(values.type):
        return pa.array([None if v is None else str(v) for v in values.to_pylist()], pa.string())
    return values.cast(pa.string())


def plain(values: pa.Array) -> pa.Array:
    """Return an array without dictionary encoding."""
    import pyarrow as pa

    return values.dictionary_decode() if pa.types.is_dictionary(values.type) else values


def guarded(texts: pa.Array) -> pa.Array:
    """Return texts with an apostrophe before each one that a spreadsheet would run as a formula."""
    import pyarrow.compute as pc

    risky = pc.match_substring_regex(texts, FORMULA)
    if not pc.any(risky).as_py():
        return texts
    return pc.if_else(risky, pc.binary_join_element_wise("'", texts, ""), texts)


def decimal_text(values: pa.Array, decimals: int) -> pa.Array:
    """Return scaled integers as decimal text without superfluous zeros, exactly: 1900000 with 6 decimals is '1.9'."""
    import pyarrow as pa
    import pyarrow.compute as pc

    distinct = values.dictionary_encode()
    texts = distinct.dictionary.cast(pa.string())
    if decimals > 0:
        negative = pc.starts_with(texts, "-")
        digits = pc.ascii_lpad(pc.ascii_ltrim(texts, "-"), decimals + 1, "0")
        whole = pc.utf8_slice_codeunits(digits, 0, -decimals)
        part = pc.ascii_rtrim(pc.utf8_slice_codeunits(digits, -decimals), "0")
        joint = pc.if_else(pc.equal(part, ""), "", ".")
        sign = pc.if_else(negative, "-", "")
        texts = pc.binary_join_element_wise(sign, whole, joint, part, "")
    return texts.take(distinct.indices)


def _instant_text(values: pa.Array) -> pa.Array:
    """Return instants in UTC as '2026-11-10T08:00:00Z', without a look at any time-zone table."""
    import pyarrow as pa
    import pyarrow.compute as pc

    zoned = values.type.tz is not None
    texts = values.cast(pa.timestamp(values.type.unit)).cast(pa.string())
    return pc.binary_join_element_wise(pc.replace_substring(texts, " ", "T"), "Z" if zoned else "", "")


def _as_texts(values: Any) -> Any:
    """Return a list array whose items are texts."""
    import pyarrow as pa

    inner = values.type.value_type
    if pa.types.is_string(inner) or pa.types.is_large_string(inner):
        return values
    return values.cast(pa.list_(pa.string()))
