"""Where a day stands in the picture, how wide a text is, and SVG as text: everything is escaped here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from monazite.report.pages import clean

__all__ = ["Scale", "fitted", "short_day", "svg", "text_width"]

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True)
class Scale:
    """Days `first` to `last` (inclusive) on the stretch from `left` to `right`."""

    first: dt.date
    last: dt.date
    left: float
    right: float

    def x(self, day: dt.date | None, *, end: bool = False) -> float:
        """Return where a day begins (None: the left edge), or ends with `end` (None: the right edge), kept inside."""
        if day is None:
            return self.right if end else self.left
        share = ((day - self.first).days + end) / ((self.last - self.first).days + 1)
        return round(min(max(self.left + share * (self.right - self.left), self.left), self.right), 1)

    def has(self, day: dt.date) -> bool:
        """Whether a day lies on the scale."""
        return self.first <= day <= self.last

    def ticks(self, language: str = "en") -> Iterator[tuple[dt.date, str, bool]]:
        """Yield (day, label, whether it is strong) for years and, as there is room, quarters or months."""
        per_month = (self.right - self.left) / max((self.last - self.first).days / 30.4, 1)
        step = 1 if per_month > 26 else 3 if per_month > 9 else 12
        year, month = self.first.year, 1
        while (day := dt.date(year, month, 1)) <= self.last:
            if day >= self.first:
                name = f"{month}月" if language == "zh" else MONTHS[month - 1]
                yield day, str(year) if month == 1 else name, month == 1
            year, month = (year, month + step) if month + step <= 12 else (year + 1, 1)


# Widths of letters of a plain sans-serif as shares of its size; what stands in none of them is as wide as most.
WIDTHS = {c: w for w, letters in ((0.24, "ijlI.,:;'|!()[]- "), (0.31, "frt/"), (0.85, "mwMW%")) for c in letters}


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is in a plain sans-serif of `size`; a hanzi is as wide as it is high."""
    return size * sum(1.0 if ord(c) > 0x2E7F else WIDTHS.get(c, 0.7 if c.isupper() else 0.56) for c in text)


def short_day(day: dt.date, language: str) -> str:
    """Return a day without its year."""
    return f"{day.month}月{day.day}日" if language == "zh" else f"{day.day} {MONTHS[day.month - 1]}"


def fitted(text: str, room: float, size: float) -> str:
    """Return the text, cut with an ellipsis where it is wider than `room`."""
    if text_width(text, size) <= room:
        return text
    while text and text_width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip(" ,;(") + "…"


def svg(name: str, text: str | None = None, /, *inner: str, **attributes: object) -> str:
    """Return an SVG element with escaped text and attributes; `inner` are elements already made.

    >>> svg("text", "a < b", x=1, class_="l")
    '<text x="1" class="l">a &lt; b</text>'
    """
    words = "".join(
        f' {k.rstrip("_").replace("_", "-")}="{_escaped(v)}"' for k, v in attributes.items() if v is not None
    )
    body = ("" if text is None else _escaped(text)) + "".join(inner)
    return f"<{name}{words}>{body}</{name}>" if body else f"<{name}{words}/>"


def _escaped(value: object) -> str:
    return escape(str(clean(str(value))))
