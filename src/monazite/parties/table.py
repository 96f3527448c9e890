"""Answers as a table: a row for each hit, and one for each party without any, so that none is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from monazite.parties.screening import Answer, Found

__all__ = ["SCHEMA", "hit_record", "hits_table"]

FORMER = " · a former name of the entry"
_TEXTS = pa.list_(pa.string())
SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("row", pa.int64()),
        ("party", pa.string()),
        ("country", pa.string()),
        ("answer", pa.string()),
        ("score", pa.float64()),
        ("list", pa.string()),
        ("entry", pa.string()),
        ("entry_name", pa.string()),
        ("state", pa.string()),
        ("sure", pa.bool_()),
        ("first", pa.date32()),
        ("last", pa.date32()),
        ("act", pa.string()),
        ("programmes", _TEXTS),
        ("why", pa.string()),
        ("verdict", pa.string()),
        ("decided_by", pa.string()),
        ("lists", _TEXTS),
        ("incomplete", _TEXTS),
        ("shared_contacts", pa.int64()),
        ("findings", _TEXTS),
    ]
)


def hits_table(
    answers: Sequence[Answer],
    places: Sequence[tuple[str, int]],
    clusters: Sequence[int],
    findings: Sequence[Sequence[str]],
) -> pa.RecordBatch:
    """Return answers as rows; `places` are source and row of each, `clusters` numbers of shared contacts (0: none)."""
    rows: list[dict[str, Any]] = []
    for answer, (source, row), cluster, found in zip(answers, places, clusters, findings, strict=True):
        own = {"source": source, "row": row, "shared_contacts": cluster or None, "findings": list(found)}
        own |= {
            "party": answer.asked.name,
            "country": " ".join(answer.asked.countries).strip() or None,
            "answer": answer.state,
        }
        own |= {"lists": list(_editions(answer)), "incomplete": list(answer.incomplete)}
        rows += [own | hit_record(hit) for hit in answer.hits] or [own]
    return pa.RecordBatch.from_pylist(rows, schema=SCHEMA)


def hit_record(hit: Found) -> dict[str, Any]:
    """Return a hit as plain values, dates as dates."""
    match, party, span = hit.match, hit.match.party, hit.span or (hit.match.party.spans or (None,))[-1]
    return {
        "score": round(match.score, 4),
        "list": party.list,
        "entry": party.id,
        "entry_name": match.name,
        "state": hit.state,
        "sure": hit.sure,
        "first": span.first if span else None,
        "last": span.last if span else None,
        "act": span.act or None if span else None,
        "programmes": list(party.programmes),
        "why": f"{match.why.text()}{FORMER if match.former else ''}",
        "verdict": f"{hit.decided.verdict}{' (void)' if hit.void else ''}" if hit.decided else None,
        "decided_by": f"{hit.decided.by}, {hit.decided.decided}: {hit.decided.why}" if hit.decided else None,
    }


def _editions(answer: Answer) -> Iterator[str]:
    for one in answer.lists:
        yield f"{one.list} {one.edition} ({one.age} days)" if one.ok else f"{one.list} {one.state}"
