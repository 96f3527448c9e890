"""What the commands of `monazite lists` print."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from monazite.parties.lists import Outcome, Readiness
    from monazite.parties.lists.package import Manifest
    from monazite.parties.model import Party, Span

__all__ = ["Fetched", "outcome_line", "outcome_record", "party_line", "party_record", "status_record", "tell_problems"]

SHOWN = 10


def outcome_line(outcome: Outcome) -> str:
    """Return what became of one list in a line."""
    edition = outcome.edition
    if outcome.state == "unchanged":
        return f"{outcome.list}: nothing new; edition {edition.date}, {edition.parties:,} parties"
    left = [f"{edition.rejects:,} rejected", f"{edition.skipped:,} skipped", f"{edition.findings:,} findings"]
    counts = ", ".join(text for text in left if not text.startswith("0 "))
    change = f"{edition.added:,} new, {edition.changed:,} changed, {edition.removed:,} gone"
    told = f"{edition.parties:,} of {edition.records:,} records are parties{f' ({counts})' if counts else ''}"
    how = {"file": ", the day its file was last changed", "fetch": ", the day it was fetched"}.get(edition.dated_by, "")
    return f"{outcome.list}: edition {edition.date}{how} ({edition.format}): {told}; {change}"


def outcome_record(outcome: Outcome) -> dict[str, Any]:
    """Return what became of one list as plain JSON types."""
    from monazite.parties.lists.places import without_queries

    (edition,) = without_queries((outcome.edition,))
    record = {"list": outcome.list, "state": outcome.state, "edition": _plain(asdict(edition))}
    return record | ({"damage": outcome.damage} if outcome.damage else {})


def tell_problems(outcome: Outcome) -> None:
    """Print what was lost with a damaged list, and the first problems of an edition, to standard error."""
    if outcome.damage:
        click.echo(f"{outcome.list}: replaced, its past editions are lost: {outcome.damage}", err=True)
    problems = outcome.edition.problems if outcome.state != "unchanged" else ()
    for problem in problems[:SHOWN]:
        click.echo(problem, err=True)
    count = outcome.edition.rejects + outcome.edition.findings
    if count > SHOWN and problems:
        click.echo(f"… {count - SHOWN:,} more; --json tells up to {len(problems)}", err=True)


def status_record(manifest: Manifest | None, state: Readiness) -> dict[str, Any]:
    """Return the state of one list as plain JSON types."""
    record: dict[str, Any] = {"list": state.list, "state": state.state, "reason": state.reason}
    if manifest is None:
        return record
    from monazite.parties.lists.places import told_origins

    newest, source = manifest.newest, manifest.list
    return record | {
        "title": source.title,
        "regime": source.regime,
        "licence": source.licence,
        "edition": str(newest.date),
        "format": newest.format,
        "checked": str(state.checked or manifest.checked),
        "age_days": state.age,
        "stale_after_days": source.stale_days,
        "parties": newest.parties,
        "rejects": newest.rejects,
        "editions": len(manifest.editions),
        "first_edition": str(manifest.editions[0].date),
        "checksum": state.checksum,
        "from": [origin.place for origin in told_origins(newest.origins)],
        "gaps": [_plain(asdict(gap)) for gap in state.gaps],
    }


def party_line(party: Party) -> str:
    """Return a party in a line."""
    others = f" ({'; '.join(n.text for n in party.names[1:4])}{' …' if len(party.names) > 4 else ''})"
    names = party.names[0].text + (others if len(party.names) > 1 else "")
    return "  ".join(filter(None, (party.id, names, " ".join(party.countries), "; ".join(map(_days, party.spans)))))


def _days(span: Span) -> str:
    first, last = span.first or "", span.last or ""
    days = f"{first} to {last}".strip() if last else f"since {first}" if first else "listed"
    return f"{'perhaps ' if span.doubt else ''}{days} {span.act}".rstrip()


def party_record(party: Party) -> dict[str, Any]:
    """Return a party as plain JSON types."""
    return {key: value for key, value in _plain(asdict(party)).items() if value not in ("", [], None)}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if isinstance(value, str | int | float | type(None)) else str(value)


class Fetched:
    """Tells on a terminal how much of a list has come in; nothing elsewhere."""

    def __init__(self, *, quiet: bool) -> None:
        self.on = not quiet and sys.stderr.isatty()
        self.told = 0

    def __call__(self, place: str, done: int, of: int | None) -> None:
        """Show that `done` bytes (of so many, where the server says it) have come in."""
        if self.on and (done - self.told > 250_000 or done < self.told or done == of):
            self.told = done
            whole = f" of {of / 1e6:.1f}" if of else ""
            click.echo(f"\r{place}: {done / 1e6:.1f}{whole} MB\x1b[K", nl=False, err=True)

    def done(self) -> None:
        """Clear the line."""
        if self.on and self.told:
            click.echo("\r\x1b[K", nl=False, err=True)
