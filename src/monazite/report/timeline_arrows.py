"""The arrows of the timeline: what suspends, ends or resumes what, what is answered by what, what amends what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from monazite.report.timeline_scale import Scale, svg

__all__ = ["Anchors", "arrows"]

Anchors = dict[str, tuple[float, float]]
HEAD = 5.0


def arrows(data: Mapping[str, Any], scale: Scale, anchors: Anchors) -> Iterator[str]:
    """Yield the arrows between what stands in the picture, each once."""
    done = set()
    for entry in data["entries"]:
        if entry["id"] not in anchors or not entry["day"]:
            continue
        for kind, source, target in _links(data, entry, scale, anchors):
            if (kind, source, target) not in done and source != target:
                done.add((kind, source, target))
                yield _arrow(kind, source, target)


def _links(
    data: Mapping[str, Any], entry: Mapping[str, Any], scale: Scale, anchors: Anchors
) -> Iterator[tuple[str, tuple[float, float], tuple[float, float]]]:
    here = (scale.x(dt.date.fromisoformat(entry["day"])), anchors[entry["id"]][1])
    for act in entry["acts"]:
        if there := _anchor(data, act["target"], anchors):
            day = act["from"] or act["to"]
            x = scale.x(dt.date.fromisoformat(day)) if day else here[0]
            if x >= there[0]:  # before it is issued there is nothing to act on
                yield act["act"], here, (x, there[1])
    for relation in entry["relations"]:
        there = _anchor(data, relation["target"], anchors)
        if there and relation["relation"] == "responds_to":
            yield "responds_to", there, here
        elif there and relation["relation"] in ("amends", "replaces"):
            yield "amends", here, (here[0], there[1])


def _anchor(data: Mapping[str, Any], name: str, anchors: Anchors) -> tuple[float, float] | None:
    """Where a thing stands; a provision without a line of its own at its instrument."""
    home = data["names"].get(name, {}).get("home", name)
    return anchors.get(name) or anchors.get(home)


def _arrow(kind: str, source: tuple[float, float], target: tuple[float, float]) -> str:
    """A line that leaves and arrives upright, with its head at the target."""
    (x1, y1), (x2, y2) = source, target
    down = 1 if y2 > y1 else -1
    tip = y2 - down * 6.5
    reach = max(abs(tip - y1) / 2, 12) * down
    path = f"M{x1:g} {y1:g}L{x2:g} {tip:g}" if x1 == x2 else _curve(x1, y1, x2, tip, reach)
    head = f"M{x2:g} {tip + down * HEAD:g}l{-HEAD / 1.7:.1f} {-down * HEAD:g}h{2 * HEAD / 1.7:.1f}z"
    return svg("path", d=path, class_=f"arrow {kind}") + svg("path", d=head, class_=f"tip {kind}")


def _curve(x1: float, y1: float, x2: float, y2: float, reach: float) -> str:
    return f"M{x1:g} {y1:g}C{x1:g} {y1 + reach:g} {x2:g} {y2 - reach:g} {x2:g} {y2:g}"
