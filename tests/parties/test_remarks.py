"""What stands in brackets behind a name in hanzi tells of the party, and hides nobody."""

from __future__ import annotations

import pytest

from monazite.parties.cells import parts_of


@pytest.mark.parametrize(
    ("cell", "party"),
    [
        ("沈阳宇航精密机械有限公司(原沈阳某某厂)", "沈阳宇航精密机械有限公司"),
        ("欧阳建华(法定代表人)", "欧阳建华"),
        ("华为技术(中国)有限公司(总部)", "华为技术(中国)有限公司"),
        ("示例贸易（Example Trading）", "示例贸易"),
    ],
)
def test_a_name_is_asked_for_without_the_remark_behind_it(cell: str, party: str) -> None:
    assert party in parts_of(cell)


@pytest.mark.parametrize("cell", ["华为技术(中国)有限公司", "张伟明", "Foo (HK)"])
def test_a_bracket_within_a_name_stays(cell: str) -> None:
    assert parts_of(cell) == ()
