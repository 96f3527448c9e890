"""The timeline: what is issued, takes effect, is suspended, comes back and ends, as known, under both readings."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from monazite.errors import UsageError
from monazite.law.model import Act, Event, Instrument, Item, LawPack, Provision, Relation
from monazite.law.related import chosen, related
from monazite.law.timeline import Timeline, instrument_kind, timeline
from monazite.law.tree import TRUE
from monazite.packs import law_packs


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def act(kind: str, target: str, first: str = "", last: str = "") -> Act:
    return Act(kind=kind, target=target, first=day(first) if first else None, last=day(last) if last else None)


def instrument(name: str, issued: str, *acts: Act, **more: object) -> Instrument:
    fields = {"id": name, "title": name.title(), "issued": day(issued), "first": day(issued), "acts": acts, **more}
    return Instrument(**fields)  # type: ignore[arg-type]


def event(name: str, on: str, *relations: Relation, **more: object) -> Event:
    fields = {"id": name, "title": name, "kind": "talks", "first": day(on), "relations": relations, **more}
    return Event(**fields)  # type: ignore[arg-type]


def pack(*instruments: Instrument, provisions: tuple[Provision, ...] = (), **more: object) -> LawPack:
    fields = {"id": "t", "title": "T", "jurisdiction": "XX", **more}
    ids = {"instruments": {i.id: i for i in instruments}, "provisions": {p.id: p for p in provisions}}
    return LawPack(**ids, **fields)  # type: ignore[arg-type]


def provision(name: str, of: str, article: str, **more: object) -> Provision:
    fields = {"id": name, "title": name, "instrument": of, "article": article, "when": TRUE, **more}
    return Provision(**fields)  # type: ignore[arg-type]


def told(line: Timeline) -> list[tuple[str, str, str, str, str]]:
    """Day, last day, what, id, reading of each entry."""
    return [
        (str(e.first or ""), str(e.last or ""), "+".join(e.what), e.id, "" if e.reading == "both" else e.reading)
        for e in line.entries
    ]


ACT = instrument("t.act", "2025-10-09", first=day("2025-11-08"))
STAY = instrument("t.stay", "2025-11-07", act("suspends", "t.act", "2025-11-07", "2026-11-10"), last=day("2026-11-10"))
WORD = instrument("t.word", "2026-09-28", act("suspends", "t.act", "2026-11-11", "2027-01-10"), binding=False)
LAW = pack(ACT, STAY, WORD)
LATE = day("2026-11-22")


def test_the_whole_of_a_suspension_before_effect() -> None:
    assert told(timeline([LAW], LATE)) == [
        ("2025-10-09", "", "issued", "t.act", ""),
        ("2025-11-07", "", "issued+takes_effect", "t.stay", ""),
        ("2025-11-07", "2026-11-10", "suspended", "t.act", ""),
        ("2026-09-28", "", "issued", "t.word", ""),
        ("2026-11-10", "", "ends", "t.stay", ""),
        ("2026-11-11", "2027-01-10", "suspended", "t.act", "announced"),
        ("2026-11-11", "", "returns", "t.act", "instruments"),
        ("2027-01-11", "", "returns", "t.act", "announced"),
    ]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ("2025-10-08", []),
        ("2025-10-09", [("2025-10-09", "issued"), ("2025-11-08", "takes_effect")]),
        ("2025-11-06", [("2025-10-09", "issued"), ("2025-11-08", "takes_effect")]),
        ("2025-11-07", [("2025-10-09", "issued"), ("2025-11-07", "suspended"), ("2026-11-11", "returns")]),
    ],
)
def test_only_what_was_known_counts(known: str, expected: list[tuple[str, str]]) -> None:
    found = [(str(e.first), e.what[0]) for e in timeline([LAW], day(known)).entries if e.id == "t.act"]
    assert found == expected


@pytest.mark.parametrize(("reading", "back"), [("instruments", "2026-11-11"), ("announced", "2027-01-11")])
def test_one_reading_leaves_the_other_out(reading: str, back: str) -> None:
    line = timeline([LAW], LATE, reading)
    assert [str(e.first) for e in line.entries if "returns" in e.what] == [back]
    assert {e.reading for e in line.entries} <= {"both", reading}


def test_publication_on_another_day_is_an_entry_of_its_own() -> None:
    order = instrument("t.order", "2025-07-28", published=day("2025-08-22"))
    assert told(timeline([pack(order)], day("2025-08-22"))) == [
        ("2025-07-28", "", "issued+takes_effect", "t.order", ""),
        ("2025-08-22", "", "published", "t.order", ""),
    ]
    assert told(timeline([pack(order)], day("2025-08-21"))) == []


def test_without_a_day_of_issue_publication_stands_for_it() -> None:
    guide = replace(instrument("t.guide", "2025-04-04"), issued=None, published=day("2025-04-04"))
    assert told(timeline([pack(guide)], LATE)) == [("2025-04-04", "", "published+takes_effect", "t.guide", "")]
    nothing = replace(guide, published=None, first=None)
    assert told(timeline([pack(nothing)], LATE)) == [("", "", "issued", "t.guide", "")]


def test_an_end_stands_on_the_last_day_with_what_ends_it() -> None:
    end = instrument("t.end", "2026-01-10", act("ends", "t.act", last="2026-01-31"))
    (last,) = [e for e in timeline([pack(ACT, end)], LATE).entries if "ends" in e.what]
    assert (str(last.first), last.id, last.cause) == ("2026-01-31", "t.act", ("t.end",))


def test_a_resumption_is_not_by_itself() -> None:
    back = instrument("t.back", "2025-12-15", act("resumes", "t.act", "2026-01-01"))
    entries = [e for e in timeline([pack(ACT, STAY, back)], LATE).entries if e.id == "t.act"]
    assert [(str(e.first), e.what, e.cause, e.kind) for e in entries[-1:]] == [
        ("2026-01-01", ("resumed",), ("t.back",), "resumption")
    ]
    assert [str(e.last) for e in entries if "suspended" in e.what] == ["2025-12-31"]


def test_nothing_comes_back_between_suspensions_that_meet() -> None:
    more = instrument("t.more", "2026-10-01", act("suspends", "t.act", "2026-11-11", "2027-01-10"))
    entries = [e for e in timeline([pack(ACT, STAY, more)], LATE).entries if e.id == "t.act"]
    assert [(str(e.first), e.what[0]) for e in entries if "returns" in e.what] == [("2027-01-11", "returns")]


def test_nothing_comes_back_on_the_day_of_repeal() -> None:
    end = instrument("t.end", "2026-01-10", act("ends", "t.act", last="2026-11-10"))
    assert not [e for e in timeline([pack(ACT, STAY, end)], LATE).entries if "returns" in e.what]


def test_a_paragraph_that_goes_its_own_way_is_told_apart() -> None:
    parts = tuple(provision(f"t.act.{n}", "t.act", f"para {n}") for n in "123")
    stay = instrument("t.stay", "2025-11-09", *(act("suspends", p.id, "2025-11-09", "2026-11-27") for p in parts[1:]))
    line = timeline([pack(ACT, stay, provisions=parts)], LATE)
    (stop,) = [e for e in line.entries if "suspended" in e.what]
    assert (stop.parts, stop.places) == (("t.act.2", "t.act.3"), ("para 2", "para 3"))
    tracks = {t.parts: [p.state for p in t.phases] for t in line.tracks if t.instrument.id == "t.act"}
    assert tracks == {
        (): ["pending", "in_force"],
        ("t.act.2", "t.act.3"): ["pending", "in_force", "suspended", "in_force"],
    }


@pytest.mark.parametrize(
    ("kind", "thing"),
    [
        ("measure", ACT),
        ("suspension", STAY),
        ("statement", WORD),
        ("measure", instrument("t.x", "2026-01-01", act("ends", "t.act", last="2026-01-01"))),
        ("resumption", instrument("t.x", "2026-01-01", act("resumes", "t.act", "2026-01-01"))),
        ("counter_measure", instrument("t.x", "2026-01-01", relations=(Relation("responds_to", "us.x"),))),
        ("measure", instrument("t.x", "2026-01-01", relations=(Relation("under", "t.act"),))),
    ],
)
def test_the_kind_of_an_instrument_follows_from_what_it_does(kind: str, thing: Instrument) -> None:
    assert instrument_kind(thing) == kind


# ------------------------------------------------------------ events
def test_events_stand_on_the_same_line() -> None:
    talks = event("t.talks", "2025-10-25", Relation("responds_to", "t.act"), last=day("2025-10-26"), by="A; B")
    (entry,) = [e for e in timeline([pack(ACT, events={"t.talks": talks})], LATE).entries if e.what == ("event",)]
    assert (entry.kind, str(entry.first), str(entry.last), entry.by) == ("talks", "2025-10-25", "2025-10-26", "A; B")
    assert (entry.jurisdiction, entry.relations) == ("XX", (Relation("responds_to", "t.act"),))


def test_what_lies_ahead_of_the_day_of_knowledge_waits_for_the_knowledge_of_the_pack() -> None:
    law = pack(events={"t.talks": event("t.talks", "2026-06-01")}, state_of_knowledge=day("2026-03-01"))
    assert [bool(timeline([law], day(d)).entries) for d in ("2026-02-28", "2026-03-01", "2026-06-01")] == [
        False,
        True,
        True,
    ]


# ------------------------------------------------------------ choosing
CHAIN = pack(
    ACT,
    STAY,
    instrument("t.far", "2026-02-01", title="Quite Another (graphite)", title_zh="石墨公告"),
    provisions=(provision("t.act.1", "t.act", "1"),),
    events={
        "t.talks": event("t.talks", "2025-10-25", Relation("responds_to", "t.act.1")),
        "t.after": event("t.after", "2025-12-25", Relation("responds_to", "t.talks")),
    },
)


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ("t.act", {"t.act", "t.stay", "t.talks"}),
        ("t.act.1", {"t.act", "t.stay", "t.talks"}),
        ("t.stay", {"t.stay", "t.act"}),
        ("t.talks", {"t.talks", "t.act", "t.after"}),
        ("GRAPHITE another", {"t.far"}),
        ("石墨", {"t.far"}),
    ],
)
def test_about_takes_what_is_one_step_away(about: str, expected: set[str]) -> None:
    assert related([CHAIN], about) == expected
    assert {e.id for e in chosen(timeline([CHAIN], LATE), about=about).entries} == expected


def test_about_nothing_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 't.talks'"):
        related([CHAIN], "t.talk5")


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2026-11-10", None, {"2025-11-07", "2026-11-10", "2026-11-11"}),
        ("2025-12-26", "2026-01-31", {"2025-11-07"}),
        (None, "2025-10-09", {"2025-10-09"}),
        ("2025-10-09", "2025-10-09", {"2025-10-09"}),
    ],
)
def test_days_are_inclusive_and_a_suspension_lasts(first: str | None, last: str | None, days: set[str]) -> None:
    line = chosen(timeline([CHAIN], LATE), day(first) if first else None, day(last) if last else None)
    assert {str(e.first) for e in line.entries} == days


def test_days_in_the_wrong_order() -> None:
    with pytest.raises(UsageError, match="--from 2026-01-02 lies after --to 2026-01-01"):
        chosen(timeline([CHAIN], LATE), day("2026-01-02"), day("2026-01-01"))


def test_kinds_choose_entries_and_tracks() -> None:
    line = chosen(timeline([CHAIN], LATE), kinds={"talks"})
    assert ({e.id for e in line.entries}, line.tracks) == ({"t.talks", "t.after"}, ())
    line = chosen(timeline([CHAIN], LATE), kinds={"suspension"})
    assert {t.instrument.id for t in line.tracks} == {"t.stay", "t.act"}


# ------------------------------------------------------------ as data, and the real packs
def test_as_json_says_all_in_plain_types() -> None:
    data = json.loads(json.dumps(timeline([CHAIN], LATE).as_json()))
    stay = next(e for e in data["entries"] if e["id"] == "t.stay")
    assert stay["acts"] == [{"act": "suspends", "target": "t.act", "from": "2025-11-07", "to": "2026-11-10"}]
    assert data["names"]["t.act.1"] == {"title": "t.act.1", "title_zh": "", "home": "t.act", "place": "1"}
    targets = {x["target"] for e in data["entries"] for x in (*e["acts"], *e["relations"])}
    assert targets <= set(data["names"])


@pytest.mark.parametrize("regime", ["cn", "us", "eu"])
def test_every_instrument_and_event_of_the_packs_is_there(regime: str) -> None:
    (law,) = law_packs([regime])
    line = timeline([law], day("2027-12-31"))
    told_of = {e.id for e in line.entries if e.what[0] in ("issued", "published", "event")}
    assert told_of == {*law.instruments, *law.events} and told_of
    assert {t.instrument.id for t in line.tracks if not t.parts} == set(law.instruments)
    for one in law.instruments.values():
        suspends = [a for a in one.acts if a.kind == "suspends"]
        assert not suspends or any(one.id in e.cause for e in line.entries), one.id


def test_an_item_is_a_part_too() -> None:
    thing = Item(id="t.item", code="1X001", title="I", instrument="t.act", when=TRUE, last=day("2025-12-31"))
    (end,) = [e for e in timeline([pack(ACT, items={"t.item": thing})], LATE).entries if "ends" in e.what]
    assert (end.places, str(end.first)) == (("1X001",), "2025-12-31")
