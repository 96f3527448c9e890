"""What a line states against words of the shipped pack: told, and no longer cleared."""

from __future__ import annotations

import datetime as dt

import pytest

from monazite.identify.identifier import Identifier
from monazite.identify.model import Texts
from monazite.packs.find import packs_folder
from monazite.packs.goods_doubts import doubts_pack
from monazite.packs.law import load_law

DAY = dt.date(2026, 11, 23)
IDENTIFIER = Identifier(
    doubts_pack().goods, [load_law(packs_folder() / "law" / "cn")], known_on=DAY, rules=doubts_pack()
)
KG = LITRE = 10**6


@pytest.mark.parametrize(
    ("text", "assay", "stated", "told"),
    [
        ("ferrite magnets", "XRF: Nd 28±1, Fe 66±2, Dy 3±0.3 %", {}, "26 to 30 % Nd, 2.4 to 3.6 % Dy"),
        ("pencil leads", "XRF: Sb 99.7 %", {}, "'pencil leads' is named pencil lead, but holds"),
        ("copper scrap", "XRF: Dy 40±2 %", {}, "36 to 44 % Dy"),
        ("water bottles", "", {"net_mass": 45 * KG, "volume": 6 * LITRE}, "7.5 g/cm3 is too heavy"),
        ("Stainless steel valve", "", {"claimed_control_code": "1C905"}, "claims entry 1C905"),
        ("copper wire", "", {"claimed_control_code": "1C902.a.4"}, "samarium-cobalt magnets"),
    ],
)
def test_a_contradiction_is_told_and_clears_nothing(
    text: str, assay: str, stated: dict[str, object], told: str
) -> None:
    found = IDENTIFIER.identify(Texts(text, "", "", assay), DAY, stated)
    assert any(told in d.text and d.strength >= 2 for d in found.doubts), found.doubts
    assert found.verdict in ("may_be_listed", "cannot_tell", "listed")


@pytest.mark.parametrize(
    ("text", "assay", "stated"),
    [
        ("ferrite magnets", "XRF: Fe 62±2, Sr 8±1, La 2 %", {}),
        ("copper scrap", "XRF: Cu 97, Sb 0.4 %", {}),
        ("water bottles", "", {"net_mass": 6 * KG, "volume": 45 * LITRE}),
        ("glass bottles", "", {"net_mass": 25 * KG, "volume": 10 * LITRE}),
        ("dysprosium oxide", "", {"claimed_control_code": "1C905.b"}),
        ("sintered NdFeB magnets", "", {"claimed_control_code": "1C905.a.4"}),
        ("permanent magnets", "", {"claimed_control_code": "1C902.a.4"}),
        ("mixed rare earth carbonate", "", {"claimed_control_code": "1C905.c"}),
        ("Stainless steel valve", "", {"claimed_control_code": "EAR99"}),
        ("Stainless steel valve", "", {"claimed_control_code": "不受控"}),
    ],
)
def test_what_agrees_is_not_told(text: str, assay: str, stated: dict[str, object]) -> None:
    codes = {d.code for d in IDENTIFIER.identify(Texts(text, "", "", assay), DAY, stated).doubts}
    assert not codes & {"lookalike_assay", "density_material", "claimed_words", "claimed_not_understood"}
