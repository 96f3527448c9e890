"""Verdicts on Parquet files: the rows in their order, judged as one table is."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.quality.made_up import grades, write
from monazite.errors import InputError
from monazite.packs.standards import standards_weights
from monazite.quality.decision import RULES
from monazite.quality.table import Verdicts, judged_file

VERDICTS = Verdicts(grades(), RULES["guard_u"], standards_weights())


@pytest.mark.parametrize("threads", [1, 3])
def test_a_file_is_judged_in_the_order_of_its_rows(threads: int, tmp_path: Path) -> None:
    file = tmp_path / "results.parquet"
    write(tmp_path / "whole.parquet", 5_000)
    whole = pq.read_table(tmp_path / "whole.parquet")
    pq.write_table(whole, file, row_group_size=700)
    told = pa.Table.from_batches(judged_file(file, VERDICTS, threads=threads, probability=True))
    (batch,) = whole.combine_chunks().to_batches()
    alone = VERDICTS.apply(batch, probability=True)
    assert told.column("value").to_pylist() == whole.column("value").to_pylist()
    for name in ("state", "probability"):
        assert told.column(name).to_pylist() == alone.column(name).to_pylist()


def test_an_empty_file_has_no_parts(tmp_path: Path) -> None:
    file = tmp_path / "empty.parquet"
    pq.write_table(
        pa.table({name: pa.array([], pa.string()) for name in "grade analyte basis unit value".split()}), file
    )
    assert sum(part.num_rows for part in judged_file(file, VERDICTS)) == 0


def test_what_is_no_table_of_results_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "results.parquet"
    file.write_bytes(b"PAR1 and nothing")
    with pytest.raises(InputError, match="no Parquet file"):
        next(judged_file(file, VERDICTS))
    with pytest.raises(InputError, match="no Parquet file"):
        next(judged_file(tmp_path / "none.parquet", VERDICTS))
    pq.write_table(pa.table({"analyte": ["Fe"]}), file)
    with pytest.raises(InputError, match="no column basis, unit, value"):
        next(judged_file(file, VERDICTS))
