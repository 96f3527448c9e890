"""Conflicts of laws: what a provision opposes must hold on the line and hold it back, unless it is named exactly."""

from __future__ import annotations

import pytest

from monazite.law.conflict import conflicts
from monazite.law.model import Provision
from monazite.law.tree import TRUE


def provision(name: str, outcome: str | None = None, **more: object) -> Provision:
    instrument = name.rsplit(".", 1)[0]
    return Provision(id=name, title=name, instrument=instrument, article="1", when=TRUE, outcome=outcome, **more)  # type: ignore[arg-type]


def found(opposes: tuple[str, ...], *others: Provision) -> list[str]:
    block = provision("a.act.block", opposes=opposes)
    law = {p.id: p for p in (block, *others)}
    return [f"{one} > {two}" for one, two in conflicts(list(law), law)]


BAN = provision("b.act.ban", "prohibited")
SIGN = provision("b.act.sign", finding="sign")
NOTICE = provision("b.act.notice", "notification")


@pytest.mark.parametrize(
    ("opposes", "other", "clash"),
    [
        ("b", BAN, True),
        ("b.act", BAN, True),
        ("b.act.ban", BAN, True),
        ("b.act.bans", BAN, False),
        ("b.ac", BAN, False),
        ("c", BAN, False),
        ("b", SIGN, False),
        ("b.act", SIGN, False),
        ("b.act.sign", SIGN, True),
        ("b", NOTICE, False),
        ("b.act", NOTICE, False),
        ("b.act.notice", NOTICE, True),
    ],
)
def test_what_is_opposed(opposes: str, other: Provision, clash: bool) -> None:
    assert found((opposes,), other) == ([f"a.act.block > {other.id}"] if clash else [])


def test_what_an_exception_lifts_is_in_nobodys_way() -> None:
    ban = provision("b.act.ban", "prohibited", unless=("b.act.relief",))
    assert found(("b",), ban, provision("b.act.relief", "exempt")) == []
    assert found(("b",), ban, provision("b.act.other", "exempt")) == ["a.act.block > b.act.ban"]


def test_nothing_opposes_nothing() -> None:
    assert found((), BAN) == []
