"""The rows of the timeline as people read them: what falls on one day from one cause is told once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from monazite.report.texts import Texts
from monazite.report.timeline_texts import named, places_text, title_of

__all__ = ["Row", "Subject", "rows"]

Data = Mapping[str, Any]
DERIVED = {"suspended", "resumed", "returns", "ends", "takes_effect"}


@dataclass(frozen=True)
class Subject:
    """An instrument or event that a row is about: its title, the parts meant, its id, link and confidence."""

    title: str
    places: str
    id: str
    url: str
    source: str
    confidence: str
    grade: str
    by: str
    note: str


@dataclass(frozen=True)
class Row:
    """One thing that happens on a day: what, to which subjects, and what it does in turn (`does`).

    `sourced` rows tell where they were read in full; what follows from an instrument names it alone.
    """

    day: str
    last: str
    regime: str
    tone: str
    kind: str
    said: str
    why: str
    mark: str
    ahead: bool
    sourced: bool
    subjects: list[Subject] = field(default_factory=list)
    does: tuple[str, ...] = ()


def rows(data: Data, t: Texts) -> list[Row]:
    """Return the rows of a timeline (the JSON that `Timeline.as_json` gives), in the order of its days."""
    told = {(e["id"], e["day"]) for e in data["entries"] if set(e["what"]) & {"issued", "published"}}
    found: dict[tuple[Any, ...], Row] = {}
    for entry in data["entries"]:
        if entry["what"] == ["suspended"] and any((by, entry["day"]) in told for by in entry["cause"]):
            continue  # the suspending instrument stands on the same day and says it all
        row = found.setdefault(_key(entry), _row(data, entry, t))
        row.subjects.append(_subject(entry, t))
    return list(found.values())


def _key(entry: Data) -> tuple[Any, ...]:
    """What happens by one cause on one day is one row; what is issued stands by itself."""
    together = set(entry["what"]) <= DERIVED
    same = (entry["day"], entry["last"], *entry["what"], entry["regime"], *entry["cause"], entry["reading"])
    return same if together else (*same, entry["id"])


def _row(data: Data, entry: Data, t: Texts) -> Row:
    reading = entry["reading"]
    return Row(
        day=entry["day"] or "",
        last=entry["last"] or "",
        regime=entry["regime"],
        tone=_tone(entry),
        kind=t.name("is", entry["kind"]),
        said=_said(entry, t),
        why=_why(data, entry, t),
        mark=t(f"under_reading.{reading}") if reading != "both" else "",
        ahead=bool(entry["day"]) and entry["day"] > data["known_on"],
        sourced=not set(entry["what"]) <= DERIVED,
        does=tuple(_does(data, entry, t)),
    )


def _tone(entry: Data) -> str:
    """The colour of a row: that of what happens, else of what it is."""
    return str(entry["kind"] if entry["what"][0] in ("event", "issued", "published") else entry["what"][0])


def _said(entry: Data, t: Texts) -> str:
    what = "_".join(entry["what"])
    if what == "event":
        text = t.name("is", entry["kind"])
        return text[:1].upper() + text[1:]
    if not entry["binding"] and what == "issued":
        return t("said.statement")
    if what == "suspended" and entry["last"]:
        return t("said.suspended_to", day=entry["last"])
    return t(f"said.{what}")


def _why(data: Data, entry: Data, t: Texts) -> str:
    if entry["what"] == ["returns"]:
        return t("said.returns_why")
    return t("by", names=t("comma").join(named(data, i, t) for i in entry["cause"])) if entry["cause"] else ""


def _subject(entry: Data, t: Texts) -> Subject:
    own = {k: entry[k] for k in ("id", "url", "source", "confidence", "grade", "by", "note")}
    return Subject(title=title_of(entry, t), places=places_text(entry["places"], t), **own)


def _does(data: Data, entry: Data, t: Texts) -> Iterator[str]:
    """What an entry relates to and acts on, targets of the same days together."""
    groups: dict[tuple[str, str], list[str]] = {}
    for relation in entry["relations"]:
        groups.setdefault((t.name("relation", relation["relation"]), ""), []).append(relation["target"])
    for act in entry["acts"]:
        verb = "act" if entry["binding"] else "act_announced"
        groups.setdefault((t.name(verb, act["act"]), _days(act, t)), []).append(act["target"])
    for (verb, days), targets in groups.items():
        yield f"{verb} {days}{t('colon') if days else ''}{_names(data, targets, t)}"


def _names(data: Data, targets: Sequence[str], t: Texts) -> str:
    """The targets in short, provisions of one instrument together, left out where all of it is named too."""
    parts: dict[str, list[str]] = {}
    for name in targets:
        thing = data["names"].get(name, {"home": name, "place": ""})
        parts.setdefault(thing["home"], []).append(thing["place"])
    return t("semicolon").join(_name(data, home, places, t) for home, places in parts.items())


def _name(data: Data, home: str, places: list[str], t: Texts) -> str:
    title = named(data, home, t)
    return title if "" in places else f"{title} ({places_text(places, t)})"


def _days(act: Data, t: Texts) -> str:
    if act["act"] == "ends":
        return t("act_days.last", last=act["to"]) if act["to"] else ""
    both = {"first": act["from"], "last": act["to"]}
    if act["from"] and act["to"]:
        return t("act_days.both", **both)
    return t("act_days.first", first=act["from"]) if act["from"] else ""
