"""Parquet: our own files without conversion, those of others by the exact text of their numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from monazite.errors import InputError
from monazite.read.cells import Column, Conventions
from monazite.read.chunks import Chunk, Piece
from monazite.read.columns import Wishes, map_columns
from monazite.read.conventions import observe
from monazite.read.convert import Converted, convert
from monazite.read.instants import calendar_days, instants, outside
from monazite.read.lines import assemble, constant
from monazite.read.origins import Origin, Source, spooled
from monazite.read.quantities import COMPANIONS, ceiling
from monazite.vocabulary import COUNTRIES, vocabulary

if TYPE_CHECKING:
    from monazite.vocabulary import Fact

__all__ = ["SCALED", "lines_of", "open_parquet"]

# Schema metadata of files whose quantities are already exact integers in the steps of the vocabulary.
SCALED = b"monazite.scaled"
ALWAYS = ("date",)
CARRIED = {
    "instant": (pa.types.is_timestamp, pa.timestamp("s", "UTC")),
    "findings": (pa.types.is_list, pa.list_(pa.string())),
}
GROUP_AT_MOST = 1 << 20
# Facts by which lines belong together: a table of such lines is read whole.
LINKED = ("leg", "component")
SAMPLE_ROWS = 20_000


@dataclass(frozen=True)
class _Table:
    source: str
    columns: tuple[Column, ...]
    conventions: tuple[Conventions, ...]
    scaled: bool
    carried: tuple[str, ...]
    batch_rows: int

    @property
    def names(self) -> list[str]:
        return [column.heading for column in self.columns] + list(self.carried)


def open_parquet(origin: Origin, wishes: Wishes, batch_rows: int, needed: Collection[str] | None = None) -> Source:
    """Return a Parquet file as a source; only the columns `needed` are read, and the identity of the lines."""
    try:
        first = pq.ParquetFile(origin.path or (origin.random() if origin.random else spooled(origin)))
        schema = first.schema_arrow
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{origin.name}: cannot be read as Parquet: {str(error).splitlines()[0]}") from None
    scaled = (schema.metadata or {}).get(SCALED) == b"1"
    flat = [name for name in schema.names if not pa.types.is_struct(schema.field(name).type)]
    columns, notes = map_columns(flat, wishes, origin.name)
    linked = any(column.fact.name in LINKED for column in columns)
    columns = tuple(column for column in columns if needed is None or _is_needed(column, needed, scaled))
    carried = tuple(n for n, (is_kind, _) in CARRIED.items() if scaled and n in flat and is_kind(schema.field(n).type))
    table = _Table(origin.name, columns, (Conventions(),) * len(columns), scaled, carried, batch_rows)
    if not scaled:
        table = _observed(first, table)
    pieces = partial(_pieces, origin, first, table)
    groups = () if linked else _groups(first.metadata)
    return Source(origin.name, partial(pieces, 0, first.num_row_groups), tuple(schema.names), notes, groups, pieces)


def lines_of(batch: pa.RecordBatch, source: str) -> pa.RecordBatch:
    """Return the lines of a batch in memory whose columns are named and typed as the line table has them.

    Quantities are integers in the steps of the vocabulary; columns that are no facts (but for `instant`) are left out.
    What a fact does not allow is NULL, or read as a cell of a table would be, with a finding on its line.
    """
    facts = [(name, vocabulary().fact_of_column(name)) for name in batch.schema.names]
    columns = tuple(Column(n, k, fact, n[len(fact.name) + 1 :]) for k, (n, fact) in enumerate(facts) if fact)
    carried = ("instant",) if "instant" in batch.schema.names else ()
    return _lines(batch, 1, _Table(source, columns, (Conventions(),) * len(columns), True, carried, len(batch)))


def _groups(metadata: pq.FileMetaData) -> tuple[int, ...]:
    return tuple(metadata.row_group(group).num_rows for group in range(metadata.num_row_groups))


def _is_needed(column: Column, needed: Collection[str], scaled: bool) -> bool:
    name = column.fact.name
    if name in ALWAYS or column.name in needed or (column.part and name in needed):
        return True
    if scaled:
        return False
    counted = any(other in needed for other, companion in COMPANIONS.items() if companion == name)
    tells = COMPANIONS.get(name) in needed
    return counted or tells or any(part in needed for part in vocabulary().columns(name))


def _observed(file: pq.ParquetFile, table: _Table) -> _Table:
    """Return the table with the conventions that its texts show."""
    wanted = [c.heading for c in table.columns if _is_text(file.schema_arrow.field(c.heading).type)]
    if not wanted or not file.num_row_groups:
        return table
    sample = next(file.iter_batches(SAMPLE_ROWS, columns=wanted, use_threads=False), None)
    if sample is None:
        return table
    texts = {name: sample.column(name).cast(pa.string()).unique().to_pylist() for name in wanted}
    conventions = observe(table.columns, [texts.get(column.heading, []) for column in table.columns])
    return _Table(table.source, table.columns, conventions, table.scaled, table.carried, table.batch_rows)


def _is_text(kind: pa.DataType) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _pieces(origin: Origin, first: pq.ParquetFile, table: _Table, start: int, end: int) -> Iterator[Piece]:
    metadata = first.metadata
    row = 1 + sum(_groups(metadata)[:start])
    texts = [name for name in table.names if _is_text(first.schema_arrow.field(name).type)]
    for group in range(start, end):
        told = metadata.row_group(group)
        nbytes = sum(told.column(k).total_compressed_size for k in range(told.num_columns))
        if (origin.path or origin.random) and told.num_rows <= GROUP_AT_MOST:
            yield Piece(table.source, partial(_load_group, origin, metadata, texts, group, row, nbytes, table))
            row += told.num_rows
            continue
        # A group too large to be held, or a file that only one thread can read: decoded here, batch by batch.
        for batch in first.iter_batches(table.batch_rows, row_groups=[group], columns=table.names, use_threads=False):
            yield Piece(table.source, partial(_load, (batch,), row, nbytes * len(batch) // told.num_rows, table))
            row += len(batch)


def _load_group(
    origin: Origin, metadata: pq.FileMetaData, texts: list[str], group: int, row: int, nbytes: int, table: _Table
) -> Chunk:
    place = origin.path if origin.path is not None or origin.random is None else origin.random()
    with pq.ParquetFile(place, metadata=metadata, read_dictionary=texts, memory_map=True) as file:
        found = file.read_row_group(group, columns=table.names, use_threads=False)
    return _load(found.to_batches(max_chunksize=table.batch_rows), row, nbytes, table)


def _load(batches: Sequence[pa.RecordBatch], row: int, nbytes: int, table: _Table) -> Chunk:
    out = []
    for batch in batches:
        out.append(_lines(batch, row, table))
        row += len(batch)
    return Chunk(tuple(out), (), nbytes, sum(map(len, out)))


def _lines(batch: pa.RecordBatch, row: int, table: _Table) -> pa.RecordBatch:
    rows = np.arange(row, row + len(batch), dtype=np.int64)
    if table.scaled and _all_clean(batch, table):
        names = [c.name for c in table.columns] + list(table.carried)
        arrays = [constant(table.source, len(batch)), pa.array(rows)]
        return pa.RecordBatch.from_arrays(
            [*arrays, *(_carried(batch, n) for n in table.names)], ["source", "row", *names]
        )
    converted = [_converted(*told, batch, table.scaled) for told in zip(table.columns, table.conventions, strict=True)]
    found = instants(batch.column("instant")).found if "instant" in table.carried else []
    lines = assemble(table.columns, converted, table.source, rows, found)
    return _carry(lines, batch, table.carried)


def _all_clean(batch: pa.RecordBatch, table: _Table) -> bool:
    timed = "instant" in table.carried and len(outside(batch.column("instant")))
    return not timed and all(_is_clean(c.fact, batch.column(c.heading)) for c in table.columns)


def _carried(batch: pa.RecordBatch, name: str) -> pa.Array:
    """Return a column, in its exact type where it is one that is carried along."""
    if name == "instant":
        return instants(batch.column(name)).arrays[name]
    return batch.column(name).cast(CARRIED[name][1]) if name in CARRIED else batch.column(name)


def _carry(lines: pa.RecordBatch, batch: pa.RecordBatch, carried: Sequence[str]) -> pa.RecordBatch:
    """Return the lines with the instants and findings that the file brought along."""
    if "instant" in carried:
        lines = lines.append_column("instant", _carried(batch, "instant"))
    if "findings" in carried:
        old, new = batch.column("findings").to_pylist(), lines.column("findings").to_pylist()
        both = [(a or []) + (b or []) or None for a, b in zip(old, new, strict=True)]
        at = lines.schema.get_field_index("findings")
        lines = lines.set_column(at, "findings", pa.array(both, pa.list_(pa.string())))
    return lines


def _is_clean(fact: Fact, array: pa.Array) -> bool:
    """Return whether an array of our own file holds nothing that the fact does not allow."""
    if fact.type == "quantity":
        if not pa.types.is_int64(array.type):
            return False
        least = None if fact.unit == "degC" else 0
        # One step above 100 % is the bound that says "at most 100 %".
        bounds = pc.min_max(array)
        low, high = bounds["min"].as_py(), bounds["max"].as_py()
        return low is None or ((least is None or low >= least) and high <= min(ceiling(fact) + 1, 2**63 - 1))
    if fact.type == "boolean":
        return bool(pa.types.is_boolean(array.type))
    if fact.type == "date":
        return bool(pa.types.is_date32(array.type)) and not len(outside(array))
    if not _is_text(array.type):
        return False
    allowed = fact.of if fact.type == "choice" else sorted(COUNTRIES) if fact.type == "country" else None
    if allowed is None:
        return True
    words = array.dictionary if pa.types.is_dictionary(array.type) else array
    known = pc.is_in(words, value_set=pa.array([*allowed, None], words.type))
    return bool(pc.all(known, min_count=0).as_py())


def _converted(column: Column, conventions: Conventions, batch: pa.RecordBatch, scaled: bool) -> Converted:
    array, fact = batch.column(column.heading), column.fact
    if scaled and _is_clean(fact, array):
        return Converted({column.name: array})
    if scaled and fact.type == "quantity" and pa.types.is_integer(array.type):
        array = _unscaled(array, fact.decimals)
    kind = array.type
    if fact.type == "boolean" and pa.types.is_boolean(kind):
        return Converted({column.name: array})
    if fact.type == "date" and (pa.types.is_date(kind) or pa.types.is_timestamp(kind)):
        return calendar_days(column, array)
    return convert(column, _texts(array, fact), conventions)


def _unscaled(array: pa.Array, decimals: int) -> pa.Array:
    """Return stored steps as the numbers that they stand for."""
    return pa.array([None if v is None else f"{v}e-{decimals}" for v in array.to_pylist()], pa.string())


def _texts(array: pa.Array, fact: Fact) -> pa.Array:
    """Return any array as texts: numbers with the fewest digits that mean them, NaN as NULL."""
    kind = array.type
    if _is_text(kind):
        if pa.types.is_dictionary(kind):
            words = array.dictionary.cast(pa.string())
            return pa.DictionaryArray.from_arrays(array.indices.cast(pa.int32()), words)
        return array.cast(pa.string())
    if pa.types.is_dictionary(kind):
        return _texts(array.dictionary_decode(), fact)
    if pa.types.is_floating(kind):
        return _of_floats(array)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pc.binary_join(array.cast(pa.list_(pa.string())), " ")
    if pa.types.is_boolean(kind):
        return pc.if_else(array, "true", "false")
    if pa.types.is_decimal(kind):
        return _unmistakable(array.cast(pa.string()))
    if pa.types.is_binary(kind) or pa.types.is_nested(kind):
        return pa.array([None if value is None else str(value) for value in array.to_pylist()], pa.string())
    return array.cast(pa.string())


def _of_floats(array: pa.Array) -> pa.Array:
    array = pc.if_else(pc.is_nan(array), pa.scalar(None, array.type), array)
    if pc.all(pc.and_(pc.equal(array, pc.round(array)), pc.less(pc.abs(array), 1e15)), min_count=0).as_py():
        return array.cast(pa.int64()).cast(pa.string())
    texts = array.cast(pa.string())
    return _unmistakable(pc.replace_substring_regex(texts, r"\.0$", ""))


def _unmistakable(texts: pa.Array) -> pa.Array:
    """Return '1.234' as '1.2340', so that no convention of other texts makes it 1234."""
    return pc.replace_substring_regex(texts, r"^(-?\d{1,3}\.\d{3})$", r"\10")
