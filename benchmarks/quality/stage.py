"""What claims of quality add to `assess`: the same lines without them, with the register, and with certificates too.

    python -m benchmarks.quality.stage --rows 10000000
    python -m benchmarks.quality.stage --rows 2000000 --rounds 5 --json

The lines are those of `monazite simulate`; every line claims one of 1,000 standards and grades, right and wrong, in
several spellings, and names one of 1,000 certificates. Every figure is a process of its own, so that its peak memory
is its own; the arms take turns. Decisions must be the same in all, or the benchmark fails.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).parents[2]
DAY = dt.date(2026, 11, 22)
ARMS = ("without", "register", "certificates")
CLAIMS = 1000
EXAMPLES = ("cerium_metal.json", "cerium_metal_en10168.json", "dysprosium_fluoride_coa.json")


# ------------------------------------------------------------ lines
def claims() -> list[tuple[str, str]]:
    """Return 1,000 different claims: each grade of the register in four spellings, then years that never were."""
    from monazite.packs.standards import standards_register

    grades = [grade for grade in standards_register().grades.values() if grade.name]
    right = [way for grade in grades for way in _spelled(grade.edition, grade.name)]
    wrong = [(f"GB/T {30_000 + k}-{1990 + k % 30}", f"Nd-{k % 7}N") for k in range(CLAIMS)]
    return list(dict.fromkeys([*right, *wrong]))[:CLAIMS]


def _spelled(edition: str, grade: str) -> list[tuple[str, str]]:
    short = edition.rpartition("-")[0] or edition
    return [(edition, grade), (edition.replace("/", ""), grade.lower()), (f"{edition} {grade}", ""), (short, grade)]


def write(path: Path, rows: int) -> None:
    """Write made-up lines with claims and numbers of certificates."""
    plain = path.with_name("plain.parquet")
    told = ["simulate", "--lines", str(rows), "--seed", "7", "--out", str(plain)]
    subprocess.run([sys.executable, "-m", "monazite", *told], check=True, capture_output=True)
    source, random = pq.ParquetFile(plain), np.random.default_rng(7)
    standards, grades = (pa.array(part) for part in zip(*claims(), strict=True))
    numbers = pa.array([f"BENCH-{k:04}" for k in range(CLAIMS)])
    writer = None
    for group in range(source.num_row_groups):
        table = source.read_row_group(group).drop_columns(["certificate_number"])
        of = pa.array(random.integers(0, CLAIMS, len(table)).astype(np.int32))
        for name, words in (
            ("claimed_standard", standards),
            ("claimed_grade", grades),
            ("certificate_number", numbers),
        ):
            table = table.append_column(name, pa.DictionaryArray.from_arrays(of, words).dictionary_decode())
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()


# ------------------------------------------------------------ one arm
def arm(name: str, file: Path, threads: int) -> dict[str, Any]:
    """Assess the lines; return seconds of clock, CPU and stage, decisions, verdicts and peak memory."""
    from monazite.assess import Request, assess
    from monazite.packs import law_packs

    out = file.with_name(f"{name}.parquet")
    quality = _quality(name)
    summary = assess(Request([str(file)], law_packs(["cn"]), DAY, out=str(out), threads=threads, quality=quality))
    used = resource.getrusage(resource.RUSAGE_SELF)
    verdicts = pq.read_table(out, columns=["conformity"]).column(0).value_counts().to_pylist() if quality else []
    return {
        "seconds": summary.seconds,
        "stage": summary.stages.get("quality", 0.0),
        "decisions": summary.decisions,
        "verdicts": {str(row["values"]): row["counts"] for row in sorted(verdicts, key=lambda row: -row["counts"])},
        "cpu": used.ru_utime + used.ru_stime,
        "peak": used.ru_maxrss / 1e6,
    }


def _quality(name: str) -> Any:
    from monazite.qualifying import open_quality

    if name == "without":
        return None
    if name == "register":
        return open_quality()
    told = open_quality([ROOT / "examples" / "certificates" / file for file in EXAMPLES])
    some = told.certificates or ()
    many = tuple(replace(some[k % len(some)], id=f"BENCH-{k:04}", lot=f"L{k}") for k in range(CLAIMS))
    return replace(told, certificates=many)


# ------------------------------------------------------------ the benchmark
def measured(name: str, file: Path, threads: int) -> dict[str, Any]:
    """Run one arm in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.quality.stage", "--arm", name, str(file), str(threads)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{name}: {done.stderr.strip()}")
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def run(rows: int, rounds: int, threads: int) -> dict[str, list[dict[str, Any]]]:
    """Run all arms in turns on one file; return their figures, a list for each."""
    out: dict[str, list[dict[str, Any]]] = {name: [] for name in ARMS}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lines.parquet"
        write(file, rows)
        for _ in range(rounds):
            for name in ARMS:
                out[name].append(measured(name, file, threads))
    if len({json.dumps(one["decisions"], sort_keys=True) for each in out.values() for one in each}) != 1:
        sys.exit("the arms do not decide the same")
    return out


def told(figures: dict[str, list[dict[str, Any]]], rows: int) -> str:
    """Return the figures as a table, those of the quickest round; CPU time hardly depends on what else runs."""
    best = {name: min(each, key=lambda one: one["seconds"]) for name, each in figures.items()}
    lines = [f"{rows:,} lines, {CLAIMS:,} claims, {CLAIMS:,} certificates; best of {len(figures['without'])}"]
    for name, one in best.items():
        added, cpu = (one[what] - best["without"][what] for what in ("seconds", "cpu"))
        lines.append(
            f"  {name:13} {one['seconds']:7.2f} s ({added:+.2f})  CPU {one['cpu']:7.2f} s ({cpu:+.2f})"
            f"  stage {one['stage']:6.2f} s over all threads  peak {one['peak']:.2f} GB"
        )
    return "\n".join([*lines, f"  verdicts: {best['certificates']['verdicts']}"])


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.quality.stage",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rows", type=int, default=2_000_000, help="lines (default 2,000,000)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run (default 3)")
    parser.add_argument("--threads", type=int, default=2, help="threads of each (default 2)")
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    parser.add_argument("--arm", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.arm:
        name, file, threads = options.arm
        print(json.dumps(arm(name, Path(file), int(threads))))
        return
    figures = run(options.rows, options.rounds, options.threads)
    print(json.dumps(figures, indent=1) if options.json else told(figures, options.rows))


if __name__ == "__main__":
    main()
