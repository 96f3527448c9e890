"""The law in bulk: the kernel against DuckDB SQL on the same tree, Rust CEL and zen-engine, in one run.

    python benchmarks/law.py --lines 10000000
    python benchmarks/law.py --lines 1000000 --provisions real,60 --engines kernel,duckdb

Parquet to answers: read, then low and high outcome of every line (the kernel also names the facts to ask for). Timed
from the first byte read; "set-up" is what goes before: imports, the pack, the plan, the statement.
Every figure is a process of its own, so that its peak memory is its own; sums of the answers must agree.
Row-by-row engines are given 50,000 lines of the same file, already in memory: that flatters them.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

ENGINES = ("scan", "kernel", "duckdb", "cel", "zen")
FEW = 50_000


def packs_named(name: str) -> list[Any]:
    """Return the packs of a run: the real ones, or synthetic provisions."""
    from benchmarks.synthetic import synthetic_pack
    from monazite.packs import law_packs

    return law_packs() if name == "real" else [synthetic_pack(int(name))]


def batches(path: str, columns: set[str] | None, threads: int, work: Any) -> list[Any]:
    """Read a Parquet file with Monazite's reader and work on each batch in threads."""
    from monazite.engines.local import in_order
    from monazite.read import open_input

    source = open_input([path], needed=columns)
    return list(in_order(source.pieces(), lambda piece: [work(b) for b in piece.load().batches], threads))


def columns_of(law: Any) -> set[str]:
    from monazite.vocabulary import vocabulary

    return {c for f in law.facts for c in vocabulary().columns(f)} | {"date"}


def scan(path: str, name: str, threads: int) -> dict[str, Any]:
    from monazite.law.bulk import Law

    law = Law(packs_named(name), with_items=False)
    start = time.perf_counter()
    found = batches(path, columns_of(law), threads, lambda b: b.num_rows)
    return {"lines": sum(sum(part) for part in found), "inner": time.perf_counter() - start}


def kernel(path: str, name: str, threads: int) -> dict[str, Any]:
    from monazite.law.bulk import Law

    law = Law(packs_named(name), with_items=False)

    def work(batch: Any) -> tuple[int, int, int]:
        answers = law.answers(batch)
        return batch.num_rows, sum(int(a.low.sum()) for a in answers), sum(int(a.high.sum()) for a in answers)

    start = time.perf_counter()
    flat = [x for part in batches(path, columns_of(law), threads, work) for x in part]
    lines, low, high = (sum(column) for column in zip(*flat, strict=True))
    return {"lines": lines, "low": low, "high": high, "inner": time.perf_counter() - start}


def duckdb(path: str, name: str, threads: int) -> dict[str, Any]:
    import duckdb as db
    import pyarrow.parquet as pq

    from monazite.law.sql import outcome_query
    from monazite.law.state import resolve
    from monazite.vocabulary import vocabulary

    columns = pq.read_schema(path).names
    low = high = lines = 0
    queries = [outcome_query(resolve(p), "lines", columns, vocabulary()).sql("duckdb") for p in packs_named(name)]
    start = time.perf_counter()
    with db.connect(config={"threads": threads}) as connection:
        connection.from_parquet(path).create_view("lines")
        for query in queries:
            # Materialised: sums taken directly over the statement plan for seconds and run slower.
            connection.execute("CREATE OR REPLACE TEMP TABLE answers AS " + query)
            row = connection.execute("SELECT count(*), sum(low), sum(high) FROM answers").fetchall()[0]
            lines, low, high = int(row[0]), low + int(row[1]), high + int(row[2])
    return {"lines": lines, "low": low, "high": high, "inner": time.perf_counter() - start}


def few_rows(path: str, facts: set[str]) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    from monazite.law.tree import day_number

    file = pq.ParquetFile(path)
    names = [n for n in file.schema_arrow.names if n in facts | {"date"}]
    # Every k-th group: a file in order of date has whole groups in which nothing is in force.
    groups = range(0, file.num_row_groups, max(file.num_row_groups // 8, 1))
    rows: list[dict[str, Any]] = []
    for group in groups:
        table = file.read_row_group(group, columns=names)
        rows += table.slice(0, FEW // 8).to_pylist()
    for row in rows:
        row["date"] = None if row["date"] is None else day_number(row["date"])
        row.update({f: None for f in facts if f not in row})
    return rows


def row_by_row(path: str, name: str, write: Any, compile_: Any) -> dict[str, Any]:
    """Ask each provision of each line; an error of the engine stands for 'not known'."""
    from monazite.law.state import resolve
    from monazite.law.tree import facts_of

    rules = [rule.when for pack in packs_named(name) for rule in resolve(pack).rules.values()]
    rows = few_rows(path, {f for rule in rules for f in facts_of(rule)})
    programs = [compile_(write(rule)) for rule in rules]
    start, errors = time.perf_counter(), 0
    for row in rows:
        for program in programs:
            try:
                program(row)
            except Exception:  # noqa: BLE001 - engines raise their own kinds where a value is missing
                errors += 1
    return {"lines": len(rows), "inner": time.perf_counter() - start, "errors": errors}


def cel(path: str, name: str, threads: int) -> dict[str, Any]:
    import cel as engine

    def compile_(text: str) -> Any:
        return engine.compile(text).execute

    return row_by_row(path, name, lambda node: expression(node, "cel"), compile_)


def zen(path: str, name: str, threads: int) -> dict[str, Any]:
    import zen as engine

    def compile_(text: str) -> Any:
        return engine.compile_expression(text).evaluate

    return row_by_row(path, name, lambda node: expression(node, "zen"), compile_)


def expression(node: Any, dialect: str) -> str:
    """Write a condition in the language of an expression engine."""
    from monazite.law import tree

    join = {"cel": (" && ", " || ", "!"), "zen": (" and ", " or ", "not ")}[dialect]
    if isinstance(node, tree.All | tree.Any):
        parts = [expression(child, dialect) for child in node.children]
        return "(" + join[0 if isinstance(node, tree.All) else 1].join(parts) + ")"
    if isinstance(node, tree.Not):
        return f"{join[2]}({expression(node.child, dialect)})"
    if isinstance(node, tree.Within):
        return "(" + join[1].join(f"(date >= {a}{join[0]}date < {b})" for a, b in node.spans) + ")"
    if isinstance(node, tree.Compare):
        return f"{node.fact} {({'=': '==', '<>': '!='}).get(node.op, node.op)} {node.value}"
    if isinstance(node, tree.Ratio):
        return f"{node.numerator} * {node.q} {node.op} {node.denominator} * {node.p}"
    if isinstance(node, tree.OneOf):
        return f"{node.fact} in [{', '.join(repr(v) for v in node.values)}]"
    if isinstance(node, tree.StartsWith):
        test = (
            f"{node.fact}.startsWith('{node.prefix}')"
            if dialect == "cel"
            else f"startsWith({node.fact}, '{node.prefix}')"
        )
        return test
    return f"{node.fact} == true" if isinstance(node, tree.Flag) else "true"


def one(engine: str, path: str, provisions: str, threads: int) -> None:
    """Measure one engine in this process; print one JSON line."""
    start, cpu = time.perf_counter(), time.process_time()
    found = globals()[engine](path, provisions, threads)
    whole = time.perf_counter() - start
    wall = found.pop("inner")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    out(json.dumps({**found, "wall": wall, "setup": whole - wall, "cpu": time.process_time() - cpu, "peak_gb": peak}))


def out(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def measured(engine: str, path: str, provisions: str, threads: int, repeat: int) -> dict[str, Any]:
    """Return the quickest of some runs, each a process of its own."""
    command = [
        sys.executable,
        __file__,
        "--one",
        engine,
        "--file",
        path,
        "--provisions",
        provisions,
        "--threads",
        str(threads),
    ]
    runs = [
        json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(repeat)
    ]
    return min(runs, key=lambda run: run["wall"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--file", help="a Parquet file of lines; made by `monazite simulate` where absent")
    parser.add_argument("--provisions", default="real,60,300,1000")
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        one(args.one, args.file, args.provisions, args.threads)
        return
    path = args.file or f"build/bench/lines-{args.lines}.parquet"
    if not Path(path).exists():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [sys.executable, "-m", "monazite", "simulate", "--lines", str(args.lines), "--seed", "1", "--out", path],
            check=True,
        )
    table(args, path)


def table(args: argparse.Namespace, path: str) -> None:
    """Measure and print, with ratios to the kernel on the same provisions."""
    heads = f"{'provisions':>10} {'engine':>8} {'lines':>11} {'wall s':>8} {'set-up':>8} {'CPU s':>8}"
    out(f"{heads} {'M lines/s':>10} {'peak GB':>8}  kernel is")
    for provisions in args.provisions.split(","):
        speed: dict[str, float] = {}
        sums: dict[str, tuple[int, int]] = {}
        for engine in args.engines.split(","):
            if engine in ("cel", "zen") and provisions not in ("real", "60"):
                continue  # row by row they would take an hour, and their cost is plainly linear
            run = measured(
                engine, path, provisions, args.threads, 1 if engine in ("cel", "zen", "duckdb") else args.repeat
            )
            speed[engine] = run["lines"] / run["wall"]
            if "low" in run:
                sums[engine] = (run["low"], run["high"])
            ratio = f"{speed['kernel'] / speed[engine]:.1f} x" if "kernel" in speed and engine != "kernel" else ""
            out(
                f"{provisions:>10} {engine:>8} {run['lines']:>11,} "
                f"{run['wall']:>8.2f} {run['setup']:>8.2f} {run['cpu']:>8.2f} "
                f"{speed[engine] / 1e6:>10.4f} {run['peak_gb']:>8.2f}  {ratio}"
            )
        if len(set(sums.values())) > 1:
            raise SystemExit(f"the engines disagree: {sums}")


if __name__ == "__main__":
    main()
