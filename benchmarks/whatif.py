"""What-if beside one assessment of the same lines, each a process of its own.

    python benchmarks/whatif.py --lines 10000000

Two states of the law over the same lines in one pass, on the days on which much, a little and nothing changes; the
aim is at most 1.3 times the cost of one assessment. CPU seconds are of all threads.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

if __package__:
    from benchmarks.assess import out, simulate
else:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from benchmarks.assess import out, simulate

DAYS = (("2026-11-10", "2026-11-11"), ("2026-11-27", "2026-11-28"), ("2026-11-12", "2026-11-13"))


def measured(command: list[str]) -> tuple[float, float, float, str]:
    """Return wall seconds, CPU seconds, peak GB and standard output of a command."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    text = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f"{' '.join(command)} failed")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e6, text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    args = parser.parse_args()
    path = simulate(args.lines, "parquet")
    monazite = [sys.executable, "-m", "monazite"]
    tail = ["--json", "-q", "--known-on", "2026-11-22"]
    out(f"{'what':>36} {'changed':>10} {'wall s':>8} {'CPU s':>7} {'peak GB':>8} {'of one assessment':>18}")
    wall, cpu, peak, _ = measured([*monazite, "assess", path, "--out", "build/bench/answers.parquet", *tail])
    out(f"{'assess, decisions to Parquet':>36} {'':>10} {wall:>8.1f} {cpu:>7.1f} {peak:>8.2f} {'1':>18}")
    for first, last in DAYS:
        command = [
            *monazite,
            "whatif",
            path,
            "--from",
            first,
            "--to",
            last,
            "--out",
            "build/bench/flips.parquet",
            *tail,
        ]
        w, c, p, text = measured(command)
        changed = json.loads(text)["changed"]
        ratio = f"{w / wall:.2f} (CPU {c / cpu:.2f})"
        out(f"{f'what-if {first} > {last}':>36} {changed:>10,} {w:>8.1f} {c:>7.1f} {p:>8.2f} {ratio:>18}")


if __name__ == "__main__":
    main()
