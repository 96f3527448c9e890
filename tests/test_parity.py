"""Equal treatment: what turns on a country or a party, and the swap over lines, held against the swap one by one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monazite.errors import UsageError
from monazite.law.bits import unpack
from monazite.law.bulk import Law
from monazite.law.model import Act, Instrument, Item, LawPack, Listing, Membership, Provision, Relation
from monazite.law.state import resolve
from monazite.law.tree import Compare, Countries, Flag, Items, Node, Not, OneOf, StartsWith, both, either
from monazite.parity import Dependence, Swapper, Wish, audit, swap, told
from monazite.parity.facts import Grouping, role_of, variable
from monazite.parity.swap import ALL
from monazite.vocabulary import COUNTRIES, vocabulary
from tests.law.strategies import lines, packs
from tests.law.test_meanings import as_batch

SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
DAY = dt.date(2026, 1, 1)
US, HOME = OneOf("destination", ("US",)), Not(OneOf("destination", ("CN",)))


# ------------------------------------------------------------ the swap
VALUES = {
    "origin": ["CN", "JP", "DE", "US"],
    "end_use": ["civil", "military", "wmd", "disaster_relief"],
    "cn_technology": ["no", "yes"],
    "tariff_code": ["28", "2846", "28461000", "8505", "9", "1"],
}


def fixed(batch: pa.RecordBatch, fact: str, value: str) -> pa.RecordBatch:
    """Return the batch with one value in the place of a fact on every line."""
    worth: Any = value == "yes" if vocabulary()[fact].type == "boolean" else value
    array = pa.array([worth] * batch.num_rows, vocabulary()[fact].arrow_type())
    return batch.set_column(batch.schema.get_field_index(fact), fact, array)


@SLOW
@given(packs(), st.lists(lines(), min_size=1, max_size=70), st.sampled_from(sorted(VALUES)), st.data())
def test_a_group_answers_as_each_of_its_members(
    pack: LawPack, rows: list[dict[str, object]], fact: str, data: st.DataObject
) -> None:
    batch = as_batch(rows)
    swapper = Swapper([resolve(pack)], fact)
    counts = swapper.apply(batch)
    value = data.draw(st.sampled_from(VALUES[fact]))
    k = swapper.grouping.place(value)
    law = Law([pack], with_items=False)
    (own,), (one,) = (law.answers(b, with_asks=False) for b in (batch, fixed(batch, fact, value)))
    wanted = np.bincount(one.low.astype(int) * 7 + one.high, minlength=49)
    assert counts.outcomes[k, "t"].tolist() == counts.outcomes[k, ALL].tolist() == wanted.tolist()
    apart = (own.low != one.low) | (own.high != one.high)
    found = counts.against_own[k]
    assert (found.lines, found.raised + found.lowered + found.otherwise) == (apart.sum(), apart.sum())
    assert found.raised == (apart & (one.low >= own.low) & (one.high >= own.high)).sum()
    for name, moved in found.provisions.items():
        before, after = state(own, name, len(rows)), state(one, name, len(rows))
        assert moved.added == ((before == 0) & (after == 2)).sum()
        assert moved.gone == ((before == 2) & (after == 0)).sum()
        assert moved.unsure == ((before != after) & ((before == 1) | (after == 1))).sum()
        assert moved.deciding == ((after != before) & apart).sum()
    silent = set(pack.provisions) - set(found.provisions)
    assert all((state(own, n, len(rows)) == state(one, n, len(rows))).all() for n in silent)


def state(answer: Any, name: str, rows: int) -> Any:
    """Return 2 where a provision holds, 1 where it cannot be told, else 0."""
    holds, maybe = (dict(planes).get(name) for planes in (answer.holds, answer.possible))
    return sum(
        n * (np.zeros(rows, int) if p is None else unpack(p, rows).astype(int)) for n, p in ((2, holds), (1, maybe))
    )


@SLOW
@given(packs(), st.lists(lines(), min_size=2, max_size=70), st.integers(1, 69), st.sampled_from(sorted(VALUES)))
def test_totals_are_the_lines_however_they_are_cut(
    pack: LawPack, rows: list[dict[str, object]], cut: int, fact: str
) -> None:
    batch, swapper = as_batch(rows), Swapper([resolve(pack)], fact)
    whole, parts = swapper.apply(batch), swapper.empty()
    for part in (batch.slice(0, cut), batch.slice(cut)):
        parts += swapper.apply(part)
    assert parts.lines == whole.lines == len(rows) == parts.unknown + parts.declared.sum()
    for key, counts in whole.outcomes.items():
        assert counts.sum() == len(rows) and counts.tolist() == parts.outcomes[key].tolist()
    assert (parts.against_own, parts.against_rest) == (whole.against_own, whole.against_rest)
    assert parts.against_rest[swapper.rest].lines == 0
    for one in whole.against_own:
        stated = sum(r["value"] or 0 for r in rows) if one.lines == len(rows) else None
        assert stated is None or sum(one.value.values()) == stated


@given(
    st.lists(st.sampled_from(["28", "2846", "284610", "9"]), max_size=3),
    st.lists(st.text("2846109", max_size=6), max_size=3),
    st.text("2846109", max_size=7),
)
def test_every_value_has_the_group_of_those_that_pass_its_tests(
    prefixes: list[str], words: list[str], value: str
) -> None:
    tests = [StartsWith("tariff_code", p) for p in prefixes] + [OneOf("tariff_code", (w,)) for w in words]
    grouping = Grouping([vocabulary()["tariff_code"]], {"tariff_code": tests})
    group = grouping.groups[grouping.place(value)]
    alike = [(value in t.values) if isinstance(t, OneOf) else value.startswith(t.prefix) for t in tests]
    there = [(group.value in t.values) if isinstance(t, OneOf) else group.value.startswith(t.prefix) for t in tests]
    assert alike == there


# ------------------------------------------------------------ the law itself
def made(*provisions: Provision, items: tuple[Item, ...] = (), **more: Any) -> LawPack:
    """Return a pack of an invented regime of China with one act and some provisions."""
    act = Instrument(id="t.act", title="Act", issuer="Ministry", issued=DAY, first=DAY,
                     relations=(Relation("under", "t.law"),), **more.pop("act", {}))  # fmt: skip
    return LawPack(id="t", title="T", jurisdiction="CN", instruments={"t.act": act},
                   provisions={p.id: p for p in provisions}, items={i.id: i for i in items}, **more)  # fmt: skip


def rule(name: str, when: Node | None, outcome: str | None = "licence_required", **more: Any) -> Provision:
    return Provision(id=f"t.{name}", title=name, instrument="t.act", article=name, when=when, outcome=outcome, **more)


def found(pack: LawPack, name: str, fact: str, on: dt.date = DAY) -> Dependence:
    (one,) = [d for d in audit([pack], on).dependences if (d.basis.provision, d.fact) == (f"t.{name}", fact)]
    return one


def reach(one: Dependence) -> dict[str, str]:
    return {r.name: r.how for r in one.reach}


@pytest.mark.parametrize(
    ("when", "wanted", "tells"),
    [
        (US, {"US": "in", "all others (250)": "out"}, "named"),
        (Not(US), {"US": "out", "all others (250)": "in"}, "named"),
        (HOME, {"CN": "out", "all others (250)": "in"}, "home"),
        (both(HOME, US), {"US": "in", "all others (250)": "out"}, "named"),
        (both(HOME, Flag("end_user_military")), {"CN": "out", "all others (250)": "in"}, "home"),
        (either(US, Flag("end_user_military")), None, None),
        (either(US, OneOf("end_user_country", ("US",))), {"US": "in", "all others (250)": "further"}, "named"),
        (
            either(OneOf("destination", ("BY", "RU")), both(US, OneOf("origin", ("US",)))),
            {"BY, RU": "in", "US": "further", "all others (248)": "out"},
            "named",
        ),
        (
            either(both(US, Flag("end_user_military")), both(Not(US), Flag("knows_of_risk"))),
            {"US": "other", "all others (250)": "in"},
            "named",
        ),
        (Countries("destination", "eu"), {"DE, FR": "in", "all others (249)": "out"}, "named"),
        (Items("group", "*"), {"JP": "in", "all others (250)": "out"}, "named"),
    ],
)
def test_who_is_in_reach(when: Node, wanted: dict[str, str] | None, tells: str | None) -> None:
    item = Item(id="t.i", code="A1", title="I", instrument="t.act", when=OneOf("destination", ("JP",)))
    eu = tuple(Membership("eu", c, last=last) for c, last in (("DE", None), ("FR", None), ("GB", dt.date(2020, 1, 31))))
    pack = made(rule("a", when), items=(item,), memberships=eu)
    one = found(pack, "a", "destination")
    assert wanted is None or (reach(one), one.tells) == (wanted, tells)
    assert sum(len(r.members) for r in one.reach) == len(COUNTRIES)
    assert {m for r in one.reach for m in r.members} == COUNTRIES


def test_a_group_counts_as_it_stands_on_the_day() -> None:
    gb = (Membership("eu", "DE"), Membership("eu", "GB", last=DAY))
    pack = made(rule("a", Countries("destination", "eu")), memberships=gb)
    assert "DE, GB" in reach(found(pack, "a", "destination"))
    assert "DE" in reach(found(pack, "a", "destination", DAY + dt.timedelta(1)))


def test_what_does_not_turn_on_the_fact_is_not_said_to() -> None:
    both_ways = either(US, Not(US))
    pack = made(rule("a", both_ways), rule("b", Compare("mf_dy", ">=", 1)), rule("c", None))
    (regime,) = audit([pack], DAY).regimes
    assert audit([pack], DAY).dependences == ()
    assert (regime.in_force, regime.plain, regime.information) == (2, 2, 1)


def test_an_exception_is_held_against_what_it_excepts() -> None:
    base = rule("base", HOME, unless=("t.deny", "t.ease"))
    pack = made(base, rule("deny", US, "presumption_of_denial"), rule("ease", OneOf("destination", ("JP",)), "exempt"))
    deny, ease = found(pack, "deny", "destination"), found(pack, "ease", "destination")
    assert (deny.kind, deny.effect, deny.against) == ("exception", "raises", ("licence_required",))
    assert (ease.effect, ease.outcome) == ("lowers", "exempt")


def test_a_provision_turns_on_what_its_exceptions_turn_on() -> None:
    pack = made(rule("base", Flag("cn_technology"), unless=("t.ease",)), rule("ease", US, "exempt"))
    one = found(pack, "base", "destination")
    assert (one.through, one.tells, one.reach) == (("t.ease",), "named", ())
    (regime,) = audit([pack], DAY).regimes
    assert (regime.by_role["destination"], regime.named["destination"], regime.by_role["content"]) == (2, 2, 1)


def test_the_same_words_are_found_for_every_regime() -> None:
    """Neutral: whoever the regime is of, home is its own country, and a foreign country is named."""
    from dataclasses import replace

    for own, other in (("CN", "US"), ("US", "CN"), ("JP", "RU")):
        abroad, named = Not(OneOf("destination", (own,))), OneOf("destination", (other,))
        pack = replace(made(rule("a", abroad), rule("b", named)), jurisdiction=own)
        tells = {d.basis.provision: (d.tells, d.effect) for d in audit([pack], DAY).dependences}
        assert tells == {"t.a": ("home", "raises"), "t.b": ("named", "raises")}


def test_a_union_is_at_home_in_its_members() -> None:
    from dataclasses import replace

    members = tuple(Membership("eu", c) for c in ("DE", "FR"))
    for node, tells in (
        (Not(Countries("destination", "eu")), "home"),
        (OneOf("destination", ("DE", "FR", "EU")), "home"),
        (OneOf("destination", ("DE",)), "home"),
        (OneOf("destination", ("DE", "GB")), "named"),
    ):
        pack = replace(made(rule("a", node), memberships=members), jurisdiction="EU")
        assert found(pack, "a", "destination").tells == tells


def test_listed_parties_are_counted_by_country() -> None:
    listings = tuple(Listing(instrument="t.act", list="control", name=n, country=c) for n, c in
                     (("A", "US"), ("B", "US"), ("C", "JP"), ("", "")))  # fmt: skip
    pack = made(rule("a", OneOf("consignee_cn_listing", ("t.act",)), "prohibited"), listings=listings)
    one = found(pack, "a", "consignee_cn_listing")
    assert (one.role, one.tells, one.listed) == ("party", "party", {"US": 2, "JP": 1})
    assert reach(one) == {"t.act": "in", "any other": "out"}


def test_the_basis_is_cited_whole() -> None:
    one = found(made(rule("a", US, because="So it says.", confidence="memory", grade="M")), "a", "destination").basis
    assert (one.instrument, one.article, one.issuer, one.under) == ("Act", "a", "Ministry", ("t.law",))
    assert (one.because, one.confidence, one.grade) == ("So it says.", "memory", "M")


def test_what_is_suspended_on_the_day_is_told_but_not_counted() -> None:
    day = dt.timedelta(1)
    stay = Act(kind="suspends", target="t.a", first=DAY + day, last=DAY + 3 * day)
    pack = made(rule("a", US), act={"acts": (stay,)})
    for on, now in ((DAY, True), (DAY + day, False), (DAY + 3 * day, False), (DAY + 4 * day, True)):
        (regime,) = audit([pack], on).regimes
        assert (found(pack, "a", "destination", on).now, regime.by_role["destination"]) == (now, int(now))
        assert regime.in_force + regime.not_in_force == 1


def test_items_that_turn_on_a_country_are_told() -> None:
    item = Item(id="t.i", code="A1", title="I", instrument="t.act", when=OneOf("origin", ("CN",)), note="why")
    one = found(made(rule("a", Items("group", "*")), items=(item,)), "i", "origin")
    assert (one.kind, one.effect, one.basis.article, one.basis.because) == ("item", "lists", "A1", "why")


@pytest.mark.parametrize(
    ("fact", "role"),
    [
        ("destination", "destination"), ("end_user_country", "destination"), ("mined_in", "origin"),
        ("dispatch", "route"), ("transit", "route"), ("consignee_cn_listing", "party"), ("end_user_us_owned", "party"),
        ("end_user_eu_listed", "party"), ("end_user", "party"), ("end_user_military", ""),
        ("us_content_value", "content"), ("cn_technology", "content"),
        ("subject_to_ear", "content"), ("purity", ""), ("us_eccn", ""), ("kind", ""),
    ],
)  # fmt: skip
def test_roles_of_facts(fact: str, role: str) -> None:
    assert role_of(fact) == role


@pytest.mark.parametrize(
    ("fact", "said"), [("destinaton", "destination"), ("mf_dy", "no values"), ("date", "no values")]
)
def test_a_fact_that_cannot_be_swapped_is_refused(fact: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        variable(fact)


# ------------------------------------------------------------ over files
TABLE = """declaration,date,material,main_element,dispatch,destination,end use,value,currency
D1,2026-03-01,oxide,Dy,CN,US,civil,100,EUR
D2,2026-03-01,oxide,Dy,CN,JP,civil,9223372036854,EUR
D3,2026-03-01,oxide,Dy,CN,,civil,,
D4,2026-03-01,glass,,CN,US,civil,7,CNY
D5,broken
"""


def over(tmp_path: Path, *provisions: Provision, **more: Any) -> dict[str, Any]:
    (tmp_path / "a.csv").write_text(TABLE, "utf-8")
    pack = made(*provisions)
    wish = Wish([str(tmp_path / "a.csv")], [pack], **more)
    data: dict[str, Any] = told(audit([pack], DAY), swap(wish))["swap"]
    return data


def test_lines_values_bases_and_examples(tmp_path: Path) -> None:
    oxide = OneOf("material", ("oxide",))
    data = over(tmp_path, rule("a", both(oxide, US), "prohibited"), rule("b", oxide), rule("c", US, None, finding="x"))
    assert (data["lines_in"], data["lines"], data["rejected"], data["not_stated"]) == (5, 4, 1, 1)
    us, rest = data["groups"]
    assert (us["name"], us["declared"], rest["name"], rest["declared"]) == ("US", 2, "all others (250)", 1)
    one = us["against_rest"]
    assert (one["lines"], one["raised"], one["lowered"], one["beside"]) == (3, 3, 0, 1)
    assert (one["value"], one["without_value"]) == ({"EUR": 1_000_000 + 92233720368540000}, 1)
    moved = {p.pop("provision"): p for p in one["provisions"]}
    assert moved == {
        "t.a": {"added": 3, "gone": 0, "unsure": 0, "deciding": 3},
        "t.c": {"added": 4, "gone": 0, "unsure": 0, "deciding": 3},
    }
    assert data["bases"]["t.a"]["article"] == "a" and set(data["bases"]) == {"t.a", "t.c"}
    first = one["examples"][0]
    assert (first["row"], first["before"], first["after"]) == (2, ["licence_required"] * 2, ["prohibited"] * 2)
    assert (first["added"], first["gone"], [e["row"] for e in one["examples"]]) == (["t.a", "t.c"], [], [2, 3, 4, 5])
    own = us["against_own"]
    assert (own["lines"], own["raised"]) == (2, 2), "the line without a destination could be either"


def test_a_second_fact_goes_along(tmp_path: Path) -> None:
    other = both(US, OneOf("end_user_country", ("US",)))
    alone, along = (over(tmp_path, rule("a", other), along=a)["groups"][0] for a in ((), ("end_user_country",)))
    assert [o["low"] for o in alone["outcomes"] if o["regime"] == "all"] == ["not_controlled"]
    assert [o["low"] for o in along["outcomes"] if o["regime"] == "all"] == ["licence_required"]


def test_what_was_left_as_declared_is_said(tmp_path: Path) -> None:
    law = rule("a", both(US, OneOf("end_user_country", ("US",))))
    assert over(tmp_path, law)["left_as_declared"] == ["end_user_country"]
    assert over(tmp_path, law, along=("end_user_country",))["left_as_declared"] == []


def test_a_fact_that_the_law_does_not_read_changes_nothing(tmp_path: Path) -> None:
    data = over(tmp_path, rule("a", US), vary="origin")
    (group,) = data["groups"]
    assert not data["read_by_the_law"] and group["name"] == "all others (251)" and group["against_own"]["lines"] == 0


def test_every_value_of_a_yes_or_no_is_swapped(tmp_path: Path) -> None:
    data = over(tmp_path, rule("a", Flag("end_user_us_listed"), "prohibited"), vary="end_user_us_listed")
    assert [(g["name"], g["against_rest"]["raised"]) for g in data["groups"]] == [("yes", 4), ("no", 0)]
    assert data["not_stated"] == 4
