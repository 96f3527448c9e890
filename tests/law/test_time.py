"""Two time axes: inclusive days, suspension before effect, resumption, ends, what was known, both readings."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.law.explain import days_text
from monazite.law.model import Act, Instrument, LawPack, Provision
from monazite.law.plain import Case, bounds, interval
from monazite.law.state import resolve
from monazite.law.time import ALWAYS, inside, minus, spans_of, suspensions_of
from monazite.law.tree import TRUE, Flag, day_number


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def number(text: str) -> int:
    return day_number(day(text))


def act(kind: str, first: str = "", last: str = "", target: str = "t.act") -> Act:
    return Act(kind=kind, target=target, first=day(first) if first else None, last=day(last) if last else None)


def instrument(name: str, issued: str, *acts: Act, **more: object) -> Instrument:
    fields = {"id": name, "title": name, "issued": day(issued), "first": day(issued), "acts": acts, **more}
    return Instrument(**fields)  # type: ignore[arg-type]


RULE = Provision(id="t.act.1", title="Rule", instrument="t.act", article="1", when=TRUE, outcome="licence_required")


def law(*others: Instrument, rule: Provision = RULE, **more: object) -> LawPack:
    fields = {"first": day("2025-10-09"), **more}
    own = instrument("t.act", "2025-10-09", **fields)
    return LawPack(id="t", title="T", instruments={i.id: i for i in (own, *others)}, provisions={rule.id: rule})


def days(pack: LawPack, known_on: str = "", reading: str = "instruments", rule: Provision = RULE) -> str:
    return days_text(spans_of(pack, rule, day(known_on) if known_on else None, reading))


STAY = instrument("t.stay", "2025-11-07", act("suspends", "2025-11-07", "2026-11-10"))


def test_days_are_inclusive() -> None:
    pack = law(last=day("2025-12-31"))
    spans = spans_of(pack, RULE, None, "instruments")
    assert [inside(spans, number(d)) for d in ("2025-10-08", "2025-10-09", "2025-12-31", "2026-01-01")] == [
        False,
        True,
        True,
        False,
    ]


def test_what_is_suspended_comes_back_by_itself() -> None:
    assert days(law(STAY)) == "2025-10-09 to 2025-11-06, then from 2026-11-11"


def test_what_is_suspended_before_its_first_day_begins_when_the_suspension_ends() -> None:
    assert days(law(STAY, first=day("2025-12-01"))) == "from 2026-11-11"


def test_a_suspension_over_the_whole_time_leaves_nothing() -> None:
    assert days(law(STAY, first=day("2025-12-01"), last=day("2026-11-10"))) == "never"


def test_a_suspension_until_further_notice_has_no_end() -> None:
    stay = instrument("t.stay", "2025-11-07", act("suspends", "2025-11-07"))
    assert days(law(stay)) == "2025-10-09 to 2025-11-06"


@pytest.mark.parametrize(
    ("resumed", "expected"),
    [
        ("2026-01-01", "2025-10-09 to 2025-11-06, then from 2026-01-01"),
        ("2025-11-07", "from 2025-10-09"),
        ("2025-10-01", "from 2025-10-09"),
        ("2026-12-01", "2025-10-09 to 2025-11-06, then from 2026-11-11"),
    ],
)
def test_a_resumption_ends_a_suspension_early_and_never_late(resumed: str, expected: str) -> None:
    back = instrument("t.back", "2025-12-15", act("resumes", resumed))
    assert days(law(STAY, back)) == expected


def test_a_resumption_leaves_later_suspensions_alone() -> None:
    back = instrument("t.back", "2025-12-15", act("resumes", "2026-01-01"))
    again = instrument("t.again", "2026-02-01", act("suspends", "2026-03-01", "2026-03-31"))
    expected = "2025-10-09 to 2025-11-06, then 2026-01-01 to 2026-02-28, then from 2026-04-01"
    assert days(law(STAY, back, again)) == expected


def test_an_end_is_the_last_day_in_force() -> None:
    end = instrument("t.end", "2026-01-10", act("ends", last="2026-01-31"))
    assert days(law(end)) == "2025-10-09 to 2026-01-31"


def test_a_suspension_that_ends_on_the_day_of_repeal_leaves_nothing_behind_it() -> None:
    """Vector 12 of the notes: the law would return on the very day on which it no longer is."""
    end = instrument("t.end", "2026-01-10", act("ends", last="2026-11-10"))
    assert days(law(STAY, end)) == "2025-10-09 to 2025-11-06"
    later = instrument("t.end", "2026-01-10", act("ends", last="2026-11-11"))
    assert days(law(STAY, later)) == "2025-10-09 to 2025-11-06, then 2026-11-11 to 2026-11-11"


def test_overlapping_suspensions_join() -> None:
    more = instrument("t.more", "2026-09-28", act("suspends", "2026-11-01", "2027-01-10"))
    assert days(law(STAY, more)) == "2025-10-09 to 2025-11-06, then from 2027-01-11"


def test_acts_on_a_provision_leave_the_others_alone() -> None:
    other = Provision(id="t.act.2", title="Other", instrument="t.act", article="2", when=TRUE, outcome="exempt")
    stay = instrument("t.stay", "2025-11-07", act("suspends", "2025-11-07", "2026-11-10", "t.act.2"))
    assert days(law(stay)) == "from 2025-10-09"
    assert days(law(stay), rule=other) == "2025-10-09 to 2025-11-06, then from 2026-11-11"


def test_a_provision_may_have_days_of_its_own() -> None:
    rule = Provision(
        id="t.act.1", title="R", instrument="t.act", article="1", first=day("2025-12-01"), last=day("2025-12-31")
    )
    assert days(law(), rule=rule) == "2025-12-01 to 2025-12-31"


@pytest.mark.parametrize(
    ("known_on", "expected"),
    [
        ("2025-10-08", "never"),
        ("2025-10-09", "from 2025-10-09"),
        ("2025-11-06", "from 2025-10-09"),
        ("2025-11-07", "2025-10-09 to 2025-11-06, then from 2026-11-11"),
        ("", "2025-10-09 to 2025-11-06, then from 2026-11-11"),
    ],
)
def test_only_what_was_known_counts(known_on: str, expected: str) -> None:
    assert days(law(STAY), known_on) == expected


def test_publication_not_issue_says_when_it_could_be_known() -> None:
    pack = law(published=day("2025-10-20"))
    assert days(pack, "2025-10-19") == "never"
    assert days(pack, "2025-10-20") == "from 2025-10-09"


def test_a_statement_counts_only_as_announced() -> None:
    word = instrument("t.word", "2026-09-28", act("suspends", "2026-11-11", "2027-01-10"), binding=False)
    assert days(law(STAY, word)) == "2025-10-09 to 2025-11-06, then from 2026-11-11"
    assert days(law(STAY, word), reading="announced") == "2025-10-09 to 2025-11-06, then from 2027-01-11"
    assert days(law(STAY, word), "2026-09-27", "announced") == "2025-10-09 to 2025-11-06, then from 2026-11-11"


def test_a_statement_is_never_in_force_itself() -> None:
    assert days(law(binding=False), reading="announced") == "never"


def test_without_a_first_day_nothing_is_in_force() -> None:
    assert days(law(first=None)) == "never"


def test_who_suspends_is_told_in_order_of_publication() -> None:
    first = instrument("t.first", "2025-11-01", act("suspends", "2026-01-01", "2026-01-31"))
    found = suspensions_of(law(STAY, first), RULE, None, "instruments")
    assert [by.id for by, _ in found] == ["t.first", "t.stay"]


# ------------------------------------------------------------ what follows for a line
def outcome(pack: LawPack, on: str | None, facts: dict[str, object] | None = None) -> tuple[int, int]:
    return interval(resolve(pack), Case(facts or {}, number(on) if on else None))


def test_a_line_on_the_last_day_is_under_the_law_and_on_the_next_is_not() -> None:
    """Vector 9."""
    pack = law(last=day("2025-12-31"))
    assert [outcome(pack, d) for d in ("2025-12-31", "2026-01-01")] == [(4, 4), (0, 0)]


def test_without_a_date_it_cannot_be_told_whether_the_law_was_in_force() -> None:
    """Vector 13."""
    assert outcome(law(STAY), None) == (0, 4)


def with_exceptions(*exceptions: Provision) -> LawPack:
    base = Provision(
        id="t.base", title="B", instrument="t.act", article="1", when=Flag("cn_technology"), outcome="licence_required",
        unless=tuple(e.id for e in exceptions),
    )  # fmt: skip
    pack = law(rule=base)
    return LawPack(id="t", title="T", instruments=pack.instruments, provisions={p.id: p for p in (base, *exceptions)})


def exception(name: str, fact: str, result: str) -> Provision:
    return Provision(id=name, title=name, instrument="t.act", article="9", when=Flag(fact), outcome=result)


def test_a_true_exception_to_a_false_base_does_nothing() -> None:
    """Vector 10."""
    pack = with_exceptions(exception("t.e", "end_user_military", "prohibited"))
    assert outcome(pack, "2026-01-01", {"cn_technology": False, "end_user_military": True}) == (0, 0)


def test_the_first_exception_unknown_the_second_true() -> None:
    """Vector 11: either the first applies, or else the second does; the base itself never."""
    pack = with_exceptions(
        exception("t.e1", "single_crystal", "exempt"), exception("t.e2", "end_user_military", "prohibited")
    )
    facts = {"cn_technology": True, "single_crystal": None, "end_user_military": True}
    assert outcome(pack, "2026-01-01", facts) == (1, 6)
    assert outcome(pack, "2026-01-01", {**facts, "single_crystal": False}) == (6, 6)
    assert outcome(pack, "2026-01-01", {**facts, "single_crystal": True}) == (1, 1)


def test_an_exception_that_is_suspended_excepts_nothing() -> None:
    pack = with_exceptions(exception("t.e", "end_user_military", "exempt"))
    stay = instrument("t.stay", "2025-11-07", act("suspends", "2025-11-07", "2026-11-10", "t.e"))
    pack = LawPack(id="t", title="T", instruments={**pack.instruments, "t.stay": stay}, provisions=pack.provisions)
    facts = {"cn_technology": True, "end_user_military": True}
    assert [outcome(pack, d, facts) for d in ("2025-11-06", "2025-11-07", "2026-11-11")] == [(1, 1), (4, 4), (1, 1)]
    assert bounds(resolve(pack), Case(facts, number("2026-01-01")), "t.base") == (4, 4)


# ------------------------------------------------------------ spans
SPANS = st.lists(st.integers(0, 60), min_size=2, max_size=6, unique=True).map(
    lambda edges: tuple(zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
)


@settings(deadline=None)
@given(SPANS, st.integers(0, 60), st.integers(0, 60), st.integers(-1, 61))
def test_taking_days_away_takes_exactly_those(spans: tuple[tuple[int, int], ...], a: int, b: int, on: int) -> None:
    start, end = min(a, b), max(a, b)
    left = minus(spans, (start, end))
    assert inside(left, on) == (inside(spans, on) and not start <= on < end)
    assert all(x < y for x, y in left)
    assert list(left) == sorted(left)


def test_always_reaches_every_day_that_a_date_can_be() -> None:
    assert inside(ALWAYS, day_number(dt.date.min))
    assert inside(ALWAYS, day_number(dt.date.max))


def test_what_is_repealed_suspends_no_longer() -> None:
    repeal = instrument("t.repeal", "2026-02-20", act("ends", last="2026-03-01", target="t.stay"))
    assert days(law(STAY, repeal)) == "2025-10-09 to 2025-11-06, then from 2026-03-02"
    assert days(law(STAY, repeal), known_on="2026-02-19") == "2025-10-09 to 2025-11-06, then from 2026-11-11"


def test_a_suspension_that_is_itself_suspended_rests() -> None:
    pause = instrument("t.pause", "2026-01-01", act("suspends", "2026-01-10", "2026-01-19", target="t.stay"))
    assert days(law(STAY, pause)) == "2025-10-09 to 2025-11-06, then 2026-01-10 to 2026-01-19, then from 2026-11-11"


def test_instruments_that_suspend_each_other_come_to_an_end() -> None:
    ring = instrument("t.ring", "2025-11-07", act("suspends", "2025-11-07", "2026-11-10", target="t.stay"))
    stay = instrument("t.stay", "2025-11-07", *STAY.acts, act("suspends", "2025-11-07", "2026-11-10", target="t.ring"))
    assert days(law(stay, ring)).startswith("2025-10-09 to 2025-11-06")
