"""Who was listed on a day, as known on a day: editions laid in any order give what looking through them would."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.parties.lists import listed_on
from monazite.parties.lists.history import lay
from monazite.parties.lists.spans import Seen, effective_spans, known_spans
from monazite.parties.lists.table import Stay, from_table, to_table
from monazite.parties.model import Name, Party, Span
from tests.parties.lists.made_up import FIXTURES, day, party, read

START = dt.date(2026, 1, 1)
DAYS = [START + dt.timedelta(days=10 * k) for k in range(6)]

editions = st.dictionaries(
    st.sampled_from(DAYS),
    st.dictionaries(st.sampled_from("abc"), st.sampled_from(["one", "two"]), max_size=3),
    min_size=1,
    max_size=6,
)


def laid(order: Sequence[dt.date], held: dict[dt.date, dict[str, str]]) -> list[Stay]:
    stays: list[Stay] = []
    done: list[dt.date] = []
    for edition in order:
        parties = [party(name, text=text) for name, text in held[edition].items()]
        stays, _ = lay(stays, sorted(done), edition, parties)
        done.append(edition)
    return stays


def flat(stays: Sequence[Stay]) -> list[tuple[str, str, dt.date, dt.date]]:
    return sorted((s.party.id, s.party.names[0].text, s.first, s.last) for s in stays)


@given(editions, st.randoms())
def test_editions_may_come_in_any_order(held: dict[dt.date, dict[str, str]], chance: object) -> None:
    order = sorted(held)
    mixed = list(order)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert flat(laid(mixed, held)) == flat(laid(order, held))
    for edition in order:
        found = {s.party.id: s.party.names[0].text for s in laid(mixed, held) if s.first <= edition <= s.last}
        assert found == held[edition]


@given(editions, st.sampled_from(DAYS))
def test_an_edition_taken_again_replaces_itself(held: dict[dt.date, dict[str, str]], again: dt.date) -> None:
    stays = laid(sorted(held), held)
    parties = [party("z", text="other")]
    stays, _ = lay(stays, sorted(held), again, parties)
    assert flat(stays) == flat(laid(sorted({*held, again}), {**held, again: {"z": "other"}}))


@given(editions, st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_spans_of_editions_are_what_looking_through_them_gives(
    held: dict[dt.date, dict[str, str]], on: dt.date, known: dt.date
) -> None:
    """A party is listed on a day if the last edition up to it held it; one of the first edition, from of old.

    Perhaps it is where the next edition holds it, on days after the last one.
    """
    order = sorted(held)
    stays = laid(order, held)
    for name in "abc":
        own = sorted((s for s in stays if s.party.id == name), key=lambda s: s.first)
        if not own:
            continue
        spans = effective_spans([Seen(s.first, s.last, ()) for s in own], order, known)
        told = [edition for edition in order if edition <= known]
        before = [edition for edition in told if edition <= on]
        expected = (
            bool(told) and name in held[before[-1] if before else told[0]] and (bool(before) or told[0] == order[0])
        )
        found = Party(name, "x", "unknown", (), spans=spans)
        assert listed_on(found, on) == expected, (held, on, known, spans)
        after = [edition for edition in told if edition > on]
        between = bool(before and after) and before[-1] != on and name in held[after[0]]
        assert listed_on(found, on, perhaps=True) == (expected or between), (held, on, known, spans)


def test_what_a_publisher_dates_counts_before_what_editions_show() -> None:
    listed = Span(day("2020-05-01"), None, day("2020-05-01"), "act")
    seen, order = (
        [Seen(day("2026-01-01"), day("2026-02-01"), (listed,))],
        [day("2026-01-01"), day("2026-02-01"), day("2026-03-01")],
    )
    assert effective_spans(seen, order, day("2026-02-15")) == (listed,)
    (gone,) = effective_spans(seen, order, day("2026-03-01"))
    assert (gone.first, gone.last, gone.known) == (listed.first, day("2026-02-28"), day("2026-03-01"))
    assert effective_spans(seen, order, day("2020-06-01")) == (listed,)
    assert effective_spans(seen, order, day("2020-04-30")) == ()


def test_a_party_that_an_edition_lacked_was_not_known_before_the_next() -> None:
    backdated = Span(day("2026-01-05"), None, day("2026-01-05"), "act")
    seen, order = [Seen(day("2026-02-01"), day("2026-02-01"), (backdated,))], [day("2026-01-10"), day("2026-02-01")]
    assert effective_spans(seen, order, day("2026-01-20")) == ()
    fresh = Span(day("2026-01-15"), None, day("2026-01-15"), "act")
    assert effective_spans([Seen(day("2026-02-01"), day("2026-02-01"), (fresh,))], order, day("2026-01-20")) == (fresh,)


@pytest.mark.parametrize(
    ("on", "expected"), [("2025-04-03", False), ("2025-04-04", True), ("2025-05-13", True), ("2025-05-14", False)]
)
def test_both_ends_of_a_span_are_inside(on: str, expected: bool) -> None:
    span = Span(day("2025-04-04"), day("2025-05-13"))
    assert listed_on(party("a", span), day(on)) is expected


def test_a_span_is_replaced_from_the_day_that_its_source_says() -> None:
    one = Span(day("2020-01-01"), known=day("2020-01-01"), act="a", replaced=day("2020-06-02"))
    two = Span(known=day("2020-01-02"), act="b")
    ended = Span(day("2020-01-01"), day("2020-06-01"), day("2020-06-02"), "a")
    assert known_spans((one, two, ended), day("2020-06-01")) == (one, two)
    assert known_spans((one, two, ended), day("2020-06-02")) == (two, ended)


# Few days and few acts, so that records meet.
few = st.integers(0, 8).map(lambda k: day("2024-01-01") + dt.timedelta(days=100 * k))
records = st.fixed_dictionaries(
    {},
    optional={
        "startDate": few.map(str),
        "listingDate": few.map(str),
        "endDate": few.map(str),
        **{name: st.sampled_from(["EU.1", "EU.2"]) for name in ("authorityId", "recordId")},
    },
)


@settings(deadline=None)
@given(records, st.lists(records, max_size=3), st.randoms(), few)
def test_a_closed_record_never_removes_an_open_one(
    own: dict[str, str], others: list[dict[str, str]], chance: Random, on: dt.date
) -> None:
    """Who is listed by one record of FollowTheMoney is listed, whatever other records say: each is a listing."""
    (alone,) = sanctioned([own])
    mixed = [own, *others]
    chance.shuffle(mixed)
    (party,) = sanctioned(mixed)
    # A record that no day is told of is one of the editions; beside a dated one it counts as open from of old.
    if listed_on(replace(alone, spans=known_spans(alone.spans, on)), on) or (not alone.spans and "endDate" not in own):
        assert not party.spans or listed_on(replace(party, spans=known_spans(party.spans, on)), on)
    told = [span.act for span in party.spans]
    assert len(told) == len(set(told))


def sanctioned(records: Sequence[dict[str, str]]) -> tuple[Party, ...]:
    subject = {"id": "p", "schema": "Company", "properties": {"name": ["Gorvanix"], "topics": ["sanction"]}}
    lines = [
        {"id": f"s{k}", "schema": "Sanction", "properties": {"entity": ["p"], **{n: [t] for n, t in record.items()}}}
        for k, record in enumerate(records)
    ]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "entities.ftm.json"
        file.write_text("".join(f"{json.dumps(line)}\n" for line in (subject, *lines)), "utf-8")
        return read(file.name, folder=file.parent).parties


def test_a_listing_without_days_is_of_its_editions_or_open_beside_others() -> None:
    closed = {"startDate": "2024-01-01", "endDate": "2024-06-30"}
    assert sanctioned([{}])[0].spans == () == sanctioned([{"authorityId": "EU.1"}, {}])[0].spans
    (party,) = sanctioned([{}, closed])
    assert listed_on(party, day("2024-07-01")) and [s.act for s in party.spans] == ["s0", "s1"]
    assert not listed_on(sanctioned([closed])[0], day("2024-07-01"))


def test_two_entries_on_one_list_of_ofac_are_two_listings(tmp_path: Path) -> None:
    text = (FIXTURES / "sdn_advanced.xml").read_text("utf-8")
    entry = '<SanctionsEntry ID="9" ProfileID="101" ListID="1550"><EntryEvent ID="9">{}</EntryEvent></SanctionsEntry>'
    date = '<Date CalendarTypeID="1"><Year>2026</Year><Month>6</Month><Day>1</Day></Date>'
    (tmp_path / "a.xml").write_text(text.replace("</SanctionsEntries>", f"{entry.format(date)}</SanctionsEntries>"))
    spans = read("a.xml", folder=tmp_path).parties[0].spans
    assert [(span.first, span.act) for span in spans] == [
        (day("2024-05-01"), "SDN List (1)"),
        (day("2026-06-01"), "SDN List (9)"),
    ]
    assert known_spans(spans, day("2026-07-01")) == spans


texts = st.text(max_size=5)
days = st.none() | st.dates()
spans = st.builds(Span, days, days, days, texts, texts, texts, days)
parties = st.builds(
    Party,
    id=st.text(min_size=1, max_size=3),
    list=st.just("made-up"),
    kind=st.sampled_from(["person", "organization"]),
    names=st.lists(st.builds(Name, texts), max_size=3).map(tuple),
    countries=st.lists(texts, max_size=2).map(tuple),
    phones=st.lists(texts, max_size=2).map(tuple),
    spans=st.lists(spans, max_size=3).map(tuple),
    remarks=texts,
)


@settings(deadline=None)
@given(st.lists(parties, max_size=6, unique_by=lambda p: p.id))
def test_what_is_kept_comes_back_as_it_was(found: list[Party]) -> None:
    stays = [Stay(p, "x", START, START) for p in found]
    back = from_table(to_table(stays), "made-up")
    assert {s.party.id: s.party for s in back} == {p.id: p for p in found}
    assert [s.party.id for s in back] == sorted(p.id for p in found)
