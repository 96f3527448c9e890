"""Texts made alike: full-width and subscript signs, traditional characters, case; every sign keeps its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["LONGEST", "Folded", "clipped", "fold"]

# Signs that NFKC leaves apart, and that mean the same in a description.
ALIKE = str.maketrans("–—―‒−‐‑·•∙⋅・×✕~〜~°º", "-------·····××~~~°°")
# Signs that nobody sees, and letters of other scripts that look like Latin ones: words are not to hide behind them.
UNSEEN = frozenset("\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
TWINS = str.maketrans("аеорсухіјѕԁԛԝАВЕКМНОРСТХІЈЅοΟ", "aeopcyxijsdqwABEKMHOPCTXIJSoO")
BLANKS = re.compile(r"\s{2,}")
LONGEST = 4000  # signs of a description that are looked at


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is read: `text` keeps its case, `origin[i]` is the place of its sign i in the text as written."""

    written: str
    text: str
    origin: tuple[int, ...] | range

    def quote(self, start: int, end: int) -> str:
        """Return the words as they were written."""
        if start >= end:
            return ""
        return self.written[self.origin[start] : self.origin[end - 1] + 1].strip()


def fold(written: str, traditional: Mapping[int, str] | None = None) -> Folded:
    """Return a text with full-width signs, subscripts and traditional characters made plain.

    `traditional` is a table as of `str.maketrans`. What lies beyond 4,000 signs is not read.
    """
    written, _ = clipped(written, LONGEST)
    if written.isascii():
        return Folded(written, written, range(len(written)))
    text, origin = _plain(written)
    text = text.translate(ALIKE).translate(TWINS)
    return Folded(written, text.translate(traditional) if traditional else text, origin)


def clipped(written: str, room: int) -> tuple[str, bool]:
    """Return a text as far as there is room for it, and whether anything but blanks was left out.

    Runs of blanks count once where room is scarce, so that nothing hides behind them.
    """
    if len(written) <= room:
        return written, False
    tight = BLANKS.sub(" ", written).strip()
    return tight[:room], len(tight) > room


def _plain(written: str) -> tuple[str, tuple[int, ...] | range]:
    if unicodedata.is_normalized("NFKC", written) and UNSEEN.isdisjoint(written):
        return written, range(len(written))
    signs: list[str] = []
    origin: list[int] = []
    for at, sign in enumerate(written):
        plain = "" if sign in UNSEEN else _sign(sign)
        signs.append(plain)
        origin += [at] * len(plain)
    return "".join(signs), tuple(origin)


@lru_cache(maxsize=8192)
def _sign(sign: str) -> str:
    return unicodedata.normalize("NFKC", sign)
