"""What a pack says of days beside its law: events on the timeline, relations of instruments, the working calendar."""

from __future__ import annotations

import datetime as dt

from monazite.law.model import CalendarDay, Event, Relation
from monazite.packs.fields import Entry, Problems
from monazite.packs.references import References
from monazite.packs.rows import Row, read_rows
from monazite.packs.sources import RELATIONS, SOURCE_KEYS, ordered, sourced

__all__ = ["EVENT_KINDS", "read_calendar", "read_events", "relations_of"]

EVENT_KINDS = (
    *"measure counter_measure suspension resumption listing talks statement consultation standard guidance".split(),
    *"proposal ruling".split(),
)
EVENT_KEYS = ("title", "title_zh", "kind", "on", "to", "by", *RELATIONS, *SOURCE_KEYS)
CALENDAR_COLUMNS = ("from", "to", "kind", "name", "published", *SOURCE_KEYS)
DAY_KINDS = ("holiday", "working")
SATURDAY = 5


def relations_of(entry: Entry, references: References) -> tuple[Relation, ...]:
    """Return what an instrument or event is to others; ids of other regimes are taken as they are."""
    out = []
    for kind in RELATIONS:
        for word in entry.words(kind):
            references.related.append((entry.path, word, str(entry.name)))
            out.append(Relation(kind, str(word)))
    return tuple(out)


def read_events(problems: Problems, references: References) -> dict[str, Event]:
    """Return the events of events.yml, if the pack has any."""
    out: dict[str, Event] = {}
    if not (problems.root / "events.yml").exists():
        return out
    for entry in problems.entries("events.yml", EVENT_KEYS, ("title", "kind", "on", "by", "source", "confidence")):
        references.named.append(("events.yml", entry.name, str(entry.name)))
        first, last = entry.date("on"), entry.date("to")
        ordered(entry, first, last, "to")
        out[str(entry.name)] = Event(
            id=str(entry.name),
            title=entry.text("title"),
            title_zh=entry.text("title_zh"),
            kind=entry.choice("kind", EVENT_KINDS),
            first=first or dt.date.min,
            last=last,
            by=entry.text("by"),
            relations=relations_of(entry, references),
            **sourced(entry),
        )
    return out


def read_calendar(problems: Problems) -> tuple[CalendarDay, ...]:
    """Return the holidays and make-up days of calendar.csv, if the pack has any."""
    rows = read_rows(problems, "calendar.csv", CALENDAR_COLUMNS, ("from", "kind", "name"))
    out: list[CalendarDay] = []
    named: dict[tuple[dt.date, dt.date | None], int] = {}
    for row in rows:
        day = _day(row)
        if day is not None:
            _refuse_odd_days(row, day, named)
            out.append(day)
    return tuple(out)


def _refuse_odd_days(row: Row, day: CalendarDay, named: dict[tuple[dt.date, dt.date | None], int]) -> None:
    """Note days that no notice names so; `named` are those of the rows above, each with its publication.

    A later notice may change a day: only what is published together may not name it twice.
    """
    if day.first.year != day.last.year:
        row.problems.say(row.path, row.cell("to"), "P062", "the row reaches into another year", "one row a year")
        return
    for number in range((day.last - day.first).days + 1):
        one = day.first + dt.timedelta(number)
        before = named.setdefault((one, day.published), row.at)
        if before != row.at:
            hint = f"first on line {before}; a later notice has a later 'published'"
            row.problems.say(row.path, row.cell("from"), "P062", f"{one} is named twice", hint)
            return
        if day.kind == "working" and one.weekday() < SATURDAY:
            text = f"{one} is a {one:%A}: it is worked without saying"
            row.problems.say(row.path, row.cell("from"), "P062", text, "'working' is for a Saturday or Sunday")
            return


def _day(row: Row) -> CalendarDay | None:
    first = row.date("from")
    last = row.date("to") or first
    ordered(row, first, last, "to")
    kind, published = row.choice("kind", DAY_KINDS), row.date("published")
    if first is None or last is None:
        return None
    return CalendarDay(first=first, last=last, kind=kind, name=row.text("name"), published=published, **sourced(row))
