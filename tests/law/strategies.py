"""Random law and random facts, for the tests that hold the meanings of the law equal."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from monazite.law.model import Act, Instrument, LawPack, Provision
from monazite.law.tree import Compare, Flag, Node, Not, OneOf, Ratio, StartsWith, both, either
from monazite.outcomes import OUTCOMES

TEXTS = {
    "origin": ("CN", "JP", "DE"),
    "tariff_code": ("2846", "28461000", "8505"),
    "end_use": ("civil", "military", "wmd"),
}
FLAGS = ("cn_technology", "end_user_military")
NUMBERS = ("mf_dy", "purity")
LIMITS = (0, 1, 1_000_000)
FIRST = dt.date(2025, 1, 1)
DAYS = 30


def atoms() -> st.SearchStrategy[Node]:
    """Return one random atom."""
    texts = st.sampled_from(sorted(TEXTS)).flatmap(
        lambda f: st.lists(st.sampled_from(TEXTS[f]), min_size=1, max_size=2, unique=True).map(
            lambda v: OneOf(f, tuple(v))
        )
    )
    return st.one_of(
        texts,
        st.sampled_from(("28", "2846", "9")).map(lambda p: StartsWith("tariff_code", p)),
        st.sampled_from(FLAGS).map(Flag),
        st.builds(
            Compare,
            st.sampled_from(NUMBERS),
            st.sampled_from((">=", ">", "<=", "<", "=", "<>")),
            st.sampled_from(LIMITS),
        ),
        st.builds(
            Ratio,
            st.just("cn_content_value"),
            st.just("value"),
            st.sampled_from((">=", "<")),
            st.just(1),
            st.sampled_from((4, 1000)),
        ),
    )


def conditions() -> st.SearchStrategy[Node]:
    """Return a random condition of nested groups."""
    return st.recursive(
        atoms(),
        lambda part: st.one_of(
            st.lists(part, min_size=2, max_size=3).map(lambda c: both(*c)),
            st.lists(part, min_size=2, max_size=3).map(lambda c: either(*c)),
            part.map(Not),
        ),
        max_leaves=5,
    )


def days() -> st.SearchStrategy[dt.date]:
    """Return a day of the month in which the random law happens."""
    return st.integers(0, DAYS).map(lambda n: FIRST + dt.timedelta(n))


def known() -> dict[str, st.SearchStrategy[object]]:
    """Return a strategy for the known values of each column of a random line."""
    amount = st.sampled_from((0, 1, 2, 999_999, 1_000_000, 1_000_001, 10**15, 2**61))
    money = st.sampled_from((0, 1, 999, 1000, 4000, 4001, 10**12, 2**62))
    out: dict[str, st.SearchStrategy[object]] = {f: st.sampled_from(v) for f, v in TEXTS.items()}
    out |= {f: st.booleans() for f in FLAGS}
    out |= {f: amount for f in NUMBERS}
    out |= {f"{f}_below": st.sampled_from((1, 2, 1_000_000)) for f in NUMBERS}
    out |= {f"{f}_from": st.sampled_from((0, 1, 1_000_000)) for f in NUMBERS}
    return out | {"cn_content_value": money, "value": money, "date": days()}


def columns() -> dict[str, st.SearchStrategy[object]]:
    """Return a strategy for each column of a random line; None is not known."""
    return {name: st.none() | values for name, values in known().items()}


@st.composite
def lines(draw: st.DrawFn) -> dict[str, object]:
    """Return the facts of one line; bounds stand only where the value is not known, and never contradict."""
    facts = {name: draw(strategy) for name, strategy in columns().items()}
    for name in NUMBERS:
        below, least = facts[f"{name}_below"], facts[f"{name}_from"]
        if facts[name] is not None:
            facts[f"{name}_below"] = facts[f"{name}_from"] = None
        elif below is not None and least is not None and least >= below:
            facts[f"{name}_from"] = None
    return facts


@st.composite
def packs(draw: st.DrawFn) -> LawPack:
    """Return a random pack: provisions with exception trees, days and suspensions."""
    count = draw(st.integers(1, 6))
    instruments = {"t.act": Instrument(id="t.act", title="Act", issued=FIRST, first=FIRST)}
    provisions: dict[str, Provision] = {}
    acts = []
    for k in range(count):
        # An exception names only later provisions: the graph has no cycles.
        later = [f"t.p{n}" for n in range(k + 1, count)]
        unless = draw(st.lists(st.sampled_from(later), max_size=2, unique=True)) if later else []
        first = draw(st.none() | days())
        provisions[f"t.p{k}"] = Provision(
            id=f"t.p{k}",
            title="P",
            instrument="t.act",
            article=str(k),
            when=draw(conditions()),
            outcome=draw(st.sampled_from(OUTCOMES)),
            unless=tuple(unless),
            first=first,
            last=draw(st.none() | days()),
        )
        if draw(st.booleans()):
            start = draw(days())
            acts.append(
                Act(kind="suspends", target=f"t.p{k}", first=start, last=start + dt.timedelta(draw(st.integers(0, 9))))
            )
    instruments["t.stay"] = Instrument(id="t.stay", title="Stay", issued=FIRST, first=FIRST, acts=tuple(acts))
    return LawPack(id="t", title="T", instruments=instruments, provisions=provisions)
