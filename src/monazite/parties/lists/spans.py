"""Who was listed on a day, as known on a day: the publisher's own days where it gives them, else those of editions.

A span may be told otherwise later (a suspension, an end), where the source itself says so: `replaced` is the day from
which other spans stand in its place. No span replaces another by being younger, or by being of the same act: two
records of a party are two listings. A party that an edition lacks was listed until the day before that edition. Between
an edition without a party and the next one with it nobody may say since when it is listed: these days are a doubt.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from monazite.parties.model import Party, Span

__all__ = ["Seen", "dated", "effective_spans", "known_spans", "listed_on", "next_edition", "on_day"]

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """A record that stood unchanged in all editions from `first` to `last`, with the spans that the publisher gives."""

    first: dt.date
    last: dt.date
    spans: tuple[Span, ...]


def listed_on(party: Party, day: dt.date, *, perhaps: bool = False) -> bool:
    """Return whether any span of a party holds a day; both ends are inclusive, None is open.

    With `perhaps` a day on which it may have been listed counts too: one between an edition without it and one with it.
    """
    return any((perhaps or not span.doubt) and on_day(span, day) for span in party.spans)


def on_day(span: Span, day: dt.date) -> bool:
    """Return whether a span holds a day; both ends are inclusive, None is open."""
    return (span.first is None or span.first <= day) and (span.last is None or day <= span.last)


def dated(spans: Iterable[Span]) -> bool:
    """Return whether the publisher dates a listing: one that only says since when it could be known dates nothing."""
    return any(span.first or span.last or span.act for span in spans)


def known_spans(spans: Iterable[Span], day: dt.date) -> tuple[Span, ...]:
    """Return the spans that could be known on a day, without those that were replaced by then.

    >>> change = dt.date(2025, 8, 12)
    >>> first = Span(dt.date(2025, 4, 4), known=dt.date(2025, 4, 4), replaced=change)
    >>> ended = Span(dt.date(2025, 4, 4), dt.date(2025, 8, 11), known=change)
    >>> known_spans((first, ended), dt.date(2025, 5, 1)) == (first,)
    True
    >>> known_spans((first, ended), dt.date(2025, 9, 1)) == (ended,)
    True
    """
    return tuple(s for s in spans if (not s.known or s.known <= day) and (not s.replaced or day < s.replaced))


def next_edition(editions: Sequence[dt.date], day: dt.date) -> dt.date | None:
    """Return the first of some editions, in the order of their days, that is later than a day."""
    place = bisect_right(editions, day)
    return editions[place] if place < len(editions) else None


def effective_spans(seen: Sequence[Seen], editions: Sequence[dt.date], day: dt.date) -> tuple[Span, ...]:
    """Return on which days a party was listed, as known on `day`; none where it was not known then.

    `seen` are the records of one party in the order of time, `editions` the days of all editions in order.
    """
    newest = max((e for e in editions if e <= day), default=None)
    past = [record for record in seen if newest is None or record.first <= newest]
    if newest is None:
        return _before_any(past[:1], day)
    if not past:
        return _after(seen[0], newest, day)
    out: list[Span] = []
    left: dt.date | None = None
    for start, end, record in _stretches(past, editions):
        gone = next_edition(editions, end) if end < newest else None
        told = {(span.first, span.last, span.act) for span in out}
        more = _stretch(start, gone, record, editions, day, left)
        out += [span for span in more if (span.first, span.last, span.act) not in told]
        left = gone
    return tuple(out)


def _stretches(seen: Sequence[Seen], editions: Sequence[dt.date]) -> list[tuple[dt.date, dt.date, Seen]]:
    """Return each unbroken stay on the list: its first and last edition, and the record it had at the end."""
    out: list[tuple[dt.date, dt.date, Seen]] = []
    for record in seen:
        if out and next_edition(editions, out[-1][1]) == record.first:
            out[-1] = (out[-1][0], record.last, record)
        else:
            out.append((record.first, record.last, record))
    return out


def _stretch(
    start: dt.date, gone: dt.date | None, record: Seen, editions: Sequence[dt.date], day: dt.date, left: dt.date | None
) -> list[Span]:
    """Return the spans of an unbroken stay until the edition that lacks it; `left` is where the last one ended."""
    until = gone - ONE_DAY if gone else None
    if not dated(record.spans):
        return _of_editions(start, until, editions, record)
    told = list(known_spans(record.spans, day))
    if until is not None:
        inside = [s for s in told if s.first is None or s.first <= until]
        told = [s if s.last and s.last <= until else replace(s, last=until, known=gone) for s in inside]
    return [piece for span in told for piece in _returned(span, left, start)] if left else told


def _of_editions(start: dt.date, until: dt.date | None, editions: Sequence[dt.date], record: Seen) -> list[Span]:
    """Return the days of a stay that no publisher dates: from its first edition on, and in doubt since the one before.

    Of old, where the first edition that is kept has it.
    """
    note = "; ".join(dict.fromkeys(span.note for span in record.spans if span.note))
    before = editions[bisect_left(editions, start) - 1] if start > editions[0] else None
    if before is None:
        return [Span(None, until, start, note=note or "on the list when the first edition that is kept came out")]
    stay = Span(start, until, start, note=note)
    if before + ONE_DAY == start:
        return [stay]
    told = f"the edition of {before} lacks it, that of {start} has it"
    return [Span(before + ONE_DAY, start - ONE_DAY, start, note=told, doubt=True), stay]


def _returned(span: Span, left: dt.date, start: dt.date) -> list[Span]:
    """Return a span of a party that was gone from the edition of `left` until that of `start`: in doubt between."""
    if (span.first and span.first >= start) or (span.last and span.last < left):
        return [span]
    first, last = max(span.first or left, left), min(span.last or start - ONE_DAY, start - ONE_DAY)
    out = [replace(span, first=first, last=last, known=start, doubt=True)]
    out += [replace(span, last=left - ONE_DAY)] if span.first is None or span.first < left else []
    return out + ([replace(span, first=start)] if span.last is None or span.last >= start else [])


def _before_any(seen: Sequence[Seen], day: dt.date) -> tuple[Span, ...]:
    """Return what could be known before any edition that is kept: only what the publisher dates itself."""
    return tuple(s for record in seen if dated(record.spans) for s in known_spans(record.spans, day) if s.known)


def _after(record: Seen, newest: dt.date, day: dt.date) -> tuple[Span, ...]:
    """Return what was published between the newest edition of that day and the first one with the party."""
    told = known_spans(record.spans, day) if dated(record.spans) else ()
    return tuple(s for s in told if s.known and s.known > newest)
