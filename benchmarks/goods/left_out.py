"""What examples are worth: those of each author answered with the examples of all others, and with none.

    python -m benchmarks goods-examples
    python -m benchmarks goods-examples --only eq3 --json

The examples are those of packs/law/cn/examples, a file an author. An author's own are left out when they are asked, so
that wording alone helps nobody; the reader, though, was tuned on many of them, so `none` flatters.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.goods.cases import Case, read_examples
from benchmarks.goods.methods import identified, identifier
from benchmarks.goods.metrics import Answer, measures
from monazite.cli.goods_line import stated_line

SHOWN = ("entry@1", "entry@5", "cleared", "cannot tell", "any, not")


def answered(cases: Sequence[Case], left_out: frozenset[str] | None) -> list[Answer]:
    """Return the answers to some cases without the examples of these ids; without any where None."""
    asked = identifier(left_out)
    return [identified(asked, case, stated_line(dict(case.stated), {})) for case in cases]


def figures(cases: Sequence[Case], answers: Sequence[Answer]) -> dict[str, float]:
    """Return the shares by measure."""
    found = measures(cases, answers)
    return {name: float(figure.share) for name in SHOWN if (figure := found[name])}


def compared(examples: Mapping[str, Sequence[Case]], only: Sequence[str]) -> dict[str, Any]:
    """Return for each author, and for all, the number of cases and the figures with examples and without."""
    told: dict[str, Any] = {}
    every: dict[str, list[Answer]] = {"others' examples": [], "none": []}
    names = [name for name in examples if not only or name in only]
    for name in names:
        cases = examples[name]
        runs = {
            "others' examples": answered(cases, frozenset(case.id for case in cases)),
            "none": answered(cases, None),
        }
        told[name] = {"cases": len(cases), **{run: figures(cases, answers) for run, answers in runs.items()}}
        for run, answers in runs.items():
            every[run] += answers
    together = [case for name in names for case in examples[name]]
    told["all"] = {"cases": len(together), **{run: figures(together, answers) for run, answers in every.items()}}
    return told


def table(told: Mapping[str, Any]) -> str:
    """Return the figures in Markdown, in per cent."""
    lines = ["| author | cases | examples | " + " | ".join(SHOWN) + " |", "|---|---|---|" + "---|" * len(SHOWN)]
    for name, of in told.items():
        for run in ("others' examples", "none"):
            shares = (f"{100 * of[run][column]:.1f}" if column in of[run] else "—" for column in SHOWN)
            lines.append(f"| {name} | {of['cases']} | {run} | " + " | ".join(shares) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks goods-examples",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", nargs="+", default=(), metavar="AUTHOR", help="the files of these authors alone")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    args = parser.parse_args()
    examples = read_examples()
    if unknown := sorted(set(args.only) - set(examples)):
        parser.error(f"no examples of {', '.join(unknown)}; there are {', '.join(examples)}")
    told = compared(examples, args.only)
    sys.stdout.write(json.dumps(told, indent=1) + "\n" if args.json else table(told))


if __name__ == "__main__":
    main()
