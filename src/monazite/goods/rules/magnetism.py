"""Magnetic properties that no ferrite has.

IEC 60404-8-1 gives hard ferrites at most about 0.46 T and 42 kJ/m3, and Nd-Fe-B at most about 1.5 T and 430 kJ/m3
(figures from memory of the standard); the theoretical end of Nd2Fe14B is 1.6 T and 512 kJ/m3. The intrinsic
coercivity of hard ferrites ends near 450 kA/m, that of SmCo and NdFeB near 3200.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from monazite.goods.fold import Folded

__all__ = ["beyond_ferrite"]

# Above ferrite, and below what any magnet can have: what lies outside is another quantity.
ENDS = {
    "T": (0.5, 1.7), "mT": (500, 1700), "kG": (5, 17), "Gs": (5000, 17_000), "MGOe": (6, 65), "kJ/m3": (48, 520),
    "kOe": (7, 40), "Oe": (7000, 40_000), "kA/m": (500, 3200), "": (800, 3000),
}  # fmt: skip
# As written: a capital decides, for kg are kilograms, MT tonnes, and "Br 10 kg" is bromine by weight.
REMANENCE = {"T": "T", "mT": "mT", "kG": "kG", "kGs": "kG", "KGs": "kG", "KGS": "kG", "千高斯": "kG", "Gs": "Gs"}
REMANENCE |= {"GS": "Gs", "Gauss": "Gs", "高斯": "Gs"}
PRODUCT = {"MGOe": "MGOe", "MGOE": "MGOe", "mgoe": "MGOe", "kJ/m3": "kJ/m3", "KJ/m3": "kJ/m3", "kj/m3": "kJ/m3"}
# A coercivity without a unit is in kA/m: in oersteds that of a ferrite would be as high.
COERCIVITY = {
    "kOe": "kOe",
    "KOe": "kOe",
    "KOE": "kOe",
    "Oe": "Oe",
    "kA/m": "kA/m",
    "KA/m": "kA/m",
    "KA/M": "kA/m",
    "": "",
}
BETWEEN = r"[^\d\n]{0,12}?"
VALUE = r"(?P<value>\d{1,5}(?:\.\d{1,4})?)"


def _pattern(names: str, units: dict[str, str]) -> re.Pattern[str]:
    written = "|".join(map(re.escape, units))
    return re.compile(rf"(?:{names}){BETWEEN}{VALUE}(?:\s?[-~]\s?[\d.]{{1,7}})?\s?(?P<unit>{written})(?![A-Za-z\d.])")


# Each pattern with its units, and words without one of which it finds nothing: asking for them costs less.
PATTERNS = (
    (
        _pattern(r"(?<![A-Za-z])(?:Br(?![a-z])|[Rr]emanence|REMANENCE)|剩磁", REMANENCE),
        REMANENCE,
        ("Br", "emanence", "REMANENCE", "剩磁"),
    ),
    (
        _pattern(r"\(?BH\)?\s?\(?[Mm][Aa][Xx]\)?|[Ee]nergy [Pp]roduct|ENERGY PRODUCT|磁能积", PRODUCT),
        PRODUCT,
        ("BH", "nergy", "ENERGY", "磁能积"),
    ),
    (
        _pattern(r"(?<![A-Za-z])(?:H[Cc][JjIi]|[Ii]H[Cc]|[Ii]ntrinsic [Cc]oercivity)|内禀矫顽力", COERCIVITY),
        COERCIVITY,
        ("Hc", "HC", "ntrinsic", "内禀"),
    ),
)


def beyond_ferrite(folded: Folded) -> Iterator[str]:
    """Yield the words of a description that state magnetic properties above those of any ferrite."""
    text = folded.text
    for pattern, units, hints in PATTERNS:
        for match in pattern.finditer(text) if any(hint in text for hint in hints) else ():
            low, high = ENDS[units[match["unit"]]]
            if low < float(match["value"]) <= high:
                yield folded.quote(match.start(), match.end())
