"""What `monazite screen` prints of one party."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from monazite.parties.table import hit_record

if TYPE_CHECKING:
    from monazite.parties.lists import Readiness
    from monazite.parties.screening import Answer, Found

__all__ = ["answer_record", "answer_text"]

MEANING = {
    "hits": "on a list",
    "nothing": "on none of the lists",
    "screening_incomplete": "found on none of the lists, but screening is incomplete: nobody is cleared",
}
STATES = {"listed": "listed", "suspended": "suspended on that day", "removed": "removed", "not_yet": "not yet listed"}
COLOURS = {"hits": "red", "nothing": "green", "screening_incomplete": "yellow"}


def answer_record(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain JSON types."""
    asked = {key: value for key, value in asdict(answer.asked).items() if value}
    hits = [{**_plain(hit_record(hit)), "counts": hit.counts, "void": hit.void} for hit in answer.hits]
    return {
        "asked": asked,
        "on": str(answer.on),
        "known_on": str(answer.known_on),
        "answer": answer.state,
        "hits": hits,
        "lists": [_list(one) for one in answer.lists],
        "incomplete": list(answer.incomplete),
        "shared_contacts": [
            {"cluster": number, "list": party.list, "entry": party.id, "name": party.names[0].text}
            for number, party in answer.contacts
        ],
        "not_legal_advice": "Screening aid, not legal advice.",
    }


def answer_text(answer: Answer, *, terminal: bool) -> str:
    """Return an answer as text, coloured on a terminal."""
    head = f"{answer.asked.name}: {MEANING[answer.state]} on {answer.on}, as known on {answer.known_on}"
    out = [click.style(head, fg=COLOURS[answer.state], bold=True) if terminal else head]
    for hit in answer.hits:
        out += _hit(hit)
    for number, party in answer.contacts:
        out.append(f"  same address or telephone: {party.list} {party.id} {party.names[0].text} (cluster {number})")
    out += ["", *(f"not cleared: {text}" for text in answer.incomplete)]
    told = ", ".join(f"{one.list} {one.edition} ({one.age} days)" for one in answer.lists if one.edition)
    return "\n".join([*out, f"lists: {told or 'none'}. Screening aid, not legal advice."])


def _hit(hit: Found) -> list[str]:
    match, party = hit.match, hit.match.party
    score = f"{int(match.score * 1000) / 1000:.3f}"
    programmes = f" [{', '.join(party.programmes[:4])}]" if party.programmes else ""
    out = [
        f"  {score}  {match.name} – {party.list} {party.id}{programmes}: {_state(hit)}",
        f"         {match.why.text()}",
    ]
    if hit.decided:
        void = f"; void: {hit.void}" if hit.void else ""
        one = hit.decided
        out.append(f"         decided: {one.verdict.replace('_', ' ')}, {one.decided} by {one.by}: {one.why}{void}")
    return out


def _state(hit: Found) -> str:
    span = hit.span or (hit.match.party.spans or (None,))[-1]
    days = (
        f" {span.first or ''} to {span.last or ''}".rstrip(" to").rstrip() if span and (span.first or span.last) else ""
    )
    since = days.replace(" ", " since ", 1) if span and span.first and not span.last else days
    act = f" by {span.act}" if span and span.act else ""
    binds = f", binds {span.binds}" if span and span.binds else ""
    return f"{STATES[hit.state]}{since}{act}{binds}{', beyond doubt' if hit.sure else ''}"


def _list(one: Readiness) -> dict[str, Any]:
    told = {"list": one.list, "state": one.state, "edition": one.edition, "checked": one.checked, "age_days": one.age}
    return _plain({**told, "checksum": one.checksum, "reason": one.reason})


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    return {k: v if isinstance(v, str | int | float | list | type(None)) else str(v) for k, v in record.items()}
