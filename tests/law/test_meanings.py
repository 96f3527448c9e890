"""The bulk kernel, plain Python and SQL say the same; what they say contains every completion of the facts."""

from __future__ import annotations

import datetime as dt
import itertools

import duckdb
import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monazite.law.bits import unpack
from monazite.law.bulk import Law
from monazite.law.cells import exact
from monazite.law.model import LawPack
from monazite.law.plain import Case, bounds, interval
from monazite.law.sql import outcome_query
from monazite.law.state import resolve
from monazite.law.tree import Not, both, day_number
from monazite.vocabulary import vocabulary
from tests.law.strategies import columns, known, lines, packs

SLOW = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def as_batch(rows: list[dict[str, object]]) -> pa.RecordBatch:
    types = {f: vocabulary().fact_of_column(f).arrow_type() for f in columns()}
    return pa.record_batch({f: pa.array([r[f] for r in rows], t) for f, t in types.items()})


def plain(pack: LawPack, row: dict[str, object]) -> tuple[int, int]:
    day = None if row["date"] is None else day_number(row["date"])
    return interval(resolve(pack), Case(row, day))


@SLOW
@given(packs(), st.lists(lines(), min_size=1, max_size=70))
def test_kernel_and_plain_agree(pack: LawPack, rows: list[dict[str, object]]) -> None:
    (answer,) = Law([pack]).answers(as_batch(rows))
    got = list(zip(answer.low.tolist(), answer.high.tolist(), strict=True))
    assert got == [plain(pack, row) for row in rows]


@SLOW
@given(packs(), st.lists(lines(), min_size=1, max_size=70))
def test_kernel_and_sql_agree(pack: LawPack, rows: list[dict[str, object]]) -> None:
    batch = as_batch(rows)
    (answer,) = Law([pack]).answers(batch)
    table = pa.Table.from_batches([batch]).append_column("n", pa.array(range(len(rows))))
    query = outcome_query(resolve(pack), "lines", table.schema.names, vocabulary(), keep=["n"])
    with duckdb.connect() as connection:
        connection.register("lines", table)
        found = sorted(connection.execute(query.sql("duckdb")).fetchall())
    assert [(low, high) for _, low, high in found] == list(zip(answer.low.tolist(), answer.high.tolist(), strict=True))


@SLOW
@given(packs(), st.lists(lines(), min_size=1, max_size=70))
def test_what_holds_and_what_to_ask_agree(pack: LawPack, rows: list[dict[str, object]]) -> None:
    """A fact is asked for exactly where it is not known and Kleene's logic lets it matter; roots hold where true."""
    from monazite.law.cells import open_facts

    (answer,) = Law([pack]).answers(as_batch(rows))
    state = resolve(pack)
    asks = {f: unpack(plane, len(rows)) for f, plane in answer.asks.items()}
    holds = {i: unpack(plane, len(rows)) for i, plane in answer.holds}
    for n, row in enumerate(rows):
        day = None if row["date"] is None else day_number(row["date"])
        case = Case(row, day)
        low, high = interval(state, case)
        wanted = set(open_facts(state, row, day)) if low != high else set()
        assert {f for f in asks if asks[f][n]} == wanted
        for root in state.roots:
            assert bool(root in holds and holds[root][n]) == (case.truth(state.rules[root].when) is True)


def complete(row: dict[str, object], rng: st.DataObject) -> dict[str, object]:
    """Give every missing fact a value that its bounds allow."""
    out = dict(row)
    for name in row:
        if name.endswith(("_below", "_from")) or row[name] is not None:
            continue
        values = rng.draw(known()[name])
        if f"{name}_below" in row:
            below, least = row[f"{name}_below"], row[f"{name}_from"]
            if below is not None:
                values = min(values, below - 1)
            if least is not None:
                values = max(values, least)
        out[name] = values
    return {k: (None if k.endswith(("_below", "_from")) else v) for k, v in out.items()}


@SLOW
@given(packs(), lines(), st.data())
def test_every_completion_lies_in_the_interval_and_in_the_exact_set(
    pack: LawPack, row: dict[str, object], data: st.DataObject
) -> None:
    low, high = plain(pack, row)
    full = complete(row, data)
    if full["value"] == 0:
        full["value"] = 1
    settled_low, settled_high = plain(pack, full)
    assert settled_low == settled_high
    assert low <= settled_low <= high
    day = None if row["date"] is None else day_number(row["date"])
    found = exact(resolve(pack), row, day, vocabulary())
    if found.exact and row["value"] != 0:
        assert settled_low in found.outcomes


@SLOW
@given(packs(), lines(), st.data())
def test_what_is_not_asked_for_cannot_change_the_outcome(
    pack: LawPack, row: dict[str, object], data: st.DataObject
) -> None:
    from monazite.law.cells import open_facts

    state = resolve(pack)
    if row["date"] is None:
        return
    day = day_number(row["date"])
    wanted = set(open_facts(state, row, day))
    silent = [f for f in known() if f in vocabulary() and f != "date" and row[f] is None and f not in wanted]
    if not silent:
        return
    fact = data.draw(st.sampled_from(silent))
    before = exact(state, row, day, vocabulary())
    after = exact(state, settled(row, fact, data), day, vocabulary())
    if before.exact and after.exact and row["value"] != 0:
        assert before.outcomes == after.outcomes


def settled(row: dict[str, object], fact: str, data: st.DataObject) -> dict[str, object]:
    """Give one fact a value that its bounds allow."""
    value = data.draw(known()[fact].filter(lambda v: v != 0) if fact == "value" else known()[fact])
    below, least = row.get(f"{fact}_below"), row.get(f"{fact}_from")
    if below is not None:
        value = min(value, below - 1)
    if least is not None:
        value = max(value, least)
    cleared = {k: None for k in (f"{fact}_below", f"{fact}_from") if k in row}
    return {**row, **cleared, fact: value}


@SLOW
@given(packs(), st.lists(lines(), min_size=2, max_size=70), st.integers(1, 69))
def test_answers_do_not_depend_on_how_lines_are_cut(pack: LawPack, rows: list[dict[str, object]], cut: int) -> None:
    batch = as_batch(rows)
    law = Law([pack])
    (whole,) = law.answers(batch)
    parts = [law.answers(part)[0] for part in (batch.slice(0, cut), batch.slice(cut)) if part.num_rows]
    assert list(itertools.chain(*(p.low.tolist() for p in parts))) == whole.low.tolist()
    assert list(itertools.chain(*(p.high.tolist() for p in parts))) == whole.high.tolist()


def test_an_exception_that_certainly_fails_cannot_lower_the_outcome() -> None:
    """base unless e unless f: with f known to fail, e cannot give what f would have given."""
    from monazite.law.model import Instrument, Provision
    from monazite.law.tree import Flag, OneOf

    day = dt.date(2025, 1, 1)

    def rule(name: str, when: object, outcome: str, *unless: str) -> Provision:
        return Provision(id=name, title=name, instrument="t", article="1", when=when, outcome=outcome, unless=unless)

    rules = [
        rule("base", OneOf("origin", ("CN",)), "licence_required", "e"),
        rule("e", Flag("cn_technology"), "licence_required", "f"),
        rule("f", Flag("end_user_military"), "exempt"),
    ]
    act = Instrument(id="t", title="T", issued=day, first=day)
    pack = LawPack(id="t", title="T", instruments={"t": act}, provisions={r.id: r for r in rules})
    row = {"origin": "CN", "end_user_military": False, "date": day}
    assert interval(resolve(pack), Case(row, day_number(day))) == (4, 4)


def test_a_prefix_and_its_own_text_are_two_cells() -> None:
    from monazite.law.model import Instrument, Provision
    from monazite.law.tree import OneOf, StartsWith

    day = dt.date(2025, 1, 1)
    when = both(StartsWith("tariff_code", "2846"), Not(OneOf("tariff_code", ("2846",))))
    rule = Provision(id="r", title="r", instrument="t", article="1", when=when, outcome="licence_required")
    act = Instrument(id="t", title="T", issued=day, first=day)
    pack = LawPack(id="t", title="T", instruments={"t": act}, provisions={"r": rule})
    assert exact(resolve(pack), {}, day_number(day), vocabulary()).outcomes == {0, 4}


def test_exceptions_of_exceptions_are_ordered() -> None:
    """The first exception that applies gives the outcome; an exception that is true of a false base does nothing."""
    from monazite.law.model import Instrument, Provision
    from monazite.law.tree import Flag, OneOf

    def rule(name: str, when: object, outcome: str, *unless: str) -> Provision:
        return Provision(id=name, title=name, instrument="t", article="1", when=when, outcome=outcome, unless=unless)

    day = dt.date(2025, 1, 1)
    rules = [
        rule("base", OneOf("origin", ("CN",)), "licence_required", "relief", "deny"),
        rule("relief", OneOf("end_use", ("disaster_relief",)), "exempt", "military"),
        rule("military", Flag("end_user_military"), "presumption_of_denial"),
        rule("deny", Flag("cn_technology"), "presumption_of_denial"),
    ]
    pack = LawPack(
        id="t",
        title="T",
        instruments={"t": Instrument(id="t", title="T", issued=day, first=day)},
        provisions={r.id: r for r in rules},
    )
    state = resolve(pack)

    def low_high(**facts: object) -> tuple[int, int]:
        return bounds(state, Case(facts, day_number(day)), "base")

    assert low_high(origin="JP", cn_technology=True) == (-1, -1)
    assert low_high(origin="CN", end_use="disaster_relief", end_user_military=False, cn_technology=True) == (1, 1)
    assert low_high(origin="CN", end_use="disaster_relief", end_user_military=None, cn_technology=False) == (1, 5)
    assert low_high(origin="CN", end_use=None, end_user_military=False, cn_technology=True) == (1, 5)
    assert low_high(origin="CN", end_use="civil", end_user_military=True, cn_technology=False) == (4, 4)
