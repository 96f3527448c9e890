"""The peer, alone in its own environment: nomenklatura's index and logic-v2, fed by JSON, answering in JSON.

Run by `python -m benchmarks.parties` with the interpreter that MONAZITE_PEERS_PYTHON names; imports nothing of ours.
"""

from __future__ import annotations

import gc
import json
import sys
import tempfile
import time
from pathlib import Path


def entity(number: str, schema: str, name: str, dataset):
    from followthemoney import StatementEntity

    found = StatementEntity(dataset, {"id": number, "schema": schema})
    found.add("name", name)
    return found


def pairs(prefix, rows, dataset):
    """Return the score of each pair (schema, name, name).

    Every entity of every set has an id of its own: the peer keeps names by id, and would mix them up.
    """
    from nomenklatura.matching import LogicV2, ScoringConfig

    config = ScoringConfig.defaults()
    out = []
    for n, (schema, left, right) in enumerate(rows):
        one, other = (
            entity(f"{prefix}-left-{n}", schema, left, dataset),
            entity(f"{prefix}-right-{n}", schema, right, dataset),
        )
        out.append(LogicV2.compare(one, other, config).score)
    return out


def search(listed, queries, dataset):
    """Return for each query its candidates as (id, score), best first, and the seconds spent."""
    from nomenklatura.blocker import Index
    from nomenklatura.matching import LogicV2, ScoringConfig
    from nomenklatura.resolver import Linker
    from nomenklatura.store.memory import MemoryStore

    store = MemoryStore(dataset, Linker({}))
    kept = {number: entity(number, schema, name, dataset) for number, schema, name in listed}
    with store.writer() as writer:
        for one in kept.values():
            writer.add_entity(one)
    started = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        index = Index(store.default_view(), Path(folder))
        index.build()
        built = time.process_time() - started
        gc.collect()
        gc.freeze()
        started = time.process_time()
        asked = {f"query-{n}": entity(f"query-{n}", schema, name, dataset) for n, (name, schema) in enumerate(queries)}
        config = ScoringConfig.defaults()
        out = [[] for _ in queries]
        for key, matches in index.match_entities(asked.values()):
            query = asked[key.id]
            scored = [(found.id, LogicV2.compare(query, kept[found.id], config).score) for found, _ in matches[:20]]
            out[int(key.id.removeprefix("query-"))] = sorted(scored, key=lambda hit: -hit[1])
        spent = time.process_time() - started
        index.close()
    return {"hits": out, "built": built, "spent": spent}


def main() -> None:
    try:
        import nomenklatura
        from followthemoney import Dataset
    except ImportError as error:
        json.dump({"absent": str(error)}, sys.stdout)
        return
    task = json.load(sys.stdin)
    dataset = Dataset.make({"name": "listed", "title": "listed"})
    started = time.process_time()
    found = {
        "version": nomenklatura.__version__,
        "pairs": {k: pairs(k, rows, dataset) for k, rows in task["pairs"].items()},
    }
    found["pairs_spent"] = time.process_time() - started
    found["search"] = search(task["listed"], task["queries"], dataset)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
