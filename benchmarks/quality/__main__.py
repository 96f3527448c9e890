"""Verdicts on results in bulk: ours beside plain DuckDB SQL, in one run.

    python -m benchmarks quality --rows 10000000
    python -m benchmarks quality --rows 5000000 --rounds 5 --json

Two comparisons. The kernel: arrays of places in, codes out, against one CASE over a table of the same whole numbers in
memory. The whole path: a Parquet file of printed texts in (number, unit, basis, analyte, grade, uncertainty), states
counted; texts are read, joined to the limits of the register, and judged. Every figure is a process of its own, so that
its peak memory is its own; the counts of all must agree, or the benchmark fails. Rounds take turns.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.quality import made_up
from benchmarks.quality.arms import ARMS, PEERS

THREADS = 2


def measured(arm: str, file: Path, threads: int) -> dict[str, Any]:
    """Run one arm in a process of its own; return its figures."""
    command = [sys.executable, "-m", "benchmarks.quality.arms", arm, str(file), str(threads)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{arm}: {done.stderr.strip()}")
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures | {"load": os.getloadavg()[0]}


def run(rows: int, rounds: int, threads: int) -> dict[str, list[dict[str, Any]]]:
    """Run all arms in turns on one file; return their figures, a list for each."""
    out: dict[str, list[dict[str, Any]]] = {arm: [] for arm in ARMS}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "results.parquet"
        made_up.write(file, rows)
        for _ in range(rounds):
            for arm in ARMS:
                out[arm].append(measured(arm, file, threads))
    agreed(out)
    return out


def agreed(figures: dict[str, list[dict[str, Any]]]) -> None:
    """Stop where two arms do not count the same states."""
    counts = {json.dumps(one["counts"], sort_keys=True) for each in figures.values() for one in each}
    if len(counts) != 1:
        sys.exit("the arms do not agree:\n" + "\n".join(f"{arm} {figures[arm][0]['counts']}" for arm in figures))


def told(figures: dict[str, list[dict[str, Any]]], rows: int) -> str:
    """Return the figures as a table; the times are the best of the rounds, the ratio is that of the best ones."""
    lines = [
        f"{rows:,} results, {THREADS} threads; best of {len(next(iter(figures.values())))} rounds, which took turns"
    ]
    best = {arm: min(each, key=lambda one: one["seconds"]) for arm, each in figures.items()}
    for arm, one in best.items():
        peer = best.get(PEERS.get(arm, ""))
        ratio = (
            f"DuckDB takes {_times(peer, one, 'seconds')} the time, {_times(peer, one, 'cpu')} the CPU" if peer else ""
        )
        slow = max(each["seconds"] for each in figures[arm])
        lines.append(
            f"  {arm:26} {one['seconds']:6.2f} s ({slow:.2f} at worst)  {rows / one['seconds'] / 1e6:6.1f} M/s"
            f"  CPU {one['cpu']:5.2f} s  peak {one['peak']:.2f} GB  load {one['load']:.1f}  {ratio}"
        )
    lines.append(f"  states: {best['path, ours']['counts']}")
    return "\n".join(lines)


def _times(peer: dict[str, Any], one: dict[str, Any], what: str) -> str:
    return f"{peer[what] / one[what]:.1f} ×"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks quality", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=5_000_000, help="results (default 5,000,000)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run (default 3)")
    parser.add_argument("--threads", type=int, default=THREADS, help="threads of each (default 2)")
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    options = parser.parse_args()
    figures = run(options.rows, options.rounds, options.threads)
    print(json.dumps(figures, indent=1) if options.json else told(figures, options.rows))


if __name__ == "__main__":
    main()
