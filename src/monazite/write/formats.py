"""The formats of an output, one class each: they take batches of one schema and know how to stop."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from monazite.write.cells import csv_column
from monazite.write.columns import Column, columns, with_notes
from monazite.write.json_cells import json_column

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

__all__ = ["CsvFormat", "Format", "JsonLinesFormat", "ParquetFormat"]

ROW_GROUP = 131_072
TEXT_ROWS = 65_536


class Format(Protocol):
    """A file while it is written."""

    def start(self, schema: pa.Schema) -> None:
        """Write what comes before the first row."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Write rows of the schema that `start` was given."""

    def finish(self) -> None:
        """Write what comes after the last row, and close."""

    def abandon(self) -> None:
        """Close without caring for what was written."""


class ParquetFormat:
    """Parquet, zstd, row groups of 131,072 rows; integers stay scaled, and the metadata says so."""

    def __init__(self, file: Path, metadata: Mapping[str, str]) -> None:
        self._file, self._metadata = file, metadata
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0
        self._writer: pq.ParquetWriter | None = None

    def start(self, schema: pa.Schema) -> None:
        import pyarrow.parquet as pq

        self._schema = with_notes(schema, self._metadata)
        self._writer = pq.ParquetWriter(self._file, self._schema, compression="zstd", use_dictionary=True)

    def write(self, batch: pa.RecordBatch) -> None:
        self._waiting.append(batch)
        self._rows += batch.num_rows
        if self._rows >= ROW_GROUP:
            self._flush(all_of_it=False)

    def _flush(self, *, all_of_it: bool) -> None:
        import pyarrow as pa

        assert self._writer is not None
        table = pa.Table.from_batches([b.cast(self._schema) for b in self._waiting], self._schema)
        whole = table.num_rows if all_of_it else table.num_rows - table.num_rows % ROW_GROUP
        if whole:
            self._writer.write_table(table.slice(0, whole), row_group_size=ROW_GROUP)
        self._waiting = table.slice(whole).to_batches()
        self._rows = table.num_rows - whole

    def finish(self) -> None:
        assert self._writer is not None
        self._flush(all_of_it=True)
        self._writer.close()

    def abandon(self) -> None:
        if self._writer is not None:
            self._writer.close()


class _TextFormat:
    """A text file of rows, plain or in gzip, or a stream that is not ours to close."""

    def __init__(self, target: Path | BinaryIO, *, zipped: bool = False) -> None:
        self._target, self._zipped = target, zipped
        self._opened: list[BinaryIO] = []

    def start(self, schema: pa.Schema) -> None:
        self._columns = columns(schema)
        self._out = self._target if not isinstance(self._target, Path) else self._open(self._target)
        self._head()

    def _open(self, path: Path) -> BinaryIO:
        file: BinaryIO = path.open("wb")
        self._opened.append(file)
        if self._zipped:
            file = gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0)  # type: ignore[assignment]
            self._opened.append(file)
        return file

    def _head(self) -> None:
        pass

    def write(self, batch: pa.RecordBatch) -> None:
        for start in range(0, batch.num_rows, TEXT_ROWS):
            self._rows(batch.slice(start, TEXT_ROWS))

    def _rows(self, batch: pa.RecordBatch) -> None:
        raise NotImplementedError

    def finish(self) -> None:
        for file in reversed(self._opened):
            file.close()
        if not self._opened:
            self._out.flush()

    def abandon(self) -> None:
        for file in self._opened[:1]:  # the file below; closing the compressor would write its end
            file.close()


class CsvFormat(_TextFormat):
    """CSV in UTF-8 with a header: exact decimals, yes and no, lists joined by '; ', no cell that runs as a formula."""

    def _head(self) -> None:
        import pyarrow as pa

        if self._columns:
            names = [pa.array([column.name]) for column in self._columns]
            self._encode(names, [Column(c.name, pa.string()) for c in self._columns])

    def _rows(self, batch: pa.RecordBatch) -> None:
        self._encode(batch.columns, self._columns)

    def _encode(self, values: Sequence[pa.Array], described: Sequence[Column]) -> None:
        import pyarrow.compute as pc

        texts = [csv_column(column, array) for column, array in zip(described, values, strict=True)]
        if texts:
            _put_lines(self._out, pc.binary_join_element_wise(*texts, ",", null_handling="replace"))


class JsonLinesFormat(_TextFormat):
    """JSON lines in UTF-8: one object a row with every column, null where the value is not known."""

    def _rows(self, batch: pa.RecordBatch) -> None:
        import json

        import pyarrow as pa
        import pyarrow.compute as pc

        parts: list[pa.Array | str] = []
        for column, values in zip(self._columns, batch.columns, strict=True):
            key = json.dumps(column.name, ensure_ascii=False)
            parts += [f"{',' if parts else '{'}{key}:", json_column(column, values)]
        rows = pc.binary_join_element_wise(*parts, "}", "") if parts else pa.array(["{}"] * batch.num_rows)
        _put_lines(self._out, rows)


def _put_lines(out: BinaryIO, rows: pa.Array) -> None:
    """Write texts, a line each; nothing for none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(rows):
        offsets = pa.array([0, len(rows)], pa.int32())
        out.write(pc.binary_join(pa.ListArray.from_arrays(offsets, rows), "\n")[0].as_buffer())
        out.write(b"\n")
