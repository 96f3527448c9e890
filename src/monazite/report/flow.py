"""The picture of a what-if: decisions before on the left, after on the right, bands between them."""

from __future__ import annotations

from collections.abc import Mapping

from monazite.outcomes import DECISIONS
from monazite.report.charts import COLOURS
from monazite.report.texts import Texts

__all__ = ["draw_flow"]

WIDTH, HEIGHT, TOP = 920, 360, 28
BAR, LABEL = 16, 230
GAP, LEAST = 12, 2.0


def draw_flow(decisions: Mapping[tuple[str, str], int], t: Texts) -> str:
    """Return an SVG of the counts by (decision before, decision after); bands are as thick as their lines are many."""
    total = sum(decisions.values()) or 1
    scale = (HEIGHT - TOP - GAP * len(DECISIONS)) / total
    left = _stack({d: sum(n for (a, _), n in decisions.items() if a == d) for d in DECISIONS}, scale)
    right = _stack({d: sum(n for (_, b), n in decisions.items() if b == d) for d in DECISIONS}, scale)
    parts = [_band(pair, y0, y1, thick) for pair, y0, y1, thick in _bands(decisions, left, right, scale)]
    for x, stack, anchor, text in (
        (LABEL, left, "end", LABEL - 10),
        (WIDTH - LABEL - BAR, right, "start", WIDTH - LABEL + 10),
    ):
        for decision, (y, height, lines) in stack.items():
            if lines:
                parts.append(_bar(decision, x, y, height))
                parts.append(_label(t, decision, lines, text, y + height / 2, anchor))
    heads = (
        f'<text x="{LABEL - 10}" y="14" text-anchor="end" class="h">{t("before")}</text>'
        f'<text x="{WIDTH - LABEL + 10}" y="14" class="h">{t("after")}</text>'
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT + 10}" role="img" aria-label="{t("flow")}" class="flow">'
        f"{heads}{''.join(parts)}</svg>"
    )


Stack = dict[str, tuple[float, float, int]]


def _stack(counts: Mapping[str, int], scale: float) -> Stack:
    """Return decision → (top, height, lines), one below the other."""
    out: Stack = {}
    y = float(TOP)
    for decision, lines in counts.items():
        height = max(lines * scale, LEAST) if lines else 0.0
        out[decision] = (y, height, lines)
        y += height + (GAP if lines else 0)
    return out


def _bands(
    decisions: Mapping[tuple[str, str], int], left: Stack, right: Stack, scale: float
) -> list[tuple[tuple[str, str], float, float, float]]:
    """Return the bands, those that do not move first, so that those that do lie over them."""
    at_left = {d: left[d][0] for d in DECISIONS}
    at_right = {d: right[d][0] for d in DECISIONS}
    out = []
    for a in DECISIONS:
        for b in DECISIONS:
            lines = decisions.get((a, b), 0)
            if lines:
                thick = lines * scale
                out.append(((a, b), at_left[a], at_right[b], max(thick, 0.75)))
                at_left[a] += thick
                at_right[b] += thick
    return sorted(out, key=lambda band: band[0][0] != band[0][1])


def _band(pair: tuple[str, str], y0: float, y1: float, thick: float) -> str:
    a, b = pair
    x0, x1 = LABEL + BAR, WIDTH - LABEL - BAR
    middle = (x0 + x1) / 2
    path = (
        f"M{x0} {y0:.1f}C{middle:.0f} {y0:.1f} {middle:.0f} {y1:.1f} {x1} {y1:.1f}V{y1 + thick:.1f}"
        f"C{middle:.0f} {y1 + thick:.1f} {middle:.0f} {y0 + thick:.1f} {x0} {y0 + thick:.1f}Z"
    )
    return f'<path d="{path}" fill="{COLOURS[b]}" fill-opacity="{0.14 if a == b else 0.62}"/>'


def _bar(decision: str, x: float, y: float, height: float) -> str:
    return f'<rect x="{x}" y="{y:.1f}" width="{BAR}" height="{height:.1f}" fill="{COLOURS[decision]}"/>'


def _label(t: Texts, decision: str, lines: int, x: float, y: float, anchor: str) -> str:
    name, count = t.name("decision", decision), t.number(lines)
    return f'<text x="{x}" y="{y + 5:.1f}" text-anchor="{anchor}">{name} <tspan class="c">{count}</tspan></text>'
