"""The whole command: `monazite assess` on simulated lines, beside what it costs DuckDB merely to copy them.

    python benchmarks/assess.py --lines 1000000

Parquet and CSV in, Parquet out, with the real packs; 1 % of the CSV's rows are damaged. Each figure is a process of
its own. The peer reads the same file and writes it as Parquet without deciding anything: a floor.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path


def out(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def simulate(lines: int, suffix: str, *more: str) -> str:
    path = f"build/bench/lines-{lines}.{suffix}"
    if not Path(path).exists():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        command = [
            sys.executable,
            "-m",
            "monazite",
            "simulate",
            "--lines",
            str(lines),
            "--seed",
            "1",
            "--out",
            path,
            *more,
        ]
        subprocess.run(command, check=True)
    return path


def copied(path: str, target: str) -> int:
    """Copy a file with DuckDB in this process; return its lines."""
    import duckdb

    with duckdb.connect(config={"threads": 2}) as connection:
        relation = (
            connection.from_parquet(path)
            if path.endswith("parquet")
            else connection.read_csv(path, ignore_errors=True, all_varchar=True)
        )
        relation.write_parquet(target)
        return int(connection.from_parquet(target).count("*").fetchall()[0][0])


def measured(command: list[str]) -> tuple[float, float, str]:
    """Return wall seconds, peak GB and standard output of a command."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - start
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return wall, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6, done.stdout


def one(path: str, target: str) -> None:
    out(json.dumps({"lines_in": copied(path, target)}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--formats", default="parquet,csv")
    parser.add_argument("--run", help=argparse.SUPPRESS)
    parser.add_argument("--copy", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.copy:
        one(*args.copy)
        return
    if args.run:
        single(args.run, args.lines)
        return
    out(f"{'input':>8} {'what':>16} {'lines':>11} {'wall s':>8} {'lines/s':>10} {'peak GB':>8}")
    for suffix in args.formats.split(","):
        simulate(args.lines, suffix, *(["--damage", "0.01"] if suffix == "csv" else []))
        # A process for each, so that the peak memory is its own.
        command = [sys.executable, __file__, "--run", suffix, "--lines", str(args.lines)]
        subprocess.run(command, check=True)


def single(run: str, lines: int) -> None:
    path = simulate(lines, run)
    assess = [sys.executable, "-m", "monazite", "assess", path, "--out", "build/bench/answers.parquet", "--json", "-q"]
    copy = [sys.executable, __file__, "--copy", path, "build/bench/copy.parquet"]
    for name, command in (("DuckDB copies", copy), ("assess", assess)):
        wall, peak, text = measured(command)
        count = json.loads(text)["lines_in"]
        out(f"{run:>8} {name:>16} {count:>11,} {wall:>8.1f} {count / wall:>10,.0f} {peak:>8.2f}")


if __name__ == "__main__":
    main()
