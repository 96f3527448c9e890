"""Which bars the two pictures show, and what they say to someone who cannot see them."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from monazite.outcomes import DECISIONS, OUTCOMES
from monazite.report.charts import COLOURS, Bar, Part, draw_bars, draw_stacks
from monazite.report.texts import Texts, short
from monazite.summary import Summary

__all__ = ["Picture", "pictures"]

WIDE, NARROW = 1008, 358
OPEN_ROWS = 5
DESTINATIONS = 14


@dataclass(frozen=True)
class Picture:
    """A picture in two widths (data addresses of SVG), its words, and the figures behind it as a table."""

    id: str
    title: str
    lead: str
    alt: str
    wide: str
    narrow: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric_from: int
    legend: Sequence[str] = ()


def pictures(summary: Summary, t: Texts) -> list[Picture]:
    """Return the pictures of a run; one without lines has none."""
    return [_outcomes(summary, t), _destinations(summary, t)] if summary.lines_out else []


def outcome_label(t: Texts, low: str, high: str) -> str:
    """Return an outcome, or the two between which it lies."""
    names = t.name("outcome", low), t.name("outcome", high)
    return names[0] if low == high else t("to", low=names[0], high=names[1][:1].lower() + names[1][1:])


def _rank(key: tuple[str, str, str]) -> tuple[int, int]:
    high, low = (OUTCOMES.index(word) if word in OUTCOMES else len(OUTCOMES) for word in (key[2], key[1]))
    return high, low


def _outcomes(summary: Summary, t: Texts) -> Picture:
    bars, rows = [], []
    for regime in sorted({key[0] for key in summary.outcomes}):
        counts = {key: n for key, n in summary.outcomes.items() if key[0] == regime and n}
        total = sum(counts.values())
        rows += [(regime.upper(), outcome_label(t, *k[1:]), t.number(counts[k])) for k in sorted(counts, key=_rank)]
        bars += [_bar(t, label, n, total, key) for key, label, n in _shown(t, counts)]
    words = "; ".join(f"{bar.panel}: {bar.label} {bar.count}" for bar in bars)
    alt = t("chart_outcomes_alt", facts=words)
    head = (t("regime"), t("outcome"), t("lines_heading"))
    return _picture("outcomes", t, alt, lambda width: draw_bars(bars, width), head, rows)


def _shown(t: Texts, counts: dict[tuple[str, str, str], int]) -> list[tuple[tuple[str, str, str], str, int]]:
    """Return (key, label, lines) for each bar: all settled outcomes, the commonest open ones, the rest together."""
    open_keys = sorted((k for k in counts if k[1] != k[2]), key=lambda k: (-counts[k], k))
    rest = open_keys[OPEN_ROWS:] if len(open_keys) > OPEN_ROWS + 1 else []
    shown = [(k, outcome_label(t, *k[1:]), counts[k]) for k in sorted(counts, key=_rank) if k not in rest]
    if rest:
        shown.append((rest[0], t("open_others"), sum(counts[k] for k in rest)))
    return shown


def _bar(t: Texts, label: str, n: int, total: int, key: tuple[str, str, str]) -> Bar:
    colour = COLOURS.get(key[2], COLOURS["ask"])
    return Bar(short(key[0]).upper(), short(label), n, t.number(n), t.share(n, total), colour, key[1] == key[2])


def _destinations(summary: Summary, t: Texts) -> Picture:
    totals: Counter[str] = Counter()
    for (place, _), n in summary.destinations.items():
        totals[place] += n
    ordered = sorted(totals, key=lambda place: (-totals[place], place))
    cut = ordered[DESTINATIONS:] if len(ordered) > DESTINATIONS + 1 else []
    shown = [(place, [place]) for place in ordered if place not in set(cut)] + ([("", cut)] if cut else [])
    parts, rows = [], []
    for place, members in shown:
        name = short(_destination_name(t, place, len(members)))
        counts = {d: sum(summary.destinations.get((m, d), 0) for m in members) for d in DECISIONS}
        label = f"{name}\u00a0·\u00a0{t.number(sum(counts.values()))}"
        parts += [Part(label, t.name("decision", d), n, COLOURS[d]) for d, n in counts.items()]
        rows.append((name, *(t.number(n) for n in counts.values())))
    heads = [t.name("decision", d) for d in DECISIONS]
    words = "; ".join(
        f"{row[0]}: " + ", ".join(f"{h} {n}" for h, n in zip(heads, row[1:], strict=True)) for row in rows
    )
    alt = t("chart_destinations_alt", facts=words)
    draw = lambda width: draw_stacks(parts, width)  # noqa: E731
    return replace(_picture("destinations", t, alt, draw, (t("destination"), *heads), rows), legend=DECISIONS)


def _destination_name(t: Texts, place: str, members: int) -> str:
    if not place:
        return t("destination_others", n=members)
    return t.country(place)


def _picture(
    name: str, t: Texts, alt: str, draw: Callable[[int], str], head: Sequence[str], rows: Sequence[Sequence[str]]
) -> Picture:
    wide, narrow = (_address(draw(width)) for width in (WIDE, NARROW))
    numeric_from = next((i for i, cell in enumerate(rows[0]) if cell[:1].isdigit()), len(head)) if rows else len(head)
    return Picture(name, t(f"chart_{name}"), t(f"chart_{name}_lead"), alt, wide, narrow, head, rows, numeric_from)


def _address(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")
