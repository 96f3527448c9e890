"""Reading a list of parties that ships as a pack: names, and the acts that list, suspend and end, each with its days.

An act concerns all names of its announcement. What was known on a day follows from the acts published by then, so that
every act gives the spans of its announcement anew (`Span.known`), and what was known before stays there to be asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from monazite.errors import nearest
from monazite.packs.fields import Problems, date_of, split_names
from monazite.packs.goods_values import once
from monazite.packs.rows import Row, read_rows
from monazite.packs.sources import CONFIDENCE, GRADES
from monazite.parties.lists.model import Gap, Reading
from monazite.parties.model import KINDS, Name, Party, Span
from monazite.text_yaml import Mapping as TextMapping

__all__ = ["ListedNames"]

NAMES, ACTS = "names.csv", "acts.csv"
HEAD_KEYS = tuple("id title title_zh jurisdiction version licence state_of_knowledge notice".split())
NAME_COLUMNS = tuple("announcement number name name_zh country kind also source confidence grade note".split())
ACT_COLUMNS = (
    *"announcement act effect from to published entities binds title title_zh source url".split(),
    *"confidence grade note".split(),
)
EFFECTS = ("lists", "suspends", "ends")
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class _Act:
    announcement: str
    act: str
    effect: str
    first: dt.date
    last: dt.date | None
    published: dt.date
    entities: int
    binds: str
    title: str
    note: str


class ListedNames:
    """Reads one list; every problem is collected."""

    def __init__(self, problems: Problems, name: str) -> None:
        self.problems, self.name = problems, name
        self.countries: dict[str, list[str]] = {}
        # Announcements that are not held against names: an act of theirs is wrong, or they were told of already.
        self.unread: set[str] = set()

    def read(self) -> Reading:
        """Return the list as an edition of the day up to which it was looked up."""
        head = self.problems.yaml("pack.yml")
        day = self.day(head if isinstance(head, TextMapping) else TextMapping())
        acts = self._acts()
        spans = {name: tuple(_revisions(own)) for name, own in acts.items()}
        parties = tuple(self._parties(spans))
        self._empty(acts)
        return Reading("pack", parties, dated=day or dt.date.min, gaps=tuple(self._gaps(acts)))

    def day(self, head: TextMapping) -> dt.date | None:
        """Return the day of knowledge that pack.yml gives, after saying what is wrong with its keys."""
        unknown, missing = split_names(list(head), HEAD_KEYS, ("id", "title", "state_of_knowledge", "licence"))
        for key, hint in unknown:
            self.problems.say("pack.yml", key, "P050", f"unknown key '{key}'", hint)
        for key in missing:
            self.problems.say("pack.yml", head, "P051", f"'{key}' is missing")
        text = head.get("state_of_knowledge", "")
        return date_of(self.problems, "pack.yml", text, str(text))

    # ------------------------------------------------------------ acts
    def _acts(self) -> dict[str, list[_Act]]:
        acts: dict[str, list[_Act]] = {}
        needed = ("announcement", "act", "effect", "from", "published", "title", "source")
        for row in read_rows(self.problems, ACTS, ACT_COLUMNS, needed):
            if act := self._act(row):
                own = acts.setdefault(act.announcement, [])
                if not own and act.effect != "lists":
                    text = f"'{act.announcement}' is not listed before it is changed"
                    self.problems.say(ACTS, row.cell("effect"), "P030", text, "the row that lists it comes first")
                own.append(act)
        return acts

    def _act(self, row: Row) -> _Act | None:
        effect = row.choice("effect", EFFECTS)
        first, last, published = row.date("from"), row.date("to"), row.date("published")
        self._trusted(row)
        if first and last and last < first:
            self.problems.say(ACTS, row.cell("to"), "P030", f"it ends ({last}) before it begins ({first})")
        count = row.text("entities")
        if effect in EFFECTS and (effect == "lists") != count.isdigit():
            self.problems.say(
                ACTS, row.cell("entities"), "P070", "an act that lists says how many, and no other does", "20"
            )
        if effect not in EFFECTS or not first or not published:
            self.unread.add(row.text("announcement"))
            return None
        number = int(count) if count.isdigit() else 0
        return _Act(
            announcement=row.text("announcement"),
            act=row.text("act"),
            effect=effect,
            first=first,
            last=last,
            published=published,
            entities=number,
            binds=row.text("binds"),
            title=row.text("title"),
            note=row.text("note"),
        )

    def _trusted(self, row: Row) -> None:
        row.choice("confidence", CONFIDENCE)
        row.choice("grade", GRADES)

    # ------------------------------------------------------------ names
    def _parties(self, spans: dict[str, tuple[Span, ...]]) -> Iterator[Party]:
        seen: dict[str, dict[str, str]] = {}
        needed = ("announcement", "number", "name", "source", "confidence")
        for row in read_rows(self.problems, NAMES, NAME_COLUMNS, needed):
            announcement = row.text("announcement")
            once(row, "number", seen.setdefault(announcement, {}))
            self._trusted(row)
            if announcement not in spans and announcement not in self.unread and ACTS not in self.problems.lost:
                self.unread.add(announcement)
                text, hint = f"no act lists '{announcement}'", nearest(announcement, spans)
                self.problems.say(NAMES, row.cell("announcement"), "P050", text, hint)
            self.countries.setdefault(announcement, []).append(row.text("country"))
            yield self._party(row, spans.get(announcement, ()))

    def _party(self, row: Row, spans: tuple[Span, ...]) -> Party:
        texts = (row.text("name_zh"), *map(str, row.parts("also")))
        grade, note = row.text("grade"), row.text("note")
        return Party(
            id=f"{row.text('announcement')}.{row.text('number')}",
            list=self.name,
            kind=row.choice("kind", KINDS, "organization"),
            names=(Name(row.text("name")), *(Name(str(t), "alias") for t in texts if t)),
            countries=(row.text("country"),) if row.text("country") else (),
            spans=spans,
            remarks=note,
            source=f"{row.text('source')} (grade {grade})" if grade else row.text("source"),
            confidence=row.text("confidence"),
        )

    def _empty(self, acts: dict[str, list[_Act]]) -> None:
        for name, own in acts.items():
            have = len(self.countries.get(name, ()))
            if have > own[0].entities:
                self.problems.say(NAMES, 1, "P030", f"'{name}' has {have} names and lists {own[0].entities}")

    def _gaps(self, acts: dict[str, list[_Act]]) -> Iterator[Gap]:
        """Yield what is known to be missing: announcements with more entities than there are names."""
        for name, own in acts.items():
            have, want = self.countries.get(name, []), own[0].entities
            if len(have) < want:
                text = f"{want - len(have)} of {want} names of {name} are not known"
                lasts = [act.first - ONE_DAY for act in own if act.effect == "ends"]
                yield Gap(text, own[0].first, max(lasts, default=None), tuple(sorted({c for c in have if c})))


def _revisions(acts: Sequence[_Act]) -> Iterator[Span]:
    """Yield the spans of an announcement as each act made them known; those told last replace those before."""
    days = sorted({act.published for act in acts})
    for known, next_day in zip(days, (*days[1:], None), strict=True):
        for span in _spans([act for act in acts if act.published <= known], known):
            yield replace(span, replaced=next_day)


def _spans(acts: Sequence[_Act], known: dt.date) -> Iterator[Span]:
    """Yield the days of a listing without those of its suspensions, up to the day before its end."""
    listing = acts[0]
    end = min((act.first - ONE_DAY for act in acts if act.effect == "ends"), default=listing.last)
    off = sorted((act.first, act.last or dt.date.max) for act in acts if act.effect == "suspends")
    note = "; ".join(filter(None, (listing.title, *_told(acts))))
    begin: dt.date | None = listing.first
    for first, last in off:
        if begin and begin < first:
            yield Span(begin, _earlier(first - ONE_DAY, end), known, listing.announcement, listing.binds, note)
        begin = None if last == dt.date.max else max(begin or last, last + ONE_DAY)
        if begin and end and end < begin:
            return
    if begin and (end is None or begin <= end):
        yield Span(begin, end, known, listing.announcement, listing.binds, note)


def _earlier(one: dt.date, other: dt.date | None) -> dt.date:
    return min(one, other) if other else one


def _told(acts: Sequence[_Act]) -> Iterator[str]:
    for act in acts:
        if act.effect == "suspends":
            yield f"suspended {act.first} to {act.last or 'further notice'} ({act.act})"
        elif act.effect == "ends":
            yield f"ended with {act.first - ONE_DAY} ({act.act})"
        if act.note:
            yield act.note
