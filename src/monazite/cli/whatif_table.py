"""What `whatif` prints: what changes, by provision, destination and party, and what it is worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from monazite.whatif import Flips

__all__ = ["flips_text"]

ROWS = 8
KINDS = {
    "decision": "decision",
    "outcome": "outcome",
    "added": "provisions that hold only after",
    "removed": "provisions that hold only before",
    "opened": "provisions that are open only after",
    "destination": "destination",
    "party": "end user or consignee",
}


def flips_text(flips: Flips, *, terminal: bool) -> str:
    """Return the result as text, with tables on a terminal."""
    if not terminal:
        return "\n".join(_plain(flips))
    from rich.console import Console
    from rich.table import Table

    console = Console()
    with console.capture() as capture:
        console.print(_headline(flips), style="bold", highlight=False)
        for kind, rows in _tables(flips):
            table = Table(box=None, pad_edge=False, header_style="dim")
            table.add_column("lines", justify="right")
            table.add_column(KINDS[kind])
            table.add_column("value at stake", justify="right")
            for lines, name, value in rows:
                table.add_row(lines, name, value)
            console.print(table)
        for line in _closing(flips):
            console.print(line, style="dim", highlight=False, markup=False)
    return capture.get().rstrip("\n")


def _plain(flips: Flips) -> Iterator[str]:
    yield _headline(flips)
    for kind, rows in _tables(flips):
        yield f"{KINDS[kind]}:"
        yield from (f"  {lines:>12}  {name}  {value}".rstrip() for lines, name, value in rows)
    yield from _closing(flips)


def _headline(flips: Flips) -> str:
    changes = ", ".join(f"{n:,} {word.replace('_', ' ')}" for word, n in sorted(flips.changes.items(), reverse=True))
    found = f"{flips.flipped:,} of {flips.lines_out:,} lines flip"
    others = flips.changed - flips.flipped
    if others:
        found += f", {others:,} more have another outcome"
    return f"{found} ({changes})" if changes else f"{found}: nothing changes"


def _tables(flips: Flips) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    for kind in KINDS:
        groups = flips.groups.get(kind, {})
        if kind in ("added", "removed", "opened"):  # what decides stands before what only adds a duty or a finding
            groups = dict(sorted(groups.items(), key=lambda pair: not flips.titles[pair[0]]["outcome"]))
        rows = [(f"{g.lines:,}", _name(kind, name, flips), money(g.value)) for name, g in list(groups.items())[:ROWS]]
        left = len(groups) - ROWS + flips.more.get(kind, 0)
        if left > 0:
            rows.append(("", f"and {left:,} more", ""))
        if rows and not (kind == "outcome" and flips.changed == flips.flipped):
            yield kind, rows


def _name(kind: str, name: str, flips: Flips) -> str:
    if kind in ("added", "removed", "opened"):
        return f"{name}: {flips.titles[name]['title']}"
    return name if name != "?" else "not stated"


def money(value: Mapping[str, int]) -> str:
    """Return amounts of 1e-4 units by currency, in whole units, largest first."""
    amounts = sorted(value.items(), key=lambda pair: -pair[1])
    texts = [f"{currency or 'no currency'} {amount // 10_000:,}" for currency, amount in amounts[:3] if amount]
    return ", ".join(texts) + (f", {len(amounts) - 3} more" if len(amounts) > 3 else "")


def _closing(flips: Flips) -> Iterator[str]:
    yield f"{flips.lines_in:,} lines in = {flips.lines_out:,} out + {flips.rejected:,} rejected"
    yield from (f"not read: {text}" for text in flips.unread[:5])
    rate = flips.lines_in / flips.seconds if flips.seconds else 0
    yield f"{flips.seconds:.1f} s, {rate:,.0f} lines/s"
    yield from (f"{name}: {_side(told)}" for name, told in (("before", flips.before), ("after", flips.after)))
    yield "Licences are not drawn here. Screening aid, not legal advice."


def _side(told: Mapping[str, Any]) -> str:
    day = told["day"] if told["day"][:1].isdigit() else "each line's own day"
    text = f"law of {day}, known on {told['known_on']}, reading {told['reading']}, {told['packs']}"
    return text + (f", assumed {told['assumed']}" if "assumed" in told else "")
