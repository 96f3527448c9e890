"""Magnetic properties that no ferrite has.

IEC 60404-8-1 gives hard ferrites at most about 0.46 T and 42 kJ/m3, and Nd-Fe-B at most about 1.5 T and 430 kJ/m3
(figures from memory of the standard); the theoretical end of Nd2Fe14B is 1.6 T and 512 kJ/m3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from monazite.goods.fold import Folded

__all__ = ["beyond_ferrite"]

# Above ferrite, and below what any magnet can have: what lies outside is another quantity.
ENDS = {
    "T": (0.5, 1.7), "mT": (500, 1700), "kG": (5, 17), "Gs": (5000, 17_000), "MGOe": (6, 65), "kJ/m3": (48, 520),
}  # fmt: skip
# As written: a capital decides, for kg are kilograms, MT tonnes, and "Br 10 kg" is bromine by weight.
REMANENCE = {"T": "T", "mT": "mT", "kG": "kG", "kGs": "kG", "KGs": "kG", "KGS": "kG", "千高斯": "kG", "Gs": "Gs"}
REMANENCE |= {"GS": "Gs", "Gauss": "Gs", "高斯": "Gs"}
PRODUCT = {"MGOe": "MGOe", "MGOE": "MGOe", "mgoe": "MGOe", "kJ/m3": "kJ/m3", "KJ/m3": "kJ/m3", "kj/m3": "kJ/m3"}
BETWEEN = r"[^\d\n]{0,12}?"
VALUE = r"(?P<value>\d{1,5}(?:\.\d{1,4})?)"


def _pattern(names: str, units: dict[str, str]) -> re.Pattern[str]:
    written = "|".join(map(re.escape, units))
    return re.compile(rf"(?:{names}){BETWEEN}{VALUE}(?:\s?[-~]\s?[\d.]{{1,7}})?\s?(?P<unit>{written})(?![A-Za-z])")


PATTERNS = (
    (_pattern(r"(?<![A-Za-z])(?:Br(?![a-z])|[Rr]emanence|REMANENCE)|剩磁", REMANENCE), REMANENCE),
    (_pattern(r"\(?BH\)?\s?\(?[Mm][Aa][Xx]\)?|[Ee]nergy [Pp]roduct|ENERGY PRODUCT|磁能积", PRODUCT), PRODUCT),
)


def beyond_ferrite(folded: Folded) -> Iterator[str]:
    """Yield the words of a description that state a remanence or energy product above those of any ferrite."""
    for pattern, units in PATTERNS:
        for match in pattern.finditer(folded.text):
            low, high = ENDS[units[match["unit"]]]
            if low < float(match["value"]) <= high:
                yield folded.quote(match.start(), match.end())
