"""`pack diff` counts whose decisions change, why, where and for how much, and says what differs in the packs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from monazite.errors import InputError, UsageError
from monazite.law.model import CalendarDay, Event, LawPack, Membership, Relation
from monazite.law.tree import Items, OneOf, both
from monazite.packs.diff import EXAMPLES, decisions_changed
from monazite.packs.goods_doubts import doubts_pack
from monazite.packs.structure import pack_changes
from tests.packs.made_up import PROVISIONS, day, pack

HEAD = "declaration,date,material,magnet_family,destination,end_user_military,value,currency"


def lines(tmp_path: Path, *rows: str) -> list[str]:
    file = tmp_path / "lines.csv"
    file.write_text("\n".join((HEAD, *rows)) + "\n", "utf-8")
    return [str(file)]


def narrower() -> LawPack:
    """Only Japan needs no licence any more: the exception goes, and the base reaches the US alone."""
    base = replace(PROVISIONS[0], when=both(Items("group", "magnets"), OneOf("destination", ("US",))), unless=())
    return pack(version="2", provisions={base.id: base, "t.act.info": PROVISIONS[-1]})


ROWS = (
    "D1,2025-03-01,magnet,NdFeB,US,yes,1000.50,USD",  # licence before and after
    "D2,2025-03-01,magnet,NdFeB,DE,yes,20,EUR",  # licence before, nothing after
    "D3,2025-03-01,magnet,NdFeB,JP,yes,30,EUR",  # exempt before, nothing after
    "D4,2025-03-01,metal,,US,yes,40,USD",  # never
    "D5,2025-03-01,magnet,NdFeB,US,no,5,USD",  # exempt before, licence after
)


def test_flips_provisions_destinations_and_values(tmp_path: Path) -> None:
    changes = decisions_changed(pack(), narrower(), lines(tmp_path, *ROWS))
    assert (changes.lines, changes.rejected, changes.changed) == (5, 0, 3)
    flips = {(a[0], a[2], b[0], b[2]): n for (a, b), n in changes.flips.items()}
    assert flips == {
        ("hold_for_licence", "licence_required", "release", "not_controlled"): 1,
        ("release_with_duties", "exempt", "release", "not_controlled"): 1,
        ("release_with_duties", "exempt", "hold_for_licence", "licence_required"): 1,
    }
    assert changes.provisions["t.act.art-1", "gone"] == 2
    assert changes.destinations == {"DE": 1, "JP": 1, "US": 1}
    assert changes.values == {"EUR": 500_000, "USD": 50_000}
    assert [e["declaration"] for e in changes.examples] == ["D2", "D3", "D5"]
    assert changes.examples[0]["row"] == 3


def test_words_are_read_where_a_pack_is_given(tmp_path: Path) -> None:
    file = tmp_path / "words.csv"
    row = "D2,2025-03-01,Sintered NdFeB magnets,DE,yes,20,EUR"
    file.write_text(f"declaration,date,description,destination,end_user_military,value,currency\n{row}\n", "utf-8")
    found = [decisions_changed(pack(), narrower(), [str(file)], goods=goods).flips for goods in (None, doubts_pack())]
    words = [{(a[0], b[0]) for a, b in flips} for flips in found]
    assert words == [{("ask", "release")}, {("hold_for_licence", "release")}]


def test_equal_packs_change_nothing(tmp_path: Path) -> None:
    changes = decisions_changed(pack(), pack(), lines(tmp_path, *ROWS))
    assert (changes.changed, changes.grounds, changes.law) == (0, 0, [])
    assert "the packs say the same" in changes.as_text()
    assert "5 lines: 0 change" in changes.as_text()


def test_other_grounds_for_the_same_answer_are_counted(tmp_path: Path) -> None:
    twin = replace(PROVISIONS[0], id="t.act.art-1-bis")
    other = pack(provisions={p.id: p for p in (twin, *PROVISIONS[1:])})
    changes = decisions_changed(pack(), other, lines(tmp_path, *ROWS[:2]))
    assert (changes.changed, changes.grounds) == (0, 2)


def test_the_reading_and_the_day_of_knowledge_count(tmp_path: Path) -> None:
    without = pack(instruments={i: x for i, x in pack().instruments.items() if i not in ("t.word", "t.stay")})
    inputs = lines(tmp_path, "D1,2026-04-01,magnet,NdFeB,US,yes,1,USD", "D2,2026-02-28,magnet,NdFeB,US,yes,1,USD")
    assert decisions_changed(pack(), without, inputs).changed == 1
    assert decisions_changed(pack(), without, inputs, None, "announced").changed == 2
    assert decisions_changed(pack(), without, inputs, day("2026-01-04"), "announced").changed == 0


def test_facts_may_be_missing(tmp_path: Path) -> None:
    file = tmp_path / "bare.csv"
    file.write_text("date,material\n2025-03-01,magnet\n", "utf-8")
    changes = decisions_changed(pack(), pack(provisions={}), [str(file)])
    assert changes.destinations == {"?": 1}
    assert changes.values == {}


def test_the_examples_are_the_first_lines_in_order(tmp_path: Path) -> None:
    rows = [f"D{k},2025-03-01,magnet,NdFeB,DE,yes,1,EUR" for k in range(50)]
    changes = decisions_changed(pack(), narrower(), lines(tmp_path, *rows), threads=2)
    assert changes.changed == 50
    assert [e["declaration"] for e in changes.examples] == [f"D{k}" for k in range(EXAMPLES)]


def test_large_values_add_up_exactly(tmp_path: Path) -> None:
    rows = ["D,2025-03-01,magnet,NdFeB,DE,yes,400000000000000,EUR"] * 5
    changes = decisions_changed(pack(), narrower(), lines(tmp_path, *rows))
    assert changes.values["EUR"] == 5 * 400_000_000_000_000 * 10_000


def test_rejected_lines_are_counted(tmp_path: Path) -> None:
    changes = decisions_changed(
        pack(), narrower(), lines(tmp_path, ROWS[1], "D9,2025-03-01,magnet,NdFeB,DE,yes,1,EUR,too,many")
    )
    assert (changes.lines, changes.rejected, changes.changed) == (1, 1, 1)


def test_two_regimes_are_not_compared(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="two regimes"):
        decisions_changed(pack(), pack(id="u"), lines(tmp_path, *ROWS))


def test_an_absent_input_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        decisions_changed(pack(), pack(), [str(tmp_path / "absent.csv")])


def test_text_and_json_say_the_same(tmp_path: Path) -> None:
    changes = decisions_changed(pack(), narrower(), lines(tmp_path, *ROWS))
    data, text = changes.as_json(), changes.as_text()
    assert json.loads(json.dumps(data)) == data
    assert data["value_at_stake"] == [{"currency": "EUR", "value": 500_000}, {"currency": "USD", "value": 50_000}]
    assert sum(f["lines"] for f in data["flips"]) == data["changed"] == 3
    for piece in ("5 lines: 3 change (60.0 %)", "t.act.art-2 removed", "EUR", "lines.csv:3", "hold_for_licence"):
        assert piece in text


def test_what_differs_in_the_packs() -> None:
    new = narrower()
    new = replace(new, items={}, memberships=(Membership("friends", "JP"),), listings=())
    found = {(c.kind, c.id, c.change): c.fields for c in pack_changes(pack(), new)}
    assert set(found) == {
        ("pack", "t", "changed"),
        ("item", "t.m1", "removed"),
        ("provision", "t.act.art-1", "changed"),
        ("provision", "t.act.art-2", "removed"),
        ("provision", "t.act.file", "removed"),
        ("country group", "friends NO from 2025-06-01", "removed"),
        ("listing", "t.act Invented Holdings US", "removed"),
    }
    fields = found["provision", "t.act.art-1", "changed"]
    assert set(fields) == {"when", "unless"}
    assert fields["unless"] == ("t.act.art-2", "")
    assert fields["when"][1] == "in_items('magnets') AND destination = 'US'"


def test_what_differs_in_instruments() -> None:
    act = replace(pack().instruments["t.act"], last=day("2027-01-31"), binding=False, acts=())
    new = pack(instruments={**pack().instruments, "t.act": act, "t.new": replace(act, id="t.new")})
    found = {(c.id, c.change): c.fields for c in pack_changes(pack(), new)}
    assert found["t.new", "added"] == {}
    assert found["t.act", "changed"] == {
        "in_force_to": ("", "2027-01-31"),
        "binding": ("yes", "no"),
        "acts": ("ends t.old to 2025-01-31", ""),
    }


def test_a_line_moved_in_its_file_is_no_change() -> None:
    moved = {i: replace(p, place=("provisions/other.yml", 99)) for i, p in pack().provisions.items()}
    assert pack_changes(pack(), pack(provisions=moved)) == []


def test_the_calendar_and_the_events_are_law_too() -> None:
    talks = Event(
        id="t.talks", title="Talks", kind="talks", first=day("2025-05-12"), relations=(Relation("under", "u.a"),)
    )
    rest = CalendarDay(first=day("2025-05-01"), last=day("2025-05-05"), kind="holiday", name="Labour Day")
    work = CalendarDay(first=day("2025-04-27"), last=day("2025-04-27"), kind="working", name="make-up day")
    old = pack(events={"t.talks": talks}, calendar=(rest, work))
    new = pack(events={"t.talks": replace(talks, relations=())}, calendar=(replace(rest, published=day("2024-11-12")),))
    assert [(c.kind, c.id, c.change, dict(c.fields)) for c in pack_changes(old, new)] == [
        ("event", "t.talks", "changed", {"relations": ("under u.a", "")}),
        ("calendar", "2025-05-01 to 2025-05-05 holiday", "changed", {"published": ("", "2024-11-12")}),
        ("calendar", "2025-04-27 working", "removed", {}),
    ]
    assert [c.change for c in pack_changes(pack(), old)] == ["added"] * 3
