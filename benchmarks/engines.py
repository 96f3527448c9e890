"""The engines side by side: the same parts worked in threads, on Sail and, where one is named, on Spark.

    python benchmarks/engines.py --lines 1000000 [--spark sc://127.0.0.1:15002]

Lines a second, CPU seconds of all processes and peak memory of the largest, each figure a process of its own; the
decisions are compared, byte by byte. CPU seconds of a Spark server that is named are not ours to see.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.assess import out, simulate

DAY = "2026-11-22"


def main() -> None:
    """Run every engine and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--regime", default="cn")
    parser.add_argument("--spark", help="address of a Spark Connect server")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        out(json.dumps(one(args.lines, args.regime, *args.one)))
        return
    simulate(args.lines, "parquet")
    cases = [("local", 1), ("local", 2), ("sail", 1), ("sail", 2)]
    cases += [(args.spark, 1), (args.spark, 2)] if args.spark else []
    out(f"{'engine':>8} {'workers':>8} {'lines':>11} {'wall s':>8} {'lines/s':>10} {'CPU s':>8} {'peak GB':>8}")
    first = ""
    for engine, workers in cases:
        told = measured(args.lines, args.regime, engine, workers)
        first = first or told["sha256"]
        same = "identical" if told["sha256"] == first else "DIFFERENT"
        name = "Spark" if engine.startswith("sc://") else engine
        rate = args.lines / told["wall"]
        figures = f"{told['wall']:>8.1f} {rate:>10,.0f} {told['cpu']:>8.1f} {told['peak']:>8.2f}"
        out(f"{name:>8} {workers:>8} {told['lines']:>11,} {figures}  {same}")
        if same != "identical":
            raise SystemExit(1)


def measured(lines: int, regime: str, engine: str, workers: int) -> dict[str, Any]:
    """Return what one run costs, measured in a process of its own."""
    words = ["--lines", str(lines), "--regime", regime, "--one", engine, str(workers), "build/bench/parts"]
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.engines", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def one(lines: int, regime: str, engine: str, workers: str, folder: str) -> dict[str, Any]:
    """Assess the lines into a folder in this process; return wall and CPU seconds, peak GB, the hash of the parts."""
    import datetime as dt

    from monazite.assess import Request, assess
    from monazite.packs import law_packs

    shutil.rmtree(folder, ignore_errors=True)
    packs = law_packs(regime.split(","))
    with ExitStack() as stack:
        address = sail(stack) if engine == "sail" else engine
        start, before = time.perf_counter(), cpu()
        request = Request(
            [f"build/bench/lines-{lines}.parquet"],
            packs,
            dt.date.fromisoformat(DAY),
            out=f"{folder}/",
            engine=address,
            threads=int(workers),
            part_rows=min(1_000_000, lines // 4),
        )
        summary = assess(request)
        wall, used = time.perf_counter() - start, cpu() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return {"lines": summary.lines_out, "wall": wall, "cpu": used, "peak": peak, "sha256": hashed(folder)}


def sail(stack: ExitStack) -> str:
    """Start Sail in this process; return its address."""
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    stack.callback(server.stop)
    return f"sc://127.0.0.1:{server.listening_address[1]}"


def cpu() -> float:
    """Return the CPU seconds of this process and its children so far."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def hashed(folder: str) -> str:
    """Return the hash of all parts, in their order."""
    digest = hashlib.sha256()
    for path in sorted(Path(folder).glob("*.parquet")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    main()
