"""`pack show` says what a pack, an instrument, an item, a code, a group or a provision is, on a day."""

from __future__ import annotations

import json

import pytest

from monazite.errors import UsageError
from monazite.packs.show import condition, shown
from tests.packs.made_up import PROVISIONS, day, pack

BEFORE, DURING, AFTER = day("2026-01-31"), day("2026-02-28"), day("2026-03-01")


def test_the_overview_counts_and_dates() -> None:
    data, text = shown(pack(), today=BEFORE)
    assert data["counts"]["instruments"] == 4
    assert data["counts"]["statements"] == 1
    assert data["counts"]["exceptions"] == 1
    assert data["counts"]["information"] == 1
    assert (data["from_memory"], data["entries"]) == (1, 9)
    assert "1 of 9 entries (11 %) from memory" in text
    assert text.endswith("Screening aid, not legal advice.")


@pytest.mark.parametrize(("today", "overdue"), [("2026-02-15", False), ("2026-02-16", True)])
def test_an_overdue_review_is_told_from_the_day_after(today: str, overdue: bool) -> None:
    data, text = shown(pack(), today=day(today))
    assert data["review_overdue"] is overdue
    assert ("the review is overdue since 2026-02-15" in text) is overdue


@pytest.mark.parametrize(
    ("name", "today", "instruments", "announced"),
    [
        ("t.act", "2025-01-31", "from 2025-02-01", "from 2025-02-01"),
        ("t.act", "2025-02-01", "in force", "in force"),
        ("t.act", "2026-02-28", "suspended until 2026-02-28", "suspended until 2026-02-28"),
        ("t.act.art-1", "2026-03-01", "in force", "suspended until 2026-12-31"),
        ("t.act.art-1", "2027-01-01", "in force", "in force"),
        ("t.old", "2025-01-31", "in force", "in force"),
        ("t.old", "2025-02-01", "ended", "ended"),
        ("t.word", "2026-03-01", "a statement", "a statement"),
    ],
)
def test_how_a_thing_stands_on_a_day(name: str, today: str, instruments: str, announced: str) -> None:
    data, text = shown(pack(), name, day(today))
    assert data["now"] == {"instruments": instruments, "announced": announced}
    assert instruments in text


def test_an_instrument_tells_its_acts_and_what_is_done_to_it() -> None:
    data, text = shown(pack(), "t.act", DURING)
    assert data["acts"] == [{"act": "ends", "target": "t.old", "from": None, "to": "2025-01-31"}]
    assert [(a["by"], a["target"], a["binding"]) for a in data["acted_on"]] == [
        ("t.stay", "t.act", True),
        ("t.word", "t.act.art-1", False),
    ]
    assert [p["provision"] for p in data["provisions"]] == ["t.act.art-1", "t.act.art-2", "t.act.file", "t.act.info"]
    assert "t.word suspends t.act.art-1 from 2026-03-01 to 2026-12-31 (announced only)" in text
    assert "Invented Holdings, US (control list, binds exporters)" in text
    assert "1C.1.a  Strong magnets" in text


def test_a_provision_is_written_out() -> None:
    data, text = shown(pack(), "t.act.art-1", AFTER)
    assert data["when"] == {"all": ["in_items('magnets')", "destination <> 'CN'"]}
    assert data["asks"] == ["material", "magnet_family", "mf_dy", "destination"]
    assert "  all:\n      in_items('magnets')\n      destination <> 'CN'\nthen licence_required" in text
    assert "t.act.art-2  art 2: Friends [exempt]" in text
    for piece in ("art 1", "https://law.example/act", "verified, grade S", "Because: Strong", "rules.yml:3"):
        assert piece in text


def test_an_exception_names_what_it_excepts() -> None:
    data, text = shown(pack(), "t.act.art-2", AFTER)
    assert [p["provision"] for p in data["exception_to"]] == ["t.act.art-1"]
    assert data["duties"] == ["report: Report the export (10 working days after date)"]
    assert "NOT end_user_military" in text
    assert "in_countries(destination, 'friends')" in text


def test_a_duty_that_waits_for_an_outcome_says_for_which() -> None:
    text = shown(pack(), "t.act.file", AFTER)[1]
    assert (
        "then no outcome of its own\nonly where the regime comes to licence_required or presumption_of_denial" in text
    )
    assert "document: Keep the licence (3 years)" in text


def test_information_is_said_to_be_never_evaluated() -> None:
    assert "never evaluated" in shown(pack(), "t.act.info", AFTER)[1]


@pytest.mark.parametrize("name", ["t.m1", "1C.1.a", "1C.1", "1C", "magnets"])
def test_an_item_is_found_by_id_code_parent_and_group(name: str) -> None:
    data, text = shown(pack(), name, AFTER)
    (item,) = data["items"]
    assert item["item"] == "t.m1"
    assert item["used_by"] == ["t.act.art-1", "t.act.file"]
    assert item["when"] == {
        "all": ["material = 'magnet'", {"any": ["magnet_family IN ('NdFeB', 'SmCo')", "mf_dy > 0"]}]
    }
    assert "reference tariff lines: 850511" in text


def test_a_country_group_is_shown() -> None:
    assert shown(pack(), "friends", AFTER)[1] == "friends: JP, NO (from 2025-06-01)"


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"did you mean 't\.act\.art-1'"):
        shown(pack(), "t.act.atr-1", AFTER)


@pytest.mark.parametrize("name", [None, "t.act", "t.act.art-1", "t.act.info", "t.m1", "friends"])
def test_what_is_shown_is_plain_json_and_plain_text(name: str | None) -> None:
    data, text = shown(pack(), name, AFTER)
    assert json.loads(json.dumps(data, ensure_ascii=False)) == data
    assert "\x1b" not in text
    assert "None" not in text


def test_an_empty_pack_is_shown() -> None:
    assert "0 instruments" in shown(pack(instruments={}, items={}, provisions={}), today=AFTER)[1]


def test_contraries_are_written_as_people_write_them() -> None:
    from monazite.law.tree import Not, OneOf, both

    assert condition(Not(OneOf("origin", ("CN", "JP")))) == "origin NOT IN ('CN', 'JP')"
    node = PROVISIONS[0].when
    assert node is not None
    assert condition(Not(both(node, OneOf("origin", ("CN",))))) == {
        "not": {"all": [*condition(node)["all"], "origin = 'CN'"]}
    }
