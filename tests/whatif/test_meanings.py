"""The law of one day is the law of lines dated that day; what flips is what two separate assessments differ in."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monazite.assess import assumptions
from monazite.law.bulk import Law
from monazite.law.model import LawPack
from monazite.law.moment import on_day
from monazite.law.stage import LawStage
from monazite.law.state import resolve
from monazite.outcomes import DECISIONS
from monazite.vocabulary import vocabulary
from monazite.whatif.count import Tally
from monazite.whatif.flips import flipped
from monazite.whatif.sides import Side, Sides
from tests.law.strategies import columns, days, lines, packs

SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
KNOWN = dt.date(2026, 1, 1)
LINES = st.lists(lines(), min_size=1, max_size=40)


def as_batch(rows: list[dict[str, object]]) -> pa.RecordBatch:
    types = {f: vocabulary().fact_of_column(f).arrow_type() for f in columns()}
    facts = {f: pa.array([r[f] for r in rows], t) for f, t in types.items()}
    identity = {"source": pa.array(["t"] * len(rows)), "row": pa.array(range(len(rows)), pa.int64())}
    return pa.record_batch(identity | facts)


def dated(batch: pa.RecordBatch, day: dt.date) -> pa.RecordBatch:
    at = batch.schema.get_field_index("date")
    return batch.set_column(at, "date", pa.array([day] * batch.num_rows, pa.date32()))


@SLOW
@given(packs(), LINES, days())
def test_the_law_of_a_day_is_the_law_of_lines_of_that_day(pack: LawPack, rows: list[Any], day: dt.date) -> None:
    batch = as_batch(rows)
    (fixed,) = Law.of([on_day(resolve(pack), day)]).answers(batch)
    (plain,) = Law([pack]).answers(dated(batch, day))
    assert (fixed.low.tolist(), fixed.high.tolist()) == (plain.low.tolist(), plain.high.tolist())
    assert dict.fromkeys(n for n, _ in fixed.holds) == dict.fromkeys(n for n, _ in plain.holds)
    assert set(fixed.asks) <= set(plain.asks)


@SLOW
@given(packs(), packs(), LINES, days(), st.none() | days(), st.booleans())
def test_what_flips_is_what_two_assessments_differ_in(
    one: LawPack, two: LawPack, rows: list[Any], first: dt.date, second: dt.date | None, assumed: bool
) -> None:
    batch = as_batch(rows)
    fill = {"end_use": "civil"} if assumed else {}
    sides = Sides(Side([one], KNOWN, day=first), Side([two], KNOWN, day=second, assume=fill), assumptions)
    table, counts = flipped(batch, sides)
    before = LawStage([one], KNOWN).apply(dated(batch, first)).to_pylist()
    filled = assumptions(fill)(batch if second is None else dated(batch, second))
    after = LawStage([two], KNOWN).apply(filled).to_pylist()
    shown = ("decision", "outcome_low", "outcome_high")
    differing = [k for k, (a, b) in enumerate(zip(before, after, strict=True)) if any(a[s] != b[s] for s in shown)]
    assert table.column("row").to_pylist() == differing
    for line in table.to_pylist():
        a, b = before[line["row"]], after[line["row"]]
        assert (line["decision_before"], line["decision_after"]) == (a["decision"], b["decision"])
        assert (line["low_before"], line["high_before"]) == (a["outcome_low"], a["outcome_high"])
        assert (line["low_after"], line["high_after"]) == (b["outcome_low"], b["outcome_high"])
        assert set(line["added"]) == set(b["bases"]) - set(a["bases"])
        assert set(line["removed"]) == set(a["bases"]) - set(b["bases"])
        assert set(line["opened"]) == set(b["possible"]) - set(a["possible"]) - set(a["bases"])
        # With its dates settled, the law of a day may ask for less, never for more.
        assert set(line["ask"]) <= set(b["ask"]) and (line["decision_after"] == "ask" or not line["ask"])
    pairs = Counter((a["decision"], b["decision"]) for a, b in zip(before, after, strict=True))
    at = {(DECISIONS[i], DECISIONS[j]): int(n) for (i, j), n in np.ndenumerate(counts) if n}
    assert at == pairs


@SLOW
@given(packs(), LINES, days(), days(), st.integers(1, 40))
def test_groups_add_up_however_lines_are_cut(
    pack: LawPack, rows: list[Any], first: dt.date, second: dt.date, cut: int
) -> None:
    batch = as_batch(rows)
    sides = Sides(Side([pack], KNOWN, day=first), Side([pack], KNOWN, day=second), assumptions)
    whole, parts = Tally(), Tally()
    whole.add(*flipped(batch, sides), batch.num_rows)
    for start in range(0, batch.num_rows, cut):
        part = batch.slice(start, cut)
        parts.add(*flipped(part, sides), part.num_rows)
    assert whole.largest() == parts.largest() and whole.decisions() == parts.decisions()
    assert [x["row"] for x in whole.first()] == [x["row"] for x in parts.first()]
    groups, _ = whole.largest()
    assert sum(g.lines for g in groups.get("decision", {}).values()) == whole.changed == sum(whole.changes.values())
    assert sum(n for (a, b), n in whole.decisions().items() if a != b) == whole.flipped
    assert sum(whole.decisions().values()) == batch.num_rows
