"""The two pictures of the page on equal treatment, as SVG: who is in reach of what, and outcomes by group of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from monazite.outcomes import OUTCOMES
from monazite.report.charts import COLOURS
from monazite.report.texts import short

__all__ = ["Cell", "Grid", "draw_bars", "draw_grid"]

WIDTH, LABELS, ROW, BAR = 1008, 430, 30, 26
NEUTRAL = "#7c8a99"


@dataclass(frozen=True)
class Cell:
    """One field of the grid: the key of its colour ("" for a duty or finding), how it is reached, and its words."""

    outcome: str
    how: str
    words: str


@dataclass(frozen=True)
class Grid:
    """Rows (label, the fact they read) by columns (groups of countries)."""

    columns: Sequence[str]
    rows: Sequence[tuple[str, str]]
    cells: Sequence[Sequence[Cell]]


def draw_grid(grid: Grid, alt: str) -> str:
    """Return the grid as SVG; wide where it has many columns."""
    step = max(26.0, min(120.0, (WIDTH - LABELS) / max(len(grid.columns), 1)))
    head = 16 + 6 * max(map(len, grid.columns), default=0)
    wide, high = LABELS + step * len(grid.columns) + head * 0.6, head + ROW * len(grid.rows) + 6
    parts = [_column(name, LABELS + step * (k + 0.5), head - 8) for k, name in enumerate(grid.columns)]
    for k, ((label, fact), cells) in enumerate(zip(grid.rows, grid.cells, strict=True)):
        y = head + ROW * k
        parts.append(_row_label(label, fact, y))
        parts += [_cell(cell, LABELS + step * n, y, step) for n, cell in enumerate(cells)]
    return _svg(wide, high, alt, parts, "grid")


def _column(name: str, x: float, y: float) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" transform="rotate(-38 {x:.1f} {y:.1f})">{escape(short(name, 40))}</text>'


def _row_label(label: str, fact: str, y: float) -> str:
    name = escape(_cut(label, 44))
    return f'<text x="0" y="{y + 13:.1f}">{name}</text><text x="0" y="{y + 25:.1f}" class="c">{escape(fact)}</text>'


def _cut(text: str, places: int) -> str:
    """Return a text of at most so many places; a hanzi takes two."""
    used = 0
    for k, letter in enumerate(text):
        used += 1 + (ord(letter) > 0x2E80)
        if used > places:
            return text[:k].rstrip() + "…"
    return text


def _cell(cell: Cell, x: float, y: float, step: float) -> str:
    box = f'x="{x + 1:.1f}" y="{y + 1:.1f}" width="{step - 2:.1f}" height="{ROW - 2}"'
    if cell.how == "out":
        return f'<rect {box} fill="#f3f2f1"><title>{escape(cell.words)}</title></rect>'
    opacity = ' fill-opacity=".38"' if cell.how == "further" else ""
    colour = COLOURS.get(cell.outcome, NEUTRAL)
    out = f'<rect {box} fill="{colour}"{opacity}><title>{escape(cell.words)}</title></rect>'
    if cell.how == "other":
        out += f'<circle cx="{x + step / 2:.1f}" cy="{y + ROW / 2:.1f}" r="4.5" fill="#fff"/>'
    return out


def draw_bars(bars: Sequence[tuple[str, Sequence[Mapping[str, Any]]]], names: Mapping[str, str], alt: str) -> str:
    """Return stacked bars, one a group: each has the outcomes (low, high, lines) of the same lines."""
    left = 230
    total = max((sum(one["lines"] for one in parts) for _, parts in bars), default=0) or 1
    out = []
    for k, (label, parts) in enumerate(bars):
        y = 4 + (BAR + 8) * k + (10 if k else 0)
        out.append(f'<text x="{left - 10}" y="{y + 18}" text-anchor="end">{escape(_cut(label, 30))}</text>')
        x = float(left)
        for one in sorted(parts, key=_strength):
            width = (WIDTH - left) * one["lines"] / total
            out.append(_part(one, x, y, width, names))
            x += width
    return _svg(WIDTH, 18 + (BAR + 8) * len(bars), alt, out, "bars")


def _strength(one: Mapping[str, Any]) -> tuple[int, int]:
    return OUTCOMES.index(one["high"]), OUTCOMES.index(one["low"])


def _part(one: Mapping[str, Any], x: float, y: float, width: float, names: Mapping[str, str]) -> str:
    low, high = one["low"], one["high"]
    words = names[high] if low == high else f"{names[low]} … {names[high]}"
    opacity = "" if low == high else ' fill-opacity=".42"'
    box = f'x="{x:.2f}" y="{y}" width="{max(width, 0.4):.2f}" height="{BAR}"'
    title = f"<title>{escape(words)}: {one['lines']:,}</title>"
    out = f'<rect {box} fill="{COLOURS[high]}"{opacity} stroke="#fff" stroke-width=".7">{title}</rect>'
    count = f"{one['lines']:,}"
    if width > 9 * len(count) + 4:
        pale = low != high or high in ("notification", "exempt")
        colour = "#0b0c0c" if pale else "#ffffff"
        out += f'<text x="{x + width / 2:.1f}" y="{y + 18}" text-anchor="middle" style="fill:{colour}">{count}</text>'
    return out


def _svg(wide: float, high: float, alt: str, parts: Sequence[str], name: str) -> str:
    words = escape(alt, quote=True)
    return (
        f'<svg viewBox="0 0 {wide:.0f} {high:.0f}" role="img" aria-label="{words}" class="{name}">'
        f"{''.join(parts)}</svg>"
    )
