"""Words in bulk: a million lines with 200,000 distinct descriptions through `monazite assess`, and --as-stated beside.

    python -m benchmarks goods-bulk
    python -m benchmarks goods-bulk --file build/bench/lines-10000000.parquet

The lines are made up and state no facts, so that words decide; each figure is a process of its own. `ratio` is the
time of a run over that of the same lines --as-stated. CPU seconds are those of all processes, the peak is that of the
largest: words are read in others beside. The aim is a million lines in 60 s on two cores. `--profile N` names
instead where reading N of the distinct descriptions spends its time.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

RUNS = {"words read": (), "as stated": ("--as-stated",)}


def out(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def assessed(path: Path, threads: int, more: tuple[str, ...]) -> dict[str, Any]:
    """Assess a file in a process of its own; return lines, wall and CPU seconds, and its peak memory in GB."""
    target = ["--out", "build/bench/goods-answers.parquet", "--threads", str(threads), "--json", "-q"]
    command = [sys.executable, "-m", "monazite", "assess", str(path), *target, *more]
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"lines": json.loads(done.stdout)["lines_in"], "wall": wall, "cpu": cpu, "peak_gb": after.ru_maxrss / 1e6}


def apart(path: Path, threads: int, run: str) -> dict[str, Any]:
    """Return one run; measured from a process of its own, so that the peak is that of its one child."""
    command = [sys.executable, "-m", __spec__.name, "--one", run, "--file", str(path), "--threads", str(threads)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return {"run": run, "load_before": os.getloadavg()[0], **json.loads(done.stdout)}


def profiled(count: int) -> None:
    """Print the functions in which reading `count` distinct descriptions spends the most time, and µs for each."""
    import cProfile
    import pstats

    from benchmarks.goods.lines import descriptions
    from monazite.goods.headings import Headings
    from monazite.goods.reader import Reader
    from monazite.packs.goods import goods_pack

    reader, headings, texts = Reader(goods_pack()), Headings(goods_pack()), descriptions(count, seed=3)
    start = time.process_time()
    goods = [reader.read(text) for text in texts]
    read = time.process_time()
    for at in range(0, count, 2000):
        headings.find(goods[at : at + 2000])
    found = time.process_time()
    out(f"{count:,} distinct: Reader.read {(read - start) / count * 1e6:.0f} µs, ")
    out(f"Headings.find {(found - read) / count * 1e6:.0f} µs each, CPU; below under the profiler, Reader.read alone")
    reader, profile = Reader(goods_pack()), cProfile.Profile()
    profile.runcall(lambda: [reader.read(text) for text in texts])
    pstats.Stats(profile).strip_dirs().sort_stats("tottime").print_stats(12)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--distinct", type=int, default=200_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--file", type=Path, help="a file of lines to read in place of the made-up ones")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    parser.add_argument("--profile", type=int, metavar="N", help="name where reading N descriptions spends its time")
    parser.add_argument("--one", choices=tuple(RUNS), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.profile:
        profiled(args.profile)
    elif args.one:
        out(json.dumps(assessed(args.file, args.threads, RUNS[args.one])))
    else:
        table(args)


def table(args: argparse.Namespace) -> None:
    """Measure and print both runs over the same file."""
    path = args.file or made(args.lines, args.distinct)
    runs = [apart(path, args.threads, run) for run in RUNS]
    if args.json:
        out(json.dumps({"file": path.name, "threads": args.threads, "runs": runs}, indent=1))
        return
    stated = runs[-1]
    out("| run | lines | wall s | CPU s | lines/s | peak GB | wall, ratio | CPU, ratio | load before |")
    out("|---|---|---|---|---|---|---|---|---|")
    for r in runs:
        ratios = f"{r['wall'] / stated['wall']:.2f} | {r['cpu'] / stated['cpu']:.2f}"
        figures = f"{r['wall']:.1f} | {r['cpu']:.1f} | {r['lines'] / r['wall']:,.0f} | {r['peak_gb']:.2f}"
        out(f"| {r['run']} | {r['lines']:,} | {figures} | {ratios} | {r['load_before']:.1f} |")


def made(lines: int, distinct: int) -> Path:
    """Return the file of made-up lines, written where it is absent."""
    from benchmarks.goods.lines import write_lines

    path = Path(f"build/bench/goods-{lines}-{distinct}.parquet")
    if not path.exists():
        write_lines(path, lines, distinct)
    return path


if __name__ == "__main__":
    main()
