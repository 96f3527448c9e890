"""Texts made alike: full-width and subscript signs, traditional characters, case; every sign keeps its place."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Folded", "fold"]

# Signs that NFKC leaves apart, and that mean the same in a description.
ALIKE = str.maketrans("–—―‒−‐‑·•∙⋅・×✕~〜~°º", "-------·····××~~~°°")
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
    written = written[:LONGEST]
    if written.isascii():
        return Folded(written, written, range(len(written)))
    text, origin = _plain(written)
    text = text.translate(ALIKE)
    return Folded(written, text.translate(traditional) if traditional else text, origin)


def _plain(written: str) -> tuple[str, tuple[int, ...] | range]:
    if unicodedata.is_normalized("NFKC", written):
        return written, range(len(written))
    signs: list[str] = []
    origin: list[int] = []
    for at, sign in enumerate(written):
        plain = _sign(sign)
        signs.append(plain)
        origin += [at] * len(plain)
    return "".join(signs), tuple(origin)


@lru_cache(maxsize=8192)
def _sign(sign: str) -> str:
    return unicodedata.normalize("NFKC", sign)
