"""One table on its way into a file, a stream of batches at a time: whole when all is well, absent when not."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from monazite.errors import OutputError, nearest
from monazite.write.columns import columns
from monazite.write.formats import CsvFormat, Format, JsonLinesFormat, ParquetFormat
from monazite.write.whole import whole_file, writing

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["SUFFIXES", "Output", "open_output"]

SUFFIXES = (".parquet", ".csv", ".csv.gz", ".xlsx", ".jsonl", ".jsonl.gz")


def open_output(
    path: str,
    *,
    metadata: Mapping[str, str] | None = None,
    title: str = "",
    schema: pa.Schema | None = None,
    describe: bool = True,
) -> Output:
    """Return an output for `path`, to be used with `with`; the format follows from the suffix, '-' is CSV to stdout.

    The columns are those of `schema`, or of the first batch written: later batches may lack some, not add any.
    With `describe`, a Data Package is written beside the file. Raises OutputError for a suffix or place that will not
    do, before any row is written.

    >>> with open_output("decisions.parquet", title="Decisions") as output:  # doctest: +SKIP
    ...     output.write(batch)
    """
    if path != "-" and _suffix(path) is None:
        name = "".join(Path(path).suffixes[-2:]) or Path(path).name
        raise OutputError(f"cannot write {path}: '{name}' is no format known here ({nearest(name, SUFFIXES)})")
    return Output(path, dict(metadata or {}), title, schema, describe and path != "-")


def _suffix(path: str) -> str | None:
    name = Path(path).name.lower()
    return next((s for s in sorted(SUFFIXES, key=len, reverse=True) if name.endswith(s) and name != s), None)


class Output:
    """A table that is being written; `rows` counts what was written so far. Made by `open_output`."""

    def __init__(
        self, path: str, metadata: dict[str, str], title: str, schema: pa.Schema | None, describe: bool
    ) -> None:
        self.path, self.rows = path, 0
        self._metadata, self._title, self._describe = metadata, title, describe
        self._given, self._schema = schema, None
        self._format: Format | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Output:
        file = self._stack.enter_context(whole_file(Path(self.path))) if self.path != "-" else None
        self._format = self._make(file)
        if self._given is not None:
            with writing(self.path):
                self._start(self._given)
        return self

    def _make(self, file: Path | None) -> Format:
        suffix = _suffix(self.path)
        if file is None:
            return CsvFormat(sys.stdout.buffer)
        if suffix == ".parquet":
            return ParquetFormat(file, self._metadata)
        if suffix == ".xlsx":
            from monazite.write.workbook import XlsxFormat

            return XlsxFormat(file, self._metadata, self._title)
        kind = CsvFormat if suffix in (".csv", ".csv.gz") else JsonLinesFormat
        return kind(file, zipped=suffix is not None and suffix.endswith(".gz"))

    def _start(self, schema: pa.Schema) -> None:
        assert self._format is not None, "use the output in a with statement"
        self._schema = schema
        self._format.start(schema)

    def write(self, batch: pa.RecordBatch) -> None:
        """Write the rows of one batch; columns that it lacks are not known.

        Raises OutputError where the file cannot take them, or where the batch has a column that the first one lacked.
        """
        with writing(self.path):
            if self._schema is None:
                self._start(batch.schema)
            assert self._format is not None and self._schema is not None
            self._format.write(conform(batch, self._schema, self.path))
        self.rows += batch.num_rows

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._format is not None
        if kind is not None:
            self._undo(kind, error, trace)
            return
        try:
            with writing(self.path):
                self._finish()
        except BaseException as failure:
            self._undo(type(failure), failure, failure.__traceback__)
            raise
        self._stack.close()
        if self._describe:
            from monazite.write.described import describe_output

            assert self._schema is not None
            describe_output(Path(self.path), columns(self._schema), self.rows, self._title, self._metadata)

    def _finish(self) -> None:
        import pyarrow as pa

        assert self._format is not None
        if self._schema is None:
            self._start(pa.schema([]))
        self._format.finish()

    def _undo(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._format is not None
        try:
            with suppress(Exception):
                self._format.abandon()
        finally:
            self._stack.__exit__(kind, error, trace)


def conform(batch: pa.RecordBatch, schema: pa.Schema, path: str = "the output") -> pa.RecordBatch:
    """Return a batch with exactly the columns of `schema`: absent ones are null, types are cast without loss."""
    import pyarrow as pa

    if batch.schema.equals(schema):
        return batch
    extra = [name for name in batch.schema.names if name not in schema.names]
    if extra:
        raise OutputError(f"cannot write {path}: column '{extra[0]}' appears after the first rows were written")
    arrays = []
    for field in schema:
        at = batch.schema.get_field_index(field.name)
        arrays.append(batch.column(at).cast(field.type) if at >= 0 else pa.nulls(batch.num_rows, field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
