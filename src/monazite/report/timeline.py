"""Writes the timeline as one HTML page: a picture and a table that hold all they need and load nothing."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from monazite.report.pages import environment, style, version, write_page
from monazite.report.timeline_picture import draw, window
from monazite.report.timeline_rows import rows
from monazite.report.timeline_texts import line_texts, title_of

__all__ = ["render_timeline", "write_timeline"]

WIDE, PAPER = 1340, 980
STATES = ("in_force", "suspended", "pending")


def write_timeline(
    path: str,
    data: Mapping[str, Any],
    first: dt.date | None = None,
    last: dt.date | None = None,
    *,
    language: str = "en",
) -> None:
    """Write a timeline (the JSON of `Timeline.as_json`) as an HTML page, whole or not at all.

    `first` and `last` are the days that the picture spans (None: chosen from what is there). Raises UsageError for
    another language than en and zh or without the extra `reports`, OutputError where the file cannot be written.
    """
    text = render_timeline(data, first, last, language=language)
    write_page(path, text)


def render_timeline(
    data: Mapping[str, Any], first: dt.date | None = None, last: dt.date | None = None, *, language: str = "en"
) -> str:
    """Return the page as a text of HTML; see write_timeline."""
    from markupsafe import Markup

    t = line_texts(language)
    days = window(data, first, last)
    regimes = [pack["regime"] for pack in data["packs"]]
    lanes = [Markup(draw(data, t, days, PAPER, [regime])) for regime in _lanes(data, regimes)]
    script = files(__package__).joinpath("timeline.js").read_text("utf-8")
    css = style({"$title": t("title"), "$page": t("page"), "$kind": f"Monazite · {t('kind')}"})
    return (
        environment()
        .get_template("timeline.html")
        .render(
            t=t,
            data=data,
            days=days,
            known=dt.date.fromisoformat(data["known_on"]),
            packs=[(title_of(pack, t), pack) for pack in data["packs"]],
            rows=rows(data, t),
            counts=_counts(data),
            picture=Markup(draw(data, t, days, WIDE, regimes)),
            paper=lanes,
            css=css + Markup(files(__package__).joinpath("timeline.css").read_text("utf-8")),
            script=Markup(script),
            script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
            version=version(),
        )
    )


def _lanes(data: Mapping[str, Any], regimes: list[str]) -> list[str]:
    found = {thing["regime"] for thing in (*data["entries"], *data["tracks"])}
    return [regime for regime in regimes if regime in found]


def _counts(data: Mapping[str, Any]) -> dict[str, int]:
    """How many instruments there are, and how many in which state on the day of knowledge."""
    wholes = [track for track in data["tracks"] if not track["parts"]]
    day = data["known_on"]
    now = [p["state"] for track in wholes for p in track["phases"] if _has(p, day)]
    counts = {state: now.count(state) for state in STATES}
    parts = [track for track in data["tracks"] if track["parts"]]
    stays = {t["id"] for t in parts for p in t["phases"] if p["state"] == "suspended" and _has(p, day)}
    counts["partly"] = len(stays)
    events = sum(e["what"] == ["event"] for e in data["entries"])
    return {"instruments": len(wholes), "events": events, **counts}


def _has(phase: Mapping[str, Any], day: str) -> bool:
    return (phase["first"] or "") <= day <= (phase["last"] or "9999")
