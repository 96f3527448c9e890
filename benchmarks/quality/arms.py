"""The arms of the benchmark, each run in a process of its own: `python -m benchmarks.quality.arms ARM FILE THREADS`."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.quality.made_up import grades
from monazite.packs.standards import standards_weights
from monazite.quality import bulk
from monazite.quality.bulk import FIRST, LAST
from monazite.quality.decision import RULES, STATES
from monazite.quality.limits import Bound
from monazite.quality.table import Verdicts, judged_file

__all__ = ["ARMS", "PEERS"]

RULE = RULES["guard_u"]
PLAIN_AT_ONCE = 1 << 18
Counts = dict[str, int]
Work = Callable[[], Counts]

# Open ends and "just below" are numbers too; 17 digits keep all sums within 64 bits, which is DuckDB's quick way.
EXACT = "decimal(17, 10)"
STEP, FAR = "0.0000000001", "4000000"
CASE = """
case when lo is null and hi is null then 'not_assessed'
     when v_lo is null then 'indeterminate'
     when v_lo <> v_hi then case when (lo is null or lo <= v_lo) and (hi is null or v_hi <= hi) then 'pass'
                                 when v_hi < lo or hi < v_lo then 'fail' else 'indeterminate' end
     when w is null then 'indeterminate'
     when (lo is null or lo + w <= v_lo) and (hi is null or v_hi <= hi - w) then 'pass'
     when (lo is null or lo <= v_lo) and (hi is null or v_hi <= hi) then 'conditional_pass'
     when (lo is null or lo - w <= v_lo) and (hi is null or v_hi <= hi + w) then 'conditional_fail'
     else 'fail' end"""
NUMBERS = f"""
select lo, hi, w,
       case when sign = '<' then case when x > 0 then 0 else -{FAR} end
            when sign = '>' then x + {STEP}::{EXACT} else x end as v_lo,
       case when sign = '<' then x - {STEP}::{EXACT} when x is not null and sign = '>' then {FAR} else x end as v_hi
from (select l.lo, l.hi, try_cast(ltrim(r.value, '<>') as {EXACT}) as x, left(r.value, 1) as sign,
             try_cast(r.uncertainty as {EXACT}) as w
      from read_parquet('{{file}}') r join limits l using (grade, analyte, basis, unit))"""


def kernel_ours(file: str, threads: int) -> Work:
    """Arrays of places to codes, counted."""
    columns = [np.asarray(column) for column in _numbers(file).columns]
    parts = [slice(at, at + bulk.AT_ONCE * 8) for at in range(0, len(columns[0]), bulk.AT_ONCE * 8)]

    def work() -> Counts:
        with ThreadPoolExecutor(threads) as pool:
            codes = pool.map(lambda part: np.bincount(bulk.states(*(c[part] for c in columns)), minlength=6), parts)
            return _named(sum(codes))

    return work


def kernel_duckdb(file: str, threads: int) -> Work:
    """The same arrays as a table in memory, one CASE over it."""
    con = _database(threads)
    con.register("given", _numbers(file))
    ends = f"nullif(lo, {FIRST}) as lo, nullif(hi, {LAST}) as hi, v_lo, v_hi"
    con.execute(f"create table numbers as select {ends}, case when w >= 0 then w end as w from given")
    return lambda: dict(con.execute(f"select {CASE} as state, count(*) from numbers group by 1").fetchall())


def path_ours(file: str, threads: int) -> Work:
    """A Parquet file of texts to counted states, by the function for files."""
    verdicts = Verdicts(grades(), RULE, standards_weights())

    def work() -> Counts:
        parts = judged_file(Path(file), verdicts, threads=threads)
        return dict(sum((_counted(part.column("state")) for part in parts), Counter()))

    return work


def path_plain(file: str, threads: int) -> Work:
    """The same, with texts as plain strings, as files of other formats give them."""
    verdicts = Verdicts(grades(), RULE, standards_weights())

    def counted(group: int) -> Counter[str]:
        parts = pq.ParquetFile(file).iter_batches(PLAIN_AT_ONCE, row_groups=[group], use_threads=False)
        return sum((_counted(verdicts.of(part)) for part in parts), Counter())

    def work() -> Counts:
        groups = range(pq.ParquetFile(file).num_row_groups)
        with ThreadPoolExecutor(threads) as pool:
            return dict(sum(pool.map(counted, groups), Counter()))

    return work


def _counted(states: pa.DictionaryArray) -> Counter[str]:
    return Counter(_named(np.bincount(np.asarray(states.indices), minlength=len(STATES))))


def path_duckdb(file: str, threads: int) -> Work:
    """A Parquet file of texts to counted states in one statement: cast, join, CASE."""
    con = _with_limits(threads)
    statement = f"select {CASE} as state, count(*) from ({NUMBERS.format(file=file)}) group by 1"
    return lambda: dict(con.execute(statement).fetchall())


ARMS = {
    "kernel, ours": kernel_ours,
    "kernel, DuckDB": kernel_duckdb,
    "path, ours": path_ours,
    "path, ours, plain strings": path_plain,
    "path, DuckDB": path_duckdb,
}
PEERS = {
    "kernel, ours": "kernel, DuckDB",
    "path, ours": "path, DuckDB",
    "path, ours, plain strings": "path, DuckDB",
}


# ------------------------------------------------------------ what both are given
def _database(threads: int) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": threads})


def _with_limits(threads: int) -> duckdb.DuckDBPyConnection:
    """Return a database with the limits of the grades, strict ones moved by a step."""
    con = _database(threads)
    con.execute(f"create table limits (grade text, analyte text, basis text, unit text, lo {EXACT}, hi {EXACT})")
    for grade in grades():
        for each in grade.requirements:
            if each.kind == "limit":
                ends = (_end(each.limits.lower, 1), _end(each.limits.upper, -1))
                con.execute(
                    "insert into limits values (?, ?, ?, ?, ?, ?)",
                    [grade.id, each.analyte, each.basis, each.unit, *ends],
                )
    return con


def _end(end: Bound | None, side: int) -> Decimal | None:
    if end is None:
        return None
    value = Decimal(end.value.numerator) / Decimal(end.value.denominator)
    return value + side * Decimal(STEP) if end.strict else value


def _numbers(file: str) -> pa.Table:
    """Return the file as whole numbers: limits, found, guard band; made by DuckDB, outside the time."""
    absent = {"lo": FIRST, "hi": LAST, "v_lo": FIRST, "v_hi": LAST, "w": -1}
    whole = ", ".join(
        f"coalesce((({name})::decimal(38, 10) * 10000000000)::bigint, {nil}) as {name}" for name, nil in absent.items()
    )
    statement = f"select {whole} from ({NUMBERS.format(file=file)})"
    table: pa.Table = pa.table(_with_limits(2).sql(statement).to_arrow_table())
    return table.combine_chunks()


def _named(codes: Any) -> dict[str, int]:
    return {name: int(codes[code]) for name, code in bulk.CODES.items() if codes[code]}


def main(arm: str, file: str, threads: str) -> None:
    work = ARMS[arm](file, int(threads))
    before, start = _cpu(), time.perf_counter()
    counts = work()
    seconds, cpu = time.perf_counter() - start, _cpu() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak": peak, "counts": counts}))


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(*sys.argv[1:4])
