"""The answers as columns of a Spark DataFrame, for those who have lines in one already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from monazite.errors import UsageError
from monazite.law.model import LawPack

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

    from monazite.assess import Request
    from monazite.goods.doubts.model import DoubtsPack
    from monazite.quality.claims.request import Quality

__all__ = ["assess_frame"]

PLACED = ("source", "row", "instant")  # what says where a line stands


def assess_frame(
    frame: DataFrame,
    packs: Sequence[LawPack],
    known_on: dt.date,
    *,
    reading: str = "instruments",
    assume: Mapping[str, str] | None = None,
    keep: Sequence[str] = (),
    goods: DoubtsPack | None = None,
    quality: Quality | None = None,
) -> DataFrame:
    """Return a Spark DataFrame with the answers of the law after its own columns; rows keep their order and number.

    With `goods`, such as `monazite.packs.goods_doubts.doubts_pack()`, the words of the lines are read: they fill what
    the frame's own columns leave NULL, and what was so filled stands in the column `derived`. With `quality`, such as
    `monazite.qualifying.open_quality()`, the standards that lines claim are looked up. `keep` names facts that follow
    the answers, stated or derived ("all" for every one).

    Columns that bear the name of a fact must have its type in the line table (quantities are integers in the steps of
    the vocabulary, dates are dates); their values are read as those of a table are: what a fact does not allow is NULL,
    with a finding on its line. Other columns are carried along. Raises UsageError where a type does not fit, for a
    column that bears the name of an answer, and for legs and components: their lines would have to stay together.
    """
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    from monazite.assess import Request, check_keep

    check_keep(keep)
    told = dict(assume or {})
    asked = Request((), tuple(packs), known_on, reading=reading, assume=told, keep=tuple(keep), goods=goods)
    request = replace(asked, quality=quality)
    schema = to_arrow_schema(frame.schema)
    _fit(schema, request)
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
        import pyarrow as pa

        from monazite.assess import IDENTITY, Clock, Selection
        from monazite.bulk.work import stages_of

        batch = _plain(batch)
        answered = stages_of(self.request, self.job).answered(_read(batch), Clock())
        # The facts as they were read; what places a line is the frame's own. Words may fill other facts in every
        # batch, so that the columns that follow are those asked for, whatever was found.
        out = {name: batch.column(name) for name in batch.schema.names}
        out |= {name: answered.column(name) for name in out if name in answered.schema.names and name not in PLACED}
        told = Selection(self.request)(answered)
        out |= {name: told.column(name) for name in told.schema.names if name not in IDENTITY}
        return _plain(pa.RecordBatch.from_arrays(list(out.values()), list(out)))


def _read(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the lines of a batch, always with a column of findings, so that all batches have one schema."""
    import pyarrow as pa

    from monazite.read.parquet import lines_of

    lines = lines_of(batch, "frame")
    if "findings" in lines.schema.names:
        return lines
    return lines.append_column("findings", pa.nulls(len(lines), pa.list_(pa.string())))


def _fit(schema: pa.Schema, request: Request) -> None:
    import pyarrow as pa

    from monazite.assess import ANSWERS
    from monazite.read.parquet import LINKED
    from monazite.vocabulary import vocabulary

    regimes = [f"{pack.id}_{end}" for pack in request.packs for end in ("low", "high")]
    seen: set[str] = set()
    for column in schema:
        folded = column.name.lower()
        if (folded in ANSWERS and folded not in vocabulary()) or folded in regimes:
            raise UsageError(f"column {column.name}: an answer has this name; rename the column")
        if folded in LINKED:
            why = "lines with legs or components belong together, and a frame may part them"
            raise UsageError(f"column {column.name}: {why}; write the lines to files and assess these")
        if folded in seen:
            raise UsageError(f"column {column.name}: is there twice; rename one")
        seen.add(folded)
        if column.name == "instant" and not (pa.types.is_timestamp(column.type) and column.type.tz):
            raise UsageError(f"column instant: is {column.type}, but an instant is a timestamp with a time zone")
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
