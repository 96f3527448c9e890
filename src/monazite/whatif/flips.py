"""The lines whose answer changes: a table of them for each batch, with what came and what went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from monazite.law.bits import Plane, full_plane, pack, trimmed
from monazite.law.bits import without as minus
from monazite.law.lists import combos
from monazite.outcomes import DECISIONS, OUTCOMES, RANK
from monazite.vocabulary import vocabulary
from monazite.whatif.sides import Sides, Verdict

__all__ = ["COLUMNS", "SHOWN", "flipped"]

# Facts that people recognise a line by.
SHOWN = tuple("declaration line leg component date description destination end_user consignee value currency".split())
COLUMNS = (
    *("source", "row", *SHOWN, "change", "decision_before", "decision_after"),
    *("low_before", "high_before", "low_after", "high_after", "added", "removed", "opened", "ask"),
)
CHANGES = ("stricter", "looser", "less_sure", "surer")


def flipped(batch: pa.RecordBatch, sides: Sides) -> tuple[pa.RecordBatch, npt.NDArray[np.int64]]:
    """Return the lines whose decision or outcome changes, and how many lines have each decision before and after.

    The counts are an array of shape (decisions, decisions). The table has COLUMNS: `added`, `removed` are provisions
    that hold only after, or only before; `opened` those of which only after it cannot be told whether they hold.
    """
    before, after = sides.verdicts(batch)
    counts = np.bincount(
        before.decision.astype(np.int64) * len(DECISIONS) + after.decision, minlength=len(DECISIONS) ** 2
    )
    rows = np.flatnonzero((before.decision != after.decision) | (before.low != after.low) | (before.high != after.high))
    return _table(batch, rows, before, after, sides), counts.reshape(len(DECISIONS), -1)


def _table(batch: pa.RecordBatch, rows: npt.NDArray[np.intp], a: Verdict, b: Verdict, sides: Sides) -> pa.RecordBatch:
    taken = batch.select([n for n in ("source", "row", *SHOWN) if n in batch.schema.names]).take(pa.array(rows))
    columns = {name: taken.column(name) for name in taken.schema.names}
    columns["change"] = _words(_direction(a, b)[rows], CHANGES)
    columns |= {
        "decision_before": _words(a.decision[rows], DECISIONS),
        "decision_after": _words(b.decision[rows], DECISIONS),
    }
    for side, verdict in (("before", a), ("after", b)):
        columns |= {
            f"low_{side}": _words(verdict.low[rows], OUTCOMES),
            f"high_{side}": _words(verdict.high[rows], OUTCOMES),
        }
    columns |= _reasons(rows, a, b, sides, batch.num_rows)
    columns["ask"] = _asks(batch, rows, b, sides)
    return pa.record_batch({name: columns[name] if name in columns else _nothing(name, len(rows)) for name in COLUMNS})


def _nothing(name: str, rows: int) -> pa.Array:
    """Return a column of which the input has nothing, in the type that other inputs give it."""
    fact = vocabulary().get(name)
    return pa.nulls(rows, fact.arrow_type() if fact else pa.string())


def _direction(a: Verdict, b: Verdict) -> npt.NDArray[np.int8]:
    """Return the places in CHANGES: stricter where neither end of the interval falls, looser where neither rises.

    Where one end falls and the other rises it is less sure, or surer. Where neither moves, a duty came or went.
    """
    lower, upper = b.low.astype(np.int8) - a.low, b.high.astype(np.int8) - a.high
    still = (lower == 0) & (upper == 0)
    rises = np.where(still, b.decision > a.decision, (lower >= 0) & (upper >= 0))
    return np.select([rises, (lower < 0) & (upper > 0), (lower > 0) & (upper < 0)], [0, 2, 3], 1).astype(np.int8)


def _words(codes: npt.NDArray[np.int8] | npt.NDArray[np.uint8], words: Sequence[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int8)), pa.array(words))


def _reasons(rows: npt.NDArray[np.intp], a: Verdict, b: Verdict, sides: Sides, number: int) -> dict[str, pa.Array]:
    if not len(rows):
        return {name: pa.array([], pa.list_(pa.string())) for name in ("added", "removed", "opened")}
    full = full_plane(number)
    changed = np.zeros(number, bool)
    changed[rows] = True
    inside = pack(changed)
    ranks = _ranks(sides)

    def lists(ones: Mapping[str, Plane], *others: Mapping[str, Plane]) -> pa.Array:
        planes = []
        for name in sorted(ones.keys() & ranks.keys(), key=lambda n: (-ranks[n], n)):
            plane = ones[name]
            for other in others:
                plane = minus(plane, other.get(name), full)
            planes.append((name, trimmed(plane & inside if plane is not None else None)))
        return combos(planes, number).column().take(pa.array(rows))

    return {
        "added": lists(b.holds, a.holds),
        "removed": lists(a.holds, b.holds),
        "opened": lists(b.possible, a.possible, a.holds),
    }


def _ranks(sides: Sides) -> dict[str, int]:
    """Return the ranks of the provisions that may be a reason; those that only follow an outcome are none."""
    packs = [*sides.before.packs, *sides.after.packs]
    provisions = [p for pack in packs for p in pack.provisions.values() if not p.where_outcome]
    return {p.id: RANK[p.outcome] if p.outcome else -1 for p in provisions}


def _asks(batch: pa.RecordBatch, rows: npt.NDArray[np.intp], after: Verdict, sides: Sides) -> pa.Array:
    """What to ask of the changed lines that nobody can decide after; nothing for the others."""
    undecided = after.decision[rows] == DECISIONS.index("ask")
    wanted = rows[undecided]
    if not len(wanted):
        return pa.array([[]] * len(rows), pa.list_(pa.string()))
    found = sides.asks(batch.take(pa.array(wanted)))
    places = np.where(undecided, np.cumsum(undecided) - 1, len(wanted))
    lists = pa.chunked_array([found, pa.array([[]], found.type)]).combine_chunks()
    return lists.take(pa.array(places))
