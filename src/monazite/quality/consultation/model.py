"""Consultation: when a batch of drafts is open, the comments on its clauses, and what was decided on each."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from monazite.errors import InputError
from monazite.quality.model import Batch

__all__ = [
    "DISPOSITIONS",
    "REMINDERS",
    "Comment",
    "Disposition",
    "Window",
    "day_in",
    "ends_at",
    "folded_text",
    "kept_apart",
    "window",
    "zone_of",
]

DISPOSITIONS = {
    "accepted": "taken over as proposed",
    "partly": "taken over in part; the reason says what not, and why",
    "rejected": "not taken over; the reason says why",
}
NUMBER = re.compile(r"[<>=≤≥±+-]*\d+(?:\.\d+)?")
DENIED = re.compile(r"[不无非未勿]|\b(?:no|not|never|without)\b|n't\b")
REMINDERS = (7, 3, 1, 0)  # days before the last one


@dataclass(frozen=True, slots=True)
class Window:
    """How a batch stands on a day of its publisher: upcoming, open, closed, or unknown where its days are not told.

    `days_left` counts the day itself and the last one: 1 on the last day, 0 when it is over. `reminders` are the days
    on which to remind, `due` whether the day is one of them.
    """

    batch: Batch
    on: dt.date
    state: str
    days_left: int | None = None
    days_to_opening: int | None = None
    reminders: tuple[dt.date, ...] = ()

    @property
    def due(self) -> bool:
        """Whether the day is one on which to remind."""
        return self.on in self.reminders


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a clause: 章节号 (clause), 原文 (original), 修改后内容 (proposed), 理由 (reason), 序号 (number).

    `id` is given by the store; `number` is the submitter's own. `late` tells that it came after the last day.
    """

    clause: str
    original: str = ""
    proposed: str = ""
    reason: str = ""
    number: str = ""
    submitter: str = ""
    draft: str = ""
    id: str = ""
    received: str = ""
    late: bool = False
    place: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two comments the same one: all that the submitter wrote, whatever the number."""
        texts = (self.draft, self.clause, self.original, self.proposed, self.reason, self.submitter)
        return tuple(" ".join(text.split()) for text in texts)


@dataclass(frozen=True, slots=True)
class Disposition:
    """What was decided on a comment: one of DISPOSITIONS, why, by whom and when."""

    comment: str
    decision: str
    reason: str = ""
    by: str = ""
    at: str = ""


def window(batch: Batch, on: dt.date, reminders: Sequence[int] = REMINDERS) -> Window:
    """Return how a batch stands on a day of its publisher; both ends of a window are days on which it is open."""
    opens, closes = batch.opens, batch.closes
    if opens is None or closes is None:
        return Window(batch, on, "unknown")
    days = tuple(closes - dt.timedelta(days=n) for n in sorted(set(reminders), reverse=True))
    told = tuple(day for day in days if day >= opens)
    if on < opens:
        return Window(batch, on, "upcoming", batch.days, (opens - on).days, told)
    left = max((closes - on).days + 1, 0)
    return Window(batch, on, "open" if left else "closed", left, 0, told)


def day_in(batch: Batch, now: dt.datetime) -> dt.date:
    """Return the day that an instant is at the publisher: at 17:00 UTC it is the next day in Shanghai."""
    return now.astimezone(zone_of(batch)).date()


def ends_at(batch: Batch) -> dt.datetime | None:
    """Return the instant in UTC from which a batch is over: the midnight behind its last day, in its zone."""
    if batch.closes is None:
        return None
    midnight = dt.datetime.combine(batch.closes + dt.timedelta(days=1), dt.time(), zone_of(batch))
    return midnight.astimezone(dt.UTC)


def zone_of(batch: Batch) -> ZoneInfo:
    """Return the time zone of a batch, UTC where it names none; raise InputError for one that is not known."""
    return _zone(batch.zone or "UTC", batch.id)


@lru_cache(maxsize=64)
def _zone(name: str, batch: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise InputError(f"{batch}: no time zone '{name}' here; write one as Asia/Shanghai") from error


def folded_text(texts: Iterable[str]) -> str:
    """Return texts as they are compared: full-width signs plain, no case, blanks or punctuation.

    What changes a meaning stays: signs of order and arithmetic, per cent, the point and the minus of a number.
    """
    plain = unicodedata.normalize("NFKC", "|".join(texts)).casefold()
    pairs = zip(plain, f"{plain} "[1:], strict=True)
    return "".join(sign for sign, after in pairs if _means(sign, after))


def _means(sign: str, after: str) -> bool:
    symbol = sign not in "|`^~" and unicodedata.category(sign).startswith("S")
    return sign.isalnum() or symbol or sign in "%‰" or (sign in ".-" and after.isdecimal())


def kept_apart(comment: Comment) -> tuple[tuple[str, ...], int]:
    """Return what no likeness of texts makes up for: the numbers that a comment asks for, and how often it says no.

    Of a comment that proposes nothing, those of its reason.
    """
    plain = unicodedata.normalize("NFKC", comment.proposed or comment.reason).casefold()
    return tuple(sorted(NUMBER.findall(plain))), len(DENIED.findall(plain))
