"""What `monazite screen FILE` prints at the end: counts, the first hits and rejects, lists that clear nobody."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.screen_reading import Read
from monazite.cli.screen_text import not_clear, reason, screen_texts
from monazite.report.texts import Texts, short

if TYPE_CHECKING:
    from monazite.parties.lists import Readiness
    from monazite.parties.screening import Answer

__all__ = ["Told", "tell"]

SHOWN = 20


@dataclass
class Told:
    """What was found so far: counts of answers, and the first ones that have hits."""

    on: dt.date
    known_on: dt.date
    rejects: str | None
    written: bool
    counts: Counter[str] = field(default_factory=Counter)
    first: list[tuple[tuple[str, int], Answer]] = field(default_factory=list)

    def add(self, answers: Sequence[Answer], places: Sequence[tuple[str, int]]) -> None:
        """Count answers; those shown are kept."""
        self.counts.update(answer.state for answer in answers)
        for place, answer in zip(places, answers, strict=True):
            if answer.state == "hits" and len(self.first) < SHOWN:
                self.first.append((place, answer))


def tell(told: Told, read: Read, lists: Sequence[Readiness], language: str, *, as_json: bool, to_stderr: bool) -> None:
    """Print what a file came to, in a language or as JSON."""
    if as_json:
        text = json.dumps(_record(told, read, lists), ensure_ascii=False)
    else:
        text = "\n".join(_lines(told, read, lists, screen_texts(language)))
    click.echo(text, err=to_stderr)


def _record(told: Told, read: Read, lists: Sequence[Readiness]) -> dict[str, Any]:
    number = {"in": len(read) + len(read.rejects), "answered": len(read), "rejected": len(read.rejects)}
    number |= {"others": read.others} if read.others else {}
    days = {"on": str(told.on), "known_on": str(told.known_on)}
    states = [{"list": one.list, "state": one.state, "edition": str(one.edition)} for one in lists]
    return {**number, **days, "answers": dict(told.counts), "lists": states}


def _lines(told: Told, read: Read, lists: Sequence[Readiness], t: Texts) -> Iterator[str]:
    answered, rejected = len(read), len(read.rejects)
    numbers = {"all": answered + rejected, "answered": answered, "rejected": rejected}
    what = t("of.file", **{key: t.number(n) for key, n in numbers.items()})
    what += t("see", file=told.rejects) if rejected and told.rejects else ""
    what += t("others", n=t.number(read.others)) if read.others else ""
    counts = t("between").join(t(f"count.{state}", n=n) for state, n in told.counts.items()) or t("lists.none")
    yield t("counts", what=what, counts=counts, day=told.on, known=told.known_on)
    if told.on > told.known_on:
        yield t("ahead", known=told.known_on)
    yield from _doubts(read, t)
    if not told.written:
        yield from _hits(told, t)
    if not told.rejects:
        yield from _rejects(read, t)
    for one in lists:
        if not one.ok or one.gaps:
            state = "" if one.ok else f"{one.state}, "
            yield t("not_cleared", text=not_clear(f"{one.list}: {state}{one.reason}", t))


def _doubts(read: Read, t: Texts) -> Iterator[str]:
    """Tell how many names may be garbled, since their encoding is not sure."""
    doubts = Counter(one for some in read.odd_rows.values() for one in some if one.startswith("doubtful_encoding"))
    yield from (t("doubt", doubt=reason(text, t), n=t.number(n)) for text, n in doubts.items())


def _hits(told: Told, t: Texts) -> Iterator[str]:
    for (source, row), answer in told.first:
        some = [hit for hit in answer.hits if hit.counts]
        best = some[0].match
        entry = {"entry_name": short(best.name), "list": best.party.list, "entry": best.party.id}
        more = t("hit.more", n=len(some) - 1) if some[1:] else ""
        score = f"{int(best.score * 1000) / 1000:.3f}"
        yield t("hit", source=source, row=row, name=short(answer.asked.name), score=score, more=more, **entry)
    if left := told.counts["hits"] - len(told.first):
        yield t("left", n=left)


def _rejects(read: Read, t: Texts) -> Iterator[str]:
    for one in read.rejects[:SHOWN]:
        yield t("reject", source=one.source, row=one.row, reason=reason(short(one.reason), t))
    if left := len(read.rejects) - SHOWN:
        yield from [t("reject.left", n=left)] if left > 0 else []
