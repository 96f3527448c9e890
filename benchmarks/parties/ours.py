"""Ours and the brute force of RapidFuzz, on the same pairs and queries, one thread."""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process, utils

from benchmarks.parties.sets import KIND
from monazite.packs.parties import party_pack
from monazite.parties.model import Name, Party
from monazite.parties.names.evidence import Query
from monazite.parties.names.fold import Folder
from monazite.parties.names.lexicon import Lexicon
from monazite.parties.names.matcher import Matcher
from monazite.parties.names.score import Scorer, probability

__all__ = ["brute_pairs", "brute_search", "our_pairs", "our_search"]

Hits = list[list[tuple[str, float]]]


def our_pairs(rows: Sequence[tuple[str, str, str]]) -> list[float]:
    """Return our score of each pair (schema, name, name)."""
    lexicon = Lexicon(party_pack())
    folder, scorer = Folder(lexicon), Scorer(lexicon)
    out = []
    for schema, left, right in rows:
        person = KIND[schema] == "person"
        compared = scorer.compare(folder.fold(left, person=person), folder.fold(right, person=person))
        out.append(0.0 if compared is None else probability(compared.odds))
    return out


def our_search(
    listed: Sequence[tuple[str, str, str]],
    queries: Sequence[tuple[str, str]],
    aliases: dict[str, list[str]] | None = None,
    *,
    stated: bool = True,
    least: float = 0.0,
) -> dict[str, Any]:
    """Return our hits, with the seconds spent; with aliases in the index, or without the kind of who is asked for.

    With `least` the hits alone that have this score, every one, as screening asks for them.
    """
    names = aliases or {}
    parties = [
        Party(number, "list", KIND[schema], (Name(name), *(Name(a, "alias") for a in names.get(number, ()))))
        for number, schema, name in listed
    ]
    started = time.process_time()
    matcher = Matcher(parties, party_pack())
    built = time.process_time() - started
    asked = [Query(name, KIND[schema] if stated else "") for name, schema in queries]
    matcher.search(asked[:10], 20, least)
    gc.collect()
    gc.freeze()  # what is built is not looked through again and again: so for every system here
    started = time.process_time()
    hits = matcher.search(asked, 20, least)
    spent = time.process_time() - started
    return {"hits": [[(h.party.id, h.score) for h in row] for row in hits], "built": built, "spent": spent}


def brute_pairs(rows: Sequence[tuple[str, str, str]]) -> list[float]:
    """Return RapidFuzz's WRatio of each pair, 0 to 1."""
    return [fuzz.WRatio(a, b, processor=utils.default_process) / 100 for _, a, b in rows]


def brute_search(listed: Sequence[tuple[str, str, str]], queries: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the hits of comparing every query with every name by token_sort_ratio, one thread."""
    started = time.process_time()
    names = [utils.default_process(name) for _, _, name in listed]
    built = time.process_time() - started
    started = time.process_time()
    hits: Hits = []
    for at in range(0, len(queries), 256):
        asked = [utils.default_process(name) for name, _ in queries[at : at + 256]]
        scores = process.cdist(asked, names, scorer=fuzz.token_sort_ratio, dtype=np.float32, workers=1)
        for row in scores:
            best = np.argpartition(-row, 20)[:20]
            best = best[np.argsort(-row[best], kind="stable")]
            hits.append([(listed[n][0], float(row[n]) / 100) for n in best.tolist()])
    return {"hits": hits, "built": built, "spent": time.process_time() - started}
