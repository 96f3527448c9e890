"""The picture of the timeline: a lane a regime, a bar an instrument, a point an event, arrows between them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from monazite.report.texts import Texts
from monazite.report.timeline_arrows import Anchors, arrows
from monazite.report.timeline_scale import Scale, fitted, short_day, svg, text_width
from monazite.report.timeline_texts import brief, places_text, subject, title_of

__all__ = ["draw", "window"]

Data = Mapping[str, Any]
GROUPS = ("goods", "rules", "stays", "statements", "parties")
ROW, POINT, BAR, SIZE = 19, 16, 12, 11
AXIS, HEAD, SUB, GAP = 40, 26, 19, 10
EVENT_LABEL = 370  # units
BOLD = 1.1  # how much wider bold letters are


def window(data: Data, first: dt.date | None, last: dt.date | None) -> tuple[dt.date, dt.date]:
    """Return the days that the picture spans: those asked for, else two years back to what is known to come."""
    known = dt.date.fromisoformat(data["known_on"])
    days = [x for e in data["entries"] for x in (e["day"], e["last"]) if x]
    days += [x for t in data["tracks"] for p in (*t["phases"], *t["announced"]) for x in (p["first"], p["last"]) if x]
    latest = max((dt.date.fromisoformat(x) for x in days), default=known)
    earliest = min((dt.date.fromisoformat(x) for x in days), default=known)
    end = last or min(max(latest, known) + dt.timedelta(75), known + dt.timedelta(3 * 366))
    begin = first or max(dt.date(known.year - 2, 1, 1), earliest.replace(day=1))
    return (begin, end) if begin < end else (end - dt.timedelta(30), end)


def draw(data: Data, t: Texts, days: tuple[dt.date, dt.date], width: int, regimes: Sequence[str]) -> str:
    """Return the picture as SVG text, `width` units wide, with the lanes of some regimes."""
    picture = _Picture(data, t, Scale(*days, left=round(width * 0.29), right=width - 8), width)
    packs = [pack for pack in data["packs"] if pack["regime"] in regimes]
    for pack in packs:
        picture.lane(pack)
    return picture.done(f"{t('picture_alt')} {', '.join(title_of(p, t) for p in packs)}")


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


class _Picture:
    def __init__(self, data: Data, t: Texts, scale: Scale, width: int) -> None:
        self.data, self.t, self.scale, self.width = data, t, scale, width
        self.known = dt.date.fromisoformat(data["known_on"])
        self.y: float = AXIS
        self.under: list[str] = []
        self.bars: list[str] = []
        self.anchors: Anchors = {}

    # ------------------------------------------------------------ lanes
    def lane(self, pack: Data) -> None:
        """One regime: its events, then its instruments by what they are for."""
        regime, t = pack["regime"], self.t
        events = [e for e in self.data["entries"] if e["regime"] == regime and e["what"] == ["event"]]
        events = [e for e in events if e["day"] and self.scale.has(dt.date.fromisoformat(e["day"]))]
        tracks = [x for x in self.data["tracks"] if x["regime"] == regime and self.shows(x)]
        wholes = {x["id"]: self.seen(x) for x in tracks if not x["parts"]}
        tracks = [x for x in tracks if not x["parts"] or self.seen(x) != wholes.get(x["id"])]
        if not events and not tracks:
            return
        head = fitted(f"{regime.upper()}  {title_of(pack, t)}", self.width - 20, 14)
        self.under.append(svg("rect", x=0, y=self.y, width=self.width, height=HEAD - 4, class_="head"))
        self.bars.append(svg("text", head, x=8, y=self.y + 16, class_="lane"))
        self.y += HEAD
        if events:
            self.events(events)
        for group in GROUPS:
            self.group(group, [x for x in tracks if x["group"] == group])
        self.y += GAP

    def shows(self, track: Data) -> bool:
        """Whether a track has something on the days of the picture; a statement has its own day."""
        if not track["phases"] and not track["announced"]:
            return not track["parts"] and bool(track["day"]) and self.scale.has(dt.date.fromisoformat(track["day"]))
        return any(self.visible(p) for p in track["phases"])

    def seen(self, track: Data) -> list[tuple[str, float, float]]:
        """What of a track can be seen: its states where they begin and end in the picture."""
        phases = [p for key in ("phases", "announced") for p in track[key] if self.visible(p)]
        ends = [(self.scale.x(_date(p["first"])), self.scale.x(_date(p["last"]), end=True)) for p in phases]
        return [(p["state"], *at) for p, at in zip(phases, ends, strict=True)]

    def visible(self, phase: Data) -> bool:
        first, last = _date(phase["first"]), _date(phase["last"])
        if phase["state"] == "ended":
            return False
        return not (first and first > self.scale.last) and not (last and last < self.scale.first)

    def group(self, group: str, tracks: Sequence[Data]) -> None:
        """The instruments of one purpose in order of issue; those in force all the time share a line."""
        if not tracks:
            return
        self.bars.append(svg("text", self.t(f"group.{group}"), x=8, y=self.y + 13, class_="sub"))
        self.y += SUB
        quiet = [x for x in tracks if self.quiet(x, tracks)]
        quiet = quiet if len(quiet) > 1 else []
        born = {x["id"]: x["day"] or "" for x in tracks}
        for track in sorted((x for x in tracks if x not in quiet), key=lambda x: (born[x["id"]], x["id"], x["parts"])):
            self.track(track)
        if quiet:
            self.throughout(quiet)

    def quiet(self, track: Data, tracks: Sequence[Data]) -> bool:
        """Whether nothing happens to an instrument on the days of the picture, nor to a part of it."""
        seen = [p for p in track["phases"] if self.visible(p)]
        alone = sum(x["id"] == track["id"] for x in tracks) == 1
        whole = len(seen) == 1 and (seen[0]["first"] or "") <= str(self.scale.first) and seen[0]["last"] is None
        return alone and whole and seen[0]["state"] == "in_force" and track["announced"] == track["phases"]

    # ------------------------------------------------------------ rows
    def label(self, text: str, more: str, *, indent: int = 0, hint: str = "") -> None:
        """The name of a row on its left: what is short in full, what is long cut."""
        room = self.scale.left - 18 - indent
        short = fitted(text, room / BOLD, SIZE)
        rest = fitted(more, room - text_width(short, SIZE) * BOLD - 8, SIZE) if more else ""
        inner = [svg("tspan", short, class_="name")] if text else []
        if rest and (len(rest) > 4 or not text):
            inner.append(svg("tspan", rest, dx=6 if text else None, class_="more"))
        title = svg("title", hint or f"{text} {more}".strip())
        self.bars.append(svg("text", None, title, *inner, x=8 + indent, y=self.y + 13))

    def track(self, track: Data) -> None:
        """One instrument or part of it: its name and its states."""
        t, title = self.t, title_of(track, self.t)
        if track["parts"]:
            self.label("", places_text(track["places"], t) or track["parts"][0], indent=14, hint=track["id"])
        else:
            self.label(brief(title), subject(title), hint=f"{title} – {track['id']}")
        self.under.append(svg("line", x1=0, x2=self.width, y1=self.y + ROW, y2=self.y + ROW, class_="row"))
        for phase in filter(self.visible, track["phases"]):
            self.bars.append(self.bar(phase))
        self.bars.extend(self.announced(track))
        middle = self.y + ROW / 2
        if not track["phases"] and not track["announced"]:
            x = self.scale.x(_date(track["day"]))
            self.bars.append(self.point("statement", x, middle, f"{track['day']} {title}"))
            when = svg("text", t.day(_date(track["day"])), x=x - 9, y=self.y + 13, text_anchor="end", class_="when")
            self.bars.append(when)
        for name in track["parts"] or (track["id"],):
            self.anchors[name] = (self.scale.x(_date(track["day"])), middle)
        self.y += ROW

    def throughout(self, tracks: Sequence[Data]) -> None:
        """The instruments in force on every day of the picture, on one line."""
        names = [brief(title_of(x, self.t)) for x in tracks]
        self.label(self.t("throughout", n=len(tracks)), "", hint="; ".join(names))
        left, right = self.scale.left, self.scale.right
        bar = svg("rect", x=left, y=self.y + 3.5, width=right - left, height=BAR, class_="in_force faint")
        listed = fitted(self.t("semicolon").join(names), right - left - 12, 9.5)
        self.bars += [bar, svg("text", listed, x=left + 6, y=self.y + 13, class_="in dark")]
        for track in tracks:
            self.anchors[track["id"]] = (left, self.y + ROW / 2)
        self.y += ROW

    def bar(self, phase: Data) -> str:
        """The bar of a phase, with what it is where there is room for it."""
        first, last = _date(phase["first"]), _date(phase["last"])
        a, b = self.scale.x(first), self.scale.x(last, end=True)
        days = self.t("days", first=phase["first"] or "…", last=phase["last"] or "…")
        title = svg("title", f"{self.t('bar.' + phase['state'])} {days}")
        rect = svg("rect", None, title, x=a, y=self.y + 3.5, width=max(b - a, 1.5), height=BAR, class_=phase["state"])
        for words in self.words(phase["state"], first, last):
            if text_width(words, 9.5) + 8 <= b - a:
                style = "in" if phase["state"] == "in_force" else "in dark"
                return rect + svg("text", words, x=a + 4, y=self.y + 13, class_=style)
        return rect

    def words(self, state: str, first: dt.date | None, last: dt.date | None) -> Iterator[str]:
        """What a bar may say, the longest first."""
        t = self.t
        if state == "suspended" and last:
            yield t("bar.suspended_to", day=t.day(last))
        if state == "in_force" and first:
            yield t("bar.in_force_from" if self.scale.has(first) else "since", day=t.day(first))
            if self.scale.has(first):
                yield t("since", day=t.day(first))
        yield t(f"bar.{state}")

    def announced(self, track: Data) -> Iterator[str]:
        """What is announced to stay suspended though by the instruments it is in force: drawn over the bar."""
        if track["announced"] == track["phases"]:
            return
        stays = [p for p in track["announced"] if p["state"] == "suspended" and p not in track["phases"]]
        for stay in filter(self.visible, stays):
            a, b = self.scale.x(_date(stay["first"])), self.scale.x(_date(stay["last"]), end=True)
            title = svg(
                "title", f"{self.t('legend.announced')} {self.t('days', first=stay['first'], last=stay['last'])}"
            )
            yield svg("rect", None, title, x=a, y=self.y + 2, width=max(b - a, 2), height=BAR + 3, class_="announced")

    # ------------------------------------------------------------ events
    def events(self, events: Sequence[Data]) -> None:
        """Points with their titles, in as few lines as fit without one text over another."""
        self.bars.append(svg("text", self.t("events"), x=8, y=self.y + 12, class_="sub"))
        taken: list[list[tuple[float, float]]] = []
        for event in events:
            day = dt.date.fromisoformat(event["day"])
            x, end = self.scale.x(day), self.scale.x(_date(event["last"]) or day)
            text = fitted(title_of(event, self.t), EVENT_LABEL, SIZE)
            room = text_width(f"{short_day(day, self.t.language)} {text}", SIZE)
            line, left = _place(taken, x, end, room, self.scale)
            self.event(event, x, end, self.y + line * POINT, text, left=left)
        self.y += len(taken) * POINT + 8

    def event(self, event: Data, x: float, end: float, y: float, text: str, *, left: bool) -> None:
        hint = f"{event['day']} {title_of(event, self.t)}"
        if end > x:
            self.bars.append(svg("line", x1=x, x2=end, y1=y + 8, y2=y + 8, class_=f"span {event['kind']}"))
        self.bars.append(self.point(event["kind"], x, y + 8, hint))
        place = {"x": x - 8, "text_anchor": "end"} if left else {"x": end + 8}
        day = svg("tspan", short_day(dt.date.fromisoformat(event["day"]), self.t.language), class_="more")
        inner = (svg("title", hint), day, svg("tspan", f" {text}"))
        self.bars.append(svg("text", None, *inner, y=y + 12, class_="event", **place))
        self.anchors[event["id"]] = (x, y + 8)

    def point(self, kind: str, x: float, y: float, hint: str) -> str:
        """A circle for words, a square for what is done, a diamond for what is said."""
        title = svg("title", hint)
        if kind in ("statement", "guidance", "proposal", "consultation"):
            return svg("path", None, title, d=f"M{x} {y - 5.5}l5.5 5.5l-5.5 5.5l-5.5-5.5z", class_=f"dot {kind}")
        if kind == "talks":
            return svg("circle", None, title, cx=x, cy=y, r=4.5, class_=f"dot {kind}")
        return svg("rect", None, title, x=x - 4, y=y - 4, width=8, height=8, class_=f"dot {kind}")

    # ------------------------------------------------------------ whole
    def done(self, alt: str) -> str:
        """The picture with its axis, the line of knowledge and the arrows."""
        height = self.y + 18
        inner = "".join((*self.axis(height), *self.under, *arrows(self.data, self.scale, self.anchors), *self.bars))
        head = svg("title", alt)
        box = f"0 0 {self.width} {height:g}"
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" class="line">{head}{inner}</svg>'

    def axis(self, height: float) -> Iterator[str]:
        x = self.scale.x(self.known)
        if self.known < self.scale.last:
            yield svg("rect", x=x, y=AXIS - 4, width=self.scale.right - x, height=height - AXIS, class_="coming")
        ticks = [(self.scale.x(day), label, strong) for day, label, strong in self.scale.ticks(self.t.language)]
        for (at, label, strong), (after, *_) in pairwise([*ticks, (self.scale.right, "", False)]):
            yield svg("line", x1=at, x2=at, y1=AXIS - 6, y2=height - 16, class_="year" if strong else "tick")
            if after - at >= 22:
                for y in (AXIS - 10, height - 4):
                    yield svg("text", label, x=at + 2, y=y, class_="year" if strong else "tick")
        if self.scale.has(self.known):
            words = self.t("known_line", day=self.t.day(self.known))
            side = "end" if x + text_width(words, SIZE) > self.scale.right else "start"
            yield svg("line", x1=x, x2=x, y1=14, y2=height - 16, class_="known")
            yield svg("text", words, x=x + (4 if side == "start" else -4), y=13, text_anchor=side, class_="known")


def _place(taken: list[list[tuple[float, float]]], x: float, end: float, room: float, scale: Scale) -> tuple[int, bool]:
    """Return the first line where a point with its text is free, and whether the text stands on the left."""
    right, left = (x - 7, end + 12 + room), (x - 12 - room, end + 7)
    for line in range(len(taken) + 1):
        if line == len(taken):
            taken.append([])
        for span, on_left in ((right, False), (left, True)):
            inside = span[1] <= scale.right if not on_left else span[0] >= scale.left - 60
            if (inside or line == len(taken) - 1 and not taken[line] and on_left == (right[1] > scale.right)) and all(
                span[1] <= a or span[0] >= b for a, b in taken[line]
            ):
                taken[line].append(span)
                return line, on_left
    raise AssertionError("a new line is always free")
