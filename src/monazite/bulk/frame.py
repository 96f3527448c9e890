"""The answers as columns of a Spark DataFrame, for those who have lines in one already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monazite.errors import UsageError
from monazite.law.model import LawPack

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

    from monazite.assess import Request

__all__ = ["assess_frame"]


def assess_frame(
    frame: DataFrame,
    packs: Sequence[LawPack],
    known_on: dt.date,
    *,
    reading: str = "instruments",
    assume: Mapping[str, str] | None = None,
) -> DataFrame:
    """Return a Spark DataFrame with the answers of the law after its own columns; rows keep their order and number.

    Columns that bear the name of a fact must have its type in the line table (quantities are integers in the steps of
    the vocabulary, dates are dates); other columns are carried along. Raises UsageError where a type does not fit.
    """
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    from monazite.assess import Request

    request = Request((), tuple(packs), known_on, reading=reading, assume=dict(assume or {}))
    schema = to_arrow_schema(frame.schema)
    _fit(schema)
    answering = _Answering(request)
    empty = answering.answered(_none(schema))
    return frame.mapInArrow(answering, from_arrow_schema(empty.schema))


@dataclass(frozen=True)
class _Answering:
    """The stages on their way to the workers: what they are built from travels, not what is built."""

    request: Request
    job: str = field(init=False)

    def __post_init__(self) -> None:
        from monazite.bulk.parts import job_key

        object.__setattr__(self, "job", job_key(self.request))

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield self.answered(batch)

    def answered(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return a batch with its answers, in types that Spark knows."""
        from monazite.assess import Clock
        from monazite.bulk.work import stages_of

        return _plain(stages_of(self.request, self.job).answered(_plain(batch), Clock()))


def _fit(schema: pa.Schema) -> None:
    import pyarrow as pa

    from monazite.vocabulary import vocabulary

    for column in schema:
        fact = vocabulary().fact_of_column(column.name)
        kind = column.type
        text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
        if fact and not (kind == fact.arrow_type() or (text and pa.types.is_string(fact.arrow_type()))):
            raise UsageError(f"column {column.name}: is {kind}, but the fact is {fact.arrow_type()}")


def _none(schema: pa.Schema) -> pa.RecordBatch:
    import pyarrow as pa

    return pa.RecordBatch.from_arrays([pa.array([], column.type) for column in schema], schema=schema)


def _plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch without dictionaries and large or viewed texts."""
    import pyarrow as pa

    names = batch.schema.names
    arrays = [column.cast(_plain_type(column.type)) for column in batch.columns]
    return pa.RecordBatch.from_arrays(arrays, names=names)


def _plain_type(kind: pa.DataType) -> pa.DataType:
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return _plain_type(kind.value_type)
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pa.list_(_plain_type(kind.value_type))
    return kind
