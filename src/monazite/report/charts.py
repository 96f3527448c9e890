"""The two pictures of the report, as SVG; altair and vl-convert are imported only here, when a picture is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from monazite.errors import UsageError

__all__ = ["COLOURS", "Bar", "Part", "draw_bars", "draw_stacks", "require"]

# Decisions and outcomes share one scale from calm to grave; told apart by lightness too, so that it prints in grey.
COLOURS = {
    "release": "#2f7d64",
    "release_with_duties": "#8cc0a8",
    "ask": "#e8c04f",
    "hold_for_licence": "#cc6b1f",
    "refuse": "#7f1d1d",
    "not_controlled": "#2f7d64",
    "exempt": "#5fa186",
    "notification": "#8cc0a8",
    "case_by_case": "#e0914a",
    "licence_required": "#cc6b1f",
    "presumption_of_denial": "#a8431b",
    "prohibited": "#7f1d1d",
}
INK, SOFT, RULE = "#0b0c0c", "#505a5f", "#b1b4b6"
FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"
PHONE = 22  # places in a label of the narrow pictures


@dataclass(frozen=True)
class Bar:
    """A bar of the chart of outcomes: `settled` bars are full, others pale; `count` and `share` are texts."""

    panel: str
    label: str
    lines: int
    count: str
    share: str
    colour: str
    settled: bool


@dataclass(frozen=True)
class Part:
    """A part of a stacked bar; `row` is its label with the count of the whole row, parts of a row in order."""

    row: str
    name: str
    lines: int
    colour: str


def draw_bars(bars: Sequence[Bar], width: int) -> str:
    """Return an SVG of horizontal bars, one panel below the other, `width` pixels wide."""
    alt = require()
    narrow = width < 500
    room = (160, 76) if narrow else (290, 130)
    top = max((bar.lines for bar in bars), default=1)
    panels = []
    for panel in dict.fromkeys(bar.panel for bar in bars):
        rows = [_bar_row(bar, narrow) for bar in bars if bar.panel == panel]
        panels.append(_panel(alt, rows, panel, width - sum(room), room[0], top))
    return _svg(alt, alt.vconcat(*panels, spacing=18))


def _bar_row(bar: Bar, narrow: bool) -> dict[str, Any]:
    """Return the datum of a bar; where room is short its label has several lines and its share is left out."""
    label = "\n".join(_fold(bar.label, PHONE)) if narrow else bar.label
    return vars(bar) | {"label": label, "shown": bar.count if narrow else f"{bar.count} · {bar.share}"}


def _fold(text: str, at_most: int) -> list[str]:
    """Return the text in lines of at most so many places where blanks allow it; a hanzi takes two."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and sum(1 + (ord(c) > 0x2E80) for c in longer) > at_most:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _axis(alt: Any, room: int) -> Any:
    lines = "split(datum.label, '\\n')"
    plain = {"title": None, "domain": False, "ticks": False, "minExtent": room, "maxExtent": room}
    return alt.Axis(**plain, labelLimit=room - 8, labelPadding=8, labelExpr=lines)


def _step(labels: Sequence[str]) -> int:
    """Return the height of a bar with its gap, room for the label with most lines."""
    return 28 + 11 * max(label.count("\n") for label in labels)


def _panel(alt: Any, rows: list[dict[str, Any]], title: str, width: int, labels: int, top: int) -> Any:
    step = _step([row["label"] for row in rows])
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("label:N", sort=None, axis=_axis(alt, labels)),
        x=alt.X("lines:Q", axis=None, scale=alt.Scale(domain=[0, top], nice=False)),
    )
    bars = base.mark_bar(height=18).encode(
        color=alt.Color("colour:N", scale=None),
        opacity=alt.condition(alt.datum.settled, alt.value(1), alt.value(0.45)),
    )
    counts = base.mark_text(align="left", dx=6, color=INK).encode(text="shown:N")
    heading = alt.TitleParams(title, anchor="start", frame="group", fontSize=15, color=INK, offset=4)
    return alt.layer(bars, counts).properties(width=width, height=alt.Step(step), title=heading)


def draw_stacks(parts: Sequence[Part], width: int) -> str:
    """Return an SVG of stacked bars that all have the same length, without a legend, `width` pixels wide."""
    alt = require()
    narrow = width < 500
    labels = 150 if narrow else 230
    colours = {part.name: part.colour for part in parts}
    order = {name: rank for rank, name in enumerate(colours)}
    rows = [
        vars(part) | {"order": order[part.name], "row": "\n".join(_fold(part.row, PHONE)) if narrow else part.row}
        for part in parts
    ]
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    percent = alt.Axis(title=None, format="%", values=[0, 0.25, 0.5, 0.75, 1], grid=False, domain=False, tickColor=RULE)
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(height=18, stroke="white", strokeWidth=1)
        .encode(
            y=alt.Y("row:N", sort=None, axis=_axis(alt, labels)),
            x=alt.X("lines:Q", stack="normalize", axis=percent),
            color=alt.Color("name:N", scale=scale, legend=None),
            order="order:Q",
        )
        .properties(width=width - labels - 24, height=alt.Step(_step([row["row"] for row in rows])))
    )
    return _svg(alt, chart)


def require() -> Any:
    """Return altair, imported now; raise UsageError that names the extra where it is absent."""
    try:
        import altair
        import vl_convert  # noqa: F401
    except ImportError as error:
        hint = "pip install 'monazite[reports]'"
        raise UsageError(f"the report draws its pictures with {error.name}, which is not installed: {hint}") from error
    return altair


def _svg(alt: Any, chart: Any) -> str:
    import vl_convert

    text = {"font": FONT, "labelFont": FONT, "titleFont": FONT, "labelFontSize": 14, "labelColor": INK}
    chart = chart.configure(font=FONT, background="white", padding=2).configure_view(stroke=None)
    chart = chart.configure_axis(**{k: v for k, v in text.items() if k != "font"}).configure_text(
        font=FONT, fontSize=14
    )
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict(), vl_version=".".join(alt.SCHEMA_VERSION[1:].split(".")[:2]))
    return svg
