"""`python -m benchmarks`: every benchmark, a million lines each; the files themselves take more.

`python -m benchmarks goods --half tuning` runs one, with its own options.
"""

from __future__ import annotations

import subprocess
import sys

# Each with the module that it is run as.
BENCHMARKS = {
    "law": "benchmarks.law",
    "assess": "benchmarks.assess",
    "whatif": "benchmarks.whatif",
    "engines": "benchmarks.engines",
    "ownership": "benchmarks.ownership",
    "parties-bulk": "benchmarks.parties_bulk",
    "goods": "benchmarks.goods",
    "goods-examples": "benchmarks.goods.left_out",
    "goods-bulk": "benchmarks.goods.bulk",
    "parties": "benchmarks.parties",
    "parties-misses": "benchmarks.parties.misses",
    "parties-companies": "benchmarks.parties.companies",
    "quality": "benchmarks.quality",
}


def run(name: str, options: list[str]) -> int:
    """Run one benchmark in a process of its own; return its exit status."""
    return subprocess.run([sys.executable, "-m", BENCHMARKS[name], *options], check=False).returncode


def main(words: list[str]) -> int:
    """Run the benchmark named with its options, or all of them."""
    if words:
        if words[0] in BENCHMARKS:
            return run(words[0], words[1:])
        sys.stderr.write(f"no benchmark '{words[0]}'; there are {', '.join(BENCHMARKS)}\n")
        return 2
    for name in BENCHMARKS:
        sys.stdout.write(f"\n== {name}\n")
        sys.stdout.flush()
        if status := run(name, []):
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
