"""The arms of the benchmark answer the same question: ours and plain SQL count the same states."""

from __future__ import annotations

from pathlib import Path

from benchmarks.quality.arms import ARMS, PEERS
from benchmarks.quality.made_up import write

ROWS = 20_000


def test_all_arms_count_the_same_states(tmp_path: Path) -> None:
    file = tmp_path / "results.parquet"
    write(file, ROWS)
    counts = {name: arm(str(file), 1)() for name, arm in ARMS.items()}
    first = counts["path, DuckDB"]
    assert all(count == first for count in counts.values()), counts
    assert sum(first.values()) == ROWS and len(first) == 5 and set(PEERS) | set(PEERS.values()) == set(ARMS)
