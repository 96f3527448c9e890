"""Ownership: who listed parties own among a million parties with a million and a half holdings, both runs.

    python benchmarks/ownership.py --parties 1000000

Beside it the same least fixpoint as repeated products of a sparse matrix with floats (the usual way to write it), which
knows no ranges' ends, no dates, no proofs, and not that others may leave less (so it calls some more possible); and the
reading of the same graph, at two places of a per cent, from a table. CPU seconds; graphs are drawn from a fixed seed.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import numpy as np
import scipy.sparse as sp

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from monazite.formats.owners import read_owners
from monazite.parties.ownership.answer import owned_by_listed, owned_columns
from monazite.parties.ownership.graph import INDIRECT, Edges, Graph
from monazite.parties.ownership.model import Listed, Rule
from monazite.parties.ownership.moment import moment
from monazite.parties.ownership.proof import prove

Found = TypeVar("Found")
PPB = 1_000_000_000
HALF = Rule("us", "us", "half or more, together", Fraction(1, 2), "")
ALONE = Rule("uk", "uk", "more than half, alone", Fraction(1, 2), "", more_than=True, aggregate="no")


def timed(work: Callable[[], Found]) -> tuple[Found, float]:
    """Return what a piece of work returns and its CPU seconds."""
    start = time.process_time()
    return work(), time.process_time() - start


def made(parties: int, chain: bool = False) -> tuple[Graph, list[Listed]]:
    """Return a graph of 1.5 holdings a party, shares from 0 to 1 with ranges, and one listed party in 200."""
    draw = np.random.default_rng(0)
    edges = parties * 3 // 2
    owner = draw.integers(0, parties, edges).astype(np.int32)
    asset = draw.integers(0, parties, edges).astype(np.int32)
    high = (draw.dirichlet([1, 1, 1], edges)[:, 0] * PPB).astype(np.int64)
    if chain:  # each company owns the next one: as many steps as there are companies
        owner, asset = np.arange(parties - 1, dtype=np.int32), np.arange(1, parties, dtype=np.int32)
        high = np.full(parties - 1, PPB, np.int64)
    low = high * 9 // 10
    columns = Edges(owner, asset, low, high, np.zeros(len(owner), np.int32), np.zeros(len(owner), np.uint8))
    graph = Graph([f"P{k}" for k in range(parties)], columns, PPB)
    listed = [0] if chain else draw.choice(parties, max(1, parties // 200), False).tolist()
    return graph, [Listed(graph.ids[k]) for k in listed]


def indirect(companies: int, statements: int) -> Graph:
    """Return layers of 50 companies, each held by eight of the layer above, and indirect statements top to bottom."""
    draw, wide = np.random.default_rng(0), 50
    below = draw.integers(wide, companies, 8 * companies)
    owner = np.concatenate(
        ((below // wide - 1) * wide + draw.integers(0, wide, len(below)), draw.integers(0, wide, statements))
    )
    asset = np.concatenate((below, draw.integers(companies - wide, companies, statements)))
    share, bits = np.full(len(owner), PPB // 10, np.int64), np.zeros(len(owner), np.uint8)
    bits[len(below) :] = INDIRECT
    columns = Edges(owner.astype(np.int32), asset.astype(np.int32), share, share, np.zeros(len(owner), np.int32), bits)
    return Graph([f"P{k}" for k in range(companies)], columns, PPB)


def by_products(graph: Graph, listed: np.ndarray) -> tuple[int, int]:
    """Return how many are owned on least and on greatest shares, by repeated products with a matrix of floats."""
    out = []
    for shares in (graph.edges.low, graph.edges.high):
        n = len(graph)
        matrix = sp.csr_matrix((shares / PPB, (graph.edges.asset, graph.edges.owner)), shape=(n, n))
        owned = np.zeros(n, bool)
        owned[listed] = True
        while not np.array_equal(grown := owned | (matrix @ owned.astype(float) >= 0.5 - 1e-12), owned):
            owned = grown
        out.append(int(owned.sum()))
    return out[0], out[1]


def say(what: str, seconds: float, found: object = "") -> None:
    sys.stdout.write(f"{what:>58} {seconds:>8.2f} {found}\n")
    sys.stdout.flush()


def table(graph: Graph, path: Path) -> None:
    """Write a graph as a table of holdings."""
    e = graph.edges
    with path.open("w", encoding="utf-8") as file:
        file.write("owner,asset,min,max\n")
        for owner, asset, low, high in zip(e.owner, e.asset, e.low, e.high, strict=True):
            file.write(f"P{owner},P{asset},{low / 1e7:.2f},{high / 1e7:.2f}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parties", type=int, default=1_000_000)
    parser.add_argument("--table", action="store_true", help="Also write the graph as a table and read it.")
    args = parser.parse_args()
    graph, listed = made(args.parties)
    graph.number  # noqa: B018 - the numbers of ids are made once and kept, whoever asks first
    say(f"{len(graph):,} parties, {len(graph.edges):,} holdings", 0, "CPU s")
    answer, seconds = timed(lambda: owned_by_listed(graph, listed, HALF))
    counts = np.bincount(answer.codes, minlength=4)
    say("both runs, together, exactly", seconds, f"possible {counts[1]:,}, certain {counts[2]:,}")
    peer, seconds = timed(lambda: by_products(graph, answer.listed))
    say(
        "peer: repeated sparse products, floats", seconds, f"least {peer[0]:,}, greatest {peer[1]:,}, listed among them"
    )
    say("red flags of every party", timed(lambda: answer.flags)[1])
    asked = graph.ids[: min(100_000, args.parties)]
    say(f"answers for {len(asked):,} names as columns", timed(lambda: owned_columns(answer, asked))[1])
    owned = np.flatnonzero((answer.codes == 1) | (answer.codes == 2))[:1000].tolist()
    say(f"{len(owned):,} proofs", timed(lambda: [prove(answer, party) for party in owned])[1])
    say("both runs, each listed party alone", timed(lambda: owned_by_listed(graph, listed, ALONE))[1])
    long, first = made(max(2, args.parties // 10), chain=True)
    say(f"a chain of {len(long):,}", timed(lambda: owned_by_listed(long, first, HALF))[1])
    for count in (400, 40_000):
        dense = indirect(1_000, count)
        say(f"{count:,} indirect statements in a dense graph", timed(lambda: moment(dense))[1])  # noqa: B023 - at once
    if args.table:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "holdings.csv"
            table(graph, path)
            say(f"read from a table of {path.stat().st_size / 1e6:.0f} MB", timed(lambda: read_owners(path))[1])
    say("peak memory, GB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)


if __name__ == "__main__":
    main()
