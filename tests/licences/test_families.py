"""Which families of entries a licence must name, given the provisions that hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from monazite.law.model import Item, LawPack, Provision
from monazite.law.tree import TRUE, Any, Items, Node, Not, both
from monazite.licences import Ledger
from monazite.licences.families import Families
from monazite.licensable import licensable
from tests.licences.made import answer, register


def _item(code: str, instrument: str, *groups: str) -> Item:
    return Item(id=f"cn.{code}", code=code, title=code, instrument=instrument, when=TRUE, groups=groups)


def _provision(name: str, outcome: str | None, when: Node, *unless: str) -> Provision:
    return Provision(id=name, title=name, instrument="made", article="1", when=when, outcome=outcome, unless=unless)


PACK = LawPack(
    id="cn",
    title="Made",
    items={
        i.id: i
        for i in (
            _item("1C902.b", "18", "dual_use"),
            _item("1C905.b", "18", "dual_use"),
            _item("1C905.c", "18", "dual_use"),
            _item("1C909", "57", "dual_use"),
            _item("Annex1.Part1", "61"),
        )
    },
    provisions={
        p.id: p
        for p in (
            _provision("licence", "licence_required", Items("instrument", "18"), "case"),
            _provision("case", "case_by_case", TRUE),
            _provision("one", "licence_required", Items("code", "1C905")),
            _provision("but", "licence_required", both(Items("group", "dual_use"), Not(Items("code", "1C902")))),
            _provision("foreign", "licence_required", Items("instrument", "61")),
            _provision("told", "notification", Items("code", "1C909")),
            _provision("any", "prohibited", Any((Items("code", "1C902"), Items("code", "1C909")))),
        )
    },
)
LINE = ("cn:1C902.b", "cn:1C905.b", "cn:1C905.c", "cn:1C909", "cn:Annex1.Part1", "us:1C117")
SM, DY, HO = ("cn:1C902.b",), ("cn:1C905.b", "cn:1C905.c"), ("cn:1C909",)


@pytest.mark.parametrize(
    ("bases", "families"),
    [
        (["licence"], [SM, DY]),
        (["case"], [SM, DY]),
        (["one"], [DY]),
        (["but"], [SM, DY, HO]),
        (["any"], [SM, HO]),
        (["one", "any"], [SM, DY, HO]),
        (["told"], [SM, DY, HO]),
        (["told", "one"], [DY]),
        (["foreign"], [("cn:Annex1.Part1", *SM, *DY, *HO)]),
        (["foreign", "one"], [DY]),
        ([], [SM, DY, HO]),
        (["not in the pack"], [SM, DY, HO]),
    ],
)
def test_what_holds_says_what_must_be_on_the_licence(bases: list[str], families: list[tuple[str, ...]]) -> None:
    assert Families(licensable([PACK])).of("cn", LINE, bases) == tuple(families)


def test_each_regime_has_its_own_entries() -> None:
    assert Families(licensable([PACK])).of("us", LINE, ["one"]) == (("us:1C117",),)
    assert Families({}).of("", ("cn:1C905.b", "us:1C905.b"), ()) == (("cn:1C905.b",), ("us:1C905.b",))
    assert Families({}).of("eu", LINE, ()) == ()


def test_a_substance_that_no_provision_makes_licensable_is_not_asked_for(tmp_path: Path) -> None:
    ledger = Ledger(register(tmp_path, "CN-1,,1C905,,,,,1,t,,,,,"), licensable([PACK]))
    assert answer(ledger, items=list(LINE), bases=["one"])["licence"] == "covered"
    found = answer(ledger, items=list(LINE), bases=["licence"])
    assert found["licence_reason"] == "licence CN-1: items 1C902.b not on it"
