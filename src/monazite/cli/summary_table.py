"""The short summary that `assess` prints: outcomes, what is missing most, the slowest stage, counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from monazite.vocabulary import vocabulary

if TYPE_CHECKING:
    from monazite.summary import Summary

__all__ = ["summary_text"]

MEANING = {
    "release": "may go",
    "release_with_duties": "may go, with duties",
    "ask": "facts are missing",
    "hold_for_licence": "waits for a licence",
    "refuse": "must not go",
}


def summary_text(summary: Summary, rejects: str | None, *, terminal: bool) -> str:
    """Return the summary as text, coloured on a terminal."""
    if terminal:
        return _coloured(summary, rejects)
    return "\n".join(_plain(summary, rejects))


def _decisions(s: Summary) -> list[tuple[str, str, str, str]]:
    total = max(s.lines_out, 1)
    return [
        (name, MEANING[name], f"{n:,}", f"{100 * n / total:.1f} %")
        for name in MEANING
        if (n := s.decisions.get(name, 0))
    ]


def _missing(s: Summary) -> list[tuple[str, str, str]]:
    words = vocabulary()
    return [(fact, words[fact].ask, f"{n:,}") for fact, n in list(s.asks.items())[:6]]


def _closing(s: Summary, rejects: str | None) -> list[str]:
    out = [f"{s.lines_in:,} lines in = {s.lines_out:,} out + {s.rejected:,} rejected"]
    if s.rejected:
        out[0] += f" (see {rejects})" if rejects else " (name a file with --rejects to see why)"
    if s.unread:
        out += [f"not read: {text}" for text in s.unread[:5]]
        files = f"{len(s.unread):,} {'file' if len(s.unread) == 1 else 'files'}"
        out.append(f"{files} of the input could not be read: their lines are in no count")
    if s.licence_lines:
        counts = ", ".join(f"{n:,} {status.replace('_', ' ')}" for status, n in s.licence_lines.items())
        out.append(f"licences: {counts}")
    if s.certificates:
        read, many = s.certificates["read"], s.certificates["files"]
        out.append(f"certificates: {read:,} read from {many:,} {'file' if many == 1 else 'files'}")
        out[-1] += f", {s.certificates['not_read']:,} not read" if s.certificates["not_read"] else ""
    out += [f"note: {note}" for note in s.notes[:5]]
    if s.held_anyway:
        out.append(f"{s.held_anyway:,} of the lines to ask about must not leave without a licence, whatever the answer")
    silent = [fact for fact, n in s.asks.items() if n >= 0.9 * s.lines_out]
    if silent:
        flags = [f"--assume {f}={'no' if vocabulary()[f].type == 'boolean' else 'VALUE'}" for f in silent[:4]]
        out.append(f"hint: hardly a line states these; to answer for every line: {' '.join(flags)}")
    if s.reading_differs:
        out.append(
            f"{s.reading_differs:,} lines have another outcome under the other reading of the law; explain shows both"
        )
    doubts = [(finding, n) for finding, n in s.findings.items() if finding.startswith("doubtful_encoding")]
    clashes = [(finding, n) for finding, n in s.findings.items() if finding.startswith("conflict_of_laws")]
    out += [f"{finding} ({n:,} {'line' if n == 1 else 'lines'})" for finding, n in (*doubts, *clashes[:3])]
    if s.assumptions:
        out.append("assumed where not stated: " + ", ".join(f"{k} = {v}" for k, v in s.assumptions.items()))
    screened = f"screened against {', '.join(s.screened)}" if s.screened else "not screened, no lists were asked"
    out.append(f"parties: {screened}")
    slowest = max(s.stages, key=lambda k: s.stages[k], default="")
    rate = s.lines_in / s.seconds if s.seconds else 0
    speed = f"{s.seconds:.1f} s, {rate:,.0f} lines/s"
    out.append(f"{speed}; slowest stage: {slowest} ({s.stages[slowest]:.1f} s)" if slowest else speed)
    packs = ", ".join(_pack(s, name) for name in s.regimes)
    out.append(f"law: {packs}; known on {s.known_on}; reading: {s.reading}. Screening aid, not legal advice.")
    return out


def _pack(s: Summary, name: str) -> str:
    """A pack with its version, and the day up to which its law was looked up."""
    day = s.state_of_knowledge.get(name)
    return f"{name} {s.pack_versions[name]}" + (f" (law looked up to {day})" if day else "")


def _plain(s: Summary, rejects: str | None) -> list[str]:
    out = _columns(_decisions(s))
    if s.asks:
        out += ["", "Missing most:", *_columns(_missing(s))]
    return [*out, "", *_closing(s, rejects)]


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)] if rows else []
    return ["  " + "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows]


def _coloured(s: Summary, rejects: str | None) -> str:
    from io import StringIO

    from rich.console import Console
    from rich.table import Table

    console = Console(file=StringIO(), force_terminal=True, width=min(110, Console().width))
    table = Table("decision", "meaning", "lines", "share", box=None, title="Decisions", title_justify="left")
    colours = {"refuse": "red", "hold_for_licence": "yellow", "ask": "cyan"}
    for name, meaning, lines, share in _decisions(s):
        table.add_row(f"[{colours.get(name, 'green')}]{name}[/]", meaning, lines, share)
    console.print(table)
    if s.asks:
        missing = Table("fact", "question", "lines", box=None, title="Missing most", title_justify="left")
        for row in _missing(s):
            missing.add_row(*row)
        console.print(missing)
    for line in _closing(s, rejects):
        console.print(line, markup=False, highlight=False)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return text.rstrip("\n")
