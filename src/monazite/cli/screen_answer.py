"""What `monazite screen` prints of one party."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from monazite.cli.screen_text import not_clear, reason, screen_texts, why
from monazite.parties.table import hit_record
from monazite.report.texts import Texts, short

if TYPE_CHECKING:
    from monazite.parties.lists import Readiness
    from monazite.parties.model import Party
    from monazite.parties.screening import Answer, Found

__all__ = ["answer_record", "answer_text"]

AHEAD = ("suspended", "not_yet")  # states in which the span that is shown is still to come
SHOWN = 25  # hits that are told; --json has all
COLOURS = {"hits": "red", "nothing": "green", "screening_incomplete": "yellow"}


def answer_record(answer: Answer, findings: Sequence[str] = ()) -> dict[str, Any]:
    """Return an answer as plain JSON types, with what was odd of the question."""
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
        "parts": list(answer.parts),
        "findings": list(findings),
        "shared_contacts": [
            {"cluster": number, "list": party.list, "entry": party.id, "name": party.names[0].text}
            for number, party in answer.contacts
        ],
        "not_legal_advice": "Screening aid, not legal advice.",
    }


def answer_text(answer: Answer, language: str, *, terminal: bool) -> str:
    """Return an answer as text in a language ("en" or "zh"), coloured on a terminal."""
    t = screen_texts(language)
    words = {"name": short(answer.asked.name), "day": answer.on, "known": answer.known_on}
    head = t("head", meaning=t(f"meaning.{_meaning(answer)}"), **words)
    out = [click.style(head, fg=COLOURS[answer.state], bold=True) if terminal else head]
    out += [t("parts", parts=t("between").join(map(short, answer.parts)))] if answer.parts else []
    for hit in answer.hits[:SHOWN]:
        out += _hit(hit, t)
    out += [t("hits.more", n=t.number(len(answer.hits) - SHOWN))] if answer.hits[SHOWN:] else []
    out += (f"  {_contact(number, party, t)}" for number, party in answer.contacts)
    out += ["", *(t("not_cleared", text=not_clear(text, t)) for text in answer.incomplete)]
    told = [t("edition", list=one.list, edition=one.edition, age=one.age) for one in answer.lists if one.edition]
    return "\n".join([*out, t("lists", lists=t("between").join(told) or t("lists.none"))])


def _meaning(answer: Answer) -> str:
    """Return what an answer means: a name that is only alike may be another party's."""
    if answer.state != "hits":
        return answer.state
    return "sure" if any(hit.counts and hit.sure for hit in answer.hits) else "possible"


def _contact(number: int, party: Party, t: Texts) -> str:
    return t("contact", list=party.list, entry=party.id, name=short(party.names[0].text), number=number)


def _hit(hit: Found, t: Texts) -> list[str]:
    match, party = hit.match, hit.match.party
    score = f"{int(match.score * 1000) / 1000:.3f}"
    programmes = f" [{', '.join(party.programmes[:4])}]" if party.programmes else ""
    colon = "：" if t.language == "zh" else ": "
    former = t("former", name=short(party.names[0].text)) if match.former else ""
    out = [
        f"  {score}  {short(match.name)}{former} – {party.list} {party.id}{programmes}{colon}{_state(hit, t)}",
        f"         {why(match.why, t)}",
    ]
    if one := hit.decided:
        verdict, void = t(f"verdict.{one.verdict}"), t("void", reason=reason(hit.void, t)) if hit.void else ""
        told = t("decided", verdict=verdict, day=one.decided, by=short(one.by), why=short(one.why))
        out.append(f"         {told}{void}")
    return out


def _state(hit: Found, t: Texts) -> str:
    span = hit.span or (hit.match.party.spans or (None,))[-1]
    told = t(f"state.{hit.state}")
    if span:
        ends = {1: "since", 2: "until", 3: "both"}.get(bool(span.first) + 2 * bool(span.last))
        ends = "ahead" if span.first and hit.state in AHEAD else ends
        told += t(f"days.{ends}", first=span.first, last=span.last) if ends else ""
        told += t("act", act=span.act) if span.act else ""
        told += t("binds", whom=t.name("binds", span.binds)) if span.binds else ""
    return told + (t(f"by.{_by(hit)}") if _by(hit) else "")


def _by(hit: Found) -> str:
    """Return what makes a hit sure, or keeps it below the threshold; empty for neither."""
    if hit.verdict == "same":
        return "decision"
    return "weak" if hit.weak else "proof" if hit.sure else ""


def _list(one: Readiness) -> dict[str, Any]:
    told = {"list": one.list, "state": one.state, "edition": one.edition, "checked": one.checked, "age_days": one.age}
    return _plain({**told, "checksum": one.checksum, "reason": one.reason})


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    return {k: v if isinstance(v, str | int | float | list | type(None)) else str(v) for k, v in record.items()}
