"""Verdicts on Parquet files of results: parts are read, judged and handed on in their order, in threads."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from monazite.errors import InputError
from monazite.quality.table.verdicts import Verdicts

__all__ = ["judged_file"]

AT_ONCE = 1 << 20  # rows of a part at most


def judged_file(
    file: Path, verdicts: Verdicts, *, threads: int = 2, probability: bool = False
) -> Iterator[pa.RecordBatch]:
    """Yield a Parquet file of results in parts with the column `state`, in the order of its rows.

    Columns as in `Verdicts.of`; texts are read by their distinct values, as Parquet holds them. A thread holds one part
    of at most a million rows, and as many parts wait to be taken. With `probability` also that column. Raises
    InputError for what is no such file.
    """
    try:
        source = pq.ParquetFile(file)
        verdicts.check(source.schema_arrow.names)
    except (pa.ArrowInvalid, OSError) as wrong:
        raise InputError(f"{file} is no Parquet file: {wrong}") from None
    groups = iter(range(source.metadata.num_row_groups))
    read = _Reading(file, source, verdicts, probability)
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[list[pa.RecordBatch]]] = deque(pool.submit(read, g) for g in islice(groups, 2 * threads))
        while waiting:
            yield from waiting.popleft().result()
            waiting.extend(pool.submit(read, group) for group in islice(groups, 1))


class _Reading:
    """Reads and judges a row group."""

    def __init__(self, file: Path, source: pq.ParquetFile, verdicts: Verdicts, probability: bool) -> None:
        self.file, self.metadata = file, source.metadata
        self.texts = [field.name for field in source.schema_arrow if _is_text(field.type)]
        self.verdicts, self.probability = verdicts, probability

    def __call__(self, group: int) -> list[pa.RecordBatch]:
        source = pq.ParquetFile(self.file, metadata=self.metadata, read_dictionary=self.texts)
        parts = source.iter_batches(AT_ONCE, row_groups=[group], use_threads=False)
        return [self.verdicts.apply(part, probability=self.probability) for part in parts]


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
