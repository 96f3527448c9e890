"""What ships of lists: known lists and the facts they feed, and China's own lists with their days."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from monazite.errors import PackError
from monazite.packs import load_law
from monazite.packs.lists import country_of, known_lists, lists_pack, read_lists, shipped_list
from monazite.parties.lists import FORMATS, ListStore, Reading, listed_on, load_parties, readiness, take_reading
from monazite.parties.lists.spans import known_spans
from monazite.vocabulary import vocabulary
from tests.parties.lists.made_up import day

ROOT = Path(__file__).resolve().parents[3]
CHINA = ("cn-control", "cn-watch", "cn-unreliable")


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = ListStore(tmp_path_factory.mktemp("lists"))
    for name in CHINA:
        reading = shipped_list(name)
        assert reading is not None
        take_reading(store, known_lists()[name], reading, ())
    return store.folder


def listed(folder: Path, name: str, on: str, known: str) -> set[str]:
    """Return the announcements that list somebody on a day, as known on a day."""
    parties = load_parties(folder, [name], day(known))
    return {s.act for p in parties for s in p.spans if (s.first or day(on)) <= day(on) <= (s.last or day(on))}


def test_known_lists_are_whole() -> None:
    lists = known_lists()
    assert {"ofac-sdn", "us-csl", "un-sc", "eu-fsf", "uk-sanctions", *CHINA} <= set(lists)
    for source in lists.values():
        assert source.minimum <= source.maximum and source.licence and source.confidence and source.source
        assert (source.format == "pack") is not bool(source.urls) and source.format in (*FORMATS, "pack", "")
        assert all(url.startswith("https://") for url in source.urls)


def test_feeds_are_facts_of_the_vocabulary() -> None:
    feeds = {name: source.feeds for name, source in known_lists().items()}
    facts = {feed.fact.replace("{party}", "consignee") for own in feeds.values() for feed in own}
    assert facts == {
        f"consignee_{f}" for f in "us_listed us_unverified us_denied us_footnote eu_listed cn_listing".split()
    }
    assert facts <= set(vocabulary())


@pytest.mark.parametrize(
    ("name", "names", "missing"), [("cn-control", 139, 14), ("cn-watch", 40, 0), ("cn-unreliable", 72, 0)]
)
def test_chinas_lists_hold_what_their_announcements_say(name: str, names: int, missing: int) -> None:
    reading = shipped_list(name)
    assert reading is not None and len(reading.parties) == names and not reading.rejects
    assert sum(int(gap.text.split()[0]) for gap in reading.gaps) == missing
    for party in reading.parties:
        assert party.spans and party.countries and party.source and party.confidence in ("verified", "memory")
        assert all(span.act and span.binds and span.known for span in party.spans)


def test_ids_of_announcements_are_those_of_the_law_pack() -> None:
    law = load_law(ROOT / "packs" / "law" / "cn")
    own = {listing.instrument for listing in law.listings}
    acts = {s.act for name in ("cn-control", "cn-watch") for p in _reading(name).parties for s in p.spans}
    assert own <= acts and acts - own == {"cn.mofcom.2025-1", "cn.mofcom.2026-23", "cn.mofcom.2026-30"}
    for listing in law.listings:
        found = [p for p in _reading(f"cn-{listing.list}").parties if p.spans[0].act == listing.instrument]
        assert {span.binds for p in found for span in p.spans} == {listing.binds}
        if listing.name:
            names = {n.text.casefold() for p in found for n in p.names}
            assert any(listing.name.casefold() in name for name in names), listing.name


def _reading(name: str) -> Reading:
    reading = shipped_list(name)
    assert reading is not None
    return reading


@pytest.mark.parametrize(
    ("on", "known", "expected"),
    [
        ("2025-04-03", "2026-10-01", False),
        ("2025-04-04", "2026-10-01", True),
        ("2025-05-13", "2026-10-01", True),
        ("2025-05-14", "2026-10-01", False),
        ("2025-05-14", "2025-05-13", True),
        ("2025-08-12", "2025-08-01", True),
        ("2025-08-12", "2025-08-12", False),
        ("2025-11-10", "2025-11-05", True),
        ("2025-11-10", "2025-11-06", False),
        ("2026-11-10", "2026-10-01", False),
        ("2026-11-11", "2026-10-01", True),
    ],
)
def test_a_listing_that_was_suspended_comes_back_by_itself(lists: Path, on: str, known: str, expected: bool) -> None:
    assert ("cn.mofcom.2025-21" in listed(lists, "cn-control", on, known)) is expected


def test_listings_that_ended(lists: Path) -> None:
    assert "cn.mofcom.2025-13" in listed(lists, "cn-control", "2025-11-09", "2026-01-01")
    assert "cn.mofcom.2025-13" not in listed(lists, "cn-control", "2025-11-10", "2026-01-01")
    assert "cn.mofcom.2025-22" not in listed(lists, "cn-control", "2025-08-12", "2026-01-01")
    assert "cn.uel.2025-5" not in listed(lists, "cn-unreliable", "2025-11-10", "2026-01-01")
    assert listed(lists, "cn-unreliable", "2024-01-01", "2024-01-01") == {"cn.uel.2023-1"}


def test_before_its_day_nobody_is_listed(lists: Path) -> None:
    assert load_parties(lists, ["cn-control", "cn-watch"], day("2024-12-31")) == []
    assert len(load_parties(lists, ["cn-watch"], day("2026-02-24"))) == 20


def test_names_that_are_missing_clear_no_party_of_that_country(lists: Path) -> None:
    state = readiness(lists, "cn-control", day("2026-09-01"))
    assert state.ok and "14 of 20 names" in state.reason
    assert state.covers("DE") and not state.covers("JP") and not state.covers("")
    assert readiness(lists, "cn-control", day("2026-06-01")).covers("JP")
    assert readiness(lists, "cn-control", day("2026-11-23")).state == "stale"


def test_every_revision_of_a_listing_is_whole() -> None:
    party = next(p for p in _reading("cn-control").parties if p.id == "cn.mofcom.2025-21.7")
    assert party.names[0].text == "Cyberlux Corporation"
    (before,) = known_spans(party.spans, day("2025-05-13"))
    assert before.last is None and "suspended" not in before.note
    after = known_spans(party.spans, day("2025-05-14"))
    assert [(s.first, s.last) for s in after] == [(day("2025-04-04"), day("2025-05-13")), (day("2025-08-12"), None)]
    assert not listed_on(
        type(party)(**{**{f: getattr(party, f) for f in party.__slots__}, "spans": after}), day("2025-07-01")
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Congo, Democratic Republic of the", "CD"),
        ("Korea, North", "KP"),
        ("possibly Iran", "IR"),
        ("CZECHIA", "CZ"),
        ("possibly Palestinian", "PS"),
        ("cn", "CN"),
        ("Atlantis", ""),
        ("", ""),
    ],
)
def test_countries_as_lists_write_them(text: str, code: str) -> None:
    assert country_of(text) == code


# ------------------------------------------------------------ mistakes
@pytest.fixture
def pack(tmp_path: Path) -> Path:
    shutil.copytree(lists_pack(), tmp_path / "lists")
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "told"),
    [
        ("sources.csv", "un-xml", "un-xlm", "sources.csv:5:", "P052 'un-xlm' is no format"),
        ("sources.csv", ",700,5000,", ",700,50,", "sources.csv:5:", "P030 at most 50 is less than at least 700"),
        ("sources.csv", ",700,5000,", ",some,5000,", "sources.csv:5:", "P070 'some' is no whole number"),
        ("sources.csv", "\nus-csl,", "\nun-sc,", "sources.csv:5:", "P020"),
        ("sources.csv", "stale_days", "stale", "sources.csv:1:", "unknown column 'stale'"),
        ("facts.csv", "{party}_eu_listed", "{party}_eu_lsted", "facts.csv:40:", "P040 no fact '{party}_eu_lsted'"),
        ("facts.csv", "us-csl,UVL", "us-cls,UVL", "facts.csv:4:", "P050 no list 'us-cls'"),
        ("facts.csv", ",fn4,", ",fn9,", "facts.csv:8:", "P052 'fn9' is no value"),
    ],
)
def test_mistakes_in_the_lists_that_are_known(pack: Path, file: str, old: str, new: str, place: str, told: str) -> None:
    path = pack / "lists" / file
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    found = [str(problem) for problem in read_lists(pack / "lists")[1]]
    assert any(text.startswith(place) and told in text for text in found), found
    with pytest.raises(PackError):
        known_lists(pack)


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "told"),
    [
        ("acts.csv", ",lists,2026-02-24,", ",listed,2026-02-24,", "cn-watch/acts.csv:2:", "P052 'listed' is no effect"),
        ("acts.csv", ",lists,2026-02-24,", ",lists,2026-02-30,", "cn-watch/acts.csv:2:", "2026-02-30"),
        ("acts.csv", ",lists,2026-02-24,,", ",lists,2026-02-24,2026-01-01,", "cn-watch/acts.csv:2:", "P030 it ends"),
        (
            "acts.csv",
            ",2026-02-24,20,",
            ",2026-02-24,,",
            "cn-watch/acts.csv:2:",
            "P070 an act that lists says how many",
        ),
        ("acts.csv", ",2026-02-24,20,", ",2026-02-24,19,", "cn-watch/names.csv:1:", "has 20 names and lists 19"),
        (
            "acts.csv",
            ",lists,2026-02-24,",
            ",ends,2026-02-24,",
            "cn-watch/acts.csv:2:",
            "is not listed before it is changed",
        ),
        ("names.csv", "cn.mofcom.2026-12,2,", "cn.mofcom.2026-12,1,", "cn-watch/names.csv:3:", "P020"),
        (
            "names.csv",
            "cn.mofcom.2026-12,2,",
            "cn.mofcom.2026-21,2,",
            "cn-watch/names.csv:3:",
            "no act lists 'cn.mofcom.2026-21'",
        ),
        ("names.csv", ",verified,A,", ",sure,A,", "cn-watch/names.csv:", "P052 'sure' is no confidence"),
        ("pack.yml", "state_of_knowledge", "state_of_knwledge", "cn-watch/pack.yml:", "P050"),
    ],
)
def test_mistakes_in_a_list_that_ships(pack: Path, file: str, old: str, new: str, place: str, told: str) -> None:
    path = pack / "lists" / "cn-watch" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(PackError) as refused:
        shipped_list("cn-watch", pack)
    found = [str(problem) for problem in refused.value.problems]
    assert any(text.startswith(place) and told in text for text in found), found
