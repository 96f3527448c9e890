"""The law of a day as text for a terminal, plain where it is no terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from monazite.cli.law_table import console, printed
from monazite.report.timeline_texts import brief, subject

if TYPE_CHECKING:
    from rich.padding import Padding

    from monazite.law.model import Instrument
    from monazite.law.standing import Difference, Standing, Thing
    from monazite.law.timeline import Entry

__all__ = ["standing_text"]

SAID = {"takes_effect": "takes effect", "suspended": "suspended", "resumed": "resumed", "returns": "in force by itself"}
READING = {"both": "", "announced": " (announced only)", "instruments": " (by the instruments, not as announced)"}
Line = tuple[int, str, str]  # indent, text, style


def standing_text(found: Sequence[Standing], *, full: bool, terminal: bool) -> str:
    """Return the law of a day as text, a part for each regime; with `full` every provision and item in force."""
    out = console(terminal=terminal)
    for one in found:
        for indent, text, style in _regime(one, full):
            out.print(_padded(indent, text, style))
    return printed(out)


def _padded(indent: int, text: str, style: str) -> Padding:
    from rich.padding import Padding
    from rich.text import Text

    return Padding(Text(text, style=style), (0, 0, 0, indent))


def _regime(one: Standing, full: bool) -> Iterator[Line]:
    pack = one.pack
    skeleton = ", a skeleton" if pack.skeleton else ""
    yield 0, f"{pack.id.upper()}  {pack.title} ({pack.version}{skeleton})", "bold reverse"
    reading = "only issued instruments count" if one.reading == "instruments" else "announced measures count as issued"
    yield 0, f"on {one.day}, as known on {one.known_on}; reading: {one.reading} ({reading})", ""
    if pack.state_of_knowledge and max(one.known_on, one.day) > pack.state_of_knowledge:
        yield 0, f"caution: the law was looked up to {pack.state_of_knowledge}; confirm what came later", "yellow"
    yield from _in_force(one, full)
    yield from _section("Suspended", one, one.of("suspended"), "yellow")
    yield from _section("Issued, not yet in force", one, one.of("pending"), "cyan")
    yield from _section("Ended in the last months", one, one.ended, "red")
    yield from _announced(one)
    yield from _ahead(one)
    yield 0, "", ""


# ------------------------------------------------------------ states
def _counts(things: Sequence[Thing]) -> str:
    counts = ((kind, sum(t.type == kind for t in things)) for kind in ("instrument", "provision", "item"))
    return ", ".join(f"{n} {kind}{'' if n == 1 else 's'}" for kind, n in counts if n) or "nothing"


def _in_force(one: Standing, full: bool) -> Iterator[Line]:
    things = one.of("in_force")
    yield 0, "", ""
    yield 0, f"In force: {_counts(things)}", "bold green"
    for name, those in _by_instrument(things).items():
        instrument = one.pack.instruments[name]
        parts = [t for t in those if t.type != "instrument"]
        own = next((t for t in those if t.type == "instrument"), None)
        days = _days(own or those[0])
        yield 2, f"{_titled(instrument)} – {days}{': ' + _counts(parts) if parts else ''}", ""
        for thing in parts if full else ():
            outcome = f" → {thing.outcome}" if thing.outcome else ""
            differs = f" ({_days(thing)})" if own and _days(thing) != days else ""
            yield 4, f"{thing.id}  {thing.place}  {thing.title}{outcome}{differs}", "dim"


def _by_instrument(things: Sequence[Thing]) -> dict[str, list[Thing]]:
    out: dict[str, list[Thing]] = {}
    for thing in things:
        out.setdefault(thing.instrument, []).append(thing)
    return out


def _titled(instrument: Instrument) -> str:
    more = subject(instrument.title)
    return f"{brief(instrument.title)} ({more})" if more else instrument.title


def _days(thing: Thing) -> str:
    if thing.since and thing.until:
        return f"{thing.since} to {thing.until}"
    since = f"since {thing.since}" if thing.since else ""
    return " ".join(filter(None, (since, f"to {thing.until}" if thing.until else ""))) or "always"


def _section(title: str, one: Standing, things: Sequence[Thing], style: str) -> Iterator[Line]:
    """What stands in one state, those of one instrument with the same days together."""
    if not things:
        return
    yield 0, "", ""
    yield 0, f"{title}: {_counts(things)}", f"bold {style}"
    groups: dict[tuple[str, str], list[Thing]] = {}
    for thing in things:
        groups.setdefault((thing.instrument, _state(one, thing)), []).append(thing)
    for (name, state), those in groups.items():
        places = _places(those)[name]
        yield 2, f"{_titled(one.pack.instruments[name])}{places}", ""
        yield 4, state, "dim"


def _state(one: Standing, thing: Thing) -> str:
    by = "; ".join(brief(one.pack.instruments[i].title) for i in thing.by)
    if thing.state == "suspended":
        until = f"to {thing.until}" if thing.until else "until further notice"
        back = f"; in force on {thing.then} if nothing else comes" if thing.then else ""
        return f"from {thing.since} {until}, by {by}{back}"
    if thing.state == "pending":
        return f"in force from {thing.then}" if thing.then else "no day of effect that still stands"
    last = thing.since - dt.timedelta(1) if thing.since else None
    return f"last day in force {last}" + (f", by {by}" if by else "")


# ------------------------------------------------------------ announced
def _announced(one: Standing) -> Iterator[Line]:
    if not one.statements and not one.differences:
        return
    yield 0, "", ""
    yield 0, "Announced only, by no instrument: confirm the instrument", "bold magenta"
    for statement in one.statements:
        yield 2, f"{statement.known_from}  {statement.title}", ""
        yield 4, f"{statement.id} · {statement.source}{' · ' + statement.url if statement.url else ''}", "dim"
    yield from _differences(one)


def _differences(one: Standing) -> Iterator[Line]:
    """What stands otherwise under the two readings on the day, with both citations; what goes alike together."""
    groups: dict[tuple[str, str, tuple[str, ...]], list[Difference]] = {}
    for found in one.differences:
        groups.setdefault((_short(one, found.issued), _short(one, found.announced), found.statements), []).append(found)
    if not groups:
        yield 2, f"on {one.day} the two readings agree", ""
    for (issued, announced, statements), those in groups.items():
        names = _places([d.issued for d in those])
        shown = (f"{brief(one.pack.instruments[i].title)}{places} ({i})" for i, places in names.items())
        yield 2, f"on {one.day}: {'; '.join(shown)}", ""
        yield 4, f"by the instruments: {issued}", "dim"
        yield 4, f"as announced: {announced} ({', '.join(statements)})", "dim"


def _places(things: Sequence[Thing]) -> dict[str, str]:
    """Instrument → the articles and codes meant, empty where it is all of it."""
    out = {}
    for name, those in _by_instrument(things).items():
        whole = any(t.type == "instrument" for t in those)
        out[name] = "" if whole else ", " + "; ".join(dict.fromkeys(t.place for t in those))
    return out


def _short(one: Standing, thing: Thing) -> str:
    after = "; ".join(brief(one.pack.instruments[i].title) for i in thing.after)
    ran_out = f"; what suspended it has run out: {after}" if after else ""
    state = thing.state.replace("_", " ")
    return f"{state} to {thing.until}" if thing.state == "suspended" else f"{state} {_days(thing)}{ran_out}"


# ------------------------------------------------------------ ahead
def _ahead(one: Standing) -> Iterator[Line]:
    if not one.ahead:
        return
    yield 0, "", ""
    yield 0, "What changes next", "bold"
    for day, entries in one.ahead:
        groups: dict[str, list[Entry]] = {}
        for entry in entries:
            groups.setdefault(_change(entry), []).append(entry)
        for words, those in groups.items():
            names = "; ".join(dict.fromkeys(map(_named, those)))
            yield 2, f"{day}  {words}: {names}", ""


def _change(entry: Entry) -> str:
    what = entry.what[-1]
    if what == "ends":
        words = "no longer in force"
    elif what == "suspended" and entry.last:
        words = f"suspended to {entry.last}"
    else:
        words = SAID[what]
    return words + READING[entry.reading]


def _named(entry: Entry) -> str:
    return brief(entry.title) + (f" ({', '.join(entry.places)})" if entry.places else "")
